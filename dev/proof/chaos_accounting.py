"""Customers whose invoices accounting replaces, and whose money it pays back."""


class AccountingFates:
    """Invoices that are reissued or copied, and money that is given back."""

    # -- replaced invoices ------------------------------------------------------------

    def is_reissued_unpaid(self):
        """Have the invoice reversed and made anew (红冲重开), and pay the new one."""
        if not self._waits_for_payment():
            return
        if not self.term.former_invoice_ids:
            self._reissue(self.invoice)
        if self._is_ready():
            self._register()

    def is_reissued_paid(self):
        """Pay, and have the paid invoice reversed and made anew on another day."""
        if self._waits_for_payment():
            if self._is_ready():
                self._register()
            return
        paid = self.contract.term_ids.filtered(
            lambda term: (
                term.state == "paid" and term.invoice_id and not term.former_invoice_ids
            )
        )
        if paid and self._is_in_the_mood(0.5):
            self._reissue(paid[:1].invoice_id)

    def _reissue(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": self.day, "journal_id": invoice.journal_id.id})
        )
        action = wizard.modify_moves()
        self.env["account.move"].browse(action["res_id"]).action_post()

    def pays_a_copy(self):
        """Pay a copy of the invoice; weeks later it takes the place of the first."""
        if not self._waits_for_payment():
            return
        copy = self._get_copy() or self._make_copy()
        if copy.amount_residual:
            if self._is_ready():
                self._register(copy)
        elif self._is_time_to_allocate():
            self.term.action_replace_invoice(copy, "the customer paid the copy")

    def _make_copy(self):
        copy = self.invoice.copy({"invoice_date": self.day})
        copy.action_post()
        return copy

    def _get_copy(self):
        terms = self.contract.term_ids
        return self.env["account.move"].search(
            [
                ("subscription_id", "=", self.contract.id),
                ("move_type", "=", "out_invoice"),
                ("id", "not in", (terms.invoice_id | terms.former_invoice_ids).ids),
            ]
        )

    # -- money given back -------------------------------------------------------------

    def gets_the_payment_back(self):
        """Pay, and get the money back: the refund is reconciled with the payment."""
        lines = self._get_back(self._register).move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        if lines:
            lines.remove_move_reconcile()
            lines.reconcile()

    def gets_the_deposit_back(self):
        """Pay for nothing in particular, and get it back: nobody reconciles either."""
        self._get_back(self._deposit)

    def _get_back(self, pay):
        """Pay, and get the money back some time later.

        :param Callable pay: in which way
        :return: the payment and its refund, on the day of the refund
        """
        payment = self._get_payments("inbound")
        if not payment:
            if self._waits_for_payment() and self._is_ready():
                pay()
        elif not self._get_payments("outbound") and self._is_in_the_mood(0.5):
            return payment | self._pay_back(payment)
        return payment.browse()

    def _get_payments(self, payment_type):
        return self.env["account.payment"].search(
            [
                ("partner_id", "in", self._get_payers().ids),
                ("payment_type", "=", payment_type),
            ]
        )

    def _pay_back(self, payment):
        return self._deposit(
            partner_id=payment.partner_id.id,
            payment_type="outbound",
            amount=payment.amount,
        )
