# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from ..policy.retention import is_valid_retention, last_day_over
from .policy_common import DAYS, PolicyCase, case, examples, on

LAST_DAYS = [
    case(
        "What happened on 10 March 2024 is kept until 10 March 2027.",
        on("2024-03-09"),
        today=on("2027-03-10"),
        years=3,
    ),
    case(
        "On the day after that it is over.",
        on("2024-03-10"),
        today=on("2027-03-11"),
        years=3,
    ),
    case(
        "29 February has no such day three years later: 28 February is the last.",
        on("2024-02-27"),
        today=on("2027-02-28"),
        years=3,
    ),
    case(
        "On 1 March it is over, with 29 February.",
        on("2024-02-29"),
        today=on("2027-03-01"),
        years=3,
    ),
    case(
        "On 29 February three years are over since the 28th.",
        on("2025-02-28"),
        today=on("2028-02-29"),
        years=3,
    ),
    case(
        "Four years from one 29 February end on the next.",
        on("2024-02-28"),
        today=on("2028-02-29"),
        years=4,
    ),
]


class TestRetention(PolicyCase):
    """How long what a log says is kept (E-commerce Law art. 31)."""

    def test_the_last_day_that_is_over(self):
        self.assert_cases(last_day_over, LAST_DAYS)

    @examples
    @given(today=DAYS, years=st.integers(3, 30))
    def test_what_is_over_is_over_and_the_next_day_is_not(self, today, years):
        day = last_day_over(today=today, years=years)
        self.assertLess(day + relativedelta(years=years), today)
        self.assertGreaterEqual(
            day + timedelta(days=1) + relativedelta(years=years), today
        )

    def test_for_good_or_three_years_at_least(self):
        valid = [n for n in range(-1, 101) if is_valid_retention(years=n)]
        self.assertEqual(valid, [0, *range(3, 100)])
