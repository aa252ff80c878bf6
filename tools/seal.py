# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a picture must be to serve as a seal over a signature block."""

import io

from PIL import Image

# 4.2 cm, the usual diameter, at 600 dpi is 1,000 pixels; larger ones only cost memory.
MAX_SEAL_PIXELS = 3000


def is_seal_picture(content):
    """Whether the bytes are a PNG through which the paper can be seen.

    The size is read before the pixels, so that a small file which unfolds into a
    huge picture is never unfolded.

    :param bytes content: the file as it was uploaded
    :rtype: bool
    """
    try:
        with _open_png(content) as picture:
            if max(picture.size) > MAX_SEAL_PIXELS:
                return False
            # a file cut short: Odoo has PIL pass over that when it decodes pixels
            picture.verify()
        with _open_png(content) as picture:  # verify() leaves a picture unusable
            return _is_transparent(picture)
    # PIL lets the errors of its decoders through as they are (broken PNG: SyntaxError)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _open_png(content):
    return Image.open(io.BytesIO(content), formats=["PNG"])


def _is_transparent(picture):
    lowest_alpha, _highest = picture.convert("RGBA").getchannel("A").getextrema()
    return lowest_alpha < 255
