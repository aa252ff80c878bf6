# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PDFs: their pages counted, numbered, joined, and files put inside.

``library`` is the module that gives PyPDF2 or pypdf the names that Odoo uses.
"""

import hashlib
import io
import warnings

from .excess import ExcessError, LockedError

warnings.simplefilter("ignore")  # of what is misformed

# What is drawn of a page. Nothing else is taken over: no scripts, no files, no links.
PAGE_KEYS = {
    *("/Type", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    *("/Rotate", "/Resources", "/Contents", "/Annots", "/Group", "/UserUnit"),
}
# What of a note or stamp on a page leads away from it, or does something
ANNOTATION_DEEDS = {
    *("/A", "/AA", "/Dest", "/FS", "/IRT", "/Kids", "/Movie", "/P", "/PA", "/Parent"),
    *("/Popup", "/RichMediaContent", "/RichMediaSettings", "/Sound", "/3DD"),
}
NUMBER_NAME = "/ContractPageNumber"
NUMBER_SIZE = 11
NUMBER_PLACE = 28.35  # 10 mm
DIGIT_WIDTH = 0.556  # of Helvetica Bold

# From a point of the page as it is seen to the same point before it was turned, by the
# angle and the page's width and height as they are filed.
TURNED = {
    0: lambda _width, _height: (1, 0, 0, 1, 0, 0),
    90: lambda width, _height: (0, 1, -1, 0, width, 0),
    180: lambda width, height: (-1, 0, 0, -1, width, height),
    270: lambda _width, height: (0, -1, 1, 0, 0, height),
}


class PaperMaker:
    """Works on PDFs with the library that Odoo has chosen."""

    def __init__(self, library):
        self.library = library
        self.generic = library.generic

    def open(self, raw, limits):
        """Return a reader of a PDF, and how many pages it has.

        :param bytes raw: the file
        :param limits: ``pages``
        :raises ExcessError: it has more
        :raises LockedError: it has a password
        """
        reader = self.library.PdfReader(io.BytesIO(raw), strict=False)
        # locked against changes only, it opens without a password
        if reader.isEncrypted and not reader.decrypt(""):
            raise LockedError
        return reader, self._count_pages(reader, limits["pages"])

    def _count_pages(self, reader, most):
        """Count the pages of a tree that may be endless, and lie of its count."""
        pages, left = 0, 4 * most + 100
        nodes = [reader.trailer["/Root"].get("/Pages")]
        while nodes:
            node = resolve(nodes.pop())
            left -= 1
            if not left or pages > most:
                raise ExcessError("pages")
            kids = resolve(node.get("/Kids"))
            if kids is None:
                pages += 1
            else:
                nodes += kids[: left + 1]
        if pages > most:
            raise ExcessError("pages")
        return pages

    def number(self, raw, first, limits, most=None):
        """Return a PDF with numbers on its pages, and how many pages it has.

        :param bytes raw: the file
        :param int first: the first number; without numbers, None
        :param limits: see :meth:`open`
        :param int most: how many pages are kept, None for all
        :rtype: tuple[bytes, int]
        """
        reader, count = self.open(raw, limits)
        count = count if most is None else min(count, most)
        writer = self.library.PdfWriter()
        for index in range(count):
            page = self._add(writer, reader.getPage(index))
            if first is not None:
                self._put_number(writer, page, first + index)
        return write(writer), count

    def join(self, parts, limits):
        """Return a writer of PDFs as one.

        :param list parts: their bytes
        """
        writer = self.library.PdfWriter()
        for raw in parts:
            reader, count = self.open(raw, limits)
            for index in range(count):
                self._add(writer, reader.getPage(index))
        return writer

    def _add(self, writer, page):
        """Add what is drawn of a page: a page that is named twice is two pages."""
        drawn = type(page)(page.pdf)
        for key, value in dict.items(page):
            if key in PAGE_KEYS:
                drawn[self.generic.NameObject(key)] = value
        if "/Annots" in page:
            drawn[self.generic.NameObject("/Annots")] = self._keep_notes(page)
        writer.addPage(drawn)
        return writer.getPage(writer.getNumPages() - 1)

    def _keep_notes(self, page):
        """Return the notes and stamps of a page, without what they do."""
        notes = resolve(page["/Annots"])
        kept = self.generic.ArrayObject()
        for note in map(resolve, notes if isinstance(notes, list) else []):
            if isinstance(note, dict) and note.get("/Subtype") != "/Popup":
                kept.append(self._copy(note, without=ANNOTATION_DEEDS))
        return kept

    def _copy(self, dictionary, without=()):
        copied = self.generic.DictionaryObject()
        for key, value in dict.items(dictionary):
            if key not in without:
                copied[key] = value
        return copied

    # -- numbers --------------------------------------------------------------------

    def _put_number(self, writer, page, number):
        """Draw a number into the upper right corner of a page.

        What is drawn on the page already is not unpacked.
        """
        name, generic = self.generic.NameObject, self.generic
        drawing = writer._addObject(self._draw_number(page, number))
        resources = self._copy(resolve(page.get("/Resources")) or {})
        drawings = self._copy(resolve(resources.get("/XObject")) or {})
        drawings[name(NUMBER_NAME)] = drawing
        resources[name("/XObject")] = drawings
        page[name("/Resources")] = resources
        before, after = b"q\n", f"\nQ q {NUMBER_NAME} Do Q\n".encode()
        before, after = (
            writer._addObject(self._make_stream(data)) for data in (before, after)
        )
        page[name("/Contents")] = generic.ArrayObject(
            [before, *get_contents(page), after]
        )

    def _make_stream(self, data):
        stream = self.generic.DecodedStreamObject()
        stream.setData(data)
        return stream

    def _draw_number(self, page, number):
        """Return a drawing of a number on white, so that a dark scan swallows none."""
        name, generic = self.generic.NameObject, self.generic
        sides = resolve(page.get("/CropBox")) or page["/MediaBox"]
        box = [float(resolve(side)) for side in sides]
        left, bottom, width, height = box[0], box[1], box[2] - box[0], box[3] - box[1]
        angle = int(resolve(page.get("/Rotate")) or 0) % 360
        seen = (width, height) if angle % 180 == 0 else (height, width)
        matrix = " ".join(map(str, TURNED[angle](width, height)))
        label = describe_label(str(number), *seen)
        data = f"1 0 0 1 {left} {bottom} cm {matrix} cm {label}"
        drawing = self._make_stream(data.encode())
        drawing[name("/Type")] = name("/XObject")
        drawing[name("/Subtype")] = name("/Form")
        drawing[name("/BBox")] = generic.ArrayObject(map(generic.FloatObject, box))
        drawing[name("/Resources")] = self._name_font()
        return drawing

    def _name_font(self):
        name = self.generic.NameObject
        font, fonts, resources = (self.generic.DictionaryObject() for _ in range(3))
        font[name("/Type")] = name("/Font")
        font[name("/Subtype")] = name("/Type1")
        font[name("/BaseFont")] = name("/Helvetica-Bold")
        fonts[name("/Number")] = font
        resources[name("/Font")] = fonts
        return resources

    # -- files inside ---------------------------------------------------------------

    def enclose(self, writer, files):
        """Put files inside a PDF, to the byte.

        :param list files: name, bytes and type of each
        """
        name, generic = self.generic.NameObject, self.generic
        names, filed = generic.ArrayObject(), generic.ArrayObject()
        for title, raw, mimetype in files:
            file = self._describe_file(writer, title, raw, mimetype)
            names += [self.library.create_string_object(title), file]
            filed.append(file)
        root = writer._root_object
        tree, inside = generic.DictionaryObject(), generic.DictionaryObject()
        inside[name("/Names")] = names
        tree[name("/EmbeddedFiles")] = inside
        root[name("/Names")] = tree
        root[name("/AF")] = writer._addObject(filed)

    def _describe_file(self, writer, title, raw, mimetype):
        name, generic = self.generic.NameObject, self.generic
        text = self.library.create_string_object
        content = self._make_stream(raw)
        file, held, facts = (generic.DictionaryObject() for _ in range(3))
        facts[name("/Size")] = generic.NumberObject(len(raw))
        checksum = hashlib.md5(raw, usedforsecurity=False).digest()
        facts[name("/CheckSum")] = generic.ByteStringObject(checksum)
        content[name("/Type")] = name("/EmbeddedFile")
        content[name("/Params")] = facts
        if mimetype:
            content[name("/Subtype")] = name(f"/{mimetype}")
        held[name("/F")] = writer._addObject(content)
        file[name("/Type")] = name("/Filespec")
        file[name("/AFRelationship")] = name("/Data")
        file[name("/F")] = text(title)
        file[name("/UF")] = text(title)
        file[name("/EF")] = held
        return writer._addObject(file)


def describe_label(label, width, height):
    """Return the drawing of a label at the upper right corner of a page as seen."""
    size = NUMBER_SIZE
    room = DIGIT_WIDTH * size * len(label) + size
    right, top = width - NUMBER_PLACE, height - NUMBER_PLACE
    frame = f"{right - room} {top - size / 2} {room} {size * 1.5}"
    place = f"{right - room + size / 2} {top - size / 8}"
    return f"1 g 0 G {frame} re B 0 g BT /Number {size} Tf {place} Td ({label}) Tj ET"


def get_contents(page):
    """Return the streams that draw a page, as they are."""
    if "/Contents" not in page:
        return []
    contents = page.raw_get("/Contents")
    streams = resolve(contents)
    return list.copy(streams) if isinstance(streams, list) else [contents]


def resolve(value):
    """Return what a reference of a PDF refers to, and anything else as it is."""
    for name in ("get_object", "getObject"):
        if hasattr(value, name):
            return getattr(value, name)()
    return value


def write(writer):
    """Return the bytes of what was written."""
    writer.addMetadata({"/Creator": "Odoo", "/Producer": "Odoo"})
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()
