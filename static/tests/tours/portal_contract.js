/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {fitsTheScreen} from "./portal_steps";
import {registry} from "@web/core/registry";

const pay = [
    {
        content: "Pay in one click",
        trigger: "#contract_pay",
        run: "click",
        expectUnloadPage: true,
    },
    {
        content: "The payment of the invoice is open",
        trigger: "#pay_with.show .modal-body:contains('INV/')",
    },
    {
        content: "Take the demo provider",
        trigger: "#pay_with input[name='o_payment_radio'][data-provider-code='demo']",
        run: "click",
    },
    {
        trigger: "#pay_with input[name='customer_input']",
        run: "edit 6222 0000 1234",
    },
    {
        trigger: "#pay_with button[name='o_payment_submit_button']:enabled",
        run: "click",
        expectUnloadPage: true,
    },
    {
        content: "The invoice is paid",
        trigger: "[name='invoice_paid_badge']:contains('Paid')",
    },
];

registry.category("web_tour.tours").add("portal_contract_read_and_pay", {
    steps: () => [
        {
            content: "One contract is to be paid",
            trigger:
                ".o_portal_index_card:contains('Contracts to sign, pay or confirm') " +
                "[data-placeholder_count]:contains('1')",
        },
        {
            trigger: "a[href='/my/contracts?filterby=wanting']",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            content: "Open the contract",
            trigger: "table a:contains('XCX-')",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            content: "Key terms are marked",
            trigger: "#contract_text p strong u:contains('5.3')",
        },
        {
            content: "Messages can be written",
            trigger: "#chatterRoot:shadow .o-mail-Composer",
        },
        ...pay,
        {
            content: "Back to the contract",
            trigger: "a[href^='/my/contracts/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is served now",
            trigger: "#sidebar_content .badge:contains('Active')",
        },
        {
            trigger: "#contract_content:contains('Paid')",
        },
    ],
});

registry.category("web_tour.tours").add("portal_contract_renew", {
    steps: () => [
        {
            content: "The period that is paid",
            trigger: "#contract_date_end:contains('02/28/2027')",
        },
        {
            content: "By when to pay, and until when it goes on then",
            trigger: "#contract_messages:contains('02/29/2028')",
        },
        ...pay,
        {
            content: "Back to the contract",
            trigger: "a[href^='/my/contracts/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It has a new end",
            trigger: "#contract_date_end:contains('02/29/2028')",
        },
        {
            trigger: "#contract_paid_until:contains('02/29/2028')",
        },
        {
            content: "There is nothing left to pay",
            trigger: "#wrapwrap:not(:has(#contract_pay))",
        },
    ],
});

registry.category("web_tour.tours").add("portal_contract_pay_by_link", {
    steps: () => [
        {
            content: "The contract is shown",
            trigger: "#contract_text p strong u:contains('5.3')",
        },
        ...pay,
    ],
});
