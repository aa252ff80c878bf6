# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

EFFECTIVE_PAYMENT_STATES = ("in_process", "paid")


class AccountPayment(models.Model):
    """Payments: what they settle moves the ledger, the others are open credit."""

    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.filtered("invoice_ids")._sync_contract_terms()
        return payments

    def write(self, vals):
        # core posts the entry of a payment that is posted again before the payment
        reposted = self.browse()
        if vals.get("state") in EFFECTIVE_PAYMENT_STATES:
            reposted = self.filtered(lambda p: p.move_id and not p._is_effective())
        res = super().write(vals)
        if reposted:
            reposted._filter_unallocated().move_id.line_ids._receive_customer_money()
        if vals.keys() & {"state", "invoice_ids", "amount", "date"}:
            self._sync_contract_terms()
        return res

    def action_post(self):
        res = super().action_post()
        # a payment with an entry is handled when the entry is posted
        payments = self.filtered(lambda payment: not payment.move_id)
        payments = payments._filter_unallocated()
        if payments:
            self.env["sale.subscription"]._receive_money(payments)
        return res

    def unlink(self):
        invoices = self._get_paid_invoices()
        res = super().unlink()
        invoices._sync_contract_terms()
        return res

    def _sync_contract_terms(self):
        """Bring the contract terms in line with these payments."""
        self._get_paid_invoices()._sync_contract_terms()

    def _filter_unallocated(self):
        """Keep the customers' payments that are not meant for an invoice still to pay.

        An online payment may complete after its invoice was credited.
        """
        if self.env.context.get("contract_pays_invoices"):
            return self.browse()
        return self.filtered(
            lambda payment: (
                payment.payment_type == "inbound"
                and not payment._get_meant_invoices()._filter_waiting()
            )
        )

    def _get_meant_invoices(self):
        """Return the invoices that these payments are meant for."""
        return self.invoice_ids | self.payment_transaction_id.invoice_ids

    def _get_online_payment(self):
        """Return the online transaction that made this payment."""
        return self.payment_transaction_id

    def _get_ignored_record(self):
        """Return what is kept where a manager disregards this money."""
        return self

    def _get_stated_purpose(self):
        """Return what the payment is for, in the payer's words.

        :rtype: str
        """
        return " ".join(filter(None, (self.memo, self.payment_reference)))

    def _get_payment_day(self):
        """Return the payment's own day, whenever it was entered."""
        self.ensure_one()
        return self.date

    def _is_effective(self):
        """Whether the payment stands: neither draft nor cancelled nor rejected."""
        self.ensure_one()
        is_entry_effective = not self.move_id or self.move_id.state == "posted"
        return self.state in EFFECTIVE_PAYMENT_STATES and is_entry_effective

    def _get_open_credit_lines(self):
        """Return the receivable lines of these payments that settle nothing yet."""
        return self.move_id._get_receivable_lines().filtered(
            lambda line: line.balance < 0 and not line.reconciled
        )

    def _get_outgoing_key(self):
        """Return by what a bank line of the same money is recognised."""
        payee = self.partner_id.commercial_partner_id
        amount = self.currency_id.round(self.amount)
        return self.company_id, payee, self.currency_id, amount

    def _convert_amount(self, currency):
        self.ensure_one()
        return self.currency_id._convert(
            self.amount, currency, self.company_id, self.date
        )

    def _get_paid_invoices(self):
        """Return the invoices that these payments pay, with or without an entry.

        A refund moves the invoices that were paid with what it gives back.
        """
        payments = self | self.source_payment_id
        return payments.reconciled_invoice_ids | payments.invoice_ids
