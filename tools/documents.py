# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Files with which a contract is sent and signed: what they are, and their names."""

import base64
import binascii
import hashlib
import io
import re

from PIL import Image

from .file_limits import SHRINKABLE_DOTS, SHRINKABLE_JPEG_DOTS

SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
# Where a path ends, and what names of files may not hold on one system or another
PATHS = re.compile(r"[/\\]")
UNSAFE = re.compile(r'[<>:"|?*\s]+')
MAX_STEM = 80
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
    :raises ValueError: it is not base64, or a file of another kind
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


def detect_mimetype(raw):
    """Return of what kind a file is, by its content; its name says nothing.

    :param bytes raw: the file
    :return: the type of a PDF, a JPEG or a PNG, else None
    :rtype: str or None
    """
    for signature, mimetype in SIGNATURES.items():
        if raw.startswith(signature):
            return mimetype if _is_whole(raw, mimetype) else None
    return None


def _is_whole(raw, mimetype):
    """Whether a picture can be shown; none is unfolded to find out."""
    if mimetype not in PICTURES:
        return True
    try:
        with Image.open(io.BytesIO(raw), formats=[PICTURES[mimetype]]) as picture:
            picture.verify()
    except Image.DecompressionBombError:
        return True  # too large: that is found, and told, where it is measured
    # PIL lets the errors of its decoders through as they are (broken PNG: SyntaxError,
    # one whose notes unfold to too much: ValueError)
    except (OSError, SyntaxError, ValueError):
        return False
    return True


def is_shrinkable(raw):
    """Whether a picture can be made smaller in the memory of a server.

    Nothing is unfolded to find out.

    :param bytes raw: a file of any kind; what is no picture is not made smaller
    :rtype: bool
    """
    try:
        # whatever it is called, it may be of any format that the server reads
        with Image.open(io.BytesIO(raw)) as picture:
            is_jpeg = picture.format in ("JPEG", "MPO")
            most = SHRINKABLE_JPEG_DOTS if is_jpeg else SHRINKABLE_DOTS
            return picture.width * picture.height <= most
    except Image.DecompressionBombError:
        return False
    # a broken file may raise anything; core says what is wrong
    except Exception:  # noqa: BLE001
        return True


def safe_file_name(name, mimetype):
    """Return a name under which an uploaded file can be stored on any system.

    It has no folders, no characters that cannot be seen or turn the reading direction,
    and the extension of what the file really is.

    :param str name: as the uploader's machine calls it
    :param str mimetype: one of ``EXTENSIONS``
    :rtype: str
    """
    base = PATHS.split(name or "")[-1]
    stem = base.rpartition(".")[0] or base
    shown = "".join(char if char.isprintable() else " " for char in stem)
    stem = UNSAFE.sub(" ", shown).strip(" .")[:MAX_STEM].rstrip(" .")
    return f"{stem or 'document'}.{EXTENSIONS[mimetype]}"


def sha256(raw):
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
