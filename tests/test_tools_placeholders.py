# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import product

from odoo.tests import BaseCase, tagged

from ..tools.placeholders import fill_placeholders, find_bad_placeholders

VALUES = {"brand": "西部数码", "court": "成都市人民法院"}
PIECES = ["{", "}", "{{", "}}", "{brand}", "{court}", "brand", "法院", "{}", "{a.b}"]


@tagged("post_install", "-at_install")
class TestPlaceholders(BaseCase):
    def test_known_placeholders_are_filled(self):
        text = "以{brand}为准，向{court}起诉。"
        self.assertEqual(find_bad_placeholders(text, VALUES), [])
        self.assertEqual(
            fill_placeholders(text, VALUES), "以西部数码为准，向成都市人民法院起诉。"
        )

    def test_a_doubled_brace_is_a_brace(self):
        self.assertEqual(find_bad_placeholders("{{brnad}}", VALUES), [])
        self.assertEqual(fill_placeholders("{{brand}}", VALUES), "{brand}")
        self.assertEqual(fill_placeholders("{{{brand}}}", VALUES), "{西部数码}")

    def test_a_value_is_printed_as_it_is(self):
        self.assertEqual(fill_placeholders("{brand}", {"brand": "{court}"}), "{court}")

    def test_what_is_no_placeholder_is_named(self):
        for bad in (
            "{brnad}",
            "{}",
            "{0}",
            "{ brand }",
            "{brand.name}",
            "{brand[0]}",
            "{brand!r}",
            "{brand:>9}",
            "}",
        ):
            with self.subTest(bad=bad):
                text = f"以{bad}，以{{court}}为准"
                self.assertEqual(find_bad_placeholders(text, VALUES), [bad])

    def test_a_brace_without_its_partner_is_named_with_what_follows(self):
        text = "以{brand为准，以{court}为准"
        self.assertEqual(find_bad_placeholders(text, VALUES), ["{brand为准，以"])
        self.assertEqual(find_bad_placeholders("以{", VALUES), ["{"])

    def test_a_missing_value_is_an_error(self):
        with self.assertRaisesRegex(KeyError, "court"):
            fill_placeholders("{court}", {})

    def test_good_texts_are_what_str_format_takes(self):
        for count in range(5):
            for text in map("".join, product(PIECES, repeat=count)):
                if find_bad_placeholders(text, VALUES):
                    with self.assertRaises((ValueError, IndexError, KeyError)):
                        text.format(**VALUES)
                else:
                    self.assertEqual(
                        fill_placeholders(text, VALUES), text.format(**VALUES)
                    )
