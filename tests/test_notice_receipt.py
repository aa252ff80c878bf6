# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeReceipt(NoticeCommon):
    """Clauses 11.1, 11.2: a notice counts from its actual receipt, with proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._activate("2026-01-05")
        cls.contract._write_protected({"user_id": cls.salesman.id})

    def _upgrade(self, day="2026-03-02", **values):
        """Return a notice of ours that does nothing but tell."""
        return self._give(
            self.contract, "service_upgrade", day, facts="系统将于夜间升级。", **values
        )

    def test_its_life(self):
        with self._on("2026-03-02"):
            notice = self._draft(
                self.contract, "service_upgrade", "outgoing", facts="系统升级。"
            )
            self.assertEqual(notice.state, "draft")
            notice.action_send()
            self.assertEqual(notice.state, "sent")
            self.assertEqual(notice.sent_on, date(2026, 3, 2))
            self.assertFalse(notice.effective_date)
        with self._on("2026-03-05"):
            notice.write({"receipt_basis": "taken", "proof_ids": self._file().ids})
            notice.action_receive("2026-03-04")
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.received_on, date(2026, 3, 4))
        self.assertEqual(notice.effective_date, date(2026, 3, 4))
        self.assertEqual(notice.receipt_recorded_by_id, self.env.user)
        self.assertEqual(notice.receipt_recorded_at, datetime(2026, 3, 5, 4))

    def test_a_notice_of_the_customer_is_recorded_at_once(self):
        notice = self._receive(self.contract, "waiver", "2026-03-02")
        self.assertEqual(notice.state, "received")
        self.assertEqual(notice.receipt_basis, "signed")
        self.assertEqual(notice.sent_to_partner_id, self.company.partner_id)
        self.assertFalse(notice.document_id)

    def test_received_on_the_company_s_day(self):
        # 16:30 UTC is half past midnight in Shanghai
        notice = self._draft(self.contract, "waiver", event_date="2026-03-02")
        notice.proof_ids = self._file()
        with freeze_time("2026-03-02 16:30:00"):
            notice.action_receive()
        self.assertEqual(notice.received_on, date(2026, 3, 3))

    def test_it_goes_to_the_address_designated_at_that_moment(self):
        notice = self._upgrade()
        self.assertEqual(notice.channel, "email")
        self.assertEqual(notice.sent_to_partner_id, self.contact)
        self.assertIn("lijing@example.com", notice.sent_to_address)
        with self._on("2026-03-03"):
            by_courier = self._draft(
                self.contract,
                "service_upgrade",
                "outgoing",
                facts="系统升级。",
                channel="courier",
            )
            by_courier.action_send()
            by_courier.tracking_number = "SF1234567890"
        self.assertIn("武侯祠大街231号", by_courier.sent_to_address)
        self.customer.street = "搬走了"
        self.assertIn("武侯祠大街231号", by_courier.sent_to_address)
        self.assertFalse(self._letters(self.contract)[:1].notified_partner_ids)

    def test_a_message_is_recorded_with_its_picture(self):
        with self._on("2026-03-02"):
            notice = self._draft(
                self.contract,
                "service_upgrade",
                "outgoing",
                facts="系统升级。",
                channel="wechat",
            )
            with self.assertRaisesRegex(UserError, "picture"):
                notice.action_send()
            notice.proof_ids = self._file("wechat.pdf")
            notice.action_send()
        self.assertEqual(notice.state, "sent")

    def test_all_that_is_wrong_is_named_at_once(self):
        notice = self._draft(self.contract, "payment_demand", event_date="2026-12-31")
        with self._on("2026-03-02"), self.assertRaises(UserError) as error:
            notice.action_receive("2026-03-05")
        for words in ("Event Date", "Direction", "Received on", "Proof of Receipt"):
            self.assertIn(words, str(error.exception))

    def test_received_before_it_was_sent_or_without_sending(self):
        notice = self._upgrade("2026-03-02")
        notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
        with self._on("2026-03-05"), self.assertRaisesRegex(UserError, "not before"):
            notice.action_receive("2026-03-01")
        with self._on("2026-03-05"), self.assertRaisesRegex(UserError, "future"):
            notice.action_receive("2026-03-06")
        draft = self._draft(
            self.contract, "service_upgrade", "outgoing", facts="系统升级。"
        )
        with self.assertRaisesRegex(UserError, "send it first"):
            draft.action_receive()

    def test_how_it_arrived_is_said(self):
        notice = self._upgrade()
        notice.proof_ids = self._file()
        with self._on("2026-03-05"), self.assertRaisesRegex(UserError, "Basis"):
            notice.action_receive()

    def test_only_a_manager_does_without_proof_and_says_why(self):
        notice = self._upgrade()
        notice.receipt_basis = "signed"
        with self._on("2026-03-05"):
            with self.assertRaisesRegex(UserError, "Proof of Receipt"):
                notice.action_receive()
            notice.no_proof_reason = "客户当面签收，回执遗失"
            with self.assertRaisesRegex(UserError, "Only a contract manager"):
                notice.with_user(self.salesman).action_receive()
            notice.action_receive()
        self.assertEqual(notice.state, "received")

    def test_only_the_portal_itself_is_its_own_proof(self):
        notice = self._upgrade()
        notice.receipt_basis = "portal"
        with self._on("2026-03-05"):
            with self.assertRaises(UserError):
                notice.with_user(self.salesman).action_receive()
            notice.sudo().action_receive()
        self.assertEqual(notice.state, "received")

    def test_a_salesman_records_the_notices_of_his_contracts(self):
        Notice = self.env["miniprogram.contract.notice"].with_user(self.salesman)
        with self._on("2026-03-02"):
            notice = Notice.create(
                {
                    "contract_id": self.contract.id,
                    "direction": "incoming",
                    "event_date": "2026-03-02",
                    "type_id": self._type("force_majeure").id,
                }
            )
            notice.proof_ids = Notice.env["ir.attachment"].create(
                {
                    "name": "letter.txt",
                    "raw": b"letter",
                    "res_model": notice._name,
                    "res_id": notice.id,
                }
            )
            notice.action_receive()
        self.assertEqual(notice.receipt_recorded_by_id, self.salesman)

    def test_a_stranger_neither_reads_nor_records(self):
        stranger = self._create_user(
            "notice_stranger", "sales_team.group_sale_salesman"
        )
        notice = self._draft(self.contract, "waiver", event_date="2026-03-02")
        for step in ("action_receive", "action_cancel", "action_done"):
            with self.assertRaises(AccessError):
                getattr(notice.with_user(stranger), step)()

    def test_a_salesman_waives_nothing_and_ends_nothing(self):
        for name in ("waiver", "termination_breach", "renewal_objection"):
            notice = self._draft(
                self.contract,
                name,
                "outgoing",
                event_date="2026-03-02",
                facts="事由",
                settlement="双方已结清。",
            )
            with self.assertRaisesRegex(UserError, "manager"):
                notice.with_user(self.salesman).action_send()

    def test_what_was_received_stays_as_it_is(self):
        notice = self._receive(
            self.contract,
            "waiver",
            "2026-03-02",
            supporting_document_ids=self._file("letter.pdf").ids,
        )
        for values in (
            {"proof_ids": [Command.clear()]},
            {"receipt_basis": "returned"},
            {"no_proof_reason": "改"},
            {"tracking_number": "改"},
            {"body": "改"},
            {"received_on": "2026-03-01"},
            {"receipt_recorded_by_id": self.salesman.id},
            {"facts": "改"},
            {"new_street": "改"},
            {"supporting_document_ids": [Command.clear()]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                notice.sudo().write(values)
        for step in (notice.unlink, notice.action_cancel, notice.action_receive):
            with self.assertRaises(UserError):
                step()
        for file in notice.proof_ids | notice.supporting_document_ids:
            with self.assertRaises(UserError):
                file.sudo().unlink()
            with self.assertRaises(UserError):
                file.sudo().raw = b"other"

    def test_sent_it_can_still_be_withdrawn_before_it_arrives(self):
        notice = self._upgrade()
        notice.action_cancel()
        self.assertEqual(notice.state, "cancelled")
        with self.assertRaises(UserError):
            notice.action_receive()

    def test_files_of_something_else_are_not_taken(self):
        notice = self._draft(self.contract, "waiver", event_date="2026-03-02")
        foreign = self._file(res_model="res.partner", res_id=self.customer.id)
        with self.assertRaises(ValidationError):
            notice.proof_ids = foreign

    def test_which_contracts_it_can_be_given_on(self):
        ended = self._activate("2026-01-05")
        with self._on("2026-02-01"):
            ended.action_terminate_contract(self.agreement)
        for name in ("force_majeure", "address_change", "termination_request"):
            with self.assertRaisesRegex(UserError, "2026-02-01"):
                self._receive(ended, name, "2026-03-02", new_street="新街1号")
        self.assertEqual(self._receive(ended, "waiver", "2026-03-02").state, "received")
        with self._on("2026-03-02"):
            unsigned = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "both sides have signed"):
            self._receive(unsigned, "force_majeure", "2026-03-02")

    def test_it_follows_a_notice_of_its_own_contract(self):
        other = self._activate("2026-01-05")
        notice = self._draft(self.contract, "waiver", event_date="2026-03-02")
        with self.assertRaises(ValidationError):
            self._draft(other, "waiver", event_date="2026-03-02", origin_id=notice.id)
        with self.assertRaises(ValidationError):
            notice.term_id = other.term_ids

    def test_a_salesman_s_record_ends_the_contract_as_anybody_s(self):
        notice = self._draft(self.contract, "termination_law", event_date="2026-03-02")
        notice.proof_ids = self._file()
        with self._on("2026-03-02"):
            notice.with_user(self.salesman).action_receive()
        self.assertEqual(self.contract.contract_state, "terminated")
        self.assertEqual(notice.state, "done")

    def test_the_paper_of_the_customer_proves_its_receipt(self):
        notice = self._draft(
            self.contract,
            "waiver",
            event_date="2026-03-02",
            supporting_document_ids=self._file("letter.pdf").ids,
        )
        with self._on("2026-03-02"):
            notice.with_user(self.salesman).action_receive()
        self.assertEqual(notice.state, "received")

    def test_it_is_written_on_a_form_step_by_step(self):
        with self._on("2026-03-02"):
            form = Form(self.env["miniprogram.contract.notice"])
            form.contract_id = self.contract
            form.type_id = self._type("address_change")
            self.assertIn("武侯祠", self.customer.street)
            self.assertIn("第11.3条", form.body)
            form.direction = "incoming"
            self.assertFalse(form.body)
            form.type_id = self._type("termination_request")
            form.body = "我方提出终止。"
            notice = form.save()
        self.assertEqual(notice.direction, "incoming")
        self.assertEqual(notice.body, "我方提出终止。")

    def test_a_needed_document_is_asked_for_by_name(self):
        with self.assertRaisesRegex(UserError, "proof of the force majeure"):
            self._receive(self.contract, "force_majeure_proof", "2026-03-02")
        notice = self._receive(
            self.contract,
            "force_majeure_proof",
            "2026-03-02",
            supporting_document_ids=self._file("proof.pdf").ids,
        )
        self.assertEqual(notice.state, "received")
