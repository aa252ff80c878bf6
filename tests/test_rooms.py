# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import unittest
from pathlib import Path

from .room_reader import read_house, read_sources
from .room_rule import find_breaches

ADDON = Path(__file__).parents[1]
MAX_LINES = 400
FOLDERS = [
    *("", "controllers", "dev", "migrations", "models", "policy", "report"),
    *("tests", "tools", "wizards"),
]
# In the order in which they are built on each other (docs/architecture.md)
ROOMS = [
    *(
        "health",
        "party",
        "wording",
        "evidence",
        "document",
        "contract",
        "nightly",
        "ledger",
    ),
    *("sale", "opening", "signing", "notice", "party_change", "portal"),
]


def list_imports(path):
    """Return the modules that a file imports, as they stand in it."""
    modules = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append("." * node.level + (node.module or ""))
    return modules


class TestRooms(unittest.TestCase):
    """A room calls, reads and overrides only what stands below it."""

    def test_no_room_reaches_up(self):
        breaches = find_breaches(read_house(ADDON))
        self.assertFalse(breaches, "\n".join(["They reach up:", *breaches]))

    def test_the_rooms_stand_in_floor_order(self):
        house = read_house(ADDON)
        self.assertEqual(house.rooms[: len(ROOMS)], ROOMS)

    def test_every_file_of_the_models_stands_in_a_room_that_imports_it(self):
        house, models = read_house(ADDON), ADDON / "models"
        files = {
            path.relative_to(models).as_posix()
            for path in models.rglob("*.py")
            if path.name != "__init__.py"
        }
        self.assertFalse(files - house.sources.keys())

    def test_every_room_says_what_it_is(self):
        for room in ROOMS:
            with self.subTest(room=room):
                source = (ADDON / "models" / room / "__init__.py").read_text("utf-8")
                self.assertTrue(ast.get_docstring(ast.parse(source)))

    def test_rules_and_tools_know_nothing_of_odoo(self):
        for folder in ("policy", "tools"):
            for path in (ADDON / folder).rglob("*.py"):
                with self.subTest(path=path.name):
                    for module in list_imports(path):
                        self.assertNotEqual(module.split(".")[0], "odoo")
                        self.assertFalse(module.startswith(".."), module)

    def test_reports_render_plain_values_and_know_no_room(self):
        of_rooms = {"sale.subscription", *read_house(ADDON).models}
        self.assertIn("miniprogram.contract.notice", of_rooms)
        for path in (ADDON / "report").rglob("*.py"):
            with self.subTest(path=path.name):
                beside = [m for m in list_imports(path) if m.startswith("..")]
                self.assertFalse([m for m in beside if not m.startswith("..tools.")])
                nodes = ast.walk(ast.parse(path.read_text("utf-8")))
                texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
                self.assertFalse(texts & of_rooms)

    def test_no_file_is_too_long_to_be_one_idea(self):
        for folder in FOLDERS:
            for path in (ADDON / folder).glob("**/*.py" if folder else "*.py"):
                with self.subTest(path=path.relative_to(ADDON).as_posix()):
                    lines = len(path.read_text("utf-8").splitlines())
                    self.assertLessEqual(lines, MAX_LINES)


HEAD = "from odoo import fields, models\n\n\n"
MODEL = HEAD + 'class Model(models.Model):\n    _name = "m"\n'
EXTENSION = HEAD + 'class Model(models.Model):\n    _inherit = "m"\n'
LINE = HEAD + 'class Line(models.Model):\n    _name = "m.line"\n'
LIFT = """
    def _lift(self):
        return 1
"""


def method(expression):
    """Return a method that returns what an expression is."""
    return f"\n    def _do(self):\n        return {expression}\n"


