/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const writeClause = (text) => [
    {
        content: "Write the clause",
        trigger: ".o_selected_row .o_field_widget[name=text] textarea",
        run: `edit ${text}`,
    },
    {
        content: "Save",
        trigger: ".o_form_button_save",
        run: "click",
    },
];

registry.category("web_tour.tours").add("contract_wording_version", {
    steps: () => [
        {
            content: "A published wording is only copied",
            trigger: ".o_arrow_button_current:contains('Published')",
        },
        {
            trigger: "button[name=action_new_version]",
            run: "click",
        },
        {
            content: "The copy is a draft",
            trigger: ".o_arrow_button_current:contains('Draft')",
        },
        {
            content: "Edit clause 1.1",
            trigger: ".o_data_row:has([name=number]:contains('/^1.1$/')) td[name=text]",
            run: "click",
        },
        ...writeClause("甲方使用{colour}的系统。"),
        {
            content: "The unknown placeholder is named",
            trigger: ".modal:contains('{colour}'):contains('{party_a}')",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        ...writeClause("{party_a}使用{party_b}的系统。"),
        {
            content: "It is saved",
            trigger: ".o_form_view .o_form_saved",
        },
        {
            content: "Publish it",
            trigger: ".o_statusbar_buttons button[name=action_publish]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Published')",
        },
        {
            content: "Preview it",
            trigger: ".o_statusbar_buttons button[name=action_preview]",
            run: "click",
        },
        {
            content: "The file was downloaded without a complaint",
            trigger: "body:not(:has(.o_blockUI, .modal, .o_notification))",
        },
    ],
});
