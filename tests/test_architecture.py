# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Holds docs/architecture.md against the code. Nothing of Odoo is imported or run.

A renamed method or file is mended on that page: each failure says where it stands now.
"""

import ast
import re
import unittest
from collections import Counter
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from .room_calls import find_calls, reduce_calls
from .room_reader import DOORS, read_house, read_sources

ADDON = Path(__file__).parents[1]
PAGE = ADDON / "docs" / "architecture.md"
# An addon's folder may be links to a checkout, and dev/ is no part of it
CHECKOUT = PAGE.resolve().parents[1]
FOLDERS = ("models", "policy", "tools", "report", *DOORS)
# What stands in the picture of the rooms beside them
NO_ROOM = "plain"
STATES = {
    "contract": ("models/contract/contract.py", "CONTRACT_STATES"),
    "term": ("models/ledger/term.py", "TERM_STATES"),
    "notice": ("models/notice/notice.py", "NOTICE_STATES"),
}
FLOWS = 5
NEW = "–"
PICTURE = re.compile(r"```mermaid\n(.+?)```", re.DOTALL)
NODE = re.compile(r'^ +(\w+)\["(.*)"\]$', re.MULTILINE)
ARROW = re.compile(r"^ +(\S+) --> (\w+)", re.MULTILINE)
HOP = re.compile(r"`([\w/]+\.py)`\s→\s((?:`\w+`(?:,\s)?)+)")
WORD = re.compile(r"`([\w/.]+)`")


@cache
def read_page():
    return PAGE.read_text("utf-8")


@cache
def read_addon():
    return read_house(ADDON)


def read_section(heading):
    """Return the text under a heading, up to the next one of its level."""
    level = heading.split()[0]
    text = read_page().partition(f"\n{heading}\n")[2]
    return text.partition(f"\n{level} ")[0]


def read_table(heading):
    """Return the rows of the table under a heading, each a list of its cells."""
    lines = [
        line for line in read_section(heading).splitlines() if line.startswith("|")
    ]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[2:]]


# -- what the code says -------------------------------------------------------------


@cache
def read_tree(path):
    return ast.parse((ADDON / path).read_text("utf-8"))


@cache
def read_names(path):
    """Return what a file defines: methods, functions, fields, constants."""
    tree, names = read_tree(path), {}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *(part for each in classes for part in each.body)]:
        if isinstance(node, ast.FunctionDef):
            names[node.name] = node
        elif isinstance(node, ast.Assign):
            named = [target for target in node.targets if isinstance(target, ast.Name)]
            names |= {target.id: node.value for target in named}
    return names


@cache
def list_files():
    """Return the files of the addon that hold something, as the page names them."""
    return [
        path.relative_to(ADDON).as_posix()
        for folder in FOLDERS
        for path in sorted((ADDON / folder).rglob("*.py"))
        if path.name != "__init__.py"
    ]


def find_problem(path, name):
    """Return why a file does not define a name, and where to look; None if it does."""
    if path not in list_files():
        return f"There is no file {path}, which is to define {name}."
    if name in read_names(path):
        return None
    elsewhere = [file for file in list_files() if name in read_names(file)]
    alike = get_close_matches(name, read_names(path), n=2)
    if elsewhere:
        hint = f"It stands in {', '.join(elsewhere)}."
    elif alike:
        hint = f"Is it {' or '.join(alike)} now?"
    else:
        hint = "No other file defines it either."
    return f"{path} does not define {name}. {hint}"


def read_steps():
    """Return the steps of all nights: name and the method that says what is due."""
    steps = set()
    for path in list_files():
        names = read_names(path)
        for node in ast.walk(read_tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Step":
                name, domain = (
                    names.get(getattr(a, "id", ""), a) for a in node.args[:2]
                )
                steps.add((name.value, domain.value))
    return steps


@unittest.skipUnless(PAGE.exists(), "archives and wheels have no docs/")
class TestArchitecturePage(unittest.TestCase):
    """docs/architecture.md is true."""

    longMessage = False

    def _fail_with(self, problems):
        if problems := [*filter(None, problems)]:
            self.fail("\n".join(["docs/architecture.md:", *problems]))

    # -- the rooms ------------------------------------------------------------------

    def test_the_rooms_of_the_picture_stand_in_floor_order(self):
        nodes = [name for name, _ in NODE.findall(PICTURE.findall(read_page())[0])]
        self.assertEqual(
            [name for name in nodes if name != NO_ROOM],
            read_addon().rooms,
            f"The picture has {nodes}, the code {read_addon().rooms}.",
        )

    def test_each_room_is_described(self):
        labels = dict(NODE.findall(PICTURE.findall(read_page())[0]))
        self._fail_with(
            f"{room}: say in the picture and in Where to look what it is."
            for room in read_addon().rooms
            if not re.search(r"<br>\w+", labels.get(room, ""))
            or (room not in DOORS and f"\n### `models/{room}/`: " not in read_page())
        )

    def test_the_arrows_are_the_calls_that_do_not_follow_from_others(self):
        calls = find_calls(read_addon())
        shown = set(ARROW.findall(PICTURE.findall(read_page())[0]))
        expected = reduce_calls(calls)
        self._fail_with(
            f"Add “{' --> '.join(pair)}”: {calls[pair]}."
            for pair in sorted(expected - shown)
        )
        self._fail_with(
            f"Take out “{' --> '.join(pair)}”: "
            + (
                "it follows from other arrows."
                if pair in calls
                else "nothing calls so."
            )
            for pair in sorted(shown - expected)
        )

    def test_every_file_says_what_it_holds(self):
        named = WORD.findall(read_section("## Where to look"))
        self._fail_with(
            f"Where to look: say what {path} holds."
            for path in list_files()
            if path not in named
        )

    def test_nothing_is_said_twice(self):
        lines = read_page().splitlines()
        cells = [line.split(" | ")[0] for line in lines if line.startswith("| `")]
        files = Counter(
            path for cell in cells for path in WORD.findall(cell) if "/" in path
        )
        steps = Counter(step for _, step, *_ in read_table("## What a night reads"))
        self._fail_with(
            f"{word} has two rows."
            for word, rows in (files + steps).items()
            if rows > 1
        )

    # -- files and methods ----------------------------------------------------------

    def test_every_file_that_is_named_exists(self):
        files = {word for word in WORD.findall(read_page()) if word.endswith(".py")}
        self._fail_with(
            f"There is no file {path}."
            for path in sorted(files)
            if not (CHECKOUT / path).is_file()
        )

    def test_every_method_stands_in_its_file(self):
        self._fail_with(
            find_problem(path, name)
            for path, names in HOP.findall(read_page())
            for name in WORD.findall(names)
        )

    def test_every_hop_of_a_flow_names_a_file_and_a_method(self):
        section = read_section("## Five flows")
        flows = re.split(r"^### ", section, flags=re.MULTILINE)[1:]
        self.assertEqual(len(flows), FLOWS, f"There are {len(flows)} flows.")
        hops = re.findall(r"^\d+\. .+", section, re.MULTILINE)
        self._fail_with(
            f"A hop begins with a file and a method: {hop}"
            for hop in hops
            if not HOP.match(hop.partition(". ")[2])
        )

    def test_hooks_are_defined_and_filled_where_the_table_says(self):
        rows = read_table("## Hooks")
        self.assertTrue(rows, "The table of hooks is empty.")
        self._fail_with(
            find_problem(path, hook)
            for hooks, defined, filled in rows
            for hook in WORD.findall(hooks)
            for path in WORD.findall(defined) + WORD.findall(filled)
        )

    # -- states ---------------------------------------------------------------------

    def _read_pictured(self, record):
        """Return the arrows of a record's picture, from new records on."""
        section = read_section(f"### {record.capitalize()}")
        arrows = ARROW.findall("".join(PICTURE.findall(section)))
        return {(start.replace("[*]", NEW), end) for start, end in arrows}

    def test_the_pictures_show_the_states_of_the_code(self):
        for record, (path, constant) in STATES.items():
            with self.subTest(record=record):
                self._fail_with([find_problem(path, constant)])
                states = dict(ast.literal_eval(read_names(path)[constant])).keys()
                pictured = {s for pair in self._read_pictured(record) for s in pair}
                self.assertEqual(
                    pictured - {NEW},
                    set(states),
                    f"{record}: {constant} says {sorted(states)}, the picture "
                    f"{sorted(pictured - {NEW})}.",
                )

    def test_the_table_has_the_transitions_of_the_pictures(self):
        rows = read_table("### Transitions")
        for record in STATES:
            with self.subTest(record=record):
                listed = {
                    (start, end)
                    for name, starts, ends, *_rest in rows
                    if name == record
                    for start in starts.split(", ")
                    for end in ends.split(", ")
                }
                differing = listed ^ self._read_pictured(record)
                self.assertFalse(
                    differing,
                    f"{record}: in the table or the picture only: {differing}",
                )

    def test_every_transition_has_a_method_and_says_who(self):
        self._fail_with(
            f"{record}, {start} → {end}: name the file, the method, and who."
            for record, start, end, method, who in read_table("### Transitions")
            if record not in STATES or not HOP.fullmatch(method) or not who
        )

    def test_the_groups_exist(self):
        groups = (ADDON / "security" / "contract_groups.xml").read_text("utf-8")
        self._fail_with(
            f"There is no group {word}."
            for word in WORD.findall(read_page())
            if word.startswith("group_") and f'id="{word}"' not in groups
        )

    # -- nights ---------------------------------------------------------------------

    def test_the_table_has_the_steps_of_all_nights(self):
        listed = {
            (*WORD.findall(step), *WORD.findall(domain))
            for _action, step, domain, _reads in read_table("## What a night reads")
        }
        self._fail_with(
            f"What a night reads: in the table or the code only: {' by '.join(step)}."
            for step in sorted(listed ^ read_steps())
        )

    def test_a_night_reads_fields_that_exist(self):
        steps = {name for name, _domain in read_steps()}  # they outlive their methods
        words = {*WORD.findall(read_section("## What a night reads"))} - steps
        self._fail_with(
            f"What a night reads: nothing defines {word}."
            for word in sorted(words)
            if not word.endswith(".py") and not read_addon().find_anywhere(word)
        )


