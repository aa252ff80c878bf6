# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, models

from .pdf_stamps import stamp_pages
from .renderer import STAMPS_MARGIN, TEXT_MARGIN

HISTORY = "miniprogram_contract.evidence_history_page"
HISTORY_FOOT = "miniprogram_contract.evidence_history_foot"


class ContractDocument(models.AbstractModel):
    """An evidence log as a table, in the language of who prints it.

    It is not read back as papers are: whatever stands in the log, it has to be printed,
    and what counts is its file.
    """

    _inherit = "miniprogram.contract.document"

    @api.model
    def _render_history(self, data):
        """Return the table of an evidence log.

        :param dict data: plain values, as ``_get_history_data()`` of a contract gives
            them
        :return: the PDF
        :rtype: bytes
        :raises UserError: wkhtmltopdf is missing, or failed
        """
        page = self._render_translated(HISTORY, {"documents": [data]})
        paper = self._print_html(page, TEXT_MARGIN)
        count = paper.getNumPages()
        pages = [
            self.env._("Page %(page)s of %(count)s", page=page, count=count)
            for page in range(1, count + 1)
        ]
        foot = self._render_translated(HISTORY_FOOT, {"document": data, "pages": pages})
        writer = self._copy_pages(paper)
        stamp_pages(writer, self._print_html(foot, STAMPS_MARGIN))
        return self._finish(writer, data)

    def _render_translated(self, template, values):
        """Return a template rendered in the language of who prints it."""
        qweb = self.env["ir.qweb"].with_context(inherit_branding=False)
        return Markup("<!DOCTYPE html>\n") + qweb._render(template, values)
