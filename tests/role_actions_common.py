# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may do what to contracts, periods and notices, in which state: one row each."""

from .common import SCAN
from .roles_common import (
    MANAGERS,
    OUTSIDERS,
    READERS,
    ROLES,
    SEALERS,
    USERS,
    Row,
)
from .signing_common import SIGNATURE

WRITERS = USERS | SEALERS
EVERYBODY = READERS | SEALERS
NOBODY = set()
UNSIGNED = {"draft", "sent", "waiting"}
INVOICED = {"signed", "renewal", "late", "held"}
RUNNING = INVOICED | {"active", "planned_end", "cancelled_invoice"}
ENDED = {"ended", "paid_late"}
SENT = ENDED | RUNNING | {"cancelled", "sent", "waiting"}
ALL = SENT | {"draft"}


def scan(_test, _record):
    return ("李静", SCAN)


def withdrawal(_test, _record):
    return "管理人员决定", True


def reason(_test, _record):
    return ("双方协商一致",)


def some_invoice(test, _record):
    """Return an invoice that no contract has."""
    return (test.env["account.move"], "双方协商一致")


# Every public method that the addon defines. A new one needs its row here.
CONTRACT_ACTIONS = {
    "action_send": Row(WRITERS, {"draft"}),
    "action_send_contract": Row(WRITERS, {"draft"}),
    "action_reset_to_draft": Row(WRITERS, {"sent"}),
    "action_register_signed_paper": Row(WRITERS, {"sent"}, scan),
    "action_sign": Row(WRITERS, {"sent"}, lambda _t, _c: ("李静", SIGNATURE)),
    "action_sign_contract": Row(WRITERS, {"sent"}, lambda _t, _c: ("李静", SIGNATURE)),
    "action_sign_on_device": Row(WRITERS, {"sent"}),
    "action_countersign": Row(SEALERS, {"waiting"}),
    "action_countersign_contract": Row(SEALERS, {"waiting"}),
    "action_cancel_contract": Row(WRITERS, UNSIGNED, reason),
    "action_terminate_contract": Row(
        MANAGERS, RUNNING, lambda test, _c: (test.agreement,)
    ),
    "action_withdraw_link": Row(MANAGERS, ALL),
    "action_withdraw_termination": Row(MANAGERS, {"planned_end"}, withdrawal),
    "action_reinstate_contract": Row(MANAGERS, ENDED, reason),
    # tried where there is such an invoice: tests/test_ledger_unassigned_invoices.py
    "action_ask_to_assign_invoices": Row(NOBODY, ALL),
    "action_set_invoice_aside": Row(NOBODY, ALL, some_invoice),
    "action_update_prices": Row(WRITERS, {"draft"}),
    "action_check_stored_documents": Row(MANAGERS, ALL),
    "action_download_log": Row(EVERYBODY, ALL, reads=True),
    "action_notify_customers": Row(EVERYBODY, ALL, reads=True),
    "action_open_sent_document": Row(EVERYBODY, SENT, reads=True),
    "action_open_signed_document": Row(EVERYBODY, RUNNING | ENDED, reads=True),
    "action_preview_contract": Row(EVERYBODY, SENT),
    "action_view_account_invoice_ids": Row(EVERYBODY, ALL, reads=True),
    "action_view_contract": Row(EVERYBODY, ALL, reads=True),
    "action_view_notices": Row(EVERYBODY, ALL, reads=True),
    "action_view_sale_order": Row(EVERYBODY, ALL, reads=True),
    "get_formview_id": Row(EVERYBODY, ALL, reads=True),
    "get_import_templates": Row({*ROLES, *SEALERS, *OUTSIDERS}, ALL, reads=True),
    # the base module's own ways into a state
    "action_close_subscription": Row(NOBODY, ALL),
    "action_open_pause_wizard": Row(NOBODY, ALL),
    "action_pause": Row(NOBODY, ALL),
    "action_resume": Row(NOBODY, ALL),
    "action_start_subscription": Row(NOBODY, ALL),
    "close_subscription": Row(NOBODY, ALL),
    "create_invoice": Row(NOBODY, ALL),
    "create_sale_order": Row(NOBODY, ALL),
    "generate_invoice": Row(NOBODY, ALL),
    "manual_invoice": Row(NOBODY, ALL),
}
TERM_ACTIONS = {
    "action_grant_time": Row(
        MANAGERS, INVOICED, lambda _t, _c: ("2027-05-31", "双方协商一致")
    ),
    "action_ignore_credit": Row(MANAGERS, ALL, reason),
    "action_invoice_again": Row(MANAGERS, ALL),
    # tried where there is such an invoice: tests/test_ledger_unassigned_invoices.py,
    # and tests/test_ledger_money_booked_by_hand.py
    "action_count_as_paid": Row({"accountant"}, {"cancelled_invoice"}, reason),
    "action_replace_invoice": Row(NOBODY, ALL, some_invoice),
    "action_stop_counting_as_paid": Row(NOBODY, ALL, reason),
}
NOTICE_ACTIONS = {
    "action_send": Row(WRITERS, {"draft"}),
    "action_receive": Row(WRITERS, {"sent"}),
    "action_cancel": Row(WRITERS, {"draft", "sent"}),
    "action_withdraw_end": Row(MANAGERS, {"declaration"}, withdrawal),
    "action_done": Row(WRITERS, {"received"}),
    "action_view_document": Row(EVERYBODY, {"sent", "received"}, reads=True),
    "action_accept_termination": Row(MANAGERS, {"claim"}),
    "action_object_termination": Row(MANAGERS, {"claim"}),
    "action_settle_termination": Row(MANAGERS, {"claim"}),
}
MAILING_ACTIONS = {
    "action_check_letters": Row(WRITERS, {"draft"}, reads=None),
    "action_send": Row(WRITERS, {"draft"}),
    "action_view_contracts": Row(EVERYBODY, {"draft", "sending"}, reads=True),
    "action_view_left": Row(EVERYBODY, {"draft", "sending"}, reads=True),
    "action_view_left_out": Row(EVERYBODY, {"draft", "sending"}, reads=True),
    "action_view_notices": Row(EVERYBODY, {"draft", "sending"}, reads=True),
}
ACTIONS = {
    "sale.subscription": CONTRACT_ACTIONS,
    "miniprogram.contract.term": TERM_ACTIONS,
    "miniprogram.contract.notice": NOTICE_ACTIONS,
    "miniprogram.contract.notice.mailing": MAILING_ACTIONS,
}
