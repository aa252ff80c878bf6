# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountPaymentRegister(models.TransientModel):
    """Payments registered on invoices: they are no open credit."""

    _inherit = "account.payment.register"

    @api.model
    def default_get(self, fields):
        """Date what pays a contract's invoice by the company's own day."""
        values = super().default_get(fields)
        if "payment_date" in values and "default_payment_date" not in self.env.context:
            invoices = self._get_default_invoices(values)
            # sudo: an accountant need not see contracts
            if invoices.sudo().subscription_id._filter_contracts():
                values["payment_date"] = invoices.company_id[:1]._contract_today()
        return values

    @api.model
    def _get_default_invoices(self, values):
        """Return the invoices that are to be paid.

        :param dict values: the defaults of the wizard
        """
        lines = self.new({"line_ids": values.get("line_ids")}).line_ids
        return lines._origin.move_id

    def _create_payments(self):
        # the payments are reconciled with the invoices right after they are posted
        wizards = self.with_context(contract_pays_invoices=True)
        return super(AccountPaymentRegister, wizards)._create_payments()
