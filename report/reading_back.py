# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache, split_every
from odoo.tools.pdf import PdfFileReader

from .pdf_reading import NO_GLYPH, find_lost, find_missing, read_pages, read_words
from .renderer import TEXT_MARGIN

MAX_NAMED = 20  # characters that an error names
SPECIMENS_AT_ONCE = 50  # pages with one character each
CHINESE_SPECIMENS = tuple("合同甲乙壹贰整￥①，")  # what every contract prints


class Printed(NamedTuple):
    """What a print has to show, beside what was in the file that it was put on."""

    text: str
    base: bytes = b""


class ContractDocument(models.AbstractModel):
    """Reading back what was printed, before it is kept or handed out.

    A character that no font of the server has is left out by wkhtmltopdf, which says
    nothing of it.
    """

    _inherit = "miniprogram.contract.document"

    @api.model
    def _check_printed(self, pdf, printed):
        """Refuse a print in which characters are missing.

        :param bytes pdf: the file
        :param Printed printed: what was to be printed
        :raises UserError: names the characters, and what to install
        """
        drawn = self._read_drawn(pdf) - self._read_drawn(printed.base)
        suspects = find_missing(printed.text, drawn)
        if not suspects:
            return
        specimens = {}
        for characters in split_every(SPECIMENS_AT_ONCE, suspects):
            found = self._print_specimens(characters)
            if lacking := [char for char in characters if found[char][NO_GLYPH]]:
                raise UserError(self._get_lacking_message(lacking))
            specimens.update(found)
        if lost := find_lost(printed.text, drawn, specimens):
            raise UserError(
                self.env._(
                    "The document cannot be printed: these characters are missing on "
                    "its pages, although the server has fonts with them: %s. Type the "
                    "texts that they stand in anew, without symbols, emoji and what "
                    "turns the reading direction, and try again.",
                    self._name_characters(lost),
                )
            )

    @api.model
    @ormcache(cache="stable")
    def _has_fonts(self):
        """Whether there is a Chinese font: once there was one, it is not asked again.

        :raises UserError: see :meth:`_check_fonts`; nothing is remembered
        """
        self._check_fonts()
        return True

    @api.model
    def _check_fonts(self):
        """Refuse to print without wkhtmltopdf, or without a Chinese font.

        :raises UserError: says what to install
        """
        found = self._print_specimens(CHINESE_SPECIMENS)
        lacking = [char for char in CHINESE_SPECIMENS if found[char][NO_GLYPH]]
        if lacking:
            raise UserError(self._get_lacking_message(lacking))

    def _read_drawn(self, pdf):
        """Return what the text of a file is made of, see :func:`read_pages`."""
        if not pdf:
            return Counter()
        return sum(read_pages(PdfFileReader(io.BytesIO(pdf), strict=False)), Counter())

    def _print_specimens(self, characters):
        """Print characters, each alone on two pages, the second one in bold.

        :param characters: as :func:`find_missing` returns them
        :return: what is drawn for each, ``NO_GLYPH`` where it is not drawn whole
        :rtype: dict[str, Counter]
        """
        html = self._render_template(
            "miniprogram_contract.specimen_page", {"characters": characters}
        )
        pages = iter(read_pages(self._print_html(html, TEXT_MARGIN)))
        nothing = Counter({NO_GLYPH: 1})
        return {
            char: (next(pages, None) or nothing) + (next(pages, None) or nothing)
            for char in characters
        }

    # -- what was to be printed -----------------------------------------------------

    @api.model
    def _get_printed(self, pdf, data, template="miniprogram_contract.contract_page"):
        """Return what a paper has to show.

        :param bytes pdf: the paper, see :meth:`_render_pdf`
        :param dict data: the very values that were printed
        :param str template: what laid them out
        :rtype: Printed
        """
        count = PdfFileReader(io.BytesIO(pdf), strict=False).getNumPages()
        stamps = self._render_stamps_html({**data, "cross_page_seal": None}, count)
        page = self._render_html([{**data, "seal": None}], template)
        return Printed(read_words(page) + read_words(stamps))

    @api.model
    def _get_signed(self, pdf, data, stamp, evidence=None, signed=b""):
        """Return what a signature, or our seal, has to add to a document.

        :param bytes pdf: the document that it was put on
        :param dict data: ``title`` and ``contract_number``
        :param dict stamp: see :meth:`_stamp_signature`
        :param dict evidence: what the page of evidence says, if there is one
        :param bytes signed: the document with that page, which may need two
        :rtype: Printed
        """
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        plain = {**stamp, "cross_page_seal": None, "picture": None}
        text = read_words(self._render_signature_html(reader, data, plain))
        if evidence:
            plain = {**evidence, "sections": self._without_pictures(evidence)}
            text += read_words(self._render_evidence_html(plain))
            whole = PdfFileReader(io.BytesIO(signed), strict=False)
            count = whole.getNumPages() - reader.getNumPages()
            text += read_words(self._render_evidence_foot_html(evidence, count))
        return Printed(text, pdf)

    def _without_pictures(self, evidence):
        return [{**section, "picture": None} for section in evidence["sections"]]

    # -- what an error says ---------------------------------------------------------

    def _get_lacking_message(self, characters):
        """Return which characters no font has, and what to do about each kind."""
        kinds = {self._get_kind(char): True for char in characters}
        advice = self._get_advice()
        return "\n".join(
            [
                self.env._(
                    "The document cannot be printed, because no font of the server has "
                    "these characters: %s.",
                    self._name_characters(characters),
                ),
                *(f"- {advice[kind]}" for kind in kinds),
            ]
        )

    def _name_characters(self, characters):
        """Return characters with their code points; of many, the first ones."""
        names = [
            " ".join([char, *(f"U+{ord(unit):04X}" for unit in char)])
            for char in characters[:MAX_NAMED]
        ]
        more = "…" if len(characters) > MAX_NAMED else ""
        return ", ".join(names) + more

    @api.model
    def _get_kind(self, character):
        """Return what kind of font a character needs, see :meth:`_get_advice`."""
        code = ord(character[0])
        if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
            return "private"
        if 0x20000 <= code <= 0x3FFFF:
            return "rare"
        is_chinese = 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFFEF
        return "chinese" if is_chinese else "other"

    def _get_advice(self):
        _ = self.env._
        return {
            "chinese": _(
                "Chinese: have the font Noto Serif CJK SC installed on the server (on "
                "Debian and Ubuntu, the package fonts-noto-cjk)."
            ),
            "rare": _(
                "Rare Chinese characters: have Noto Serif CJK SC installed and, where "
                "they are missing in it too, HanaMin (on Debian and Ubuntu, the "
                "packages fonts-noto-cjk and fonts-hanazono), or write what the "
                "party's own documents use instead."
            ),
            "private": _(
                "Private-use characters: they exist only in the font that they were "
                "made for. Type the character of the Unicode standard instead, or have "
                "that font installed on the server."
            ),
            "other": _(
                "Symbols and other scripts: leave them out, or have a font with them "
                "installed on the server (on Debian and Ubuntu, for most of them the "
                "package fonts-noto-core)."
            ),
        }
