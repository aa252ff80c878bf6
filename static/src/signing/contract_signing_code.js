/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Interaction} from "@web/public/interaction";
import {post} from "@web/core/network/http_service";
import {registry} from "@web/core/registry";

/**
 * The buttons that send the one-time code, and the line that says where it was sent.
 */
export class ContractSigningCode extends Interaction {
    static selector = ".o_contract_signing_code";
    dynamicContent = {
        "button[data-channel]": {"t-on-click": this.locked(this.onClickSend, true)},
    };

    async onClickSend(ev) {
        const {channel} = ev.currentTarget.dataset;
        const {failedMessage, nextMessage, sentMessage, sha256, url} = this.el.dataset;
        try {
            const answer = await this.waitFor(
                post(url, {
                    channel,
                    csrf_token: odoo.csrf_token,
                    shown_sha256: sha256,
                })
            );
            this.showStatus(
                answer.error || `${sentMessage} ${answer.address}\n${nextMessage}`,
                Boolean(answer.error)
            );
        } catch {
            this.showStatus(failedMessage, true);
        }
    }

    showStatus(message, isProblem) {
        const status = this.el.querySelector(".o_contract_signing_status");
        status.textContent = message;
        status.classList.toggle("text-danger-emphasis", isProblem);
        status.classList.toggle("text-success-emphasis", !isProblem);
    }
}

registry
    .category("public.interactions")
    .add("miniprogram_contract.contract_signing_code", ContractSigningCode);
