# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days as a contract under Chinese law counts them (Civil Code, articles 200 to 204).

The day of the event is not counted, and the last day ends at 24:00. What is a working
day comes from the ``holidays`` package: weekends, statutory holidays, and the days
that the State Council moves (调休), which are known for the years it has announced.
"""

from datetime import date, timedelta
from functools import cache

import holidays
from holidays.countries.china import ChinaStaticHolidays


@cache
def _calendar():
    return holidays.country_holidays("CN")


def is_working_day(*, day):
    """Whether a day is a working day in China, as far as it is announced.

    :param datetime.date day: any day
    :rtype: bool
    """
    return _calendar().is_working_day(day)


def last_known_day():
    """Return the last day whose moved days (调休) are announced.

    :rtype: datetime.date
    """
    return date(max(ChinaStaticHolidays.special_public_holidays), 12, 31)


def is_provisional(*, day):
    """Whether the moved days (调休) of a day's year are still to be announced.

    :param datetime.date day: any day
    :rtype: bool
    """
    return day > last_known_day()


def next_working_day(*, day):
    """Return that day, or the first working day after it (Civil Code, article 203).

    :param datetime.date day: the last day of a period
    :rtype: datetime.date

    >>> next_working_day(day=date(2026, 2, 15))  # Spring Festival
    datetime.date(2026, 2, 24)
    """
    while not is_working_day(day=day) and day < date.max:
        day = add_days(event=day, days=1)
    return day


def add_days(*, event, days):
    """Return the day that is some calendar days after an event (article 201).

    The event's own day does not count. Beyond the calendar it is the calendar's last
    day, or its first one.

    :param datetime.date event: the day of the event
    :param int days: how many
    :rtype: datetime.date
    """
    try:
        return event + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_working_days(*, event, days):
    """Return the day that is some working days after an event (article 201).

    The event's own day does not count.

    :param datetime.date event: the day of the event, a working day or not
    :param int days: how many
    :rtype: datetime.date

    >>> # the National Day holiday lasts until 8 October
    >>> add_working_days(event=date(2026, 9, 30), days=2)
    datetime.date(2026, 10, 9)
    """
    day = event
    for _number in range(days):
        day = next_working_day(day=add_days(event=day, days=1))
    return day


def due_date(*, event, days, working_days=False, rolls=False):
    """Return the last day of a period that is counted from an event.

    :param datetime.date event: the day of the event, which does not count
    :param int days: how long the period is
    :param bool working_days: whether only working days count
    :param bool rolls: whether a last day that is a day off moves (article 203)
    :rtype: datetime.date

    >>> due_date(event=date(2026, 9, 26), days=5, rolls=True)
    datetime.date(2026, 10, 8)
    """
    if working_days:
        return add_working_days(event=event, days=days)
    day = add_days(event=event, days=days)
    return next_working_day(day=day) if rolls else day
