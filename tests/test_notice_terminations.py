# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools.chinese_text import chinese_day
from .notice_common import NO_REFUND, YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestOtherTerminations(NoticeCommon):
    """Clauses 5.1.1 to 5.1.4, 5.4, 12.7: each with its letter and what it needs."""

    def _end(self, contract, name, day, received_on=None, **values):
        values.setdefault("facts", "事由如下。")
        values.setdefault("settlement", "双方已结清。")
        return self._give(contract, f"termination_{name}", day, received_on, **values)

    def test_a_breach_ends_it_with_the_receipt(self):
        contract = self._activate()
        notice = self._end(contract, "breach", "2026-06-01")
        self.assertEqual(contract.contract_state, "active", "only sent")
        with self._on("2026-06-04"):
            notice.write({"receipt_basis": "refused", "proof_ids": self._file().ids})
            notice.action_receive()
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 6, 4))
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_breach_customer"),
        )
        self.assertEqual(notice.state, "done")
        self.assertEqual(contract.notice_ids, notice, "it is the letter")

    def _demanded(self):
        contract = self._activate("2026-03-01", **YEARLY)
        term = self._renew(contract, "2027-01-29")
        self._track("2027-03-01")
        return contract, term, contract.notice_ids

    def test_with_a_time_to_cure_it_ends_when_that_is_over(self):
        contract, term, demand = self._demanded()
        self.assertEqual(demand.due_date, date(2027, 3, 16))
        notice = self._end(
            contract, "breach", "2027-03-05", "2027-03-08", origin_id=demand.id
        )
        self.assertEqual(notice.effective_date, date(2027, 3, 16))
        self.assertIn("2027年3月16日前", notice.body)
        self._track("2027-03-16")
        self.assertEqual(contract.contract_state, "active")
        self._track("2027-03-17")
        self._track("2027-03-18")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2027, 3, 16))
        self.assertEqual(term.state, "invoiced", "what was owed stays owed")
        self.assertEqual(notice.state, "done")

    def test_received_after_the_time_to_cure_it_ends_at_once(self):
        contract, _term, demand = self._demanded()
        self._end(contract, "breach", "2027-03-20", "2027-03-22", origin_id=demand.id)
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2027, 3, 22))

    def test_cured_in_time_it_ends_nothing(self):
        contract, _term, demand = self._demanded()
        notice = self._end(
            contract, "breach", "2027-03-05", "2027-03-08", origin_id=demand.id
        )
        self._pay(contract, "2027-03-15")
        self.assertEqual(notice.state, "done")
        self.assertEqual(demand.state, "done")
        self._track("2027-03-17")
        self.assertEqual(contract.contract_state, "active")

    def test_a_demand_that_is_not_met_is_overdue(self):
        _contract, _term, demand = self._demanded()
        with self._on("2027-03-05"):
            demand.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            demand.action_receive()
        for day, is_overdue in (("2027-03-16", False), ("2027-03-17", True)):
            demand.invalidate_recordset(["is_overdue"])
            with self._on(day):
                self.assertEqual(demand.is_overdue, is_overdue)
                self.assertFalse(demand.is_late)

    def test_by_agreement_it_needs_the_agreement(self):
        self.agreement.needs_document = True
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "the agreement signed by both sides"):
            self._end(contract, "agreement", "2026-06-01")
        with self._on("2026-06-01"):
            with self.assertRaisesRegex(UserError, "the agreement signed"):
                contract.action_terminate_contract(self.agreement)
            page = self._file("agreement.pdf")
            contract.action_terminate_contract(self.agreement, "2026-06-30", page)
        kept = contract.message_ids.attachment_ids.filtered(
            lambda file: file.name == "agreement.pdf"
        )
        self.assertEqual(kept.raw, page.raw)
        self.assertNotEqual(kept, page)
        with self.assertRaises(UserError):
            kept.sudo().unlink()
        self.assertEqual(contract.termination_date, date(2026, 6, 30))

    def test_the_screen_asks_for_what_the_reason_needs(self):
        self.agreement.needs_document = True
        contract = self._activate()
        with self._on("2026-06-01"):
            form = Form(
                self.env["miniprogram.contract.terminate"].with_context(
                    active_id=contract.id
                )
            )
            form.reason_id = self.agreement
            self.assertTrue(form.needs_document)
            form.document_ids.add(self._file("agreement.pdf"))
            form.save().action_confirm()
        self.assertEqual(contract.contract_state, "terminated")

    def test_by_agreement_on_the_agreed_day(self):
        self.agreement.needs_document = True
        contract = self._activate()
        notice = self._receive(
            contract,
            "termination_agreement",
            "2026-06-01",
            requested_date="2026-06-30",
            supporting_document_ids=self._file("agreement.pdf").ids,
        )
        self.assertEqual(contract.termination_date, date(2026, 6, 30))
        self._track("2026-07-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(notice.state, "done")

    def test_lost_legal_status_needs_its_evidence(self):
        contract = self._activate()
        with self.assertRaisesRegex(UserError, "evidence"):
            self._end(contract, "legal_status", "2026-06-01")
        self._end(
            contract,
            "legal_status",
            "2026-06-01",
            "2026-06-03",
            supporting_document_ids=self._file("dissolution.pdf").ids,
        )
        self.assertEqual(contract.termination_date, date(2026, 6, 3))

    def test_every_reason_that_nobody_declares_gives_its_own_letter(self):
        expected = {
            "agreement": ("第5.1.3条", "2026-06-01"),
            "legal_status": ("第5.1.1条", "2026-06-01"),
            "law": ("第5.1.4条", "2026-06-01"),
            "customer_request": ("第5.2条", "2026-06-08"),
            "not_renewed": ("第4.1条", "2027-02-28"),
        }
        for name, (number, day) in expected.items():
            reason = self.env.ref(f"miniprogram_contract.close_reason_{name}")
            contract = self._activate()
            with self.subTest(reason=name), self._on("2026-06-01"):
                contract.action_terminate_contract(
                    reason, day, self._file("evidence.pdf")
                )
                letter = contract.notice_ids
                self.assertIn(number, letter.body)
                self.assertIn("第12.1条", letter.body)
                last_day = chinese_day(date.fromisoformat(day))
                self.assertIn(f"最后服务日为{last_day}", letter.body)
                is_request = name == "customer_request"
                self.assertEqual(NO_REFUND in letter.body, is_request)

    def _decide(self, contract, last_day=None, day="2026-06-01"):
        """Let a manager end a contract as the law provides: it has to be told how."""
        reason = self.env.ref("miniprogram_contract.close_reason_law")
        with self._on(day):
            contract.action_terminate_contract(reason, last_day)

    def test_an_end_to_come_is_told_at_once_and_once(self):
        contract = self._activate()
        self._decide(contract, "2026-06-30")
        letter = contract.notice_ids
        self.assertEqual(letter.type_id, self._type("termination_law"))
        self.assertIn("最后服务日为2026年6月30日", letter.body)
        letter.write({"facts": "事由如下。", "settlement": "双方已结清。"})
        self._track("2026-06-02")
        self.assertEqual(letter.state, "sent")
        with self._on("2026-06-04"):
            letter.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            letter.action_receive()
        self._track("2026-07-01")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.termination_date, date(2026, 6, 30))
        self.assertEqual(contract.notice_ids, letter)

    def test_another_day_is_told_by_another_letter(self):
        contract = self._activate()
        self._decide(contract, "2026-06-30")
        former = contract.notice_ids
        self._decide(contract, "2026-09-30", "2026-06-02")
        self.assertEqual(former.state, "cancelled", "it was not sent yet")
        letter = contract.notice_ids - former
        self.assertIn("最后服务日为2026年9月30日", letter.body)
        self._decide(contract, None, "2026-06-03")
        self.assertEqual(letter.state, "cancelled")
        last = contract.notice_ids - former - letter
        self.assertIn("最后服务日为2026年6月3日", last.body)

    def test_a_manager_fills_in_the_settlement_before_it_is_sent(self):
        contract = self._activate()
        law = self.env.ref("miniprogram_contract.close_reason_law")
        with self._on("2026-06-01"):
            contract.action_terminate_contract(law)
        letter = contract.notice_ids
        self._track("2026-06-01")
        self.assertEqual(letter.state, "draft")
        self.assertEqual(len(contract.activity_ids), 1)
        contract._write_protected({"user_id": self.salesman.id})
        with self.assertRaisesRegex(UserError, "Settlement"):
            letter.with_user(self.salesman).settlement = "全部退还。"
        letter.write(
            {"facts": "《某法》第一条。", "settlement": "我方退还￥3,000.00。"}
        )
        self._track("2026-06-02")
        self.assertEqual(letter.state, "sent")
        self.assertIn("我方退还￥3,000.00。", letter.body)

    def test_a_type_ends_a_contract_by_a_reason_of_its_side(self):
        request = self._type("termination_request")
        with self.assertRaisesRegex(ValidationError, "side"):
            request.direction = "both"
        with self.assertRaisesRegex(ValidationError, "side"):
            request.close_reason_id = self.env.ref(
                "miniprogram_contract.close_reason_breach_customer"
            )

    def test_all_that_is_wrong_about_an_end_by_decision_is_named_at_once(self):
        self.agreement.needs_document = True
        contract = self._activate()
        with self._on("2026-06-01"), self.assertRaises(UserError) as error:
            contract.action_terminate_contract(self.agreement, "2026-05-31")
        self.assertIn("Last Day of Service", str(error.exception))
        self.assertIn("Supporting Documents", str(error.exception))
