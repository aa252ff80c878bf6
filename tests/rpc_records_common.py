# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the rows of ``rpc_rows_common.py`` are about: a record for each."""

from odoo import Command

from .common import SCAN
from .role_actions_common import WRITERS
from .roles_common import TODAY
from .rpc_common import RpcCommon
from .signing_common import SIGNATURE

DIALOG = "miniprogram.contract."


def fill_in(**values):
    """Return the values of a dialog that takes the rest from what is open."""
    return lambda _test, _stage: {"reason": "双方协商一致", **values}


def fill_in_for_term(**values):
    """Return the values of a dialog on the open period of a contract."""
    return lambda test, stage: {
        "reason": "双方协商一致",
        "term_id": test._get_record("miniprogram.contract.term", stage, None).id,
        **values,
    }


def fill_in_for_notice(stage, **values):
    """Return the values of a dialog on a notice."""
    return lambda test, _stage: {"notice_id": test.notices[stage].id, **values}


def fill_in_signature(test, stage):
    asked = test.stages[stage]._get_portal_signing()
    return {
        "agreement": True,
        "contract_id": test.stages[stage].id,
        "key_term_ids": [
            Command.create({**term, "is_confirmed": True})
            for term in asked["key_terms"]
        ],
        "position": "总经理",
        "shown_sha256": asked["shown_sha256"],
        "signature": SIGNATURE,
        "signed_by": "李静",
    }


FILLED_IN = {
    "assign.invoice": fill_in(purpose="other"),
    "cancel": fill_in(),
    "count.as.paid": fill_in_for_term(),
    "detail.change.record": lambda test, _stage: {
        "change_id": test.change.id,
        "event_date": TODAY,
    },
    "document.check": lambda _test, _stage: {},
    "grant.time": fill_in_for_term(grace_until="2027-05-31"),
    "health": lambda _test, _stage: {"action": "base.action_res_users"},
    "ignore.credit": fill_in_for_term(),
    "notice.decide": fill_in_for_notice("claim", choice="object"),
    "notice.receive": lambda test, _stage: {
        "notice_ids": [Command.set(test.notices["sent"].ids)],
        "receipt_basis": "signed",
        "received_on": TODAY,
    },
    "notice.send": fill_in_for_notice("draft"),
    "reinstate": fill_in(),
    "seal": lambda test, stage: {
        "contract_ids": test.stages[stage].ids,
        "is_confirmed": True,
    },
    "sign.on.device": fill_in_signature,
    "signed.paper": lambda _test, _stage: {
        "countersigned_on": TODAY,
        "document": SCAN,
        "signed_by": "李静",
        "signed_by_customer_on": TODAY,
    },
    "terminate": lambda test, _stage: {"reason_id": test.agreement.id},
    "withdraw.termination": lambda test, stage: {
        "contract_id": test.stages[stage].id,
        "has_not_arrived": True,
        "reason": "双方协商一致",
    },
}


