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
    End,
    EndFacts,
    EndKind,
    PlannedEnd,
    amount_until,
    cut_period,
    first_day_after_end,
    is_end_due,
    next_end,
)
from ..policy.periods import period_end
from ..policy.terms import (
    EXTENSION,
    INITIAL,
    INSTALMENT,
    RENEWAL,
    Period,
    TermFacts,
    is_offer,
)
from .policy_common import DAYS, MAYBE_DAYS, PolicyCase, case, examples, on

PRICE = Decimal("2980.00")
YEAR = Period(RENEWAL, 1, on("2027-03-03"), on("2028-03-02"))
SIGNED_YEAR = YEAR._replace(kind=INSTALMENT)
CHARGES = st.sampled_from([FREE, BY_DAY, AMOUNT])


def agreed(day, charge=FREE):
    return PlannedEnd(on(day), is_agreed=True, charged_by=charge)


def planned(day):
    return End(EndKind.PLANNED, on(day), on(day))


def on_receipt(cure_day=None):
    return End(EndKind.DECLARED, None, None, cure_day and on(cure_day))


def unpaid(paid_until, deadline):
    return End(EndKind.UNPAID, on(paid_until), on(deadline))


def contract(**facts):
    return EndFacts(**{"is_active": True, **facts})


def unrenewed(**facts):
    return contract(
        is_offer_open=True,
        served_until=on("2027-03-02"),
        payment_deadline=on("2027-03-05"),
        **facts,
    )


# Clauses 4.1, 5.1.3, 5.3
NEXT_ENDS = [
    case("Paid, and nothing decided: nothing ends it.", None, facts=contract()),
    case(
        "The renewal is not paid: it ends with what is paid, past the deadline (5.3).",
        unpaid("2027-03-02", "2027-03-05"),
        facts=unrenewed(),
    ),
    case(
        "Its payment may have come: nothing ends it until that is clear.",
        None,
        facts=unrenewed(is_on_hold=True),
    ),
    case(
        "An end was agreed, so that no renewal is an offer: the agreed day.",
        planned("2027-04-30"),
        facts=contract(planned_day=on("2027-04-30"), served_until=on("2027-03-02")),
    ),
    case(
        "One side decided a later end, and the renewal is not paid: 5.3 comes first.",
        unpaid("2027-03-02", "2027-03-05"),
        facts=unrenewed(planned_day=on("2027-04-30")),
    ),
    case(
        "The same, and the payment may have come: the day that was decided.",
        planned("2027-04-30"),
        facts=unrenewed(planned_day=on("2027-04-30"), is_on_hold=True),
    ),
    case(
        "The decided day is over before the deadline: it counts.",
        planned("2027-03-04"),
        facts=unrenewed(planned_day=on("2027-03-04")),
    ),
    case(
        "Both in one night: what was decided.",
        planned("2027-03-05"),
        facts=unrenewed(planned_day=on("2027-03-05")),
    ),
    case(
        "Signed and not paid, an end was decided: it ends on that day.",
        planned("2027-04-30"),
        facts=contract(is_active=False, is_signed=True, planned_day=on("2027-04-30")),
    ),
    case(
        "It has ended: nothing ends it again.",
        None,
        facts=contract(is_active=False, planned_day=on("2027-04-30")),
    ),
    case(
        "Our letter that ends it is on its way: on its receipt, whenever (565).",
        on_receipt(),
        facts=contract(is_declared=True, served_until=on("2027-03-02")),
    ),
    case(
        "The letter sets a day to cure: on its receipt, and not before that day.",
        on_receipt("2027-01-15"),
        facts=contract(is_declared=True, cure_day=on("2027-01-15")),
    ),
    case(
        "Signed and not paid, and such a letter is on its way: on its receipt.",
        on_receipt(),
        facts=contract(is_active=False, is_signed=True, is_declared=True),
    ),
    case(
        "It is on its way, and the renewal is not paid: 5.3 goes on.",
        unpaid("2027-03-02", "2027-03-05"),
        facts=unrenewed(is_declared=True),
    ),
    case(
        "The same, and the payment may have come: on receipt of the letter.",
        on_receipt(),
        facts=unrenewed(is_declared=True, is_on_hold=True),
    ),
    case(
        "It is on its way, and another end was decided: that day, until it arrives.",
        planned("2027-04-30"),
        facts=contract(is_declared=True, planned_day=on("2027-04-30")),
    ),
    case(
        "It ended for another reason while the letter was on its way.",
        None,
        facts=contract(is_active=False, is_declared=True),
    ),
]

