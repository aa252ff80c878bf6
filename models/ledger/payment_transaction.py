# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """Let money paid on an order after signature go to the terms it waits for."""
        payment = super()._create_payment(**extra_create_values)
        # sudo: the ledger follows whoever pays
        contracts = self.sale_order_ids.sudo().subscription_ids._filter_contracts()
        contracts.term_ids._take_order_money()
        return payment
