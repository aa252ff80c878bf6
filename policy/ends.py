# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a contract ends, and what its last days cost (clauses 4.1, 5.1.3, 5.3, 5.4).

An end that both sides agreed on beats clause 5.3: the contract goes on until that very
day, and what it costs after the last paid day is what they agreed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from .periods import count_years, period_end
from .terms import EXTENSION, INSTALMENT, Period, is_offer, pro_rata
from .working_days import add_days

# How the days after the last paid one are charged until an agreed end
FREE = "free"
BY_DAY = "by_day"
AMOUNT = "amount"


class EndKind(StrEnum):
    """By what a contract ends."""

    PLANNED = "planned"  # the last day of service was decided
    UNPAID = "unpaid"  # a renewal is not paid in time (clause 5.3)
    DECLARED = "declared"  # one side declared it: on the arrival of its letter (11.1)
    UNRENEWED = "unrenewed"  # its period is over before a declared end has come (4.1)


class End(NamedTuple):
    """How a contract ends, if nothing changes until then.

    ``last_day`` is the last day of service. It is carried out in the first night after
    ``waits_until``, which is that day or, of an unpaid renewal, its payment deadline.
    While the letter that declares the end has not arrived, they are the last day of the
    period, for which nothing is renewed meanwhile; both are unknown where there is
    none, or a renewal can still be paid. ``not_before`` is the day, if any, before
    which the contract does not end by that letter.
    """

    kind: EndKind
    last_day: date | None
    waits_until: date | None
    not_before: date | None = None


class PlannedEnd(NamedTuple):
    """A last day of service that was decided, and how days until then are charged.

    ``charged_by`` is ``FREE``, ``BY_DAY`` or ``AMOUNT``, and counts where both agreed.
    """

    day: date
    is_agreed: bool = False
    charged_by: str = BY_DAY


@dataclass(frozen=True, kw_only=True)
class EndFacts:
    """What is known of a contract; nothing else decides how it ends.

    ``is_active`` says that it is served, ``is_signed`` that both sides have signed, but
    the first payment is still to come. ``planned_day`` is the decided last day of
    service, if any. ``is_offer_open`` says that a renewal waits for its payment until
    ``payment_deadline``, and ``is_on_hold`` that this payment may have come;
    ``served_until`` is the last day that is paid, or owed from before, ``period_end``
    the last day of the signed or, once renewed, of the paid period.
    ``is_declared`` says that one side declared the end to come: its letter is on its
    way, or has arrived and waits for ``planned_day``. ``cure_day`` says that it ends
    nothing before the end of that day.
    """

    is_active: bool
    is_signed: bool = False
    planned_day: date | None = None
    is_offer_open: bool = False
    payment_deadline: date | None = None
    served_until: date | None = None
    period_end: date | None = None
    is_on_hold: bool = False
    is_declared: bool = False
    cure_day: date | None = None


# -- by what it ends ------------------------------------------------------------------


def next_end(*, facts):
    """Return how a contract ends next: as decided, or because it is not paid (5.3).

    What comes first counts; of two in one night, what was decided. A letter on its way
    ends it on a day that nobody knows yet: until it arrives, what has a day counts. As
    nothing is renewed before a declared end, its period is the last one (4.1), unless a
    renewal that was made before is paid.

    :param EndFacts facts: of the contract
    :return: None where nothing is to end it
    :rtype: End or None
    """
    ends = (_planned_end(facts), _unpaid_end(facts), _unrenewed_end(facts))
    known = filter(None, ends)
    first = min(known, key=lambda end: end.waits_until, default=None)
    return first or _declared_end(facts)


def _planned_end(facts):
    if not facts.planned_day or not (facts.is_active or facts.is_signed):
        return None
    return End(EndKind.PLANNED, facts.planned_day, facts.planned_day)


def _unpaid_end(facts):
    can_end = facts.is_active and facts.is_offer_open and not facts.is_on_hold
    if not can_end or not facts.payment_deadline or not facts.served_until:
        return None
    return End(EndKind.UNPAID, facts.served_until, facts.payment_deadline)


