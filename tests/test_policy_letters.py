# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..policy.letters import data_export_day, days_not_served
from .policy_common import PolicyCase, case, on

EXPORT_DAYS = [
    case(
        "It ends on 30 June, and the letter goes out before: 30 days later, 30 July.",
        on("2026-07-30"),
        last_day=on("2026-06-30"),
        today=on("2026-06-01"),
        days=30,
    ),
    case(
        "It ended on 28 February; the letter of 3 March leaves 30 days from then.",
        on("2027-04-02"),
        last_day=on("2027-02-28"),
        today=on("2027-03-03"),
        days=30,
    ),
]
NOT_SERVED = [
    case(
        "It ended on 28 February and goes on on 10 March: nine days in between.",
        (on("2027-03-01"), on("2027-03-09")),
        last_day=on("2027-02-28"),
        start=on("2027-03-10"),
    ),
    case(
        "One day in between is a gap of one day.",
        (on("2027-03-01"), on("2027-03-01")),
        last_day=on("2027-02-28"),
        start=on("2027-03-02"),
    ),
    case(
        "It goes on on the next day: there is no gap.",
        None,
        last_day=on("2027-02-28"),
        start=on("2027-03-01"),
    ),
    case("It had never been served.", None, last_day=None, start=on("2027-03-01")),
]


@tagged("post_install", "-at_install")
class TestPolicyLetters(PolicyCase):
    """The days that letters name at the end of a contract."""

    def test_by_when_data_is_to_be_exported(self):
        self.assert_cases(data_export_day, EXPORT_DAYS)

    def test_the_days_between_an_end_and_the_day_it_goes_on(self):
        self.assert_cases(days_not_served, NOT_SERVED)
