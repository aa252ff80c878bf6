"""Where each fen of a customer is, and what each period costs, for ``recount.py``."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from fates import AGREED_AMOUNT, get_charge

ONE_DAY = timedelta(days=1)
FEN = Decimal("0.01")
NOT_ASSIGNED = "Assign Invoice"


class MoneyRecount:
    """Invoices, credit notes and payments of one contract after the other."""

    # -- what is paid --------------------------------------------------------------

    def _is_paid(self, contract, term):
        if term.is_opening or term.kind == "extension":
            return True
        paid = self._get_paid_amount(contract, term.invoice_id)
        return bool(paid) and paid >= self._get_price(contract, term)

    def _get_paid_amount(self, contract, invoice_id):
        return sum(match.amount for match in self._get_matches(contract, invoice_id))

    def _get_matches(self, contract, invoice_id):
        return [
            match
            for match in self.tables.matches[contract.id]
            if match.invoice_id == invoice_id and not match.refund_id
        ]

    def _get_credit(self, contract, day=date.max, moment=None):
        """Return what came in by a day, and neither went back nor was used yet.

        :param date day: of the payment
        :param datetime moment: by when it was entered, and counts if it was used too
        """
        return sum(
            self._count_towards_credit(payment, moment)
            for payment in self.tables.payments[contract.id]
            if payment.payment_type == "outbound" or payment.date <= day
            if not moment or payment.created < moment
        )

    def _count_towards_credit(self, payment, moment):
        if not moment:
            return payment.open_amount
        return payment.amount if payment.payment_type == "inbound" else -payment.amount

    def _get_days_of_refunds(self, contract):
        """Return on which days a payment that had paid a period was given back."""
        refunds = {m.refund_id for m in self.tables.matches[contract.id]} - {None}
        return [p.date for p in self.tables.payments[contract.id] if p.id in refunds]

    # -- what a period costs -------------------------------------------------------

    def _get_price(self, contract, term):
        """Return what a period costs: a year, or the days until an agreed end."""
        charge = get_charge(contract.id, self.fates[contract.id])
        year_end = get_last_day_of_year(term.date_start)
        is_cut = term.date_end != year_end
        if not is_cut or not charge:
            return contract.price
        if charge == "amount":
            return Decimal(str(AGREED_AMOUNT))
        days = (term.date_end - term.date_start).days + 1
        days_of_year = (year_end - term.date_start).days + 1
        exact = contract.price * days / days_of_year
        return exact.quantize(FEN, ROUND_HALF_UP)

    # -- invoices ------------------------------------------------------------------

    def _check_invoices(self, contract):
        """Check that each period is billed once, and what was replaced not at all."""
        billed = self._get_billed(contract)
        for term in self._get_living(contract):
            if term.kind == "extension" and term.invoice_id:
                self._fail(contract, "days that are free have an invoice")
            if term.is_opening or term.kind == "extension":
                continue
            if term.invoice_id not in billed:
                self._fail(contract, f"term {term.sequence} has no posted invoice")
                continue
            self._check_term(contract, term, billed.pop(term.invoice_id))
        for invoice_id, amount in billed.items():
            if amount and not self._is_copy_in_question(contract, invoice_id):
                self._fail(
                    contract, f"invoice {invoice_id} bills {amount} beside the periods"
                )
        for move in self.tables.moves[contract.id]:
            if move.state == "draft":
                self._fail(contract, f"invoice {move.id} is a draft")
            if move.move_type == "out_refund" and move.residual:
                self._fail(contract, f"credit note {move.id} credits nothing")

    def _get_billed(self, contract):
        """Return of each posted invoice what credit notes have left of its total."""
        posted = [m for m in self.tables.moves[contract.id] if m.state == "posted"]
        billed = {m.id: m.total for m in posted if m.move_type == "out_invoice"}
        for note in posted:
            if note.move_type == "out_refund":
                billed[note.reversed_entry_id] -= note.total
        return billed

    def _check_term(self, contract, term, billed):
        invoice = self._get_invoice(contract, term)
        price = self._get_price(contract, term)
        paid = self._get_paid_amount(contract, invoice.id)
        if billed != price or term.amount != price:
            self._fail(
                contract,
                f"term {term.sequence} of {term.amount} bills {billed}, not {price}",
            )
        if self._is_paid(contract, term) != (term.state == "paid"):
            self._fail(contract, f"term {term.sequence} is {term.state}")
        if invoice.residual != max(billed - paid, 0):
            self._fail(contract, f"invoice {invoice.id} still asks {invoice.residual}")

    def _is_copy_in_question(self, contract, invoice_id):
        """Whether no period has had an invoice, and people were told of it by name."""
        [move] = [m for m in self.tables.moves[contract.id] if m.id == invoice_id]
        return not move.term_id and self._was_told(contract, move.name, NOT_ASSIGNED)

    def _get_paid_copies(self, contract):
        """Return the invoices that were paid, and of which people were told so."""
        return [
            move.id
            for move in self.tables.moves[contract.id]
            if move.move_type == "out_invoice"
            and self._get_paid_amount(contract, move.id)
            and self._is_copy_in_question(contract, move.id)
        ]

    def _get_invoice(self, contract, term):
        return next(
            move
            for move in self.tables.moves[contract.id]
            if move.id == term.invoice_id
        )

    def _get_invoices(self, contract, term):
        """Return all invoices that a period has had, the first one first."""
        return [
            move
            for move in self.tables.moves[contract.id]
            if move.move_type == "out_invoice" and term.id == move.term_id
        ]

    # -- each fen ------------------------------------------------------------------

    def _check_money(self, contract):
        """Check that all that came is on a living period, went back, or is open."""
        living = {term.invoice_id for term in self._get_living(contract)}
        living.update(self._get_paid_copies(contract))
        used = defaultdict(Decimal)
        for match in self.tables.matches[contract.id]:
            used[match.payment_id] += match.amount
            used[match.refund_id] -= match.amount
            if not match.refund_id and match.invoice_id not in living:
                self._fail(contract, f"{match.amount} pays what nobody is to pay")
        for payment in self.tables.payments[contract.id]:
            sign = 1 if payment.payment_type == "inbound" else -1
            if sign * payment.amount != used[payment.id] + payment.open_amount:
                self._fail(contract, f"of payment {payment.id} some is nowhere")


def get_last_day_of_year(day):
    """Return the last day of the year that begins on a day."""
    try:
        return date(day.year + 1, day.month, day.day) - ONE_DAY
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)
