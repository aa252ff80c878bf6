# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from odoo import api, models
from odoo.tools.pdf import PdfFileReader

from ..tools.pdf_marks import find_marks
from ..tools.qr_code import draw_qr_code
from .pdf_stamps import cut_into_strips, get_drawings, stamp_pages
from .renderer import STAMPS_MARGIN, TEXT_MARGIN

EVIDENCE_NAME = "签署信息页"


class ContractDocument(models.AbstractModel):
    """The paper as it is signed: the pages that were sent, and what is put on them.

    Nothing is laid out again, so that the text cannot differ.
    """

    _inherit = "miniprogram.contract.document"

    @api.model
    def _stamp_signature(self, pdf, data, stamp):
        """Return a document with a side's signature, or our seal, on its pages.

        :param bytes pdf: the document as it was sent, or as the other side signed it
        :param dict data: ``title`` and ``contract_number``
        :param dict stamp: what is put on it: ``side`` (``party_a`` or ``party_b``),
            ``day``, ``picture`` (PNG, or None), ``is_seal``, ``signer`` (a line of
            text), ``cross_page_seal`` (PNG, or None)
        :return: the PDF
        :rtype: bytes
        """
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        writer = self._copy_pages(reader)
        html = self._render_signature_html(reader, data, stamp)
        stamp_pages(writer, self._print_html(html, STAMPS_MARGIN))
        return self._finish(writer, data)

    @api.model
    def _append_evidence(self, pdf, data):
        """Return a document with the page that says how it was signed.

        :param bytes pdf: the document
        :param dict data: what the page says, see ``_get_evidence_data()``
        :return: the PDF
        :rtype: bytes
        """
        writer = self._copy_pages(PdfFileReader(io.BytesIO(pdf), strict=False))
        evidence = self._render_evidence(data)
        for number in range(evidence.getNumPages()):
            writer.addPage(evidence.getPage(number))
        return self._finish(writer, data)

    def _render_evidence(self, data):
        """Return a reader of the page of evidence, its foot included."""
        page = self._print_html(self._render_evidence_html(data), TEXT_MARGIN)
        foot = self._render_evidence_foot_html(data, page.getNumPages())
        writer = self._copy_pages(page)
        stamp_pages(writer, self._print_html(foot, STAMPS_MARGIN))
        return PdfFileReader(io.BytesIO(self._finish(writer, data)), strict=False)

    def _render_evidence_html(self, data):
        """Return the page of evidence; without an address it has no QR code."""
        url = data["verify_url"]
        side, path = draw_qr_code(url) if url else (0, "")
        return self._render_template(
            "miniprogram_contract.evidence_page",
            {
                "document": data,
                "get_image_url": self._get_image_url,
                "qr_code": path,
                "qr_side": side,
            },
        )

    def _render_evidence_foot_html(self, data, page_count):
        """Return the foot of each page of evidence."""
        foot = {
            "title": data["title"],
            "contract_number": data["contract_number"],
            "is_draft": False,
            "cross_page_seal": None,
            "page_name": EVIDENCE_NAME,
        }
        return self._render_stamps_html(foot, page_count)

    def _render_signature_html(self, reader, data, stamp):
        """Return what a side puts on a document, as a page for each of its pages."""
        page_count = reader.getNumPages()
        page, places = self._find_signatures(reader)
        strips = [None] * page_count
        if stamp["cross_page_seal"] and page_count > 1:
            seal = self._shrink_seal(stamp["cross_page_seal"])
            strips = cut_into_strips(seal, page_count)
        return self._render_template(
            "miniprogram_contract.signature_page",
            {
                "document": data,
                "get_image_url": self._get_image_url,
                "page": page,
                "page_count": page_count,
                "place": places.get(stamp["side"]),
                "day_place": places.get(f"{stamp['side']}_on"),
                "stamp": stamp,
                "strips": strips,
            },
        )

    @api.model
    def _find_signatures(self, reader):
        """Find where a document is signed, from its end on.

        :return: the number of the page, and the places of its marks: 0 and none where
            it was printed without marks, and only the evidence shows signatures
        :rtype: tuple[int, dict]
        """
        for number in reversed(range(reader.getNumPages())):
            page = reader.getPage(number)
            if places := find_marks(
                get_drawings(page), float(page.mediaBox.getHeight())
            ):
                return number, places
        return 0, {}
