# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can be read in a print of wkhtmltopdf, to compare it with what was to be there.

What a server's fonts do not have, wkhtmltopdf leaves out without a word. Its files name
glyphs by codes, and a table of the font (ToUnicode CMap) names the character of each
code. Qt fills that table from the basic plane only, so a code without an entry is a
character beyond it, and it draws code 0 where a font has no glyph at all.
"""

import re
import unicodedata
from collections import Counter

from lxml import html

from .pdf_stamps import get_drawings
from .pdf_text import as_typed, read_cmap

# What is counted of the codes that name no character
BEYOND_PLANE = "beyond the basic plane"
NO_GLYPH = "no glyph"

# Operators that choose a font, show text, and draw a form
SHOWN = re.compile(
    rb"/(?P<font>[^\s/<>\[\]()]+)\s+[-+.\d]+\s+Tf\b"
    rb"|<(?P<codes>[0-9A-Fa-f\s]*)>\s*Tj\b"
    rb"|/(?P<form>[^\s/<>\[\]()]+)\s+Do\b"
)

# What has no form of its own: controls, joiners, marks of the reading direction
UNSEEN_CATEGORIES = ("Cc", "Cf", "Zl", "Zp", "Zs")
# Variation selectors and fillers (Default_Ignorable_Code_Point, as far as no Cf)
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
# Forms that Qt chooses for letters: ligatures, and what stands in Arabic words
SHAPED = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")


def read_words(page):
    """Return the words of an HTML page, as they are printed.

    :param str page: a whole HTML page
    :rtype: str
    """
    body = html.fromstring(str(page)).find("body")
    for element in body.xpath(".//script | .//style"):
        element.drop_tree()
    return body.text_content()


def split_text(text):
    """Return the different characters of a text that can be seen.

    :return: how often each stands in the text
    :rtype: Counter
    """
    return Counter(
        char for char in unicodedata.normalize("NFC", text) if _is_seen(char)
    )


def get_parts(character):
    """Return what a character is drawn with: itself, or a letter and its marks."""
    return unicodedata.normalize("NFD", as_typed(character))


def find_missing(text, drawn):
    """Return the characters of a text of which fewer are drawn than stand in it.

    A font may file a character under another one that looks the same, so those that
    are returned may be there all the same: see :func:`find_lost`.

    :param str text: what was to be printed
    :param Counter drawn: what is drawn, see :func:`read_pages`
    :return: in the order of the text, each once; where some beyond the basic plane are
        missing, all of them, as nothing tells which
    :rtype: list[str]
    """
    seen, wanted = split_text(text), _get_wanted(text)
    short = {name for name, count in wanted.items() if drawn[name] < count}
    # a letter of another script may be drawn by a code without a name too
    if drawn[NO_GLYPH] or drawn[BEYOND_PLANE] != wanted[BEYOND_PLANE]:
        short.add(BEYOND_PLANE)
    return [char for char in seen if short & _get_names(char)]


def find_lost(text, drawn, specimens):
    """Return the characters that fonts have, and that are not drawn all the same.

    :param str text: what was to be printed
    :param Counter drawn: what is drawn, see :func:`read_pages`
    :param dict specimens: what is drawn for some characters of the text where each
        stands alone
    :rtype: list[str]
    """
    wanted = _get_wanted(text)
    spare = max(0, drawn[BEYOND_PLANE] - wanted[BEYOND_PLANE])
    lost = []
    for char, specimen in specimens.items():
        names = _get_names(char) | specimen.keys()
        missing = sum(wanted[name] - drawn[name] for name in names)
        if missing > (0 if BEYOND_PLANE in names else spare):
            lost.append(char)
    return lost


def _get_wanted(text):
    """Return how often each part of a text's characters is to be drawn."""
    wanted = Counter()
    for char, count in split_text(text).items():
        for part in get_parts(char):
            wanted[_get_name(part)] += count
    return wanted


def _get_names(character):
    """Return by what the parts of a character are counted."""
    return set(map(_get_name, get_parts(character)))


def _get_name(part):
    return BEYOND_PLANE if ord(part) > 0xFFFF else part


def read_pages(reader):
    """Return what the text on each page of a PDF is made of.

    :param reader: of the file
    :return: how often each character is drawn, and ``BEYOND_PLANE`` and ``NO_GLYPH``
    :rtype: list[Counter]
    """
    fonts = {}
    pages = map(reader.getPage, range(reader.getNumPages()))
    return [
        _read_drawings(get_drawings(page), page["/Resources"], fonts) for page in pages
    ]


def _read_drawings(contents, resources, fonts):
    """Return what the text of some drawings is made of, that of their forms included.

    :param bytes contents: the drawings, unpacked
    :param resources: the fonts and forms that they use, by name
    :param dict fonts: the tables of fonts that were read before
    """
    drawn, codes, font = Counter(), Counter(), None
    for match in SHOWN.finditer(contents):
        if name := match["font"]:
            font = name
        elif name := match["form"]:
            drawn += _read_form(name, resources, fonts)
        else:
            codes.update((font, code) for code in _split_codes(match["codes"]))
    for (name, code), count in codes.items():
        for part in _read_code(code, _get_table(name, resources, fonts)):
            drawn[part] += count
    return drawn


def _read_form(name, resources, fonts):
    form = resources.get("/XObject", {}).get(f"/{name.decode('latin-1')}")
    form = form and form.getObject()
    if not form or form.get("/Subtype") != "/Form" or "/Resources" not in form:
        return Counter()
    return _read_drawings(form.getData(), form["/Resources"], fonts)


def _split_codes(digits):
    """Return the codes of a text that is shown: two bytes each."""
    digits = b"".join(digits.split())
    return [int(digits[start : start + 4], 16) for start in range(0, len(digits), 4)]


def _get_table(name, resources, fonts):
    """Return the characters of a font by their codes, None where it has no table."""
    named = resources.get("/Font", {})
    font = named.get(f"/{name.decode('latin-1')}") if name else None
    font = font and font.getObject()
    if not font or "/ToUnicode" not in font:
        return None
    if id(font) not in fonts:
        # the font is kept with its table, so that no other one gets its id
        fonts[id(font)] = (font, read_cmap(font["/ToUnicode"].getData()))
    return fonts[id(font)][1]


def _read_code(code, table):
    """Return what a code of a font draws, in parts."""
    if not code:
        return [NO_GLYPH]
    text = (table or {}).get(code, "").strip("\0")
    if not text:
        return [] if table is None else [BEYOND_PLANE]
    text = SHAPED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return [_get_name(part) for part in get_parts(text) if _is_seen(part)]


def _is_seen(character):
    return not (
        unicodedata.category(character) in UNSEEN_CATEGORIES or UNSEEN.match(character)
    )
