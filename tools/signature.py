# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The picture of a signature: drawn or typed on a screen."""

import base64
import binascii
import io

from PIL import Image, ImageChops

MAX_BYTES = 1_000_000
MAX_PIXELS = 3000
STORED_SIZE = (1200, 400)
# How dark a dot is at least to be ink: what is paler is paper, or its noise.
INK = 40


def read_signature(signature):
    """Read the picture of a signature, cut to what is drawn.

    It is drawn anew: nothing else that the file holds is kept. The size is read before
    the dots, so that a small file which unfolds into a huge picture is never unfolded.

    :param signature: PNG or JPEG in base64 (bytes or str)
    :return: PNG with a transparent ground
    :rtype: bytes
    :raises ValueError: it is not such a picture, is too large, or nothing is drawn
    """
    ink = _get_ink(_open(_decode(signature)))
    box = ink.getbbox()
    if not box:
        raise ValueError("nothing is drawn")
    drawn = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    drawn.putalpha(ink)
    drawn = drawn.crop(box)
    drawn.thumbnail(STORED_SIZE)
    with io.BytesIO() as stream:
        drawn.save(stream, "PNG")
        return stream.getvalue()


def _decode(signature):
    text = signature.encode() if isinstance(signature, str) else signature or b""
    if len(text) > MAX_BYTES * 4 / 3:
        raise ValueError("too large")
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (AttributeError, binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error


def _open(content):
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > MAX_PIXELS:
                raise ValueError("too large")
            # a file cut short: Odoo has PIL pass over that when it decodes pixels
            picture.verify()
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            return picture.convert("RGBA")
    # PIL lets the errors of its decoders through as they are (broken PNG: SyntaxError)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("no picture") from error


def _get_ink(picture):
    """Return how dark each dot is over white paper, 0 for paper."""
    paper = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(paper, picture).convert("L")
    return ImageChops.invert(grey).point(lambda dark: dark if dark >= INK else 0)
