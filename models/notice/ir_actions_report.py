# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

CORRESPONDENCE = "miniprogram_contract.report_correspondence"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_file_methods(self):
        return {
            **super()._get_file_methods(),
            CORRESPONDENCE: "_render_correspondence",
            "miniprogram_contract.report_notice": "_render_contract_pdf",
            "miniprogram_contract.report_notice_mailing": "_render_contract_pdf",
        }

    @api.model
    def _check_file_report(self, report, records):
        if report.report_name == CORRESPONDENCE and len(records) > 1:
            raise UserError(
                self.env._(
                    "Print the correspondence file of one contract at a time: joined, "
                    "they would lose the originals embedded in them."
                )
            )
        return super()._check_file_report(report, records)
