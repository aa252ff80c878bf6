# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Places in a PDF that are found again, to draw something there later.

A page marks a place by a small box in a colour that cannot be told from white. Every
build of wkhtmltopdf prints the box as a drawing, while link targets and form fields
depend on its patches of Qt.
"""

# What a mark is called, and its colour: so near to white that no printer shows it.
MARKS = {
    "party_a": "#fffffe",
    "party_a_on": "#fffeff",
    "party_b": "#fefffe",
    "party_b_on": "#fefeff",
}

# The operators of a drawing that matter here (ISO 32000, annex A)
SAVE = b"q"
RESTORE = b"Q"
TRANSFORM = b"cm"
FILL_COLOURS = (b"rg", b"scn")
RECTANGLE = b"re"
OPERATORS = {SAVE, RESTORE, TRANSFORM, *FILL_COLOURS, RECTANGLE}

IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
PX_PER_POINT = 2  # what stamps are laid out at, see report/contract_templates.xml


def find_marks(contents, height):
    """Find the marks among the drawings of a page.

    :param bytes contents: the drawings, unpacked
    :param float height: of the page, in points
    :return: for each mark the left and the bottom edge of its box on a sheet of stamps,
        in px from its top left corner
    :rtype: dict[str, tuple[int, int]]
    """
    names = {_read_colour(colour): name for name, colour in MARKS.items()}
    places = {}
    for colour, (left, bottom) in _find_boxes(contents):
        if name := names.get(colour):
            places[name] = (
                round(left * PX_PER_POINT),
                round((height - bottom) * PX_PER_POINT),
            )
    return places


def _read_colour(colour):
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _find_boxes(contents):
    """Find the rectangles among the drawings of a page.

    :param bytes contents: the drawings, unpacked
    :return: of each rectangle its colour, see :func:`_as_bytes`, and its lowest left
        corner, in points from that of the page
    :rtype: Iterator[tuple]
    """
    matrix, colour, saved = IDENTITY, None, []
    for operator, operands in _split_operations(contents):
        if operator == SAVE:
            saved.append((matrix, colour))
        elif operator == RESTORE and saved:
            matrix, colour = saved.pop()
        elif operator == TRANSFORM:
            matrix = _multiply(_read_numbers(operands[-6:]), matrix)
        elif operator in FILL_COLOURS:
            colour = _as_bytes(operands[-3:])
        elif operator == RECTANGLE:
            yield colour, _get_corner(_read_numbers(operands[-4:]), matrix)


def _split_operations(contents):
    """Split drawings at the operators that matter: in a PDF operands come first.

    :return: operators, each with all that stands between it and the one before
    :rtype: Iterator[tuple[bytes, list[bytes]]]
    """
    operands = []
    for token in contents.split():
        if token in OPERATORS:
            yield token, operands
            operands = []
        else:
            operands.append(token)


def _read_numbers(operands):
    return tuple(map(float, operands))


def _as_bytes(operands):
    """Return a colour as three bytes, None where it is not given as three numbers."""
    try:
        return tuple(round(value * 255) for value in _read_numbers(operands))
    except ValueError:
        return None


def _multiply(first, second):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _get_corner(rectangle, matrix):
    left, top, width, height = rectangle
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left, left + width) for y in (top, top + height)]
    return (
        min(a * x + c * y + e for x, y in corners),
        min(b * x + d * y + f for x, y in corners),
    )
