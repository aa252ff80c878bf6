# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..policy.periods import period_end
from ..policy.terms import (
    INITIAL,
    INSTALMENT,
    RENEWAL,
    Period,
    TermFacts,
    has_next_period,
    is_overtaken,
    is_signed_year,
    later_term_due_day,
    next_period,
    renewal_invoice_day,
)
from .policy_common import DAYS, MAYBE_DAYS, PolicyCase, case, examples, on

# Section 3 and clause 4.1. Three years from 1 March 2026 end on 28 February 2029; four
# from 29 February 2024 end on 28 February 2028.
NEXT_PERIODS = [
    case(
        "Signed for three years and paid yearly: the second year is owed.",
        Period(INSTALMENT, 1, on("2027-03-01"), on("2028-02-29")),
        start=on("2027-03-01"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "The last signed year ends on the day that the paper says.",
        Period(INSTALMENT, 1, on("2028-03-01"), on("2029-02-28")),
        start=on("2028-03-01"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "What comes after the signed years is a renewal of one year (4.1).",
        Period(RENEWAL, 1, on("2029-03-01"), on("2030-02-28")),
        start=on("2029-03-01"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "A plan that renews for two years adds two.",
        Period(RENEWAL, 2, on("2029-03-01"), on("2031-02-28")),
        start=on("2029-03-01"),
        signed_end=on("2029-02-28"),
        renewal_years=2,
    ),
    case(
        "An instalment is one year, however long a renewal is.",
        Period(INSTALMENT, 1, on("2027-03-01"), on("2028-02-29")),
        start=on("2027-03-01"),
        signed_end=on("2029-02-28"),
        renewal_years=2,
    ),
    case(
        "Signed from 29 February 2024: the fourth year begins on 1 March 2027, would "
        "end on 29 February 2028, and ends on the 28th, as the paper says.",
        Period(INSTALMENT, 1, on("2027-03-01"), on("2028-02-28")),
        start=on("2027-03-01"),
        signed_end=on("2028-02-28"),
        renewal_years=1,
    ),
    case(
        "Its renewal begins on 29 February 2028 again, with no day between.",
        Period(RENEWAL, 1, on("2028-02-29"), on("2029-02-28")),
        start=on("2028-02-29"),
        signed_end=on("2028-02-28"),
        renewal_years=1,
    ),
    case(
        "Reinstated with a gap, when less than a signed year is left: a renewal.",
        Period(RENEWAL, 1, on("2028-06-01"), on("2029-05-31")),
        start=on("2028-06-01"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "Reinstated one day after the last signed year began: it is still that year, "
        "and ends on the day that the paper says.",
        Period(INSTALMENT, 1, on("2028-03-02"), on("2029-02-28")),
        start=on("2028-03-02"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "Reinstated two days after: a renewal.",
        Period(RENEWAL, 1, on("2028-03-03"), on("2029-03-02")),
        start=on("2028-03-03"),
        signed_end=on("2029-02-28"),
        renewal_years=1,
    ),
    case(
        "Nothing was signed yet: there is no signed year.",
        Period(RENEWAL, 1, on("2026-03-01"), on("2027-02-28")),
        start=on("2026-03-01"),
        signed_end=None,
        renewal_years=1,
    ),
]

WHETHER_ONE_FOLLOWS = [
    case(
        "All is paid: a renewal follows (4.1).",
        True,
        last_end=on("2027-02-28"),
        signed_end=on("2027-02-28"),
        termination_date=None,
        has_open_term=False,
    ),
    case(
        "The renewal is not paid: no other one follows.",
        False,
        last_end=on("2028-02-29"),
        signed_end=on("2027-02-28"),
        termination_date=None,
        has_open_term=True,
    ),
    case(
        "The first year is not paid: the second, which was signed, follows (5.4).",
        True,
        last_end=on("2027-02-28"),
        signed_end=on("2029-02-28"),
        termination_date=None,
        has_open_term=True,
    ),
    case(
        "The last signed year is not paid: no renewal follows.",
        False,
        last_end=on("2029-02-28"),
        signed_end=on("2029-02-28"),
        termination_date=None,
        has_open_term=True,
    ),
    case(
        "Somebody objected, it ends with its period: nothing follows (4.1).",
        False,
        last_end=on("2027-02-28"),
        signed_end=on("2027-02-28"),
        termination_date=on("2027-02-28"),
        has_open_term=False,
    ),
    case(
        "The last day of service is within the second year: the third is not made, "
        "although it was signed (5.2).",
        False,
        last_end=on("2028-02-29"),
        signed_end=on("2029-02-28"),
        termination_date=on("2027-06-30"),
        has_open_term=False,
    ),
    case(
        "An end is planned for a day after the last period: until then it goes on.",
        True,
        last_end=on("2027-02-28"),
        signed_end=on("2027-02-28"),
        termination_date=on("2027-03-01"),
        has_open_term=False,
    ),
    case(
        "A letter that ends it is on its way: no renewal is offered.",
        False,
        last_end=on("2027-02-28"),
        signed_end=on("2027-02-28"),
        termination_date=None,
        has_open_term=False,
        is_declared=True,
    ),
    case(
        "The same: a year that was signed is owed until the letter arrives.",
        True,
        last_end=on("2027-02-28"),
        signed_end=on("2029-02-28"),
        termination_date=None,
        has_open_term=True,
        is_declared=True,
    ),
    case(
        "It has arrived, and the day to cure is after the period: none is offered.",
        False,
        last_end=on("2027-02-28"),
        signed_end=on("2027-02-28"),
        termination_date=on("2027-03-10"),
        has_open_term=False,
        is_declared=True,
    ),
    case(
        "A contract without any period has none to follow.",
        False,
        last_end=None,
        signed_end=on("2027-02-28"),
        termination_date=None,
        has_open_term=False,
    ),
]

INVOICE_DAYS = [
    case(
        "Paid until 28 February 2027: the renewal is invoiced 30 days before.",
        on("2027-01-29"),
        last_end=on("2027-02-28"),
        lead_days=30,
    ),
    case(
        "A plan without lead invoices on the last day.",
        on("2027-02-28"),
        last_end=on("2027-02-28"),
        lead_days=0,
    ),
]

DUE_DAYS = [
    case(
        "A renewal is due on the last paid day.",
        on("2027-02-28"),
        start=on("2027-03-01"),
        today=on("2027-01-29"),
    ),
    case(
        "Invoiced late, after the last paid day, it is due on the day of the invoice.",
        on("2027-03-05"),
        start=on("2027-03-01"),
        today=on("2027-03-05"),
    ),
]


OVERTAKEN = [
    case(
        "The first year's invoice is in draft, and the second year is paid.",
        True,
        term=TermFacts(
            kind=INITIAL, end=on("2027-02-28"), fell_back_on=on("2027-06-01")
        ),
        paid_until=on("2028-02-29"),
    ),
    case(
        "An instalment that was never paid, and the one after it is paid.",
        False,
        term=TermFacts(kind=INSTALMENT, end=on("2028-02-29")),
        paid_until=on("2029-02-28"),
    ),
    case(
        "The last paid period itself bounced.",
        False,
        term=TermFacts(
            kind=RENEWAL, end=on("2028-02-29"), fell_back_on=on("2027-03-05")
        ),
        paid_until=on("2027-02-28"),
    ),
    case(
        "Nothing is paid at all.",
        False,
        term=TermFacts(
            kind=INITIAL, end=on("2027-02-28"), fell_back_on=on("2026-03-05")
        ),
        paid_until=None,
    ),
]


@tagged("post_install", "-at_install")
class TestPolicyTerms(PolicyCase):
    """Section 3 of the design; clauses 3.2 and 4.1: which period follows."""

    def test_which_period_follows(self):
        self.assert_cases(next_period, NEXT_PERIODS)

    def test_whether_one_follows(self):
        self.assert_cases(has_next_period, WHETHER_ONE_FOLLOWS)

    def test_a_former_year_holds_up_nothing(self):
        self.assert_cases(is_overtaken, OVERTAKEN)

    def test_when_it_is_invoiced(self):
        self.assert_cases(renewal_invoice_day, INVOICE_DAYS)

    def test_when_its_invoice_is_due(self):
        self.assert_cases(later_term_due_day, DUE_DAYS)

    @examples
    @given(start=DAYS, years=st.integers(1, 12), renewal_years=st.integers(1, 3))
    def test_instalments_make_up_what_was_signed(self, start, years, renewal_years):
        """Year by year: no hole, no overlap, the paper's own end, then renewals."""
        signed_end = period_end(start=start, years=years)
        last = min(period_end(start=start, years=1), signed_end)
        for _year in range(years - 1):
            period = next_period(
                start=last + timedelta(days=1),
                signed_end=signed_end,
                renewal_years=renewal_years,
            )
            self.assertEqual((period.kind, period.years), (INSTALMENT, 1))
            self.assertGreater(period.end, last)
            last = period.end
        self.assertEqual(last, signed_end)
        after = next_period(
            start=last + timedelta(days=1),
            signed_end=signed_end,
            renewal_years=renewal_years,
        )
        self.assertEqual((after.kind, after.years), (RENEWAL, renewal_years))
        self.assertEqual(after.end, period_end(start=after.start, years=renewal_years))

    @examples
    @given(
        last_end=DAYS, signed_end=MAYBE_DAYS, ends_on=MAYBE_DAYS, is_open=st.booleans()
    )
    def test_nothing_follows_the_last_day_of_service(
        self, last_end, signed_end, ends_on, is_open
    ):
        follows = has_next_period(
            last_end=last_end,
            signed_end=signed_end,
            termination_date=ends_on,
            has_open_term=is_open,
        )
        start = last_end + timedelta(days=1)
        if ends_on and ends_on < start:
            self.assertFalse(follows)
        elif is_signed_year(start=start, signed_end=signed_end):
            self.assertTrue(follows)
        else:
            self.assertEqual(follows, not is_open)
