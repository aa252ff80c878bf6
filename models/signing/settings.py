# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How the company signs, in the settings."""

    _inherit = "res.config.settings"

    contract_seal_at_once = fields.Boolean(
        related="company_id.contract_seal_at_once", readonly=False
    )
    contract_code_by_sms = fields.Boolean(
        related="company_id.contract_code_by_sms", readonly=False
    )
    contract_certificate_id = fields.Many2one(
        related="company_id.contract_certificate_id", readonly=False
    )
    contract_timestamp_url = fields.Char(
        related="company_id.contract_timestamp_url", readonly=False
    )
    contract_verify_url = fields.Char(
        related="company_id.contract_verify_url", readonly=False
    )
