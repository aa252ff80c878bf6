# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..policy.notices import (
    DUE,
    EVENT,
    RECEIPT,
    SENDING,
    DeadlineRule,
    NoticeDays,
    base_day,
    count_due_date,
    day_to_come,
    has_time_to_cure,
    is_due_date_provisional,
    is_late,
    last_day_to_cure,
)
from ..policy.working_days import last_known_day
from .policy_common import PolicyCase, case, on

# The rules as they are delivered
FORCE_MAJEURE = DeadlineRule(days=5, rolls=True)  # clause 8.1
FORCE_MAJEURE_PROOF = DeadlineRule(days=20, rolls=True)  # clause 8.1
ADDRESS_CHANGE = DeadlineRule(days=10, working_days=True)  # clause 11.3
NO_DEADLINE = DeadlineRule(days=0)
DUE_DATES = [
    case(
        "A flood on Monday 2 March 2026: five days end on Saturday 7, so that the "
        "notice has to arrive by Monday 9 (8.1, article 203).",
        on("2026-03-09"),
        rule=FORCE_MAJEURE,
        start=on("2026-03-02"),
    ),
    case(
        "Its proof is due in twenty days, on Sunday 22 March: Monday 23 (8.1).",
        on("2026-03-23"),
        rule=FORCE_MAJEURE_PROOF,
        start=on("2026-03-02"),
    ),
    case(
        "A fire on 10 February: Sunday 15 is the first day of the Spring Festival, the "
        "notice is due on Tuesday 24 (8.1).",
        on("2026-02-24"),
        rule=FORCE_MAJEURE,
        start=on("2026-02-10"),
    ),
    case(
        "A fire on 9 February: Saturday 14 is worked (调休), and the last day (8.1).",
        on("2026-02-14"),
        rule=FORCE_MAJEURE,
        start=on("2026-02-09"),
    ),
    case(
        "A storm on 27 September: Friday 2 October is in the National Day's week, the "
        "notice is due on Thursday 8 (8.1).",
        on("2026-10-08"),
        rule=FORCE_MAJEURE,
        start=on("2026-09-27"),
    ),
    case(
        "The customer moved on 2 March: the tenth working day is Monday 16 (11.3).",
        on("2026-03-16"),
        rule=ADDRESS_CHANGE,
        start=on("2026-03-02"),
    ),
    case(
        "He moved on 30 September: Saturday 10 October counts, the tenth working day "
        "is Tuesday 20 (11.3).",
        on("2026-10-20"),
        rule=ADDRESS_CHANGE,
        start=on("2026-09-30"),
    ),
    case(
        "He moved on 13 February: Saturdays 14 and 28 are worked, 15 to 23 are off "
        "(11.3).",
        on("2026-03-05"),
        rule=ADDRESS_CHANGE,
        start=on("2026-02-13"),
    ),
    case(
        "A request to end the contract may come at any time (5.2).",
        None,
        rule=NO_DEADLINE,
        start=on("2026-03-02"),
    ),
    case(
        "An answer due three days after a receipt that is not known yet.",
        None,
        rule=DeadlineRule(days=3),
        start=None,
    ),
    case(
        "A plain deadline stays on its Saturday.",
        on("2026-03-07"),
        rule=DeadlineRule(days=3),
        start=on("2026-03-04"),
    ),
]

ALL_DAYS = NoticeDays(
    event_date=on("2026-03-01"),
    sent_on=on("2026-03-02"),
    received_on=on("2026-03-03"),
    cure_day=on("2026-03-04"),
)
BASE_DAYS = [
    case("From the event.", on("2026-03-01"), base=EVENT, days=ALL_DAYS),
    case("From sending.", on("2026-03-02"), base=SENDING, days=ALL_DAYS),
    case("From receipt (11.1).", on("2026-03-03"), base=RECEIPT, days=ALL_DAYS),
    case("From the day to cure (5.4).", on("2026-03-04"), base=DUE, days=ALL_DAYS),
    case(
        "Nothing can be cured: from receipt.",
        on("2026-03-03"),
        base=DUE,
        days=ALL_DAYS._replace(cure_day=None),
    ),
    case("It was not received yet.", None, base=RECEIPT, days=NoticeDays()),
    case("A type without a rule.", None, base=None, days=ALL_DAYS),
]

