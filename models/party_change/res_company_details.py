# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

# What of the heading belongs to the company, not to its partner.
OWN_DETAIL_FIELDS = {"contract_hotline", "contract_phone"}


class ResCompany(models.Model):
    """Our own details: when they change, all customers are notified (11.3)."""

    _inherit = "res.company"

    detail_change_id = fields.Many2one(
        related="partner_id.detail_change_id",
        groups="miniprogram_contract.group_contract_manager",
    )

    def write(self, vals):
        if not OWN_DETAIL_FIELDS & vals.keys():
            return super().write(vals)
        partners = self.sudo().partner_id
        parties = partners._find_contract_parties()
        before = partners._get_details(parties)
        result = super().write(vals)
        partners._note_changes(parties, before)
        return result

    def action_record_detail_change(self):
        """Open the dialog that asks when our details changed."""
        self.ensure_one()
        self.env["sale.subscription"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_detail_change_record"
        )
        return {**action, "context": {"active_id": self.partner_id.id}}
