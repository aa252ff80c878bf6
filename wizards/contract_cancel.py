# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractCancel(models.TransientModel):
    """Asks why contracts are cancelled."""

    _name = "miniprogram.contract.cancel"
    _description = "Cancel a Contract"

    contract_ids = fields.Many2many(
        comodel_name="sale.subscription",
        string="Contracts",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Cancel the contracts for the reason that was typed."""
        return self.contract_ids.action_cancel_contract(self.reason)
