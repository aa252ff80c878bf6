# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.terms import (
    DAYS_TO_PAY,
    INITIAL,
    INSTALMENT,
    RENEWAL,
    TermFacts,
    demand_cure_day,
    granted_day,
    payment_deadline,
    payment_demand_day,
    start_after_gap,
)
from ..policy.working_days import is_working_day
from .policy_common import DAYS, MAYBE_DAYS, PolicyCase, case, every_day, examples, on

KINDS = st.sampled_from([INITIAL, INSTALMENT, RENEWAL])


def renewal(**facts):
    return TermFacts(kind=RENEWAL, start=on("2026-03-11"), **facts)


# Clause 5.3: the last day on which the open period can still be paid
DEADLINES = [
    case(
        "Paid until Tuesday 10 March 2026: three days of grace, until Friday 13.",
        on("2026-03-13"),
        term=renewal(invoiced_on=on("2026-02-08")),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "Without grace the last paid day is the last day to pay.",
        on("2026-03-10"),
        term=renewal(invoiced_on=on("2026-02-08")),
        paid_until=on("2026-03-10"),
        grace_days=0,
    ),
    case(
        "Grace ends on Sunday 15 February, in the Spring Festival: Tuesday 24.",
        on("2026-02-24"),
        term=TermFacts(
            kind=RENEWAL, start=on("2026-02-13"), invoiced_on=on("2026-01-13")
        ),
        paid_until=on("2026-02-12"),
        grace_days=3,
    ),
    case(
        "Grace ends on Saturday 10 October, which is worked (调休): that day.",
        on("2026-10-10"),
        term=TermFacts(
            kind=RENEWAL, start=on("2026-10-08"), invoiced_on=on("2026-09-07")
        ),
        paid_until=on("2026-10-07"),
        grace_days=3,
    ),
    case(
        "The invoice came late, on 20 March: the customer has a week from then.",
        on("2026-03-27"),
        term=renewal(invoiced_on=on("2026-03-20")),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "The payment bounced on 16 March: he has a week from then.",
        on("2026-03-23"),
        term=renewal(invoiced_on=on("2026-02-08"), fell_back_on=on("2026-03-16")),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "A manager grants time until Saturday 28 March: Monday 30 (10.1).",
        on("2026-03-30"),
        term=renewal(invoiced_on=on("2026-02-08"), grace_until=on("2026-03-28")),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "Leave for less time than the contract gives takes nothing away.",
        on("2026-03-13"),
        term=renewal(invoiced_on=on("2026-02-08"), grace_until=on("2026-03-11")),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "No invoice was posted yet: grace counts all the same.",
        on("2026-03-13"),
        term=renewal(),
        paid_until=on("2026-03-10"),
        grace_days=3,
    ),
    case(
        "Reinstated after a gap, from 1 April: grace counts from that day, and 4 to 6 "
        "April are Qingming.",
        on("2026-04-07"),
        term=TermFacts(
            kind=RENEWAL, start=on("2026-04-01"), invoiced_on=on("2026-03-23")
        ),
        paid_until=on("2025-06-30"),
        grace_days=3,
    ),
    case(
        "An instalment after a gap is owed: its days count from what was paid last.",
        on("2026-03-30"),
        term=TermFacts(
            kind=INSTALMENT, start=on("2026-04-01"), invoiced_on=on("2026-03-23")
        ),
        paid_until=on("2025-06-30"),
        grace_days=3,
    ),
    case(
        "A first term: a week from its invoice, nothing was paid before.",
        on("2026-03-09"),
        term=TermFacts(
            kind=INITIAL, start=on("2026-03-01"), invoiced_on=on("2026-03-02")
        ),
        paid_until=None,
        grace_days=3,
    ),
    case(
        "A first term without an invoice: no day is known to count from.",
        None,
        term=TermFacts(kind=INITIAL, start=on("2026-03-01")),
        paid_until=None,
        grace_days=3,
    ),
]

GAPS = [
    case(
        "A renewal from the day after the last paid one: there is no gap.",
        None,
        term=renewal(),
        paid_until=on("2026-03-10"),
    ),
    case(
        "One day is not paid: the renewal begins anew on its own first day.",
        on("2026-03-11"),
        term=renewal(),
        paid_until=on("2026-03-09"),
    ),
    case(
        "Nothing was ever paid: a renewal begins on its own first day.",
        on("2026-03-11"),
        term=renewal(),
        paid_until=None,
    ),
    case(
        "An instalment is one of the signed years, and no new beginning.",
        None,
        term=TermFacts(kind=INSTALMENT, start=on("2026-03-11")),
        paid_until=on("2025-03-09"),
    ),
]


def owed(kind=INSTALMENT, **facts):
    usual = {
        "state": "invoiced",
        "invoiced_on": on("2026-02-08"),
        "due_on": on("2026-03-10"),
    }
    return TermFacts(kind=kind, **{**usual, **facts})


