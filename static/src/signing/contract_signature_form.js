/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {SignatureForm} from "@portal/signature_form/signature_form";
import {post} from "@web/core/network/http_service";
import {redirect} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";

/**
 * The customer's name and signature, posted together with the form of the page: what he
 * confirms there, and the code.
 */
export class ContractSignatureForm extends SignatureForm {
    static template = "miniprogram_contract.SignatureForm";

    setup() {
        super.setup();
        this.state.isBusy = false;
    }

    get form() {
        return document.getElementById(this.props.formId);
    }

    /**
     * @override
     */
    async onClickSubmit() {
        if (!this.form.reportValidity()) {
            return;
        }
        this.state.error = false;
        this.state.isBusy = true;
        try {
            const answer = await post(this.props.callUrl, this.getData());
            if (answer.redirect_url) {
                redirect(answer.redirect_url);
                return;
            }
            this.state.error = answer.error;
        } catch {
            this.state.error = this.props.failedMessage;
        }
        this.state.isBusy = false;
    }

    getData() {
        const data = new FormData(this.form);
        data.append("csrf_token", odoo.csrf_token);
        data.append("name", this.signature.name || "");
        data.append("signature", this.signature.getSignatureImage().split(",")[1] || "");
        return data;
    }
}

registry
    .category("public_components")
    .add("miniprogram_contract.signature_form", ContractSignatureForm);
