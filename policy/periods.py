# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Periods of whole years, counted as a contract counts them (clause 3, note ①)."""

from datetime import date
from enum import Enum

from dateutil.relativedelta import relativedelta

# No contract runs longer; a typing error (2026 years) does not reach the calendar.
MAX_TERM_YEARS = 99
# The days that people may type: any other one is a typing error
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)


def is_valid_term(*, years):
    """Whether a contract can run for a number of years.

    :param int years: how many
    :rtype: bool
    """
    return 1 <= years <= MAX_TERM_YEARS


def is_plausible_day(*, day):
    """Whether a day can be meant by somebody who types it.

    :param datetime.date day: any day
    :rtype: bool
    """
    return FIRST_DAY <= day <= LAST_DAY


def period_end(*, start, years):
    """Return the last day, inclusive, of a period of whole years.

    A period ends on the day before its start's anniversary; what starts on 29 February
    has its anniversary on 1 March where there is no 29 February.

    :param datetime.date start: the first day
    :param int years: how long, one year or more
    :rtype: datetime.date

    The calendar ends with the year 9999: a period that would be longer ends with it.

    >>> period_end(start=date(2026, 3, 1), years=1)
    datetime.date(2027, 2, 28)
    >>> period_end(start=date(2024, 2, 29), years=1)
    datetime.date(2025, 2, 28)
    """
    if start.year + years > date.max.year:
        return date.max
    anniversary = start + relativedelta(years=years)
    if anniversary.day != start.day:
        return anniversary
    return anniversary - relativedelta(days=1)


def count_years(*, start, end):
    """Return how many years a period has; one that has only begun counts as a year.

    :param datetime.date start: the first day
    :param datetime.date end: the last day, inclusive, not before the first
    :rtype: int

    >>> count_years(start=date(2024, 3, 1), end=date(2026, 2, 28))
    2
    >>> count_years(start=date(2024, 3, 1), end=date(2026, 3, 1))
    3
    """
    years = max(end.year - start.year, 1)
    return years if period_end(start=start, years=years) >= end else years + 1


class StartDoubt(Enum):
    """What makes a first day look like a typing error (note ①)."""

    OVER = "over"  # the first period to be paid is over already
    FAR = "far"  # it begins more than a month from now


def start_doubt(*, start, years, today):
    """Return why the first day of a contract has to be confirmed before it is sent.

    A typing error in the year would invoice a past year in the same night.

    :param datetime.date start: the first day
    :param int years: how long the first period is that is paid, one year or more
    :param datetime.date today: the company's own day
    :rtype: StartDoubt or None
    """
    if period_end(start=start, years=years) < today:
        return StartDoubt.OVER
    if start > today + relativedelta(months=1):
        return StartDoubt.FAR
    return None
