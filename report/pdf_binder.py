# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Documents bound into one PDF: as pages with running numbers, and as files.

Each page of the whole has its number in its upper right corner. The
documents themselves are inside the file as well, byte by byte, so that their SHA-256
can be checked.
"""

import io
import logging
import re

from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import OdooPdfFileWriter, PdfFileReader, PdfFileWriter

_logger = logging.getLogger(__name__)

PICTURE_MARGIN = 20 * mm
# Dots of a printed picture's longer side: A4 at 250 dpi.
PICTURE_SIZE = 2900
NUMBER_SIZE = 11
NUMBER_PLACE = 10 * mm

SUBTYPE = re.compile(r"\w+/[\w-]+")

# From a point of the page as it is seen to the same point before it was turned, by the
# angle and the page's width and height as they are filed.
TURNED = {
    0: lambda _width, _height: (1, 0, 0, 1, 0, 0),
    90: lambda width, _height: (0, 1, -1, 0, width, 0),
    180: lambda width, height: (-1, 0, 0, -1, width, height),
    270: lambda _width, height: (0, -1, 1, 0, 0, height),
}


class Binder:
    """Collects documents, and binds them into one file."""

    def __init__(self):
        self._parts = []
        self._originals = []
        self._next_page = 1

    def add(self, name, raw, mimetype):
        """Add a document to the file.

        :param str name: its name inside the file
        :param bytes raw: the document
        :param str mimetype: its type
        :return: the numbers of its pages; none if it cannot be shown as pages because
            it is broken, locked with a password, or of another kind
        :rtype: range
        """
        part, count = number_document(raw, mimetype, self._next_page)
        pages = range(self._next_page, self._next_page + count)
        self._next_page += count
        self._parts += [part] if count else []
        self._originals.append((name, raw, mimetype))
        return pages

    def bind(self, index):
        """Return the file.

        :param bytes index: the PDF that stands before the documents
        :rtype: bytes
        """
        writer = OdooPdfFileWriter()
        for part in (index, *self._parts):
            writer.appendPagesFromReader(PdfFileReader(io.BytesIO(part), strict=False))
        for name, raw, mimetype in self._originals:
            # Odoo's writer complains of types that it cannot write
            subtype = mimetype if SUBTYPE.fullmatch(mimetype) else None
            writer.addAttachment(name, raw, subtype)
        return _write(writer)


def number_document(raw, mimetype, first):
    """Return a PDF or picture as a PDF whose pages are numbered.

    :param bytes raw: the document
    :param str mimetype: its type
    :param int first: the number of its first page
    :return: the PDF and how many pages it has, ``(b"", 0)`` where it cannot be shown
    :rtype: tuple[bytes, int]
    """
    try:
        if mimetype == "application/pdf":
            return _number_pages(raw, first)
        if mimetype.startswith("image/"):
            return _number_pages(print_picture(raw), first)
    except Exception:  # a broken file may raise anything
        _logger.info("A document cannot be shown as pages", exc_info=True)
    return b"", 0


def print_picture(raw):
    """Return a picture as a PDF of one A4 page, upright as it was taken.

    :param bytes raw: a picture that PIL reads
    :rtype: bytes
    """
    picture = _prepare_picture(raw)
    paper = landscape(A4) if picture.width > picture.height else A4
    room = [side - 2 * PICTURE_MARGIN for side in paper]
    with io.BytesIO() as jpeg, io.BytesIO() as stream:
        picture.save(jpeg, "JPEG", quality=90)
        canvas = Canvas(stream, pagesize=paper)
        canvas.drawImage(
            ImageReader(jpeg),
            PICTURE_MARGIN,
            PICTURE_MARGIN,
            *room,
            preserveAspectRatio=True,
        )
        canvas.save()
        return stream.getvalue()


def _prepare_picture(raw):
    """Return a picture turned upright, on white, with the dots that a printer shows."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(raw))).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    printed = Image.alpha_composite(paper, picture).convert("RGB")
    printed.thumbnail((PICTURE_SIZE, PICTURE_SIZE))
    return printed


def _number_pages(raw, first):
    """Return a PDF with numbers on its pages, and how many pages it has."""
    reader = PdfFileReader(io.BytesIO(raw), strict=False)
    if reader.isEncrypted:
        reader.decrypt("")  # locked against changes only, it opens without a password
    writer = PdfFileWriter()
    writer.appendPagesFromReader(reader)
    count = writer.getNumPages()
    for number in range(count):
        page = writer.getPage(number)
        page.mergePage(_draw_number(page, first + number))
    return _write(writer), count


def _draw_number(page, number):
    """Return a page like this one, empty but for a number in its upper right corner."""
    box = [float(side) for side in page.get("/CropBox") or page["/MediaBox"]]
    left, bottom, width, height = box[0], box[1], box[2] - box[0], box[3] - box[1]
    angle = int(page.get("/Rotate") or 0) % 360
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(box[2], box[3]))
    canvas.translate(left, bottom)
    canvas.transform(*TURNED[angle](width, height))
    seen_width, seen_height = (width, height) if angle % 180 == 0 else (height, width)
    _draw_label(canvas, str(number), seen_width, seen_height)
    canvas.save()
    return PdfFileReader(stream, strict=False).getPage(0)


def _draw_label(canvas, label, width, height):
    """Write a label on white, so that a dark scan does not swallow it."""
    canvas.setFont("Helvetica-Bold", NUMBER_SIZE)
    room = canvas.stringWidth(label) + NUMBER_SIZE
    right, top = width - NUMBER_PLACE, height - NUMBER_PLACE
    canvas.setFillGray(1)
    canvas.rect(right - room, top - NUMBER_SIZE / 2, room, NUMBER_SIZE * 1.5, fill=1)
    canvas.setFillGray(0)
    canvas.drawCentredString(right - room / 2, top - NUMBER_SIZE / 8, label)


def _write(writer):
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()
