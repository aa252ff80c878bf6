/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {onMounted, onWillUnmount} from "@odoo/owl";
import {NameAndSignature} from "@web/core/signature/name_and_signature";
import {SignatureForm} from "@portal/signature_form/signature_form";
import {_t} from "@web/core/l10n/translation";
import {post} from "@web/core/network/http_service";
import {redirect} from "@web/core/utils/urls";
import {registry} from "@web/core/registry";

const CHINESE_NAME = /^\p{Script=Han}{1,4}$/u;
const TEXT_LENGTH = /textLength=%22[^%]*%22/;

/**
 * Core's signature pad; here everything that is only a picture has a name too.
 */
class ContractNameAndSignature extends NameAndSignature {
    static template = "miniprogram_contract.NameAndSignature";

    /**
     * Chinese characters keep their shape: core squeezes those of a short name.
     *
     * @override
     */
    getSVGText(font, text, width, height) {
        const picture = super.getSVGText(font, text, width, height);
        return CHINESE_NAME.test(text) ? picture.replace(TEXT_LENGTH, "") : picture;
    }

    getStyleLabel(index) {
        return _t("Style %s", index + 1);
    }
}

/**
 * The signature, posted together with the form of the page: the customer's name, the
 * confirmations and the code.
 */
export class ContractSignatureForm extends SignatureForm {
    static template = "miniprogram_contract.SignatureForm";
    static components = {NameAndSignature: ContractNameAndSignature};

    setup() {
        super.setup();
        this.state.isBusy = false;
        this.mode = this.props.defaultName ? "auto" : "draw";
        Object.assign(this.nameAndSignatureProps, {
            noInputName: true, // The field would take the focus, at the end of the page
            onSignatureChange: (mode) => {
                this.mode = mode;
            },
        });
        const onInput = this.onInputName.bind(this);
        onMounted(() => this.form.elements.name.addEventListener("input", onInput));
        onWillUnmount(() =>
            this.form.elements.name.removeEventListener("input", onInput)
        );
    }

    get form() {
        return document.getElementById(this.props.formId);
    }

    /**
     * Redraws a signature that is drawn from the name.
     */
    onInputName(ev) {
        this.signature.name = ev.target.value;
        if (this.mode === "auto") {
            this.signature.resetSignature();
        }
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
        data.append(
            "signature",
            this.signature.getSignatureImage().split(",")[1] || ""
        );
        return data;
    }
}

registry
    .category("public_components")
    .add("miniprogram_contract.signature_form", ContractSignatureForm);
