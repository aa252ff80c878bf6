# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process
from odoo.tools.pdf import (
    NameObject,
    PdfFileReader,
    PdfFileWriter,
    PdfReadError,
    createStringObject,
)

from ..tools.pdf_stamps import cut_into_strips, stamp_pages
from ..tools.pdf_text import correct_text

# Page margins in mm: the text has those of a letter, stamps reach the paper's edge.
TEXT_MARGIN = 25
STAMPS_MARGIN = 0

# A seal of 40 mm printed at 600 dpi has no more points (px) than this.
SEAL_SIZE = 945

# What stands at the end of every contract, whatever its wording.
SIGNATURES = {"kind": "signatures", "level": 1}


class ContractDocument(models.AbstractModel):
    """The paper of a contract, from plain values to the bytes of a PDF.

    The text is laid out by wkhtmltopdf from one self-contained page. What stands at a
    place of the sheet and not of the text (page numbers, watermark, cross-page seal) is
    a second file of as many pages, drawn over the first: Debian's wkhtmltopdf knows
    neither headers nor footers.
    """

    _name = "miniprogram.contract.document"
    _description = "Contract Document"

    @api.model
    def _render_pdf(self, data):
        """Render the paper of one contract.

        :param dict data: plain values; its keys are those of ``_get_document_data`` of
            the contract and of ``_get_sample_document_data`` of the wording
        :return: PDF as bytes; the same data give the same bytes
        :raises UserError: wkhtmltopdf is missing or failed
        """
        paper = self._read_pdf(
            self._run_wkhtmltopdf(self._render_html([data]), TEXT_MARGIN)
        )
        stamps = self._read_pdf(
            self._run_wkhtmltopdf(
                self._render_stamps_html(data, paper.getNumPages()), STAMPS_MARGIN
            )
        )
        writer = PdfFileWriter()
        for number in range(paper.getNumPages()):
            writer.addPage(paper.getPage(number))
        stamp_pages(writer, stamps)
        correct_text(writer)
        self._describe(writer, data)
        with io.BytesIO() as stream:
            writer.write(stream)
            return stream.getvalue()

    @api.model
    def _render_html(self, documents):
        """Render contracts as one HTML page that fetches nothing.

        :param list documents: dicts as :meth:`_render_pdf` takes them
        :return: Markup
        """
        return self._render_template(
            "miniprogram_contract.contract_page",
            {
                "documents": documents,
                "get_blocks": self._get_blocks,
                "format_date": self._format_date,
                "get_image_url": self._get_image_url,
            },
        )

    @api.model
    def _render_stamps_html(self, data, page_count):
        """Render what is drawn over ``page_count`` pages, one page for each."""
        seal = data["cross_page_seal"]
        # A single page has no other page to be stamped together with.
        strips = (
            cut_into_strips(self._shrink_seal(seal), page_count)
            if seal and page_count > 1
            else [None] * page_count
        )
        return self._render_template(
            "miniprogram_contract.contract_stamps_page",
            {
                "document": data,
                "strips": strips,
                "page_count": page_count,
                "get_image_url": self._get_image_url,
            },
        )

    def _render_template(self, template, values):
        """Render a template in Chinese, the language of its source, whoever prints."""
        qweb = self.env["ir.qweb"].with_context(lang="en_US", inherit_branding=False)
        return Markup("<!DOCTYPE html>\n") + qweb._render(template, values)

    def _run_wkhtmltopdf(self, html, margin):
        """Give the PDF of ``html`` on A4 paper as bytes, with margins of ``margin`` mm.

        :raises UserError: wkhtmltopdf is missing or failed
        """
        report_model = self.env["ir.actions.report"]
        if report_model.get_wkhtmltopdf_state() in ("install", "broken"):
            raise UserError(
                self.env._(
                    "The contract cannot be printed: wkhtmltopdf is not installed on "
                    "the server, or does not run there."
                )
            )
        return report_model._run_wkhtmltopdf(
            [html], specific_paperformat_args={"data-contract-margin": margin}
        )

    def _read_pdf(self, content):
        """Give a reader of the PDF that wkhtmltopdf made.

        :raises UserError: it made none, which Odoo only logs
        """
        try:
            return PdfFileReader(io.BytesIO(content), strict=False)
        except (PdfReadError, ValueError, OSError) as error:
            raise UserError(
                self.env._(
                    "The contract cannot be printed: wkhtmltopdf failed. The server's "
                    "log has its message."
                )
            ) from error

    @api.model
    def _get_blocks(self, document):
        """Part the paragraphs into blocks that the foot of a page does not part.

        A heading stands with what it heads, be it an article's or a clause's that has
        clauses below it, and the signatures with the last clause.

        :return: list of lists of paragraphs; the last one is the signatures
        """
        blocks = []
        above = None
        for paragraph in [*document["paragraphs"], SIGNATURES]:
            if above and self._is_headed_by(paragraph, above):
                blocks[-1].append(paragraph)
            else:
                blocks.append([paragraph])
            above = paragraph
        return blocks

    def _is_headed_by(self, paragraph, above):
        return (
            above["kind"] == "article"
            or paragraph["kind"] == "signatures"
            or paragraph["level"] > above["level"]
        )

    @api.model
    def _format_date(self, day):
        """Give a date as a Chinese contract has it, ``""`` for none."""
        return f"{day.year}年{day.month}月{day.day}日" if day else ""

    @api.model
    def _get_image_url(self, png):
        """Give the ``data:`` URL of a seal (bytes of a PNG)."""
        image = base64.b64encode(self._shrink_seal(png)).decode()
        return f"data:image/png;base64,{image}"

    def _shrink_seal(self, png):
        """Spare the file points that no printer shows."""
        return image_process(png, size=(SEAL_SIZE, SEAL_SIZE))

    def _describe(self, writer, data):
        """Write the title and the language into the PDF."""
        title = f"{data['title'].strip()} {data['contract_number']}".strip()
        writer.addMetadata({"/Title": title})
        writer._root_object[NameObject("/Lang")] = createStringObject("zh-CN")
