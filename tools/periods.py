# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Periods of whole years, counted as a contract counts them."""

from dateutil.relativedelta import relativedelta

# Nobody agrees on more; a slip of the finger (2026 years) does not reach the calendar.
MAX_TERM_YEARS = 99


def is_valid_term(years):
    """Tell whether a contract can run so many years."""
    return 1 <= years <= MAX_TERM_YEARS


def period_end(date_start, years):
    """Give the last day, inclusive, of a period of whole years.

    A period ends on the day before its start's anniversary; what starts on 29 February
    has its anniversary on 1 March where there is no 29 February.

    :param datetime.date date_start: the first day
    :param int years: how long
    :rtype: datetime.date

    >>> period_end(date(2026, 3, 1), 1)
    datetime.date(2027, 2, 28)
    >>> period_end(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    anniversary = date_start + relativedelta(years=years)
    if anniversary.day != date_start.day:
        return anniversary
    return anniversary - relativedelta(days=1)


def count_years(date_start, date_end):
    """Count the years of a period, one that is only begun counted as a year.

    :param datetime.date date_start: the first day
    :param datetime.date date_end: the last day, inclusive, not before the first
    :rtype: int

    >>> count_years(date(2024, 3, 1), date(2026, 2, 28))
    2
    >>> count_years(date(2024, 3, 1), date(2026, 3, 1))
    3
    """
    years = max(date_end.year - date_start.year, 1)
    return years if period_end(date_start, years) >= date_end else years + 1
