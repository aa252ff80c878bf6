# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which contract, and which invoice, the words of a payment name.

A number is named where it stands as a whole run of letters, digits and hyphens: 1000 is
not found in 10001. Full-width characters, case and the kind of dash make no difference.
"""

import re
import unicodedata

# What stands between the parts of one number, as in INV/2027/00001
_SEPARATORS = "/._#:"
_RUN = re.compile(rf"[0-9A-Z-]+(?:[{_SEPARATORS}][0-9A-Z-]+)*")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
# A hyphen at the edge of a run is punctuation: XCX-2027-0001—第二年
_LOOSE_HYPHENS = re.compile(r"(?<![0-9A-Z-])-+|-+(?![0-9A-Z-])")
# Numbers of more parts than this are looked up by a part of them
_MAX_PARTS = 6


def normalize(text):
    """Return a text as it is compared: half-width, upper case, one kind of dash.

    :param str text: words that a person typed, or the number of a document
    :rtype: str
    """
    half_width = unicodedata.normalize("NFKC", text or "").translate(_DASHES)
    return _LOOSE_HYPHENS.sub(" ", half_width.upper()).strip()


def lookup_key(*, number):
    """Return what a document is looked up by when words may name it.

    :param str number: the number of a contract or an invoice
    :return: the longest part of it without a space or a Chinese character
    :rtype: str
    """
    runs = _RUN.findall(normalize(number))
    return _join(_split(max(runs, key=len))[: 2 * _MAX_PARTS - 1]) if runs else ""


def lookup_keys(*, text):
    """Return the keys of all numbers that words may name.

    A document whose key is not among them is not named; :func:`names` decides on one
    whose key is.

    :param str text: what a payment is for, as its payer puts it
    :rtype: set[str]
    """
    return {
        _join(parts[start:end])
        for run in _RUN.findall(normalize(text))
        for parts in [_split(run)]
        for start in range(0, len(parts), 2)
        for end in range(start + 1, min(start + 2 * _MAX_PARTS, len(parts) + 1), 2)
    }


def names(*, text, number):
    """Whether words name a document by its number.

    :param str text: what a payment is for, as its payer puts it
    :param str number: the number of a contract or an invoice
    :rtype: bool
    """
    wanted = normalize(number)
    if not wanted:
        return False
    before = "(?<![0-9A-Z-])" if _RUN.match(wanted) else ""
    after = "(?![0-9A-Z-])" if _RUN.match(wanted[-1]) else ""
    if wanted.isdigit():  # in 1000.50 it is a part of an amount
        before, after = before + r"(?<![0-9]\.)", after + r"(?!\.[0-9])"
    return bool(re.search(before + re.escape(wanted) + after, normalize(text)))


def _split(run):
    """Return the parts of a run, and what separates them, in turn."""
    return re.split(f"([{_SEPARATORS}])", run)


def _join(parts):
    return "".join(parts)
