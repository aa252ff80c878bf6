# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class PaymentTransaction(models.Model):
    """Online payments of an order: they pay the terms of its contract."""

    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """Let money paid on an order after signature pay the terms that wait for it."""
        payment = super()._create_payment(**extra_create_values)
        # sudo: the payer has no access to the ledger
        contracts = self.sale_order_ids.sudo().subscription_ids._filter_contracts()
        contracts.term_ids._allocate_order_payments()
        return payment
