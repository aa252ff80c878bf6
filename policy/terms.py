# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The periods of a contract: which one follows, by when it is paid, what days cost.

Clauses 3.2 (yearly fee), 4.1 (renewal), 5.3 (a renewal that is not paid in time) and
5.4 (an instalment that is owed).
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from .periods import count_years, period_end
from .working_days import add_days, next_working_day

INITIAL = "initial"  # the first term
INSTALMENT = "instalment"  # a later year of what was signed: owed
RENEWAL = "renewal"  # a year beyond what was signed: an offer
EXTENSION = "extension"  # days given free after what is paid: paid by nature

# How long a customer has after a late invoice, or after a payment was undone
DAYS_TO_PAY = 7
# More than any number of days before the end: no reminder went out yet
NO_REMINDER = 10_000

FEN = Decimal("0.01")
# Exact for any printed amount: more digits than amounts and days have together
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class TermFacts:
    """What is known of one period of a contract; a rule reads what it needs of it.

    ``state`` is ``planned``, ``invoiced`` (waits for payment), ``paid`` or ``lapsed``.
    ``invoiced_on`` is the day on which its invoice was posted, ``due_on`` the day by
    which it is due, ``fell_back_on`` the day on which a payment was undone or bounced,
    ``grace_until`` the last day of the time that a manager granted, ``demanded_on`` the
    day on which its payment was demanded. ``last_reminder`` is how many days before the
    end the customer was last reminded. ``agreed_end`` is the last day of service that
    both sides agreed on, if they did; ``is_agreed`` says that this period was charged
    accordingly.
    """

    kind: str
    state: str | None = None
    start: date | None = None
    end: date | None = None
    invoiced_on: date | None = None
    due_on: date | None = None
    fell_back_on: date | None = None
    grace_until: date | None = None
    demanded_on: date | None = None
    last_reminder: int = NO_REMINDER
    agreed_end: date | None = None
    is_agreed: bool = False


class Period(NamedTuple):
    """A period of a contract: its kind, its years, its first and last day.

    A period that ends with its contract, before its years are over, ``is_cut``: the
    year begun counts as one.
    """

    kind: str
    years: int
    start: date
    end: date
    is_cut: bool = False


# -- which period follows (clause 4.1) ------------------------------------------------


def is_signed_year(*, start, signed_end):
    """Whether the year that begins on a day is one of those that were signed.

    Counted from a 29 February, the signed years may end a day before the terms', which
    go on from a 1 March.

    :param datetime.date start: the first day of that year
    :param datetime.date signed_end: the last day of what was signed, if it is signed
    :rtype: bool
    """
    if not signed_end:
        return False
    last_day = period_end(start=start, years=1)
    return last_day <= add_days(event=signed_end, days=1)


def next_period(*, start, signed_end, renewal_years):
    """Return the period that begins on a day: a signed year, or a renewal.

    A signed year is an instalment, and owed; a renewal is an offer.

    :param datetime.date start: its first day
    :param datetime.date signed_end: the last day of what was signed, if it is signed
    :param int renewal_years: how many years a renewal adds (clause 4.1)
    :rtype: Period
    """
    if is_signed_year(start=start, signed_end=signed_end):
        # the end on the signed paper counts
        end = min(period_end(start=start, years=1), signed_end)
        return Period(INSTALMENT, 1, start, end)
    end = period_end(start=start, years=renewal_years)
    return Period(RENEWAL, renewal_years, start, end)


def has_next_period(
    *,
    last_end,
    signed_end,
    termination_date,
    has_open_term,
    is_agreed=False,
    is_declared=False,
):
    """Whether another period follows the last one of a contract.

    An instalment of the signed years follows even if the one before is unpaid, a
    renewal only when everything before it is paid, or when both sides agreed that the
    contract goes on until a later day; none is offered once one side has declared the
    end. After the last day of service there is neither.

    :param datetime.date last_end: the last day of the last period not given up, if any
    :param datetime.date signed_end: the last day of what was signed, if it is signed
    :param datetime.date termination_date: the decided last day of service, if any
    :param bool has_open_term: whether a period still has to be paid
    :param bool is_agreed: whether both sides agreed on that last day
    :param bool is_declared: whether one side has declared the end to come
    :rtype: bool
    """
    if not last_end or (termination_date and termination_date <= last_end):
        return False
    start = add_days(event=last_end, days=1)
    is_signed = is_signed_year(start=start, signed_end=signed_end)
    is_offered = not has_open_term and not is_declared
    return bool(is_agreed and termination_date) or is_signed or is_offered


