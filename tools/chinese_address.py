# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A Chinese postal address on one line, from the largest place to the door."""

import re

# Longest first: 自治区 also ends with 区.
_PLACE_KIND = re.compile(
    "(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|省|市|区|县|盟|旗)$"
)
# What must follow a short name (四川) for it to be that place and not part of a road's
# name (吉林大路): another place. 市 itself does not: 吉林市 lies in 吉林省.
_NEXT_PLACE = r"(?![省市])[^\d路街道]{1,10}?[市区县州盟旗]"


def chinese_address(state, city, street, street2=""):
    """Return the address in Chinese order, each part only once.

    A state or city with which the street already begins is not repeated, be it
    written in full (四川省) or short (四川), nor is a direct-controlled municipality,
    which Odoo knows as a state and people type as the city too.

    >>> chinese_address("四川省", "成都市", "金牛区一环路北一段99号")
    '四川省成都市金牛区一环路北一段99号'

    :param state: province, autonomous region or direct-controlled municipality
    :param city: any part may be empty
    :rtype: str
    """
    address = _join(street, street2)
    if _is_municipality(state, city):
        city = ""
    if not _begins_with(address, state) and not _begins_with(address, city):
        address = _join(city, address)
    return address if _begins_with(address, state) else _join(state, address)


def _is_municipality(state, city):
    """Whether the city is the state itself: 重庆市 is, 吉林市 is not 吉林省."""
    return not state.endswith("省") and _short(city) == _short(state)


def _begins_with(address, place):
    short = _short(place)
    if short == place:  # typed without its kind, which the address may have
        return bool(place) and bool(
            re.match(f"{re.escape(place)}(市|{_NEXT_PLACE})", address)
        )
    return address.startswith(place) or bool(
        re.match(re.escape(short) + _NEXT_PLACE, address)
    )


def _short(place):
    return _PLACE_KIND.sub("", place)


def _join(left, right):
    """Return two parts as one: without a space, but 99 and 24楼 are not 9924楼."""
    needs_space = re.search(r"[\w.,]$", left, re.ASCII) and re.match(
        r"\w", right, re.ASCII
    )
    return f"{left} {right}" if needs_space else left + right
