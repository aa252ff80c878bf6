# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.typed_text import one_line

# What of the heading belongs to the company, not to its partner.
OWN_DETAIL_FIELDS = {"contract_hotline", "contract_phone"}


class ResCompany(models.Model):
    """Our own details: when they change, all customers are told (clause 11.3)."""

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
        """Ask since when our details are others, and write to all customers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "miniprogram_contract.action_contract_detail_change_record"
        )
        return {**action, "context": {"active_id": self.partner_id.id}}

    def _get_contract_details(self):
        """Give what of the heading's data of 乙方 is told when it changes.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        partner = self.partner_id  # its own values: the company's follow them
        details = {
            "name": partner.name,
            "address": partner._get_contract_address(),
            "zip": partner.zip,
            "phone": self.contract_phone or partner.phone,
            "hotline": self.contract_hotline,
            "email": partner.email,
        }
        return {item: one_line(value) for item, value in details.items()}
