# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files that a contract is sent and signed with."""

import base64
import binascii
import hashlib

SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
}


def decode_scan(document):
    """Read a scanned document.

    :param document: the file in base64, as binary fields give it (bytes or str)
    :return: the file's bytes and its type, PDF, JPEG or PNG
    :rtype: tuple[bytes, str]
    :raises ValueError: when it is no base64, or a file of another kind
    """
    try:
        text = document.encode() if isinstance(document, str) else document or b""
        # lines of base64 are base64 as well, and binary fields take them
        raw = base64.b64decode(b"".join(text.split()), validate=True)
    except (AttributeError, binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error
    for signature, mimetype in SIGNATURES.items():
        if raw.startswith(signature):
            return raw, mimetype
    raise ValueError("neither PDF, JPEG nor PNG")


def sha256(raw):
    """Give the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
