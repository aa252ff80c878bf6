# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a contract's ledger should say, counted anew from journal items and days.

Nothing here asks the ledger for what it decides: what is paid, by when a period can be
paid, and what holds an end are counted from payments and from what was seen happening.
"""

from datetime import timedelta
from functools import wraps

import holidays
from hypothesis.stateful import precondition, rule

REASON = "经理决定"
ONE_DAY = timedelta(days=1)
GRACE_DAYS = timedelta(days=3)
WEEK = timedelta(days=7)
CHINA = holidays.country_holidays("CN")


def only_if(condition):
    """Let a rule be chosen only while a condition of the machine holds."""
    return precondition(lambda machine: bool(condition(machine)))


ACTS = set()  # the names of all that can be done
HOLDS = {"agreed end", "draft", "credited", "money", "force majeure", "paid copy"}


def act(at_most=None, **arguments):
    """Make a method a rule of the machine, and count how often it was done.

    :param at_most: how often in an example, if not at will: what changes everything
        comes rarely, or little else would ever come to pass
    :param arguments: the strategies of the method's arguments
    """

    def count(method):
        name = method.__name__
        ACTS.add(name)

        @wraps(method)
        def counted(machine, **values):
            method(machine, **values)
            machine.done[name] += 1
            machine.test.acts[name] += 1

        is_left = only_if(lambda machine: not at_most or machine.done[name] < at_most)
        return is_left(rule(**arguments)(counted))

    return count


class LedgerRecount:
    """A contract as seen from outside: money, days, and what people did.

    :param test: the test case whose assertions are used
    :param contract: the contract
    """

    def __init__(self, test, contract):
        self.test = test
        self.contract = contract
        self.received = 0.0  # what came in and neither bounced nor went back
        self.payments = test.env["account.payment"]  # those that came and live
        self.gaps = set()  # first days of what a manager reinstated
        self.posted_on = {}  # of each invoice of a term: the day it was seen first
        self.fell_back_on = {}  # of each term: the day on which money fell back
        self.fell_back = set()  # terms that were paid when an end was decided
        self.granted = {}  # of each term: the last day that a manager granted
        self.was_paid = set()
        self.left_owed = set()  # what was not paid when a manager reinstated
        self.copies = test.env["account.move"]  # of which nobody has said what they are
        self.set_aside = test.env["account.move"]  # copies for something else
        self.counted = {}  # of each term that counts as paid: the invoice it had then
        self.is_force_majeure = False

    # -- money -------------------------------------------------------------------------

    def get_living(self):
        """Return the periods that were not given up, by day."""
        terms = self.contract.term_ids.filtered(lambda term: term.state != "lapsed")
        return terms.sorted("date_start")

    def _get_matches(self, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).matched_credit_ids

    def get_money_on(self, invoice):
        """Return which sums of which payments pay an invoice.

        So does what a credit note of another invoice has left of a part that was paid.
        """
        return [
            (match.credit_move_id.payment_id, match.amount)
            for match in self._get_matches(invoice)
            if match.credit_move_id.move_id.reversed_entry_id != invoice
        ]

    def is_paid(self, term):
        """Whether payments that nobody took back cover all of a period."""
        if term.kind == "extension":
            return True
        invoice = term.invoice_id
        if self.counted.get(term.id) == invoice and not self.get_owed(invoice):
            return True
        if invoice.state != "posted" or invoice.amount_residual:
            return False
        if not invoice.currency_id.is_zero(self.get_due(term)):
            return False  # the rest was credited
        money = self.get_money_on(invoice)
        return all(payment <= self.payments for payment, _ in money)

    def get_owed(self, invoice):
        """Return what is owed of an invoice, less what its credit notes have left."""
        notes = self._get_credited().get(invoice, invoice.browse())
        return max(invoice.amount_residual - sum(notes.mapped("amount_residual")), 0.0)

    def get_due(self, term):
        """Return what living payments do not cover of a period."""
        money = self.get_money_on(term.invoice_id)
        return term.amount - sum(amount for _payment, amount in money)

    def get_open_lines(self, payments):
        """Return the open receivable lines of payments."""
        return payments.move_id.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable" and line.amount_residual
            )
        )

    def get_credit(self, deadline=None):
        """Return the sum of what payments have left, dated by a day.

        Of a part that was paid before its invoice was credited, the credit note has it.
        """
        payments = self.payments.filtered(
            lambda payment: not deadline or payment.date <= deadline
        )
        left = -sum(self.get_open_lines(payments).mapped("amount_residual"))
        for invoice, notes in self._get_credited().items():
            dated = notes.filtered(lambda n: not deadline or n.date <= deadline)
            owed = invoice.amount_residual
            left += max(sum(dated.mapped("amount_residual")) - owed, 0.0)
        return left

    def _get_credited(self):
        """Return the invoices that were credited in full, with their credit notes."""
        notes = self._get_documents().filtered(lambda m: m.move_type == "out_refund")
        return {
            invoice: credited
            for invoice, credited in notes.grouped("reversed_entry_id").items()
            if sum(credited.mapped("amount_total")) > invoice.amount_total - 0.005
        }

    def _get_documents(self):
        """Return the contract's posted invoices and credit notes."""
        return self.test.env["account.move"].search(
            [
                ("subscription_id", "=", self.contract.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )

    # -- days --------------------------------------------------------------------------

    def find_offer(self):
        """Return the renewal whose missing payment would end the contract, or none."""
        terms = self.get_living()
        paid = terms.filtered(self.is_paid)
        paid_until = max(paid.mapped("date_end"), default=None)
        unpaid = (terms - paid).filtered(
            lambda term: (
                term.id not in self.left_owed
                and not (
                    term.id in self.fell_back_on
                    and paid_until
                    and term.date_end < paid_until
                )
            )
        )
        first = unpaid[:1]
        return first.filtered(lambda term: term.kind == "renewal" and paid_until)

    def get_deadline(self, term):
        """Return the last day on which a renewal can be paid."""
        paid = self.get_living().filtered(self.is_paid)
        paid_until = max(paid.mapped("date_end"))
        is_after_gap = term.date_start > paid_until + ONE_DAY
        days = [(term.date_start if is_after_gap else paid_until) + GRACE_DAYS]
        if posted_on := self.posted_on.get((term.id, term.invoice_id.id)):
            days.append(posted_on + WEEK)
        if fell_back_on := self.fell_back_on.get(term.id):
            days.append(fell_back_on + WEEK)
        if granted := self.granted.get(term.id):
            days.append(granted)
        day = max(days)
        while not CHINA.is_working_day(day):
            day += ONE_DAY
        return day

    def note_reinstatement(self, first_day):
        """Note what is owed from before, where a new period begins on a day."""
        terms = self.get_living()
        if any(term.date_end >= first_day for term in terms):
            return
        self.gaps.add(first_day)
        self.left_owed.update(
            term.id
            for term in terms
            if term.kind != "initial" and not self.is_paid(term)
        )

    def has_agreed_end(self, term):
        """Whether both sides agreed that the contract goes on beyond a day."""
        contract = self.contract
        last_day = contract.close_reason_id.is_agreement and contract.termination_date
        return bool(last_day and last_day >= term.date_start)

    def find_hold(self, term, deadline):
        """Return what lets a contract go on beyond a deadline, in a word, or none."""
        invoice = term.invoice_id
        holds = {
            "agreed end": self.has_agreed_end(term),
            "draft": invoice.state != "posted",
            # it waits for a person to invoice it again
            "credited": any(n.state == "posted" for n in invoice.reversal_move_ids),
            "money": self.is_covered(term, deadline),
            "force majeure": self.is_force_majeure,
            # people have to say what a copy is that the customer paid
            "paid copy": any(self.get_money_on(copy) for copy in self.copies),
        }
        return next((hold for hold, is_so in holds.items() if is_so), None)

    def is_covered(self, term, deadline):
        """Whether money that nobody has allocated came in time for a period."""
        credit, due = self.get_credit(deadline), self.get_due(term)
        return credit > 0 and credit - due > -0.005

    # -- what is seen after each step --------------------------------------------------

    def look(self, day):
        """Note which invoices were posted today, and which payments fell back."""
        if self.contract.contract_state == "terminated":
            self.is_force_majeure = False  # it has come to its end with the contract
        for term in self.get_living():
            if term.invoice_id.state == "posted":
                self.posted_on.setdefault((term.id, term.invoice_id.id), day)
            if self.is_paid(term):
                self.was_paid.add(term.id)
            elif term.id in self.was_paid:
                self.was_paid.remove(term.id)
                self.fell_back_on[term.id] = day
                self.fell_back.add(term)

    def check_days(self):
        """Check that each day is in one period, but for the gaps of reinstatements."""
        terms = self.get_living()
        expected = terms[:1].date_start
        for term in terms:
            self.test.assertLessEqual(term.date_start, term.date_end)
            self.test.assertGreaterEqual(term.date_start, expected, "an overlap")
            if term.date_start not in self.gaps:
                self.test.assertEqual(term.date_start, expected, "a hole")
            expected = term.date_end + ONE_DAY

    def check_bills(self):
        """Check that each period is billed once, and what was given up not at all."""
        moves = self._get_documents()
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        terms = self.get_living()
        self.test.assertEqual(len(terms.invoice_id), len(terms.filtered("invoice_id")))
        credit_notes = moves.grouped("reversed_entry_id")
        for invoice in invoices:
            credited = credit_notes.get(invoice, moves.browse())
            billed = invoice.amount_total - sum(credited.mapped("amount_total"))
            if invoice in self.copies | self.set_aside:
                continue
            term = terms.filtered_domain([("invoice_id", "=", invoice.id)])
            if not term:
                self.test.assertAlmostEqual(billed, 0.0, 2, "billed beside the ledger")
            elif not credited:
                self.test.assertAlmostEqual(billed, term.amount, 2)

    def check_money(self):
        """Check that every fen that came in is on a period, or is an open credit."""
        invoices = self.get_living().invoice_id | self.copies | self.set_aside
        for invoice in self._get_credited():
            # what was paid of it is an open credit
            invoices -= invoice
        used = sum(
            amount
            for invoice in invoices
            for _payment, amount in self.get_money_on(invoice)
        )
        left = self.get_credit()
        self.test.assertAlmostEqual(used + left, self.received, 2)

    def check_states(self):
        """Check that a period is paid exactly if money covers it."""
        for term in self.get_living():
            self.test.assertEqual(
                term.state == "paid", self.is_paid(term), term.display_name
            )
            self.test.assertEqual(
                bool(term.amount_due) and term.state != "paid",
                term.state == "invoiced" and term.invoice_id.state == "posted",
            )

    def check_end(self):
        """Check that nothing unpaid is charged past a decided end.

        What was paid when that was decided, and is not any more, waits for the end: an
        invoice that is a draft for a moment is not given up.
        """
        contract = self.contract
        last_day = contract.termination_date
        if not last_day:
            return
        for term in self.get_living().filtered(lambda term: term.date_start > last_day):
            if contract.contract_state == "terminated" or term not in self.fell_back:
                self.test.assertEqual(term.state, "paid", "charged past the end")
