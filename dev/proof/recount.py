"""Check contracts from the database's tables alone, with arithmetic of its own.

It uses none of the addon's code, so that it does not repeat the addon's mistakes.
"""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import holidays
from fates import AGREED, ENDED, GOES_ON, get_agreed_day
from recount_money import ONE_DAY, MoneyRecount, get_last_day_of_year
from recount_reminders import RemindersRecount
from recount_tables import Tables

LEAD, GRACE, DAYS_TO_PAY = (timedelta(days=days) for days in (30, 3, 7))
UNPAID, AGREEMENT = "close_reason_unpaid", "close_reason_agreement"
HELD = "Not terminated although unpaid"


class Recount(MoneyRecount, RemindersRecount):
    """Compares every contract with what its customer did."""

    def __init__(self, cr, fates, days):
        """Read the tables.

        :param cr: a cursor
        :param dict fates: the fate of the customer, by the contract's id
        :param list days: the day of each round, and the moments it began and ended
        """
        self.fates = fates
        self.days = days
        self.today = days[-1][0]
        self.tables = Tables(cr, fates)
        self.violations = []

    @property
    def figures(self):
        """Return what there is, by its name: the figures that are printed."""
        tables = self.tables
        moves = [move for moves in tables.moves.values() for move in moves]
        terms = [term for terms in tables.terms.values() for term in terms]
        payments = Counter(
            p.payment_type for ps in tables.payments.values() for p in ps
        )
        states = Counter(contract.state for contract in tables.contracts)
        reasons = Counter(contract.reason for contract in tables.contracts)
        invoices = sum(move.move_type == "out_invoice" for move in moves)
        return {
            "contracts": len(tables.contracts),
            "terms invoiced": sum(bool(term.invoice_id) for term in terms),
            "terms given free": sum(term.kind == "extension" for term in terms),
            "invoices": invoices,
            "invoices replaced": invoices - sum(bool(t.invoice_id) for t in terms),
            "credit notes": len(moves) - invoices,
            "payments": payments["inbound"],
            "payments to customers": payments["outbound"],
            "reminders": sum(len(sent) for sent in tables.reminders.values()),
            "contracts on hold": sum(
                contract.state == "active" and self._was_told(contract, HELD)
                for contract in tables.contracts
            ),
            "contracts ended unpaid": reasons[UNPAID],
            "contracts ended as agreed": sum(
                contract.reason == AGREEMENT and contract.state == "terminated"
                for contract in tables.contracts
            ),
            "contracts going on": states["active"],
        }

    def check(self):
        """Check every contract.

        :return: a sentence for each thing that is wrong
        :rtype: list[str]
        """
        for contract in self.tables.contracts:
            self._check_periods(contract)
            self._check_dates(contract)
            self._check_messages(contract)
            self._check_invoices(contract)
            self._check_money(contract)
            self._check_end(contract)
            self._check_reminders(contract)
        return self.violations

    def _fail(self, contract, problem):
        fate = self.fates[contract.id]
        self.violations.append(f"contract {contract.id} ({fate}): {problem}")

    # -- periods --------------------------------------------------------------------

    def _get_living(self, contract):
        """Return the periods that were not given up, by day."""
        return [t for t in self.tables.terms[contract.id] if t.state != "lapsed"]

    def _check_periods(self, contract):
        """Check that no period is missing, doubled or followed by a gap."""
        numbers = sorted(term.sequence for term in self.tables.terms[contract.id])
        if numbers != list(range(1, len(numbers) + 1)):
            self._fail(contract, "a term is missing or doubled")
        living = self._get_living(contract)
        for former, term in pairwise(living):
            if term.date_start != former.date_end + ONE_DAY:
                self._fail(contract, f"gap or overlap before {term.date_start}")
            if not self._is_as_long_as_it_has_to_be(contract, term):
                self._fail(contract, f"{term.date_start} is not followed by one year")
        if contract.state == "active" and self._is_next_due(contract):
            self._fail(contract, f"nothing follows {living[-1].date_end}")

    def _is_as_long_as_it_has_to_be(self, contract, term):
        """Whether a period lasts a year, or until the agreed end.

        Days that are free do so too, or until the agreement was withdrawn.
        """
        agreed_day = self._get_agreed_day(contract)
        if contract.termination_date and agreed_day:
            return term.date_end == agreed_day
        if term.kind == "extension":
            return bool(agreed_day) and term.date_end <= min(agreed_day, self.today)
        return term.date_end == get_last_day_of_year(term.date_start)

    def _is_next_due(self, contract):
        living = self._get_living(contract)
        last_day = living[-1].date_end
        if last_day - LEAD > self.today:
            return False
        if contract.termination_date:
            return last_day < contract.termination_date
        all_paid = all(self._is_paid(contract, term) for term in living)
        return all_paid or last_day < contract.signed_end

    # -- dates and ends -------------------------------------------------------------

    def _check_dates(self, contract):
        paid = [t for t in self._get_living(contract) if self._is_paid(contract, t)]
        paid_until = paid[-1].date_end
        if contract.paid_until != paid_until:
            self._fail(contract, f"paid until {paid_until}, not {contract.paid_until}")
        date_end = max(paid_until, contract.signed_end)
        if contract.date_end != date_end:
            self._fail(contract, f"ends on {date_end}, not on {contract.date_end}")

    def _check_end(self, contract):
        """Check that a contract goes on, or has ended, as its customer's fate says."""
        fate = self.fates[contract.id]
        if contract.state == "terminated":
            if fate in GOES_ON:
                self._fail(contract, "ended although the customer pays in time")
            elif fate in AGREED:
                self._check_ended_as_agreed(contract)
            else:
                self._check_ended_unpaid(contract)
        elif contract.state != "active":
            self._fail(contract, f"is {contract.state}")
        elif fate in AGREED and self._get_agreed_day(contract) < self.today:
            self._fail(contract, f"goes on past its agreed end, on {self.today}")
        else:
            self._check_service(contract)

    def _get_agreed_day(self, contract):
        """Return the last day that was agreed with the customer, None if none was."""
        fate = self.fates[contract.id]
        if fate not in AGREED and fate != "agrees_and_withdraws":
            return None
        [opening] = [t for t in self.tables.terms[contract.id] if t.is_opening]
        return get_agreed_day(contract.id, opening.date_end)

    def _check_ended_as_agreed(self, contract):
        agreed_day = self._get_agreed_day(contract)
        if contract.reason != AGREEMENT:
            self._fail(contract, f"ended for {contract.reason}")
        if contract.termination_date != agreed_day or self.today <= agreed_day:
            self._fail(
                contract, f"ended on {contract.termination_date}, not on {agreed_day}"
            )
        if self._get_living(contract)[-1].date_end != agreed_day:
            self._fail(contract, f"nothing is charged until {agreed_day}")

    def _check_ended_unpaid(self, contract):
        term = self.tables.terms[contract.id][-1]
        if contract.reason != UNPAID:
            self._fail(contract, f"ended for {contract.reason}")
        if contract.termination_date != contract.paid_until:
            self._fail(contract, f"last day of service {contract.termination_date}")
        if term.kind != "renewal" or term.state != "lapsed":
            self._fail(contract, f"ended with a {term.kind} that is {term.state}")
            return
        note = self._get_last_credit_note(contract)
        deadline = self._get_deadline(contract, term)
        if note.invoice_date <= deadline:
            self._fail(contract, f"ended before its deadline {deadline} was over")
        if self._get_credit(contract, deadline, note.created) >= contract.price:
            self._fail(contract, "ended although the money was there")

    def _get_last_credit_note(self, contract):
        moves = self.tables.moves[contract.id]
        return [move for move in moves if move.move_type == "out_refund"][-1]

    def _check_service(self, contract):
        """Check that nobody is served unpaid past the deadline, unless that is told."""
        term = next(
            (t for t in self._get_living(contract) if not self._is_paid(contract, t)),
            None,
        )
        if not term or term.kind != "renewal" or contract.reason == AGREEMENT:
            return
        deadline = self._get_deadline(contract, term)
        if deadline >= self.today:
            return
        credit = self._get_credit(contract, deadline)
        due = contract.price - self._get_paid_amount(contract, term.invoice_id)
        is_held = credit >= due or self._get_paid_copies(contract)
        if self.fates[contract.id] in ENDED or not is_held:
            self._fail(contract, f"goes on although unpaid, on {self.today}")
        elif not self._was_told(contract, HELD):
            self._fail(contract, f"nobody was told why it goes on after {deadline}")

    def _get_deadline(self, contract, term):
        """Return the last day on which a renewal can be paid.

        Seven days are left after an invoice, and after money was taken back.
        """
        invoices = self._get_invoices(contract, term)
        days = [invoice.invoice_date + DAYS_TO_PAY for invoice in invoices]
        days += [day + DAYS_TO_PAY for day in self._get_days_of_refunds(contract)]
        day = max(term.date_start - ONE_DAY + GRACE, *days)
        calendar = holidays.country_holidays("CN")
        while not calendar.is_working_day(day):
            day += ONE_DAY
        return day

    # -- messages -------------------------------------------------------------------

    def _was_told(self, contract, *words):
        """Whether an activity of a contract has all of these words."""
        return any(
            all(word in activity.summary for word in words)
            for activity in self.tables.activities[contract.id]
        )

    def _check_messages(self, contract):
        """Check that nothing failed, and that no activity is there twice."""
        if contract.failure:
            self._fail(contract, f"failed: {contract.failure}")
        notes = Counter(
            activity.summary for activity in self.tables.activities[contract.id]
        )
        for note, times in notes.items():
            if times > 1:
                self._fail(contract, f"told {times} times: {note}")
