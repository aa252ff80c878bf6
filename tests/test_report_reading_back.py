# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..report.reading_back import Printed
from ..report.renderer import TEXT_MARGIN
from .report_common import (
    LONG_CLAUSE,
    LONG_PARTY_A,
    LONG_SERVICE,
    PARTY_A,
    SERVICE,
    ContractPaperCommon,
    use_fonts,
)

# U+20BB7 is in Noto's fonts; U+20BB8 and U+E000 are in the tests' own one.
RARE, RAREST, PRIVATE = "\U00020bb7", "\U00020bb8", "\ue000"


class ReadingBackCases:
    """What is read back in a print, whatever Qt wkhtmltopdf was built with."""

    @classmethod
    def _print(cls, **values):
        return None

    def _check(self, **values):
        data = self._get_data(**values)
        pdf = self.document._render_pdf(data)
        self.document._check_printed(pdf, self.document._get_printed(pdf, data))

    def _check_name(self, name):
        self._check(party_a={**PARTY_A, "name": name}, paragraphs=self.paragraphs[:3])

    def _get_refusal(self, name):
        with self.assertRaises(UserError) as refusal:
            self._check_name(name)
        return str(refusal.exception)

    def _forbid_specimens(self):
        documents = self.registry["miniprogram.contract.document"]
        return patch.object(documents, "_print_specimens", side_effect=AssertionError)

    def test_a_whole_print_is_read_back_from_itself_alone(self):
        with self._forbid_specimens():
            self._check(seal=self.seal, cross_page_seal=self.seal)
            self._check(is_draft=True, contract_number="")

    def test_long_words_and_texts_are_all_there(self):
        with self._forbid_specimens():
            self._check(
                party_a={**PARTY_A, **LONG_PARTY_A},
                service={**SERVICE, **LONG_SERVICE},
                paragraphs=[*self.paragraphs, LONG_CLAUSE],
            )

    def test_without_a_chinese_font_the_error_says_what_to_install(self):
        with use_fonts(chinese=False):
            refusal = self._get_refusal("成都锦里食品有限公司")
        self.assertIn("西 U+897F", refusal)
        self.assertIn("fonts-noto-cjk", refusal)
        self.assertNotIn("fonts-hanazono", refusal)

    def test_what_every_font_has_is_printed_without_a_chinese_font(self):
        text = "Only words that every font has, and 1.2 numbers."
        with use_fonts(chinese=False), self._forbid_specimens():
            paper = self.document._print_html(f"<body>{text}</body>", TEXT_MARGIN)
            writer = self.document._copy_pages(paper)
            pdf = self.document._finish(writer, {"title": "", "contract_number": ""})
            self.document._check_printed(pdf, Printed(text))

    def test_a_rare_character_that_a_font_has(self):
        with self._forbid_specimens():
            self._check_name(f"成都{RARE}川食品有限公司")

    def test_a_rare_character_that_no_font_has(self):
        refusal = self._get_refusal(f"成都{RAREST}川食品有限公司")
        self.assertIn(f"{RAREST} U+20BB8", refusal)
        self.assertIn("fonts-hanazono", refusal)

    def test_of_two_rare_characters_the_one_that_is_missing_is_named(self):
        refusal = self._get_refusal(f"成都{RARE}{RAREST}川食品有限公司")
        self.assertIn("U+20BB8", refusal)
        self.assertNotIn("U+20BB7", refusal)

    def test_a_private_character_that_no_font_has(self):
        refusal = self._get_refusal(f"成都{PRIVATE}川食品有限公司")
        self.assertIn("U+E000", refusal)
        self.assertIn("Private-use characters", refusal)

    def test_with_a_font_that_has_them_they_are_printed(self):
        with use_fonts(rare=True), self._forbid_specimens():
            self._check_name(f"成都{PRIVATE}{RAREST}{RARE}川食品有限公司")

    def test_an_emoji_that_no_font_has(self):
        refusal = self._get_refusal("成都\U0001fae8川食品有限公司")
        self.assertIn("U+1FAE8", refusal)
        self.assertIn("fonts-noto-core", refusal)

    def test_what_nobody_sees_is_no_matter(self):
        with self._forbid_specimens():
            self._check_name("成都\u200b锦里\ufeff食\u00ad品\t有限公司\ufe0f")

    def test_accents_and_other_scripts_that_a_font_has(self):
        self._check_name("Café Zoë e\u0301 Ёлка Ωμέγα “fi office” №5 ½ ™ ② · ‐ ‑ −")

    def test_text_that_is_there_no_more_is_missed(self):
        data = self._get_data()
        pdf = self.document._render_pdf(data)
        more = {**data, "title": data["title"] * 2}
        with self.assertRaisesRegex(UserError, "missing on its pages"):
            self.document._check_printed(pdf, self.document._get_printed(pdf, more))


@tagged("post_install", "-at_install")
class TestReadingBackPatchedQt(ReadingBackCases, ContractPaperCommon):
    wkhtmltopdf = "WKHTMLTOPDF_PATCHED"


@tagged("post_install", "-at_install")
class TestReadingBackUnpatchedQt(ReadingBackCases, ContractPaperCommon):
    wkhtmltopdf = "WKHTMLTOPDF_UNPATCHED"
