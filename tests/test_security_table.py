# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Holds docs/security.md to the code and to the list of the standard's requirements.

Nothing of Odoo is imported or run. A renamed file, method or test is mended there.
"""

import ast
import re
import unittest
from collections import Counter
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "security.md"
# An addon's folder may be links to a checkout, and dev/ is no part of it
CHECKOUT = PAGE.resolve().parents[1]
# Of each section of the OWASP ASVS 5.0.0 how many requirements it has of levels 1 and
# 2, and how many of level 3, which come last
SECTIONS = """
1.1:2 1.2:9+1 1.3:11+1 1.4:3 1.5:2+1
2.1:3 2.2:3 2.3:4+1 2.4:1+1
3.1:0+1 3.2:2+1 3.3:4+1 3.4:6+2 3.5:5+3 3.6:0+1 3.7:2+3
4.1:3+2 4.2:1+4 4.3:2 4.4:4
5.1:1 5.2:3+3 5.3:2+1 5.4:3
6.1:3 6.2:12 6.3:4+4 6.4:4+2 6.5:5+3 6.6:3+1 6.7:0+2 6.8:4
7.1:3 7.2:4 7.3:2 7.4:5 7.5:2+1 7.6:2
8.1:2+2 8.2:3+1 8.3:1+2 8.4:1+1
9.1:3 9.2:4
10.1:2 10.2:2+1 10.3:4+1 10.4:11+5 10.5:5 10.6:2 10.7:3
11.1:2+2 11.2:3+2 11.3:3+2 11.4:4 11.5:1+1 11.6:1+1 11.7:0+2
12.1:3+2 12.2:2 12.3:4+1
13.1:1+3 13.2:5+1 13.3:2+2 13.4:5+2
14.1:2 14.2:4+4 14.3:3
15.1:3+2 15.2:3+2 15.3:7 15.4:0+4
16.1:1 16.2:5 16.3:4 16.4:3 16.5:3+1
17.1:1+1 17.2:4+4 17.3:2
"""
# Sections whose level 3 is asked of signing, and single requirements
OF_SIGNING = {
    *("2.3", "2.4", "5.2", "5.3", "6.3", "6.4", "6.5", "6.6", "6.7", "7.5"),
    *("11.1", "11.2", "11.3", "11.5", "11.6", "11.7", "13.3", "15.4", "16.5"),
}
SINGLE = {"4.1.5", "8.3.2", "13.1.4", "14.2.8", "15.2.5"}
KEPT = {"addon", "Odoo", "server", "in part", "no", "n/a"}
LEVEL_3 = " (L3)"
SECTION = re.compile(r"(\d+\.\d+):(\d+)(?:\+(\d+))?")
REQUIREMENT = re.compile(
    r"v5\.0\.0-(\d+\.\d+)\.(\d+)(?: to v5\.0\.0-(\d+\.\d+)\.(\d+))?"
)
# A file, and what is said to stand in it
FILE = re.compile(r"`([\w./]+/[\w.-]*\.\w+)`((?: → |, )?(?:`\w+`(?:, )?)*)")
NAME = re.compile(r"`(\w+)`")


@cache
def read_page():
    return PAGE.read_text("utf-8")


@cache
def read_rows():
    """Return the rows of the table, each a list of its cells."""
    table = read_page().partition("\n## The table\n")[2]
    lines = [line for line in table.splitlines() if line.startswith("| v5")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def read_requirements(cell):
    """Return the requirements that the first cell of a row names."""
    found = REQUIREMENT.fullmatch(cell.removesuffix(LEVEL_3))
    section, first, last_section, last = found.groups()
    numbers = range(int(first), int(last or first) + 1)
    return [
        f"{section}.{number}" for number in numbers if last_section in (None, section)
    ]


def list_requirements():
    """Return the requirements that the table has to have.

    :return: of each whether it is of level 3
    :rtype: dict[str, bool]
    """
    required = {}
    for section, count, of_level_3 in SECTION.findall(SECTIONS):
        for number in range(1, int(count) + int(of_level_3 or 0) + 1):
            name, is_level_3 = f"{section}.{number}", number > int(count)
            if not is_level_3 or section in OF_SIGNING or name in SINGLE:
                required[name] = is_level_3
    return required


def read_named_files():
    """Return the files that the page names, each with what is to stand in it."""
    named = []
    for path, names in FILE.findall(read_page()):
        named.append((path, NAME.findall(names) if " → " in names else []))
    return named


@cache
def read_names(path):
    """Return what a Python file defines, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse((CHECKOUT / path).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return names


class TestSecurityTable(unittest.TestCase):
    """Every requirement has its row, and every row names what there is."""

    def test_every_requirement_stands_once(self):
        named = Counter()
        for row in read_rows():
            named.update(read_requirements(row[0]))
        self.assertFalse([name for name, count in named.items() if count > 1])
        required = list_requirements()
        self.assertFalse(required.keys() - named.keys(), "These have no row")
        self.assertFalse(named.keys() - required.keys(), "These are not asked for")

    def test_level_3_is_marked(self):
        required = list_requirements()
        for row in read_rows():
            for name in read_requirements(row[0]):
                with self.subTest(requirement=name):
                    self.assertEqual(row[0].endswith(LEVEL_3), required[name])

    def test_no_row_is_empty(self):
        for row in read_rows():
            with self.subTest(requirement=row[0]):
                self.assertEqual(len(row), 5)
                self.assertTrue(all(row))
                self.assertIn(row[2], KEPT)

    def test_rows_stand_in_their_chapters(self):
        for chapter in read_page().split("\n### V")[1:]:
            number = chapter.split()[0]
            for line in chapter.splitlines():
                if line.startswith("| v5"):
                    with self.subTest(chapter=number, line=line[:40]):
                        self.assertTrue(line.startswith(f"| v5.0.0-{number}."))

    def test_every_file_that_is_named_exists(self):
        named = read_named_files()
        self.assertGreater(len(named), 200)
        for path, _names in named:
            with self.subTest(path=path):
                self.assertTrue((CHECKOUT / path.removeprefix("../")).is_file())

    def test_every_method_and_test_stands_in_its_file(self):
        for path, names in read_named_files():
            for name in names:
                with self.subTest(path=path, name=name):
                    self.assertIn(name, read_names(path))

    def test_tests_are_tests(self):
        for row in read_rows():
            for path, names in FILE.findall(row[4]):
                with self.subTest(requirement=row[0], path=path):
                    self.assertTrue(path.startswith("tests/test_"))
                    for name in NAME.findall(names):
                        self.assertTrue(name.startswith("test_"))
