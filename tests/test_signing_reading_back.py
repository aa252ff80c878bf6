# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .report_common import use_fonts
from .signing_common import SIGNATURE, SigningCommon


@tagged("post_install", "-at_install")
class TestSigningReadingBack(SigningCommon):
    """A signed document in which characters are missing is not kept."""

    def test_on_a_server_that_lost_its_fonts_nobody_signs(self):
        with use_fonts(chinese=False), self.assertRaises(UserError) as refusal:
            self._sign_on_screen(self.contract)
        self.assertIn("签 U+7B7E", str(refusal.exception))
        self.assertFalse(self.contract.customer_document_id)
        self.assertFalse(self.contract.signed_by)

    def test_a_signer_whose_name_cannot_be_printed(self):
        with self.assertRaises(UserError) as refusal:
            self.contract.action_sign_contract("李\ue000", SIGNATURE)
        self.assertIn("U+E000", str(refusal.exception))
        self.assertFalse(self.contract.signed_by)
        self.contract.action_sign_contract("李\U00020bb7", SIGNATURE)
        self.assertEqual(self.contract.signed_by, "李\U00020bb7")

    def test_the_longest_name_and_position(self):
        self.contract.action_sign_contract(
            "赵钱孙李周吴郑王" * 8, SIGNATURE, position="冯陈褚卫蒋沈韩杨" * 8
        )
        self.contract.with_user(self.keeper).action_countersign_contract()
        self.assertTrue(self.contract.signed_document_id)

    def test_evidence_that_needs_two_pages(self):
        # each page repeats the number: that of the first contract has a 1 to spare
        contract = self._create_sent_contract()
        self.assertNotIn("1", contract.contract_number)
        self._sign_on_screen(contract)
        terms = ["一方变更通讯地址的，应当通知另一方。" * 9] * 10
        read = type(contract)._get_evidence_data
        with patch.object(
            type(contract),
            "_get_evidence_data",
            lambda signed: {**read(signed), "key_terms": terms},
        ):
            contract.with_user(self.keeper).action_countersign_contract()
        pages = self._read_pages(contract.signed_document_id)
        self.assertIn("第2页共2页", pages[-1])

    def test_a_page_of_evidence_that_cannot_be_read_is_not_kept(self):
        self._sign_on_screen(self.contract)
        contract = self.contract.with_user(self.keeper)
        with use_fonts(chinese=False), self.assertRaises(UserError) as refusal:
            contract.action_countersign_contract()
        self.assertIn("noto-cjk", str(refusal.exception))
        self.contract.invalidate_recordset()
        self.assertFalse(self.contract.signed_document_id)
        self.assertFalse(self.contract.countersigned_on)
        self.assertEqual(self.contract.contract_state, "sent")
        contract.action_countersign_contract()
        self.assertEqual(self.contract.contract_state, "signed")

    def test_a_keeper_whose_name_cannot_be_printed(self):
        self._sign_on_screen(self.contract)
        self.keeper.name = "王\U00020bb8"
        with self.assertRaises(UserError) as refusal:
            self.contract.with_user(self.keeper).action_countersign_contract()
        self.assertIn("U+20BB8", str(refusal.exception))
