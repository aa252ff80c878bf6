# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may call which public method by RPC: one row each.

What contracts, periods, notices and bulk notices do is in ``role_actions_common.py``;
this adds what the addon overrides of the ORM, and all other models.
"""

from .role_actions_common import (
    ALL,
    CONTRACT_ACTIONS,
    EVERYBODY,
    MAILING_ACTIONS,
    NOBODY,
    NOTICE_ACTIONS,
    TERM_ACTIONS,
    WRITERS,
)
from .roles_common import MANAGERS, OUTSIDERS, ROLES, SEALERS, Row

# Who calls: colleagues of each kind, and everybody else
KINDS = (
    "salesman",
    "contract_manager",
    "accountant",
    "sealing_user",
    "administrator",
    "employee",
    *sorted(OUTSIDERS),
)
ONE = {"one"}
# who writes what is no contract: whoever sells, or has the ordinary right to
SELLERS = WRITERS | {"other_salesman"}
ANYBODY = {*ROLES, *SEALERS, *OUTSIDERS}
# of any company: of their own
OUR_MANAGERS = MANAGERS | {"foreign_manager"}
BOOKKEEPERS = {"accountant"}
READ_INVOICES = {"accountant", "all_documents", "auditor", "sales_manager"}
# sales people in Odoo's own sense: contract users alone sell nothing
SALES = {"all_documents", "other_salesman", "sales_manager", "salesman"}
WRITE_ORDERS = {"accountant", "all_documents", "sales_manager", "salesman"}
# an action opens a list of what the user may see: maybe of nothing
SEERS = EVERYBODY | {"foreign_manager", "other_salesman"}


def give(**values):
    """Return the values that ``write`` and ``web_save`` get."""
    return lambda _test, _record: (values,)


def make(**values):
    """Return the values that ``create`` gets."""
    return lambda _test, _record: ([dict(values)],)  # Odoo adds to them


CONTRACT_ORM = {
    "copy_data": Row(EVERYBODY, ALL, reads=True),
    "create": (
        Row(
            SELLERS | {"foreign_manager"},
            ONE,
            lambda test, _record: (
                [
                    {
                        "partner_id": test.customer.id,
                        "pricelist_id": test.stages["draft"].pricelist_id.id,
                        "template_id": test.plan.id,
                    }
                ],
            ),
        ),
    ),
    "write": (
        Row(WRITERS, {"active"}, give(description="x")),
        Row(WRITERS, {"draft"}, give(contract_remark="x")),
        Row(NOBODY, {"active"}, give(contract_remark="x")),
        Row(NOBODY, {"active"}, give(contract_state="terminated")),
        Row(NOBODY, {"sent"}, give(signing_email="x@example.com")),
        Row(NOBODY, {"draft"}, give(access_token="x")),
    ),
}
NOTICE_ORM = {
    "create": (
        Row(
            WRITERS,
            ONE,
            lambda test, _record: (
                [
                    {
                        "contract_id": test.stages["active"].id,
                        "direction": "outgoing",
                        "type_id": test._type("service_upgrade").id,
                    }
                ],
            ),
        ),
    ),
    "write": (
        Row(WRITERS, {"draft"}, give(body="x")),
        Row(NOBODY, {"sent"}, give(body="x")),
        Row(NOBODY, {"draft"}, give(state="sent")),
    ),
}
MAILING_ORM = {
    "create": Row(
        SELLERS | {"foreign_manager"}, ONE, make(name="x", facts="x", body="x")
    ),
    "write": (
        Row(WRITERS, {"draft"}, give(name="x")),
        Row(NOBODY, {"sending"}, give(state="draft")),
    ),
}
KEPT = {  # nobody, not even whom Odoo lets do everything
    "create": Row(NOBODY, ONE, make()),
    "unlink": Row(NOBODY, ONE),
    "write": Row(NOBODY, ONE, give(display_name="x")),
}
# What only Python calls, as dialogs and the portal do: nobody can by RPC. Actions of
# ours among them are tried in Python: tests/test_addon_role_actions.py
PRIVATE = {
    "miniprogram.contract.notice": {
        "action_accept_termination",
        "action_object_termination",
        "action_settle_termination",
        "action_withdraw_end",
    },
    "miniprogram.contract.term": {
        "action_count_as_paid",
        "action_ignore_credit",
        "action_replace_invoice",
        "action_stop_counting_as_paid",
    },
    "res.users": {"reset_password"},
    "sale.order": {"create_subscription", "group_subscription_lines"},
    "sale.subscription": {
        "action_countersign",
        "action_send",
        "action_set_invoice_aside",
        "action_sign",
        "action_withdraw_termination",
        "onchange_partner_id",
    },
}
# A dialog changes what its action does: who may confirm it, on which contract
DIALOGS = {
    "assign.invoice": {"action_confirm": Row(NOBODY, {"active"})},
    "cancel": {"action_confirm": Row(WRITERS, {"sent"})},
    "count.as.paid": {"action_confirm": Row(BOOKKEEPERS, {"cancelled_invoice"})},
    "detail.change.record": {
        "action_confirm": Row(WRITERS, {"active"}),
        "action_dismiss": Row(WRITERS, {"active"}),
    },
    "document.check": {"action_check_all": Row(OUR_MANAGERS, {"active"})},
    "grant.time": {"action_confirm": Row(MANAGERS, {"renewal"})},
    "health": {
        "action_open": Row(OUR_MANAGERS, {"active"}, reads=True),
        "action_open_health": Row(OUR_MANAGERS, {"active"}),
    },
    "ignore.credit": {"action_confirm": Row(MANAGERS, {"renewal"})},
    "notice.decide": {"action_confirm": Row(MANAGERS, {"active"})},
    "notice.receive": {"action_confirm": Row(WRITERS, {"active"})},
    "notice.send": {"action_confirm": Row(WRITERS, {"active"})},
    "reinstate": {"action_confirm": Row(MANAGERS, {"ended"})},
    "seal": {"action_confirm": Row(SEALERS, {"waiting"})},
    "sign.on.device": {"action_confirm": Row(WRITERS, {"sent"})},
    "signed.paper": {"action_confirm": Row(WRITERS, {"sent"})},
    "terminate": {
        "action_back": Row(OUR_MANAGERS, {"active"}),
        "action_confirm": Row(MANAGERS, {"active"}),
        "action_preview": Row(MANAGERS, {"active"}),
    },
    "withdraw.termination": {"action_confirm": Row(MANAGERS, {"planned_end"})},
}
METHODS = {
    **{f"miniprogram.contract.{name}": rows for name, rows in DIALOGS.items()},
    "account.move": {
        "button_draft": Row(BOOKKEEPERS, {"invoice"}),
        "copy_data": Row(READ_INVOICES, {"invoice"}, reads=True),
        "create": Row(BOOKKEEPERS, ONE, make(move_type="out_invoice")),
        "unlink": (
            Row(NOBODY, {"invoice"}),
            Row(BOOKKEEPERS, {"draft_invoice"}),
        ),
        "write": (
            Row(BOOKKEEPERS, {"invoice"}, give(ref="x")),
            Row(NOBODY, {"invoice"}, give(subscription_id=False)),
            Row(NOBODY, {"invoice"}, give(access_token="x")),
        ),
    },
    "account.move.line": {
        "create": Row(
            BOOKKEEPERS,
            ONE,
            lambda test, _record: (
                [
                    {
                        "move_id": test.draft_invoice.id,
                        "name": "x",
                        "price_unit": 1.0,
                    }
                ],
            ),
        ),
        "write": Row(BOOKKEEPERS, {"draft_line"}, give(name="x")),
    },
    "account.move.reversal": {"reverse_moves": Row(BOOKKEEPERS, ONE)},
    "account.partial.reconcile": {
        "create": Row(
            BOOKKEEPERS, ONE, lambda test, _record: ([test._get_matching_values()],)
        ),
        "unlink": Row(BOOKKEEPERS, ONE),
    },
    "account.payment": {
        "action_post": Row(BOOKKEEPERS, {"draft"}),
        "create": Row(
            BOOKKEEPERS, ONE, lambda test, _record: ([test._get_payment_values()],)
        ),
        "unlink": Row(BOOKKEEPERS, {"draft"}),
        "write": Row(BOOKKEEPERS, {"draft"}, give(memo="x")),
    },
    "account.payment.register": {
        "default_get": Row(
            READ_INVOICES | {"customer"},
            ONE,
            lambda _t, _r: (["line_ids"],),
            reads=True,
        ),
    },
    "crm.lead": {
        "action_view_contracts": Row(SEERS, ONE, reads=True),
    },
    "ir.attachment": {
        "create": (
            Row(
                WRITERS,
                ONE,
                lambda test, _record: (
                    [
                        {
                            "name": "x",
                            "raw": "x",
                            "res_id": test.stages["active"].id,
                            "res_model": "sale.subscription",
                        }
                    ],
                ),
            ),
            Row(NOBODY, ONE, make(name="x", is_contract_document=True)),
        ),
        "write": (
            Row(WRITERS, {"file"}, give(name="x")),
            Row(NOBODY, {"frozen"}, give(raw="x")),
            Row(NOBODY, {"frozen"}, give(public=True)),
        ),
    },
    "mail.message": {
        "unlink": Row(NOBODY, {"note"}),
        "write": (
            Row(NOBODY, {"note"}, give(body="x")),
            Row(NOBODY, {"note"}, give(res_id=1)),
        ),
    },
    "mail.tracking.value": {
        **KEPT,
        "create": Row(NOBODY, ONE, lambda test, _r: ([test._get_tracking_values()],)),
    },
    "miniprogram.contract.clause": {
        "create": (
            Row(
                OUR_MANAGERS,
                ONE,
                lambda test, _record: (
                    [
                        {
                            "wording_id": test.draft_wording.id,
                            "code": "x",
                            "text": "x",
                        }
                    ],
                ),
            ),
        ),
        "write": (
            Row(OUR_MANAGERS, {"draft"}, give(text="x")),
            Row(NOBODY, {"published"}, give(text="x")),
        ),
    },
    "miniprogram.contract.deadline": {
        "action_open": Row(EVERYBODY, ONE, reads=True),
    },
    "miniprogram.contract.event": KEPT,
    "miniprogram.contract.event.head": KEPT,
    "miniprogram.contract.wording": {
        "action_new_version": Row(OUR_MANAGERS, {"published"}),
        "action_preview": Row(SEERS, {"draft"}, reads=True),
        "action_publish": Row(OUR_MANAGERS, {"draft"}),
        "copy_data": Row(SEERS, {"published"}, reads=True),
        "create": Row(OUR_MANAGERS, ONE, make(name="x")),
        "write": (
            Row(OUR_MANAGERS, {"draft"}, give(name="x")),
            Row(NOBODY, {"published"}, give(number="x")),
            Row(NOBODY, {"draft"}, give(state="published")),
        ),
    },
    "res.company": {
        "action_record_detail_change": Row(
            EVERYBODY | {"other_salesman"}, ONE, reads=True
        ),
        "create": Row({"administrator"}, ONE, make(name="x")),
        "write": Row({"administrator"}, ONE, give(contract_hotline="x")),
    },
    "res.currency": {
        "amount_to_text": Row(
            ANYBODY - {"seal_keeper"}, ONE, lambda _t, _r: (1.0,), reads=True
        ),
    },
    "res.partner": {
        "action_view_contract_notices": Row(SEERS, {"party"}, reads=True),
        "action_view_contracts": Row(SEERS, {"party"}, reads=True),
        "action_view_subscription_ids": Row(SEERS, {"party"}, reads=True),
        "create": Row(SALES, ONE, make(name="x")),
        "write": Row(SALES, {"party"}, give(comment="x")),
    },
    "sale.order": {
        "action_view_contracts": Row(SEERS, ONE, reads=True),
        "create": Row(
            SALES, ONE, lambda test, _record: ([{"partner_id": test.customer.id}],)
        ),
        "web_save": Row(
            WRITE_ORDERS, ONE, lambda _t, _r: ({"client_order_ref": "x"}, {"name": {}})
        ),
        "write": (
            Row(WRITE_ORDERS, ONE, give(client_order_ref="x")),
            Row(NOBODY, ONE, give(contract_term_years=9)),
        ),
    },
    "sale.order.line": {
        "create": Row(
            NOBODY,
            ONE,
            lambda test, _record: (
                [
                    {
                        "order_id": test.stages["active"].sale_order_id.id,
                        "product_id": test.package.id,
                    }
                ],
            ),
        ),
        "write": Row(NOBODY, ONE, give(price_unit=1.0)),
    },
    "sale.subscription": {
        **CONTRACT_ACTIONS,
        **CONTRACT_ORM,
        # these have a salesperson, and he may
        "action_withdraw_link": Row(MANAGERS | {"salesman"}, ALL),
    },
    "sale.subscription.close.reason": {
        "write": (
            Row(OUR_MANAGERS, {"used"}, give(name="x")),
            Row(SALES | OUR_MANAGERS, {"unused"}, give(name="x")),
        ),
    },
    "sale.subscription.line": {
        "create": Row(
            WRITERS,
            ONE,
            lambda test, _record: (
                [
                    {
                        "product_id": test.package.id,
                        "sale_subscription_id": test.stages["draft"].id,
                    }
                ],
            ),
        ),
        "write": (
            Row(WRITERS, {"draft"}, give(name="x")),
            Row(NOBODY, {"active"}, give(price_unit=1.0)),
        ),
    },
    "sale.subscription.stage": {
        "write": Row({"sales_manager"}, ONE, give(name="x")),
    },
    "sale.subscription.template": {
        "action_view_contracts": Row(SEERS, ONE, reads=True),
        "write": Row(OUR_MANAGERS, ONE, give(name="x")),
    },
    "miniprogram.contract.term": {
        **TERM_ACTIONS,
        "action_invoice_again": Row(MANAGERS, {"cancelled_invoice"}),
    },
    "miniprogram.contract.notice": {**NOTICE_ACTIONS, **NOTICE_ORM},
    "miniprogram.contract.notice.mailing": {**MAILING_ACTIONS, **MAILING_ORM},
}
