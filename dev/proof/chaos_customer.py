"""Customers who pay in time, late, in part or never, for ``chaos.py``."""

from datetime import timedelta

from chaos_accounting import AccountingFates
from chaos_agreements import AgreementFates
from chaos_payers import PayerFates
from fates import get_chance


class CustomerBase:
    """One customer on one day.

    :param contract: the contract
    :param date day: today
    :param int journal_id: the bank
    :param int longest_step: how many days there are at most until the next round
    """

    def __init__(self, contract, day, journal_id, longest_step):
        self.env = contract.env
        self.contract = contract
        self.day = day
        self.journal_id = journal_id
        self.longest_step = longest_step

    @property
    def term(self):
        """The period that is to be paid."""
        return self.contract.open_term_id

    @property
    def invoice(self):
        """The invoice of the period that is to be paid."""
        return self.term.invoice_id

    @property
    def is_pressing(self):
        """Whether the last day to pay may come before the next round."""
        deadline = self.contract.payment_deadline
        return bool(deadline) and self._comes_before_the_next_round(deadline)

    def _comes_before_the_next_round(self, day):
        return day <= self.day + timedelta(days=self.longest_step)

    def _waits_for_payment(self):
        return self.term.state == "invoiced" and self.invoice.amount_residual > 0

    def _is_ready(self):
        return self.is_pressing or self._is_in_the_mood(0.3)

    def _is_in_the_mood(self, share):
        """Whether the customer feels like it today, on a share of all days."""
        return get_chance(self.contract.id, self.day) < share

    def _is_time_to_allocate(self):
        """Whether it is weeks after the last day to pay."""
        return self.day > self.contract.payment_deadline + timedelta(days=20)

    # -- money ----------------------------------------------------------------------

    def _register(self, invoice=None, **values):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=(invoice or self.invoice).ids
        ).create(
            {"journal_id": self.journal_id, "payment_date": self.day, **values}
        )._create_payments()

    def _deposit(self, **values):
        """Pay without saying for which invoice."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.contract.partner_id.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal_id,
                "amount": self.contract.amount_total,
                "date": self.day,
                **values,
            }
        )
        payment.action_post()
        return payment

    def _get_payers(self):
        """Return who may pay for this contract: see ``chaos_payers.create_payers``."""
        return self.env["res.partner"].search(
            [("ref", "=", self.contract.contract_number)]
        )

    def _get_credit(self):
        return self.env["account.move.line"].search(
            [
                ("partner_id", "in", self._get_payers().ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("move_id.origin_payment_id", "!=", False),
                ("amount_residual", "<", 0),
            ],
            limit=1,
        )

    def _allocate(self, invoice):
        invoice.js_assign_outstanding_line(self._get_credit().id)


class Customer(AccountingFates, AgreementFates, PayerFates, CustomerBase):
    """One customer on one day; the method called is the customer's fate.

    Each method finds out from the database what is left to do: a process that has since
    been killed may have done it already.
    """

    def pays(self):
        """Pay the invoice in time, early or at the last moment."""
        if self._waits_for_payment() and self._is_ready():
            self._register()

    def pays_in_parts(self):
        """Pay a part, and the rest on another day, or both at the last moment."""
        if not self._waits_for_payment():
            return
        is_untouched = self.invoice.amount_residual == self.invoice.amount_total
        if is_untouched:
            self._register(amount=100.0)
        if self.is_pressing or (not is_untouched and self._is_ready()):
            self._register()

    def pays_unallocated(self):
        """Pay in time without saying for what; the money is allocated weeks later."""
        self._pay_unallocated()

    def pays_twice_over(self):
        """Pay, and have the payment unreconciled and reconciled on the same day."""
        if not self._waits_for_payment():
            return
        invoice = self.invoice
        if self._get_credit():
            self._allocate(invoice)
        elif self._is_ready():
            self._register()
            invoice.line_ids.remove_move_reconcile()
            self.env.flush_all()
            self.env.cr.commit()
            self._allocate(invoice)

    def never_pays(self):
        """Let the renewal lapse."""

    def pays_a_part(self):
        """Pay less than is due."""
        if (
            self._waits_for_payment()
            and self.invoice.amount_residual == self.invoice.amount_total
        ):
            self._register(amount=100.0)

    def pays_after_the_end(self):
        """Pay once the contract has been terminated."""
        if self.contract.contract_state == "terminated" and not self._get_credit():
            self._deposit()

    def races(self):
        """Pay on the night on which the contract is ended."""
        if self._waits_for_payment():
            if self.day > self.contract.payment_deadline:
                self._register()
        elif self.contract.contract_state == "terminated" and not self._get_credit():
            self._deposit()
