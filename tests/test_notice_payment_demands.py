# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestTerminationNotices(NoticeCommon):
    """Clauses 5.1, 5.3: who ends a contract says so in writing."""

    def test_an_unpaid_renewal_ends_with_a_notice_in_the_same_run(self):
        contract = self._ended()
        notice = contract.notice_ids
        self.assertEqual(notice.type_id, self._type("termination_unpaid"))
        self.assertEqual(notice.state, "draft")
        self.assertEqual(notice.queued_on, date(2027, 3, 4))
        self.assertEqual(notice.event_date, date(2027, 2, 28))
        self.assertFalse(notice.document_id)
        for words in (
            "第5.3条",
            "第12.1条",
            "付款截止日2027年3月3日",
            "最后服务日为2027年2月28日",
            "2027年3月1日至2028年2月29日",
            "￥7,208.00",
            contract.contract_number,
            "西部数码小程序合作协议",
        ):
            self.assertIn(words, notice.body)

    def test_it_is_printed_kept_and_mailed_afterwards(self):
        contract = self._ended()
        self._track("2027-03-05")
        notice = contract.notice_ids
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.sent_on, date(2027, 3, 5))
        self.assertFalse(notice.queued_on)
        self.assertEqual(
            notice.document_sha256, hashlib.sha256(notice.document_id.raw).hexdigest()
        )
        mail = self._letters(contract)
        self.assertEqual(mail.attachment_ids, notice.document_id)
        self.assertEqual(mail.notified_partner_ids, self.contact)
        self._track("2027-03-06")
        self.assertEqual(len(self._letters(contract)), 1)
        words = self._read(notice)
        self.assertIn("致：成都锦里食品有限公司", words)
        self.assertIn("合同终止通知书", words)
        self.assertIn("2027年3月5日", words)
        self.assertNotIn("草稿", words)

    def test_a_letter_that_cannot_be_printed_undoes_no_termination(self):
        contract, other = self._activate(), self._activate()
        self._run("invoice_renewals", "2027-01-29")
        self._run("terminate_unpaid_renewals", "2027-03-04")
        notice_model = self.registry["miniprogram.contract.notice"]
        render = notice_model._render_document

        def fail(notice):
            if notice.contract_id == contract:
                raise ValueError("wkhtmltopdf failed")
            return render(notice)

        with patch.object(notice_model, "_render_document", fail):
            self._track("2027-03-05")
            self._track("2027-03-06")
        self.assertEqual(contract.contract_state, "terminated")
        self.assertEqual(contract.notice_ids.state, "draft")
        self.assertIn("wkhtmltopdf", contract.notice_ids.failure)
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertEqual(other.notice_ids.state, "sent")
        self._track("2027-03-07")
        self.assertEqual(contract.notice_ids.state, "sent")
        self.assertFalse(contract.notice_ids.failure)

    def test_without_an_address_a_person_hands_it_over(self):
        self.contact.email = False
        contract = self._ended()
        self._track("2027-03-05")
        self._track("2027-03-06")
        notice = contract.notice_ids
        self.assertEqual(notice.state, "draft")
        self.assertEqual(len(contract.activity_ids), 1)
        with self._on("2027-03-08"):
            notice.action_send()
        self.assertEqual(notice.sent_on, date(2027, 3, 8))
        self.assertTrue(notice.document_id)

    def test_an_error_of_another_addon_keeps_nothing_else_waiting(self):
        contract, other = self._activate(), self._activate()
        self._run("invoice_renewals", "2027-01-29")
        self._run("terminate_unpaid_renewals", "2027-03-04")
        notice_model = self.registry["miniprogram.contract.notice"]
        post = notice_model._post_letter

        def fail(notice):
            if notice.contract_id == contract:
                raise AttributeError("no such gateway")
            return post(notice)

        with patch.object(notice_model, "_post_letter", fail):
            self._track("2027-03-05")
        self.assertEqual(other.notice_ids.state, "sent")
        self.assertEqual(contract.notice_ids.state, "draft")
        self.assertIn("no such gateway", contract.notice_ids.failure)

    def test_reinstated_before_it_was_handed_over_it_is_withdrawn(self):
        self.contact.email = False
        contract = self._ended()
        self._track("2027-03-05")
        with self.assertRaises(UserError):
            contract.notice_ids.unlink()
        with self._on("2027-03-06"):
            contract.action_reinstate_contract("误终止", "2027-03-06")
        self.assertEqual(contract.notice_ids.state, "cancelled")

    def test_what_was_reinstated_before_gets_no_letter(self):
        contract = self._ended()
        with self.assertRaises(UserError):
            contract.notice_ids.unlink()
        with self._on("2027-03-04"):
            contract.action_reinstate_contract("误终止", "2027-03-04")
        self._track("2027-03-05")
        self.assertEqual(contract.notice_ids.state, "cancelled")
        self.assertFalse(contract.notice_ids.document_id)

    def test_every_end_makes_a_notice_with_the_clause_of_its_reason(self):
        contract = self._activate()
        with self._on("2026-06-01"):
            contract.action_terminate_contract(self.agreement)
        notice = contract.notice_ids
        self.assertEqual(notice.type_id, self._type("termination_agreement"))
        self.assertIn("第5.1.3条", notice.body)
        self.assertIn("第12.1条", notice.body)
        self.assertIn("最后服务日为2026年6月1日", notice.body)

    def test_an_end_by_decision_with_an_open_renewal_is_no_5_3_letter(self):
        contract = self._activate()
        self._renew(contract)
        with self._on("2027-02-10"):
            contract.action_terminate_contract(self.agreement)
        self.assertNotIn("续约款项", contract.notice_ids.body)

    def test_many_contracts_end_with_as_many_queries_as_one(self):
        counts = []
        for number in (1, 1, 4):  # the first one fills caches
            contracts = self.env["sale.subscription"]
            for _index in range(number):
                contract = self._activate()
                self._renew(contract)
                contracts |= contract
            counts.append(self._count_queries(contracts))
        self.assertEqual(counts[1], counts[2])

    def _count_queries(self, contracts):
        with self._on("2027-03-04"):
            contracts._lapse_terms_after(date(2027, 2, 28))
            for contract in contracts:
                contract._set_lifecycle(
                    {
                        "contract_state": "terminated",
                        "close_reason_id": self.unpaid.id,
                        "termination_date": date(2027, 2, 28),
                    }
                )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            contracts._create_notices(self._type("termination_unpaid"))
            self.env.flush_all()
            return self.env.cr.sql_log_count - start


