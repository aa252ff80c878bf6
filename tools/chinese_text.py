# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days and amounts as a Chinese contract writes them, in every language."""

from decimal import Decimal


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
