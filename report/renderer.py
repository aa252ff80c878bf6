# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_open
from odoo.tools.image import image_process
from odoo.tools.pdf import (
    NameObject,
    PdfFileReader,
    PdfFileWriter,
    PdfReadError,
    createStringObject,
)

from ..tools.chinese_text import chinese_day, split_units
from ..tools.pdf_marks import MARKS
from .pdf_stamps import cut_into_strips, stamp_pages
from .pdf_text import correct_text

# Page margins in mm: the text keeps those of a letter, stamps reach the paper's edge.
TEXT_MARGIN = 25
STAMPS_MARGIN = 0

# Dots of a printed seal: its 40 mm at 600 dpi.
SEAL_SIZE = 945

# What ends every contract that is to be signed, whatever its wording.
SIGNATURES = {"kind": "signatures", "level": 1}
# What stands above them: where notices and codes go.
DELIVERY = {"kind": "delivery", "level": 1}


class ContractDocument(models.AbstractModel):
    """The paper of a contract, from plain values to the bytes of a PDF.

    The text is laid out by wkhtmltopdf from one page that fetches nothing. What stands
    at a place of the sheet instead (page numbers, watermark, cross-page seal) is a
    second file with as many pages, drawn over the first: without its patches of Qt, as
    in Debian, wkhtmltopdf knows no headers and footers.
    """

    _name = "miniprogram.contract.document"
    _description = "Contract Document"

    @api.model
    def _render_pdf(self, data, template="miniprogram_contract.contract_page"):
        """Return the paper of one contract, or of one letter.

        :param dict data: plain values, as ``_get_document_data()`` of a contract or a
            notice and ``_get_sample_document_data()`` of a wording give them
        :param str template: what lays them out
        :return: the PDF
        :rtype: bytes
        :raises UserError: wkhtmltopdf is missing, or failed
        """
        paper = self._print_html(self._render_html([data], template), TEXT_MARGIN)
        page_count = paper.getNumPages()
        stamps = self._print_html(
            self._render_stamps_html(data, page_count), STAMPS_MARGIN
        )
        writer = self._copy_pages(paper)
        stamp_pages(writer, stamps)
        return self._finish(writer, data)

    @api.model
    def _render_html(self, documents, template="miniprogram_contract.contract_page"):
        """Return documents, one after the other, as an HTML page that fetches nothing.

        :param list documents: dicts, see :meth:`_render_pdf`
        :param str template: what lays them out
        :rtype: Markup
        """
        return self._render_template(template, self._get_page_values(documents))

    @api.model
    def _get_page_values(self, documents):
        """Return what the templates of pages need to render ``documents``."""
        with file_open("miniprogram_contract/report/contract_lines.js") as script:
            return {
                "documents": documents,
                "script": Markup(script.read()),
                "get_blocks": self._get_blocks,
                "get_text": self._get_text,
                "format_date": chinese_day,
                "split_units": split_units,
                "get_image_url": self._get_image_url,
                "marks": MARKS,
            }

    @api.model
    def _render_stamps_html(self, data, page_count):
        """Return what is drawn over ``page_count`` pages, as a page for each.

        :rtype: Markup
        """
        strips = [None] * page_count
        # A single page has no other one to be stamped with.
        if data["cross_page_seal"] and page_count > 1:
            seal = self._shrink_seal(data["cross_page_seal"])
            strips = cut_into_strips(seal, page_count)
        return self._render_template(
            "miniprogram_contract.contract_stamps_page",
            {
                "document": data,
                "page_count": page_count,
                "strips": strips,
                "get_image_url": self._get_image_url,
            },
        )

    def _render_template(self, template, values):
        """Return a template rendered in Chinese, its source language, for everybody."""
        qweb = self.env["ir.qweb"].with_context(lang="en_US", inherit_branding=False)
        return Markup("<!DOCTYPE html>\n") + qweb._render(template, values)

    def _print_html(self, html, margin):
        """Return a reader of a page printed on A4, with margins of ``margin`` mm.

        :raises UserError: wkhtmltopdf is missing, or failed
        """
        report_model = self.env["ir.actions.report"]
        if report_model.get_wkhtmltopdf_state() == "install":
            raise UserError(
                self.env._(
                    "A contract cannot be printed without wkhtmltopdf: ask your "
                    "administrator to install it on the server."
                )
            )
        try:
            content = report_model._run_wkhtmltopdf(
                [html], specific_paperformat_args={"data-contract-margin": margin}
            )
            return PdfFileReader(io.BytesIO(content), strict=False)
        except (OSError, PdfReadError) as error:
            raise UserError(
                self.env._(
                    "The contract could not be printed: wkhtmltopdf failed. See the "
                    "server's log for its messages."
                )
            ) from error

    @api.model
    def _get_blocks(self, document):
        """Return a contract as blocks that a page break does not part.

        A heading stands with what it heads, be it that of an article or a clause with
        clauses below it, and the signatures stand with the last clause.

        :return: paragraphs by block; the very last one stands for the signatures, if
            the document has any
        :rtype: list[list[dict]]
        """
        signatures = [SIGNATURES] if document["signatures"] else []
        if signatures and document.get("delivery"):
            signatures = [DELIVERY, *signatures]
        blocks = []
        above = None
        for paragraph in document["paragraphs"] + signatures:
            if above and self._stands_with(above, paragraph):
                blocks[-1].append(paragraph)
            else:
                blocks.append([paragraph])
            above = paragraph
        return blocks

    def _stands_with(self, above, paragraph):
        return (
            above["kind"] == "article"
            or paragraph["kind"] in ("delivery", "signatures")
            or paragraph["level"] > above["level"]
        )

    @api.model
    def _get_text(self, paragraph):
        """Return a paragraph with its number; that of a note is part of its text."""
        blank = "" if paragraph["kind"] == "note" or not paragraph["number"] else " "
        return f"{paragraph['number']}{blank}{paragraph['text']}"

    @api.model
    def _get_image_url(self, png):
        """Return the ``data:`` URL of a seal (bytes of a PNG)."""
        image = base64.b64encode(self._shrink_seal(png)).decode()
        return f"data:image/png;base64,{image}"

    def _shrink_seal(self, png):
        """Return a seal without the dots that no printer shows.

        They would swell the file, and Odoo parses pages above 4 MB and cuts up their
        tables.
        """
        return image_process(png, size=(SEAL_SIZE, SEAL_SIZE))

    def _copy_pages(self, reader):
        writer = PdfFileWriter()
        for number in range(reader.getNumPages()):
            writer.addPage(reader.getPage(number))
        return writer

    def _finish(self, writer, data):
        """Return the file's bytes, its text layer and description put right."""
        correct_text(writer)
        self._describe(writer, data)
        with io.BytesIO() as stream:
            writer.write(stream)
            return stream.getvalue()

    def _describe(self, writer, data):
        """Write title and language into the file."""
        title = f"{data['title']} {data['contract_number']}".strip()
        writer.addMetadata({"/Title": title})
        writer._root_object[NameObject("/Lang")] = createStringObject(
            data.get("lang", "zh-CN")
        )
