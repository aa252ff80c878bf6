# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The text layer of a PDF: what a reader finds, copies and hears.

A font may draw several characters with one glyph, and Qt, which writes
wkhtmltopdf's files, files each glyph under the lowest of their code points. Noto's
and Source Han's Chinese fonts share glyphs between ideographs and the radicals of
dictionaries, which stand lower: what the page shows as 方, 一 and 门 is found as ⽅, ⼀
and ⻔. So the tables from glyphs to characters (ToUnicode CMaps) are put right after
rendering.
"""

import re
import unicodedata
import zlib

from odoo.tools.pdf import DecodedStreamObject, NameObject

# Blocks whose characters are other code points of plain ideographs: Kangxi radicals,
# compatibility ideographs and their supplement. Unicode decomposes all of them.
DECOMPOSED_BLOCKS = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))

# The CJK Radicals Supplement has no decompositions (but two): each radical stands over
# the ideograph that has the same glyph in Noto Serif CJK SC or Noto Sans CJK SC.
RADICALS = (
    "⺂⺃⺅⺉⺋⺎⺏⺐⺒⺓⺔⺕⺖⺘⺙⺛⺞⺟⺠⺡⺣⺤⺦⺨⺫⺭⺯⺰⺱⺲⺳⺹⺺⺾⺿⻀⻁⻂⻃⻅"
    "⻆⻈⻉⻋⻌⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲⻳"
)
IDEOGRAPHS = (
    "乛乚亻刂㔾兀尣尢巳幺彑彐忄扌攵旡歺母民氵灬爫丬犭罒礻糹纟罓罒㓁耂肀艹艹艹虎衤覀见"
    "角讠贝车辶钅長镸长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀龟"
)

# Further pairs that share a glyph in those fonts: the one that Qt files, and the one
# that is typed in Chinese. Unicode decomposes ⼾ to the 戶 of Taiwan.
TYPED = {"⼾": "户", "‒": "–", "∕": "／", "〈": "〈", "〉": "〉", "〜": "～"}

CHARACTERS = str.maketrans({**dict(zip(RADICALS, IDEOGRAPHS, strict=True)), **TYPED})

HEX = rb"<\s*([0-9A-Fa-f]+)\s*>"
SINGLES = re.compile(rb"(\d+\s+beginbfchar)(.*?)(endbfchar)", re.DOTALL)
RANGES = re.compile(rb"(\d+\s+beginbfrange)(.*?)(endbfrange)", re.DOTALL)
SINGLE = re.compile(HEX + rb"\s*" + HEX)
RANGE = re.compile(HEX + rb"\s*" + HEX + rb"\s*(?:" + HEX + rb"|\[(.*?)\])", re.DOTALL)


def as_typed(text):
    """Return ``text`` with the characters that a person types for what it shows.

    Punctuation and full-width forms stay: only what nobody types is replaced.
    """
    return "".join(map(_decompose, text.translate(CHARACTERS)))


def _decompose(character):
    if any(first <= ord(character) <= last for first, last in DECOMPOSED_BLOCKS):
        return unicodedata.normalize("NFKC", character)
    return character


def correct_cmap(cmap):
    """Return a ToUnicode CMap (bytes) with the characters that people type.

    A range that counts up from one character becomes a list, since what stands for its
    characters need not count up.
    """
    cmap = SINGLES.sub(
        lambda block: _correct_block(block, SINGLE, _correct_single), cmap
    )
    return RANGES.sub(lambda block: _correct_block(block, RANGE, _correct_range), cmap)


def _correct_block(block, entry, correct):
    begin, entries, end = block.groups()
    lines = [correct(match) for match in entry.finditer(entries)]
    return b"\n".join([begin, *lines, end])


def _correct_single(match):
    glyph, target = match.groups()
    return b"<%s> %s" % (glyph, _correct_target(target))


def _correct_range(match):
    corrected = b" ".join(map(_correct_target, _get_targets(match)))
    return b"<%s> <%s> [%s]" % (*match.groups()[:2], corrected)


def _get_targets(match):
    """Return the targets of a range, which counts them up or lists them."""
    first, last, start, targets = match.groups()
    if start is None:
        return re.findall(HEX, targets)
    return _count_up(start, int(last, 16) - int(first, 16) + 1)


def _count_up(start, count):
    """Return ``count`` targets, each one above the last, from ``start`` on."""
    width = len(start)
    return [b"%0*X" % (width, int(start, 16) + step) for step in range(count)]


def _correct_target(target):
    """Return one target of a CMap, hexadecimal digits of UTF-16, as people type it."""
    units = as_typed(_read_target(target)).encode("utf-16-be", "surrogatepass")
    return b"<%s>" % units.hex().upper().encode()


def _read_target(target):
    return bytes.fromhex(target.decode()).decode("utf-16-be", "surrogatepass")


def read_cmap(cmap):
    """Return the characters that a ToUnicode CMap (bytes) names, by their codes.

    :rtype: dict[int, str]
    """
    targets = {}
    for block in SINGLES.finditer(cmap):
        for match in SINGLE.finditer(block[2]):
            targets[int(match[1], 16)] = match[2]
    for block in RANGES.finditer(cmap):
        for match in RANGE.finditer(block[2]):
            targets.update(enumerate(_get_targets(match), start=int(match[1], 16)))
    return {code: _read_target(target) for code, target in targets.items()}


def correct_text(writer):
    """Correct the ToUnicode CMaps of all fonts on the pages of ``writer``."""
    fonts = {}
    for page in map(writer.getPage, range(writer.getNumPages())):
        _collect_fonts(page["/Resources"], fonts)
    for font in fonts.values():
        if "/ToUnicode" in font:
            cmap = compress_stream(correct_cmap(font["/ToUnicode"].getData()))
            font[NameObject("/ToUnicode")] = writer._addObject(cmap)


def _collect_fonts(resources, fonts):
    for font in resources.get("/Font", {}).values():
        font = font.getObject()
        fonts[id(font)] = font
    for form in resources.get("/XObject", {}).values():
        form = form.getObject()
        if "/Resources" in form:
            _collect_fonts(form["/Resources"], fonts)


def compress_stream(data):
    """Return the object of a PDF that holds ``data`` (bytes) compressed."""
    stream = DecodedStreamObject()
    stream.setData(zlib.compress(data))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream
