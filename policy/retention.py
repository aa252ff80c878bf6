# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long personal data is kept once a contract has ended."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

# E-commerce Law art. 31: records of a transaction are kept for at least three years
# from the day on which it was completed.
LEAST_YEARS = 3
MOST_YEARS = 99


def is_valid_retention(*, years):
    """Whether a company may keep the texts of its logs for a number of years.

    :param int years: how many, 0 for good
    :rtype: bool
    """
    return years == 0 or LEAST_YEARS <= years <= MOST_YEARS


def last_day_over(*, today, years):
    """Return the last day that is more than some years ago.

    A period of years ends on the day of the same date, and where there is no such day,
    on the last one of its month (Civil Code art. 202): what happened on 29 February
    2024 is kept until 28 February 2027, and is over on 1 March.

    :param datetime.date today: the company's day
    :param int years: how many
    :rtype: datetime.date

    >>> last_day_over(today=date(2027, 3, 1), years=3)
    datetime.date(2024, 2, 29)
    >>> last_day_over(today=date(2028, 2, 29), years=3)
    datetime.date(2025, 2, 28)
    """
    yesterday = today - timedelta(days=1)
    day = yesterday - relativedelta(years=years)
    following = day + timedelta(days=1)
    is_over = following + relativedelta(years=years) <= yesterday
    return following if is_over else day
