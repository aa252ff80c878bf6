# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Letters on screen, which Odoo shows where wkhtmltopdf is missing."""

from odoo import api, models


class ReportNotice(models.AbstractModel):
    """The letter on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_notice"
    _description = "Letter on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show the notices ``docids``."""
        notices = self.env["miniprogram.contract.notice"].browse(docids)
        return self.env["miniprogram.contract.document"]._get_page_values(
            [notice._get_document_data() for notice in notices]
        )


class ReportCorrespondence(models.AbstractModel):
    """The index on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_correspondence"
    _description = "Correspondence Index on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show the indexes of ``docids``."""
        contracts = self.env["sale.subscription"].browse(docids)
        return self.env["miniprogram.contract.document"]._get_page_values(
            [contract._get_correspondence_index() for contract in contracts]
        )


class ReportNoticeMailing(models.AbstractModel):
    """The sample letter on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_notice_mailing"
    _description = "Sample Letter on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show a letter of each of ``docids``."""
        mailings = self.env["miniprogram.contract.notice.mailing"].browse(docids)
        return self.env["miniprogram.contract.document"]._get_page_values(
            [mailing._get_sample_notice()._get_document_data() for mailing in mailings]
        )
