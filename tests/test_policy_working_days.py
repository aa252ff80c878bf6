# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.working_days import (
    add_days,
    add_working_days,
    due_date,
    is_provisional,
    is_working_day,
    last_known_day,
    next_working_day,
)
from .policy_common import DAYS, PolicyCase, case, every_day, on

# As the State Council announced them for 2026: what is off beside weekends, and the
# weekend days that are worked instead (调休)
OFF_2026 = {
    *((1, day) for day in (1, 2, 3)),
    *((2, day) for day in range(15, 24)),
    *((4, day) for day in (4, 5, 6)),
    *((5, day) for day in range(1, 6)),
    *((6, day) for day in (19, 20, 21)),
    *((9, day) for day in (25, 26, 27)),
    *((10, day) for day in range(1, 8)),
}
WORKED_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}

DUE_DATES = [
    case(
        "Five days from Tuesday 10 February 2026 end on Sunday 15, in the Spring "
        "Festival: the next working day is Tuesday 24 (article 203).",
        on("2026-02-24"),
        event=on("2026-02-10"),
        days=5,
        rolls=True,
    ),
    case(
        "Where the last day does not move it stays in the Spring Festival.",
        on("2026-02-15"),
        event=on("2026-02-10"),
        days=5,
    ),
    case(
        "Saturday 14 February 2026 is worked (调休): it is a last day.",
        on("2026-02-14"),
        event=on("2026-02-09"),
        days=5,
        rolls=True,
    ),
    case(
        "Saturday 10 October 2026 is worked (调休): it is a last day.",
        on("2026-10-10"),
        event=on("2026-10-05"),
        days=5,
        rolls=True,
    ),
    case(
        "Five days from 26 September 2026 end on National Day: Thursday 8 October.",
        on("2026-10-08"),
        event=on("2026-09-26"),
        days=5,
        rolls=True,
    ),
    case(
        "Five days from 27 December end on New Year's Day; 2 January 2027 is a "
        "Saturday: Monday 4.",
        on("2027-01-04"),
        event=on("2026-12-27"),
        days=5,
        rolls=True,
    ),
    case(
        "29 February is a day like others.",
        on("2024-02-29"),
        event=on("2024-02-24"),
        days=5,
        rolls=True,
    ),
    case(
        "Ten working days from 30 September 2026: 8, 9 and Saturday 10 October, the "
        "week from Monday 12, then 19 and 20.",
        on("2026-10-20"),
        event=on("2026-09-30"),
        days=10,
        working_days=True,
    ),
    case(
        "An event in the middle of the holidays: the first working day counts.",
        on("2026-10-08"),
        event=on("2026-10-03"),
        days=1,
        working_days=True,
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyWorkingDays(PolicyCase):
    """Civil Code, articles 200 to 204: how a contract counts its days."""

    def test_every_day_of_2026_is_as_announced(self):
        for day in every_day(date(2026, 1, 1), date(2026, 12, 31)):
            key = (day.month, day.day)
            is_weekend = day.weekday() >= 5
            expected = key in WORKED_2026 or not (is_weekend or key in OFF_2026)
            with self.subTest(day=day):
                self.assertEqual(is_working_day(day=day), expected)

    def test_the_day_of_the_event_is_not_counted(self):
        self.assertEqual(add_days(event=on("2026-03-02"), days=5), date(2026, 3, 7))
        self.assertEqual(
            add_working_days(event=on("2026-03-02"), days=5), date(2026, 3, 9)
        )

    def test_the_last_day_of_a_period_counted_from_an_event(self):
        self.assert_cases(due_date, DUE_DATES)

    def test_what_is_not_announced_yet_is_provisional(self):
        known = last_known_day()
        self.assertEqual((known.month, known.day), (12, 31))
        self.assertFalse(is_provisional(day=known))
        self.assertTrue(is_provisional(day=known + timedelta(days=1)))

    @settings(deadline=None, max_examples=300)
    @given(event=DAYS, days=st.integers(1, 60))
    def test_working_days_are_as_many_as_asked_for(self, event, days):
        last = add_working_days(event=event, days=days)
        between = every_day(event + timedelta(days=1), last)
        self.assertEqual(sum(is_working_day(day=day) for day in between), days)
        self.assertTrue(is_working_day(day=last))

    @settings(deadline=None, max_examples=300)
    @given(event=DAYS, days=st.integers(0, 60))
    def test_a_moved_day_is_the_first_working_day_from_the_last_one(self, event, days):
        plain, moved = (
            due_date(event=event, days=days, rolls=rolls) for rolls in (False, True)
        )
        self.assertEqual(plain - event, timedelta(days=days))
        self.assertTrue(is_working_day(day=moved))
        off = list(every_day(plain, moved - timedelta(days=1)))
        self.assertFalse(any(is_working_day(day=day) for day in off))
        self.assertLess(len(off), 12)

    @settings(deadline=None, max_examples=200)
    @given(event=DAYS, days=st.integers(1, 40))
    def test_more_days_are_never_earlier(self, event, days):
        tomorrow = event + timedelta(days=1)
        for rule in ({}, {"rolls": True}, {"working_days": True}):
            last = due_date(event=event, days=days, **rule)
            self.assertLessEqual(last, due_date(event=event, days=days + 1, **rule))
            self.assertLessEqual(last, due_date(event=tomorrow, days=days, **rule))

    def test_a_working_day_stays(self):
        for day in every_day(date(2026, 1, 1), date(2026, 12, 31)):
            if is_working_day(day=day):
                self.assertEqual(next_working_day(day=day), day)
