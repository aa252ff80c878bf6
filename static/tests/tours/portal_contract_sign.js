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

const keepsItsShape = {
    content: "Two characters are twice as wide as they are high",
    trigger: ".o_contract_sign_submit:enabled",
    run() {
        const canvas = document.querySelector("canvas.o_web_sign_signature");
        const {data, height, width} = canvas
            .getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height);
        const isInked = (x, y) => data[4 * (y * width + x) + 3] > 0;
        const columns = [...Array(width).keys()];
        const rows = [...Array(height).keys()];
        const across = columns.filter((x) => rows.some((y) => isInked(x, y)));
        const down = rows.filter((y) => columns.some((x) => isInked(x, y)));
        const ratio = (across.at(-1) - across[0]) / (down.at(-1) - down[0]);
        if (ratio < 1.7) {
            throw new Error(`The characters are squeezed, by a ratio of ${ratio}`);
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
        keepsItsShape,
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

registry.category("web_tour.tours").add("contract_sign_on_device", {
    steps: () => [
        {
            content: "The customer is here",
            trigger: ".o_statusbar_buttons button[name='action_sign_on_device']",
            run: "click",
        },
        {
            content: "The document is shown",
            trigger: ".modal .o_field_widget[name='document'] iframe",
        },
        {
            content: "He confirms each of the key terms",
            trigger: ".modal [name='key_term_ids'] .o_data_row:contains('5.3')",
            async run({click}) {
                const rows = document.querySelectorAll(
                    ".modal [name='key_term_ids'] .o_data_row"
                );
                for (const index of rows.keys()) {
                    await click(
                        `.modal [name='key_term_ids'] .o_data_row:eq(${index}) [name='is_confirmed']`
                    );
                }
            },
        },
        {
            content: "They are all confirmed",
            trigger:
                ".modal [name='key_term_ids']:not(:has([name='is_confirmed'] input:not(:checked)))",
        },
        {
            trigger: ".modal [name='agreement'] input",
            run: "click",
        },
        {
            trigger: ".modal [name='signed_by'] input",
            run: "edit 王芳",
        },
        {
            trigger: ".modal [name='position'] input",
            run: "edit 总经理",
        },
        {
            content: "He signs",
            trigger: ".modal [name='signature'] .o_signature",
            run: "click",
        },
        {
            content: "The signature is drawn from his name",
            trigger: ".modal .modal-footer button:contains('Adopt'):enabled",
            run: "click",
        },
        {
            trigger: ".modal [name='signature'] img.o_signature",
        },
        {
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It waits for our seal",
            trigger: "body:not(:has(.modal)) .alert:contains('our seal is missing')",
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
