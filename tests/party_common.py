# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io

from PIL import Image


def make_picture(mode="RGBA", color=(200, 0, 0, 120), size=(40, 40), file_format="PNG"):
    """Return a picture of one colour in base64, as a binary field takes it."""
    stream = io.BytesIO()
    Image.new(mode, size, color).save(stream, file_format)
    return base64.b64encode(stream.getvalue())


SEAL = make_picture()
