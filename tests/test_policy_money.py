# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.terms import amount_by_day, contract_year, pro_rata
from .policy_common import DAYS, PolicyCase, case, examples, on

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)

CONTRACT_YEARS = [
    case(
        "The first day is in the first year.",
        (on("2026-03-01"), on("2027-02-28")),
        start=on("2026-03-01"),
        day=on("2026-03-01"),
    ),
    case(
        "The last day of a year is still in it.",
        (on("2026-03-01"), on("2027-02-28")),
        start=on("2026-03-01"),
        day=on("2027-02-28"),
    ),
    case(
        "The day after begins the second year, which has a 29 February.",
        (on("2027-03-01"), on("2028-02-29")),
        start=on("2026-03-01"),
        day=on("2027-03-01"),
    ),
    case(
        "Counted from 29 February 2024 the second year begins on 1 March 2025.",
        (on("2025-03-01"), on("2026-02-28")),
        start=on("2024-02-29"),
        day=on("2025-12-31"),
    ),
    case(
        "Counted from 29 February 2024 the fifth year begins on 29 February 2028.",
        (on("2028-02-29"), on("2029-02-28")),
        start=on("2024-02-29"),
        day=on("2028-02-29"),
    ),
]

# Section 12, money: amount × days ÷ days of the contract year, rounded to the 分
SHARES = [
    case(
        "A whole year costs the whole price.",
        Decimal("6800.00"),
        yearly_amount=Decimal(6800),
        days=365,
        days_of_year=365,
    ),
    case(
        "No day costs nothing.",
        Decimal("0.00"),
        yearly_amount=Decimal(6800),
        days=0,
        days_of_year=365,
    ),
    case(
        "600.00 × 183 ÷ 365 = 300.8219…",
        Decimal("300.82"),
        yearly_amount=Decimal("600.00"),
        days=183,
        days_of_year=365,
    ),
    case(
        "Half a 分 is rounded up: 1.83 × 1 ÷ 366 = 0.005.",
        Decimal("0.01"),
        yearly_amount=Decimal("1.83"),
        days=1,
        days_of_year=366,
    ),
    case(
        "A fall in price is rounded the same way: −0.005 is −0.01.",
        Decimal("-0.01"),
        yearly_amount=Decimal("-1.83"),
        days=1,
        days_of_year=366,
    ),
]

AMOUNTS_BY_DAY = [
    case(
        "From 1 September 2026 a package costs 1,200.00 more a year; the contract year "
        "began on 1 March, 181 of its 365 days are left: 595.07 (4.3).",
        Decimal("595.07"),
        yearly_amount=Decimal("1200.00"),
        first_day=on("2026-09-01"),
        last_day=on("2027-02-28"),
        start=on("2026-03-01"),
    ),
    case(
        "Paid until 28 February 2027, both agree on 31 May as the last day: 92 of the "
        "366 days of the year begun, at 6,800.00 a year: 1,709.29 (5.1.3).",
        Decimal("1709.29"),
        yearly_amount=Decimal("6800.00"),
        first_day=on("2027-03-01"),
        last_day=on("2027-05-31"),
        start=on("2027-03-01"),
    ),
    case(
        "A single day, the last of its year.",
        Decimal("1.00"),
        yearly_amount=Decimal(365),
        first_day=on("2027-02-28"),
        last_day=on("2027-02-28"),
        start=on("2026-03-01"),
    ),
    case(
        "In the second of three years paid at once the days of that year count.",
        Decimal("1.00"),
        yearly_amount=Decimal(366),
        first_day=on("2028-02-29"),
        last_day=on("2028-02-29"),
        start=on("2026-03-01"),
    ),
]


def round_half_away(fraction):
    """Round 分 by a rule of its own, without decimals."""
    sign = -1 if fraction < 0 else 1
    return sign * floor(abs(fraction) + Fraction(1, 2))


@tagged("post_install", "-at_install")
class TestPolicyMoney(PolicyCase):
    """Money by day: of an agreed end, and of a change within a contract year."""

    def test_the_contract_year_of_a_day(self):
        self.assert_cases(contract_year, CONTRACT_YEARS)

    def test_a_day_before_the_start_is_in_no_year(self):
        with self.assertRaises(ValueError):
            contract_year(start=on("2026-03-01"), day=on("2026-02-28"))

    def test_the_share_of_a_year(self):
        self.assert_cases(pro_rata, SHARES)

    def test_a_year_does_not_have_so_many_days(self):
        for days, of_year in ((366, 365), (-1, 365), (0, 0)):
            with self.subTest(days=days), self.assertRaises(ValueError):
                pro_rata(yearly_amount=Decimal(1), days=days, days_of_year=of_year)

    def test_from_one_day_to_another(self):
        self.assert_cases(amount_by_day, AMOUNTS_BY_DAY)

    def test_days_that_are_not_within_one_contract_year(self):
        for words, first, last in (
            ("the wrong way round", "2026-04-02", "2026-04-01"),
            ("over the end of a year", "2027-02-28", "2027-03-01"),
            ("before the start", "2026-02-28", "2026-03-02"),
        ):
            with self.subTest(words), self.assertRaises(ValueError):
                amount_by_day(
                    yearly_amount=Decimal(100),
                    first_day=on(first),
                    last_day=on(last),
                    start=on("2026-03-01"),
                )

    @examples
    @given(
        amount=AMOUNTS, days=st.integers(0, 366), of_year=st.sampled_from([365, 366])
    )
    def test_it_is_exact_to_the_fen(self, amount, days, of_year):
        days = min(days, of_year)
        exact = Fraction(amount) * 100 * days / of_year
        expected = Decimal(round_half_away(exact)) / 100
        with localcontext() as context:
            context.prec = 3  # whatever others have set
            share = pro_rata(yearly_amount=amount, days=days, days_of_year=of_year)
        self.assertEqual(share, expected)
        self.assertEqual(share.as_tuple().exponent, -2)

    @examples
    @given(amount=AMOUNTS, days=st.integers(0, 365))
    def test_both_parts_of_a_year_make_the_whole_up_to_a_fen(self, amount, days):
        parts = [
            pro_rata(yearly_amount=amount, days=part, days_of_year=365)
            for part in (days, 365 - days)
        ]
        self.assertLessEqual(abs(sum(parts) - amount), Decimal("0.01"))

    @examples
    @given(start=DAYS, later=st.integers(0, 4000))
    def test_every_day_is_in_one_contract_year(self, start, later):
        day = start.fromordinal(start.toordinal() + later)
        first, last = contract_year(start=start, day=day)
        self.assertLessEqual(first, day)
        self.assertLessEqual(day, last)
        self.assertEqual(contract_year(start=start, day=first), (first, last))
        self.assertEqual(contract_year(start=start, day=last), (first, last))
        self.assertIn((last - first).days + 1, (365, 366))
