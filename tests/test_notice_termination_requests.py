# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NO_REFUND, YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestTerminationRequests(NoticeCommon):
    """Clause 5.2: the customer asks to end it; seven days from actual receipt."""

    def _request(self, contract, day, received_on=None, **values):
        return self._receive(
            contract, "termination_request", day, received_on, **values
        )

    def test_seven_days_after_actual_receipt(self):
        contract = self._activate()
        notice = self._request(contract, "2026-06-03", "2026-06-01")
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.effective_date, date(2026, 6, 8))
        self.assertEqual(contract.termination_date, date(2026, 6, 8))
        self.assertEqual(contract.contract_state, "active")
        self._track("2026-06-08")
        self.assertEqual(contract.contract_state, "active")
        self._track("2026-06-09")
        self._track("2026-06-10")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 6, 8))
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_customer_request"),
        )
        self.assertEqual(notice.state, "done")
        self.assertEqual(contract.term_ids.state, "paid", "what was paid is left")

    def test_our_letter_answers_it_and_cites_the_no_refund_rule(self):
        contract = self._activate()
        notice = self._request(contract, "2026-06-03", "2026-06-01")
        self._track("2026-06-09")
        self._track("2026-06-09")
        letter = contract.notice_ids - notice
        self.assertEqual(letter.type_id, notice.type_id)
        self.assertEqual(letter.direction, "outgoing")
        self.assertEqual(letter.origin_id, notice)
        self.assertEqual(letter.state, "sent")
        for words in (
            "第5.2条",
            "第12.1条",
            "于2026年6月1日实际收到",
            "最后服务日为2026年6月8日",
            NO_REFUND,
        ):
            self.assertIn(words, letter.body)
        with self._on("2026-06-12"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()
        self.assertEqual(letter.state, "done")
        self.assertEqual(contract.termination_date, date(2026, 6, 8))

    def test_a_day_off_does_not_move_it(self):
        contract = self._activate()
        notice = self._request(contract, "2026-09-25")
        self.assertEqual(notice.effective_date, date(2026, 10, 2))

    def test_over_the_end_of_a_year(self):
        contract = self._activate()
        notice = self._request(contract, "2026-12-28")
        self.assertEqual(notice.effective_date, date(2027, 1, 4))

    def test_too_early_a_day_is_moved_and_said_so(self):
        contract = self._activate()
        notice = self._request(contract, "2026-06-01", requested_date="2026-06-03")
        self.assertEqual(notice.effective_date, date(2026, 6, 8))
        self.assertIn("2026-06-03", notice.effect_note)
        self.assertIn("2026-06-08", contract.message_ids[:1].body)
        later = self._activate()
        notice = self._request(later, "2026-06-01", requested_date="2026-06-30")
        self.assertEqual(later.termination_date, date(2026, 6, 30))
        self.assertFalse(notice.effect_note)

    def test_an_unpaid_renewal_does_not_move_the_end(self):
        contract = self._activate()
        term = self._renew(contract)
        self._request(contract, "2027-02-25")
        self.assertEqual(contract.termination_date, date(2027, 2, 28))
        self.assertEqual(term.state, "lapsed")
        self.assertEqual(term.invoice_id.payment_state, "reversed")
        self._end_unpaid("2027-03-10")
        self.assertEqual(contract.contract_state, "active", "5.3 does not run")
        self._track("2027-03-10")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertNotEqual(contract.close_reason_id, self.unpaid)

    def test_received_in_the_grace_it_ends_with_the_paid_period(self):
        contract = self._activate()
        self._renew(contract)
        self._request(contract, "2027-03-02")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2027, 2, 28))

    def test_after_a_paid_renewal_seven_days_again(self):
        contract = self._activate()
        self._renew(contract)
        self._pay(contract, "2027-02-20")
        self._request(contract, "2027-02-25")
        self.assertEqual(contract.termination_date, date(2027, 3, 4))
        self.assertEqual(contract.term_ids.mapped("state"), ["paid", "paid"])

    def test_on_the_last_day_it_is_served_until_midnight(self):
        contract = self._activate()
        self._request(contract, "2027-02-28")
        self.assertEqual(contract.contract_state, "active")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2027, 2, 28))

    def test_nothing_is_invoiced_that_starts_later(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._request(contract, "2027-02-10")
        self.assertEqual(term.state, "lapsed")
        self._run("invoice_renewals", "2027-02-11")
        self.assertEqual(len(contract.term_ids), 2)

    def test_the_instalment_of_the_year_it_ends_in_stays_owed(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._request(contract, "2027-02-25")
        self.assertEqual(contract.termination_date, date(2027, 3, 4))
        self.assertEqual(term.state, "invoiced")
        self._track("2027-03-05")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(term.invoice_id.payment_state, "not_paid")

    def test_shanghai_midnight_is_the_day_of_receipt(self):
        contract = self._activate()
        notice = self._draft(contract, "termination_request", event_date="2026-06-01")
        notice.proof_ids = self._file()
        with self._at("2026-06-01 16:01:00"):
            notice.action_receive()
        self.assertEqual(contract.termination_date, date(2026, 6, 9))

    def test_a_later_end_never_puts_off_an_earlier_one(self):
        contract = self._activate()
        self._request(contract, "2026-06-01")
        notice = self._request(contract, "2026-06-05")
        self.assertEqual(contract.termination_date, date(2026, 6, 8))
        self.assertIn("2026-06-08", notice.effect_note)
        self._track("2026-06-09")
        self.assertEqual(set(contract.notice_ids.mapped("state")), {"done", "sent"})

    def test_a_request_that_both_give_up_ends_nothing(self):
        contract = self._activate()
        term = self._renew(contract)
        notice = self._request(contract, "2027-02-10")
        with self.assertRaises(UserError):
            notice.with_user(self.salesman).action_done()
        with self._on("2027-02-11"):
            notice.action_done()
        self.assertFalse(contract.termination_date)
        self.assertEqual(notice.state, "done")
        self._run("invoice_renewals", "2027-02-12")
        self.assertEqual(contract.open_term_id.date_start, date(2027, 3, 1))
        self.assertEqual(term.state, "lapsed")

    def test_it_is_not_ours_to_give(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "Direction"):
            self._give(contract, "termination_request", "2026-06-01")


@tagged("post_install", "-at_install")
class TestObjections(NoticeCommon):
    """Clause 4.1: who objects lets the contract end with its period, without grace."""

    def _object(self, contract, day):
        return self._receive(contract, "renewal_objection", day)

    def test_no_renewal_is_invoiced(self):
        contract = self._activate()
        notice = self._object(contract, "2026-12-01")
        self.assertEqual(notice.effective_date, date(2027, 2, 28))
        self._run("invoice_renewals", "2027-02-01")
        self.assertEqual(len(contract.term_ids), 1)
        self._track("2027-02-28")
        self.assertEqual(contract.contract_state, "active")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2027, 2, 28))
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_not_renewed"),
        )
        self.assertEqual(notice.state, "done")

    def test_its_letter_is_no_5_3_letter(self):
        contract = self._activate()
        notice = self._object(contract, "2026-12-01")
        self._track("2027-03-01")
        self._track("2027-03-01")
        letter = contract.notice_ids - notice
        self.assertEqual(letter.type_id, self._type("termination"))
        self.assertEqual(letter.state, "sent")
        self.assertIn("第4.1条", letter.body)
        self.assertNotIn("5.3", letter.body)

    def test_an_unpaid_renewal_is_credited_and_there_is_no_grace(self):
        contract = self._activate()
        term = self._renew(contract)
        self._object(contract, "2027-02-20")
        self.assertEqual(term.state, "lapsed")
        self._end_unpaid("2027-03-01")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertNotIn(self._type("termination_unpaid"), contract.notice_ids.type_id)

    def test_once_the_renewal_is_paid_it_ends_after_that_renewal(self):
        contract = self._activate()
        self._renew(contract)
        self._pay(contract, "2027-02-20")
        self._object(contract, "2027-02-25")
        self.assertEqual(contract.termination_date, date(2028, 2, 29))

    def test_instalments_go_on(self):
        contract = self._activate("2026-03-01", **YEARLY)
        self._object(contract, "2026-12-01")
        self.assertEqual(contract.termination_date, date(2029, 2, 28))
        for year in (2027, 2028):
            term = self._renew(contract)
            self.assertEqual(term.kind, "instalment")
            self._pay(contract, f"{year}-02-20")
        self.assertFalse(contract.renewal_invoice_on)

    def test_ours_is_given_once_and_the_end_needs_no_second_letter(self):
        contract = self._activate()
        notice = self._give(contract, "renewal_objection", "2026-12-01", "2026-12-03")
        self.assertEqual(notice.effective_date, date(2027, 2, 28))
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.notice_ids, notice)

    def test_sent_only_it_ends_nothing(self):
        contract = self._activate()
        self._give(contract, "renewal_objection", "2026-12-01")
        self.assertFalse(contract.termination_date)
