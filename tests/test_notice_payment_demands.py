# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestPaymentDemands(NoticeCommon):
    """Clause 5.4: what is owed is demanded; only a manager ends a contract over it."""

    def _draft_demand(self, term, due_date):
        """Return a demand of a period's payment, written by hand."""
        return self._draft(
            term.contract_id,
            "payment_demand",
            "outgoing",
            due_date=due_date,
            event_date="2027-02-28",
            term_id=term.id,
        )

    def test_an_unpaid_instalment_is_demanded_once(self):
        self._print_for_real()
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self.assertEqual(term.due_on, date(2027, 2, 28))
        self.assertEqual(contract.payment_demand_on, date(2027, 3, 1))
        self._track("2027-02-28")
        self.assertFalse(contract.notice_ids)
        self._track("2027-03-01")
        self._track("2027-03-02")
        self.assertFalse(contract.payment_demand_on)
        notice = contract.notice_ids
        self.assertEqual(notice.type_id, self._type("payment_demand"))
        self.assertEqual(notice.term_id, term)
        self.assertEqual(notice.event_date, date(2027, 2, 28))
        self.assertEqual(notice.due_date, date(2027, 3, 16))
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertEqual(contract.contract_state, "active")
        words = self._read(notice)
        for expected in ("第5.4条", "￥7,208.00", "2027年3月16日前", "510012345678"):
            self.assertIn(expected, words)

    def test_each_instalment_is_demanded_also_while_another_is_open(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        self._run("invoice_renewals", "2028-01-30")
        self._track("2028-03-01")
        self.assertEqual(len(contract.notice_ids), 2)
        self.assertEqual(len(contract.notice_ids.term_id), 2)

    def test_only_what_is_left_is_demanded(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        self._pay(contract, "2027-02-20", amount=208.0)
        self._track("2027-03-01")
        self.assertIn("尚欠￥7,000.00", contract.notice_ids.body)
        self.assertIn("人民币柒仟元整", contract.notice_ids.body)

    def test_who_paid_or_whose_money_is_not_allocated_gets_no_demand(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        self._credit(contract, 7208.0, "2027-02-28")
        self._track("2027-03-01")
        self._track("2027-03-02")
        self.assertFalse(contract.notice_ids)
        self.assertEqual(len(contract.activity_ids), 1)
        self._pay(contract, "2027-03-02")
        self._track("2027-03-03")
        self.assertFalse(contract.notice_ids)

    def test_paid_before_the_letter_went_out_it_is_withdrawn(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        with self._on("2027-03-01"):
            contract._demand_payment()
        self._pay(contract, "2027-03-01")
        self.assertEqual(contract.notice_ids.state, "cancelled")

    def test_paid_before_it_was_handed_over_it_is_withdrawn(self):
        self.contact.email = False
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        demand = contract.notice_ids
        self.assertEqual(demand.state, "draft")
        self._pay(contract, "2027-03-02")
        self.assertEqual(demand.state, "cancelled")
        self._track("2027-03-20")
        self.assertFalse(demand.overdue_reported_on)

    def test_paid_and_fallen_back_it_is_demanded_again(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        payment = self._pay(contract, "2027-03-10")
        with self._on("2027-03-20"):
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_draft()
        self._track("2027-03-27")
        self.assertEqual(contract.notice_ids.mapped("state"), ["done"])
        self._track("2027-03-28")
        self._track("2027-03-29")
        self.assertEqual(set(contract.notice_ids.mapped("state")), {"done", "sent"})
        self.assertEqual(len(contract.notice_ids), 2)

    def test_one_that_goes_out_late_gives_all_the_days_to_cure(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._renew(contract, "2027-01-29")
        notice_model = self.registry["miniprogram.contract.notice"]
        with patch.object(notice_model, "_render_document", side_effect=ValueError):
            self._track("2027-03-01")
        demand = contract.notice_ids
        self.assertEqual(demand.due_date, date(2027, 3, 16))
        self._track("2027-03-22")
        self.assertEqual(demand.state, "sent")
        self.assertEqual(demand.due_date, date(2027, 4, 6))
        self.assertIn("请贵方于2027年4月6日前（含当日）付清", demand.body)

    def test_a_day_to_pay_that_is_over_is_not_demanded(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-03-20"):
            demand = self._draft_demand(term, "2027-03-16")
            with self.assertRaisesRegex(UserError, "Due Date"):
                demand.action_send()
            demand.due_date = "2027-03-20"
            demand.action_send()

    def test_time_granted_puts_it_off(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-02-20"):
            term.action_grant_time("2027-03-31", "财务流程")
        self._track("2027-03-31")
        self.assertNotIn(self._type("payment_demand"), contract.notice_ids.type_id)
        self._track("2027-04-01")
        self.assertIn(self._type("payment_demand"), contract.notice_ids.type_id)

    def test_a_credit_that_covers_the_rest_keeps_it_from_being_demanded(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._pay(contract, "2027-02-20", amount=3000.0)
        self._receive_in_bank(contract, term.amount_due, "2027-02-25")
        self._track("2027-03-01")
        self.assertFalse(contract.notice_ids)
        self.assertIn("not demanded", contract.activity_ids.summary)

    def test_the_plans_days_to_cure_are_those_of_the_day_it_was_sent(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self.plan.cure_days = 30
        self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        self.assertEqual(contract.notice_ids.due_date, date(2027, 3, 16))
        with self.assertRaises(ValidationError):
            self.plan.cure_days = 0

    def test_a_due_date_that_accounting_moves_is_followed(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        term.invoice_id.invoice_date_due = date(2027, 3, 15)
        self.assertEqual(contract.payment_demand_on, date(2027, 3, 16))

    def test_a_renewal_is_an_offer_and_never_demanded(self):
        contract = self._activate()
        term = self._renew(contract)
        self.assertFalse(contract.payment_demand_on)
        with self._on("2027-03-02"):
            demand = self._draft_demand(term, "2027-03-10")
            with self.assertRaisesRegex(UserError, "only offered"):
                demand.action_send()

    def test_an_unpaid_first_invoice_is_demanded_and_ends_nothing(self):
        contract = self._sign("2026-03-01")
        self._track("2026-03-08")  # a week to pay after the signature
        self.assertFalse(contract.notice_ids)
        self._track("2026-03-09")
        self._track("2026-03-10")
        demand = contract.notice_ids
        self.assertEqual(demand.type_id, self._type("payment_demand"))
        self.assertEqual(demand.term_id, contract.term_ids)
        self.assertEqual(demand.state, "sent")
        self.assertIn("尚欠￥7,208.00", demand.body)
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertIn("has not started", contract.activity_ids.summary)
        self.assertEqual(contract.contract_state, "signed")

    def test_what_was_demanded_by_hand_is_not_demanded_again(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-03-01"):
            demand = self._draft_demand(term, "2027-03-10")
            demand.action_send()
        self.assertFalse(contract.payment_demand_on)
        self._track("2027-03-01")
        self.assertEqual(contract.notice_ids, demand)

    def test_one_written_by_hand_names_the_day_it_was_due_and_the_days_to_cure(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        notices = self.env["miniprogram.contract.notice"]
        with self._on("2027-03-05"):
            with Form(notices.with_context(default_contract_id=contract.id)) as form:
                form.type_id = self._type("payment_demand")
            demand = form.record
            self.assertEqual(demand.term_id, term)
            self.assertEqual(demand.event_date, date(2027, 2, 28))
            self.assertEqual(demand.due_date, date(2027, 3, 22))
            demand.action_send()
        self.assertIn("应于2027年2月28日前（含当日）付清", demand.body)

    def test_what_is_not_overdue_is_not_demanded_by_hand(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        with self._on("2027-02-28"):
            demand = self._draft_demand(term, "2027-03-10")
            with self.assertRaisesRegex(UserError, "is not overdue.*by 2027-02-28"):
                demand.action_send()
        with self._on("2027-03-01"):
            demand.action_send()
        self.assertEqual(demand.state, "sent")

    def test_more_time_is_granted_in_writing(self):
        contract = self._activate()
        term = self._renew(contract)
        with self._on("2027-03-01"):
            term.action_grant_time("2027-03-31", "财务流程")
        notice = contract.notice_ids
        self.assertEqual(notice.type_id, self._type("time_granted"))
        self.assertEqual(notice.due_date, date(2027, 3, 31))
        self.assertIn("第10.1条", notice.body)
        self.assertIn("宽限至2027年3月31日", notice.body)
