# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a period costs: as both sides signed it, tax included (clauses 3.2 and 4.1)."""

from decimal import ROUND_HALF_UP, Context, Decimal

from .terms import FEN, INITIAL

# Exact for any printed amount
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def signed_period_price(*, kind, years, is_yearly, whole, yearly):
    """Return what a period costs as signed, whatever taxes have become since.

    Payment at once is the price of the whole term. Otherwise, and for what comes after
    the signed period, each year costs the yearly price: instalments add up to the price
    of the whole term.

    :param str kind: of the period: ``initial``, ``instalment`` or ``renewal``
    :param int years: how many years it has
    :param bool is_yearly: whether the term is paid year by year, not at once
    :param decimal.Decimal whole: the signed price of the whole term, in yuan
    :param decimal.Decimal yearly: the signed price of a year, in yuan
    :return: yuan
    :rtype: decimal.Decimal
    """
    if kind == INITIAL and not is_yearly:
        return whole
    return _EXACT.multiply(yearly, years)


def signed_yearly_price(*, whole, years, is_yearly, counted):
    """Return the yearly price of a contract that was signed when nobody kept it.

    Paid year by year it follows from the price of the whole term. Paid at once, a year
    was counted by itself: both may differ by the 分 that rounding makes.

    :param decimal.Decimal whole: the signed price of the whole term, in yuan
    :param int years: how many years were signed
    :param bool is_yearly: whether the term is paid year by year, not at once
    :param decimal.Decimal counted: the price of a year as it was last counted, in yuan
    :return: yuan, rounded to the 分
    :rtype: decimal.Decimal
    """
    difference = abs(_EXACT.multiply(counted, years) - whole)
    if not is_yearly and difference <= FEN * years:
        return counted
    return _EXACT.divide(whole, Decimal(years)).quantize(FEN, context=_EXACT)