@tagged("post_install", "-at_install")
class TestFrozenNotices(NoticeCommon):
    """What was sent stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._sign()
        with cls._on("2026-03-05"):
            cls.notice = cls.contract._create_notices(
                cls._type("time_granted"), due_date=date(2026, 3, 31)
            )
            cls.notice.action_send()

    def test_it_can_neither_be_changed_nor_deleted(self):
        for values in (
            {"body": "改"},
            {"type_id": self._type("termination").id},
            {"due_date": date(2026, 4, 30)},
            {"event_date": date(2026, 4, 30)},
            {"direction": "incoming"},
            {"state": "draft"},
            {"sent_on": date(2026, 1, 1)},
            {"document_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.notice.sudo().write(values)
        for step in (
            self.notice.unlink,
            self.notice.action_send,
            self.notice.document_id.sudo().unlink,
        ):
            with self.assertRaises(UserError):
                step()

    def test_later_prints_are_the_letter_that_was_sent(self):
        self._type("time_granted").body = "另一种说法"
        self.customer.name = "改了名的客户"
        self.assertEqual(
            self.notice._render_contract_pdf(), self.notice.document_id.raw
        )
        report = self.env["ir.actions.report"]
        pdf, _type = report._render_qweb_pdf(
            "miniprogram_contract.action_report_notice", self.notice.ids
        )
        self.assertEqual(pdf, self.notice.document_id.raw)

    def test_nobody_makes_a_notice_that_was_sent(self):
        with self.assertRaises(UserError):
            self.env["miniprogram.contract.notice"].create(
                {
                    "contract_id": self.contract.id,
                    "type_id": self._type("termination").id,
                    "state": "sent",
                }
            )

    def test_a_draft_is_printed_as_one_and_can_be_edited_or_cancelled(self):
        notice = self.contract._create_notices(
            self._type("time_granted"), due_date=date(2026, 3, 31)
        )
        self.assertIn("草稿", self._read(notice))
        notice.body = "请以本函为准。"
        self.assertIn("请以本函为准。", self._read(notice))
        notice.action_cancel()
        self.assertEqual(notice.state, "cancelled")
        self._track("2026-03-06")
        self.assertFalse(notice.document_id)

    def test_blanks_are_filled_in_before_it_is_sent(self):
        notice = self.contract._create_notices(self._type("time_granted"))
        self.assertIn("＿＿＿＿", notice.body)
        with self.assertRaisesRegex(UserError, "blanks"):
            notice.action_send()
        notice.due_date = date(2026, 3, 31)
        self.assertNotIn("＿＿＿＿", notice.body)

    def test_what_the_customer_says_is_not_ours_to_send(self):
        notice = self.contract._create_notices(
            self._type("termination"), direction="incoming", body="我方提出终止。"
        )
        with self.assertRaises(UserError):
            notice.action_send()

    def test_a_type_names_only_known_placeholders_and_clauses(self):
        with self.assertRaisesRegex(ValidationError, "{due_day}"):
            self._type("termination").body = "请于{due_day}前"
        with self.assertRaises(ValidationError):
            self._type("termination").clause_code = "unknown"

    def test_a_managers_own_type_needs_no_code(self):
        notice_type = self.env["miniprogram.contract.notice.type"].create(
            {"name": "Visit", "title": "拜访函", "body": "我方将于{due_date}拜访贵方。"}
        )
        with self._on("2026-03-06"):
            notice = self.contract._create_notices(
                notice_type, due_date=date(2026, 3, 31)
            )
            notice.action_send()
        self.assertIn("拜访函", self._read(notice))

    def test_long_and_odd_texts_are_printed_as_typed(self):
        notice = self.contract._create_notices(
            self._type("time_granted"),
            body="\n".join(["<b>甲&乙</b> {x}", *["很长的一段。" * 60] * 8]),
        )
        self.assertIn("<b>甲&乙</b>{x}", self._read(notice))


@tagged("post_install", "-at_install")
class TestPaymentDemands(NoticeCommon):
    """Clause 5.4: what is owed is demanded; only a manager ends a contract over it."""

    def test_an_unpaid_instalment_is_demanded_once(self):
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
            demand = self._draft(
                contract,
                "payment_demand",
                "outgoing",
                due_date="2027-03-16",
                event_date="2027-02-28",
                term_id=term.id,
            )
            with self.assertRaisesRegex(UserError, "To Be Done by"):
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
        self._renew(contract)
        self.assertFalse(contract.payment_demand_on)

    def test_an_unpaid_first_invoice_raises_one_activity(self):
        contract = self._sign("2026-03-01")
        due = contract.term_ids.due_on
        self._track(due)
        self._track("2026-06-01")
        self.assertEqual(len(contract.activity_ids), 1)
        self.assertFalse(contract.notice_ids)
        self.assertEqual(contract.contract_state, "signed")

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
        self.assertIn("stays his credit", contract.activity_ids.summary)

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
        self._run("terminate_unpaid_renewals", "2027-04-09")
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
