# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files that do harm when they are opened: small, and made in a moment."""

import io
import struct
import zlib

from PIL import Image

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>/Contents 4 0 R>>"
BARE_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"


def make_pdf(*objects, trailer=b""):
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, trailer, len(out))
    )


def make_stream(data, entries, start=b"stream\n"):
    return b"<</Length %d%s>>%s%s\nendstream" % (len(data), entries, start, data)


def make_page(stream):
    """Return a PDF of one page, drawn by a stream."""
    return make_pdf(CATALOG, ONE_PAGE, PAGE, stream)


def deflate(megabytes):
    packer = zlib.compressobj(9)
    parts = [packer.compress(b" " * 1_000_000) for _ in range(megabytes)]
    return b"".join(parts) + packer.flush()


def make_many_pages(count):
    """Return a PDF that names one page many times."""
    kids = b"3 0 R " * count
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return make_pdf(CATALOG, pages, BARE_PAGE)


def make_unpacking(megabytes, start=b"stream\n"):
    """Return a PDF whose page unpacks to much."""
    return make_page(make_stream(deflate(megabytes), b"/Filter/FlateDecode", start))


def make_large_table(megabytes, start=b"stream\n"):
    """Return a PDF with a second table of its objects, which unpacks to much."""
    entries = b"/Type/XRef/Size 5/W[1 2 1]/Root 1 0 R/Filter/FlateDecode"
    table = make_stream(deflate(megabytes), entries, start)
    pdf = make_pdf(CATALOG, ONE_PAGE, BARE_PAGE, table)
    place = pdf.index(b"4 0 obj")
    return pdf.replace(b"R>>\nstartxref", b"R/XRefStm %d>>\nstartxref" % place)


def make_nested(megabytes):
    """Return a PDF whose page unpacks to little that unpacks to much."""
    data = zlib.compress(deflate(megabytes), 9)
    return make_page(make_stream(data, b"/Filter[/FlateDecode/Fl#61teDecode]"))