class TestRoomsThatReachUp(unittest.TestCase):
    """On made-up rooms: what the proof finds, and what it lets pass."""

    def _find(self, below, above, doors=(), **files):
        house = {
            "__init__.py": "from . import cellar\nfrom . import attic\n",
            "cellar/__init__.py": "from . import below\n",
            "cellar/below.py": below,
            "attic/__init__.py": "from . import above\n",
            "attic/above.py": above,
        }
        for name, text in files.items():
            room, _separator, module = name.partition("__")
            house[f"{room}/{module}.py"] = text
            house.setdefault(f"{room}/__init__.py", "")
            if f"import {module}\n" not in house[f"{room}/__init__.py"]:
                house[f"{room}/__init__.py"] += f"from . import {module}\n"
        return find_breaches(read_sources(house, doors))

    def _assert_reaches(self, below, above, target):
        breaches = self._find(below, above)
        self.assertEqual(len(breaches), 1, breaches)
        self.assertTrue(breaches[0].startswith("cellar/below.py:"), breaches)
        self.assertIn(target, breaches[0])

    def test_a_call_of_a_method_above(self):
        self._assert_reaches(
            MODEL + method("self._lift()"),
            EXTENSION + LIFT,
            "Model._do → _lift (attic/above.py)",
        )

    def test_a_call_in_the_default_of_a_parameter(self):
        below = MODEL + "\n    def _do(self, lift=lambda self: self._lift()):\n"
        below += "        return lift\n"
        self._assert_reaches(below, EXTENSION + LIFT, "_lift (attic/above.py)")

    def test_a_method_above_that_is_named_in_a_text(self):
        for use in (
            method('getattr(self, "_lift")()'),
            '    weight = fields.Float(compute="_lift")\n',
        ):
            with self.subTest(use=use):
                self._assert_reaches(MODEL + use, EXTENSION + LIFT, "_lift")

    def test_a_field_above(self):
        above = EXTENSION + "    weight_limit = fields.Float()\n"
        for use in (
            "self.weight_limit",
            '[("weight_limit", ">", 0)]',
            "dict(weight_limit=1)",
            'self._read("weight_limit desc, id")',
            "\"[('weight_limit', '>', 0)]\"",
        ):
            with self.subTest(use=use):
                self._assert_reaches(MODEL + method(use), above, "→ weight_limit")

    def test_a_field_of_one_word_where_its_model_is_known(self):
        above = EXTENSION + "    weight = fields.Float()\n"
        for use in ("self.weight", 'self.mapped("weight")'):
            with self.subTest(use=use):
                self._assert_reaches(MODEL + method(use), above, "→ weight")
        depending = MODEL + '\n    @api.depends("weight")' + method("1")
        self._assert_reaches(depending, above, "→ weight")

    def test_a_field_of_a_relation(self):
        below = MODEL + '    line_ids = fields.One2many("m.line", "m_id")\n'
        above = LINE.replace("_name", "_inherit") + "    weight = fields.Float()\n"
        for use in (
            "self.line_ids.filtered(lambda line: line.weight)",
            "[line.weight for line in self.line_ids]",
            'self.mapped("line_ids.weight")',
        ):
            with self.subTest(use=use):
                (breach,) = self._find(below + method(use), above, cellar__line=LINE)
                self.assertIn("Model._do → weight (attic/above.py)", breach)

    def test_a_model_above(self):
        self._assert_reaches(
            MODEL + method('self.env["m.line"]'), LINE, "attic/above.py"
        )

    def test_an_import_from_above(self):
        for line in (
            "from ..attic.above import NAME",
            "from ..attic import above",
            "from .. import attic",
            "from ...models.attic.above import NAME",
            "from odoo.addons.addon.models.attic.above import NAME",
        ):
            with self.subTest(line=line):
                (breach,) = self._find(f"{line}\n{MODEL}", 'NAME = "name"\n')
                self.assertIn("→ attic", breach)

    def test_super_of_what_only_comes_above(self):
        self._assert_reaches(
            MODEL + method("super()._lift()"), EXTENSION + LIFT, "_lift"
        )

    def test_a_mixin_that_uses_what_only_its_users_have(self):
        below = f"{HEAD}class Mixin(models.AbstractModel):\n    _name = 'mixin'\n"
        above = MODEL + '    _inherit = ["mixin"]\n' + LIFT
        self._assert_reaches(below + method("self._lift()"), above, "_lift")

    def test_within_a_room_nothing_overrides_what_is_imported_later(self):
        late, first = EXTENSION + method("super()._lift()"), EXTENSION + LIFT
        self.assertFalse(self._find(MODEL, late, attic__above=first, attic__late=late))
        breaches = self._find(MODEL, late, attic__later=first)
        self.assertEqual(len(breaches), 1, breaches)

    def test_nobody_calls_a_door_not_even_another_door(self):
        wizard = HEAD + (
            "class Ask(models.TransientModel):\n    _name = 'ask'\n"
            "\n    def action_ask(self):\n        return 1\n"
        )
        page = "class Page:\n    def show(self):\n        return request.env['ask']\n"
        room = MODEL + method("self._find().action_ask()")
        for below, controller, teller in (
            (room, "", "cellar/below.py"),
            (MODEL, page, "controllers/page.py"),
        ):
            with self.subTest(teller=teller):
                (breach,) = self._find(
                    below,
                    EXTENSION,
                    ("wizards", "controllers"),
                    wizards__ask=wizard,
                    controllers__page=controller,
                )
                self.assertTrue(breach.startswith(teller), breach)

    def test_what_is_above_may_use_and_override_what_is_below(self):
        above = EXTENSION + method("super()._do() + self._do()")
        self.assertFalse(self._find(MODEL + method("1"), above))

    def test_what_is_cores_is_everybodys(self):
        below = MODEL + method('self.write({"company_id": 1})')
        above = EXTENSION + (
            "    company_id = fields.Many2one('res.company')\n"
            "\n    def write(self, vals):\n        return super().write(vals)\n"
        )
        self.assertFalse(self._find(below, above))
