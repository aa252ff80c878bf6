# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.miniprogram_contract.tools.deadlines import (
    add_days,
    add_working_days,
    due_date,
    is_provisional,
    is_working_day,
    last_known_day,
    next_working_day,
)

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
DAYS = st.dates(date(2020, 1, 1), date(2031, 12, 31))


def every_day(first, last):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@tagged("post_install", "-at_install")
class TestDeadlines(BaseCase):
    """Civil Code, articles 200 to 204: how a contract counts its days."""

    def test_every_day_of_2026_is_as_announced(self):
        for day in every_day(date(2026, 1, 1), date(2026, 12, 31)):
            key = (day.month, day.day)
            is_weekend = day.weekday() >= 5
            expected = key in WORKED_2026 or not (is_weekend or key in OFF_2026)
            with self.subTest(day=day):
                self.assertEqual(is_working_day(day), expected)

    def test_the_day_of_the_event_is_not_counted(self):
        self.assertEqual(add_days(date(2026, 3, 2), 5), date(2026, 3, 7))
        self.assertEqual(add_working_days(date(2026, 3, 2), 5), date(2026, 3, 9))

    def test_a_last_day_off_moves_past_the_spring_festival(self):
        # 10 + 5: Sunday 15 February, the first day of the holidays
        self.assertEqual(due_date(date(2026, 2, 10), 5, rolls=True), date(2026, 2, 24))
        self.assertEqual(due_date(date(2026, 2, 10), 5), date(2026, 2, 15))

    def test_a_worked_saturday_is_a_last_day(self):
        self.assertEqual(due_date(date(2026, 2, 9), 5, rolls=True), date(2026, 2, 14))
        self.assertEqual(due_date(date(2026, 10, 5), 5, rolls=True), date(2026, 10, 10))

    def test_working_days_leave_out_national_day_and_count_worked_saturdays(self):
        # 8, 9 and Saturday 10 October, the week from Monday 12, then 19 and 20
        self.assertEqual(add_working_days(date(2026, 9, 30), 10), date(2026, 10, 20))
        # an event in the middle of the holidays
        self.assertEqual(add_working_days(date(2026, 10, 3), 1), date(2026, 10, 8))

    def test_over_the_end_of_a_year(self):
        # 1 January is off whatever is announced; 2 January 2027 is a Saturday
        self.assertEqual(due_date(date(2026, 12, 27), 5, rolls=True), date(2027, 1, 4))
        self.assertEqual(due_date(date(2024, 2, 24), 5, rolls=True), date(2024, 2, 29))

    def test_what_is_not_announced_yet_is_provisional(self):
        known = last_known_day()
        self.assertEqual((known.month, known.day), (12, 31))
        self.assertFalse(is_provisional(known))
        self.assertTrue(is_provisional(known + timedelta(days=1)))

    @settings(deadline=None, max_examples=300)
    @given(event=DAYS, days=st.integers(1, 60))
    def test_working_days_are_as_many_as_asked_for(self, event, days):
        last = add_working_days(event, days)
        between = every_day(event + timedelta(days=1), last)
        self.assertEqual(sum(map(is_working_day, between)), days)
        self.assertTrue(is_working_day(last))

    @settings(deadline=None, max_examples=300)
    @given(event=DAYS, days=st.integers(0, 60))
    def test_a_moved_day_is_the_first_working_day_from_the_last_one(self, event, days):
        plain, moved = due_date(event, days), due_date(event, days, rolls=True)
        self.assertEqual(plain - event, timedelta(days=days))
        self.assertTrue(is_working_day(moved))
        off = list(every_day(plain, moved - timedelta(days=1)))
        self.assertFalse(any(map(is_working_day, off)))
        self.assertLess(len(off), 12)

    @settings(deadline=None, max_examples=200)
    @given(event=DAYS, days=st.integers(1, 40))
    def test_more_days_are_never_earlier(self, event, days):
        for rule in ({}, {"rolls": True}, {"working_days": True}):
            self.assertLessEqual(
                due_date(event, days, **rule), due_date(event, days + 1, **rule)
            )
            self.assertLessEqual(
                due_date(event, days, **rule),
                due_date(event + timedelta(days=1), days, **rule),
            )

    def test_a_working_day_stays(self):
        for day in every_day(date(2026, 1, 1), date(2026, 12, 31)):
            if is_working_day(day):
                self.assertEqual(next_working_day(day), day)
