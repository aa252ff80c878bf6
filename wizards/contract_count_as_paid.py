# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ContractCountAsPaid(models.TransientModel):
    """A period that was settled without a payment: an accountant says how."""

    _name = "miniprogram.contract.count.as.paid"
    _description = "Count a Period as Paid"

    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term",
        default=lambda self: self.env.context.get("active_id"),
        required=True,
    )
    is_counted = fields.Boolean(compute="_compute_is_counted")
    reason = fields.Text(required=True)

    def _compute_is_counted(self):
        for wizard in self:
            wizard.is_counted = bool(wizard.term_id.counted_as_paid_reason)

    def action_confirm(self):
        """Count the period as paid, or let payments decide again."""
        self.ensure_one()
        if self.is_counted:
            return self.term_id.action_stop_counting_as_paid(self.reason)
        return self.term_id.action_count_as_paid(self.reason)
