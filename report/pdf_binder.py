# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Documents bound into one PDF: as pages with running numbers, and as files.

Each page of the whole has its number in its upper right corner. The
documents themselves are inside the file as well, byte by byte, so that their SHA-256
can be checked. Others have made them: they are opened in a process of their own.
"""

import io
import re
import time

from odoo.tools import pdf

from ..tools.file_limits import BIND_SECONDS, PRINT_SECONDS, WHOLE_PRINT_SECONDS
from ..tools.opened_files import (
    BusyError,
    OpenerError,
    bind_files,
    measure_files,
    open_files,
)

SUBTYPE = re.compile(r"\w+/[\w-]+")
# What reads and writes PDFs in that process: the same as in Odoo
LIBRARY = pdf.pypdf.__file__


class Binder:
    """Collects documents, and binds them into one file.

    :param bool shows_pages: whether they are pages of the file too
    :param float ends_at: when the whole print has to end, of the monotonic clock
    """

    def __init__(self, *, shows_pages=True, ends_at=None):
        self.shows_pages = shows_pages
        self.ends_at = ends_at or time.monotonic() + WHOLE_PRINT_SECONDS
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
        seconds = self._get_seconds(PRINT_SECONDS)
        for opened in open_files(raws, LIBRARY, 1, task="pages", seconds=seconds):
            count = 0 if opened.problem else opened.pages
            pages.append(range(first, first + count))
            first += count
            self._parts += [opened.pdf] if count else []
        return pages

    def bind(self, index):
        """Return the file.

        :param bytes index: the PDF that stands before the documents
        :rtype: bytes
        :raises TooLargeError: it would be too large
        """
        inside = [
            (name, raw, mimetype if SUBTYPE.fullmatch(mimetype) else None)
            for name, raw, mimetype in self._originals
        ]
        seconds = self._get_seconds(BIND_SECONDS)
        return bind_files([index, *self._parts], inside, LIBRARY, seconds)

    def _get_seconds(self, most):
        """Return how long something may take that is part of the whole."""
        return min(most, self.ends_at - time.monotonic())


def measure(raws):
    """Return what files of others are, see :func:`measure_files`."""
    return measure_files(raws, LIBRARY)


def lay_out(raws):
    """Return files of others as PDFs that are ours, with nothing but what is drawn.

    :param list raws: their bytes
    :return: the PDFs, b"" for what cannot be shown as pages
    :rtype: list[bytes]
    :raises OpenerError: see :func:`open_files`
    """
    return [opened.pdf for opened in open_files(raws, LIBRARY, task="pages")]


def lay_out_first_page(raw):
    """Return the first page of a file of others as a PDF that is ours.

    :param bytes raw: the file
    :return: the PDF, b"" for what cannot be shown
    :rtype: bytes
    """
    try:
        (opened,) = open_files([raw], LIBRARY, task="first")
    except OpenerError:
        return b""
    return opened.pdf


def can_open_files():
    """Whether the process starts in which files of others are opened."""
    writer = pdf.PdfFileWriter()
    writer.addBlankPage(width=10, height=10)
    with io.BytesIO() as stream:
        writer.write(stream)
        try:
            (sample,) = lay_out([stream.getvalue()])
        except BusyError:
            return True
        except OpenerError:
            return False
    return bool(sample)
