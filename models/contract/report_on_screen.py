# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Papers on screen, which Odoo shows where wkhtmltopdf is missing."""

from odoo import api, models


class ReportContract(models.AbstractModel):
    """The contract on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_contract"
    _description = "Contract on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show the contracts ``docids``."""
        contracts = self.env["sale.subscription"].browse(docids)
        return self.env["miniprogram.contract.document"]._get_page_values(
            [self._leave_out_seal(c._get_document_data()) for c in contracts]
        )

    @api.model
    def _leave_out_seal(self, data):
        """Return what a contract says without our seal: a page gives its picture away.

        :param dict data: see ``_get_document_data()`` of the contract
        :rtype: dict
        """
        return {**data, "cross_page_seal": None, "seal": None}


class ReportWording(models.AbstractModel):
    """The wording on screen, which Odoo shows where wkhtmltopdf is missing."""

    _name = "report.miniprogram_contract.report_wording"
    _description = "Wording on Screen"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the template needs to show the wordings ``docids``."""
        wordings = self.env["miniprogram.contract.wording"].browse(docids)
        return self.env["miniprogram.contract.document"]._get_page_values(
            [wording._get_sample_document_data() for wording in wordings]
        )
