# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Placeholders of a contract text: ``{brand}``, and ``{{`` or ``}}`` for a brace.

The grammar is the part of ``str.format`` that takes plain names. It is read here
rather than by ``string.Formatter``, whose errors do not say what is wrong where.
"""

import re

_TOKEN = re.compile(r"\{\{|\}\}|\{[^{}]*\}?|\}")
_BRACES = {"{{": "{", "}}": "}"}


def find_bad_placeholders(text, known):
    """Return what stands between braces in a text and is not a known placeholder.

    :param str text: a title or a clause as it is typed
    :param known: the names that may stand between braces
    :return: list of str as written, like ``{brnad}``, ``{}`` or ``{brand`` when its
        brace is never closed
    """
    allowed = {*_BRACES, *(f"{{{name}}}" for name in known)}
    return [token for token in _TOKEN.findall(text) if token not in allowed]


def fill_placeholders(text, values):
    """Return the text with its placeholders replaced.

    :param str text: without bad placeholders
    :param dict values: name to str
    :raises KeyError: a placeholder has no value
    """
    return _TOKEN.sub(
        lambda match: _BRACES.get(match[0]) or str(values[match[0][1:-1]]), text
    )
