# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.notices import (
    DUE,
    EVENT,
    OBJECT_RENEWAL,
    RECEIPT,
    SENDING,
    TERMINATE,
    EffectRule,
    NoticeDays,
    base_day,
    effective_day,
    is_cured,
)
from .policy_common import DAYS, MAYBE_DAYS, PolicyCase, case, examples, on

# The rules as they are delivered
REQUEST = EffectRule(TERMINATE, RECEIPT, 7, is_within_period=True)  # clause 5.2
OBJECTION = EffectRule(OBJECT_RENEWAL)  # clause 4.1
BREACH = EffectRule(TERMINATE, DUE)  # clauses 5.1.2, 5.4
FRAUD = EffectRule(TERMINATE)  # clause 12.7
ADDRESS = EffectRule("change_address")  # clause 11.3
AGREEMENT = EffectRule(TERMINATE, is_agreed=True)  # clause 5.1.3

EFFECTS = st.sampled_from([TERMINATE, OBJECT_RENEWAL, "change_address", "none"])
BASES = st.sampled_from([EVENT, SENDING, RECEIPT, DUE])
NOTICE_DAYS = st.builds(NoticeDays, *[MAYBE_DAYS] * 5)


def received(day, **days):
    return NoticeDays(received_on=on(day), **days)


