/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

// Depends on the data of tests/test_notice_tours.py.
registry.category("web_tour.tours").add("contract_notice_to_many", {
    steps: () => [
        {
            content: "Choose the contracts",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row_selected",
        },
        {
            trigger:
                ".o_control_panel button[name=action_notify_customers], .o_list_view button[name=action_notify_customers]",
            run: "click",
        },
        {
            content: "The two contracts that get the notice are named",
            trigger:
                ".o_field_widget[name=contract_ids] .o_data_row:nth-child(2) .o_data_cell[name=partner_id]:contains('成都锦里食品有限公司')",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit System Upgrade",
        },
        {
            trigger: ".o_notebook .nav-link[name=letter]",
            run: "click",
        },
        {
            content: "Say what is upgraded",
            trigger: ".o_field_widget[name=facts] textarea",
            run: "edit 12月1日凌晨2时至4时停机升级。 && click body",
        },
        {
            content: "See the letter as the first of them gets it",
            trigger:
                ".o_field_widget[name=sample]:contains('12月1日凌晨2时至4时停机升级。')",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_send]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "It is being sent",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Being Sent')",
        },
    ],
});
registry.category("web_tour.tours").add("contract_notice_to_many_sent", {
    steps: () => [
        {
            trigger: ".o_arrow_button_current:contains('All Sent')",
        },
        {
            content: "See who has received it",
            trigger: ".o-form-buttonbox button:contains('Received')",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_group_header:contains('Sent (2)')",
        },
    ],
});
