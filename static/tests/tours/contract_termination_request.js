/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

// Depends on the data of tests/test_notice_tours.py.
registry.category("web_tour.tours").add("contract_termination_request", {
    steps: () => [
        {
            content: "Look at the contract's notices",
            trigger: ".o_notebook .nav-link[name=notices]",
            run: "click",
        },
        {
            content: "Write down what the customer sent",
            trigger: ".tab-pane.active button:contains('New Notice')",
            run: "click",
        },
        {
            content: "Look for its type",
            trigger: ".o_field_widget[name=type_id] input",
            run: "edit Requested by the Customer",
        },
        {
            trigger: ".ui-autocomplete a:contains('Requested by the Customer')",
            run: "click",
        },
        {
            content: "It comes from the customer, on this contract",
            trigger:
                ".o_field_widget[name=direction]:contains('From the Customer'), .o_field_widget[name=direction] input:value('From the Customer')",
        },
        {
            content: "Record its receipt",
            trigger: ".o_statusbar_buttons button:contains('Record Receipt')",
            run: "click",
        },
        {
            content: "It was signed for",
            trigger:
                ".modal .o_field_widget[name=receipt_basis] input:value('Signed for')",
        },
        {
            content: "Upload the proof",
            trigger: ".modal .o_field_widget[name=proof_ids]",
            async run() {
                const letter = new File(["%PDF-1.4 letter"], "letter.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".modal [name=proof_ids] .o_input_file", [letter]);
            },
        },
        {
            trigger: ".modal .o_field_widget[name=proof_ids]:contains('letter.pdf')",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It counts from today",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Received')",
        },
        {
            content: "The last day of service is known",
            trigger: ".o_field_widget[name=effective_date]:not(.o_field_empty)",
        },
        {
            trigger: ".o_field_widget[name=verdict]:contains('7 day(s) left')",
        },
    ],
});
