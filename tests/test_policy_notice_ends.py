# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.notices import (
    DUE,
    OBJECT_RENEWAL,
    RECEIPT,
    TERMINATE,
    EffectRule,
    End,
    NoticeDays,
    classify_end,
    ends_by,
    is_effect_due,
    is_end_at_once,
    is_end_reached,
)
from .policy_common import MAYBE_DAYS, PolicyCase, case, examples, on

REQUEST = EffectRule(TERMINATE, RECEIPT, 7)  # clause 5.2
OBJECTION = EffectRule(OBJECT_RENEWAL)  # clause 4.1
BREACH = EffectRule(TERMINATE, DUE)  # clauses 5.1.2, 5.4
AGREEMENT = EffectRule(TERMINATE)  # clause 5.1.3
ADDRESS = EffectRule("change_address")  # clause 11.3


def received(day, cure_day=None):
    return NoticeDays(received_on=on(day), cure_day=on(cure_day))


EFFECTS_DUE = [
    case(
        "A request to end, received today: the end in seven days is planned now, so "
        "that no renewal is invoiced meanwhile (5.2).",
        True,
        rule=REQUEST,
        effective_date=on("2026-03-09"),
        today=on("2026-03-02"),
    ),
    case(
        "An objection to renewal is planned with its receipt (4.1).",
        True,
        rule=OBJECTION,
        effective_date=on("2027-02-28"),
        today=on("2026-06-01"),
    ),
    case(
        "A breach letter leaves time to cure: the end is planned, until it is cured.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-20"),
        today=on("2026-03-05"),
    ),
    case(
        "On the day to cure it is planned, and there is still time until 24:00.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-20"),
        today=on("2026-03-20"),
    ),
    case(
        "When that day is over, it ends.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-20"),
        today=on("2026-03-21"),
    ),
    case(
        "A breach letter that arrives when there is no time left ends it at once.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-23"),
        today=on("2026-03-23"),
    ),
    case(
        "It arrives on the last day to cure: it is planned for the end of that day.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-20"),
        today=on("2026-03-20"),
    ),
    case(
        "A breach that cannot be cured ends it with the arrival of the letter.",
        True,
        rule=BREACH,
        effective_date=on("2026-03-05"),
        today=on("2026-03-05"),
    ),
    case(
        "A new address counts from its day on (11.3).",
        True,
        rule=ADDRESS,
        effective_date=on("2026-03-05"),
        today=on("2026-03-05"),
    ),
    case(
        "A new address that holds from a later day waits for it.",
        False,
        rule=ADDRESS,
        effective_date=on("2026-03-08"),
        today=on("2026-03-07"),
    ),
    case(
        "A breach letter without a day that is known does nothing.",
        False,
        rule=BREACH,
        effective_date=None,
        today=on("2026-03-07"),
    ),
    case(
        "Nor does any other notice.",
        False,
        rule=ADDRESS,
        effective_date=None,
        today=on("2026-03-07"),
    ),
]

AT_ONCE = [
    case(
        "An agreement that both signed, for the day on which it arrives: service stops "
        "with it (5.1.3).",
        True,
        rule=AGREEMENT,
        days=received("2026-03-05"),
        effective_date=on("2026-03-05"),
    ),
    case(
        "An agreement on a later day: service runs until that day is over.",
        False,
        rule=AGREEMENT,
        days=received("2026-03-05"),
        effective_date=on("2026-04-30"),
    ),
    case(
        "A request with seven days never stops service before they are over (5.2).",
        False,
        rule=REQUEST,
        days=received("2027-02-28"),
        effective_date=on("2027-02-28"),
    ),
    case(
        "An objection lets the last day pass (4.1).",
        False,
        rule=OBJECTION,
        days=received("2027-02-28"),
        effective_date=on("2027-02-28"),
    ),
    case(
        "A breach letter that arrives on the last day to cure leaves that day.",
        False,
        rule=BREACH,
        days=received("2026-03-20", "2026-03-20"),
        effective_date=on("2026-03-20"),
    ),
    case(
        "One that arrives later leaves nothing.",
        True,
        rule=BREACH,
        days=received("2026-03-21", "2026-03-20"),
        effective_date=on("2026-03-21"),
    ),
]

ENDS_REACHED = [
    case(
        "The last day of service was yesterday: it has ended.",
        True,
        last_day=on("2026-03-04"),
        today=on("2026-03-05"),
        is_at_once=False,
    ),
    case(
        "It is today: service runs until 24:00.",
        False,
        last_day=on("2026-03-05"),
        today=on("2026-03-05"),
        is_at_once=False,
    ),
    case(
        "It is today, and the letter that has arrived ends it at once.",
        True,
        last_day=on("2026-03-05"),
        today=on("2026-03-05"),
        is_at_once=True,
    ),
    case(
        "It is tomorrow.",
        False,
        last_day=on("2026-03-06"),
        today=on("2026-03-05"),
        is_at_once=True,
    ),
]

ENDING_ANYWAY = [
    case(
        "It has ended.",
        True,
        is_terminated=True,
        termination_date=on("2026-06-30"),
        day=on("2026-03-05"),
    ),
    case(
        "It ends before anyway.",
        True,
        is_terminated=False,
        termination_date=on("2026-03-04"),
        day=on("2026-03-05"),
    ),
    case(
        "It ends on that day anyway.",
        True,
        is_terminated=False,
        termination_date=on("2026-03-05"),
        day=on("2026-03-05"),
    ),
    case(
        "The other notice ends it earlier.",
        False,
        is_terminated=False,
        termination_date=on("2026-06-30"),
        day=on("2026-03-05"),
    ),
    case(
        "No end is decided.",
        False,
        is_terminated=False,
        termination_date=None,
        day=on("2026-03-05"),
    ),
]


