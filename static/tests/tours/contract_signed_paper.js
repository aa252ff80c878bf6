/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("contract_signed_paper", {
    steps: () => [
        {
            content: "Register the paper that came back",
            trigger: ".o_statusbar_buttons button:contains('Register Signed Paper')",
            run: "click",
        },
        {
            content: "The contact of the customer is proposed as who signed",
            trigger: ".modal .o_field_widget[name=signed_by] input:value('李静')",
        },
        {
            content: "Upload the scan",
            trigger: ".modal .o_field_widget[name=document]",
            async run() {
                const scan = new File(["%PDF-1.4 stamped by both sides"], "scan.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".modal [name=document] .o_input_file", [scan]);
            },
        },
        {
            trigger: ".modal .o_field_widget[name=document] input:value('scan.pdf')",
        },
        {
            content: "Register",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The contract is signed",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Signed')",
        },
        {
            content: "The signed copy can be opened",
            trigger: ".o-form-buttonbox button[name=action_open_signed_document]",
        },
        {
            content: "Look at the signatures",
            trigger: ".o_notebook .nav-link[name=signature]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=signed_by]:contains('李静')",
        },
    ],
});
