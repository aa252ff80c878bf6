# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import given
from hypothesis import strategies as st

from ..policy.references import lookup_key, lookup_keys, names
from .policy_common import PolicyCase, case, examples

WORDS = st.text(alphabet="付合同号—－-/. 1０Xx", max_size=20)
NUMBERS = st.sampled_from(
    ["XCX-2026-0006", "1000", "HT/2020/15", "川合字2020-15号", "INV/2027/00001", "a-1"]
)


class TestReferences(PolicyCase):
    """Which contract or invoice the words of a payment name."""

    def test_a_number_is_named_as_a_whole_run(self):
        self.assert_cases(
            names,
            [
                case("alone", True, text="1000", number="1000"),
                case("in a longer number", False, text="10001", number="1000"),
                case("at its end", False, text="21000", number="1000"),
                case("beside a hyphen", False, text="1000-2", number="1000"),
                case("in an amount", False, text="付1000.50元", number="1000"),
                case(
                    "among Chinese words",
                    True,
                    text="代付合同XCX-2026-0006第二年年费",
                    number="XCX-2026-0006",
                ),
                case(
                    "full-width, in lower case",
                    True,
                    text="ｘｃｘ－２０２６－０００６",
                    number="XCX-2026-0006",
                ),
                case(
                    "with other dashes",
                    True,
                    text="XCX–2026–0006——续费",
                    number="XCX-2026-0006",
                ),
                case(
                    "another letter of it",
                    False,
                    text="XCX-2026-0006-H03",
                    number="XCX-2026-0006",
                ),
                case(
                    "a number in lower case",
                    True,
                    text="合同 HT-7",
                    number="ht-7",
                ),
                case(
                    "an invoice",
                    True,
                    text="付INV/2027/00001，谢谢",
                    number="INV/2027/00001",
                ),
                case(
                    "a later invoice",
                    False,
                    text="INV/2027/000012",
                    number="INV/2027/00001",
                ),
                case(
                    "a Chinese number",
                    True,
                    text="付川合字2020-15号款",
                    number="川合字2020-15号",
                ),
                case("in a list", True, text="1.XCX-1 2.XCX-2", number="XCX-1"),
                case("nothing is named", False, text="", number="XCX-1"),
                case("a contract without a number", False, text="款", number=""),
            ],
        )

    @examples
    @given(before=WORDS, number=NUMBERS, after=WORDS)
    def test_what_is_named_is_found_by_its_key(self, before, number, after):
        words = before + number + after
        if names(text=words, number=number):
            self.assertIn(lookup_key(number=number), lookup_keys(text=words))

    def test_numbers_without_a_digit_or_letter_have_no_key(self):
        self.assertEqual(lookup_key(number="合同甲"), "")
        self.assertEqual(lookup_keys(text="年费"), set())
