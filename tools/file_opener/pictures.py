# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pictures: how many dots they have, and each as a page of paper."""

import io

from PIL import Image, ImageFile
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .excess import ExcessError

# Of what Pillow knows: others start programs (EPS), or are no pictures of paper.
FORMATS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000"]
PICTURE_MARGIN = 20 * mm
# Dots of a printed picture's longer side: A4 at 250 dpi.
PICTURE_SIZE = 2900

# How the cameras' notes say that a picture has to be turned
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# The limit of dots is ours
Image.MAX_IMAGE_PIXELS = None
# Of a photo that was cut short the rest is shown, as in Odoo
ImageFile.LOAD_TRUNCATED_IMAGES = True


def measure_picture(raw, limits):
    """Return how many pages a picture has and how many dots: none is unfolded.

    :param bytes raw: the file
    :param limits: ``pages`` and ``dots``
    :rtype: tuple[int, int]
    :raises ExcessError: it has more
    """
    with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
        pages, dots = _count_pages(picture, limits), 0
        for page in range(pages):
            _turn_to(picture, page)
            dots = max(dots, picture.width * picture.height)
            if dots > limits["dots"]:
                raise ExcessError("dots")
    return pages, dots


def print_picture(raw, limits):
    """Return a picture as a PDF of A4 pages, upright as it was taken.

    A TIFF has as many pages as a fax had; of what moves, the first picture is printed.

    :param bytes raw: the file
    :param limits: see :func:`measure_picture`
    :rtype: bytes
    """
    pages, _dots = measure_picture(raw, limits)
    with io.BytesIO() as stream:
        canvas = Canvas(stream)
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            for page in range(pages):
                _turn_to(picture, page)
                _draw(canvas, _prepare(picture))
        canvas.save()
        return stream.getvalue()


def _count_pages(picture, limits):
    if picture.format != "TIFF":
        return 1
    # the pages of a TIFF point to one another, maybe in a circle
    count = 1
    while count <= limits["pages"]:
        try:
            picture.seek(count)
        except EOFError:
            return count
        count += 1
    raise ExcessError("pages")


def _turn_to(picture, page):
    if page != picture.tell():
        picture.seek(page)


def _draw(canvas, picture):
    """Draw a picture on a page of its own."""
    paper = landscape(A4) if picture.width > picture.height else A4
    room = [side - 2 * PICTURE_MARGIN for side in paper]
    canvas.setPageSize(paper)
    with io.BytesIO() as jpeg:
        picture.save(jpeg, "JPEG", quality=90)
        canvas.drawImage(
            ImageReader(jpeg),
            PICTURE_MARGIN,
            PICTURE_MARGIN,
            *room,
            preserveAspectRatio=True,
        )
    canvas.showPage()


def _prepare(picture):
    """Return a picture turned upright, on white, with the dots that a printer shows.

    It is shrunk first, as each step takes memory for a picture of its own.
    """
    small = _shrink(picture).convert("RGBA")
    turn = TURNS.get(picture.getexif().get(ORIENTATION))
    upright = small if turn is None else small.transpose(turn)
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("RGB")


def _shrink(picture):
    """Return what a picture shows, in the mode in which it can be shrunk."""
    picture.draft("RGB", (PICTURE_SIZE, PICTURE_SIZE))
    picture.load()
    if picture.mode in ("P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode == "1":
        picture = picture.convert("L")
    part = max(picture.size) / PICTURE_SIZE
    if part <= 1:
        return picture
    size = [max(1, round(side / part)) for side in picture.size]
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
