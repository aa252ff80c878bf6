"""Check contracts from the database's tables alone, with arithmetic of its own.

It uses none of the addon's code, so that it does not repeat the addon's mistakes.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import holidays

# The fates of customers whose contracts have to go on, and have to end
GOES_ON = ("pays", "pays_in_parts", "pays_unallocated", "pays_twice_over")
ENDED = ("never_pays", "pays_a_part", "pays_after_the_end")

LEAD, GRACE, DAYS_TO_PAY = (timedelta(days=days) for days in (30, 3, 7))
REMINDERS = (30, 15, 7, 1)
ONE_DAY = timedelta(days=1)

CONTRACTS = """
    SELECT c.id, c.partner_id, c.contract_state AS state, c.signed_end, c.paid_until,
           c.contract_date_end AS date_end, c.termination_date, d.name AS reason,
           c.contract_failure AS failure, c.amount_total AS price
    FROM sale_subscription c
    LEFT JOIN ir_model_data d ON d.model = 'sale.subscription.close.reason'
        AND d.module = 'miniprogram_contract' AND d.res_id = c.close_reason_id
    WHERE c.id = ANY(%s)"""
TERMS = """
    SELECT t.contract_id, t.id, t.sequence, t.kind, t.state, t.is_opening,
           t.date_start, t.date_end, t.invoice_id
    FROM miniprogram_contract_term t
    WHERE t.contract_id = ANY(%s) ORDER BY t.sequence"""
MOVES = """
    SELECT m.subscription_id AS contract_id, m.id, m.move_type, m.state, m.invoice_date,
           m.amount_total AS total, m.amount_residual AS residual, m.reversed_entry_id,
           m.create_date AS created
    FROM account_move m WHERE m.subscription_id = ANY(%s) ORDER BY m.id"""
# What payments have settled of each invoice, and when
SETTLEMENTS = """
    SELECT i.subscription_id AS contract_id, i.id AS invoice_id, p.amount,
           p.create_date AS created
    FROM account_partial_reconcile p
    JOIN account_move_line debit ON debit.id = p.debit_move_id
    JOIN account_move i ON i.id = debit.move_id
    JOIN account_move_line credit ON credit.id = p.credit_move_id
    JOIN account_move payment ON payment.id = credit.move_id
    WHERE payment.origin_payment_id IS NOT NULL AND i.subscription_id = ANY(%s)"""
PAYMENTS = """
    SELECT c.id AS contract_id, p.amount, p.date, p.create_date AS created
    FROM account_payment p JOIN sale_subscription c ON c.partner_id = p.partner_id
    WHERE c.id = ANY(%s)"""
REMINDER_MESSAGES = """
    SELECT m.res_id AS contract_id, m.create_date AS created
    FROM mail_message m WHERE m.model = 'sale.subscription' AND m.res_id = ANY(%s)
    AND m.subject LIKE 'Renewal of contract%%' ORDER BY m.id"""
ACTIVITIES = """
    SELECT a.res_id AS contract_id, a.summary FROM mail_activity a
    WHERE a.res_model = 'sale.subscription' AND a.res_id = ANY(%s) AND a.active"""


class Recount:
    """Compares every contract with what its customer did."""

    def __init__(self, cr, fates, days):
        """Read the tables.

        :param cr: a cursor
        :param dict fates: the fate of the customer, by the contract's id
        :param list days: the day of each round, and the moments it began and ended
        """
        self.cr = cr
        self.fates = fates
        self.days = days
        self.today = days[-1][0]
        self.contracts = self._read(CONTRACTS)
        self.terms = self._group(TERMS)
        self.moves = self._group(MOVES)
        self.settlements = self._group(SETTLEMENTS)
        self.payments = self._group(PAYMENTS)
        self.reminders = self._group(REMINDER_MESSAGES)
        self.activities = self._group(ACTIVITIES)
        self.violations = []

    def _read(self, query):
        self.cr.execute(query, [list(self.fates)])
        names = [column.name for column in self.cr.description]
        return [
            SimpleNamespace(**dict(zip(names, row, strict=True)))
            for row in self.cr.fetchall()
        ]

    def _group(self, query):
        grouped = defaultdict(list)
        for row in self._read(query):
            grouped[row.contract_id].append(row)
        return grouped

    @property
    def figures(self):
        """Return what there is, by its name: the figures that are printed."""
        moves = [move for moves in self.moves.values() for move in moves]
        states = Counter(contract.state for contract in self.contracts)
        return {
            "contracts": len(self.contracts),
            "terms invoiced": sum(len(t) for t in self.terms.values())
            - len(self.contracts),
            "invoices": sum(move.move_type == "out_invoice" for move in moves),
            "credit notes": sum(move.move_type == "out_refund" for move in moves),
            "payments": sum(len(payments) for payments in self.payments.values()),
            "reminders": sum(len(sent) for sent in self.reminders.values()),
            "contracts ended": states["terminated"],
            "contracts going on": states["active"],
        }

    def check(self):
        """Check every contract.

        :return: a sentence for each thing that is wrong
        :rtype: list[str]
        """
        for contract in self.contracts:
            self._check_periods(contract)
            self._check_dates(contract)
            self._check_messages(contract)
            if self._has_its_invoices(contract):
                self._check_invoices(contract)
                self._check_end(contract)
                self._check_reminders(contract)
        return self.violations

    def _fail(self, contract, problem):
        fate = self.fates[contract.id]
        self.violations.append(f"contract {contract.id} ({fate}): {problem}")

    # -- periods --------------------------------------------------------------------

    def _check_periods(self, contract):
        """Check that no period is missing, doubled or followed by a gap."""
        terms = self.terms[contract.id]
        if [term.sequence for term in terms] != list(range(1, len(terms) + 1)):
            self._fail(contract, "a term is missing or doubled")
        for former, term in pairwise(terms):
            if term.date_start != former.date_end + ONE_DAY:
                self._fail(contract, f"gap or overlap before {term.date_start}")
            if term.date_end != last_day_of_year_from(term.date_start):
                self._fail(contract, f"{term.date_start} is not followed by one year")
        if contract.state == "active" and self._is_next_due(contract):
            self._fail(contract, f"nothing follows {terms[-1].date_end}")

    def _is_next_due(self, contract):
        terms = self.terms[contract.id]
        is_instalment = terms[-1].date_end < contract.signed_end
        all_paid = all(self._is_paid(contract, term) for term in terms)
        is_near = terms[-1].date_end - LEAD <= self.today
        return is_near and (is_instalment or all_paid)

    def _is_paid(self, contract, term):
        return (
            term.is_opening or self._get_paid_amount(contract, term) >= contract.price
        )

    def _get_paid_amount(self, contract, term):
        return sum(
            settled.amount
            for settled in self.settlements[contract.id]
            if settled.invoice_id == term.invoice_id
        )

    def _get_paid_on(self, contract, term):
        """Return when a term's last payment was matched with its invoice, or None."""
        if term.is_opening or not self._is_paid(contract, term):
            return None
        return max(
            settled.created
            for settled in self.settlements[contract.id]
            if settled.invoice_id == term.invoice_id
        )

    # -- invoices -------------------------------------------------------------------

    def _has_its_invoices(self, contract):
        """Whether each term has one invoice, and each lapsed one a credit note."""
        moves, terms = self.moves[contract.id], self._get_invoiced_terms(contract)
        invoices = [move.id for move in moves if move.move_type == "out_invoice"]
        if sorted(term.invoice_id or 0 for term in terms) != invoices:
            self._fail(contract, "invoices without a term, or terms without an invoice")
            return False
        credited = [note.reversed_entry_id for note in self._get_credit_notes(contract)]
        if credited != [t.invoice_id for t in terms if t.state == "lapsed"]:
            self._fail(contract, "a credit note too many or too few")
            return False
        return True

    def _get_invoiced_terms(self, contract):
        return [term for term in self.terms[contract.id] if not term.is_opening]

    def _get_invoice(self, contract, term):
        return next(
            move for move in self.moves[contract.id] if move.id == term.invoice_id
        )

    def _get_credit_notes(self, contract):
        return [m for m in self.moves[contract.id] if m.move_type == "out_refund"]

    def _check_invoices(self, contract):
        for term in self._get_invoiced_terms(contract):
            self._check_invoice(contract, term, self._get_invoice(contract, term))

    def _check_invoice(self, contract, term, invoice):
        if invoice.state != "posted":
            self._fail(contract, f"invoice {invoice.id} is {invoice.state}")
        if invoice.total != contract.price:
            self._fail(contract, f"invoice {invoice.id} says {invoice.total}")
        is_paid = self._is_paid(contract, term)
        if is_paid != (term.state == "paid"):
            self._fail(contract, f"term {term.sequence} is {term.state}")
        if term.state == "lapsed" and invoice.residual:
            self._fail(contract, f"invoice {invoice.id} was credited in part only")
        if is_paid and invoice.residual:
            self._fail(contract, f"invoice {invoice.id} is paid and still asks for it")

    # -- dates and ends -------------------------------------------------------------

    def _check_dates(self, contract):
        paid = [
            term for term in self.terms[contract.id] if self._is_paid(contract, term)
        ]
        paid_until = paid[-1].date_end
        if contract.paid_until != paid_until:
            self._fail(contract, f"paid until {paid_until}, not {contract.paid_until}")
        date_end = max(paid_until, contract.signed_end)
        if contract.date_end != date_end:
            self._fail(contract, f"ends on {date_end}, not on {contract.date_end}")

    def _check_end(self, contract):
        """Check that paid contracts go on and unpaid ones have ended."""
        fate, term = self.fates[contract.id], self.terms[contract.id][-1]
        if contract.state == "terminated":
            if fate in GOES_ON:
                self._fail(contract, "ended although the customer pays in time")
            self._check_ended(contract, term)
        elif contract.state != "active":
            self._fail(contract, f"is {contract.state}")
        elif fate not in GOES_ON and self._is_over(contract, term):
            self._fail(contract, f"goes on although unpaid, on {self.today}")

    def _check_ended(self, contract, term):
        if contract.reason != "close_reason_unpaid":
            self._fail(contract, f"ended for {contract.reason}")
        if contract.termination_date != contract.paid_until:
            self._fail(contract, f"last day of service {contract.termination_date}")
        if term.kind != "renewal" or term.state != "lapsed":
            self._fail(contract, f"ended with a {term.kind} that is {term.state}")
            return
        [note] = self._get_credit_notes(contract)
        deadline = self._get_deadline(contract, term)
        if note.invoice_date <= deadline:
            self._fail(contract, f"ended before its deadline {deadline} was over")
        in_time = sum(
            payment.amount
            for payment in self.payments[contract.id]
            if payment.date <= deadline and payment.created < note.created
        )
        if in_time >= contract.price:
            self._fail(contract, "ended although the money was there")

    def _is_over(self, contract, term):
        if term.kind != "renewal" or self._is_paid(contract, term):
            return False
        return self._get_deadline(contract, term) < self.today

    def _get_deadline(self, contract, term):
        invoice = self._get_invoice(contract, term)
        last_paid = term.date_start - ONE_DAY
        day = max(last_paid + GRACE, invoice.invoice_date + DAYS_TO_PAY)
        calendar = holidays.country_holidays("CN")
        while not calendar.is_working_day(day):
            day += ONE_DAY
        return day

    # -- reminders ------------------------------------------------------------------

    def _check_reminders(self, contract):
        """Check for one reminder on each day due while unpaid, and for no other."""
        sent = Counter(
            self._get_round(message.created) for message in self.reminders[contract.id]
        )
        possible = Counter()
        for term in self.terms[contract.id]:
            if term.kind == "renewal" and term.invoice_id:
                self._add_reminders(contract, term, sent, possible)
        for number in sent - possible:
            self._fail(contract, f"a reminder too many on {self.days[number][0]}")

    def _add_reminders(self, contract, term, sent, possible):
        """Count the reminders that a renewal called for while it was unpaid.

        :param Counter sent: how many reminders were sent, by round
        :param Counter possible: how many could have been; those of this term are added
        """
        invoice = self._get_invoice(contract, term)
        settled = self._get_settled_round(contract, term)
        left = set(REMINDERS)
        for number in range(self._get_round(invoice.created), len(self.days)):
            day = self.days[number][0]
            if day >= term.date_start:
                break  # the paid term is over
            reached = {
                days for days in left if day >= term.date_start - (days + 1) * ONE_DAY
            }
            if not reached:
                continue
            left -= reached
            possible[number] += 1
            if number < settled and not sent[number]:
                self._fail(contract, f"no reminder on {day}")
            if number >= settled:
                break

    def _get_settled_round(self, contract, term):
        """Return the number of the round in which a term was paid or lapsed."""
        notes = self._get_credit_notes(contract) if term.state == "lapsed" else []
        settled = notes[0].created if notes else self._get_paid_on(contract, term)
        return self._get_round(settled) if settled else len(self.days)

    def _get_round(self, moment):
        """Return the number of the round to which a moment belongs."""
        for number, (_day, _began, ended) in enumerate(self.days):
            if moment <= ended:
                return number
        return len(self.days) - 1

    # -- messages -------------------------------------------------------------------

    def _check_messages(self, contract):
        """Check that nothing failed, and that no activity is there twice."""
        if contract.failure:
            self._fail(contract, f"failed: {contract.failure}")
        notes = Counter(activity.summary for activity in self.activities[contract.id])
        for note, times in notes.items():
            if times > 1:
                self._fail(contract, f"told {times} times: {note}")


def last_day_of_year_from(day):
    """Return the last day of the year that begins on a day."""
    try:
        return date(day.year + 1, day.month, day.day) - ONE_DAY
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)
