# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Down payments on orders: not on those that a contract bills entirely."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        if self.advance_payment_method != "delivered":
            sale_orders._check_down_payment()
        return super()._create_invoices(sale_orders)
