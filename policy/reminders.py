# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How early a customer has to be reminded that a contract extends itself."""

from .terms import parse_reminder_days

# How many days before the end the law has the first reminder at the latest
LATEST_FIRST_REMINDER = 5


def reminds_in_time(*, reminder_days, lead_days):
    """Whether a customer is reminded at least five days before a period ends.

    The law asks for it where contracts extend themselves (Measures for the Supervision
    of Online Transactions, article 18). A reminder goes out once the renewal is
    invoiced, not before.

    :param str reminder_days: as :func:`parse_reminder_days` reads them
    :param int lead_days: how many days before the last paid day a renewal is invoiced
    :raises ValueError: when ``reminder_days`` cannot be read
    """
    earliest = max(parse_reminder_days(text=reminder_days), default=0)
    return min(earliest, lead_days) >= LATEST_FIRST_REMINDER
