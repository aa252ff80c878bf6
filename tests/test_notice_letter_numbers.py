# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .notice_common import NoticeCommon


@tagged("post_install", "-at_install")
class TestLetterNumbers(NoticeCommon):
    """A letter of ours has a number of its contract, taken when it is sent."""

    def test_letters_of_a_contract_are_numbered_one_after_the_other(self):
        contract, other = self._activate(), self._activate()
        number = contract.contract_number
        first = self._give(contract, "waiver", "2026-06-01", facts="放弃违约金。")
        second = self._give(contract, "waiver", "2026-06-02", facts="放弃违约金。")
        elsewhere = self._give(other, "waiver", "2026-06-02", facts="放弃违约金。")
        self.assertEqual(first.letter_number, f"{number}-H01")
        self.assertEqual(second.letter_number, f"{number}-H02")
        self.assertEqual(elsewhere.letter_number, f"{other.contract_number}-H01")

    def test_a_draft_has_none_and_one_that_failed_leaves_no_gap(self):
        contract = self._ended()
        letter = contract.notice_ids
        self.assertFalse(letter.letter_number)
        notice_model = self.registry["miniprogram.contract.notice"]
        with patch.object(notice_model, "_render_document", side_effect=ValueError):
            self._track("2027-03-05")
        self.assertFalse(letter.letter_number)
        self._track("2027-03-06")
        self.assertEqual(letter.letter_number, f"{contract.contract_number}-H01")

    def test_a_letter_that_was_cancelled_keeps_its_number(self):
        contract = self._activate()
        first = self._give(contract, "waiver", "2026-06-01", facts="放弃违约金。")
        first.action_cancel()
        second = self._give(contract, "waiver", "2026-06-02", facts="放弃违约金。")
        self.assertTrue(first.letter_number.endswith("-H01"))
        self.assertTrue(second.letter_number.endswith("-H02"))

    def test_the_customer_numbers_his_own_letters(self):
        contract = self._activate()
        notice = self._receive(
            contract, "force_majeure", "2026-06-01", body="我司地震。"
        )
        self.assertFalse(notice.letter_number)
        self.assertFalse(contract.letter_count)

    def test_it_stands_on_the_letter_in_the_mail_and_in_the_file(self):
        self._print_for_real()
        contract = self._activate()
        notice = self._give(contract, "waiver", "2026-06-01", facts="放弃违约金。")
        number = f"{contract.contract_number}-H01"
        self.assertIn(f"编号：{number}", self._read(notice))
        mail = self._letters(contract)
        self.assertIn(number, mail.subject)
        self.assertIn(number, mail.body)
        self.assertIn(number, notice.document_id.name)
        entry = contract._get_correspondence()[-1]
        self.assertEqual(entry["letter_number"], number)
        (shown,) = notice._get_portal_values()
        self.assertEqual(shown["letter_number"], number)

    def test_after_ninety_nine_letters_it_goes_on(self):
        contract = self._activate()
        contract._write_protected({"letter_count": 99})
        notice = self._give(contract, "waiver", "2026-06-01", facts="放弃违约金。")
        self.assertEqual(notice.letter_number, f"{contract.contract_number}-H100")
