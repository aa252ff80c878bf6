# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.tests import tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestTimeToCure(NoticeCommon):
    """Clause 5.4: a breach can be cured until its last day is over, also by money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate("2026-03-01", **YEARLY)

    def setUp(self):
        super().setUp()
        self.term = self._renew(self.contract, "2027-01-29")
        self._track("2027-03-01")
        self.demand = self.contract.notice_ids
        self.assertEqual(self.demand.due_date, date(2027, 3, 16))

    def _end(self, day, received_on=None, **values):
        """Send a notice that ends the contract unless the demand is met."""
        values.setdefault("origin_id", self.demand.id)
        return self._give(
            self.contract,
            "termination_breach",
            day,
            received_on,
            facts="事由如下。",
            settlement="双方已结清。",
            **values,
        )

    def _enter_bank_line(self, day, amount=7208.0):
        """Enter money on the bank's statement that is not matched."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": day,
                "amount": amount,
                "partner_id": self.customer.id,
                "payment_ref": self.contract.contract_number,
            }
        )

    def _match(self, bank_line):
        """Match a bank line with the invoice of the period."""
        receivable = self._receivable(self.term.invoice_id)
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()

    def _assert_held(self, *days):
        """Assert that it goes on, and one activity, not one a night, says why."""
        for day in days:
            self._track(day)
            self.assertEqual(self.contract.contract_state, "active")
        holds = self.contract.activity_ids.filtered(
            lambda activity: "Not terminated" in activity.summary
        )
        self.assertEqual(len(holds), 1)
        self.assertIn("7,208.00", holds.summary)

    def test_received_on_the_day_itself_it_can_be_cured_until_midnight(self):
        notice = self._end("2027-03-10", "2027-03-16")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(notice.state, "received")
        self._track("2027-03-16")
        self.assertEqual(self.contract.contract_state, "active")
        self._track("2027-03-17")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 16))

    def test_recorded_later_that_day_is_over(self):
        notice = self._end("2027-03-10")
        with self._on("2027-03-17"):
            notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            notice.action_receive("2027-03-16")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 16))

    def test_without_a_time_to_cure_it_ends_with_the_receipt(self):
        self._end("2027-03-10", "2027-03-12", origin_id=False)
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 12))

    def test_time_granted_in_writing_afterwards_puts_the_end_off(self):
        notice = self._end("2027-03-05", "2027-03-08")
        with self._on("2027-03-10"):
            self.term.action_grant_time("2027-03-28", "财务流程")  # a Sunday
        self.assertEqual(notice.effective_date, date(2027, 3, 29))
        self._track("2027-03-17")
        self._track("2027-03-29")
        self.assertEqual(self.contract.contract_state, "active")
        self._track("2027-03-30")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 29))

    def test_time_granted_before_is_what_the_letter_says(self):
        with self._on("2027-03-03"):
            self.term.action_grant_time("2027-03-31", "财务流程")
        notice = self._end("2027-03-05", "2027-03-31")
        self.assertIn("2027年3月31日前", notice.body)
        self.assertEqual(notice.due_date, date(2027, 3, 31))
        self.assertEqual(self.contract.contract_state, "active")

    def test_time_granted_long_ago_puts_off_nothing(self):
        with self._on("2027-03-01"):
            self.term.action_grant_time("2027-03-10", "财务流程")
        notice = self._end("2027-03-05", "2027-03-08")
        self.assertEqual(notice.effective_date, date(2027, 3, 16))

    def test_what_ended_keeps_its_day_whatever_is_granted_later(self):
        notice = self._end("2027-03-05", "2027-03-08")
        self._track("2027-03-17")
        with self._on("2027-03-18"):
            self.contract.action_reinstate_contract("双方谈妥")
            self.term.action_grant_time("2027-04-30", "双方谈妥")
        self.assertEqual(notice.effective_date, date(2027, 3, 16))

    def test_money_that_came_in_time_holds_the_end_until_it_is_matched(self):
        notice = self._end("2027-03-05", "2027-03-08")
        line = self._enter_bank_line("2027-03-16")
        self._assert_held("2027-03-17", "2027-03-18")
        with self._on("2027-03-18"):
            self._match(line)
        self.assertEqual(notice.state, "done")
        self._track("2027-03-19")
        self.assertEqual(self.contract.contract_state, "active")

    def test_a_payment_that_nobody_allocated_holds_it_too(self):
        self._end("2027-03-05", "2027-03-08")
        self._credit(self.contract, 7208.0, "2027-03-15")
        self._assert_held("2027-03-17")

    def test_received_when_the_time_was_over_but_the_money_was_there(self):
        self._enter_bank_line("2027-03-15")
        notice = self._end("2027-03-20", "2027-03-22")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(notice.state, "received")

    def test_money_too_late_too_little_or_for_something_else_holds_nothing(self):
        self._end("2027-03-05", "2027-03-08")
        self._enter_bank_line("2027-03-17")
        self._enter_bank_line("2027-03-15", 100.0)
        self._track("2027-03-17")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_manager_says_that_the_money_is_not_for_it(self):
        self._end("2027-03-05", "2027-03-08")
        self._credit(self.contract, 7208.0, "2027-03-15")
        self._assert_held("2027-03-17")
        with self._on("2027-03-18"):
            self.term.action_ignore_credit("预付另一合同")
        self._track("2027-03-18")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 16))

    def test_money_cures_no_other_breach(self):
        self._end("2027-03-05", "2027-03-08", origin_id=False, due_date="2027-03-16")
        self._enter_bank_line("2027-03-15")
        self._pay(self.contract, "2027-03-15")
        self._track("2027-03-17")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_what_was_paid_without_a_demand_ends_nothing(self):
        self.term.sudo().demanded_on = False
        notice = self._end(
            "2027-03-05",
            "2027-03-08",
            origin_id=False,
            term_id=self.term.id,
            due_date="2027-03-16",
        )
        self._pay(self.contract, "2027-03-15")
        self._track("2027-03-17")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(notice.state, "done")

    def test_an_invoice_that_we_credited_ends_nothing(self):
        notice = self._end("2027-03-05", "2027-03-08")
        with self._on("2027-03-10"):
            self.term.invoice_id._reverse_moves(cancel=True)
        self._track("2027-03-17")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertEqual(notice.state, "received")
