# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon

AGREED_DAY = date(2027, 4, 30)


@tagged("post_install", "-at_install")
class TestLettersOfAgreedEnds(NoticeCommon):
    """An end that both sides agreed on, its letter, and what is owed until then."""

    def setUp(self):
        super().setUp()
        self.contract = self._activate()
        self.term = self._renew(self.contract)
        with self._on("2027-02-15"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="by_day"
            )
        self.letter = self.contract.notice_ids

    def _send_and_receive(self, letter, day):
        with self._on(day):
            letter.settlement = "双方已结清。"
            letter.action_send()
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()

    def _nights(self, *days):
        for day in days:
            self._run("invoice_renewals", day)
            self._end_unpaid(day)
            self._track(day)

    def test_the_letter_on_it_is_not_withdrawn_in_the_night_of_the_deadline(self):
        self._nights("2027-03-04", "2027-03-05")
        self.assertNotEqual(self.letter.state, "cancelled")
        self.assertEqual(self.contract.contract_state, "active")

    def test_the_letter_that_arrives_does_not_move_the_agreed_day(self):
        self.assertIn("最后服务日为2027年4月30日", self.letter.body)
        self._send_and_receive(self.letter, "2027-02-18")
        self.assertEqual(self.letter.state, "done")
        self.assertEqual(self.contract.termination_date, AGREED_DAY)
        self._nights("2027-03-04", "2027-05-01")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.contract.termination_date, AGREED_DAY)
        self.assertEqual(self.contract.close_reason_id, self.agreement)

    def test_what_is_owed_until_then_is_demanded_and_ends_nothing(self):
        self.assertEqual(self.term.due_on, date(2027, 2, 28))
        self._nights("2027-02-28")
        demands = self.contract.notice_ids - self.letter
        self.assertFalse(demands)
        self._nights("2027-03-01", "2027-03-04")
        demand = self.contract.notice_ids - self.letter
        self.assertEqual(demand.type_id, self._type("payment_demand"))
        self.assertEqual(demand.term_id, self.term)
        self.assertIn("￥1,201.33", demand.body)
        self.assertEqual(self.contract.contract_state, "active")

    def test_the_letter_on_it_goes_out_although_what_was_demanded_is_paid(self):
        self._nights("2027-03-01")
        self.assertTrue(self.term.demanded_on)
        self._pay(self.contract, "2027-03-02", term=self.term)
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.letter.state, "draft")
        self.assertTrue(self.letter.queued_on)
        self._nights("2027-05-01")
        self.assertEqual(self.contract.contract_state, "terminated")
        letters = self.contract.notice_ids.filtered(
            lambda notice: notice.type_id == self._type("termination_agreement")
        )
        self.assertEqual(letters, self.letter)

    def test_the_letter_on_it_is_withdrawn_when_the_customer_ends_it_before(self):
        self.contact.email = False
        self._nights("2027-02-16")
        self.assertIn(self.letter.display_name, self.contract.activity_ids.summary)
        self._receive(self.contract, "termination_request", "2027-02-20")
        self.assertEqual(self.contract.termination_date, date(2027, 2, 27))
        self._nights("2027-02-28")
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(self.letter.state, "cancelled")
        told = " ".join(self.contract.activity_ids.mapped("summary"))
        self.assertNotIn(self.letter.display_name, told)

    def test_what_costs_another_amount_is_demanded_anew(self):
        self._nights("2027-03-01")
        with self._on("2027-03-05"):
            self.contract.action_terminate_contract(
                self.agreement, "2027-04-30", charge="amount", charge_amount=800.0
            )
        self._nights("2027-03-06")
        demands = self.contract.notice_ids.filtered(
            lambda notice: notice.type_id == self._type("payment_demand")
        )
        self.assertEqual(len(demands), 2)
        self.assertIn("￥800.00", demands.sorted("id")[-1].body)

    def test_an_earlier_day_that_a_letter_agrees_on_costs_less(self):
        with self._on("2027-02-20"):
            second = self._draft(
                self.contract,
                "termination_agreement",
                "outgoing",
                event_date="2027-02-20",
                requested_date="2027-03-31",
                supporting_document_ids=self._file("second.pdf").ids,
            )
        self._send_and_receive(second, "2027-02-20")
        self.assertEqual(self.contract.termination_date, date(2027, 3, 31))
        self.assertEqual(self.term.date_end, date(2027, 3, 31))
        self.assertEqual(self.term.amount, round(7208.0 * 31 / 366, 2))

    def test_withdrawn_before_its_letter_went_out_nobody_is_told(self):
        with self._on("2027-02-16"):
            self.contract.action_withdraw_termination("双方同意继续")
        self.assertEqual(self.letter.state, "cancelled")
        self.assertFalse(self.contract.activity_ids)
        self.assertEqual(self.term.date_end, date(2028, 2, 29))

    def test_withdrawn_after_its_letter_another_letter_takes_it_back(self):
        self._send_and_receive(self.letter, "2027-02-18")
        before = self.contract.notice_ids
        with self._on("2027-02-20"):
            self.contract.action_withdraw_termination("双方同意继续")
        confirmation = self.contract.notice_ids - before
        self.assertEqual(confirmation.type_id, self._type("reinstatement"))
        self.assertTrue(confirmation.queued_on)
        self.assertIn("继续履行", confirmation.body)
        self.assertEqual(self.letter.state, "done")

    def test_an_end_by_a_notice_is_not_withdrawn_beside_it(self):
        contract = self._activate()
        objection = self._receive(contract, "renewal_objection", "2026-05-01")
        with self._on("2026-05-02"):
            with self.assertRaisesRegex(UserError, "follows from a notice"):
                contract.action_withdraw_termination("误会")
            objection.action_done()
        self.assertFalse(contract.termination_date)
