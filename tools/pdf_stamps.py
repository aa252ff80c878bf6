# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages drawn over the pages of a PDF: their numbers, a watermark, a seal's strips."""

import io
import itertools

from PIL import Image

from odoo.tools.pdf import ArrayObject, DictionaryObject, NameObject

from .pdf_text import compressed_stream

# What a page calls the form that holds its stamps, and the state it is drawn in.
FORM = NameObject("/Stamps")
STATE = NameObject("/StampsState")


def stamp_pages(writer, stamps):
    """Draw each page of ``stamps`` (a reader) over the page of ``writer`` at its place.

    They are multiplied with what they fall on, as ink is: the white ground that Qt
    without wkhtmltopdf's patches paints hides nothing, and text stays readable under a
    watermark.
    """
    state = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    before = writer._addObject(compressed_stream(b"q\n"))
    after = writer._addObject(compressed_stream(b"\nQ q %b gs %b Do Q\n" % (STATE.encode(), FORM.encode())))
    for number in range(writer.getNumPages()):
        page = writer.getPage(number)
        form = _make_form(writer, stamps.getPage(number))
        _resource(page, "/ExtGState")[STATE] = state
        _resource(page, "/XObject")[FORM] = writer._addObject(form)
        page[NameObject("/Contents")] = ArrayObject([before, *_contents(page), after])


def _make_form(writer, page):
    """Make a form, a drawing to be used in other pages, of ``page`` of another file."""
    data = b"\n".join(content.getObject().getData() for content in _contents(page))
    form = compressed_stream(data)
    for key, value in (("/Type", "/XObject"), ("/Subtype", "/Form")):
        form[NameObject(key)] = NameObject(value)
    form[NameObject("/BBox")] = page["/MediaBox"]
    resources = page["/Resources"]
    # pypdf wants what comes from another file copied, PyPDF2 does so when it writes.
    if hasattr(resources, "clone"):
        resources = resources.clone(writer)
    form[NameObject("/Resources")] = resources
    return form


def _contents(page):
    contents = page.raw_get("/Contents")
    return contents if isinstance(contents, ArrayObject) else [contents]


def _resource(page, kind):
    return page["/Resources"].setdefault(NameObject(kind), DictionaryObject()).getObject()


def cut_into_strips(seal, count):
    """Cut an image into ``count`` strips of one width, from left to right.

    :param bytes seal: PNG
    :param int count: number of pages that are stamped together
    :return: list of bytes, a PNG each
    """
    image = Image.open(io.BytesIO(seal)).convert("RGBA")
    edges = [round(image.width * number / count) for number in range(count + 1)]
    strips = []
    for left, right in itertools.pairwise(edges):
        with io.BytesIO() as stream:
            strip = image.crop((left, 0, max(right, left + 1), image.height))
            strip.save(stream, "PNG")
            strips.append(stream.getvalue())
    return strips
