# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy import notices, openings, periods, prices, terms, working_days
from ..policy.periods import (
    StartDoubt,
    count_years,
    is_valid_term,
    period_end,
    start_doubt,
)
from .policy_common import PolicyCase, case, examples, on

STARTS = st.dates(date(1999, 1, 1), date(2100, 12, 31))
YEARS = st.integers(1, 99)

# What looks like a typing error in the day of purchase
DOUBTS = [
    case(
        "Today is in no doubt.",
        None,
        start=on("2026-03-01"),
        years=1,
        today=on("2026-03-01"),
    ),
    case(
        "On its last day the first period is not over.",
        None,
        start=on("2025-03-02"),
        years=1,
        today=on("2026-03-01"),
    ),
    case(
        "On the day after it is.",
        StartDoubt.OVER,
        start=on("2025-03-01"),
        years=1,
        today=on("2026-03-01"),
    ),
    case(
        "Paid for three years at once, it runs.",
        None,
        start=on("2025-03-01"),
        years=3,
        today=on("2026-03-01"),
    ),
    case(
        "A month from now is not more than a month away.",
        None,
        start=on("2026-04-01"),
        years=1,
        today=on("2026-03-01"),
    ),
    case(
        "A day more is.",
        StartDoubt.FAR,
        start=on("2026-04-02"),
        years=1,
        today=on("2026-03-01"),
    ),
]

# Clause 3, note ①: the term counts from the day of purchase, both ends included
PERIOD_ENDS = [
    case(
        "One year from 1 March 2026 ends on 28 February 2027.",
        on("2027-02-28"),
        start=on("2026-03-01"),
        years=1,
    ),
    case(
        "One year from 1 March 2027 ends on 29 February 2028, in a leap year.",
        on("2028-02-29"),
        start=on("2027-03-01"),
        years=1,
    ),
    case(
        "Three years from New Year's Day end on New Year's Eve.",
        on("2028-12-31"),
        start=on("2026-01-01"),
        years=3,
    ),
    case(
        "One year from 31 December ends on 30 December.",
        on("2027-12-30"),
        start=on("2026-12-31"),
        years=1,
    ),
    case(
        "One year from 28 February ends on 27 February, and no day later.",
        on("2028-02-27"),
        start=on("2027-02-28"),
        years=1,
    ),
    case(
        "29 February counts as 1 March where there is none: one year ends on the 28th.",
        on("2025-02-28"),
        start=on("2024-02-29"),
        years=1,
    ),
    case(
        "Three years from 29 February 2024 end on 28 February 2027.",
        on("2027-02-28"),
        start=on("2024-02-29"),
        years=3,
    ),
    case(
        "Four years from 29 February 2024 end on the day before 29 February 2028.",
        on("2028-02-28"),
        start=on("2024-02-29"),
        years=4,
    ),
    case(
        "2100 is no leap year: four years from 29 February 2096 end on 28 February.",
        on("2100-02-28"),
        start=on("2096-02-29"),
        years=4,
    ),
]

YEAR_COUNTS = [
    case(
        "1 March 2024 to 28 February 2026 are two years.",
        2,
        start=on("2024-03-01"),
        end=on("2026-02-28"),
    ),
    case(
        "One day more, and the third year is begun.",
        3,
        start=on("2024-03-01"),
        end=on("2026-03-01"),
    ),
    case(
        "A single day is a year begun.",
        1,
        start=on("2024-03-01"),
        end=on("2024-03-01"),
    ),
    case(
        "The calendar year changes, the contract year does not.",
        1,
        start=on("2024-12-01"),
        end=on("2025-01-15"),
    ),
    case(
        "From 29 February the first year ends on 28 February.",
        1,
        start=on("2024-02-29"),
        end=on("2025-02-28"),
    ),
    case(
        "From 29 February the second year begins on 1 March.",
        2,
        start=on("2024-02-29"),
        end=on("2025-03-01"),
    ),
    case(
        "29 February 2028 is in the fifth year from 29 February 2024.",
        5,
        start=on("2024-02-29"),
        end=on("2028-02-29"),
    ),
]

TERMS = [
    case("A contract runs one whole year or more.", False, years=0),
    case("It does not run backwards.", False, years=-1),
    case("One year is the least.", True, years=1),
    case("99 years are the most.", True, years=99),
    case("100 years are none.", False, years=100),
    case("A year typed for a number of years is none.", False, years=2026),
]


@tagged("post_install", "-at_install")
class TestPolicyPeriods(PolicyCase):
    """Clause 3, note ①: periods of whole years, both ends included."""

    def test_the_last_day_of_a_period(self):
        self.assert_cases(period_end, PERIOD_ENDS)

    def test_the_years_of_a_period(self):
        self.assert_cases(count_years, YEAR_COUNTS)

    def test_how_long_a_contract_can_run(self):
        self.assert_cases(is_valid_term, TERMS)

    def test_the_calendar_ends_with_9999(self):
        self.assertEqual(period_end(start=date(9000, 1, 1), years=1000), date.max)
        self.assertEqual(period_end(start=date.max, years=1), date.max)

    @examples
    @given(start=STARTS, years=YEARS)
    def test_the_next_period_begins_on_the_anniversary(self, start, years):
        following = period_end(start=start, years=years) + timedelta(days=1)
        try:
            anniversary = start.replace(year=start.year + years)
        except ValueError:
            anniversary = date(start.year + years, 3, 1)
        self.assertEqual(following, anniversary)

    @examples
    @given(start=STARTS, years=YEARS)
    def test_counting_years_undoes_adding_them(self, start, years):
        end = period_end(start=start, years=years)
        self.assertEqual(count_years(start=start, end=end), years)
        self.assertEqual(
            count_years(start=start, end=end + timedelta(days=1)), years + 1
        )

    @examples
    @given(start=STARTS)
    def test_a_year_has_365_days_or_366(self, start):
        end = period_end(start=start, years=1)
        self.assertIn((end - start).days + 1, (365, 366))

    def test_a_first_day_that_looks_like_a_typing_error(self):
        self.assert_cases(start_doubt, DOUBTS)


@tagged("post_install", "-at_install")
class TestPolicySignatures(PolicyCase):
    """A rule takes its days by name, so that no two of them are mixed up."""

    def test_a_rule_takes_its_arguments_by_name(self):
        for module in (notices, openings, periods, prices, terms, working_days):
            rules = [
                rule
                for name, rule in inspect.getmembers(module, inspect.isfunction)
                if not name.startswith("_") and rule.__module__ == module.__name__
            ]
            self.assertTrue(rules)
            for rule in rules:
                parameters = inspect.signature(rule).parameters.values()
                with self.subTest(rule=rule.__qualname__):
                    self.assertEqual(
                        {parameter.kind for parameter in parameters}
                        - {inspect.Parameter.KEYWORD_ONLY},
                        set(),
                    )
                    self.assertTrue(rule.__doc__)
