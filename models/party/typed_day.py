# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.exceptions import ValidationError

from ...policy.periods import FIRST_DAY, LAST_DAY, is_plausible_day


def read_day(typed):
    """Return a day that somebody typed, None for what is none that can be meant.

    :param typed: a date or text; core's import writes the year 1 as ``1-01-01``
    :rtype: datetime.date or None
    """
    try:
        day = fields.Date.to_date(typed)
    except ValueError:
        return None
    return day if day and is_plausible_day(day=day) else None


def describe_days(env):
    """Return in words which days can be typed.

    :param env: an environment, whose language it is in
    :rtype: str
    """
    return env._(
        "a date between %(first)s and %(last)s", first=FIRST_DAY, last=LAST_DAY
    )


class Day(fields.Date):
    """A day that people type: one that no contract knows is refused in words.

    Days are counted from it, and the calendar has an end.
    """

    def convert_to_cache(self, value, record, validate=True):
        if validate and value and not read_day(value):
            env = record.env
            raise ValidationError(
                env._(
                    "%(field)s: %(days)s is expected, not %(day)s.",
                    field=self._description_string(env),
                    days=describe_days(env),
                    day=value,
                )
            )
        return super().convert_to_cache(value, record, validate)
