# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestLateCredit(NoticeCommon):
    """Money after the end revives nothing, and a manager hears of it once."""

    def test_dated_in_time_it_is_a_matter_of_reinstatement(self):
        contract = self._ended()
        self._credit(contract, 7208.0, "2027-03-02")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertIn("no gap", contract.activity_ids.summary)
        manager = contract.activity_ids.user_id
        self.assertTrue(
            manager.has_group("miniprogram_contract.group_contract_manager")
        )

    def test_dated_late_it_stays_a_credit(self):
        contract = self._ended()
        self._credit(contract, 7208.0, "2027-03-10")
        self._credit(contract, 100.0, "2027-03-11")
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertIn("stays the customer's credit", contract.activity_ids.summary)

    def test_undone_and_posted_again_it_is_judged_by_its_day(self):
        contract = self._activate()
        self._renew(contract)
        payment = self._pay(contract, "2027-02-20")
        with self._on("2027-02-25"):
            payment.action_draft()
        self._end_unpaid("2027-03-05")
        self.assertEqual(contract.contract_state, "terminated")
        contract.activity_ids.unlink()
        with self._on("2027-03-06"):
            self.env["account.payment"].browse(payment.id).action_post()
        self.assertIn("no gap", contract.activity_ids.summary)

    def test_a_payment_without_an_entry_is_noticed_too(self):
        self._without_outstanding_account()
        contract = self._ended()
        payment = self._credit(contract, 7208.0, "2027-03-02")
        self.assertFalse(payment.move_id)
        self.assertIn("no gap", contract.activity_ids.summary)

    def test_a_bank_line_is_noticed_too(self):
        contract = self._ended()
        account = self.company_data["default_account_receivable"]
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": "2027-03-03",
                "amount": 7208.0,
                "partner_id": contract.partner_id.id,
                "payment_ref": contract.contract_number,
                "counterpart_account_id": account.id,
            }
        )
        self.assertIn("no gap", contract.activity_ids.summary)

    def test_a_payment_of_another_invoice_is_none_of_it(self):
        contract = self._ended()
        self._activate("2027-03-10")
        self.assertFalse(contract.activity_ids)

    def test_in_several_receipts_it_is_a_matter_of_reinstatement_too(self):
        contract = self._ended()
        self._credit(contract, 3000.0, "2027-03-01")
        self.assertIn("too little", contract.activity_ids.summary)
        self._credit(contract, 4208.0, "2027-03-02")
        self.assertEqual(len(contract.activity_ids), 2)
        self.assertIn("no gap", contract.activity_ids[-1:].summary)

    def test_money_for_another_contract_is_none_of_it(self):
        contract = self._ended()
        other = self._sign("2027-03-05")
        self._receive_in_bank(
            other, 7208.0, "2027-03-02", payment_ref=f"{other.contract_number} 年费"
        )
        self._receive_in_bank(other, 7208.0, "2027-03-06")  # its invoice waits for it
        self.assertFalse(contract.activity_ids)
        self._receive_in_bank(
            contract, 7208.0, "2027-03-07", payment_ref=contract.contract_number
        )
        self.assertEqual(len(contract.activity_ids), 1)

    def test_in_time_it_may_be_for_the_one_that_ended(self):
        contract = self._ended()
        self._sign("2027-03-05")
        self._receive_in_bank(contract, 7208.0, "2027-03-02")
        self.assertIn("no gap", contract.activity_ids.summary)

    def test_a_receipt_that_a_manager_has_seen_is_not_told_again(self):
        contract = self._ended()
        bank_line = self._receive_in_bank(contract, 7208.0, "2027-03-02")
        contract.activity_ids.action_done()
        _liquidity, suspense, _others = bank_line._seek_for_lines()
        suspense.account_id = self.company_data["default_account_receivable"]
        self.assertFalse(contract.activity_ids)
        bank_line = self._receive_in_bank(
            contract, 7208.0, "2027-03-03", partner_id=False
        )
        self.assertFalse(contract.activity_ids)
        bank_line.partner_id = contract.partner_id
        self.assertTrue(contract.activity_ids)

    def test_other_customers_and_other_reasons_are_none_of_it(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement)
        self._credit(contract, 7208.0, "2026-06-02")
        self.assertFalse(contract.activity_ids)

    def test_ended_again_the_last_end_counts(self):
        contract = self._ended()
        with self._on("2027-04-01"):
            contract.action_reinstate_contract("客户要求", "2027-04-05")
        second = contract.open_term_id
        self._end_unpaid("2027-04-09")
        letter = contract.notice_ids.filtered(
            lambda notice: notice.type_id == self._type("termination_unpaid")
        ).sorted("id")[-1:]
        self.assertEqual(letter.term_id, second)
        self.assertIn("2027年4月8日", letter.body)
        self.assertNotIn("2027年3月3日", letter.body)
        self._credit(contract, 7208.0, "2027-04-06")
        self.assertIn("no gap", contract.activity_ids.summary)
        with self._on("2027-04-12"):
            contract.action_reinstate_contract("汇款及时，入账较晚")
        self.assertEqual(second.state, "paid")
        self.assertEqual(contract.paid_until, second.date_end)

    def test_who_has_no_ended_contract_pays_one_query_at_most(self):
        invoice = self.init_invoice("out_invoice", amounts=[100.0])
        subscriptions = self.registry["sale.subscription"]
        with patch.object(subscriptions, "_receive_money") as report:
            invoice.action_post()
            report.assert_not_called()
