# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon


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
        self._print_for_real()
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
        self._end_unpaid("2027-03-04")
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
        self._end_unpaid("2027-03-04")
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
        told = contract.notice_ids
        with self._on("2027-03-06"):
            contract.action_reinstate_contract("误终止", "2027-03-06")
        self.assertEqual(told.state, "cancelled")
        self.assertFalse(contract.activity_ids, "nobody is to hand it over any more")

    def test_what_was_reinstated_before_gets_no_letter_on_its_end(self):
        contract = self._ended()
        told = contract.notice_ids
        with self.assertRaises(UserError):
            contract.notice_ids.unlink()
        with self._on("2027-03-04"):
            contract.action_reinstate_contract("误终止", "2027-03-04")
        self._track("2027-03-05")
        self.assertEqual(told.state, "cancelled")
        self.assertFalse(told.document_id)

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
            contracts._give_up_terms(date(2027, 2, 28))
            for contract in contracts:
                contract._write_protected(
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
