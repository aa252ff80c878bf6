# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How many days a company leaves at an end, and what it keeps, in the settings."""

    _inherit = "res.config.settings"

    contract_data_export_days = fields.Integer(
        related="company_id.contract_data_export_days", readonly=False
    )
    contract_refund_days = fields.Integer(
        related="company_id.contract_refund_days", readonly=False
    )
    contract_decision_days = fields.Integer(
        related="company_id.contract_decision_days", readonly=False
    )
    contract_log_years = fields.Integer(
        related="company_id.contract_log_years", readonly=False
    )
