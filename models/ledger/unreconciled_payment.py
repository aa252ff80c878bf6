# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class AccountPayment(models.Model):
    """Payments without a journal entry, and what they pay of which invoice.

    Payment methods without an outstanding account make them. They pay an invoice
    without touching its receivable account, until a bank line does.
    """

    _inherit = "account.payment"

    def _filter_without_entry(self):
        """Keep the effective payments that no entry and no bank line stands for."""
        return self.filtered(
            lambda payment: (
                not payment.move_id
                and payment._is_effective()
                and not payment._is_in_bank()
            )
        )

    def _is_in_bank(self):
        """Whether a bank line stands for this payment, and settles in its place."""
        self.ensure_one()
        matches = self.invoice_ids.line_ids.matched_credit_ids.filtered(
            lambda match: match.credit_move_id.statement_line_id
        )
        if not matches:
            return False
        if not any(self._get_invoices_to_pay().mapped("amount_residual")):
            return True
        # core finds the payment that the bank has confirmed in the same way
        return self.state == "paid" and any(
            not self.currency_id.compare_amounts(
                self.amount, match.debit_amount_currency
            )
            for match in matches
        )

    def _get_unused(self, currency):
        """Return what is left of each of these payments that pays no invoice yet.

        :param currency: what the sums are in
        :return: of each payment of which something is left, the sum
        :rtype: dict[account.payment, float]
        """
        payments = self._filter_without_entry()
        shares = payments._get_shares(currency)
        left = {
            payment: payment._convert_amount(currency) - sum(shares[payment].values())
            for payment in payments
        }
        return {
            payment: currency.round(amount)
            for payment, amount in left.items()
            if currency.compare_amounts(amount, 0.0) > 0
        }

    def _get_amount_paid_of(self, invoice):
        """Return what those of these payments that have no entry pay of an invoice.

        :param invoice: one invoice
        :return: the sum in the invoice's currency
        :rtype: float
        """
        payments = self._filter_without_entry()
        shares = payments._get_shares(invoice.currency_id)
        return sum((shares[payment].get(invoice, 0.0) for payment in payments), 0.0)

    def _get_shares(self, currency):
        """Return what these payments without entry pay of each of their invoices.

        The other payments of the same invoices take part. The earliest payment pays
        first, and of its invoices the one that is due first. What was given back pays
        nothing.

        :param currency: what the shares are in
        :return: of each payment, its share of each invoice
        :rtype: dict[account.payment, dict[account.move, float]]
        """
        payments = self | self.invoice_ids.matched_payment_ids._filter_without_entry()
        owed = {
            invoice: invoice._convert_residual(currency)
            for invoice in payments._get_invoices_to_pay()
        }
        given_back = payments._get_amounts_given_back(currency)
        shares = {payment: {} for payment in payments}
        for payment in payments.sorted(lambda payment: (payment.date, payment.id)):
            left = max(payment._convert_amount(currency) - given_back[payment], 0.0)
            for invoice in payment._get_invoices_to_pay():
                share = min(left, owed[invoice])
                shares[payment][invoice] = share
                owed[invoice] -= share
                left -= share
        return shares

    def _get_invoices_to_pay(self):
        """Return the posted invoices that these payments are for, by due date."""
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted(lambda move: (move.invoice_date_due, move.id))
