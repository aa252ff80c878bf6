# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.reminders import reminds_in_time
from ..policy.terms import (
    INSTALMENT,
    RENEWAL,
    TermFacts,
    next_reminder_day,
    parse_reminder_days,
    reminders_left,
    reminders_reached,
)
from .policy_common import DAYS, PolicyCase, case, examples, on

REMINDER_TEXTS = [
    case("The plan's usual days.", [30, 15, 7, 1], text="30,15,7,1"),
    case("Chinese commas.", [30, 15, 7, 1], text="30，15，7，1"),
    case("Any order, blanks, nothing between commas.", [30, 7, 1], text=" 7, 1 ,,30"),
    case("A day named twice is one day.", [7], text="7,7"),
    case("The last day itself.", [0], text="0"),
    case("No reminders.", [], text=""),
    case("No reminders were ever set.", [], text=None),
]


def offered(**facts):
    usual = {"kind": RENEWAL, "state": "invoiced", "invoiced_on": on("2027-01-29")}
    return TermFacts(**{**usual, **facts})


REMINDERS_LEFT = [
    case(
        "A renewal was invoiced, and no reminder went out.",
        [30, 15, 7, 1],
        term=offered(),
        reminder_days="30,15,7,1",
    ),
    case(
        "The customer was reminded 15 days before: 7 and 1 are left.",
        [7, 1],
        term=offered(last_reminder=15),
        reminder_days="30,15,7,1",
    ),
    case(
        "After the last one none is left.",
        [],
        term=offered(last_reminder=1),
        reminder_days="30,15,7,1",
    ),
    case(
        "A draft invoice cannot be paid: there is no reminder of it.",
        [],
        term=offered(invoiced_on=None),
        reminder_days="30,15,7,1",
    ),
    case(
        "An instalment is demanded, and not reminded of.",
        [],
        term=offered(kind=INSTALMENT),
        reminder_days="30,15,7,1",
    ),
    case(
        "What is paid needs no reminder.",
        [],
        term=offered(state="paid"),
        reminder_days="30,15,7,1",
    ),
    case(
        "A contract whose plan reminds of nothing.",
        [],
        term=offered(),
        reminder_days=None,
    ),
]

REMINDER_DAYS = [
    case(
        "Paid until 28 February 2027: the first reminder goes out 30 days before.",
        on("2027-01-29"),
        left=[30, 15, 7, 1],
        paid_until=on("2027-02-28"),
    ),
    case("None is left.", None, left=[], paid_until=on("2027-02-28")),
    case(
        "Nothing was paid: there is no end to remind of.",
        None,
        left=[7],
        paid_until=None,
    ),
]

REMINDERS_REACHED = [
    case(
        "20 days before the end the reminder of the 30th day is out.",
        [30],
        left=[30, 15, 7, 1],
        paid_until=on("2027-02-28"),
        today=on("2027-02-08"),
    ),
    case(
        "After a downtime, five days before the end, one letter stands for three.",
        [30, 15, 7],
        left=[30, 15, 7, 1],
        paid_until=on("2027-02-28"),
        today=on("2027-02-23"),
    ),
    case(
        "The day itself counts.",
        [7],
        left=[7, 1],
        paid_until=on("2027-02-28"),
        today=on("2027-02-21"),
    ),
    case(
        "On the last day all are reached.",
        [7, 1],
        left=[7, 1],
        paid_until=on("2027-02-28"),
        today=on("2027-02-28"),
    ),
    case(
        "40 days before the end none is.",
        [],
        left=[30, 15, 7, 1],
        paid_until=on("2027-02-28"),
        today=on("2027-01-19"),
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyReminders(PolicyCase):
    """A renewal is an offer: the customer is reminded of it, each day once."""

    def test_the_days_as_a_plan_writes_them(self):
        self.assert_cases(parse_reminder_days, REMINDER_TEXTS)

    def test_what_is_no_number_of_days(self):
        for text in ("soon", "1.5", "-1", "30;15", "30,15,seven", "7 days"):
            with self.subTest(text), self.assertRaises(ValueError):
                parse_reminder_days(text=text)

    def test_whether_the_customer_is_reminded_five_days_before_the_end(self):
        for expected, days, lead in (
            (True, "30,15,7,1", 30),
            (True, "5", 5),
            (False, "4,1", 30),
            (False, "", 30),
            (False, "30,15", 3),  # there is nothing to remind of before
        ):
            with self.subTest(days=days, lead=lead):
                found = reminds_in_time(reminder_days=days, lead_days=lead)
                self.assertEqual(found, expected)

    def test_which_are_left(self):
        self.assert_cases(reminders_left, REMINDERS_LEFT)

    def test_when_the_next_goes_out(self):
        self.assert_cases(next_reminder_day, REMINDER_DAYS)

    def test_which_were_reached(self):
        self.assert_cases(reminders_reached, REMINDERS_REACHED)

    @examples
    @given(days=st.sets(st.integers(0, 60)), end=DAYS)
    def test_run_every_night_each_goes_out_once_on_its_day(self, days, end):
        sent, last = [], TermFacts(kind=RENEWAL).last_reminder
        text = ",".join(map(str, days))
        for left_to_end in range(61, -1, -1):
            today = end - timedelta(days=left_to_end)
            left = reminders_left(term=offered(last_reminder=last), reminder_days=text)
            next_day = next_reminder_day(left=left, paid_until=end)
            if next_day and next_day <= today:
                reached = reminders_reached(left=left, paid_until=end, today=today)
                last = min(reached)
                sent.append(left_to_end)
        self.assertEqual(sent, sorted(days, reverse=True))
