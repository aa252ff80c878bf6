# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.ends import (
    AMOUNT,
    BY_DAY,
    FREE,
    PlannedEnd,
    amount_until,
    cut_period,
)
from ..policy.periods import period_end
from ..policy.terms import (
    EXTENSION,
    INSTALMENT,
    RENEWAL,
    Period,
)
from .policy_common import DAYS, PolicyCase, case, examples, on

PRICE = Decimal("2980.00")
YEAR = Period(RENEWAL, 1, on("2027-03-03"), on("2028-03-02"))
SIGNED_YEAR = YEAR._replace(kind=INSTALMENT)
CHARGES = st.sampled_from([FREE, BY_DAY, AMOUNT])


def agreed(day, charge=FREE):
    return PlannedEnd(on(day), is_agreed=True, charged_by=charge)


CUTS = [
    case("No end was decided: the whole year.", YEAR, period=YEAR, planned_end=None),
    case(
        "Agreed, free: an extension until that day, which is no year.",
        Period(EXTENSION, 0, on("2027-03-03"), on("2027-04-30")),
        period=YEAR,
        planned_end=agreed("2027-04-30"),
    ),
    case(
        "Agreed, by day: the renewal ends on that day.",
        Period(RENEWAL, 1, on("2027-03-03"), on("2027-04-30"), is_cut=True),
        period=YEAR,
        planned_end=agreed("2027-04-30", BY_DAY),
    ),
    *(
        case(
            f"A later year is paid, it ends {when} of that ({charge}): it stays whole.",
            YEAR,
            period=YEAR,
            planned_end=agreed(day, charge),
            paid_until=on("2029-03-02"),
        )
        for charge in (FREE, BY_DAY, AMOUNT)
        for when, day in (("after the end", "2030-12-22"), ("within", "2028-12-22"))
    ),
    case(
        "A later year is paid, and it ends within this one: free from its first day.",
        Period(EXTENSION, 0, on("2027-03-03"), on("2027-04-30")),
        period=YEAR,
        planned_end=agreed("2027-04-30"),
        paid_until=on("2029-03-02"),
    ),
    case(
        "Agreed, by day, and the year is over before: it stays whole.",
        YEAR,
        period=YEAR,
        planned_end=agreed("2028-04-30", BY_DAY),
    ),
    case(
        "Agreed, for an amount, longer than a year: one period until that day.",
        Period(RENEWAL, 2, on("2027-03-03"), on("2028-04-30"), is_cut=True),
        period=YEAR,
        planned_end=agreed("2028-04-30", AMOUNT),
    ),
    case(
        "Agreed, by day, within the signed years: the instalment ends on that day.",
        Period(INSTALMENT, 1, on("2027-03-03"), on("2027-04-30"), is_cut=True),
        period=SIGNED_YEAR,
        planned_end=agreed("2027-04-30", BY_DAY),
    ),
    case(
        "Decided by one side: no renewal goes past that day.",
        Period(RENEWAL, 1, on("2027-03-03"), on("2027-04-30"), is_cut=True),
        period=YEAR,
        planned_end=PlannedEnd(on("2027-04-30")),
    ),
    case(
        "Decided by one side: an instalment stays owed as it was signed (5.2).",
        SIGNED_YEAR,
        period=SIGNED_YEAR,
        planned_end=PlannedEnd(on("2027-04-30")),
    ),
]

AMOUNTS = [
    case(
        "59 days of the 366 of the year that ends on 2 March 2028.",
        Decimal("480.38"),
        yearly_amount=PRICE,
        start=on("2027-03-03"),
        last_day=on("2027-04-30"),
    ),
    case(
        "One day of 365.",
        Decimal("8.16"),
        yearly_amount=PRICE,
        start=on("2026-03-03"),
        last_day=on("2026-03-03"),
    ),
    case(
        "A whole year costs the yearly price.",
        PRICE,
        yearly_amount=PRICE,
        start=on("2027-03-03"),
        last_day=on("2028-03-02"),
    ),
    case(
        "A year, and 59 of the 365 days of the next one.",
        Decimal("3461.70"),
        yearly_amount=PRICE,
        start=on("2027-03-03"),
        last_day=on("2028-04-30"),
    ),
]


@tagged("post_install", "-at_install")
class TestEndRules(PolicyCase):
    """What the last days of a contract cost."""

    def test_how_far_a_period_goes(self):
        self.assert_cases(cut_period, CUTS)

    def test_what_the_last_days_cost(self):
        self.assert_cases(amount_until, AMOUNTS)

    @examples
    @given(
        start=DAYS,
        days=st.integers(0, 2000),
        years=st.integers(1, 3),
        kind=st.sampled_from([INSTALMENT, RENEWAL]),
        charge=CHARGES,
    )
    def test_nothing_is_charged_past_an_agreed_end(
        self, start, days, years, kind, charge
    ):
        day = start + timedelta(days=days)
        whole = Period(kind, years, start, period_end(start=start, years=years))
        period = cut_period(
            period=whole,
            planned_end=PlannedEnd(day, is_agreed=True, charged_by=charge),
        )
        self.assertEqual(period.start, start)
        self.assertLessEqual(period.end, day)
        self.assertIn(period.end, (day, whole.end))

    @examples
    @given(start=DAYS, days=st.integers(0, 2000), fen=st.integers(1, 10_000_000))
    def test_days_never_cost_more_than_the_years_begun(self, start, days, fen):
        price = Decimal(fen) / 100
        last_day = start + timedelta(days=days)
        amount = amount_until(yearly_amount=price, start=start, last_day=last_day)
        later = amount_until(
            yearly_amount=price, start=start, last_day=last_day + timedelta(days=1)
        )
        years = 1
        while period_end(start=start, years=years) < last_day:
            years += 1
        self.assertLessEqual(amount, price * years)
        self.assertGreaterEqual(amount, price * (years - 1))
        self.assertLessEqual(amount, later)
