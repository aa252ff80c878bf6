# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contracts that ran before they were kept here: their periods (clause 4.1)."""

from datetime import date
from enum import Enum
from typing import NamedTuple

from .periods import count_years, period_end
from .terms import INITIAL, RENEWAL, Period
from .working_days import add_days


class OpeningProblem(Enum):
    """What can be wrong with the periods of a running contract."""

    NO_YEARS = "no_years"  # less than one whole year
    OTHER_END = "other_end"  # ends neither as signed nor with a paid renewal
    PAID_BEFORE_START = "paid_before_start"
    PAID_IN_PART = "paid_in_part"  # although payment is one-off
    PAID_IN_MID_YEAR = "paid_in_mid_year"  # although payment is yearly
    OVER = "over"  # even the renewal that follows is in the past


class Opening(NamedTuple):
    """The periods of a contract that ran before it was kept here."""

    start: date
    years: int
    is_yearly: bool
    paid_until: date
    end: date | None

    @property
    def signed_end(self):
        """Return the last day of what was signed; what is paid beyond it is renewed."""
        return period_end(start=self.start, years=self.years)

    @property
    def is_end_right(self):
        """Whether the end is missing, the signed one, or that of a paid renewal."""
        if not self.end or self.end == self.signed_end:
            return True
        return self.signed_end < self.end <= self.paid_until

    @property
    def is_paid_by_years(self):
        """Whether the last paid day is that of a year of the contract."""
        years = count_years(start=self.start, end=self.paid_until)
        return period_end(start=self.start, years=years) == self.paid_until

    def is_over(self, *, renewal_years, today):
        """Whether even the renewal that would be invoiced now is in the past.

        :param int renewal_years: how many years a renewal adds
        :param datetime.date today: the company's own day
        """
        start = add_days(event=self.paid_until, days=1)
        return period_end(start=start, years=renewal_years) < today


def opening_years(*, start, end, term_years, plan_years):
    """Return how many years were signed.

    :param datetime.date start: the first day
    :param datetime.date end: the last day, if it is known
    :param int term_years: the number of years, if it is known
    :param int plan_years: the plan's, used when the number of years is unknown and
        start and end do not make whole years
    :rtype: int
    """
    if term_years:
        return term_years
    if end and end > start:
        whole = count_years(start=start, end=end)
        if period_end(start=start, years=whole) == end:
            return whole
    return plan_years


def find_opening_problems(*, opening, renewal_years, today):
    """Return what is wrong with the periods of a running contract.

    :param Opening opening: its periods
    :param int renewal_years: how many years a renewal adds
    :param datetime.date today: the company's own day
    :rtype: list[OpeningProblem]
    """
    if opening.years < 1:
        return [OpeningProblem.NO_YEARS]
    problems = [] if opening.is_end_right else [OpeningProblem.OTHER_END]
    if paid := _find_paid_problem(opening, renewal_years, today):
        problems.append(paid)
    return problems


def _find_paid_problem(opening, renewal_years, today):
    if opening.paid_until < opening.start:
        return OpeningProblem.PAID_BEFORE_START
    if opening.paid_until < opening.signed_end:
        if not opening.is_yearly:
            return OpeningProblem.PAID_IN_PART
        return None if opening.is_paid_by_years else OpeningProblem.PAID_IN_MID_YEAR
    if opening.is_over(renewal_years=renewal_years, today=today):
        return OpeningProblem.OVER
    return None


def opening_periods(*, start, signed_end, paid_until):
    """Return the periods that were paid before: what was signed, and renewals (4.1).

    :param datetime.date start: the first day of the contract
    :param datetime.date signed_end: the last day of what was signed
    :param datetime.date paid_until: the last paid day
    :rtype: list[Period]
    """
    spans = [(INITIAL, start, min(paid_until, signed_end))]
    if paid_until > signed_end:
        spans.append((RENEWAL, add_days(event=signed_end, days=1), paid_until))
    return [
        Period(kind, count_years(start=first, end=last), first, last)
        for kind, first, last in spans
    ]
