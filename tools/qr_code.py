# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""QR codes as drawings, which print sharp and need no picture file."""

from reportlab.graphics.barcode.qr import QrCodeWidget

QUIET = 4  # the free margin that readers want, in modules


def draw_qr_code(text):
    """Return a QR code as the path of an SVG, one unit for each module.

    :param str text: what it says
    :return: the length of a side, its margins included, and the path
    :rtype: tuple[int, str]
    """
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    count = code.getModuleCount()
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    )
    return count + 2 * QUIET, path
