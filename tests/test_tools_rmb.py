# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import CONVERTER_CLASSES, num2words

from odoo.tests import BaseCase

from ..tools.rmb import RMB_UPPERCASE, rmb_uppercase, to_fen

LARGEST = 10**18 - 1  # 分
DIGITS = "零壹贰叁肆伍陆柒捌玖"
# Half of the amounts are drawn digit by digit, most of them 0: there are the gaps.
amounts_in_fen = st.integers(0, LARGEST) | st.text("000000123456789", max_size=18).map(
    lambda digits: int(digits or "0")
)


def read_fen(words):
    """Read the words back into 分, by rules of their own: the inverse of the tool."""
    negative, words = words.startswith("负"), words.removeprefix("负")
    words = words.removesuffix("整")
    yuan, has_yuan, fraction = words.rpartition("元")
    match = re.fullmatch(r"零?(?:(.)角)?(?:(.)分)?", fraction)
    jiao, fen = (DIGITS.index(digit or "零") for digit in match.groups())
    value = read_integer(yuan if has_yuan else "零") * 100 + jiao * 10 + fen
    return -value if negative else value


def read_integer(words):
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            above, below = words.split(unit) if unit == "亿" else words.rsplit(unit, 1)
            return read_integer(above) * value + read_integer(below)
    total = sum(
        DIGITS.index(digit) * {"仟": 1000, "佰": 100, "拾": 10}[unit]
        for digit, unit in re.findall("(.)([仟佰拾])", words)
    )
    last = words[-1:]
    return total + (DIGITS.index(last) if last and last in DIGITS else 0)


