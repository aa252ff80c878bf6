# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a company sets for its contracts."""

    _inherit = "res.config.settings"

    contract_phone = fields.Char(related="company_id.contract_phone", readonly=False)
    contract_hotline = fields.Char(
        related="company_id.contract_hotline", readonly=False
    )
    contract_brand = fields.Char(related="company_id.contract_brand", readonly=False)
    contract_court = fields.Char(related="company_id.contract_court", readonly=False)
    contract_tz = fields.Selection(
        related="company_id.contract_tz", required=True, readonly=False
    )
    contract_seal = fields.Binary(related="company_id.contract_seal", readonly=False)
    contract_seal_on_paper = fields.Boolean(
        related="company_id.contract_seal_on_paper", readonly=False
    )
    contract_cross_page_seal = fields.Boolean(
        related="company_id.contract_cross_page_seal", readonly=False
    )
