# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""大写: amounts in Chinese financial uppercase.

Sources: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》 (People's Bank of
China) and 《会计基础工作规范》 art. 52. Where one of them is stricter it is followed,
so that the words satisfy both.
"""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from num2words import CONVERTER_CLASSES, num2words
from num2words.base import Num2Word_Base

# A key of our own: a later num2words may bring another converter as zh or zh_CN.
RMB_UPPERCASE = "miniprogram_contract_rmb_uppercase"

FEN = Decimal("0.01")
# Below it, 9,999,999,999,999,999.99 is the largest amount in words: 18 digits.
MAX_AMOUNT = 10**16
FEN_CONTEXT = Context(prec=18, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


class RmbUppercase(Num2Word_Base):
    """num2words converter into Chinese financial uppercase, for the yuan only."""

    def __init__(self):
        super().__init__()
        self.MAXVAL = MAX_AMOUNT

    def setup(self):
        self.negword = "负"
        self.high_numwords = [(10**8, "亿"), (10**4, "万")]
        self.mid_numwords = [(1000, "仟"), (100, "佰"), (10, "拾")]
        self.low_numwords = list("玖捌柒陆伍肆叁贰壹零")

    def str_to_number(self, value):
        return _to_decimal(value)

    def set_high_numwords(self, high):
        self.cards.update(high)

    def merge(self, curr, next):
        """Join two (words, number) pairs of the number's decomposition.

        A larger number before a smaller one is a sum, else it counts a unit.
        """
        (left_words, left), (right_words, right) = curr, next
        if right < 10 and left == 1:
            return next  # the library counts digits too: 壹 times 柒
        if left < right:
            return left_words + right_words, left * right
        zero = "零" if self._has_gap(left, right) else ""
        return left_words + zero + right_words, left + right

    @staticmethod
    def _has_gap(left, right):
        """Whether a 0 stands between the last figure of `left` and `right`."""
        return left % 10 ** (len(str(right)) + 1) == 0

    def to_currency(
        self, val, currency="CNY", cents=True, separator="", adjective=False
    ):
        """Return the words of an amount, without 人民币 before them.

        :param val: yuan, as in :func:`rmb_uppercase`
        :param currency: CNY, the only currency that has these words
        :raises NotImplementedError: for another currency
        :raises ValueError: see :func:`rmb_uppercase`
        """
        if currency != "CNY":
            raise NotImplementedError(f"{currency} has no Chinese uppercase")
        amount = to_fen(val)
        if not amount:
            return "零元整"
        yuan, fraction = divmod(abs(amount), 100)
        return (
            (self.negword if amount < 0 else "")
            + (f"{self.to_cardinal(yuan)}元" if yuan else "")
            + self._fraction_words(*divmod(fraction, 10), after_yuan=bool(yuan))
        )

    def _fraction_words(self, jiao, fen, after_yuan):
        if not fen:
            return f"{self.cards[jiao]}角整" if jiao else "整"
        if jiao:
            return f"{self.cards[jiao]}角{self.cards[fen]}分"
        return f"零{self.cards[fen]}分" if after_yuan else f"{self.cards[fen]}分"


CONVERTER_CLASSES[RMB_UPPERCASE] = RmbUppercase()


def to_fen(amount):
    """Return an amount of yuan as a whole number of 分, rounded half up.

    :param amount: int, Decimal, str of a number, or float (which is taken as a
        person reads it: 2.675 is 2.675, not the binary fraction below it)
    :rtype: int
    :raises ValueError: names what is not a finite number, or is too large
    """
    number = _to_decimal(amount)
    try:
        rounded = FEN_CONTEXT.quantize(number, FEN)
    except InvalidOperation as error:
        raise ValueError(
            f"{number} is too large: at most 9,999,999,999,999,999.99"
        ) from error
    return int(FEN_CONTEXT.scaleb(rounded, 2))


def _to_decimal(amount):
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal | str):
        # one kind of error for all that is not an amount, as callers expect
        raise ValueError(f"{amount!r} is not an amount")  # noqa: TRY004
    try:
        # str() of an int of thousands of digits is refused by Python itself
        number = Decimal(amount if isinstance(amount, int) else str(amount))
    except InvalidOperation as error:
        raise ValueError(f"{amount!r} is not an amount") from error
    if not number.is_finite():
        raise ValueError(f"{amount!r} is not a finite amount")
    return number


def rmb_uppercase(amount):
    """Return an amount of yuan in Chinese financial uppercase (大写).

    >>> rmb_uppercase("20400")
    '贰万零肆佰元整'

    :param amount: int, Decimal, str of a number, or float; rounded half up to the 分
    :returns: the words, without 人民币 before them; 负 before a negative amount
    :rtype: str
    :raises ValueError: names an amount that is not a finite number, or is beyond
        9,999,999,999,999,999.99
    """
    return num2words(amount, lang=RMB_UPPERCASE, to="currency")