# Clause 5.4: from when on a payment is demanded
DEMANDS = [
    case(
        "An instalment was due on 10 March: the letter goes out when that day is over.",
        on("2026-03-11"),
        term=owed(),
    ),
    case(
        "A first term, too: it was due on 10 March.",
        on("2026-03-11"),
        term=owed(INITIAL, invoiced_on=on("2026-03-01")),
    ),
    case(
        "A first term that is due on the day of the signature: a week to pay.",
        on("2026-03-18"),
        term=owed(INITIAL, invoiced_on=on("2026-03-10")),
    ),
    case(
        "An instalment that is due at once has no such week.",
        on("2026-03-11"),
        term=owed(invoiced_on=on("2026-03-10")),
    ),
    case("A renewal is an offer, and never demanded.", None, term=owed(RENEWAL)),
    case("What is paid is not demanded.", None, term=owed(state="paid")),
    case(
        "Nor is what was credited and waits for a person.",
        None,
        term=owed(state="planned"),
    ),
    case("Nor is what was given up.", None, term=owed(state="lapsed")),
    case(
        "An invoice that is still a draft cannot be paid.",
        None,
        term=owed(invoiced_on=None),
    ),
    case("Without a due date nothing is overdue.", None, term=owed(due_on=None)),
    case(
        "It is demanded once.",
        None,
        term=owed(demanded_on=on("2026-03-11")),
    ),
    case(
        "The payment bounced on 9 March: a week later, on the 16th, it is overdue.",
        on("2026-03-17"),
        term=owed(fell_back_on=on("2026-03-09")),
    ),
    case(
        "A manager granted time until Saturday 28 March: Monday 30 is the last day.",
        on("2026-03-31"),
        term=owed(grace_until=on("2026-03-28")),
    ),
    case(
        "A first term with more time is demanded after that last day.",
        on("2026-03-31"),
        term=owed(INITIAL, grace_until=on("2026-03-28")),
    ),
    case(
        "Leave that ends before the due date changes nothing.",
        on("2026-03-11"),
        term=owed(grace_until=on("2026-03-02")),
    ),
]

GRANTED_DAYS = [
    case("No time was granted.", None, grace_until=None),
    case("A working day stays.", on("2026-03-27"), grace_until=on("2026-03-27")),
    case(
        "A Saturday moves to Monday (article 203).",
        on("2026-03-30"),
        grace_until=on("2026-03-28"),
    ),
]

DEMAND_CURE_DAYS = [
    case(
        "Demanded on 11 March with 15 days to pay: 26 March.",
        on("2026-03-26"),
        demanded_on=on("2026-03-11"),
        cure_days=15,
    ),
    case(
        "The fifteenth day is 15 February, in the Spring Festival: Tuesday 24.",
        on("2026-02-24"),
        demanded_on=on("2026-01-31"),
        cure_days=15,
    ),
    case(
        "Saturday 10 October is worked (调休), and the last day.",
        on("2026-10-10"),
        demanded_on=on("2026-09-25"),
        cure_days=15,
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyPayment(PolicyCase):
    """Clauses 5.3 and 5.4: by when a period is paid, from when on it is demanded."""

    def test_the_last_day_to_pay(self):
        self.assert_cases(payment_deadline, DEADLINES)

    def test_the_first_day_after_a_gap(self):
        self.assert_cases(start_after_gap, GAPS)

    def test_when_a_payment_is_demanded(self):
        self.assert_cases(payment_demand_day, DEMANDS)

    def test_the_last_day_by_a_manager_s_leave(self):
        self.assert_cases(granted_day, GRANTED_DAYS)

    def test_the_last_day_to_pay_after_a_demand(self):
        self.assert_cases(demand_cure_day, DEMAND_CURE_DAYS)

    @examples
    @given(
        kind=KINDS,
        start=DAYS,
        days=st.tuples(MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS),
        grace_days=st.integers(0, 60),
    )
    def test_the_deadline_is_the_first_working_day_from_the_latest_of_its_days(
        self, kind, start, days, grace_days
    ):
        invoiced_on, fell_back_on, grace_until, paid_until = days
        deadline = payment_deadline(
            term=TermFacts(
                kind=kind,
                start=start,
                invoiced_on=invoiced_on,
                fell_back_on=fell_back_on,
                grace_until=grace_until,
            ),
            paid_until=paid_until,
            grace_days=grace_days,
        )
        day_after = paid_until and paid_until + timedelta(days=1)
        is_gap = kind == RENEWAL and not (day_after and start <= day_after)
        grace_from = start if is_gap else paid_until
        week = timedelta(days=DAYS_TO_PAY)
        allowed = [
            grace_from and grace_from + timedelta(days=grace_days),
            invoiced_on and invoiced_on + week,
            fell_back_on and fell_back_on + week,
            grace_until,
        ]
        if not any(allowed):
            self.assertIsNone(deadline)
            return
        latest = max(filter(None, allowed))
        self.assertGreaterEqual(deadline, latest)
        self.assertTrue(is_working_day(day=deadline))
        off = every_day(latest, deadline - timedelta(days=1))
        self.assertFalse(any(is_working_day(day=day) for day in off))

    @examples
    @given(due_on=DAYS, fell_back_on=MAYBE_DAYS, grace_until=MAYBE_DAYS, kind=KINDS)
    def test_nothing_is_demanded_before_it_is_overdue(
        self, due_on, fell_back_on, grace_until, kind
    ):
        day = payment_demand_day(
            term=owed(
                kind, due_on=due_on, fell_back_on=fell_back_on, grace_until=grace_until
            )
        )
        if kind == RENEWAL:
            self.assertIsNone(day)
            return
        last_day = day - timedelta(days=1)
        self.assertGreaterEqual(last_day, due_on)
        if fell_back_on:
            self.assertGreaterEqual(last_day, fell_back_on + timedelta(days=7))
        if grace_until:
            self.assertGreaterEqual(last_day, grace_until)
