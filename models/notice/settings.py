# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How the company answers its customers, in the settings."""

    _inherit = "res.config.settings"

    contract_decision_days = fields.Integer(
        related="company_id.contract_decision_days", readonly=False
    )
