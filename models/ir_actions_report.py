# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo import api, models
from odoo.exceptions import UserError

CORRESPONDENCE = "miniprogram_contract.report_correspondence"
# Reports whose records each give their own file, and the method that gives it.
CONTRACT_REPORTS = {
    "miniprogram_contract.report_contract": "_render_contract_pdf",
    CORRESPONDENCE: "_render_correspondence",
    "miniprogram_contract.report_notice": "_render_contract_pdf",
    "miniprogram_contract.report_notice_mailing": "_render_contract_pdf",
    "miniprogram_contract.report_wording": "_render_contract_pdf",
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _is_contract_report(self, report_ref):
        return self._get_report(report_ref).report_name in CONTRACT_REPORTS

    @api.model
    def _build_wkhtmltopdf_args(
        self,
        paperformat_id,
        landscape,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        # A contract's sheet is laid out for one paper (report/contract_templates.xml):
        # that of a paper format could be changed, and its text with it.
        margin = (specific_paperformat_args or {}).get("data-contract-margin")
        if margin is None:
            return super()._build_wkhtmltopdf_args(
                paperformat_id,
                landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        args = ["--quiet", "--disable-local-file-access", "--encoding", "utf-8"]
        args += ["--javascript-delay", "0", "--page-size", "A4", "--dpi", "300"]
        for side in ("top", "right", "bottom", "left"):
            args += [f"--margin-{side}", str(margin)]
        return args

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # In tests Odoo prints HTML, as its own layouts want a running server.
        forced = self._is_contract_report(report_ref)
        report = self.with_context(force_report_rendering=True) if forced else self
        return super(IrActionsReport, report)._pre_render_qweb_pdf(
            report_ref, res_ids=res_ids, data=data
        )

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Take the file that each contract or wording gives, in the order chosen."""
        if not res_ids or not self._is_contract_report(report_ref):
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        report = self._get_report(report_ref)
        records = self.env[report.model].browse(res_ids)
        records.check_access("read")
        if report.report_name == CORRESPONDENCE and len(records) > 1:
            raise UserError(
                self.env._(
                    "Print the correspondence file of one contract at a time: joined, "
                    "they would lose the originals that are inside them."
                )
            )
        return {
            record.id: {
                "stream": io.BytesIO(self._give_file(report, record)),
                "attachment": None,
            }
            for record in records
        }

    @api.model
    def _give_file(self, report, record):
        """Give the PDF of one record of a contract report.

        :rtype: bytes
        """
        return getattr(record, CONTRACT_REPORTS[report.report_name])()
