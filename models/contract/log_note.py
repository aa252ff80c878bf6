# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SaleSubscription(models.Model):
    """Notes on a contract: who may read it may write one, accountants among them."""

    _inherit = "sale.subscription"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create":
            for record in self:
                # sudo: what kind it is decides which access is then checked
                if record.sudo().is_miniprogram:
                    operations[record] = "read"
        return operations
