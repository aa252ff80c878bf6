/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

// Depends on the data of tests/test_contract_tours.py.
registry.category("web_tour.tours").add("contract_from_quotation", {
    steps: () => [
        {
            content: "Make a quotation",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Look for the customer",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit 成都锦里食品",
        },
        {
            content: "Choose the customer",
            trigger: ".ui-autocomplete a:contains('成都锦里食品有限公司'):first",
            run: "click",
        },
        {
            content: "Add a line",
            trigger: "a:contains('Add a product'), button:contains('Add a product')",
            run: "click",
        },
        {
            content: "Look for the package",
            trigger: ".o_selected_row .o_field_widget[name=product_template_id] input",
            run: "edit 商城版套餐",
        },
        {
            content: "Choose the package",
            trigger: ".ui-autocomplete a:contains('商城版套餐')",
            run: "click",
        },
        {
            content: "Its plan asks for the term: three years",
            trigger: ".o_field_widget[name=contract_term_years] input",
            run: "edit 3 && press Tab",
        },
        {
            content: "The line shows the years",
            trigger: ".o_data_row .o_data_cell[name=contract_years]:contains('3')",
        },
        {
            content: "The total is three years' price",
            trigger: ".o_field_widget[name=tax_totals]:contains('21,624.00')",
        },
        {
            content: "Confirm",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger: ".o_arrow_button_current:contains('Sales Order')",
        },
        {
            content: "Open the contract it made",
            trigger: "button[name=action_view_contracts]",
            run: "click",
        },
        {
            content: "It is a draft of the same price, with nothing missing",
            trigger:
                ".o_form_view:not(:has([name=sending_problems])) .o_field_widget[name=contract_amount]:contains('21,624.00')",
        },
        {
            content: "Send it",
            trigger: ".o_statusbar_buttons button[name=action_send_contract]",
            run: "click",
        },
        {
            content: "It has a number",
            trigger: "h1 .o_field_widget[name=contract_number]:not(.o_field_empty)",
        },
        {
            trigger: ".o_arrow_button_current:contains('Sent')",
        },
        {
            content: "Print it",
            trigger: ".o_statusbar_buttons button:contains('Print')",
            run: "click",
        },
        {
            content: "The file was downloaded without a complaint",
            trigger: "body:not(:has(.o_blockUI, .modal, .o_notification))",
        },
    ],
});
