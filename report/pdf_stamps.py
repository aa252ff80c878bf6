# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is drawn over the pages of a PDF: page numbers, a watermark, a seal's strips."""

import io
import itertools

from PIL import Image

from odoo.tools.pdf import ArrayObject, DictionaryObject, NameObject

from .pdf_text import compress_stream

# What a page calls the drawing of its stamps, and the state in which it is drawn: with
# a number from the second time on, as a document is stamped again when it is signed.
DRAWING = "/Stamps"
STATE = "/StampsState"


def stamp_pages(writer, stamps):
    """Draw each page of ``stamps`` (a reader) over the page of ``writer`` in its place.

    The two are multiplied, as inks on paper are: the white ground that Qt paints
    without wkhtmltopdf's patches hides nothing, and a watermark leaves text readable.
    """
    multiply = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
    for number in range(writer.getNumPages()):
        _stamp_page(writer, writer.getPage(number), stamps.getPage(number), multiply)


def _stamp_page(writer, page, stamp, state):
    drawing = _make_drawing(writer, stamp)
    drawing_name = _add_resource(page, "/XObject", DRAWING, writer._addObject(drawing))
    state_name = _add_resource(page, "/ExtGState", STATE, state)
    before = writer._addObject(compress_stream(b"q\n"))
    after = writer._addObject(
        compress_stream(f"\nQ q {state_name} gs {drawing_name} Do Q\n".encode())
    )
    page[NameObject("/Contents")] = ArrayObject([before, *_get_contents(page), after])


def get_drawings(page):
    """Return what is drawn on a page, unpacked.

    :rtype: bytes
    """
    contents = [content.getObject().getData() for content in _get_contents(page)]
    return b"\n".join(contents)


def _make_drawing(writer, page):
    """Return another file's page as a form: a drawing that pages here can use."""
    form = compress_stream(get_drawings(page))
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


def _add_resource(page, kind, name, value):
    """Put a resource on a page under a name that is free, and return that name."""
    resources = page["/Resources"]
    if NameObject(kind) not in resources:
        resources[NameObject(kind)] = DictionaryObject()
    named = resources[NameObject(kind)].getObject()
    taken = sum(key.rstrip("0123456789") == name for key in named)
    free = NameObject(f"{name}{taken or ''}")
    named[free] = value
    return free


def cut_into_strips(seal, count):
    """Return a seal cut into vertical strips of one width, to stamp pages at once.

    :param bytes seal: PNG
    :param int count: of the pages, at least 1
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
