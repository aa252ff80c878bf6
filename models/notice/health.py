# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ContractHealth(models.TransientModel):
    """Whether notices are followed up each night, and old texts deleted."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_scheduled_actions(self):
        return [
            *super()._get_scheduled_actions(),
            "miniprogram_contract.ir_cron_track_notices",
            "miniprogram_contract.ir_cron_delete_log_texts",
        ]
