# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.signing.confirmations import AGREEMENT
from .common import ContractCommon
from .signing_common import SIGNATURE, SigningMixin


@tagged("post_install", "-at_install")
class TestSigningOnDevice(SigningMixin, ContractCommon):
    """The customer is with us, and signs on the salesperson's own device."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_signing()
        cls.startClassPatcher(freeze_time("2026-03-01 04:00:00"))
        cls.contract = cls._create_sent_contract()
        cls.contract.user_id = cls.salesman
        cls.page = cls.env["ir.attachment"].create(
            {
                "name": "订单.pdf",
                "raw": b"page",
                "res_model": cls.contract._name,
                "res_id": cls.contract.id,
            }
        )
        cls.contract.platform_order_page_ids = [Command.link(cls.page.id)]
        cls.colleague = cls._create_user(
            "contract_colleague", "sales_team.group_sale_salesman"
        )
        cls.accountant = cls._create_user(
            "contract_accountant", "account.group_account_invoice"
        )

    def _open(self, user=None):
        contract = self.contract.with_user(user or self.salesman)
        action = contract.action_sign_on_device()
        wizards = self.env[action["res_model"]].with_user(user or self.salesman)
        return wizards.browse(action["res_id"])

    def _fill_in(self, wizard, **values):
        """Fill the dialog in as the customer does, but for what is given."""
        values = {
            "agreement": True,
            "position": "总经理",
            "signature": SIGNATURE,
            "signed_by": "王芳",
            **values,
        }
        form = Form(wizard)
        for index in range(len(wizard.key_term_ids)):
            with form.key_term_ids.edit(index) as term:
                term.is_confirmed = True
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_the_dialog_shows_what_is_signed_and_asks_for_the_same_as_the_portal(self):
        wizard = self._open()
        self.assertEqual(wizard.document, self.contract.sent_document_id.datas)
        self.assertEqual(wizard.shown_sha256, self.contract.sent_document_sha256)
        self.assertEqual(wizard.order_page_ids, self.page)
        asked = self.contract._get_portal_signing()
        self.assertEqual(
            wizard.key_term_ids.mapped("text"),
            [term["text"] for term in asked["key_terms"]],
        )
        self.assertFalse(any(wizard.key_term_ids.mapped("is_confirmed")))
        self.assertFalse(wizard.agreement)
        self.assertEqual(wizard.agreement_text, AGREEMENT)
        self.assertEqual(wizard.signed_by, "李静")

    def test_the_customer_signs_and_who_had_him_sign_is_named(self):
        self._fill_in(self._open()).action_confirm()
        contract = self.contract
        self.assertTrue(contract.is_waiting_for_seal)
        self.assertEqual(contract.signed_by, "王芳")
        self.assertEqual(contract.signer_position, "总经理")
        self.assertEqual(contract.signing_taken_by_id, self.salesman)
        self.assertFalse(contract.signing_code_channel)
        self.assertEqual(contract.signing_confirmations["agreement"], AGREEMENT)
        self.assertEqual(len(contract.signing_confirmations["key_terms"]), 6)

    def test_the_page_of_evidence_tells_it_with_all_that_he_confirmed(self):
        self.company.contract_seal_at_once = True
        self._fill_in(self._open()).action_confirm()
        self.assertEqual(self.contract.contract_state, "signed")
        evidence = self._read_pages(self.contract.signed_document_id)[-1]
        for text in (
            "乙方经办人" + "".join(self.salesman.name.split()),
            "未使用验证码",
            "5.3本合同到期后",
            AGREEMENT,
        ):
            self.assertIn(text, evidence)

    def test_all_that_is_missing_is_one_error_and_nothing_is_signed(self):
        wizard = self._open()
        wizard.key_term_ids[1:].is_confirmed = True
        with self.assertRaises(UserError) as error:
            wizard.action_confirm()
        for item in ("Position", "Signature", "2.1.2", "Agree to sign"):
            self.assertIn(item, str(error.exception))
        self.assertNotIn("5.2", str(error.exception))
        self.assertFalse(self.contract.signed_by_customer_on)

    def test_what_changed_while_the_dialog_was_open_is_not_signed(self):
        wizard = self._fill_in(self._open())
        self.contract.action_reset_to_draft()
        self.contract.contract_remark = "改了"
        self.contract.action_send_contract()
        with self.assertRaisesRegex(UserError, "has changed since it was shown"):
            wizard.action_confirm()

    def test_it_is_signed_once(self):
        first, second = self._fill_in(self._open()), self._fill_in(self._open())
        first.action_confirm()
        document = self.contract.customer_document_id
        with self.assertRaisesRegex(UserError, "has signed this contract already"):
            second.action_confirm()
        with self.assertRaisesRegex(UserError, "has signed this contract already"):
            self._open()
        self.assertEqual(self.contract.customer_document_id, document)

    def test_only_what_was_sent_is_signed(self):
        self.contract.action_reset_to_draft()
        with self.assertRaises(UserError):
            self._open()

    def test_only_who_may_write_the_contract_has_it_signed(self):
        for user in (self.colleague, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open(user)
        wizard = self._fill_in(self._open())
        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague).action_confirm()

    def test_nobody_reads_a_contract_through_the_dialog(self):
        wizards = self.env["miniprogram.contract.sign.on.device"]
        wizard = wizards.with_user(self.colleague).create(
            {"contract_id": self.contract.id}
        )
        wizard.invalidate_recordset()
        with self.assertRaises(AccessError):
            wizard.read(["document"])
        with self.assertRaises(AccessError):
            wizard.read(["order_page_ids"])
