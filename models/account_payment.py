# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments.filtered("invoice_ids")._sync_contract_terms()
        return payments

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"state", "invoice_ids", "amount", "date"}:
            self._sync_contract_terms()
        return res

    def unlink(self):
        invoices = self._get_paid_invoices()
        res = super().unlink()
        invoices._sync_contract_terms()
        return res

    def _sync_contract_terms(self):
        """Let the ledger of contracts follow these payments."""
        self._get_paid_invoices()._sync_contract_terms()

    def _get_paid_invoices(self):
        """Collect the invoices that these payments pay, with or without an entry."""
        return self.reconciled_invoice_ids | self.invoice_ids
