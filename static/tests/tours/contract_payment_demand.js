/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

// Depends on the data of tests/test_notice_tours.py.
registry.category("web_tour.tours").add("contract_payment_demand", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name=notices]",
            run: "click",
        },
        {
            trigger: ".tab-pane.active button:contains('New Notice')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=type_id] input",
            run: "edit Payment Demand",
        },
        {
            trigger: ".ui-autocomplete a:contains('Payment Demand')",
            run: "click",
        },
        {
            content: "The open period is what is demanded",
            trigger: ".o_field_widget[name=term_id] input:value(/20/)",
        },
        {
            content: "It proposes a day to pay",
            trigger: ".o_field_widget[name=due_date] button",
            run: "click",
        },
        {
            content: "Give another one",
            trigger: ".o_field_widget[name=due_date] input",
            run: "edit 12/12/2099 && press Tab",
        },
        {
            content: "The letter names day and amount",
            trigger:
                ".o_field_widget[name=body] textarea:value(/￥7,208.00[^]*2099年12月12日/)",
        },
        {
            content: "It goes by courier",
            trigger: ".o_notebook .nav-link[name=delivery]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=channel] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Courier')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=tracking_number] input",
            run: "edit SF1234567890",
        },
        {
            content: "Send it",
            trigger: ".o_statusbar_buttons button:contains('Send')",
            run: "click",
        },
        {
            content: "It says to whom, and with what",
            trigger: ".modal .o_field_widget[name=address]:contains('武侯祠大街231号')",
        },
        {
            trigger: ".modal .o_field_widget[name=enclosures]:contains('催告函')",
        },
        {
            trigger: ".modal footer button:contains('Send It Now')",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Sent')",
        },
        {
            content: "The courier's receipt came back",
            trigger: ".o_statusbar_buttons button:contains('Record Receipt')",
            run: "click",
        },
        {
            trigger:
                ".modal .o_field_widget[name=tracking_number] input:value('SF1234567890')",
        },
        {
            trigger: ".modal .o_field_widget[name=receipt_basis] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Accepted by Another Person')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=proof_ids]",
            async run() {
                const slip = new File(["%PDF-1.4 slip"], "slip.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(".modal [name=proof_ids] .o_input_file", [slip]);
            },
        },
        {
            trigger: ".modal .o_field_widget[name=proof_ids]:contains('slip.pdf')",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Received')",
        },
        {
            content: "Now the customer has to act",
            trigger: ".o_field_widget[name=next_step]:contains('do what it asks for')",
        },
    ],
});
