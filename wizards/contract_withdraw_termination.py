# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractWithdrawTermination(models.TransientModel):
    """A planned end that is withdrawn: why the contract continues."""

    _name = "miniprogram.contract.withdraw.termination"
    _description = "Withdraw the Planned End of a Contract"

    contract_id = fields.Many2one(
        comodel_name="sale.subscription",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    termination_date = fields.Date(
        string="Last Day of Service", related="contract_id.termination_date"
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Let the contract continue."""
        self.ensure_one()
        return self.contract_id.action_withdraw_termination(self.reason)
