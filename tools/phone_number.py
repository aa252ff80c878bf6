# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Phone numbers as people type them, brought to one form to be compared."""

import re
import unicodedata

REMARK = re.compile(r"\([^()]*[^\d\s()-][^()]*\)")
EXTENSION = re.compile(r"转|ext|x|#|[,;/、；]", re.IGNORECASE)
# So many digits are a whole number, with its area: fewer stand in others by chance
WHOLE = 10


def read_digits(number):
    """Return all digits of a phone number.

    >>> read_digits("+86 (138) 0013-8000")
    '8613800138000'
    """
    text = unicodedata.normalize("NFKC", number or "")
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def to_e164(number):
    """Return a phone number in E.164: one of China, if it names no country.

    Remarks and extensions are left out. What has less than seven digits is none.

    >>> to_e164("138 0013 8000"), to_e164("0086-13800138000")
    ('+8613800138000', '+8613800138000')
    >>> to_e164("028-62778877（20线）"), to_e164("+1 555 0100 200"), to_e164("110")
    ('+862862778877', '+15550100200', '')
    """
    text = REMARK.sub("", unicodedata.normalize("NFKC", number or "")).strip()
    digits = read_digits(EXTENSION.split(text)[0])
    if len(digits) < 7:
        return ""
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("86") and len(digits) == 13:
        return f"+{digits}"
    return f"+86{digits.removeprefix('0')}"


def is_same_phone(number, other):
    """Whether what was typed is the other number, however it is written.

    >>> is_same_phone("＋８６（138）0013-8000", "13800138000")
    True
    >>> is_same_phone("13662778877", "62778877")
    False
    """
    known = to_e164(other)
    if not known:
        return False
    own = known.removeprefix("+86").removeprefix("+")
    is_in = len(own) >= WHOLE and own in read_digits(number)
    return is_in or to_e164(number) == known
