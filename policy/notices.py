# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The days of a notice: when it is due, when it takes effect, what end it is about.

Clauses 4.1 (objection to renewal), 5.1 to 5.4 and 12.7 (ends), 8.1 and 11.3
(deadlines), 11.1 (a notice counts from its actual receipt).
"""

from datetime import date
from enum import Enum
from typing import NamedTuple

from . import working_days
from .terms import granted_day
from .working_days import add_days

# What a notice does to its contract
TERMINATE = "terminate"  # ends it (clauses 5.1 to 5.4, 12.7)
OBJECT_RENEWAL = "object_renewal"  # lets it end with its period (clause 4.1)
CHANGE_ADDRESS = "change_address"  # may be announced before it happens (clause 11.3)
ENDING_EFFECTS = (TERMINATE, OBJECT_RENEWAL)

# What days are counted from
EVENT = "event"
SENDING = "sending"
RECEIPT = "receipt"
DUE = "due"  # the end of the time to cure, or the receipt if nothing can be cured


class DeadlineRule(NamedTuple):
    """By when a notice of a type has to arrive, or what it asks for has to be done.

    ``days`` is 0 where there is no deadline. ``working_days`` says whether only working
    days count, ``rolls`` whether a last day that is a day off moves (article 203).
    """

    days: int
    working_days: bool = False
    rolls: bool = False


class EffectRule(NamedTuple):
    """What a notice of a type does, and how many days after which day.

    ``is_agreed`` says whether both sides agreed on it, and so on its day,
    ``is_within_period`` whether it ends the contract no later than its period (5.2).
    """

    effect: str
    counted_from: str = RECEIPT
    days: int = 0
    is_agreed: bool = False
    is_within_period: bool = False


class NoticeDays(NamedTuple):
    """The days of one notice, as far as they are known."""

    event_date: date | None = None
    sent_on: date | None = None
    received_on: date | None = None
    cure_day: date | None = None
    requested_date: date | None = None


class End(Enum):
    """What a notice says about an end of its contract that is already decided."""

    NONE = "none"  # nothing is decided, or the notice has another reason or none
    CONFIRMATION = "confirmation"  # that very end: the letter on it, without an effect
    ANOTHER_DAY = "another_day"  # the same reason, and a last day of its own


# -- by when --------------------------------------------------------------------------


def base_day(*, base, days):
    """Return the day that a rule counts from, if it is known.

    :param str base: ``event``, ``sending``, ``receipt`` or ``due``
    :param NoticeDays days: the days of the notice
    :rtype: datetime.date or None
    """
    return {
        EVENT: days.event_date,
        SENDING: days.sent_on,
        RECEIPT: days.received_on,
        DUE: days.cure_day or days.received_on,
    }.get(base)


def count_due_date(*, rule, start):
    """Return the day that a type's rule gives (clauses 8.1, 11.3).

    :param DeadlineRule rule: of the type
    :param datetime.date start: the day to count from, which does not count itself
    :return: a day; None without a deadline, or before there is a day to count from
    :rtype: datetime.date or None
    """
    if not rule.days or not start:
        return None
    return working_days.due_date(
        event=start,
        days=rule.days,
        working_days=rule.working_days,
        rolls=rule.rolls,
    )


def is_due_date_provisional(*, rule, day):
    """Whether a due date depends on moved days (调休) that are not announced yet.

    :param DeadlineRule rule: of the type
    :param datetime.date day: the due date, if there is one
    :rtype: bool
    """
    depends_on_calendar = rule.days and (rule.working_days or rule.rolls)
    return bool(depends_on_calendar and day and working_days.is_provisional(day=day))


def is_late(*, received_on, due_date, awaits_action):
    """Whether a notice arrived after its due date; it counts all the same.

    :param datetime.date received_on: the day of actual receipt, if it is known
    :param datetime.date due_date: its due date, if there is one
    :param bool awaits_action: whether the due date is not one of arrival, but the day
        by which the other side has to act
    :rtype: bool
    """
    has_to_arrive = due_date and not awaits_action
    return bool(has_to_arrive and received_on and received_on > due_date)


def last_day_to_cure(*, named, grace_until):
    """Return the last day to cure a breach: the one named, or one granted later (5.4).

    :param datetime.date named: the day that the notice sets, if it does
    :param datetime.date grace_until: the last day of the time to pay that a manager
        granted, if any; on a day off, the next working day counts
    :rtype: datetime.date or None
    """
    days = (named, granted_day(grace_until=grace_until))
    return max(filter(None, days), default=None)


def day_to_come(*, day, today):
    """Return a day by which something is to be done, unless it is over.

    A time to cure that has passed grants nothing: what is written or shown then ends
    the contract on arrival (article 563).

    :param datetime.date day: the day, if there is one
    :param datetime.date today: the company's own day
    :rtype: datetime.date or None
    """
    return day if day and day >= today else None


def decision_day(*, received_on, decision_days):
    """Return the last day to decide on what the other side declares (article 565).

    :param datetime.date received_on: the day of actual receipt, not counted itself
    :param int decision_days: how many days the company leaves itself
    :rtype: datetime.date
    """
    return add_days(event=received_on, days=decision_days)


def has_time_to_cure(*, received_on, cure_day):
    """Whether a notice arrived while there was time to cure, the last day included.

    :param datetime.date received_on: the day of actual receipt, if it is known
    :param datetime.date cure_day: the last day to cure, if there is something to cure
    :rtype: bool
    """
    return bool(cure_day and received_on and received_on <= cure_day)


def is_cured(*, paid_on, days):
    """Whether a payment came before the end took effect that was declared over it.

    By the last day to cure, that day included, it is in time. So it is before the
    letter has arrived (article 565): no end had taken effect. What is on its way has
    not arrived before it was sent; whether it had by a later day is not known.

    :param datetime.date paid_on: the payment's own day, whenever it was entered
    :param NoticeDays days: of the letter that declares the end
    :rtype: bool
    """
    if days.cure_day and paid_on <= days.cure_day:
        return True
    not_arrived_before = days.received_on or days.sent_on
    return bool(not_arrived_before and paid_on < not_arrived_before)


# -- from when on ---------------------------------------------------------------------


def effective_day(*, rule, days, contract_end):
    """Return the day on which a notice takes effect, or the last day of service.

    It is never before the actual receipt (clause 11.1), and a day off does not move it.
    What both sides agreed on happens on the agreed day, whatever day the letter on it
    arrives. A change of address that is still to come takes effect on its day.

    :param EffectRule rule: of the type
    :param NoticeDays days: the days of the notice
    :param datetime.date contract_end: the last day of the signed or, once renewed, of
        the paid period
    :return: a day; None before there is a day to count from
    :rtype: datetime.date or None
    """
    start = base_day(base=rule.counted_from, days=days)
    if not start:
        return None
    if rule.is_agreed and days.requested_date:
        return days.requested_date
    earliest = add_days(event=start, days=rule.days)
    if days.received_on:
        earliest = max(earliest, days.received_on)
    if rule.effect == CHANGE_ADDRESS and days.event_date:
        earliest = max(earliest, days.event_date)
    return limit_effective_day(
        rule=rule,
        earliest=earliest,
        requested_date=days.requested_date,
        contract_end=contract_end,
    )


def limit_effective_day(*, rule, earliest, requested_date, contract_end):
    """Return the day on which a contract ends: not too early, and by its clause.

    An objection to renewal lets the contract end with its period (clause 4.1). A notice
    that ends it may ask for a later day than the first possible one. Where the customer
    asks to end, an unpaid renewal does not move the end of the contract (clause 5.2);
    what is declared ends it no earlier than it arrives, whatever its period.

    :param EffectRule rule: of the type
    :param datetime.date earliest: the first day on which it may take effect
    :param datetime.date requested_date: the last day of service asked for, if any
    :param datetime.date contract_end: the last day of the contract, if it is known
    :rtype: datetime.date
    """
    if rule.effect == OBJECT_RENEWAL:
        return contract_end or earliest
    if rule.effect != TERMINATE:
        return earliest
    wanted = max(earliest, requested_date or earliest)
    is_limited = rule.is_within_period and contract_end
    return min(wanted, contract_end) if is_limited else wanted


def is_effect_due(*, rule, effective_date, today):
    """Whether the effect of a received notice is to be carried out now.

    A future end is planned on receipt, so that no renewal is invoiced meanwhile; one
    that depends on a cure is planned too, and is given up when the breach is cured.

    :param EffectRule rule: of the type
    :param datetime.date effective_date: the day on which it takes effect, if known
    :param datetime.date today: the company's own day
    :rtype: bool
    """
    if rule.effect in ENDING_EFFECTS:
        return bool(effective_date) or rule.counted_from != DUE
    return bool(effective_date) and effective_date <= today


def is_end_at_once(*, rule, days, effective_date):
    """Whether service stops on receipt, before the end of that day.

    :param EffectRule rule: of the type
    :param NoticeDays days: the days of the notice
    :param datetime.date effective_date: the day on which it takes effect
    :rtype: bool
    """
    is_immediate = rule.effect == TERMINATE and not rule.days
    is_on_receipt = effective_date == days.received_on
    return (
        is_immediate
        and is_on_receipt
        and not has_time_to_cure(received_on=days.received_on, cure_day=days.cure_day)
    )


def is_end_reached(*, last_day, today, is_at_once):
    """Whether an end is carried out now, and not planned for a later day.

    :param datetime.date last_day: the last day of service, which ends at 24:00
    :param datetime.date today: the company's own day
    :param bool is_at_once: whether service stops before the end of that day
    :rtype: bool
    """
    return last_day < today or (last_day == today and is_at_once)


# -- what end -------------------------------------------------------------------------


def ends_by(*, is_terminated, termination_date, day):
    """Whether a contract has ended, or ends no later than a day.

    :param bool is_terminated: whether it has ended
    :param datetime.date termination_date: the decided last day of service, if any
    :param datetime.date day: the last day of service by another notice
    :rtype: bool
    """
    return is_terminated or bool(termination_date and termination_date <= day)


def classify_end(
    *,
    gives_decided_reason,
    is_terminated,
    decided_day,
    cure_day,
    requested_date,
    effective_date,
):
    """Return what a notice says about an end of its contract that is already decided.

    A notice names a last day of its own by setting a time to cure, or by asking for a
    day; the last day is then the one on which it takes effect, as far as that is known.
    One that names none is about the decided day. Once the contract has ended no notice
    moves its last day any more: one with the reason of that end confirms it. An end
    that one side declares has no day before its letter arrives: nothing is decided yet.

    :param bool gives_decided_reason: whether an end is decided, and by the reason that
        the notice gives
    :param bool is_terminated: whether the contract has ended
    :param datetime.date decided_day: the decided last day of service, if any
    :param datetime.date cure_day: the last day to cure that the notice sets, if it does
    :param datetime.date requested_date: the last day of service it asks for, if any
    :param datetime.date effective_date: the day on which it takes effect, if known
    :rtype: End
    """
    named = cure_day or requested_date
    is_decided = is_terminated or decided_day or named
    if not gives_decided_reason or not is_decided:
        return End.NONE
    if is_terminated or not named or (effective_date or named) == decided_day:
        return End.CONFIRMATION
    return End.ANOTHER_DAY
