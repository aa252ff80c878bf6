# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import unicodedata

from odoo.tests import BaseCase, tagged

from ..report.pdf_text import as_typed, correct_cmap

HEAD = b"/CIDInit /ProcSet findresource begin\n1 begincodespacerange\n<0000> <FFFF>\n"
TAIL = b"\nendcmap\nend"


@tagged("post_install", "-at_install")
class TestPdfText(BaseCase):
    def assertCorrected(self, before, after):
        """Check that a CMap has become ``after``, whatever its blanks."""
        corrected = correct_cmap(HEAD + before + TAIL)
        self.assertEqual(corrected.split(), (HEAD + after + TAIL).split())

    def test_look_alikes_become_what_people_type(self):
        self.assertEqual(as_typed("⽅⼀⻔⻚⺠⻛⻅⻓⻋⻢"), "方一门页民风见长车马")

    def test_a_household_is_not_written_as_in_taiwan(self):
        self.assertEqual(as_typed("客⼾与⽤⼾"), "客户与用户")

    def test_every_kangxi_radical_becomes_an_ideograph(self):
        for radical in map(chr, range(0x2F00, 0x2FD6)):
            name = unicodedata.name(as_typed(radical))
            self.assertTrue(name.startswith("CJK UNIFIED IDEOGRAPH"), radical)

    def test_compatibility_ideographs_become_plain_ones(self):
        self.assertEqual(as_typed("\uf92f\uf9e4\U0002f800"), "勞理丽")

    def test_a_radical_of_its_own_stays(self):
        self.assertEqual(as_typed("⺀⺗"), "⺀⺗")

    def test_punctuation_stays_as_it_is_typed(self):
        text = "（20线），。；：“”①￥％　–—…·-／〈〉～Ａ１ 028-62778877"
        self.assertEqual(as_typed(text), text)

    def test_punctuation_of_shared_glyphs_becomes_the_chinese_one(self):
        self.assertEqual(as_typed("2026‒2027〜∕〈〉"), "2026–2027～／〈〉")

    def test_single_characters(self):
        self.assertCorrected(
            b"2 beginbfchar\n<0001> <2F45>\n<0002> <0041>\nendbfchar",
            b"2 beginbfchar\n<0001> <65B9>\n<0002> <0041>\nendbfchar",
        )

    def test_lists_of_characters(self):
        self.assertCorrected(
            b"2 beginbfrange\n<0000> <0000> <0000>\n"
            b"<0001> <0003> [<4E00> <2F00> <2ED4> ]\nendbfrange",
            b"2 beginbfrange\n<0000> <0000> [<0000>]\n"
            b"<0001> <0003> [<4E00> <4E00> <95E8>]\nendbfrange",
        )

    def test_a_range_that_counts_up_becomes_a_list(self):
        self.assertCorrected(
            b"1 beginbfrange\n<0010> <0012> <2F00>\nendbfrange",
            b"1 beginbfrange\n<0010> <0012> [<4E00> <4E28> <4E36>]\nendbfrange",
        )

    def test_several_blocks(self):
        self.assertCorrected(
            b"1 beginbfchar\n<01> <2F00>\nendbfchar\n"
            b"1 beginbfrange\n<02> <02> <2F45>\nendbfrange\n"
            b"1 beginbfchar\n<03> <2EDA>\nendbfchar",
            b"1 beginbfchar\n<01> <4E00>\nendbfchar\n"
            b"1 beginbfrange\n<02> <02> [<65B9>]\nendbfrange\n"
            b"1 beginbfchar\n<03> <9875>\nendbfchar",
        )

    def test_a_glyph_of_several_characters(self):
        self.assertCorrected(
            b"2 beginbfchar\n<01> <006600692F00>\n<02> <D840DC00>\nendbfchar",
            b"2 beginbfchar\n<01> <006600694E00>\n<02> <D840DC00>\nendbfchar",
        )

    def test_what_maps_no_characters_stays(self):
        self.assertCorrected(b"<2F00> <2F45> def", b"<2F00> <2F45> def")
