"""Let contracts live in a released state, and go on with them after the update.

``./dev/check-upgrade`` passes this to ``odoo shell``; STEP names the function to run.
What runs before the update, ``translate`` and ``live``, keeps to the methods that every
released state has. PLAN is the file that tells ``go_on`` what was made.
"""

import base64
import json
import os
from datetime import date
from pathlib import Path
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from upgrade_edits import EDITS

from odoo import Command

MODULE = "miniprogram_contract"
SCAN = base64.b64encode(b"%PDF-1.4 the paper stamped by both sides")
TODAY = date.today()
PLAN = Path(os.environ["PLAN"])


# -- before the update -----------------------------------------------------------------


def translate(env):
    """Let the addon's delivered records have their Chinese translations too."""
    env["res.lang"]._activate_lang("zh_CN")
    module = env["ir.module.module"].search([("name", "=", MODULE)])
    module._update_translations(["zh_CN"])
    # what a newer state has of demo data is not what this one has lived through
    module.demo = False


def live(env):
    """Make contracts in every state, and edit delivered records as people do."""
    env = env(context={**env.context, "lang": "en_US"})
    env = env.company.with_company(env.ref(f"{MODULE}.demo_company")).env
    env = env(
        context={
            **env.context,
            "allowed_company_ids": env.ref(f"{MODULE}.demo_company").ids,
        }
    )
    contracts = Lives(env).make()
    add_own_records(env)
    edits = [edit for edit in EDITS if edit.apply(env)]
    PLAN.write_text(
        json.dumps(
            {
                "contracts": {name: one.id for name, one in contracts.items()},
                "edits": [[edit.record, edit.field] for edit in edits],
            }
        )
    )


def add_own_records(env):
    """Add a reason, a notice and a template beside the delivered ones."""
    for name in (
        "close_reason_law",
        "notice_type_time_granted",
        "mail_template_renewal_reminder",
    ):
        env.ref(f"{MODULE}.{name}").copy({"name": "Our own"})


