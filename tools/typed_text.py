# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people type into a form or a page."""

import unicodedata


def one_line(text):
    """Return a text with every run of white space as one blank, "" for nothing.

    :param text: what a field holds, or False or None
    :rtype: str
    """
    return " ".join((text or "").split())


def clean_text(text):
    """Return typed text without what cannot be seen, "" for nothing.

    Characters of names that no table of Python's knows stay: what cannot be printed is
    refused there, and a name without one of its characters is another name.

    :param text: what a form posted
    :rtype: str
    """
    lines = (text or "").splitlines()
    shown = ("".join(filter(_is_shown, line)).strip() for line in lines)
    return "\n".join(filter(None, shown))


def _is_shown(char):
    """Whether a character can be seen: private-use and new Chinese ones can."""
    is_new_ideograph = 0x20000 <= ord(char) <= 0x3FFFD
    is_private = unicodedata.category(char) == "Co"
    return char.isprintable() or is_private or is_new_ideograph
