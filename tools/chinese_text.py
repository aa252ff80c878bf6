# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days and amounts as a Chinese contract writes them, in every language."""

import re
from decimal import Decimal

# What is longer than half a line may be broken all the same.
MAX_UNIT = 30
# With the marks that begin no line and end none.
_UNIT = re.compile(
    r"([（《“]?(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|￥[0-9][0-9,.]*[0-9]|第[0-9.]+条"
    r"|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)[，。；：、）》”]*)"
)


def chinese_day(day):
    """Return a day in Chinese, ``""`` for none.

    >>> chinese_day(date(2026, 3, 1))
    '2026年3月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def yuan(amount):
    """Return an amount of yuan in figures, to the 分.

    >>> yuan(20400.0)
    '￥20,400.00'
    """
    return f"￥{Decimal(str(amount)).quantize(Decimal('0.01')):,}"


def join_sentences(*sentences):
    """Return sentences as one text, without a blank after a Chinese full stop.

    >>> join_sentences("Paid.", "", "Ends today.")
    'Paid. Ends today.'
    >>> join_sentences("已付款。", "今日终止。")
    '已付款。今日终止。'

    :param str sentences: empty ones are left out
    :rtype: str
    """
    return re.sub(r"(?<=[。；！？：]) ", "", " ".join(filter(None, sentences)))


def split_units(text):
    """Return a text in parts, and of each whether it stays on one line.

    Days, amounts, clauses, and numbers with hyphens are read as one word.

    >>> split_units("于2026年3月1日届满")
    [('于', False), ('2026年3月1日', True), ('届满', False)]

    :param str text: a paragraph
    :rtype: list[tuple[str, bool]]
    """
    parts = [
        (part, index % 2 == 1 and len(part) <= MAX_UNIT)
        for index, part in enumerate(_UNIT.split(text))
    ]
    return [(part, is_unit) for part, is_unit in parts if part]
