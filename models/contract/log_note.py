# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..party.company_language import track_in_company_language


class SaleSubscription(models.Model):
    """Notes on a contract: who may read it may write one, accountants among them."""

    _inherit = "sale.subscription"

    def _message_track(self, fields_iter, initial_values_dict):
        def track(records):
            return super()._message_track(fields_iter, initial_values_dict)

        contracts = self._filter_contracts()
        return track_in_company_language(contracts, track, others=self - contracts)

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

    def _filter_with_kept_messages(self):
        return super()._filter_with_kept_messages()._filter_contracts()
