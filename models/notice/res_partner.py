# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    """A customer, and the notices on its contracts."""

    _inherit = "res.partner"

    contract_notice_count = fields.Integer(
        compute="_compute_contract_notice_count",
        groups="miniprogram_contract.group_contract_user",
    )

    def _compute_contract_notice_count(self):
        counts = dict(
            self.env["miniprogram.contract.notice"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "!=", "cancelled"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.contract_notice_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_contract_notices(self):
        """Open the notices on the contracts of this partner's company."""
        self.ensure_one()
        contracts = self.env["sale.subscription"].search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("is_miniprogram", "=", True),
            ]
        )
        return contracts.action_view_notices()
