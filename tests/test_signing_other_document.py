# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .signing_other_document_common import SigningOtherDocumentCommon


@tagged("post_install", "-at_install")
class TestSigningOtherDocument(SigningOtherDocumentCommon):
    """Another kind of document goes the way of a contract, with none of its code."""

    def _sign_with_code(self, document):
        """Sign as the portal has it done, as the superuser."""
        document = document.sudo()
        document._send_signing_code("email")
        form_data = self._get_form_data(document)
        self.assertFalse(document._sign_in_portal(form_data, "203.0.113.7"))

    def test_it_is_numbered_printed_and_frozen_when_it_is_sent(self):
        agreement = self.agreement
        agreement.action_send()
        self.assertEqual(agreement.state, "sent")
        self.assertEqual(agreement.number, f"{self.contract.contract_number}-B1")
        self.assertEqual(agreement.sent_on.isoformat(), "2026-03-01")
        text = "".join(self._read_pages(agreement.sent_document_id))
        self.assertIn("服务期限延长一个月", text)
        self.assertEqual(agreement.sent_document_id.res_model, agreement._name)
        with self.assertRaisesRegex(UserError, "Text"):
            agreement.text = "服务期限延长两个月。"
        with self.assertRaises(UserError):
            agreement.state = "signed"
        with self.assertRaises(UserError):
            agreement.sent_document_id.unlink()

    def test_it_is_signed_on_screen_and_sealed(self):
        agreement = self.agreement
        agreement.action_send()
        self._sign_with_code(agreement)
        self.assertTrue(agreement.is_waiting_for_seal)
        self.assertEqual(agreement.customer_document_id.res_id, agreement.id)
        (activity,) = agreement.activity_ids.filtered(
            lambda activity: activity.user_id == self.keeper
        )
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("miniprogram_contract.mail_activity_type_seal"),
        )
        agreement.with_user(self.keeper).action_countersign()
        self.assertEqual(agreement.state, "signed")
        self.assertEqual(agreement.countersigned_by_id, self.keeper)
        self.assertEqual(agreement.signed_on.isoformat(), "2026-03-01")
        self.assertFalse(agreement.activity_ids)
        evidence = self._read_pages(agreement.signed_document_id)[-1]
        for words in ("补充协议", agreement.number, "李静", "王盖章"):
            self.assertIn(words, evidence)
        self.assertEqual(self.contract.contract_state, "sent")
        self.assertFalse(self.contract.signed_by_customer_on)

    def test_a_code_of_the_contract_does_not_sign_it(self):
        self.agreement.action_send()
        self.contract.sudo()._send_signing_code("email")
        form_data = self._get_form_data(self.agreement)
        problems = self.agreement.sudo()._sign_in_portal(form_data, "203.0.113.7")
        self.assertEqual(problems, ["This code is no longer valid. Ask for a new one."])
        self.assertFalse(self.agreement.signed_by_customer_on)

    def test_its_stamped_paper_is_registered(self):
        agreement = self.agreement
        agreement.action_send()
        agreement.action_register_signed_paper("李静", SCAN)
        self.assertEqual(agreement.state, "signed")
        self.assertEqual(agreement.signed_by, "李静")
        self.assertEqual(agreement.signed_document_id.raw, base64.b64decode(SCAN))
        self.assertEqual(self.contract.contract_state, "sent")

    def test_it_is_taken_back_with_its_number(self):
        agreement = self.agreement
        agreement.action_send()
        number, document = agreement.number, agreement.sent_document_id
        agreement.action_reset_to_draft()
        self.assertEqual((agreement.state, agreement.number), ("draft", number))
        agreement.text = "服务期限延长两个月。"
        agreement.action_send()
        self.assertEqual(agreement.number, number)
        self.assertNotEqual(agreement.sent_document_id, document)
        self.assertTrue(document.is_contract_document)
