# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What accounting does to the documents of a contract: rules of the state machine."""

from hypothesis import strategies as st

from .ledger_machine_common import REASON, act, only_if


class AccountingRules:
    """Invoices that are drafts again, copied, replaced, or settled without money."""

    # -- drafts ------------------------------------------------------------------------

    @only_if(lambda self: self.runs and self._get_redoable())
    @act(at_most=2, number=st.integers(0, 9))
    def set_to_draft(self, number):
        """An invoice is set to draft: what had paid it is open again."""
        self._set_to_draft(self._pick(self._get_redoable()[::-1], number))

    def _set_to_draft(self, term):
        term.invoice_id.button_draft()
        self.ledger.posted_on.pop((term.id, term.invoice_id.id), None)

    def _get_redoable(self):
        return self.ledger.get_living().filtered(
            lambda term: (
                term.invoice_id.state == "posted"
                and not term.invoice_id.reversal_move_ids
            )
        )

    @only_if(lambda self: self._get_drafts())
    @act()
    def post_again(self):
        """What was set to draft is posted again."""
        self._get_drafts().action_post()

    def _get_drafts(self):
        invoices = self.ledger.get_living().invoice_id
        return invoices.filtered(lambda invoice: invoice.state == "draft")

    # -- documents that take another's place -------------------------------------------

    # core takes half a second for it
    @only_if(lambda self: self.runs and self._get_redoable())
    @act(at_most=1)
    def reissue_what_is_paid(self):
        """The invoice of the first period that has one, paid or not, is made anew."""
        self._reissue(self._get_redoable()[:1].invoice_id)

    @only_if(lambda self: self.runs and self.payable and not self.ledger.copies)
    @act(at_most=2, is_paid=st.booleans())
    def copy_invoice(self, is_paid):
        """An invoice is copied and posted, and the customer may pay the copy."""
        self._copy(self.payable[-1:].invoice_id, is_paid)

    def _copy(self, invoice, is_paid):
        copy = invoice.copy()
        copy.invoice_date = self.day
        copy.action_post()
        self.ledger.copies |= copy
        if is_paid:
            self._note_receipt(self.test._pay_invoice(copy, str(self.day)))

    @only_if(lambda self: self.runs and self.ledger.copies and self._get_replaceable())
    @act()
    def assign_copy(self):
        """A copy takes the place of a period's invoice."""
        copy = self.ledger.copies[:1]
        self._get_replaceable()[:1].action_replace_invoice(copy, REASON)
        self.ledger.copies -= copy

    def _get_replaceable(self):
        return self.ledger.get_living().filtered(
            lambda term: (
                term.state in ("planned", "invoiced")
                and term.amount == self.ledger.copies[:1].amount_total
            )
        )

    @only_if(lambda self: self.ledger.copies)
    @act()
    def set_copy_aside(self):
        """A copy is for something else than a period."""
        copy = self.ledger.copies[:1]
        self.contract.action_set_invoice_aside(copy, REASON)
        self.ledger.copies -= copy
        self.ledger.set_aside |= copy

    # -- settled without a payment -----------------------------------------------------

    @only_if(lambda self: self.runs and self.credited)
    @act(at_most=2)
    def count_as_paid(self):
        """A period whose invoice was credited was settled in another way."""
        term = self.credited[:1]
        term.action_count_as_paid(REASON)
        self.ledger.counted[term.id] = term.invoice_id

    @only_if(lambda self: self.runs and self._get_counted())
    @act(at_most=2)
    def stop_counting_as_paid(self):
        """It was wrong: payments decide again."""
        term = self._get_counted()[:1]
        term.action_stop_counting_as_paid(REASON)
        del self.ledger.counted[term.id]

    def _get_counted(self):
        return self.ledger.get_living().filtered("counted_as_paid_reason")

    # -- money that goes back ----------------------------------------------------------

    @only_if(lambda self: self._find_given_back())
    @act(at_most=1)
    def give_back(self):
        """Open money is paid back, and nobody reconciles the refund with it."""
        payment = self._find_given_back()
        self._pay_back(payment)
        self._note_loss(payment)

    def _find_given_back(self):
        """Return the oldest payment of which nothing is used.

        Of a stranger who paid for something else too, nobody can say which it is: the
        contract is on hold, rather than ended by mistake.
        """
        whole = self.ledger.get_open_lines(self.returnable).filtered(
            lambda line: not line.matched_debit_ids
        )
        payments = whole.payment_id
        if self.is_paid_for_something_else:
            payments = payments.filtered(
                lambda payment: payment.partner_id != self.test.stranger
            )
        return payments.sorted(lambda payment: (payment.date, payment.id))[:1]
