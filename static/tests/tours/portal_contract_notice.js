/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {fitsTheScreen} from "./portal_steps";
import {registry} from "@web/core/registry";

/**
 * Asks for the one-time code, and types it in.
 */
function typeTheCode(field = "#notice_code") {
    return [
        {
            content: "The code goes to the address of the contract",
            trigger:
                ".o_contract_signing_code button[data-channel='email']:contains('l****g@')",
            run: "click",
        },
        {
            content: "It says where it was sent, and what to do with it",
            trigger:
                ".o_contract_signing_status:contains('We have sent a code to l****g@')" +
                ":contains('10 minutes')",
        },
        {
            trigger: field,
            run: "edit 271828",
        },
    ];
}

registry.category("web_tour.tours").add("portal_contract_request_termination", {
    steps: () => [
        {
            content: "Ask to end the contract",
            trigger: "#contract_notice_links a:contains('End the Contract')",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            content: "The last day is shown, and that nothing is refunded",
            trigger: "#notice_last_day:contains('06/17/2026')",
        },
        {
            trigger: "p:contains('Fees that are already paid are not refunded')",
        },
        {
            trigger: "#notice_facts",
            run: "edit 门店已关闭。",
        },
        {
            trigger: "button:contains('Continue')",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            content: "The letter is shown as it will be given",
            trigger:
                "#notice_letter:contains('2026年6月17日'):contains('门店已关闭。')",
        },
        {
            content: "Something else is to be said",
            trigger: "button:contains('Edit')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#notice_facts:value('门店已关闭。')",
            run: "edit 门店已迁走。",
        },
        {
            trigger: "button:contains('Continue')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#notice_letter:contains('门店已迁走。')",
        },
        ...typeTheCode(),
        {
            trigger: "#notice_confirmed",
            run: "click",
        },
        {
            trigger: "#notice_give",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            content: "It is received",
            trigger: ".alert-success:contains('We have received your notice')",
        },
        {
            trigger: "a:contains('Back to the contract')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The contract says when it ends",
            trigger: "#contract_last_day:contains('06/17/2026')",
        },
    ],
});

registry.category("web_tour.tours").add("portal_contract_confirm_notice", {
    steps: () => [
        {
            content: "Our notice waits to be confirmed",
            trigger: "#contract_confirm",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            trigger: "#notice_letter:contains('系统将于夜间升级。')",
        },
        {
            content: "What confirming means is said",
            trigger: "#notice_confirm_meaning:contains('counts as received')",
        },
        ...typeTheCode("#notice_confirm_code"),
        {
            trigger: "#notice_confirm",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains('Thank you')",
        },
        {
            content: "It is confirmed once",
            trigger: ".o_portal_contract_notice:not(:has(#notice_confirm))",
        },
    ],
});

registry.category("web_tour.tours").add("portal_contract_move_abroad", {
    steps: () => [
        {
            trigger: "#contract_notice_links a:contains('Change Your Address')",
            run: "click",
            expectUnloadPage: true,
        },
        fitsTheScreen(),
        {
            trigger: "#notice_event_date",
            run() {
                this.anchor.value = "2026-06-09";
            },
        },
        {
            content: "Another country",
            trigger: "#notice_country",
            run: "selectByLabel United States",
        },
        {
            content: "Its states are there to choose from",
            trigger: "#notice_state:has(option:contains('California'))",
            run: "selectByLabel California",
        },
        {
            trigger: "#notice_street",
            run: "edit 1 Market St",
        },
        {
            trigger: "#notice_zip",
            run: "edit 95113-2000",
        },
        {
            trigger: "#notice_contact",
            run: "edit 王芳",
        },
        {
            trigger: "button:contains('Continue')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The letter gives all of it",
            trigger:
                "#notice_letter:contains('1 Market St'):contains('California'):contains('王芳')",
        },
        ...typeTheCode(),
        {
            trigger: "#notice_confirmed",
            run: "click",
        },
        {
            trigger: "#notice_give",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains('We have received your notice')",
        },
    ],
});