class TestRmbUppercase(BaseCase):
    def assert_words(self, expected_by_amount):
        for amount, words in expected_by_amount.items():
            with self.subTest(amount=amount):
                self.assertEqual(rmb_uppercase(amount), words)

    def test_rules(self):
        """Each row of the rules: zeros, 整 after 元 and 角, no 元 below one yuan."""
        self.assert_words(
            {
                "10": "壹拾元整",
                "1409.50": "壹仟肆佰零玖元伍角整",
                "0.50": "伍角整",
                "6007.14": "陆仟零柒元壹角肆分",
                "107000.53": "壹拾万零柒仟元伍角叁分",
                "1010000000": "壹拾亿零壹仟万元整",
                "1680.32": "壹仟陆佰捌拾元叁角贰分",
                "16409.02": "壹万陆仟肆佰零玖元零贰分",
                "325.04": "叁佰贰拾伍元零肆分",
                "100010000": "壹亿零壹万元整",
                "100001000": "壹亿零壹仟元整",
                "100005033.05": "壹亿零伍仟零叁拾叁元零伍分",
                "0.05": "伍分",
                "1000100000000": "壹万零壹亿元整",
                "0": "零元整",
                "20400": "贰万零肆佰元整",
            }
        )

    def test_boundaries(self):
        self.assert_words(
            {
                "0.01": "壹分",
                "0.10": "壹角整",
                "0.11": "壹角壹分",
                "0.99": "玖角玖分",
                "1": "壹元整",
                "1.01": "壹元零壹分",
                "11": "壹拾壹元整",
                "100": "壹佰元整",
                "101": "壹佰零壹元整",
                "9999": "玖仟玖佰玖拾玖元整",
                "10000": "壹万元整",
                "10001": "壹万零壹元整",
                "15000": "壹万伍仟元整",
                "110000": "壹拾壹万元整",
                "99999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
                "100000000": "壹亿元整",
                "530000000": "伍亿叁仟万元整",
                "1000000000000": "壹万亿元整",
                "1000000000000000": "壹仟万亿元整",
                "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿"
                "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
            }
        )

    def test_negative(self):
        self.assert_words(
            {
                -20400: "负贰万零肆佰元整",
                "-0.05": "负伍分",
                "-0.004": "零元整",
                "-9999999999999999.99": f"负{rmb_uppercase('9999999999999999.99')}",
            }
        )

    def test_rounds_half_up_once(self):
        self.assert_words(
            {
                "2.675": "贰元陆角捌分",
                2.675: "贰元陆角捌分",
                "2.6749999": "贰元陆角柒分",
                "0.0049": "零元整",
                "0.005": "壹分",
                "-0.005": "负壹分",
                "0.995": "壹元整",
                "9999.995": "壹万元整",
                "9999999999999999.994": rmb_uppercase("9999999999999999.99"),
                "1e-999999": "零元整",
            }
        )

    def test_input_types(self):
        for amount in (20400, 20400.0, Decimal("20400.00"), "20400", " 2.04e4 "):
            with self.subTest(amount=amount):
                self.assertEqual(rmb_uppercase(amount), "贰万零肆佰元整")
        self.assertEqual(rmb_uppercase(0.1 + 0.2), "叁角整")

    def test_bad_input_is_named(self):
        not_a_number = (None, True, False, "", " ", "abc", "1,000", b"1", [], 1j)
        not_finite = (
            "nan",
            "sNaN",
            "-Infinity",
            float("nan"),
            float("inf"),
            Decimal("NaN"),
        )
        for amount in (*not_a_number, *not_finite):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(ValueError, re.escape(repr(amount))),
            ):
                rmb_uppercase(amount)

    def test_too_large_is_named(self):
        for amount in (10**16, -(10**16), "9999999999999999.995", "1E+999999", 1e300):
            with (
                self.subTest(amount=amount),
                self.assertRaisesRegex(ValueError, "too large: at most"),
            ):
                rmb_uppercase(amount)
        with self.assertRaisesRegex(ValueError, "9999999999999999.995"):
            rmb_uppercase("9999999999999999.995")

    def test_whatever_the_decimal_context(self):
        with localcontext() as context:
            context.prec = 3
            words = rmb_uppercase("123456.78")
        self.assertEqual(words, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分")

    def test_num2words_converter(self):
        """The words are a num2words converter of its own key, for the yuan only."""
        self.assertEqual(
            num2words("325.04", lang=RMB_UPPERCASE, to="currency"),
            rmb_uppercase("325.04"),
        )
        with self.assertRaises(NotImplementedError):
            num2words("1", lang=RMB_UPPERCASE, to="currency", currency="USD")
        self.assertNotIsInstance(
            CONVERTER_CLASSES.get("zh_CN"), type(CONVERTER_CLASSES[RMB_UPPERCASE])
        )


class TestRmbUppercaseProperties(BaseCase):
    @given(amounts_in_fen, st.sampled_from((1, -1)))
    @settings(max_examples=3000, deadline=None)
    def test_words_read_back_give_the_amount(self, fen, sign):
        words = rmb_uppercase(Decimal(sign * fen).scaleb(-2))
        self.assertEqual(read_fen(words), sign * fen)

    @given(amounts_in_fen)
    @settings(max_examples=3000, deadline=None)
    def test_grammar(self, fen):
        words = rmb_uppercase(Decimal(fen).scaleb(-2))
        self.assertNotRegex(words, "零零|零[拾佰仟角分整]|零$|亿万|亿.*亿")
        if fen:
            self.assertNotRegex(words, "零[元万亿]|^零|^[拾佰仟万亿元角分整]")
        self.assertNotRegex(words, "(^|[^壹贰叁肆伍陆柒捌玖])[拾佰仟角分]")
        self.assertEqual(words.endswith("整"), fen % 10 == 0)
        self.assertEqual(words.endswith("分"), fen % 10 != 0)
        self.assertEqual("元" in words, fen >= 100 or not fen)
        self.assertEqual("元零" in words, fen > 100 and 0 < fen % 100 < 10)

    @given(amounts_in_fen.map(lambda fen: fen // 100 or 1))
    @settings(max_examples=1000, deadline=None)
    def test_one_zero_for_each_run_of_inner_zeros(self, yuan):
        runs = re.findall("0+(?=[1-9])", str(yuan))
        self.assertEqual(rmb_uppercase(yuan).count("零"), len(runs))

    @given(st.decimals(-(10**12), 10**12, places=6))
    @settings(max_examples=1000, deadline=None)
    def test_every_type_of_the_same_number_gives_the_same_words(self, amount):
        words = rmb_uppercase(amount)
        self.assertEqual(rmb_uppercase(str(amount)), words)
        number = float(amount)
        self.assertEqual(rmb_uppercase(number), rmb_uppercase(repr(number)))

    @given(st.integers(-(10**20), 10**20))
    @settings(max_examples=1000, deadline=None)
    def test_whole_range_and_nothing_beyond(self, yuan):
        if abs(yuan) < 10**16:
            self.assertEqual(to_fen(yuan), yuan * 100)
        else:
            with self.assertRaises(ValueError):
                to_fen(yuan)