def make_run_lengths(megabytes):
    data = zlib.compress(b"\x81 " * (megabytes * 1_000_000 // 128), 9)
    return make_page(make_stream(data, b"/Filter[/FlateDecode/RunLengthDecode]"))


def make_unnamed_filter(megabytes):
    """Return a PDF that says elsewhere how its page is packed."""
    stream = make_stream(deflate(megabytes), b"/Filter 5 0 R")
    return make_pdf(CATALOG, ONE_PAGE, PAGE, stream, b"/FlateDecode")


def make_own_kid():
    """Return a PDF whose pages stand inside themselves."""
    return make_pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>")


def make_deep_tree(depth):
    nodes = [
        b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (number - 1, number + 1)
        for number in range(2, depth)
    ]
    return make_pdf(CATALOG, *nodes, BARE_PAGE)


def make_circle():
    """Return a PDF whose tables of objects point to each other."""
    pdf = make_pdf(CATALOG, ONE_PAGE, BARE_PAGE)
    start = pdf.rindex(b"xref\n0 ")
    return pdf.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def make_deep_array(depth):
    return make_pdf(CATALOG, ONE_PAGE, BARE_PAGE + b"[" * depth + b"]" * depth)


def make_giant_picture(kind):
    """Return a PDF with a picture of a kind that nobody needs to unpack to know."""
    size = b"/Subtype/Image/Width 60000/Height 60000/Filter/%s" % kind
    return make_page(make_stream(b"\0", size))


def make_sides_elsewhere():
    """Return a PDF with a picture whose width and height are objects of their own."""
    size = b"/Subtype/Image/Width 5 0 R/Height 5 0 R/Filter/JPXDecode"
    return make_pdf(CATALOG, ONE_PAGE, PAGE, make_stream(b"\0", size), b"60000")


def lock(raw, password):
    """Return a PDF that is locked against changes, and opens with a password."""
    reader = PdfFileReader(io.BytesIO(raw), strict=False)
    writer = PdfFileWriter()
    writer.addPage(reader.getPage(0))
    writer.encrypt(password, "owner")
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()


def make_active():
    """Return a PDF of one page that runs scripts and holds a program."""
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction %s" % script
    catalog += b"/Names<</EmbeddedFiles<</Names[(x.exe)4 0 R]>>>>>>"
    note = b"<</Subtype/Link/Rect[0 0 9 9]/A %s>>" % script
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/AA<</O %s>>" % script
    page += b"/Annots[%s]>>" % note
    program = make_stream(b"MZ", b"")
    return make_pdf(catalog, ONE_PAGE, page, program)


def make_png(width, height):
    """Return a PNG of one bit a dot."""

    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    packer, row = zlib.compressobj(9), b"\0" * (1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def make_gif(count):
    """Return a picture that moves."""
    frames = [Image.new("L", (8, 8), number % 256) for number in range(count)]
    with io.BytesIO() as stream:
        frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
        return stream.getvalue()


def make_tiff(count, *, is_circle=False):
    """Return a fax of pages of 8 × 8 dots; in a circle, the last leads to the first.

    Odoo's server has no TIFF, so this is made by hand.
    """
    tiff = b"II*\0" + struct.pack("<I", 8)
    for number in range(1, count + 1):
        tags = {256: 8, 257: 8, 258: 8, 259: 1, 262: 1, 273: 0, 277: 1, 278: 8, 279: 64}
        end = len(tiff) + 2 + 12 * len(tags) + 4
        tags[273] = end  # where its dots stand
        table = [struct.pack("<HHII", tag, 4, 1, tags[tag]) for tag in tags]
        after = end + 64 if number < count else 8 * is_circle
        tiff += struct.pack("<H", len(tags)) + b"".join(table)
        tiff += struct.pack("<I", after) + b"\x80" * 64
    return tiff


# What it is called, and the limit that it is over; None where it is broken or locked
OVER_A_LIMIT = {
    "pages": {
        "many_pages.pdf": lambda: make_many_pages(30_000),
        "own_kid.pdf": make_own_kid,
        "pages.tiff": lambda: make_tiff(1100),
    },
    "dots": {
        "dots.png": lambda: make_png(13_300, 13_300),
        "jbig2.pdf": lambda: make_giant_picture(b"JBIG2Decode"),
        "jpx.pdf": lambda: make_giant_picture(b"JPXDecode"),
        "sides.pdf": make_sides_elsewhere,
        "blanks.pdf": lambda: make_giant_picture(b"JPXDecode" + b" " * 9000),
    },
    "unpacked": {
        "unpacked.pdf": lambda: make_unpacking(400),
        "blank.pdf": lambda: make_unpacking(400, b"stream \n"),
        "return.pdf": lambda: make_unpacking(400, b"stream\r"),
        "table.pdf": lambda: make_large_table(400, b"stream  \r\n"),
        "nested.pdf": lambda: make_nested(400),
        "runs.pdf": lambda: make_run_lengths(400),
        "unnamed.pdf": lambda: make_unnamed_filter(400),
        "locked.pdf": lambda: lock(make_unpacking(400), ""),
    },
}
HARMLESS = {
    "deep_tree.pdf": lambda: make_deep_tree(3000),
    "deep_array.pdf": lambda: make_deep_array(5000),
    "cut.pdf": lambda: make_many_pages(3)[:150],
    "empty.pdf": lambda: b"%PDF-1.4",
    "nothing.pdf": lambda: b"",
    "page.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "photo.heic": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50,
    "cut.png": lambda: make_png(40, 40)[:40],
    "ghost.png": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage",
}
OPENED = {
    "some_pages.pdf": lambda: make_many_pages(40),
    "active.pdf": make_active,
    "small.png": lambda: make_png(600, 400),
    "moves.gif": lambda: make_gif(2000),
    "fax.tiff": lambda: make_tiff(3),
}