HEAD = "from odoo import fields, models\n\n\n"


class TestArchitectureArrows(unittest.TestCase):
    """On made-up rooms: what is an arrow of the picture, and what is none."""

    def _find(self, **files):
        rooms = "\n".join(f"from . import {room}" for room in files)
        sources = {"__init__.py": rooms}
        for room, body in files.items():
            sources[f"{room}/__init__.py"] = "from . import model\n"
            sources[f"{room}/model.py"] = HEAD + body
        return find_calls(read_sources(sources)).keys()

    @staticmethod
    def _write_model(name, method, body):
        return (
            f'class Model(models.Model):\n    _name = "{name}"\n'
            f'    _inherit = "{name}"\n\n    def {method}(self):\n        {body}\n'
        )

    def test_a_call_is_an_arrow(self):
        calls = self._find(
            cellar=self._write_model("m", "_dig", "pass"),
            attic=self._write_model("m", "_look", "self._dig()"),
        )
        self.assertEqual(calls, {("attic", "cellar")})

    def test_a_name_that_several_rooms_have_is_none_where_the_model_is_unknown(self):
        calls = self._find(
            cellar=self._write_model("m", "_dig", "pass"),
            hall=self._write_model("n", "_dig", "pass"),
            attic=self._write_model("o", "_look", "thing()._dig()"),
        )
        self.assertFalse(calls)

    def test_what_is_cores_is_none(self):
        calls = self._find(
            cellar=self._write_model("m", "write", "super().write()"),
            attic=self._write_model("m", "_look", "self.write()"),
        )
        self.assertFalse(calls)

    def test_an_arrow_that_follows_from_others_is_left_out(self):
        calls = {("c", "b"), ("b", "a"), ("c", "a"), ("d", "b")}
        self.assertEqual(reduce_calls(calls), calls - {("c", "a")})
