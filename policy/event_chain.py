# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A log of entries of which each names the hash of the one before it.

Each entry is two lines of JSON. The first holds its texts, which may be deleted some
day; the second what stays, with the hash of the first. The hash of the second is what
the next entry names. So whoever has the lines can check all of it with a tool that
hashes lines of text, without this software.
"""

import json
from hashlib import sha256
from typing import NamedTuple

FIRST = "0" * 64  # what the first entry names as the one before it


class Texts(NamedTuple):
    """What an entry says; ``salt`` keeps deleted texts from being guessed."""

    salt: str
    actor: str = ""
    ip_address: str = ""
    description: str = ""


class Entry(NamedTuple):
    """One entry of a log.

    ``date`` is text, in UTC; ``texts`` is None once they were deleted.
    """

    sequence: int
    kind: str
    date: str
    document_sha256: str
    texts: Texts | None
    texts_sha256: str
    previous_sha256: str
    sha256: str


def texts_line(texts):
    """Return the line of an entry's texts.

    :param Texts texts: what it says
    :rtype: str
    """
    return _to_line(texts._asdict())


def entry_line(*, sequence, kind, date, document_sha256, texts_sha256, previous_sha256):
    """Return the line of what stays of an entry.

    :param int sequence: its place in the log, from 1 on
    :param str date: when it happened, in UTC
    :rtype: str
    """
    return _to_line(
        {
            "sequence": sequence,
            "kind": kind,
            "date": date,
            "document_sha256": document_sha256,
            "texts_sha256": texts_sha256,
            "previous_sha256": previous_sha256,
        }
    )


def _to_line(values):
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def line_sha256(line):
    """Return the hash of a line, without the end of the line."""
    return sha256(line.encode()).hexdigest()


def chain(*, sequence, kind, date, document_sha256, texts, previous_sha256):
    """Return the entry that follows another one.

    :param int sequence: its place in the log, from 1 on
    :param str kind: what happened
    :param str date: when it happened, in UTC
    :param str document_sha256: the hash of the document that it is about, or ""
    :param Texts texts: what it says
    :param str previous_sha256: the hash of the one before it, or ``FIRST``
    :rtype: Entry
    """
    texts_sha256 = line_sha256(texts_line(texts))
    line = entry_line(
        sequence=sequence,
        kind=kind,
        date=date,
        document_sha256=document_sha256,
        texts_sha256=texts_sha256,
        previous_sha256=previous_sha256,
    )
    return Entry(
        sequence=sequence,
        kind=kind,
        date=date,
        document_sha256=document_sha256,
        texts=texts,
        texts_sha256=texts_sha256,
        previous_sha256=previous_sha256,
        sha256=line_sha256(line),
    )


def get_line(entry):
    """Return the line of what stays of an entry, as it is now.

    :param Entry entry: an entry
    :rtype: str
    """
    values = entry._asdict()
    del values["sha256"], values["texts"]
    return entry_line(**values)


def find_first_break(entries, *, count, last_sha256):
    """Return the place of the first entry that is not what it was, or None.

    :param Iterable entries: of :class:`Entry`, in order
    :param int count: how many entries the log has
    :param str last_sha256: the hash of the last one, or ``FIRST``
    :return: a number one beyond the last entry, where entries are missing at the end
    :rtype: int or None
    """
    previous, place = FIRST, 0
    for place, entry in enumerate(entries, start=1):
        is_whole = (
            entry.sequence == place
            and entry.previous_sha256 == previous
            and entry.sha256 == line_sha256(get_line(entry))
            and (
                entry.texts is None
                or entry.texts_sha256 == line_sha256(texts_line(entry.texts))
            )
        )
        if not is_whole:
            return place
        previous = entry.sha256
    is_all = place == count and previous == last_sha256
    return None if is_all else place + 1


def to_file(entries):
    """Return a log as lines of text, two for each entry.

    :param Iterable entries: of :class:`Entry`, in order
    :return: where an entry's texts were deleted, an empty line stands for them
    :rtype: str
    """
    lines = []
    for entry in entries:
        lines += [texts_line(entry.texts) if entry.texts else "", get_line(entry)]
    return "".join(f"{line}\n" for line in lines)
