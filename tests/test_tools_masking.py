# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged

from ..tools.masking import mask_addresses


@tagged("post_install", "-at_install")
class TestMasking(BaseCase):
    def test_phone_numbers_are_masked_however_they_are_written(self):
        for text, masked in (
            ("13800138000", "138****8000"),
            ("+8613800138000", "+86****8000"),
            ("+86 138 0013 8000, 送达", "+86****8000, 送达"),
            ("138-0013-8000", "138****8000"),
            ("028-8765 4321", "028****4321"),
            ("(028) 8765-4321", "(02****4321"),
            ("13800138000 13900139000", "138****8000 139****9000"),
        ):
            with self.subTest(text):
                self.assertEqual(mask_addresses(text), masked)

    def test_a_number_beside_a_day_is_masked_and_the_day_is_not(self):
        for text, masked in (
            ("13800138000 2026-11-30", "138****8000 2026-11-30"),
            ("2026-11-30 138 0013 8000", "2026-11-30 138****8000"),
        ):
            with self.subTest(text):
                self.assertEqual(mask_addresses(text), masked)

    def test_addresses_of_the_internet_are_masked_too(self):
        for text, masked in (
            ("203.0.113.7", "203.0.*.*"),
            ("来自203.0.113.7，08:15:00", "来自203.0.*.*，08:15:00"),
            ("from 2001:db8::7.", "from 2001:db8:*."),
        ):
            with self.subTest(text):
                self.assertEqual(mask_addresses(text), masked)

    def test_what_is_no_address_stays(self):
        for text in (
            "2026-11-30 08:15:00",
            "MPC-2026-0012",
            "HT20260001",
            "第12.1.3条",
            "12 000",
            "3f" * 32,
        ):
            with self.subTest(text):
                self.assertEqual(mask_addresses(text), text)