def renewal_invoice_day(*, last_end, lead_days):
    """Return the day on which the next period is made and invoiced.

    :param datetime.date last_end: the last day of the last period
    :param int lead_days: how many days before it
    :rtype: datetime.date
    """
    return add_days(event=last_end, days=-lead_days)


def later_term_due_day(*, start, today):
    """Return the due date of the invoice of an instalment or renewal.

    :param datetime.date start: its first day; what was paid before ends a day earlier
    :param datetime.date today: the day of the invoice, which may be made late
    :rtype: datetime.date
    """
    return max(add_days(event=start, days=-1), today)


def is_overtaken(*, term, paid_until):
    """Whether a later period is paid although the payment of this one was undone.

    Accounting that corrects or replaces a former year's invoice keeps neither the years
    after it from being renewed nor ends them.

    :param TermFacts term: a period that is not paid: its last day, ``fell_back_on``
    :param datetime.date paid_until: the last paid day, if there is one
    :rtype: bool
    """
    return bool(paid_until and term.fell_back_on and term.end < paid_until)


# -- by when it is paid (clauses 5.3, 5.4) --------------------------------------------


def is_offer(*, term):
    """Whether a period is only offered: not paying it ends the contract (clause 5.3).

    A renewal is, unless both sides agreed that the contract goes on until a later day.

    :param TermFacts term: the period: kind, start, ``agreed_end``, ``is_agreed``
    :rtype: bool
    """
    if term.kind != RENEWAL or term.is_agreed:
        return False
    return not (term.agreed_end and term.start and term.agreed_end >= term.start)


def start_after_gap(*, term, paid_until):
    """Return the first day of a renewal, if nothing is paid until the day before.

    That is a period which begins anew after a reinstatement: its grace counts from its
    own first day.

    :param TermFacts term: the period that is to be paid: its kind and start
    :param datetime.date paid_until: the last paid day, if there is one
    :rtype: datetime.date or None
    """
    if term.kind != RENEWAL:
        return None
    if paid_until and term.start <= add_days(event=paid_until, days=1):
        return None
    return term.start


def payment_deadline(*, term, paid_until, grace_days):
    """Return the last day on which the open period can still be paid (clause 5.3).

    It is the latest of the days that follow from the grace days, a late invoice, a
    payment that was undone, and more time granted by a manager; and a working day
    (Civil Code, article 203).

    :param TermFacts term: the period that is to be paid: kind, start, ``invoiced_on``,
        ``fell_back_on``, ``grace_until``
    :param datetime.date paid_until: the last paid day, if there is one
    :param int grace_days: calendar days after the last paid day
    :return: a day; None while nothing is known to count from
    :rtype: datetime.date or None
    """
    grace_from = start_after_gap(term=term, paid_until=paid_until) or paid_until
    latest = _latest(
        _later(grace_from, grace_days),
        _later(term.invoiced_on, DAYS_TO_PAY),
        _later(term.fell_back_on, DAYS_TO_PAY),
        term.grace_until,
    )
    return next_working_day(day=latest) if latest else None


def payment_demand_day(*, term):
    """Return the day from which on the payment of a period is demanded (clause 5.4).

    Only what is owed is demanded, once: first terms, instalments, and what both sides
    agreed to charge until the end of the contract. Nothing is demanded before the end
    of the time that a manager granted, or that follows from a payment that was undone.
    A first term has a week after its invoice. The letter goes out after that day.

    :param TermFacts term: the period: kind, state, ``invoiced_on``, ``due_on``,
        ``fell_back_on``, ``grace_until``, ``demanded_on``
    :return: a day; None where nothing is to be demanded
    :rtype: datetime.date or None
    """
    is_owed = term.kind != RENEWAL or term.is_agreed
    if not is_owed or term.state != "invoiced":
        return None
    if not term.invoiced_on or not term.due_on or term.demanded_on:
        return None
    day = _latest(
        term.due_on,
        term.kind == INITIAL and _later(term.invoiced_on, DAYS_TO_PAY),
        _later(term.fell_back_on, DAYS_TO_PAY),
        granted_day(grace_until=term.grace_until),
    )
    return add_days(event=day, days=1)


def granted_day(*, grace_until):
    """Return the last day to pay that a manager granted: a working day (article 203).

    :param datetime.date grace_until: the last day granted, if more time was granted
    :rtype: datetime.date or None
    """
    return next_working_day(day=grace_until) if grace_until else None


