# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .notice_common import YEARLY, NoticeCommon

NO_REFUND = "不予返还"


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
        self._run("terminate_unpaid_renewals", "2027-03-10")
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
        self._run("terminate_unpaid_renewals", "2027-03-01")
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

    def test_our_breach_is_the_customer_s_to_tell(self):
        contract = self._activate()
        self._receive(contract, "termination_breach", "2026-06-04")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(
            contract.close_reason_id,
            self.env.ref("miniprogram_contract.close_reason_breach_company"),
        )
        letter = contract.notice_ids.filtered(lambda n: n.direction == "outgoing")
        self.assertEqual(letter.type_id, self._type("termination"))
        self.assertIn("第5.1.2条", letter.body)

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

    def test_every_reason_gives_its_own_letter(self):
        numbers = {
            "breach_customer": "第5.1.2条",
            "breach_company": "第5.1.2条",
            "agreement": "第5.1.3条",
            "force_majeure": "第5.1.3条",
            "legal_status": "第5.1.1条",
            "law": "第5.1.4条",
            "fraud": "第12.7条",
            "customer_request": "第5.2条",
            "not_renewed": "第4.1条",
        }
        for name, number in numbers.items():
            reason = self.env.ref(f"miniprogram_contract.close_reason_{name}")
            contract = self._activate()
            with self.subTest(reason=name), self._on("2026-06-01"):
                contract.action_terminate_contract(
                    reason, documents=self._file("evidence.pdf")
                )
                letter = contract.notice_ids
                self.assertIn(number, letter.body)
                self.assertIn("第12.1条", letter.body)
                self.assertIn("最后服务日为2026年6月1日", letter.body)
                is_request = name == "customer_request"
                self.assertEqual(NO_REFUND in letter.body, is_request)

    def _decide(self, contract, last_day=None, day="2026-06-01"):
        """Let a manager end a contract by fraud, which needs facts to be told."""
        reason = self.env.ref("miniprogram_contract.close_reason_fraud")
        with self._on(day):
            contract.action_terminate_contract(reason, last_day)

    def test_an_end_to_come_is_told_at_once_and_once(self):
        contract = self._activate()
        self._decide(contract, "2026-06-30")
        letter = contract.notice_ids
        self.assertEqual(letter.type_id, self._type("termination_fraud"))
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
        contract._set_lifecycle({"user_id": self.salesman.id})
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
