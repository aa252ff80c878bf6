# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names and addresses, shown only to the extent that people who know them know them."""

import re
from ipaddress import ip_address

EMAIL = re.compile(r"[^\s,;，；:：<>()（）\"]+@[^\s,;，；:：<>()（）\"]+")
# As people and Odoo write them, with blanks, hyphens and brackets; days are none
PHONE = re.compile(
    r"(?<![\w-])(?!\d{4}-\d\d-\d\d(?!\d))"
    r"\(?\+?\d(?:[ ()-]{0,2}\d){7,14}(?![\w-])"
)

# What may be one of the Internet; times and numbers of clauses look alike
IP = re.compile(
    r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]*[:.][0-9A-Fa-f:.]*[0-9A-Fa-f:](?![0-9A-Za-z:])"
)


def mask_name(name):
    """Hide the middle of a name.

    >>> mask_name("成都锦里食品有限公司")
    '成都****有限公司'
    >>> mask_name("李静")
    '李*'
    """
    name = (name or "").strip()
    if len(name) > 6:
        return f"{name[:2]}****{name[-4:]}"
    return name[:1] + "*" * (len(name) - 1)


def mask_email(email):
    """Hide the middle of what stands before the @.

    >>> mask_email("lijing@example.com")
    'l****g@example.com'
    """
    local, at, domain = (email or "").partition("@")
    if len(local) > 2:
        return f"{local[0]}****{local[-1]}{at}{domain}"
    return f"{local[:1]}****{at}{domain}"


def mask_phone(phone):
    """Hide all but the last four digits, and the first three of long numbers.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    phone = "".join((phone or "").split())
    first = phone[:3] if len(phone) > 8 else ""
    return f"{first}****{phone[-4:]}"


def mask_ip(text):
    """Hide the end of an address of the Internet; what is none stays as it is.

    >>> mask_ip("203.0.113.7")
    '203.0.*.*'
    >>> mask_ip("2001:db8::7")
    '2001:db8:*'
    >>> mask_ip("12:30:45")
    '12:30:45'
    """
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if address.version == 4:
        return ".".join([*text.split(".")[:2], "*", "*"])
    groups = address.exploded.split(":")[:2]
    return ":".join([*(f"{int(group, 16):x}" for group in groups), "*"])


def mask_addresses(text):
    """Hide the addresses, of mail and the Internet, and phone numbers of a text.

    >>> mask_addresses("李静, lijing@example.com, 13800138000")
    '李静, l****g@example.com, 138****8000'
    >>> mask_addresses("+86 138 0013 8000, 2026-11-30")
    '+86****8000, 2026-11-30'
    """
    text = EMAIL.sub(lambda found: mask_email(found[0]), text or "")
    text = PHONE.sub(lambda found: mask_phone(found[0]), text)
    return IP.sub(lambda found: mask_ip(found[0]), text)