def _unrenewed_end(facts):
    is_going_on = facts.is_active and facts.is_declared and not facts.is_offer_open
    if not is_going_on or not facts.period_end:
        return None
    last_day = facts.period_end
    is_too_late = facts.cure_day and facts.cure_day > last_day
    if facts.planned_day or is_too_late:
        return End(EndKind.UNRENEWED, last_day, last_day)
    return End(EndKind.DECLARED, last_day, last_day, facts.cure_day)


def _declared_end(facts):
    if not facts.is_declared or not (facts.is_active or facts.is_signed):
        return None
    return End(EndKind.DECLARED, None, None, facts.cure_day)


def is_end_due(*, end, run_day):
    """Whether an end is carried out by a nightly run.

    :param End end: how the contract ends, if it does
    :param datetime.date run_day: the company's own day on which it runs
    :rtype: bool
    """
    return bool(end and end.waits_until) and end.waits_until < run_day


def first_day_after_end(*, last_day, today):
    """Return the first day on which an ended contract can go on.

    :param datetime.date last_day: the last day of service, if it is known
    :param datetime.date today: the company's own day
    :rtype: datetime.date
    """
    return max(today, add_days(event=last_day, days=1)) if last_day else today


# -- what is given up with it ---------------------------------------------------------


def is_given_up(*, term, last_day, is_cut=False):
    """Whether an unpaid period is given up when its contract ends.

    What begins after the last day of service is. So is a renewal that was offered and
    never paid, whatever days of it are over: nobody has accepted it (clause 4.1). One
    that was cut to end with the contract is charged.

    :param TermFacts term: the period: its kind, first and last day, ``fell_back_on``,
        ``agreed_end``, ``is_agreed``
    :param datetime.date last_day: the last day of service
    :param bool is_cut: whether it was cut to end with the contract
    :rtype: bool
    """
    if term.start > last_day:
        return True
    is_accepted = is_cut or term.fell_back_on or not is_offer(term=term)
    return term.end > last_day and not is_accepted


# -- what its last days cost ----------------------------------------------------------


def cut_period(*, period, planned_end, paid_until=None):
    """Return a period as it is until a decided end: nothing is charged past it.

    What is to be charged until an end follows what is paid: a former year whose payment
    was undone stays as it is.

    Agreed by both sides: free of charge it is an extension; for an amount it lasts
    until that day; by day it ends on it. An end that one side decided cuts a renewal,
    while an instalment stays owed as it was signed (clause 5.2).

    :param Period period: a period that begins no later than that day
    :param PlannedEnd planned_end: the end that was decided, if any
    :param datetime.date paid_until: the last paid day, if there is one
    :rtype: Period
    """
    if not planned_end:
        return period
    day = planned_end.day
    if paid_until and period.end < min(paid_until, day):
        return period
    if planned_end.is_agreed and planned_end.charged_by == FREE:
        return Period(EXTENSION, 0, period.start, day)
    is_amount = planned_end.is_agreed and planned_end.charged_by == AMOUNT
    is_owed_whole = period.kind == INSTALMENT and not planned_end.is_agreed
    if not is_amount and (is_owed_whole or period.end <= day):
        return period
    years = count_years(start=period.start, end=day)
    return Period(period.kind, years, period.start, day, is_cut=True)


def amount_until(*, yearly_amount, start, last_day):
    """Return what the days from one to another cost, however many years they are.

    Whole years cost the yearly price, and the days of the year begun their share of it.

    :param decimal.Decimal yearly_amount: for a whole year, in yuan
    :param datetime.date start: the first day that is charged
    :param datetime.date last_day: the last one, inclusive, not before the first
    :return: yuan, rounded to the 分
    :rtype: decimal.Decimal
    """
    whole_years = count_years(start=start, end=last_day) - 1
    first = start
    if whole_years:
        first = add_days(event=period_end(start=start, years=whole_years), days=1)
    year_end = period_end(start=start, years=whole_years + 1)
    rest = pro_rata(
        yearly_amount=yearly_amount,
        days=(last_day - first).days + 1,
        days_of_year=(year_end - first).days + 1,
    )
    return yearly_amount * whole_years + rest
