# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

# Years whose moved days (调休) are announced, and some that are still to be
DAYS = st.dates(date(2020, 1, 1), date(2031, 12, 31))
MAYBE_DAYS = st.none() | DAYS

# Not by the clock: the machine may be busy, and the first example reads the calendar
examples = settings(deadline=None, max_examples=100)


def on(text):
    """Return a day written as 2026-03-01, or None for an empty text."""
    return date.fromisoformat(text) if text else None


def every_day(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def case(words, expected, **values):
    """Put a case into a table: what happens in words, what results, what is known."""
    return words, expected, values


class PolicyCase(BaseCase):
    """Rules in plain Python, tested by tables that a lawyer could check."""

    def assert_cases(self, rule, cases):
        """Apply a rule to each case of a table.

        :param rule: a function that takes the values that a case gives
        :param cases: what :func:`case` returns, of each
        """
        for words, expected, values in cases:
            with self.subTest(words):
                self.assertEqual(rule(**values), expected)
