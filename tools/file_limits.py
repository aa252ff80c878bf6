# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How much a file of somebody else may be, to be taken and to be opened.

Files come from customers, by login and by link, and from whoever can write to us. A few
kilobytes can unfold to gigabytes, so each file is held to these limits

1. at every door, before it is stored and before Odoo shrinks its picture: what is over
   a limit is refused, and the refusal names the limit;
2. where files are opened for a print: what is over a limit there, frozen long ago, is
   listed with its SHA-256 and enclosed unopened; everything else is printed.

Nothing is opened in the server itself, where the head of a picture alone is read, but
in ``file_opener``: one process for a print
or an upload. Before it reads a byte, it takes no more memory and processor time than
these limits, and writes no larger file; it is ended after a time, and where memory is
refused. What ends it is the file that it was at. A server has one such process for
uploads and one for prints at a time; the next one waits for its turn.
A file that is broken or locked harms nobody: it is taken, and enclosed unopened.

Files that staff and the mail gateway put into the chatter of a contract are not held to
these limits: they are opened by the process alone, to show colleagues a first page.
"""

import re
from typing import NamedTuple


class Limits(NamedTuple):
    """What one file may be, and what opening it may take."""

    pages: int = 1000
    # 100 megapixels: a sheet of A3 at 600 dpi has 70
    dots: int = 100_000_000
    unpacked: int = 300_000_000  # bytes of a PDF
    seconds: int = 10
    memory: int = 1_200_000_000


LIMITS = Limits()

# What an upload, or the files of a print, may take: beyond it, they stay unopened.
UPLOAD_SECONDS = 15
PRINT_SECONDS = 40
BIND_SECONDS = 25
# How long one waits until others' files are opened
TURN_SECONDS = 10
# What a whole print may take of the 120 seconds that Odoo gives a request
WHOLE_PRINT_SECONDS = 90
PRINT_PAGES = 5000
PRINT_BYTES = 500_000_000

# Odoo shrinks pictures in the server itself, and takes some 15 bytes for a dot, of a
# JPEG some 6: what has more dots stays as it is.
SHRINKABLE_DOTS = 25_000_000
SHRINKABLE_JPEG_DOTS = 60_000_000

# Of one customer, by login and by link, in 24 hours; what was refused counts too.
# Requests at the same moment do not see each other: it may be a few more.
FILES_A_DAY = 50
MEGABYTES_A_DAY = 100

# How far from its beginning a PDF may begin, as readers take it
PDF_PLACE = 1024
PICTURES = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM|II\*\0|MM\0\*"
    rb"|RIFF.{4}WEBP|\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51",
    re.DOTALL,
)


def find_kind(raw):
    """Return as what a file is opened, by its content; nothing else is opened.

    :param bytes raw: the file
    :return: ``pdf``, ``picture`` or None
    :rtype: str or None
    """
    if PICTURES.match(raw):
        return "picture"
    return "pdf" if b"%PDF-" in raw[:PDF_PLACE] else None