# The contract ends on 28 February 2027
EFFECTIVE_DAYS = [
    case(
        "Both sides agreed on 10 June; the letter on it arrives on the 20th: 10 June.",
        on("2026-06-10"),
        rule=AGREEMENT,
        days=received("2026-06-20", requested_date=on("2026-06-10")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "Both sides agreed on a day after the period: it is as they agreed.",
        on("2027-03-31"),
        rule=AGREEMENT,
        days=received("2026-06-20", requested_date=on("2027-03-31")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "An agreement that names no day ends the contract when it arrives.",
        on("2026-06-20"),
        rule=AGREEMENT,
        days=received("2026-06-20"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "甲方 tells us today that he moves on the first of next month: on that day.",
        on("2026-07-01"),
        rule=ADDRESS,
        days=received("2026-06-20", event_date=on("2026-07-01")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "甲方 has moved already: the new address counts from the receipt (11.1).",
        on("2026-06-20"),
        rule=ADDRESS,
        days=received("2026-06-20", event_date=on("2026-06-01")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "甲方 asks to end; we receive it on 2 March 2026: the last day of service is "
        "9 March, seven days later (5.2).",
        on("2026-03-09"),
        rule=REQUEST,
        days=received("2026-03-02"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "The seventh day is Sunday 15 February, in the Spring Festival: a last day of "
        "service never moves (5.2).",
        on("2026-02-15"),
        rule=REQUEST,
        days=received("2026-02-08"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "He asks for two days later: not before the seven days are over (5.2).",
        on("2026-03-09"),
        rule=REQUEST,
        days=received("2026-03-02", requested_date=on("2026-03-04")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "He asks for 30 April: that day.",
        on("2026-04-30"),
        rule=REQUEST,
        days=received("2026-03-02", requested_date=on("2026-04-30")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "It arrives three days before the end and the renewal is not paid: the seven "
        "days do not move the end (5.2).",
        on("2027-02-28"),
        rule=REQUEST,
        days=received("2027-02-25"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "He asks for a day after the end of the contract: its end.",
        on("2027-02-28"),
        rule=REQUEST,
        days=received("2026-03-02", requested_date=on("2027-06-30")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "The renewal is paid, the contract ends a year later: the seven days run.",
        on("2027-03-04"),
        rule=REQUEST,
        days=received("2027-02-25"),
        contract_end=on("2028-02-29"),
    ),
    case(
        "His letter was sent and has not arrived: it does not count yet (11.1).",
        None,
        rule=REQUEST,
        days=NoticeDays(event_date=on("2026-03-01"), sent_on=on("2026-03-01")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "Either side objects to renewal: the contract ends with its period (4.1).",
        on("2027-02-28"),
        rule=OBJECTION,
        days=received("2026-06-01"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "An objection names no day of its own (4.1).",
        on("2027-02-28"),
        rule=OBJECTION,
        days=received("2026-06-01", requested_date=on("2026-07-01")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "Our breach letter sets 20 March to cure and arrives on the 5th: it ends with "
        "the day to cure (5.4).",
        on("2026-03-20"),
        rule=BREACH,
        days=received("2026-03-05", cure_day=on("2026-03-20")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "It arrives on the 23rd, after that day: it ends with its arrival (11.1).",
        on("2026-03-23"),
        rule=BREACH,
        days=received("2026-03-23", cure_day=on("2026-03-20")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "It is on its way: as far as known, it ends with the day to cure.",
        on("2026-03-20"),
        rule=BREACH,
        days=NoticeDays(sent_on=on("2026-03-04"), cure_day=on("2026-03-20")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "A breach that cannot be cured: it ends with the arrival of the letter.",
        on("2026-03-05"),
        rule=BREACH,
        days=received("2026-03-05"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "The day to cure is after the end of the period: it can be cured until then.",
        on("2027-03-10"),
        rule=BREACH,
        days=received("2027-02-20", cure_day=on("2027-03-10")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "It arrives on 15 March, after the end of the period: never before (11.1).",
        on("2027-03-15"),
        rule=BREACH,
        days=received("2027-03-15", cure_day=on("2027-02-10")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "Our letter on a fraud arrives after the end of the period: on its arrival.",
        on("2027-03-15"),
        rule=FRAUD,
        days=received("2027-03-15"),
        contract_end=on("2027-02-28"),
    ),
    case(
        "A change of address counts from its arrival, also on a day off (11.1).",
        on("2026-03-07"),
        rule=ADDRESS,
        days=received("2026-03-07", event_date=on("2026-02-20")),
        contract_end=on("2026-03-01"),
    ),
    case(
        "A type counted from the event: never before it has arrived (11.1).",
        on("2026-03-10"),
        rule=EffectRule("change_address", EVENT, 3),
        days=received("2026-03-10", event_date=on("2026-03-02")),
        contract_end=on("2027-02-28"),
    ),
    case(
        "A contract without an end yet limits nothing.",
        on("2026-03-09"),
        rule=REQUEST,
        days=received("2026-03-02"),
        contract_end=None,
    ),
    case(
        "An objection where no end is known takes effect on receipt.",
        on("2026-03-02"),
        rule=OBJECTION,
        days=received("2026-03-02"),
        contract_end=None,
    ),
]


# Clause 5.4: our letter is sent on 11 March, and ends the contract over a payment
CURED = [
    case(
        "It sets 20 March to cure, and he pays on that day.",
        True,
        paid_on=on("2026-03-20"),
        days=NoticeDays(sent_on=on("2026-03-11"), cure_day=on("2026-03-20")),
    ),
    case(
        "The same, and it had arrived on the 12th.",
        True,
        paid_on=on("2026-03-20"),
        days=received(
            "2026-03-12", sent_on=on("2026-03-11"), cure_day=on("2026-03-20")
        ),
    ),
    case(
        "He pays a day later, and nobody knows when it arrived.",
        False,
        paid_on=on("2026-03-21"),
        days=NoticeDays(sent_on=on("2026-03-11"), cure_day=on("2026-03-20")),
    ),
    case(
        "He pays a day later, and it had arrived: it has ended.",
        False,
        paid_on=on("2026-03-21"),
        days=received(
            "2026-03-12", sent_on=on("2026-03-11"), cure_day=on("2026-03-20")
        ),
    ),
    case(
        "He pays after that day, and it arrives later: there was nothing to end it.",
        True,
        paid_on=on("2026-03-21"),
        days=received(
            "2026-03-23", sent_on=on("2026-03-11"), cure_day=on("2026-03-20")
        ),
    ),
    case(
        "It sets no day and is on its way: nobody knows.",
        False,
        paid_on=on("2026-03-13"),
        days=NoticeDays(sent_on=on("2026-03-11")),
    ),
    case(
        "It sets no day, and he had paid before it was sent.",
        True,
        paid_on=on("2026-03-10"),
        days=NoticeDays(sent_on=on("2026-03-11")),
    ),
    case(
        "It sets no day, and he pays on the day of its arrival: it has ended.",
        False,
        paid_on=on("2026-03-13"),
        days=received("2026-03-13", sent_on=on("2026-03-11")),
    ),
    case(
        "It sets no day, and he pays on the day before.",
        True,
        paid_on=on("2026-03-12"),
        days=received("2026-03-13", sent_on=on("2026-03-11")),
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyNoticeEffects(PolicyCase):
    """Clauses 4.1, 5.2, 5.4, 11.1 and 11.3: from when on a notice counts."""

    def test_when_it_takes_effect(self):
        self.assert_cases(effective_day, EFFECTIVE_DAYS)

    def test_whether_a_payment_comes_before_it(self):
        self.assert_cases(is_cured, CURED)

    @examples
    @given(paid_on=DAYS, cure_day=MAYBE_DAYS, sent_on=DAYS, wait=st.integers(0, 60))
    def test_paid_too_late_means_that_the_contract_had_ended(
        self, paid_on, cure_day, sent_on, wait
    ):
        days = NoticeDays(
            sent_on=sent_on,
            received_on=sent_on + timedelta(days=wait),
            cure_day=cure_day,
        )
        last_day = effective_day(rule=BREACH, days=days, contract_end=None)
        if is_cured(paid_on=paid_on, days=days):
            self.assertLessEqual(paid_on, last_day)
        else:
            self.assertGreaterEqual(paid_on, last_day)

    @examples
    @given(
        effect=EFFECTS,
        base=BASES,
        wait=st.integers(0, 60),
        days=NOTICE_DAYS,
        end=MAYBE_DAYS,
        limited=st.booleans(),
    )
    def test_no_notice_counts_before_its_receipt(
        self, effect, base, wait, days, end, limited
    ):
        rule = EffectRule(effect, base, wait, is_within_period=limited)
        day = effective_day(rule=rule, days=days, contract_end=end)
        is_limited = effect == OBJECT_RENEWAL or (effect == TERMINATE and limited)
        if day is None:
            self.assertIsNone(base_day(base=base, days=days))
        elif days.received_on and not (is_limited and day == end):
            self.assertGreaterEqual(day, days.received_on)
        if day and end and is_limited:
            self.assertLessEqual(day, end)
        if day and end and effect == OBJECT_RENEWAL:
            self.assertEqual(day, end)

    @examples
    @given(day=DAYS, wanted=MAYBE_DAYS, wait=st.integers(0, 60))
    def test_who_asks_to_end_waits_so_many_days_from_receipt(self, day, wanted, wait):
        last_day = effective_day(
            rule=EffectRule(TERMINATE, RECEIPT, wait),
            days=NoticeDays(received_on=day, requested_date=wanted),
            contract_end=None,
        )
        first_possible = day + timedelta(days=wait)
        self.assertIn(last_day, (first_possible, wanted))
        self.assertGreaterEqual(last_day, first_possible)
