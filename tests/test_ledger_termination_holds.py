# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon


@tagged("post_install", "-at_install")
class TestTerminationHolds(UnpaidRenewalCommon):
    """What may be the customer's money, or a failure of ours, holds his termination."""

    def test_an_unallocated_credit_in_time_holds_it(self):
        self._credit(self.contract, 7208.0, "2027-03-03")
        self._end_unpaid("2027-03-04")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(len(self.contract.activity_ids), 1)
        with self._on("2027-03-05"):
            self.assertIn("On hold", self.contract.termination_verdict)
            self.term.action_ignore_credit("是另一笔采购的预付款")
        self._end_unpaid("2027-03-06")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_money_that_comes_after_other_money_was_said_not_to_be_for_it(self):
        self._credit(self.contract, 8000.0, "2027-01-20")
        unknown = self._receive_in_bank(
            self.contract, 7208.0, "2027-01-25", partner_id=False
        )
        with self._on("2027-02-01"):
            self.assertTrue(self.contract.is_held_by_credit)
            self.term.action_ignore_credit("是另一笔采购的预付款")
            self.contract.invalidate_recordset()
            self.assertFalse(self.contract.is_held_by_credit)
        with self._on("2027-02-02"):
            unknown.partner_id = self.contract.partner_id
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        with self._on("2027-03-04"):
            self.term.action_ignore_credit("也不是")
        self._receive_in_bank(self.contract, 7208.0, "2027-02-25")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")

    def test_payments_without_an_entry_that_are_not_for_it(self):
        self._without_outstanding_account()
        self._credit(self.contract, 7208.0, "2027-02-01")
        with self._on("2027-02-02"):
            self.term.action_ignore_credit("是另一笔采购的预付款")
            self.assertFalse(self.contract.is_held_by_credit)
        self._credit(self.contract, 7208.0, "2027-02-03")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_credit_that_is_late_or_too_small_does_not_hold_it(self):
        self._credit(self.contract, 7207.99, "2027-03-01")
        self._credit(self.contract, 7208.0, "2027-03-04")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_credit_that_covers_the_rest_of_a_partly_paid_one_holds_it(self):
        self._pay(self.contract, "2027-02-20", amount=3000.0)
        self._receive_in_bank(self.contract, 4208.0, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertIn("4,208.00", self.contract.activity_ids.summary)

    def test_a_credit_that_covers_the_rest_of_a_partly_credited_one_holds_it(self):
        self._credit_partly(self.term, 208.0, "2027-02-10")
        self.assertEqual(self.term.amount_due, 7000.0)
        self._credit(self.contract, 7000.0, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_credit_that_does_not_cover_the_rest_does_not_hold_it(self):
        self._pay(self.contract, "2027-02-20", amount=3000.0)
        self._receive_in_bank(self.contract, 4207.99, "2027-03-02")
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_payment_without_an_entry_holds_it_too(self):
        self._without_outstanding_account()
        payment = self._credit(self.contract, 7208.0, "2027-03-02")
        self.assertFalse(payment.move_id)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_draft_or_lost_invoice_holds_it(self):
        self.term.invoice_id.button_draft()
        self._end_unpaid("2027-03-20")
        self.assertEqual(self.contract.contract_state, "active")
        self.term.invoice_id.button_cancel()
        self._end_unpaid("2027-03-21")
        self.assertEqual(self.contract.contract_state, "active")

    def test_what_failed_for_a_customer_holds_his_termination(self):
        with self._on("2027-03-03"):
            self.contract._set_failure("no mail server", "_send_renewal_reminder")
        self.env.flush_all()
        self._end_unpaid("2027-03-04")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(len(self.contract.activity_ids), 2)  # failed, and on hold
