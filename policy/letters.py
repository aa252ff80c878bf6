# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The days that letters name at the end of a contract."""

from .working_days import add_days


def data_export_day(*, last_day, today, days):
    """Return by when a customer has to export data once service has stopped.

    The days count from the last day of service, and from the letter where that is
    later.

    :param datetime.date last_day: the last day of service
    :param datetime.date today: the company's own day
    :param int days: how many days the company leaves
    :rtype: datetime.date
    """
    return add_days(event=max(last_day, today), days=days)


def days_not_served(*, last_day, start):
    """Return the first and the last day between an end and the day service goes on.

    :param datetime.date last_day: the last day of service before, if there was one
    :param datetime.date start: the first day of service after
    :return: None without a day in between
    :rtype: tuple[datetime.date, datetime.date] or None
    """
    if not last_day:
        return None
    first, last = add_days(event=last_day, days=1), add_days(event=start, days=-1)
    return (first, last) if first <= last else None