def decided(**values):
    """Return what is known of a notice that gives the reason of an end to come."""
    usual = {
        "gives_decided_reason": True,
        "is_terminated": False,
        "decided_day": on("2026-04-30"),
        "cure_day": None,
        "requested_date": None,
        "effective_date": None,
    }
    return {**usual, **values}


# Both sides agreed to end the contract on 30 April 2026
ENDS = [
    case(
        "No end is decided, or the letter gives another reason: of that end it says "
        "nothing.",
        End.NONE,
        **decided(gives_decided_reason=False),
    ),
    case(
        "Another reason for the same day is no confirmation.",
        End.NONE,
        **decided(gives_decided_reason=False, requested_date=on("2026-04-30")),
    ),
    case(
        "A letter that names no day tells of the end that is decided (5.1).",
        End.CONFIRMATION,
        **decided(),
    ),
    case(
        "A letter of the same reason that names no day: on which day it was received "
        "does not matter.",
        End.CONFIRMATION,
        **decided(effective_date=on("2026-04-05")),
    ),
    case(
        "Our letter says that the last day of service is 30 April (5.1).",
        End.CONFIRMATION,
        **decided(requested_date=on("2026-04-30")),
    ),
    case(
        "A second letter names 31 March: another end.",
        End.ANOTHER_DAY,
        **decided(requested_date=on("2026-03-31")),
    ),
    case(
        "A letter that names 15 April arrives too late for it, and takes effect on the "
        "30th: the same end.",
        End.CONFIRMATION,
        **decided(requested_date=on("2026-04-15"), effective_date=on("2026-04-30")),
    ),
    case(
        "It names 30 April, but arrives on 4 May: another end.",
        End.ANOTHER_DAY,
        **decided(requested_date=on("2026-04-30"), effective_date=on("2026-05-04")),
    ),
    case(
        "A breach letter sets 30 April to cure, the end was planned for then (5.4).",
        End.CONFIRMATION,
        **decided(cure_day=on("2026-04-30"), effective_date=on("2026-04-30")),
    ),
    case(
        "A breach letter sets 20 March to cure: another end.",
        End.ANOTHER_DAY,
        **decided(cure_day=on("2026-03-20")),
    ),
    case(
        "A time to cure goes before a day asked for.",
        End.ANOTHER_DAY,
        **decided(cure_day=on("2026-03-20"), requested_date=on("2026-04-30")),
    ),
    case(
        "The contract has ended: the letter on it moves nothing, whatever it names.",
        End.CONFIRMATION,
        **decided(is_terminated=True, requested_date=on("2026-03-31")),
    ),
    case(
        "The letter that declares the end is on its way: it names no day, and confirms "
        "none (565).",
        End.NONE,
        **decided(decided_day=None),
    ),
    case(
        "The same, after the contract has ended: it is the letter on that end.",
        End.CONFIRMATION,
        **decided(decided_day=None, is_terminated=True),
    ),
    case(
        "The reason is noted, and no day is: a day that is named is one of its own.",
        End.ANOTHER_DAY,
        **decided(decided_day=None, requested_date=on("2026-03-31")),
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyNoticeEnds(PolicyCase):
    """Clauses 4.1, 5.1 to 5.4: when a notice ends a contract, and what end it tells."""

    def test_whether_it_does_now_what_it_does(self):
        self.assert_cases(is_effect_due, EFFECTS_DUE)

    def test_whether_service_stops_with_its_receipt(self):
        self.assert_cases(is_end_at_once, AT_ONCE)

    def test_whether_the_end_has_come(self):
        self.assert_cases(is_end_reached, ENDS_REACHED)

    def test_whether_the_contract_ends_anyway(self):
        self.assert_cases(ends_by, ENDING_ANYWAY)

    def test_what_it_says_of_the_end_that_is_decided(self):
        self.assert_cases(classify_end, ENDS)

    @examples
    @given(
        is_reason=st.booleans(),
        is_over=st.booleans(),
        days=st.tuples(MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS, MAYBE_DAYS),
        is_same=st.booleans(),
    )
    def test_a_confirmation_never_leads_to_another_day(
        self, is_reason, is_over, days, is_same
    ):
        decided_day, cure_day, requested_date, effective_date = days
        if is_same:  # seldom drawn by chance
            effective_date = decided_day
        end = classify_end(
            gives_decided_reason=is_reason,
            is_terminated=is_over,
            decided_day=decided_day,
            cure_day=cure_day,
            requested_date=requested_date,
            effective_date=effective_date,
        )
        names_a_day = bool(cure_day or requested_date)
        is_decided = bool(is_over or decided_day or names_a_day)
        self.assertEqual(end is End.NONE, not is_reason or not is_decided)
        if end is End.CONFIRMATION and names_a_day and not is_over:
            self.assertEqual(effective_date or cure_day or requested_date, decided_day)
        if end is End.ANOTHER_DAY:
            self.assertTrue(names_a_day)
            self.assertFalse(is_over)
