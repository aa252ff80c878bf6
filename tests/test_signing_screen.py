# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..tools.documents import sha256
from ..tools.masking import mask_email, mask_name, mask_phone
from ..tools.pdf_marks import MARKS, find_marks
from ..tools.signature import MAX_PIXELS, read_signature
from .common import SCAN
from .signing_common import HTML, SIGNATURE, SigningCommon, draw_signature


@tagged("post_install", "-at_install")
class TestSigningScreen(SigningCommon):
    """The customer signs on screen what was sent, and nothing else."""

    def test_the_customer_signs_and_it_waits_for_our_seal(self):
        self._sign_on_screen(self.contract, position="总经理")
        contract = self.contract
        self.assertEqual(contract.contract_state, "sent")
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertEqual(contract.signed_by, "李静")
        self.assertEqual(contract.signer_position, "总经理")
        self.assertEqual(contract.signed_by_customer_on, date(2026, 3, 1))
        self.assertEqual(contract.signed_by_customer_at, datetime(2026, 3, 1, 4))
        self.assertEqual(contract.signing_ip, "203.0.113.7")
        self.assertEqual(contract.signing_taken_by_id, self.env.user)
        self.assertFalse(contract.signed_document_id)
        self.assertFalse(contract.term_ids)
        waiting = contract.search([("is_waiting_for_seal", "=", True)])
        self.assertIn(contract, waiting)

    def test_nobody_gives_the_address_that_a_signature_comes_from(self):
        by_rpc = self.contract.with_user(self.salesman)
        for signs in (by_rpc.action_sign_contract, by_rpc.action_sign):
            with self.assertRaisesRegex(UserError, "IP Address"):
                signs(
                    "李静",
                    SIGNATURE,
                    shown_sha256=self.contract.sent_document_sha256,
                    ip_address="203.0.113.9",
                )
        self.assertFalse(self.contract.signed_by_customer_on)

    def test_the_signature_stands_on_the_pages_that_were_sent(self):
        self._sign_on_screen(self.contract, position="总经理")
        sent = self._read_pages(self.contract.sent_document_id)
        signed = self._read_pages(self.contract.customer_document_id)
        self.assertEqual(signed[:-1], sent[:-1])
        self.assertIn("签署人：李静（总经理）", signed[-1])
        self.assertIn("签约时间：2026年3月1日", signed[-1])
        for text in ("签署人：李静（总经理）", "2026年3月1日签约时间"):
            self.assertNotIn(text, sent[-1])
        self.assertEqual(
            self.contract.customer_document_sha256,
            sha256(self.contract.customer_document_id.raw),
        )

    def test_what_was_sent_stays_to_the_byte(self):
        before = self.contract.sent_document_id.raw
        self._sign_on_screen(self.contract)
        self.assertEqual(self.contract.sent_document_id.raw, before)
        with self.assertRaises(UserError):
            self.contract.customer_document_id.sudo().unlink()

    def test_the_platform_s_page_of_the_order_stays_as_it_was_signed(self):
        page = self.env["ir.attachment"].create({"name": "订单.pdf", "raw": b"page"})
        self.contract.platform_order_page_ids = [Command.link(page.id)]
        self._sign_on_screen(self.contract)
        for values in ({"raw": b"other"}, {"res_id": 0}, {"name": "x"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                page.write(values)
        with self.assertRaises(UserError):
            page.unlink()
        self.contract.with_user(self.keeper).action_countersign_contract()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("平台订单页面订单.pdf", evidence)
        self.assertIn(sha256(b"page"), evidence)

    def test_a_second_click_signs_nothing_twice(self):
        self._sign_on_screen(self.contract)
        document = self.contract.customer_document_id
        with self.assertRaisesRegex(UserError, "李静 has signed this contract already"):
            self._sign_on_screen(self.contract)
        self.assertEqual(self.contract.customer_document_id, document)

    def test_another_document_than_the_one_shown_is_not_signed(self):
        shown = self.contract.sent_document_sha256
        self.contract.action_reset_to_draft()
        self.contract.contract_remark = "改了"
        self.contract.action_send_contract()
        with self.assertRaisesRegex(UserError, "has changed since it was shown"):
            self.contract.action_sign_contract("李静", SIGNATURE, shown_sha256=shown)
        with self.assertRaisesRegex(UserError, "has changed since it was shown"):
            self.contract.action_sign_contract("李静", SIGNATURE, shown_sha256="")
        self.assertFalse(self.contract.signed_by)

    def test_only_a_contract_that_was_sent_is_signed(self):
        draft = self._create_contract()
        with self.assertRaises(UserError):
            draft.action_sign_contract("李静", SIGNATURE)
        self.contract.action_cancel_contract("改日再签")
        with self.assertRaises(UserError):
            self._sign_on_screen(self.contract)

    def test_on_our_own_screen_our_colleague_is_named(self):
        contract = self.contract.with_user(self.salesman)
        contract.action_sign_contract("李静", SIGNATURE)
        self.assertEqual(contract.signing_taken_by_id, self.salesman)
        self.contract.with_user(self.keeper).action_countersign_contract()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("乙方经办人" + "".join(self.salesman.name.split()), evidence)
        self.assertIn("未使用验证码", evidence)

    def test_without_the_document_nobody_else_signs(self):
        portal = new_test_user(self.env, "portal_signer", "base.group_portal")
        contract = self.contract.with_user(portal)
        with self.assertRaises(AccessError):
            contract.action_sign_contract("李静", SIGNATURE)
        with self.assertRaisesRegex(UserError, "has to be shown"):
            contract.sudo().action_sign_contract("李静", SIGNATURE)

    def test_all_that_is_wrong_is_one_error(self):
        with self.assertRaises(UserError) as error:
            self.contract.action_sign_contract(" ", b"", position="x" * 65)
        for item in ("Signed by", "Position", "Signature"):
            self.assertIn(item, str(error.exception))
        self.assertFalse(self.contract.signed_by_customer_on)

    def test_only_pictures_with_something_on_them_are_signatures(self):
        for kind in ("PNG", "JPEG"):
            picture = read_signature(draw_signature(kind))
            self.assertTrue(picture.startswith(b"\x89PNG"))
        for wrong in (
            b"",
            None,
            "no base64 ü",
            base64.b64encode(b"<svg onload='alert(1)'/>"),
            base64.b64encode(b"%PDF-1.4"),
            base64.b64encode(base64.b64decode(SIGNATURE)[:200]),
            draw_signature("PNG", (MAX_PIXELS + 1, 200)),
            draw_signature("PNG", ink=(255, 255, 255, 255)),
            draw_signature("PNG", ink=(0, 0, 0, 0)),
            draw_signature("GIF"),
            b"A" * 2_000_000,
        ):
            with self.subTest(wrong=str(wrong)[:30]), self.assertRaises(ValueError):
                read_signature(wrong)

    def test_what_else_the_file_holds_is_not_kept(self):
        hidden = base64.b64decode(SIGNATURE) + b"<script>alert(1)</script>"
        self.assertNotIn(b"script", read_signature(base64.b64encode(hidden)))

    def test_html_in_a_name_is_text(self):
        self.contract.action_sign_contract(HTML, SIGNATURE, position=HTML)
        body = self.contract.message_ids[0].body
        self.assertNotIn("<img", body)
        self.assertIn("&lt;img", body)
        pages = self._read_pages(self.contract.customer_document_id)
        self.assertIn("签署人：<imgsrc=xonerror=alert(1)>", pages[-1])
        self.contract.with_user(self.keeper).action_countersign_contract()
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        self.assertIn("<imgsrc=xonerror=alert(1)><b>李</b>", evidence)

    def test_who_signed_is_written_by_signing_only(self):
        self._sign_on_screen(self.contract)
        for name, value in {
            "signed_by": "别人",
            "signer_position": "x",
            "customer_signature": SIGNATURE,
            "customer_document_id": self.contract.sent_document_id.id,
            "customer_document_sha256": "0" * 64,
            "signed_by_customer_at": "2026-01-01 00:00:00",
            "signing_ip": "127.0.0.1",
            "signing_confirmations": {},
            "signing_email": "other@example.com",
            "countersigned_by_id": self.salesman.id,
            "refused_on": "2026-01-01",
            "platform_order_ref": "other",
        }.items():
            with self.subTest(field=name), self.assertRaises(UserError):
                self.contract.write({name: value})

    def test_a_signed_contract_does_not_go_back_and_is_cancelled_with_a_letter(self):
        self._sign_on_screen(self.contract)
        with self.assertRaisesRegex(UserError, "already signed"):
            self.contract.action_reset_to_draft()
        self.contract.action_cancel_contract("公章遗失")
        message = self.contract.message_ids.filtered(
            lambda message: self.contact in message.partner_ids
        )
        self.assertIn("公章遗失", message.body)
        self.assertEqual(self.contract.contract_state, "cancelled")

    def test_the_paper_can_be_stamped_by_hand_all_the_same(self):
        self._sign_on_screen(self.contract)
        self.contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(self.contract.contract_state, "signed")
        self.assertFalse(self.contract.activity_ids)

    def test_a_document_without_marks_is_signed_on_its_evidence(self):
        with patch.dict(MARKS, clear=True):
            self._sign_on_screen(self.contract)
            self.contract.with_user(self.keeper).action_countersign_contract()
        pages = self._read_pages(self.contract.signed_document_id)
        self.assertNotIn("签署人", "".join(pages[:-1]))
        self.assertIn("签署人李静", pages[-1])

    def test_marks_are_found_through_every_matrix(self):
        drawings = (
            b"q 0.24 0 0 -0.24 72 770 cm q 2 0 0 2 0 0 cm 1 1 0.996078431 scn "
            b"10 20 4 4 re f Q 0 0 0 rg 1 1 1 1 re f Q /Pattern scn 0 0 5 5 re f"
        )
        left, bottom = find_marks(drawings, 842)["party_a"]
        self.assertEqual(left, round((72 + 10 * 0.48) * 2))
        self.assertEqual(bottom, round((842 - (770 - 24 * 0.48)) * 2))

    def test_masks(self):
        self.assertEqual(mask_email("lijing@jinli.cn"), "l****g@jinli.cn")
        self.assertEqual(mask_email("li@jinli.cn"), "l****@jinli.cn")
        self.assertEqual(mask_phone("138 0013 8000"), "138****8000")
        self.assertEqual(mask_phone("8888"), "****8888")
        self.assertEqual(mask_name("成都锦里食品有限公司"), "成都****有限公司")
        self.assertEqual(mask_name("李静"), "李*")
        self.assertEqual(mask_name(False), "")


@tagged("post_install", "-at_install")
class TestCountersigning(SigningCommon):
    """Our seal goes on what the customer signed, by who keeps it or at once."""

    def setUp(self):
        super().setUp()
        self._sign_on_screen(self.contract, position="总经理")

    def _countersign(self):
        self.contract.with_user(self.keeper).action_countersign_contract()

    def test_the_keepers_of_the_seal_are_asked(self):
        seal = self.env.ref("miniprogram_contract.mail_activity_type_seal")
        activities = self.contract.activity_ids
        self.assertEqual(activities.activity_type_id, seal)
        self.assertIn(self.keeper, activities.user_id)
        self.assertNotIn(self.salesman, activities.user_id)
        self._countersign()
        self.assertFalse(self.contract.activity_ids)

    def test_both_have_signed_and_the_first_invoice_is_there(self):
        with freeze_time("2026-03-02 01:00:00"):
            self._countersign()
        contract = self.contract
        self.assertEqual(contract.contract_state, "signed")
        self.assertEqual(contract.countersigned_on, date(2026, 3, 2))
        self.assertEqual(contract.countersigned_by_id, self.keeper)
        self.assertEqual(contract.signed_on, date(2026, 3, 2))
        self.assertEqual(
            contract.signed_document_sha256, sha256(contract.signed_document_id.raw)
        )
        self.assertEqual(contract.term_ids.kind, "initial")
        self.assertEqual(contract.term_ids.invoice_id.state, "posted")

    def test_the_document_has_both_days_and_the_page_of_evidence(self):
        self.company.contract_verify_url = "https://contracts.example.com"
        with freeze_time("2026-03-02 01:00:00"):
            self._countersign()
        sent = self._read_pages(self.contract.sent_document_id)
        signed = self._read_pages(self.contract.signed_document_id)
        self.assertEqual(len(signed), len(sent) + 1)
        self.assertEqual(signed[: len(sent) - 1], sent[:-1])
        signatures, evidence = signed[-2:]
        self.assertIn("2026年3月1日", signatures)
        self.assertIn("2026年3月2日", signatures)
        for text in (
            "签署信息页",
            f"合同编号{self.contract.contract_number}",
            self.contract.sent_document_sha256,
            "签署人李静",
            "职务总经理",
            "签署时间2026-03-0112:00:00（Asia/Shanghai，UTC+08:00）",
            "IP地址203.0.113.7",
            "经办人：王盖章",
            "盖章时间2026-03-0209:00:00（Asia/Shanghai，UTC+08:00）",
            f"/contract/verify?number={self.contract.contract_number}",
        ):
            with self.subTest(text=text):
                self.assertIn(text, evidence)
        self.assertNotIn("电子章", "".join(signed))

    def test_both_sides_get_the_document_and_the_use_is_logged(self):
        self._countersign()
        document = self.contract.signed_document_id
        messages = self.contract.message_ids
        sent = messages.filtered(lambda message: document in message.attachment_ids)
        self.assertIn(self.contact, sent.partner_ids)
        self.assertIn(self.salesman.partner_id, sent.partner_ids)
        self.assertTrue(
            messages.filtered(
                lambda message: "put on the contract by 王盖章" in (message.body or "")
            )
        )

    def test_only_a_keeper_puts_it_on(self):
        self.salesman.group_ids += self.env.ref(
            "miniprogram_contract.group_contract_manager"
        )
        with self.assertRaisesRegex(AccessError, "keepers of the contract seal"):
            self.contract.with_user(self.salesman).action_countersign_contract()

    def test_it_is_put_on_once(self):
        self._countersign()
        with self.assertRaises(UserError):
            self._countersign()
        self.assertEqual(len(self.contract.term_ids), 1)

    def test_not_before_the_customer(self):
        contract = self._create_sent_contract()
        with self.assertRaisesRegex(UserError, "has not signed"):
            contract.with_user(self.keeper).action_countersign_contract()

    def test_all_that_is_in_its_way_is_one_error(self):
        self.company.contract_seal = False
        self.tax_6.amount = 9
        with self.assertRaises(UserError) as error:
            self._countersign()
        for item in ("Contract Seal", "Contract Price"):
            self.assertIn(item, str(error.exception))
        self.assertTrue(self.contract.is_waiting_for_seal)

    def test_at_once_where_the_company_wants_it(self):
        self.company.contract_seal_at_once = True
        contract = self._create_sent_contract()
        self._sign_on_screen(contract)
        self.assertEqual(contract.contract_state, "signed")
        self.assertFalse(contract.countersigned_by_id)
        self.assertFalse(contract.activity_ids)
        evidence = self._read_pages(contract.signed_document_id)[-1]
        self.assertIn("按乙方的设置", evidence)

    def test_at_once_without_a_seal_it_waits_and_the_customer_has_signed(self):
        self.company.write({"contract_seal_at_once": True, "contract_seal": False})
        contract = self._create_sent_contract()
        self._sign_on_screen(contract)
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertTrue(contract.customer_document_id)
        self.assertTrue(contract.activity_ids)

    def test_the_seal_goes_across_the_pages_where_the_company_wants_it(self):
        self.company.contract_cross_page_seal = True
        self._countersign()
        self.assertEqual(self.contract.contract_state, "signed")

    def test_another_addon_may_sign_the_finished_file(self):
        def sign(contract, pdf):
            return pdf + b"% signed by a platform"

        with patch.object(
            self.registry["sale.subscription"], "_sign_document_bytes", sign
        ):
            self._countersign()
        document = self.contract.signed_document_id
        self.assertTrue(document.raw.endswith(b"signed by a platform"))
        self.assertEqual(self.contract.signed_document_sha256, sha256(document.raw))

    def test_the_form_has_the_button_for_keepers_only(self):
        view = "miniprogram_contract.view_contract_form"
        form = Form(self.contract.with_user(self.keeper), view)
        self.assertTrue(form.is_waiting_for_seal)
        for user, is_there in ((self.keeper, True), (self.salesman, False)):
            arch = self.contract.with_user(user).get_view(self.env.ref(view).id)["arch"]
            self.assertEqual("action_countersign_contract" in arch, is_there)
