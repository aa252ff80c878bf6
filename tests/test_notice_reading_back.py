# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import NoticeCommon
from .report_common import use_fonts


@tagged("post_install", "-at_install")
class TestNoticeReadingBack(NoticeCommon):
    """A letter in which characters are missing is not sent, and waits in the queue."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_signed_contract()
        self._print_for_real()

    def _create_letter(self, body="系统将于夜间升级。"):
        return self.contract._create_notices(self._type("service_upgrade"), body=body)

    def test_a_letter_without_a_chinese_font_stays_a_draft(self):
        letter = self._create_letter()
        with use_fonts(chinese=False), self.assertRaises(UserError) as refusal:
            letter.action_send()
        self.assertIn("noto-cjk", str(refusal.exception))
        self.assertEqual(letter.state, "draft")
        self.assertFalse(letter.document_id)
        letter.action_send()
        self.assertTrue(letter.document_id)

    def test_a_letter_with_a_character_that_no_font_has(self):
        letter = self._create_letter("请与\ue000先生联系。")
        with self.assertRaises(UserError) as refusal:
            letter.action_send()
        self.assertIn("U+E000", str(refusal.exception))
        self.assertEqual(letter.state, "draft")

    def test_an_index_of_the_correspondence_that_cannot_be_read(self):
        self._create_letter().action_send()
        with use_fonts(chinese=False), self.assertRaises(UserError) as refusal:
            self.contract._render_correspondence()
        self.assertIn("noto-cjk", str(refusal.exception))
        self.assertTrue(self.contract._render_correspondence())
