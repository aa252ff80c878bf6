# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo.tests import BaseCase, tagged

from ..report.pdf_reading import (
    BEYOND_PLANE,
    NO_GLYPH,
    find_lost,
    find_missing,
    read_words,
)
from ..report.pdf_text import read_cmap


def count(text, **others):
    names = {"beyond": BEYOND_PLANE, "no_glyph": NO_GLYPH}
    return Counter(text) + Counter({names[name]: n for name, n in others.items()})


@tagged("post_install", "-at_install")
class TestPdfReading(BaseCase):
    """Which characters of a text are not drawn in a PDF."""

    def test_words_are_what_stands_on_the_page(self):
        page = (
            "<!DOCTYPE html><html><head><title>标题</title><style>b {}</style></head>"
            "<body><p>甲&#160;方 &lt;b&gt;<b>乙</b></p><script>var x;</script>尾</body>"
            "</html>"
        )
        self.assertEqual(read_words(page).split(), ["甲", "方", "<b>乙尾"])

    def test_a_table_of_characters_is_read_in_all_its_forms(self):
        cmap = (
            b"2 beginbfchar\n<0001> <4E2D>\n<0002> <D842DFB7>\nendbfchar\n"
            b"2 beginbfrange\n<0003> <0005> <0041>\n<0006> <0007> [<2F45> <0020>]\n"
            b"endbfrange"
        )
        self.assertEqual(
            read_cmap(cmap),
            {1: "中", 2: "𠮷", 3: "A", 4: "B", 5: "C", 6: "⽅", 7: " "},
        )

    def test_everything_is_there(self):
        self.assertEqual(find_missing("甲方甲", count("甲方甲")), [])

    def test_more_than_there_has_to_be_is_no_matter(self):
        self.assertEqual(find_missing("甲方", count("甲甲方1")), [])

    def test_what_is_missing_is_named_once_in_its_order(self):
        self.assertEqual(find_missing("乙甲方乙", count("方")), ["乙", "甲"])

    def test_one_of_two_in_bold_is_missing(self):
        self.assertEqual(find_missing("甲甲", count("甲")), ["甲"])

    def test_what_nobody_sees_is_not_asked_for(self):
        unseen = " \t\n\u3000\u00a0\u2028\u200b\u200d\u202e\ufeff\u00ad\ufe0f\x07"
        self.assertEqual(find_missing(unseen + "\U000e0100", count("")), [])

    def test_letters_and_marks_are_one_character_or_two(self):
        for text in ("é", "e\u0301"):
            self.assertEqual(find_missing(text, count("e\u0301")), [])
            self.assertEqual(find_missing(text, count("e")), ["é"])

    def test_radicals_are_what_people_type(self):
        self.assertEqual(find_missing("⽅", count("方")), [])

    def test_beyond_the_basic_plane_codes_without_a_name_are_counted(self):
        self.assertEqual(find_missing("𠮷甲𠮷", count("甲", beyond=2)), [])
        self.assertEqual(find_missing("𠮷甲𠮷", count("甲", beyond=1)), ["𠮷"])
        self.assertEqual(find_missing("𠮷𠮸", count("", beyond=1)), ["𠮷", "𠮸"])
        self.assertEqual(find_missing("𠮷", count("", beyond=1, no_glyph=1)), ["𠮷"])

    def test_what_a_font_files_under_another_name_is_not_lost(self):
        specimens = {"Ω": count("ΩΩ")}
        self.assertEqual(find_missing("Ω甲", count("Ω甲")), [])
        self.assertEqual(find_missing("‐", count("-")), ["‐"])
        self.assertEqual(find_lost("‐", count("-"), {"‐": count("--")}), [])
        self.assertEqual(find_lost("‐-", count("-"), {"‐": count("--")}), ["‐"])
        self.assertEqual(find_lost("Ω", count("甲"), specimens), ["Ω"])

    def test_letters_that_are_shaped_in_words_may_have_no_name(self):
        specimens = {"ठ": count("ठठ")}
        self.assertEqual(find_lost("ठ", count("", beyond=1), specimens), [])
        self.assertEqual(find_lost("ठ𠮷", count("", beyond=1), specimens), ["ठ"])
