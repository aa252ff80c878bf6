# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from .password_request import CRON


class ContractHealth(models.TransientModel):
    """Whether who forgot his password gets a new one."""

    _inherit = "miniprogram.contract.health"

    @api.model
    def _get_scheduled_actions(self):
        return [*super()._get_scheduled_actions(), CRON]
