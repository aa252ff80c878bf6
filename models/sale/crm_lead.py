# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class CrmLead(models.Model):
    """The contracts of an opportunity."""

    _inherit = "crm.lead"

    contract_count = fields.Integer(compute="_compute_contract_count")

    def _compute_contract_count(self):
        counts = dict(
            self.env["sale.subscription"]._read_group(
                [("opportunity_id", "in", self.ids), ("is_miniprogram", "=", True)],
                ["opportunity_id"],
                ["__count"],
            )
        )
        for lead in self:
            lead.contract_count = counts.get(lead._origin, 0)

    def action_view_contracts(self):
        """Open the contracts that came from this opportunity."""
        self.ensure_one()
        return self.env["sale.subscription"]._get_contracts_action(
            [("opportunity_id", "=", self.id)]
        )
