# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractIgnoreCredit(models.TransientModel):
    _name = "miniprogram.contract.ignore.credit"
    _description = "Credit Not for This Contract"

    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term",
        default=lambda self: self._default_term_id(),
        required=True,
    )
    reason = fields.Text(required=True)

    def _default_term_id(self):
        contracts = self.env["sale.subscription"]
        return contracts.browse(self.env.context.get("active_id")).open_term_id

    def action_confirm(self):
        """Let the customer's open credit no longer hold the termination."""
        self.ensure_one()
        return self.term_id.action_ignore_credit(self.reason)
