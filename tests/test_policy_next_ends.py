# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.ends import (
    End,
    EndFacts,
    EndKind,
    first_day_after_end,
    is_end_due,
    is_given_up,
    next_end,
)
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

YEAR = Period(RENEWAL, 1, on("2027-03-03"), on("2028-03-02"))


def planned(day):
    return End(EndKind.PLANNED, on(day), on(day))


def on_receipt(cure_day=None, latest=None):
    return End(EndKind.DECLARED, on(latest), on(latest), cure_day and on(cure_day))


def unrenewed_after(day):
    return End(EndKind.UNRENEWED, on(day), on(day))


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
        "It is on its way, and nothing is renewed meanwhile: its period is the last.",
        on_receipt("2027-01-15", latest="2027-03-02"),
        facts=contract(
            is_declared=True,
            cure_day=on("2027-01-15"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "The same, and the day to cure is after the period: it is not renewed (4.1).",
        unrenewed_after("2027-03-02"),
        facts=contract(
            is_declared=True,
            cure_day=on("2027-03-20"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "The day to cure is the last one of the period: on receipt until then.",
        on_receipt("2027-03-02", latest="2027-03-02"),
        facts=contract(
            is_declared=True,
            cure_day=on("2027-03-02"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "It has arrived, and the day to cure is before the end of the period.",
        planned("2027-02-10"),
        facts=contract(
            is_declared=True,
            planned_day=on("2027-02-10"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "It has arrived, the day to cure is after the period, and no renewal was made: "
        "it is not renewed.",
        unrenewed_after("2027-03-02"),
        facts=contract(
            is_declared=True,
            planned_day=on("2027-03-20"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "The same, and a renewal that was made before can be paid: 5.3 goes on.",
        unpaid("2027-03-02", "2027-03-05"),
        facts=unrenewed(
            is_declared=True,
            planned_day=on("2027-03-20"),
            period_end=on("2027-03-02"),
        ),
    ),
    case(
        "The same, and that renewal is paid: the day to cure.",
        planned("2027-03-20"),
        facts=contract(
            is_declared=True,
            planned_day=on("2027-03-20"),
            served_until=on("2028-03-02"),
            period_end=on("2028-03-02"),
        ),
    ),
    case(
        "Nothing is declared: at the end of the period a renewal is still to be made.",
        None,
        facts=contract(period_end=on("2027-03-02")),
    ),
    case(
        "It ended for another reason while the letter was on its way.",
        None,
        facts=contract(is_active=False, is_declared=True),
    ),
]

# Clauses 4.1, 5.2, 5.3; the period from 3 March 2027 to 2 March 2028
GIVEN_UP = [
    case(
        "A renewal that begins after the last day.",
        True,
        term=TermFacts(kind=RENEWAL, start=YEAR.start, end=YEAR.end),
        last_day=on("2027-03-02"),
    ),
    case(
        "A signed year that begins after the last day.",
        True,
        term=TermFacts(kind=INSTALMENT, start=YEAR.start, end=YEAR.end),
        last_day=on("2027-03-02"),
    ),
    case(
        "A declared end comes within the days of grace: nobody accepted the renewal.",
        True,
        term=TermFacts(kind=RENEWAL, start=YEAR.start, end=YEAR.end),
        last_day=on("2027-03-04"),
    ),
    case(
        "The same, and it was charged by day until then.",
        False,
        term=TermFacts(kind=RENEWAL, start=YEAR.start, end=YEAR.end),
        last_day=on("2027-03-04"),
        is_cut=True,
    ),
    case(
        "The same, and it was accepted by a payment that bounced.",
        False,
        term=TermFacts(
            kind=RENEWAL,
            start=YEAR.start,
            end=YEAR.end,
            fell_back_on=on("2027-03-03"),
        ),
        last_day=on("2027-03-04"),
    ),
    case(
        "A signed year that contains the last day stays owed (5.2).",
        False,
        term=TermFacts(kind=INSTALMENT, start=YEAR.start, end=YEAR.end),
        last_day=on("2027-03-04"),
    ),
    case(
        "What both sides agreed to charge until the end stays owed.",
        False,
        term=TermFacts(kind=RENEWAL, start=YEAR.start, end=YEAR.end, is_agreed=True),
        last_day=on("2027-03-04"),
    ),
    case(
        "A renewal that is over stays owed.",
        False,
        term=TermFacts(kind=RENEWAL, start=YEAR.start, end=YEAR.end),
        last_day=on("2028-03-02"),
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
class TestNextEndRules(PolicyCase):
    """By what a contract ends, and what is given up with it."""

    def test_by_what_it_ends_next(self):
        self.assert_cases(next_end, NEXT_ENDS)

    def test_which_periods_are_given_up_with_it(self):
        self.assert_cases(is_given_up, GIVEN_UP)

    @examples
    @given(kind=st.sampled_from([RENEWAL, INSTALMENT]), cut=st.booleans(), day=DAYS)
    def test_what_is_over_stays_owed_and_what_is_to_come_does_not(self, kind, cut, day):
        term = TermFacts(kind=kind, start=YEAR.start, end=YEAR.end)
        is_lost = is_given_up(term=term, last_day=day, is_cut=cut)
        self.assertLessEqual(day < YEAR.start, is_lost)
        self.assertLessEqual(is_lost, day < YEAR.end)

    def test_which_period_is_only_offered(self):
        self.assert_cases(is_offer, OFFERS)

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
        period_end=MAYBE_DAYS,
        cure_day=MAYBE_DAYS,
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
        period_end,
        cure_day,
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
                period_end=period_end,
                cure_day=cure_day,
            )
        )
        self.assertFalse(end and not active and not signed, "ends once")
        if declared and active and period_end and not offer:
            self.assertLessEqual(end.waits_until, period_end, "served without a period")
        if not end:
            return
        if end.kind is EndKind.UNPAID:
            self.assertTrue(active and offer and not held)
            self.assertFalse(planned_day and planned_day <= deadline)
        elif end.kind is EndKind.DECLARED:
            self.assertTrue(declared and not planned_day)
            self.assertIn(end.last_day, (None, period_end))
        elif end.kind is EndKind.UNRENEWED:
            self.assertTrue(declared and active and not offer)
            self.assertEqual(end.last_day, period_end)
        else:
            self.assertEqual(end.last_day, planned_day)
        if is_end_due(end=end, run_day=run_day):
            self.assertGreater(run_day, end.waits_until, "its last minute is over")
