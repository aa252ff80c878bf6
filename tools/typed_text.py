# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people type into a form or a page."""


def one_line(text):
    """Return a text with every run of white space as one blank, "" for nothing.

    :param text: what a field holds, or False or None
    :rtype: str
    """
    return " ".join((text or "").split())


def clean_text(text):
    """Return typed text without what cannot be seen, "" for nothing.

    :param text: what a form posted
    :rtype: str
    """
    lines = (text or "").splitlines()
    shown = ("".join(filter(str.isprintable, line)).strip() for line in lines)
    return "\n".join(filter(None, shown))
