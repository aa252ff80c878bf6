# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Reconciling and undoing it: both move the ledger."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._get_reconciled_moves()._sync_contract_terms()
        return partials

    def unlink(self):
        moves = self._get_reconciled_moves()
        res = super().unlink()
        moves.exists()._sync_contract_terms()
        return res

    def _get_reconciled_moves(self):
        return (self.debit_move_id | self.credit_move_id).move_id
