# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo import api, models
from odoo.exceptions import UserError


class IrActionsReport(models.Model):
    """Reports whose records print a file of their own, each on the same sheet."""

    _inherit = "ir.actions.report"

    @api.model
    def _get_file_methods(self):
        """Return the reports whose records each print a file of their own.

        Each room adds its own.

        :return: the name of the method that returns the PDF, by the report's name
        :rtype: dict[str, str]
        """
        return {}

    @api.model
    def _check_file_report(self, report, records):
        """Refuse to print what cannot be printed together: a hook for the rooms above.

        :param report: a report with a file method
        :param records: what is to be printed
        :raises UserError: names the reason
        """

    def _is_file_report(self, report_ref):
        """Whether a report's records print a file of their own."""
        return self._get_report(report_ref).report_name in self._get_file_methods()

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
        is_forced = self._is_file_report(report_ref)
        report = self.with_context(force_report_rendering=True) if is_forced else self
        return super(IrActionsReport, report)._pre_render_qweb_pdf(
            report_ref, res_ids=res_ids, data=data
        )

    @api.model
    def _check_chosen(self, docids):
        if not docids:
            raise UserError(self.env._("Choose what to print."))

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        if self._is_file_report(report_ref):
            self._check_chosen(docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Return the file that each record prints, in the order chosen."""
        if not self._is_file_report(report_ref):
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        self._check_chosen(res_ids)
        report = self._get_report(report_ref)
        records = self.env[report.model].browse(res_ids)
        records.check_access("read")
        self._check_file_report(report, records)
        files = {record.id: self._render_file(report, record) for record in records}
        if len(files) > 1:  # they will be opened, to be joined
            files |= self._lay_out_files_of_others(records, files)
        return {
            number: {"stream": io.BytesIO(file), "attachment": None}
            for number, file in files.items()
        }

    @api.model
    def _filter_files_of_others(self, records):
        """Keep the records whose file was not printed here: each room adds its own.

        :param records: what is to be printed
        """
        return records.browse()

    @api.model
    def _lay_out_files_of_others(self, records, files):
        """Return the files that were not printed here, as PDFs that do no harm.

        :param records: what is to be printed
        :param dict files: the file of each, by the record's ID
        :rtype: dict[int, bytes]
        :raises UserError: names the records whose files cannot be opened
        """
        others = self._filter_files_of_others(records)
        raws = [files[record.id] for record in others]
        pages = self.env["ir.attachment"]._lay_out(raws)
        closed = [record for record, pdf in zip(others, pages, strict=True) if not pdf]
        if closed:
            raise UserError(
                self.env._(
                    "The scans of these contracts cannot be printed together with "
                    "others: print them one by one.\n%s",
                    "\n".join(f"- {record.display_name}" for record in closed),
                )
            )
        return dict(zip(others.ids, pages, strict=True))

    @api.model
    def _render_file(self, report, record):
        """Return the PDF of one record of a report with a file method.

        :rtype: bytes
        """
        return getattr(record, self._get_file_methods()[report.report_name])()