class RpcRecordsCommon(RpcCommon):
    """Contracts, notices, bulk notices, invoices … in the states that rows name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._on(TODAY):
            cls.notices = cls._make_notices()
            cls._make_accounting()
            cls.records = cls._make_records()
        cls.env.flush_all()

    @classmethod
    def _own(cls, contract):
        cls._give_to(cls.env["crm.team"].search([("name", "=", "西南团队")]), contract)
        return contract

    @classmethod
    def _make_notices(cls):
        contract = cls._own(cls._activate("2026-09-01"))
        draft, sent, received = (
            cls._draft(contract, "service_upgrade", "outgoing", body="系统升级。")
            for _number in range(3)
        )
        for notice in (sent, received):
            notice.action_send()
            proof = cls._file(res_model=notice._name, res_id=notice.id)
            notice.write({"receipt_basis": "signed", "proof_ids": proof.ids})
        received.action_receive()
        claim = cls._receive(
            cls._own(cls._activate("2026-09-01")), "termination_breach", TODAY
        )
        ending = cls._own(cls._activate("2026-09-01"))
        ending.action_terminate_contract(
            cls.env.ref("miniprogram_contract.close_reason_fraud")
        )
        return {
            "draft": draft,
            "sent": sent,
            "received": received,
            "claim": claim,
            "declaration": ending.notice_ids,
        }

    @classmethod
    def _make_accounting(cls):
        cls.invoice = cls.stages["signed"].open_term_id.invoice_id
        cls.draft_invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 10.0})],
            }
        )
        paid = cls.stages["active"].term_ids[:1].invoice_id
        cls.partial = paid.line_ids.matched_credit_ids
        cls.payment = cls.env["account.payment"].create(cls._get_payment_values())

    @classmethod
    def _get_payment_values(cls):
        return {
            "amount": 1.0,
            "partner_id": cls.customer.id,
            "partner_type": "customer",
            "payment_type": "inbound",
        }

    @classmethod
    def _get_tracking_values(cls):
        field = cls.env["ir.model.fields"]._get("sale.subscription", "stage_id")
        return {"field_id": field.id, "mail_message_id": cls.note.id}

    def _get_matching_values(self):
        debit, credit = self.invoice.line_ids.sorted("balance", reverse=True)[:2]
        return {
            "amount": 1.0,
            "credit_amount_currency": 1.0,
            "credit_move_id": credit.id,
            "debit_amount_currency": 1.0,
            "debit_move_id": debit.id,
        }

    @classmethod
    def _make_records(cls):
        """Return the records of each model by the name that rows give them."""
        active = cls.stages["active"]
        document = active.sent_document_id
        reasons = cls.env["sale.subscription.close.reason"]
        draft_wording = cls.wording.copy()
        event = active.event_ids[:1]
        cls.note = active._message_log(body="状态")
        tracking = (
            cls.env["mail.tracking.value"].sudo().create(cls._get_tracking_values())
        )
        cls.draft_wording = draft_wording
        cls.customer.phone = "028-1"
        cls.change = cls.customer.detail_change_id
        return {
            "account.move": {
                "draft_invoice": cls.draft_invoice,
                "invoice": cls.invoice,
            },
            "account.move.line": {"draft_line": cls.draft_invoice.invoice_line_ids},
            "account.partial.reconcile": {"one": cls.partial},
            "account.payment": {"draft": cls.payment},
            "account.payment.register": {},
            "crm.lead": {"one": cls.env["crm.lead"].create({"name": "x"})},
            "ir.attachment": {
                "file": cls._file(res_model=active._name, res_id=active.id),
                "frozen": document,
            },
            "mail.message": {"note": cls.note},
            "mail.tracking.value": {"one": tracking.sudo(False)},
            "miniprogram.contract.clause": {
                "draft": draft_wording.clause_ids[:1],
                "published": cls.wording.clause_ids[:1],
            },
            "miniprogram.contract.deadline": {
                "one": cls.env["miniprogram.contract.deadline"].search(
                    [("contract_id", "=", cls.stages["renewal"].id)], limit=1
                )
            },
            "miniprogram.contract.event": {"one": event},
            "miniprogram.contract.event.head": {
                "one": cls.env["miniprogram.contract.event.head"].search(
                    [("contract_id", "=", active.id)]
                )
            },
            "miniprogram.contract.notice": cls.notices,
            "miniprogram.contract.wording": {
                "draft": draft_wording,
                "published": cls.wording,
            },
            "res.company": {"one": cls.company},
            "res.currency": {"one": cls.cny},
            "res.partner": {"party": cls.customer},
            "res.users": {},
            "sale.order": {"one": active.sale_order_id},
            "sale.order.line": {"one": active.sale_order_id.order_line},
            "sale.subscription": cls.stages,
            "sale.subscription.close.reason": {
                "unused": reasons.create({"name": "x"}),
                "used": cls.agreement,
            },
            "sale.subscription.line": {
                stage: cls.stages[stage].sale_subscription_line_ids
                for stage in ("draft", "active")
            },
            "sale.subscription.stage": {"one": active.stage_id},
            "sale.subscription.template": {"one": cls.plan},
        }

    def _get_record(self, model, stage, kind):
        """Return what a row is about, in the state that it names.

        :param str kind: who calls: a dialog is the one of who opened it
        """
        if model == "miniprogram.contract.term":
            contract = self.stages[stage]
            return contract.open_term_id or contract.term_ids[-1:]
        if model.startswith(DIALOG) and self.env[model]._transient:
            return self._open_dialog(model.removeprefix(DIALOG), stage, kind)
        if model == "miniprogram.contract.notice.mailing":
            return self._write_mailing(stage, kind)
        if model == "account.move.reversal":
            return self._open_reversal(kind)
        return self.records[model].get(stage) or self.env[model]

    def _write_mailing(self, stage, kind):
        """Return a bulk notice of whoever calls, or of a manager: it is one's own."""
        author = kind if kind in WRITERS else "contract_manager"
        mailing = self._as(author, self.env["miniprogram.contract.notice.mailing"])
        mailing = mailing.create(
            {"name": "升级", "facts": "升级", "body": "系统升级。"}
        )
        if stage == "sending":
            mailing.action_send()
        return mailing

    def _open_reversal(self, kind):
        """Return accounting's dialog on an invoice, of the user who confirms it."""
        invoice = self.invoice
        # sudo: whoever may not open it, tries to confirm it
        dialogs = self.env["account.move.reversal"].with_user(self.users[kind]).sudo()
        return dialogs.with_context(
            active_ids=invoice.ids, active_model=invoice._name
        ).create({"journal_id": invoice.journal_id.id})

    # -- dialogs that somebody has opened and filled in --------------------------------

    def _open_dialog(self, name, stage, kind):
        """Return a dialog with all that it asks for, of the user who confirms it."""
        contract = self.stages.get(stage)
        # sudo: whoever may not open it, tries to confirm it
        dialogs = self.env[DIALOG + name].with_user(self.users[kind]).sudo()
        if contract:
            dialogs = dialogs.with_context(
                active_id=contract.id,
                active_ids=contract.ids,
                active_model=contract._name,
            )
        return dialogs.create(FILLED_IN[name](self, stage))
