# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..models.party.typed_day import Day


class ContractGrantTime(models.TransientModel):
    """More time to pay for the open term of a contract."""

    _name = "miniprogram.contract.grant.time"
    _description = "Grant More Time to Pay"

    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term",
        default=lambda self: self._default_term_id(),
        required=True,
    )
    payment_deadline = fields.Date(related="term_id.contract_id.payment_deadline")
    grace_until = Day(string="More Time until", required=True)
    reason = fields.Text(required=True)

    def _default_term_id(self):
        contracts = self.env["sale.subscription"]
        return contracts.browse(self.env.context.get("active_id")).open_term_id

    def action_confirm(self):
        """Grant the customer more time to pay."""
        self.ensure_one()
        return self.term_id.action_grant_time(self.grace_until, self.reason)
