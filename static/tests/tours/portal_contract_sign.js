/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {fitsTheScreen} from "./portal_steps";
import {registry} from "@web/core/registry";

const checkAll = {
    content: "Confirm each key term, and to sign electronically",
    trigger: "#contract_signing_form input[name='agreement']",
    run() {
        const form = document.querySelector("#contract_signing_form");
        for (const box of form.querySelectorAll("input[type='checkbox']")) {
            box.click();
        }
    },
};

registry.category("web_tour.tours").add("portal_contract_sign", {
    steps: () => [
        {
            trigger: "#contract_sign",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen("#contract_signing_form"),
        checkAll,
        {
            content: "Have the code sent",
            trigger: ".o_contract_signing_code button[data-channel='email']",
            run: "click",
        },
        {
            content: "The page says where it went",
            trigger: ".o_contract_signing_status:contains('l****g@')",
        },
        {
            trigger: "#contract_position",
            run: "edit 总经理",
        },
        {
            content: "A wrong code",
            trigger: "#contract_code",
            run: "edit 000000",
        },
        {
            content: "Type the name: the signature is drawn from it",
            trigger: "#contract_signer",
            run: "edit 王芳",
        },
        {
            trigger: ".o_contract_sign_submit:enabled",
            run: "click",
        },
        {
            content: "Nothing that was given is lost",
            trigger: ".o_contract_sign_error:contains('code is wrong')",
        },
        {
            trigger: "#contract_code",
            run: "edit 271828",
        },
        {
            trigger: ".o_contract_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for our seal",
            trigger: "#contract_messages .alert:contains('our seal')",
        },
    ],
});

registry.category("web_tour.tours").add("contract_countersign", {
    steps: () => [
        {
            trigger: "button[name='action_countersign_contract']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is signed",
            trigger: ".o_arrow_button_current:contains('Signed')",
        },
        {
            content: "Its first term is there",
            trigger: ".o_notebook .nav-link[name='signature']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='signer_position']:contains('总经理')",
        },
    ],
});
