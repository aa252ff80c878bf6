# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class IrActionsReport(models.Model):
    """The reports of contracts and wordings."""

    _inherit = "ir.actions.report"

    @api.model
    def _get_file_methods(self):
        return {
            **super()._get_file_methods(),
            "miniprogram_contract.report_contract": "_render_contract_pdf",
            "miniprogram_contract.report_wording": "_render_contract_pdf",
        }
