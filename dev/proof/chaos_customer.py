"""Customers who pay in time, late, in part or never, for ``chaos.py``."""

import random
from datetime import timedelta


class Customer:
    """One customer on one day; the method called is the customer's fate.

    Each method finds out from the database what is left to do: a process that has since
    been killed may have done it already.
    """

    def __init__(self, contract, day, journal_id, longest_step):
        self.env = contract.env
        self.contract = contract
        self.day = day
        self.journal_id = journal_id
        self.term = contract.open_term_id
        self.invoice = self.term.invoice_id
        # so that the last day does not fall between two rounds
        self.is_pressing = bool(
            contract.payment_deadline
            and contract.payment_deadline <= day + timedelta(days=longest_step)
        )

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
        if not self._waits_for_payment():
            return
        if not self._get_credit():
            if self._is_ready():
                self._deposit()
        elif self.day > self.contract.payment_deadline + timedelta(days=20):
            self._allocate()

    def pays_twice_over(self):
        """Pay, and have the payment unreconciled and reconciled on the same day."""
        if not self._waits_for_payment():
            return
        if self._get_credit():
            self._allocate()
        elif self._is_ready():
            self._register()
            self.invoice.line_ids.remove_move_reconcile()
            self.env.flush_all()
            self.env.cr.commit()
            self._allocate()

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

    def _waits_for_payment(self):
        return self.term.state == "invoiced" and self.invoice.amount_residual > 0

    def _is_ready(self):
        mood = random.Random(f"{self.contract.id}-{self.day}").random()
        return self.is_pressing or mood < 0.3

    def _register(self, **values):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create(
            {"journal_id": self.journal_id, "payment_date": self.day, **values}
        )._create_payments()

    def _deposit(self):
        self.env["account.payment"].create(
            {
                "partner_id": self.contract.partner_id.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal_id,
                "amount": self.contract.amount_total,
                "date": self.day,
            }
        ).action_post()

    def _get_credit(self):
        return self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.contract.partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("move_id.origin_payment_id", "!=", False),
                ("amount_residual", "<", 0),
            ],
            limit=1,
        )

    def _allocate(self):
        self.invoice.js_assign_outstanding_line(self._get_credit().id)
