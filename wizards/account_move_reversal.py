# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..models.ledger.account_move_settlement import WITHOUT_SYNC


class AccountMoveReversal(models.TransientModel):
    """Invoices that are made anew: the new one takes the place of the reversed one."""

    _inherit = "account.move.reversal"

    def reverse_moves(self, is_modify=False):
        if not is_modify:
            return super().reverse_moves(is_modify)
        # between the reversal and the new invoice the period would seem to be unpaid
        wizard = self.with_context(**{WITHOUT_SYNC: True})
        action = super(AccountMoveReversal, wizard).reverse_moves(is_modify)
        self.new_move_ids._take_reversed_places()
        self.move_ids._sync_contract_terms()
        return action

    def _modify_default_reverse_values(self, origin_move):
        values = super()._modify_default_reverse_values(origin_move)
        return {**values, **origin_move._prepare_reissued_invoice()}
