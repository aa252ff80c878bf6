# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Web addresses that stand in documents, and are opened by others years later."""

import ipaddress
from urllib.parse import urlsplit

# Names that no public server has (RFC 2606, 6761, 6762, 8375; .internal: ICANN 2024)
LOCAL_DOMAINS = (
    "corp",
    "example",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
)


def get_host(url):
    """Return the host of a web address in small letters, None where it is none.

    :param str url: such as ``https://contracts.example.com/contract/verify``
    :rtype: str or None
    """
    if any(char.isspace() for char in url):
        return None
    try:
        address = urlsplit(url)
        address.port  # noqa: B018, raises where it is no number
    except ValueError:
        return None
    if address.scheme not in ("http", "https"):
        return None
    return (address.hostname or "").rstrip(".") or None


def is_public(url):
    """Whether a web address can be opened from anywhere, as far as it tells itself.

    :param str url: the address, or nothing
    :rtype: bool
    """
    host = get_host(url or "")
    if not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return _is_public_name(host)


def _is_public_name(host):
    """Whether a host has a name in the public system of names."""
    labels = host.split(".")
    is_whole = len(labels) > 1 and all(labels)
    # browsers take 127.1 and 0x7f.1 for numbers of machines too
    is_number = labels[-1][:1].isdigit()
    is_local = any(f".{host}".endswith(f".{domain}") for domain in LOCAL_DOMAINS)
    return is_whole and not is_number and not is_local


def get_network(ip_address):
    """Return the network that a client's address belongs to.

    Of IPv6 one customer has a whole /64, and another address of it at any time.

    :param str ip_address: such as ``203.0.113.7``; anything else is returned as it is
    :rtype: str
    """
    try:
        address = ipaddress.ip_address(ip_address)
    except ValueError:
        return ip_address or ""
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    length = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network((address, length), strict=False))