LATE = [
    case(
        "Due on 9 March and received on that day: in time.",
        False,
        received_on=on("2026-03-09"),
        due_date=on("2026-03-09"),
        awaits_action=False,
    ),
    case(
        "Received a day later: late, judged by the day of receipt (8.1, 11.1).",
        True,
        received_on=on("2026-03-10"),
        due_date=on("2026-03-09"),
        awaits_action=False,
    ),
    case(
        "Not received yet: not judged.",
        False,
        received_on=None,
        due_date=on("2026-03-09"),
        awaits_action=False,
    ),
    case(
        "Without a deadline nothing is late.",
        False,
        received_on=on("2026-03-10"),
        due_date=None,
        awaits_action=False,
    ),
    case(
        "A payment demand names the day to pay by, not that of its own arrival (5.4).",
        False,
        received_on=on("2026-03-10"),
        due_date=on("2026-03-09"),
        awaits_action=True,
    ),
]

CURE_DAYS = [
    case(
        "A breach letter sets 20 March: that day (5.4).",
        on("2026-03-20"),
        named=on("2026-03-20"),
        grace_until=None,
    ),
    case(
        "A manager grants time to pay until Saturday 28: Monday 30 (10.1).",
        on("2026-03-30"),
        named=on("2026-03-20"),
        grace_until=on("2026-03-28"),
    ),
    case(
        "Leave for less time than the letter gives takes nothing away.",
        on("2026-03-20"),
        named=on("2026-03-20"),
        grace_until=on("2026-03-12"),
    ),
    case(
        "The letter sets no day, time was granted.",
        on("2026-03-12"),
        named=None,
        grace_until=on("2026-03-12"),
    ),
    case("There is nothing to cure.", None, named=None, grace_until=None),
]

TIMES_TO_CURE = [
    case(
        "The letter arrives on the last day: there is time, until 24:00.",
        True,
        received_on=on("2026-03-20"),
        cure_day=on("2026-03-20"),
    ),
    case(
        "It arrives the day after: there was none.",
        False,
        received_on=on("2026-03-21"),
        cure_day=on("2026-03-20"),
    ),
    case("Nothing to cure.", False, received_on=on("2026-03-20"), cure_day=None),
    case("Still on its way.", False, received_on=None, cure_day=on("2026-03-20")),
]
DAYS_TO_COME = [
    case(
        "A day to cure that is still to come.",
        on("2026-06-10"),
        day=on("2026-06-10"),
        today=on("2026-06-09"),
    ),
    case(
        "The last day counts until midnight.",
        on("2026-06-10"),
        day=on("2026-06-10"),
        today=on("2026-06-10"),
    ),
    case(
        "The day after, nobody can cure any more.",
        None,
        day=on("2026-06-10"),
        today=on("2026-06-11"),
    ),
    case("No day was set.", None, day=None, today=on("2026-06-11")),
]


@tagged("post_install", "-at_install")
class TestPolicyNoticeDays(PolicyCase):
    """Section 6 of the design; clauses 5.4, 8.1 and 11.3: by when."""

    def test_by_when_a_notice_is_due(self):
        self.assert_cases(count_due_date, DUE_DATES)

    def test_what_days_are_counted_from(self):
        self.assert_cases(base_day, BASE_DAYS)

    def test_whether_it_arrived_late(self):
        self.assert_cases(is_late, LATE)

    def test_the_last_day_to_cure(self):
        self.assert_cases(last_day_to_cure, CURE_DAYS)

    def test_whether_there_is_time_to_cure(self):
        self.assert_cases(has_time_to_cure, TIMES_TO_CURE)

    def test_only_a_day_that_is_not_over_is_named(self):
        self.assert_cases(day_to_come, DAYS_TO_COME)

    def test_a_due_date_hangs_on_days_that_are_not_announced(self):
        known = last_known_day()
        unknown = known + timedelta(days=1)
        for words, rule, day, expected in (
            ("It moves, and the year is announced.", FORCE_MAJEURE, known, False),
            ("It moves, the year is not announced.", FORCE_MAJEURE, unknown, True),
            ("Working days of that year.", ADDRESS_CHANGE, unknown, True),
            ("Plain days need no calendar.", DeadlineRule(7), unknown, False),
            ("There is no deadline.", DeadlineRule(0, rolls=True), unknown, False),
            ("There is no day yet.", FORCE_MAJEURE, None, False),
        ):
            with self.subTest(words):
                self.assertIs(is_due_date_provisional(rule=rule, day=day), expected)
