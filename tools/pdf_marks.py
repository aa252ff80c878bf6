# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Places in a PDF that are found again, to draw something there later.

A page marks a place by a small box of a colour that nobody sees. What is printed from
it has the box among its drawings, whatever wkhtmltopdf it was, while link targets and
form fields depend on the patches of Qt.
"""

# What a mark is called, and its colour: so near to white that no printer shows it.
MARKS = {
    "party_a": "#fffffe",
    "party_a_on": "#fffeff",
    "party_b": "#fefffe",
    "party_b_on": "#fefeff",
}

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
    """Follow the state of a drawing; give the colour and the lowest left corner of
    each rectangle.
    """
    matrix, colour, states, operands = IDENTITY, None, [], []
    for token in contents.split():
        if token == b"q":
            states.append((matrix, colour))
        elif token == b"Q" and states:
            matrix, colour = states.pop()
        elif token == b"cm":
            matrix = _multiply(_read_numbers(operands[-6:]), matrix)
        elif token in (b"rg", b"scn"):
            colour = _as_bytes(operands[-3:])
        elif token == b"re":
            yield colour, _get_corner(_read_numbers(operands[-4:]), matrix)
        else:
            operands.append(token)
            continue
        operands.clear()


def _read_numbers(operands):
    return tuple(map(float, operands))


def _as_bytes(operands):
    """Give a colour by its three bytes; None for one that is given otherwise."""
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
