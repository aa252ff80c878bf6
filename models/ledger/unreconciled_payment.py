# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import models


class AccountPayment(models.Model):
    """Payments without an entry: what of an invoice do they pay?

    A payment method without outstanding account makes them. They settle an invoice
    without touching its receivable account, until a bank line does.
    """

    _inherit = "account.payment"

    def _filter_without_entry(self):
        """Keep the living ones that no entry and no bank line stands for."""
        return self.filtered(
            lambda payment: (
                not payment.move_id
                and payment._is_effective()
                and not payment._is_in_bank()
            )
        )

    def _is_in_bank(self):
        """Tell whether a bank line stands for this payment: it settles in its place."""
        self.ensure_one()
        matches = self.invoice_ids.line_ids.matched_credit_ids.filtered(
            lambda match: match.credit_move_id.statement_line_id
        )
        if not matches:
            return False
        if not any(self._get_invoices_to_pay().mapped("amount_residual")):
            return True
        # as core tells which payment the bank has confirmed
        return self.state == "paid" and self.amount in matches.mapped(
            "debit_amount_currency"
        )

    def _share_out(self, currency):
        """Share payments out among the invoices they are for, the first due first.

        :param currency: what the shares are in
        :return: of each payment and invoice, the share
        :rtype: dict
        """
        shares, owed = defaultdict(float), {}
        for payment in self.sorted(lambda payment: (payment.date, payment.id)):
            left = payment._convert_amount(currency)
            for invoice in payment._get_invoices_to_pay():
                due = owed.setdefault(invoice, invoice._convert_residual(currency))
                share = min(left, due)
                shares[payment, invoice] = share
                owed[invoice] -= share
                left -= share
        return shares

    def _get_unused(self, currency):
        """Say what is left of each of these payments that pays no invoice yet.

        :param currency: what the sums are in
        :return: of each payment of which something is left, the sum
        :rtype: dict
        """
        payments = self._filter_without_entry()
        others = payments.invoice_ids.matched_payment_ids._filter_without_entry()
        left = {payment: payment._convert_amount(currency) for payment in payments}
        for (payment, _invoice), share in (
            (payments | others)._share_out(currency).items()
        ):
            if payment in left:
                left[payment] -= share
        return {
            payment: amount
            for payment, amount in left.items()
            if currency.compare_amounts(amount, 0.0) > 0
        }

    def _get_invoices_to_pay(self):
        """List the posted invoices that a payment is for, the first due first."""
        self.ensure_one()
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted(lambda move: (move.invoice_date_due, move.id))
