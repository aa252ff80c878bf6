# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestSeveralEnds(NoticeCommon):
    """A contract that more than one notice ends, or is to end."""

    def _object(self, contract, day="2026-05-01"):
        return self._receive(contract, "renewal_objection", day)

    def _request(self, contract, day="2026-06-01"):
        return self._receive(contract, "termination_request", day)

    def _give_up(self, notice, day="2026-06-03"):
        with self._on(day):
            notice.action_done()

    def _assert_ends(self, contract, day, reason):
        self.assertEqual(contract.termination_date, day)
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref(f"miniprogram_contract.close_reason_{reason}"),
        )

    def test_an_objection_stands_when_a_later_request_is_given_up(self):
        contract = self._activate()
        objection = self._object(contract)
        request = self._request(contract)
        self._assert_ends(contract, date(2026, 6, 8), "customer_request")
        self._give_up(request)
        self._assert_ends(contract, date(2027, 2, 28), "not_renewed")
        self.assertEqual(objection.state, "received")
        self._run("invoice_renewals", "2027-01-29")
        self.assertEqual(len(contract.term_ids), 1, "clause 4.1")
        self._track("2027-03-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(objection.state, "done")

    def test_an_objection_after_a_request_stands_too(self):
        contract = self._activate()
        request = self._request(contract)
        self._object(contract, "2026-06-02")
        self._give_up(request)
        self._assert_ends(contract, date(2027, 2, 28), "not_renewed")

    def test_of_several_that_stand_the_earliest_counts(self):
        contract = self._activate()
        self._object(contract)
        self._request(contract, "2026-06-02")
        request = self._request(contract)
        self._give_up(request)
        self._assert_ends(contract, date(2026, 6, 9), "customer_request")

    def test_given_up_together_they_end_nothing(self):
        contract = self._activate()
        notices = self._object(contract) + self._request(contract)
        self._give_up(notices)
        self.assertFalse(contract.termination_date)
        self.assertEqual(set(notices.mapped("state")), {"done"})

    def test_who_gives_up_the_later_one_leaves_the_earlier(self):
        contract = self._activate()
        objection = self._object(contract)
        self._request(contract)
        self._give_up(objection)
        self._assert_ends(contract, date(2026, 6, 8), "customer_request")


@tagged("post_install", "-at_install")
class TestLettersOnEnds(NoticeCommon):
    """A letter names its own last day, and tells of the decided one where it is it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement.needs_document = True
        cls.contract = cls._activate()

    def _draft_letter(self, name, day="2026-06-01", **values):
        with self._on(day):
            return self._draft(
                self.contract,
                f"termination_{name}",
                "outgoing",
                event_date=day,
                facts="事由如下。",
                settlement="双方已结清。",
                **values,
            )

    def _agree(self, last_day):
        """Decide an end by agreement for a day to come."""
        with self._on("2026-05-01"):
            self.contract.action_terminate_contract(
                self.agreement, last_day, self._file("agreement.pdf")
            )

    def _send_and_receive(self, letter, day):
        with self._on(day):
            letter.action_send()
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()

    def test_a_breach_names_its_own_day_while_another_end_is_planned(self):
        self._receive(self.contract, "renewal_objection", "2026-05-01")
        with_time = self._draft_letter("breach", due_date="2026-06-16")
        self.assertIn("2026年6月16日前（含当日）", with_time.body)
        at_once = self._draft_letter("breach")
        self.assertIn("自贵方实际收到本通知之日起解除", at_once.body)
        for letter in (with_time, at_once):
            self.assertNotIn("2027年2月28日", letter.body)

    def test_an_agreement_names_its_own_day_while_another_end_is_planned(self):
        self._receive(self.contract, "renewal_objection", "2026-05-01")
        letter = self._draft_letter("agreement", requested_date="2026-09-30")
        self.assertIn("最后服务日为2026年9月30日", letter.body)

    def test_a_time_to_cure_that_is_over_is_not_named(self):
        letter = self._draft_letter("breach", "2026-06-20", due_date="2026-06-16")
        self.assertIn("自贵方实际收到本通知之日起解除", letter.body)
        self.assertNotIn("6月16日", letter.body)

    def test_a_second_agreement_on_an_earlier_day_needs_its_paper_and_counts(self):
        self._agree("2026-12-31")
        letter = self._draft_letter("agreement", requested_date="2026-09-30")
        self.assertIn("最后服务日为2026年9月30日", letter.body)
        with self._on("2026-06-01"), self.assertRaisesRegex(UserError, "agreement"):
            letter.action_send()
        letter.supporting_document_ids = self._file("second.pdf")
        self._send_and_receive(letter, "2026-06-01")
        self.assertEqual(self.contract.termination_date, date(2026, 9, 30))
        self.assertEqual(letter.state, "received")

    def test_a_letter_on_the_agreed_day_only_tells_of_it(self):
        self._agree("2026-12-31")
        for values in ({}, {"requested_date": "2026-12-31"}):
            letter = self._draft_letter("agreement", **values)
            self.assertIn("最后服务日为2026年12月31日", letter.body)
            self._send_and_receive(letter, "2026-06-01")
            self.assertEqual(letter.state, "done")
            self.assertEqual(self.contract.termination_date, date(2026, 12, 31))

    def test_a_request_on_another_day_is_never_ours(self):
        self._receive(self.contract, "termination_request", "2026-06-01")
        letter = self._draft_letter("request", requested_date="2026-06-30")
        with self._on("2026-06-01"), self.assertRaisesRegex(UserError, "Direction"):
            letter.action_send()
