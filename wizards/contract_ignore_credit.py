# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class ContractIgnoreCredit(models.TransientModel):
    """Open credit that is not for a contract, and so does not hold its termination."""

    _name = "miniprogram.contract.ignore.credit"
    _description = "Disregard Open Credit"

    term_id = fields.Many2one(
        comodel_name="miniprogram.contract.term",
        string="Term",
        default=lambda self: self._default_term_id(),
        required=True,
    )
    currency_id = fields.Many2one(related="term_id.currency_id")
    credit = fields.Monetary(
        string="Open Credit",
        compute="_compute_credit",
        help="What came in time and is not allocated.",
    )
    reason = fields.Text(required=True)

    def _default_term_id(self):
        contracts = self.env["sale.subscription"]
        return contracts.browse(self.env.context.get("active_id")).open_term_id

    @api.depends("term_id")
    def _compute_credit(self):
        # sudo: contract managers need no access to the customer's accounting
        credits = self.term_id.sudo()._get_credits_in_time()
        for wizard in self:
            wizard.credit = credits.get(wizard.term_id, 0.0)

    def action_confirm(self):
        """Disregard the customer's open credit: it no longer holds the termination."""
        self.ensure_one()
        return self.term_id.action_ignore_credit(self.reason)
