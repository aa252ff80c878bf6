# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class PaymentTransaction(models.Model):
    """Online payments: money that is there from the moment they are done.

    Core makes a payment of each some minutes later. Payments of an order pay the terms
    of its contract.
    """

    _inherit = "payment.transaction"

    def _set_done(self, *args, **kwargs):
        done = super()._set_done(*args, **kwargs)
        if money := done.filtered(lambda transaction: transaction.amount > 0):
            self.env["sale.subscription"]._serialize_with_terminations(money)
        # what a refund gives back pays no term any more
        done.source_transaction_id.payment_id._sync_contract_terms()
        return done

    def _create_payment(self, **extra_create_values):
        """Date the payment, and let one of an order pay the terms that wait for it."""
        if "date" not in extra_create_values and self._is_contract_money():
            extra_create_values["date"] = self._get_payment_day()
        payment = super()._create_payment(**extra_create_values)
        # sudo: the payer has no access to the ledger
        contracts = self.sale_order_ids.sudo().subscription_ids._filter_contracts()
        contracts.term_ids._allocate_order_payments()
        return payment

    def _is_contract_money(self):
        """Whether it is money that a contract may be paid with, or was."""
        self.ensure_one()
        # sudo: the payer has no access to contracts
        source = (self.source_transaction_id or self).sudo()
        return bool(self.env["sale.subscription"].sudo()._find_paid_by(source))

    def _get_payment_day(self):
        """Return the company's day on which it was done, whatever zone the server has.

        :rtype: datetime.date
        """
        self.ensure_one()
        company = self.company_id
        return fields.Date.context_today(
            company.with_context(tz=company.contract_tz), self.last_state_change
        )

    def _get_meant_invoices(self):
        """Return the invoices that these online payments are for.

        Those of an order are for the invoices of its contracts.
        """
        source = self | self.source_transaction_id
        contracts = source.sale_order_ids.subscription_ids._filter_contracts()
        return source.invoice_ids | contracts.term_ids.invoice_id

    def _get_online_payment(self):
        """Return the online transaction that this money is."""
        return self

    def _get_ignored_record(self):
        """Return what is kept where a manager disregards this money."""
        return self

    def _get_stated_purpose(self):
        """Return what the money is for: the reference that its payer was shown.

        :rtype: str
        """
        self.ensure_one()
        return self.reference or ""

    @api.model
    def _get_unprocessed_domain(self, companies):
        """Return the domain of online payments that are done and have no payment yet.

        :param companies: the companies that were paid
        :rtype: Domain
        """
        return (
            Domain("company_id", "in", companies.ids)
            & Domain("state", "=", "done")
            & Domain("payment_id", "=", False)
            & Domain("operation", "!=", "validation")
            # core makes none of what was captured or voided in parts
            & ~Domain("child_transaction_ids.state", "in", ("done", "cancel"))
        )

    def _convert_amount(self, currency):
        self.ensure_one()
        return self.currency_id._convert(
            abs(self.amount), currency, self.company_id, self._get_payment_day()
        )
