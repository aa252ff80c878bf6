# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


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
    declared_end = fields.Char(string="End", compute="_compute_declared_end")
    reason = fields.Text(required=True)

    @api.depends("contract_id")
    def _compute_declared_end(self):
        for wizard in self:
            contract = wizard.contract_id
            is_declared = contract.is_end_declared
            wizard.declared_end = is_declared and contract.termination_verdict

    def action_confirm(self):
        """Let the contract continue."""
        self.ensure_one()
        return self.contract_id.action_withdraw_termination(self.reason)
