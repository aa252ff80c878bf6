# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ContractCommon
from .report_common import use_fonts


@tagged("post_install", "-at_install")
class TestDocumentReadingBack(ContractCommon):
    """A contract in whose print characters are missing is neither numbered nor sent."""

    prints = True

    def _assert_refused(self, contract, words, **fonts):
        with use_fonts(**fonts), self.assertRaises(UserError) as refusal:
            contract.action_send_contract()
        self.assertIn(words, str(refusal.exception))
        self.assertEqual(contract.contract_state, "draft")
        self.assertFalse(contract.contract_number)
        self.assertFalse(contract.sent_document_id)
        self.assertFalse(contract.sent_content)
        domain = [("res_model", "=", contract._name), ("res_id", "=", contract.id)]
        files = self.env["ir.attachment"].search(domain)
        self.assertFalse(files.filtered("is_contract_document"))

    def test_without_a_chinese_font_nothing_is_numbered(self):
        contract = self._create_contract()
        self._assert_refused(contract, "fonts-noto-cjk", chinese=False)
        contract.action_send_contract()
        self.assertTrue(contract.contract_number.endswith("-0001"))

    def test_a_draft_is_printed_all_the_same(self):
        with use_fonts(chinese=False):
            pdf = self._create_contract()._render_contract_pdf()
        self.assertTrue(pdf.startswith(b"%PDF-"))

    def test_a_name_in_which_a_character_is_missing_is_not_sent(self):
        for name, code in (("\ue000", "U+E000"), ("\U00020bb8", "U+20BB8")):
            self.customer.name = f"成都{name}川食品有限公司"
            with self.subTest(code):
                self._assert_refused(self._create_contract(), code)

    def test_with_a_font_that_has_them_the_first_number_is_taken(self):
        self.customer.name = "成都\ue000\U00020bb8\U00020bb7川食品有限公司"
        contract = self._create_contract()
        self._assert_refused(contract, "U+E000")
        with use_fonts(rare=True):
            contract.action_send_contract()
        self.assertTrue(contract.contract_number.endswith("-0001"))
