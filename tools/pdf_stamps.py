# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is drawn over the pages of a PDF: page numbers, a watermark, a seal's strips."""

import io
import itertools

from PIL import Image

from odoo.tools.pdf import ArrayObject, DictionaryObject, NameObject

from .pdf_text import compress_stream

# What a page calls the drawing of its stamps, and the state in which it is drawn.
DRAWING = NameObject("/Stamps")
STATE = NameObject("/StampsState")


def stamp_pages(writer, stamps):
    """Draw each page of ``stamps`` (a reader) over the page of ``writer`` in its place.

    The two are multiplied, as inks on paper are: the white ground that Qt paints
    without wkhtmltopdf's patches hides nothing, and a watermark leaves text readable.
    """
    multiply = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    before = writer._addObject(compress_stream(b"q\n"))
    after = writer._addObject(
        compress_stream(f"\nQ q {STATE} gs {DRAWING} Do Q\n".encode())
    )
    for number in range(writer.getNumPages()):
        page = writer.getPage(number)
        drawing = _make_drawing(writer, stamps.getPage(number))
        _get_resources(page, "/ExtGState")[STATE] = multiply
        _get_resources(page, "/XObject")[DRAWING] = writer._addObject(drawing)
        page[NameObject("/Contents")] = ArrayObject(
            [before, *_get_contents(page), after]
        )


def _make_drawing(writer, page):
    """Make what PDF calls a form, a drawing that pages can use, of another's page."""
    contents = [content.getObject().getData() for content in _get_contents(page)]
    form = compress_stream(b"\n".join(contents))
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = page["/MediaBox"]
    resources = page["/Resources"]
    # pypdf wants what belongs to another file cloned; PyPDF2 takes it over at writing.
    if hasattr(resources, "clone"):
        resources = resources.clone(writer)
    form[NameObject("/Resources")] = resources
    return form


def _get_contents(page):
    contents = page.raw_get("/Contents")
    return contents if isinstance(contents, ArrayObject) else [contents]


def _get_resources(page, kind):
    resources = page["/Resources"]
    return resources.setdefault(NameObject(kind), DictionaryObject()).getObject()


def cut_into_strips(seal, count):
    """Cut a seal into vertical strips of one width, to stamp ``count`` pages at once.

    :param bytes seal: PNG
    :param int count: at least 1
    :return: the strips from left to right, PNG
    :rtype: list[bytes]
    """
    image = Image.open(io.BytesIO(seal)).convert("RGBA")
    edges = [round(image.width * number / count) for number in range(count + 1)]
    return [
        _crop(image, left, max(right, left + 1))
        for left, right in itertools.pairwise(edges)
    ]


def _crop(image, left, right):
    with io.BytesIO() as stream:
        image.crop((left, 0, right, image.height)).save(stream, "PNG")
        return stream.getvalue()