OFFERS = [
    case("A renewal is an offer.", True, term=TermFacts(kind=RENEWAL)),
    case("An instalment is owed.", False, term=TermFacts(kind=INSTALMENT)),
    case("A first term is owed.", False, term=TermFacts(kind=INITIAL)),
    case("Free days are nothing to be paid.", False, term=TermFacts(kind=EXTENSION)),
    case(
        "A renewal that both sides agreed to charge is owed.",
        False,
        term=TermFacts(kind=RENEWAL, is_agreed=True),
    ),
    case(
        "Both sides agreed on an end within it: it is no offer, whatever it costs.",
        False,
        term=TermFacts(
            kind=RENEWAL, start=on("2027-03-03"), agreed_end=on("2027-04-30")
        ),
    ),
    case(
        "Both sides agreed on an end before it starts: it would go on beyond that.",
        True,
        term=TermFacts(
            kind=RENEWAL, start=on("2027-03-03"), agreed_end=on("2027-03-02")
        ),
    ),
]

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

FIRST_DAYS = [
    case(
        "It ended long ago: today.",
        on("2027-05-10"),
        last_day=on("2027-04-30"),
        today=on("2027-05-10"),
    ),
    case(
        "It ended today: tomorrow is the first day.",
        on("2027-05-01"),
        last_day=on("2027-04-30"),
        today=on("2027-04-30"),
    ),
]


@tagged("post_install", "-at_install")
class TestEndRules(PolicyCase):
    """By what a contract ends, and what its last days cost."""

    def test_by_what_it_ends_next(self):
        self.assert_cases(next_end, NEXT_ENDS)

    def test_which_period_is_only_offered(self):
        self.assert_cases(is_offer, OFFERS)

    def test_how_far_a_period_goes(self):
        self.assert_cases(cut_period, CUTS)

    def test_what_the_last_days_cost(self):
        self.assert_cases(amount_until, AMOUNTS)

    def test_from_when_on_an_ended_contract_can_go_on(self):
        self.assert_cases(first_day_after_end, FIRST_DAYS)

    @examples
    @given(
        active=st.booleans(),
        signed=st.booleans(),
        planned_day=MAYBE_DAYS,
        offer=st.booleans(),
        deadline=MAYBE_DAYS,
        served_until=MAYBE_DAYS,
        held=st.booleans(),
        declared=st.booleans(),
        run_day=DAYS,
    )
    def test_what_always_holds(
        self,
        active,
        signed,
        planned_day,
        offer,
        deadline,
        served_until,
        held,
        declared,
        run_day,
    ):
        end = next_end(
            facts=EndFacts(
                is_active=active,
                is_signed=signed,
                planned_day=planned_day,
                is_offer_open=offer,
                payment_deadline=deadline,
                served_until=served_until,
                is_on_hold=held,
                is_declared=declared,
            )
        )
        self.assertFalse(end and not active and not signed, "ends once")
        if not end:
            return
        if end.kind is EndKind.UNPAID:
            self.assertTrue(active and offer and not held)
            self.assertFalse(planned_day and planned_day <= deadline)
        elif end.kind is EndKind.DECLARED:
            self.assertTrue(declared and not planned_day)
            self.assertFalse(is_end_due(end=end, run_day=run_day), "no night ends it")
        else:
            self.assertEqual(end.last_day, planned_day)
        if is_end_due(end=end, run_day=run_day):
            self.assertGreater(run_day, end.waits_until, "its last minute is over")

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