class Lives:
    """Contracts of the demo company, as people make them."""

    def __init__(self, env):
        self.env = env
        self.company = env.company
        self.customer = env.ref(f"{MODULE}.demo_customer_food")
        self.package = env.ref(f"{MODULE}.demo_product_package_shop")
        self.journal = env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )

    def make(self):
        """Return a contract in each state, by the name of the state."""
        contracts = {
            "draft": self.order(),
            "sent": self.send(),
            "back": self.send(),
            "signed": self.sign(),
            "active": self.activate(),
            "cancelled": self.send(),
            "planned": self.activate(),
            "terminated": self.activate(),
            **{
                name: self.activate(TODAY - relativedelta(months=11, days=20))
                for name in ("renewing", "ignored", "granted", "failed")
            },
            "unpaid": self.activate(TODAY - relativedelta(months=14)),
        }
        contracts["back"].action_reset_to_draft()
        contracts["cancelled"].action_cancel_contract("客户不再需要")
        self.renew(contracts)
        self.end(contracts)
        self.ignore(contracts["ignored"])
        contracts["granted"].open_term_id.action_grant_time(
            TODAY + relativedelta(months=2), "春节放假"
        )
        self.give_notices(contracts)
        return contracts

    def order(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "pricelist_id": self.env.ref(f"{MODULE}.demo_pricelist").id,
                "order_line": [Command.create({"product_id": self.package.id})],
            }
        )
        order.action_confirm()
        return order.subscription_ids

    def send(self):
        contract = self.order()
        contract.action_send_contract()
        return contract

    def sign(self):
        contract = self.send()
        contract.action_register_signed_paper("李静", SCAN)
        return contract

    def activate(self, day=TODAY):
        """Return a contract that was signed and paid on a day."""
        with freeze_time(day):
            contract = self.sign()
            invoice = contract.open_term_id.invoice_id
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"journal_id": self.journal.id})._create_payments()
        assert contract.contract_state == "active", contract.contract_state
        return contract

    def renew(self, contracts):
        """Let a night make the next terms; on one contract it fails."""
        failing = contracts["failed"]
        model = type(failing)
        start = model._start_next_term

        def fail(records):
            if failing in records:
                raise ValueError("the tax is gone")
            return start(records)

        with patch.object(model, "_start_next_term", fail):
            self.run_night(TODAY - relativedelta(months=3))
            self.run_night(TODAY)

    def run_night(self, day):
        with freeze_time(day):
            for action in (
                "_cron_invoice_renewals",
                "_cron_terminate_unpaid_renewals",
                "_cron_track_notices",
            ):
                getattr(self.env["sale.subscription"], action)()

    def end(self, contracts):
        reason = self.env.ref(f"{MODULE}.close_reason_law")
        contracts["terminated"].action_terminate_contract(reason)
        contracts["planned"].action_terminate_contract(
            reason, TODAY + relativedelta(months=1)
        )

    def ignore(self, contract):
        """State that money of the customer is not for this contract's open term."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal.id,
                "amount": 100000.0,
                "date": TODAY,
            }
        )
        payment.action_post()
        assert contract.is_held_by_credit
        contract.open_term_id.action_ignore_credit("是另一笔采购的预付款")
        contract.invalidate_recordset(["is_held_by_credit"])
        assert not contract.is_held_by_credit

    def give_notices(self, contracts):
        """Send a letter, cancel another; the rest stay as the nights left them."""
        sent, cancelled = (
            contracts[name].notice_ids.filtered(lambda notice: notice.state == "draft")
            for name in ("granted", "terminated")
        )
        assert sent and cancelled, contracts["granted"].notice_ids.mapped("state")
        sent.action_send()
        cancelled.action_cancel()


# -- after the update ------------------------------------------------------------------


def go_on(env):
    """Check that edits have survived, and that contracts go on."""
    env = env(
        context={
            **env.context,
            "lang": "en_US",
            "allowed_company_ids": env.ref(f"{MODULE}.demo_company").ids,
        }
    )
    plan = json.loads(PLAN.read_text())
    contracts = {
        name: env["sale.subscription"].browse(number)
        for name, number in plan["contracts"].items()
    }
    made = [tuple(edit) for edit in plan["edits"]]
    for edit in EDITS:
        if (edit.record, edit.field) in made:
            edit.check(env)
    check_sent(contracts["sent"])
    check_disregarded(contracts["ignored"])
    check_failed(contracts["failed"])
    check_credit_note(contracts["unpaid"])
    check_termination_received(env, contracts["active"])


def check_sent(contract):
    """Check that a contract sent before can be signed on screen, and be read."""
    assert contract.signing_email == "contact@jinli-food.example.com"
    assert contract.signing_phone, "no phone for the code"
    assert contract._get_text_data()["service"]["date_start"], "no text"
    assert contract.sent_content["party_a"]["name"] == contract.partner_id.name


def check_disregarded(contract):
    """Check that money a manager has disregarded still holds no termination."""
    term = contract.open_term_id
    assert term.ignored_move_ids or term.ignored_payment_ids, "nothing is disregarded"
    assert not contract.is_held_by_credit, "disregarded money holds it again"


def check_failed(contract):
    """Check that a night clears what failed before the update."""
    if contract.contract_failure:
        assert contract.contract_failures, "this failure would stay for ever"
    contract._cron_invoice_renewals()
    contract.invalidate_recordset()
    assert contract.open_term_id.state == "invoiced", contract.open_term_id.state
    assert not contract.contract_failure, contract.contract_failure


def check_credit_note(contract):
    """Check that what credited a period that was given up is known."""
    lapsed = contract.term_ids.filtered(lambda term: term.state == "lapsed")
    assert lapsed, contract.contract_state
    assert lapsed.credit_note_id.reversed_entry_id == lapsed.invoice_id


def check_termination_received(env, contract):
    """Check that a termination which the customer gives now plans the end."""
    assert not contract.termination_date
    notice = env["miniprogram.contract.notice"].create(
        {
            "contract_id": contract.id,
            "direction": "incoming",
            "type_id": env.ref(f"{MODULE}.notice_type_termination_request").id,
            "event_date": TODAY,
            "proof_ids": [Command.create({"name": "proof.pdf", "datas": SCAN})],
        }
    )
    notice.action_receive()
    assert contract.termination_date == notice.effective_date > TODAY
    reason = env.ref(f"{MODULE}.close_reason_customer_request")
    assert contract.close_reason_id == reason, contract.close_reason_id.name


globals()[os.environ["STEP"]](env)  # noqa: F821 - odoo shell provides it
env.cr.commit()  # noqa: F821
