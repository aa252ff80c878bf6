# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Documents bound into one PDF: as pages with running numbers, and as files.

Each page of the whole has its number in its upper right corner. The
documents themselves are inside the file as well, byte by byte, so that their SHA-256
can be checked. Others have made them: they are opened in a process of their own.
"""

import io
import re

from odoo.tools import pdf

from ..tools.opened_files import OpenerError, bind_files, measure_files, open_files

SUBTYPE = re.compile(r"\w+/[\w-]+")
# What reads and writes PDFs in that process: the same as in Odoo
LIBRARY = pdf.pypdf.__file__


class Binder:
    """Collects documents, and binds them into one file."""

    def __init__(self, *, shows_pages=True):
        self.shows_pages = shows_pages
        self._parts = []
        self._originals = []

    def add(self, documents):
        """Add documents to the file.

        :param list documents: the name of each inside the file, its bytes and type
        :return: the numbers of the pages of each; none if it cannot be shown as pages
            because it is broken, locked with a password, too large, or of another kind
        :rtype: list[range]
        """
        self._originals += documents
        if not self.shows_pages:
            return [range(0) for _document in documents]
        raws = [raw for _name, raw, _mimetype in documents]
        pages, first = [], 1
        for opened in open_files(raws, LIBRARY, first=1, task="pages"):
            count = 0 if opened.problem else opened.pages
            pages.append(range(first, first + count))
            first += count
            self._parts += [opened.pdf] if count else []
        return pages

    def bind(self, index):
        """Return the file.

        :param bytes index: the PDF that stands before the documents
        :rtype: bytes
        :raises OpenerError: it would be too large
        """
        inside = [
            (name, raw, mimetype if SUBTYPE.fullmatch(mimetype) else None)
            for name, raw, mimetype in self._originals
        ]
        return bind_files([index, *self._parts], inside, LIBRARY)


def number_document(raw, first):
    """Return a PDF or picture as a PDF whose pages are numbered.

    :param bytes raw: the document
    :param int first: the number of its first page
    :return: the PDF and how many pages it has, ``(b"", 0)`` where it cannot be shown
    :rtype: tuple[bytes, int]
    """
    (opened,) = open_files([raw], LIBRARY, first=first, task="pages")
    return (b"", 0) if opened.problem else (opened.pdf, opened.pages)


def measure(raws):
    """Return what files of others are, see :func:`measure_files`."""
    return measure_files(raws, LIBRARY)


def lay_out(raws):
    """Return files of others as PDFs that are ours, with nothing but what is drawn.

    :param list raws: their bytes
    :return: the PDFs, b"" for what cannot be shown as pages
    :rtype: list[bytes]
    """
    try:
        return [opened.pdf for opened in open_files(raws, LIBRARY, task="pages")]
    except OpenerError:
        return [b"" for _raw in raws]


def can_open_files():
    """Whether the process starts in which files of others are opened."""
    writer = pdf.PdfFileWriter()
    writer.addBlankPage(width=10, height=10)
    with io.BytesIO() as stream:
        writer.write(stream)
        (sample,) = lay_out([stream.getvalue()])
    return bool(sample)
