# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.openings import (
    Opening,
    OpeningProblem,
    find_opening_problems,
    opening_periods,
    opening_years,
)
from ..policy.periods import period_end
from ..policy.terms import INITIAL, RENEWAL, Period
from .policy_common import DAYS, PolicyCase, case, examples, on

TODAY = on("2026-03-02")


def running(paid_until, end="", years=2, is_yearly=False):
    """Return a contract that started on 1 July 2024, for two years unless said."""
    return {
        "opening": Opening(
            start=on("2024-07-01"),
            years=years,
            is_yearly=is_yearly,
            paid_until=on(paid_until),
            end=on(end),
        ),
        "renewal_years": 1,
        "today": TODAY,
    }


PROBLEMS = [
    case(
        "Two years from 1 July 2024, paid at once until 30 June 2026.",
        [],
        **running("2026-06-30"),
    ),
    case(
        "It says itself that it ends on that day.",
        [],
        **running("2026-06-30", end="2026-06-30"),
    ),
    case(
        "A renewal was paid until 30 June 2027, and that is its end (4.1).",
        [],
        **running("2027-06-30", end="2027-06-30"),
    ),
    case(
        "An end after what is paid is that of nothing.",
        [OpeningProblem.OTHER_END],
        **running("2026-06-30", end="2027-06-30"),
    ),
    case(
        "An end before the two years are over is no end of two years.",
        [OpeningProblem.OTHER_END],
        **running("2026-06-30", end="2026-05-31"),
    ),
    case(
        "Less than a whole year is no term; nothing else is said then.",
        [OpeningProblem.NO_YEARS],
        **running("2024-06-01", end="2026-05-31", years=0),
    ),
    case(
        "Paid until a day before it started.",
        [OpeningProblem.PAID_BEFORE_START],
        **running("2024-06-30"),
    ),
    case(
        "Paid at once, and yet only for the first year.",
        [OpeningProblem.PAID_IN_PART],
        **running("2025-06-30"),
    ),
    case(
        "Paid yearly, for the first of two years.",
        [],
        **running("2025-06-30", is_yearly=True),
    ),
    case(
        "Paid yearly, and until the middle of the second year.",
        [OpeningProblem.PAID_IN_MID_YEAR],
        **running("2025-12-31", is_yearly=True),
    ),
    case(
        "One year, paid until 30 June 2025: the renewal would end on 30 June 2026.",
        [],
        **running("2025-06-30", years=1),
    ),
    case(
        "Both the end and the last paid day are wrong: both are said.",
        [OpeningProblem.OTHER_END, OpeningProblem.PAID_IN_PART],
        **running("2025-12-31", end="2026-05-31"),
    ),
]

OVER = [
    case(
        "Paid until 1 March 2025: its renewal would have ended yesterday.",
        [OpeningProblem.OVER],
        opening=Opening(on("2024-03-02"), 1, False, on("2025-03-01"), None),
        renewal_years=1,
        today=TODAY,
    ),
    case(
        "Paid until 2 March 2025: its renewal ends today.",
        [],
        opening=Opening(on("2024-03-03"), 1, False, on("2025-03-02"), None),
        renewal_years=1,
        today=TODAY,
    ),
    case(
        "A renewal of two years would still run.",
        [],
        opening=Opening(on("2024-03-02"), 1, False, on("2025-03-01"), None),
        renewal_years=2,
        today=TODAY,
    ),
]

SIGNED_YEARS = [
    case(
        "The years are given.",
        3,
        start=on("2024-07-01"),
        end=on("2026-06-30"),
        term_years=3,
        plan_years=1,
    ),
    case(
        "Only an end is given, and makes two whole years.",
        2,
        start=on("2024-07-01"),
        end=on("2026-06-30"),
        term_years=None,
        plan_years=1,
    ),
    case(
        "The end makes no whole years: those of the plan.",
        1,
        start=on("2024-07-01"),
        end=on("2026-05-31"),
        term_years=None,
        plan_years=1,
    ),
    case(
        "Neither is given: the years of the plan.",
        1,
        start=on("2024-07-01"),
        end=None,
        term_years=0,
        plan_years=1,
    ),
    case(
        "An end that is not after the start says nothing.",
        1,
        start=on("2024-07-01"),
        end=on("2024-07-01"),
        term_years=None,
        plan_years=1,
    ),
    case(
        "From 29 February 2024 to 28 February 2028 are four years.",
        4,
        start=on("2024-02-29"),
        end=on("2028-02-28"),
        term_years=None,
        plan_years=1,
    ),
]

PERIODS = [
    case(
        "Two years paid at once are one period.",
        [Period(INITIAL, 2, on("2024-07-01"), on("2026-06-30"))],
        start=on("2024-07-01"),
        signed_end=on("2026-06-30"),
        paid_until=on("2026-06-30"),
    ),
    case(
        "Paid yearly, the first of two years.",
        [Period(INITIAL, 1, on("2024-07-01"), on("2025-06-30"))],
        start=on("2024-07-01"),
        signed_end=on("2026-06-30"),
        paid_until=on("2025-06-30"),
    ),
    case(
        "What was paid after the signed end are its renewals (4.1).",
        [
            Period(INITIAL, 1, on("2024-07-01"), on("2025-06-30")),
            Period(RENEWAL, 2, on("2025-07-01"), on("2027-06-30")),
        ],
        start=on("2024-07-01"),
        signed_end=on("2025-06-30"),
        paid_until=on("2027-06-30"),
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyOpenings(PolicyCase):
    """Contracts that ran before they were kept here."""

    def test_what_is_wrong_about_their_periods(self):
        self.assert_cases(find_opening_problems, PROBLEMS)

    def test_what_is_over_is_not_taken_in(self):
        self.assert_cases(find_opening_problems, OVER)

    def test_how_many_years_were_signed(self):
        self.assert_cases(opening_years, SIGNED_YEARS)

    def test_which_periods_were_paid(self):
        self.assert_cases(opening_periods, PERIODS)

    @examples
    @given(start=DAYS, years=st.integers(1, 5), renewed=st.integers(0, 5))
    def test_paid_by_whole_years_is_taken_in(self, start, years, renewed):
        signed_end = period_end(start=start, years=years)
        paid_until = signed_end
        if renewed:
            first = signed_end + timedelta(days=1)
            paid_until = period_end(start=first, years=renewed)
        opening = Opening(start, years, True, paid_until, paid_until)
        self.assertEqual(opening.signed_end, signed_end)
        problems = find_opening_problems(
            opening=opening, renewal_years=1, today=paid_until
        )
        self.assertEqual(problems, [])
        periods = opening_periods(
            start=start, signed_end=signed_end, paid_until=paid_until
        )
        self.assertEqual(sum(period.years for period in periods), years + renewed)
        self.assertEqual(periods[0].start, start)
        self.assertEqual(periods[-1].end, paid_until)
        for before, after in pairwise(periods):
            self.assertEqual(after.start - before.end, timedelta(days=1))
