"""Whether customers were reminded on their days, and no more, for ``recount.py``."""

from collections import Counter

from fates import AGREED
from recount_money import ONE_DAY

REMINDERS = (30, 15, 7, 1)
# Customers who are reminded or not, as they come to an agreement or pay another invoice
UNSURE = (*AGREED, "agrees_and_withdraws", "pays_a_copy")


class RemindersRecount:
    """The reminders of one contract after the other, by the rounds of the run."""

    def _check_reminders(self, contract):
        """Check for one reminder on each day due while unpaid, and for no other."""
        sent = Counter(
            self._get_round(message.created)
            for message in self.tables.reminders[contract.id]
        )
        possible = Counter()
        for term in self.tables.terms[contract.id]:
            if term.kind == "renewal" and term.invoice_id:
                self._add_reminders(contract, term, sent, possible)
        for number in sent - possible:
            self._fail(contract, f"a reminder too many on {self.days[number][0]}")

    def _add_reminders(self, contract, term, sent, possible):
        """Count the reminders that a renewal called for while it was unpaid.

        :param Counter sent: how many reminders were sent, by round
        :param Counter possible: how many could have been; those of this term are added
        """
        first = self._get_invoices(contract, term)[0]
        is_unsure = self.fates[contract.id] in UNSURE
        settled = self._get_settled_round(contract, term)
        resumed = self._get_resumed_round(contract)
        left = set(REMINDERS)
        for number in range(self._get_round(first.created), len(self.days)):
            day = self.days[number][0]
            if day >= term.date_start:
                break  # the paid term is over
            reached = {
                days for days in left if day >= term.date_start - (days + 1) * ONE_DAY
            }
            if not reached:
                continue
            left -= reached
            if is_unsure or number <= settled or number >= resumed:
                possible[number] += 1
            if not is_unsure and number < settled and not sent[number]:
                self._fail(contract, f"no reminder on {day}")

    def _get_settled_round(self, contract, term):
        """Return in which round enough money came for a term, or it lapsed."""
        if term.state == "lapsed":
            lapsed = self._get_round(self._get_last_credit_note(contract).created)
        else:
            lapsed = len(self.days)
        received = 0
        for payment in self._get_receipts(contract):
            received += payment.amount
            if received >= contract.price:
                return min(self._get_round(payment.created), lapsed)
        return lapsed

    def _get_resumed_round(self, contract):
        """Return in which round money was given back, so that reminders go on."""
        payments = self.tables.payments[contract.id]
        refunds = [p.created for p in payments if p.payment_type == "outbound"]
        return self._get_round(min(refunds)) if refunds else len(self.days)

    def _get_receipts(self, contract):
        payments = self.tables.payments[contract.id]
        receipts = [p for p in payments if p.payment_type == "inbound"]
        return sorted(receipts, key=lambda payment: payment.created)

    def _get_round(self, moment):
        """Return the number of the round to which a moment belongs."""
        for number, (_day, _began, ended) in enumerate(self.days):
            if moment <= ended:
                return number
        return len(self.days) - 1