def demand_cure_day(*, demanded_on, cure_days):
    """Return the last day to pay after a payment demand: a working day (clause 5.4).

    :param datetime.date demanded_on: the day of the demand, which does not count
    :param int cure_days: calendar days that the contract's plan gives
    :rtype: datetime.date
    """
    return next_working_day(day=add_days(event=demanded_on, days=cure_days))


def _later(day, days):
    return add_days(event=day, days=days) if day else None


def _latest(*days):
    return max(filter(None, days), default=None)


# -- reminders of a renewal -----------------------------------------------------------


def parse_reminder_days(*, text):
    """Parse the days before the last paid day on which the customer is reminded.

    :param str text: whole numbers separated by commas, western or Chinese, or nothing
    :return: the days before the end, the earliest reminder first, each once
    :rtype: list[int]
    :raises ValueError: when something is not a whole number of days, 0 or more
    """
    parts = [part.strip() for part in (text or "").replace("，", ",").split(",")]
    days = {int(part) for part in parts if part}
    if any(day < 0 for day in days):
        raise ValueError(text)
    return sorted(days, reverse=True)


def reminders_left(*, term, reminder_days):
    """Return the days before the end on which a reminder is still to go out.

    A renewal is offered once its invoice is posted; a draft cannot be paid.

    :param TermFacts term: the open period: kind, state, ``invoiced_on``,
        ``last_reminder``
    :param str reminder_days: as :func:`parse_reminder_days` reads them
    :return: the earliest reminder first
    :rtype: list[int]
    :raises ValueError: when ``reminder_days`` cannot be read
    """
    if not is_offer(term=term) or term.state != "invoiced" or not term.invoiced_on:
        return []
    days = parse_reminder_days(text=reminder_days)
    return [day for day in days if day < term.last_reminder]


def next_reminder_day(*, left, paid_until):
    """Return the day on which the next reminder goes out.

    :param list left: the reminders left, the earliest first
    :param datetime.date paid_until: the last paid day, if there is one
    :rtype: datetime.date or None
    """
    return add_days(event=paid_until, days=-left[0]) if paid_until and left else None


def reminders_reached(*, left, paid_until, today):
    """Return the reminders whose day has come: one letter stands for all of them.

    :param list left: the reminders left, in days before the end
    :param datetime.date paid_until: the last paid day
    :param datetime.date today: the company's own day
    :rtype: list[int]
    """
    days_left = (paid_until - today).days
    return [day for day in left if day >= days_left]


# -- money by day ---------------------------------------------------------------------


def contract_year(*, start, day):
    """Return the first and the last day of the contract year that a day falls into.

    :param datetime.date start: the first day of the period that the years count from
    :param datetime.date day: a day of it, not before its start
    :rtype: tuple[datetime.date, datetime.date]
    :raises ValueError: when the day is before the start
    """
    if day < start:
        raise ValueError(f"{day} is before {start}")
    years = count_years(start=start, end=day)
    first = start
    if years > 1:
        first = add_days(event=period_end(start=start, years=years - 1), days=1)
    return first, period_end(start=start, years=years)


def pro_rata(*, yearly_amount, days, days_of_year):
    """Return what days of a contract year cost: amount × days ÷ days of the year.

    :param decimal.Decimal yearly_amount: for the whole year, in yuan; a difference in
        price may be negative
    :param int days: how many days, both ends counted
    :param int days_of_year: how many days the contract year has, 365 or 366
    :return: yuan, rounded to the 分, half a 分 away from zero
    :rtype: decimal.Decimal
    :raises ValueError: when the year does not have so many days
    """
    if not 0 <= days <= days_of_year or not days_of_year:
        raise ValueError(f"{days} days of a year of {days_of_year}")
    exact = _EXACT.divide(_EXACT.multiply(yearly_amount, days), days_of_year)
    return exact.quantize(FEN, context=_EXACT)


def amount_by_day(*, yearly_amount, first_day, last_day, start):
    """Return what the days from one to another cost, within one contract year.

    :param decimal.Decimal yearly_amount: for the whole year, in yuan
    :param datetime.date first_day: the first day that is charged
    :param datetime.date last_day: the last day that is charged, inclusive
    :param datetime.date start: the first day of the period that the years count from
    :return: yuan, rounded to the 分
    :rtype: decimal.Decimal
    :raises ValueError: when the days are in the wrong order, before the start, or in
        two contract years
    """
    year_start, year_end = contract_year(start=start, day=first_day)
    if not first_day <= last_day <= year_end:
        raise ValueError(f"{first_day} to {last_day}: not within one contract year")
    return pro_rata(
        yearly_amount=yearly_amount,
        days=(last_day - first_day).days + 1,
        days_of_year=(year_end - year_start).days + 1,
    )
