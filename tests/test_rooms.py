# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import unittest
from pathlib import Path

from .room_reader import read_house, read_sources
from .room_rule import find_breaches

ADDON = Path(__file__).parents[1]
MAX_LINES = 400
# In the order in which they are built on each other (docs/architecture.md)
ROOMS = [
    *("party", "wording", "document", "contract", "nightly", "ledger", "sale"),
    *("opening", "signing", "notice", "party_change", "portal"),
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
                        self.assertFalse(module.startswith("..."))

    def test_reports_render_plain_values_and_know_no_room(self):
        of_rooms = {"sale.subscription", *read_house(ADDON).models}
        self.assertIn("miniprogram.contract.notice", of_rooms)
        for path in (ADDON / "report").glob("*.py"):
            with self.subTest(path=path.name):
                for module in list_imports(path):
                    self.assertFalse(module.startswith("..models"))
                nodes = ast.walk(ast.parse(path.read_text("utf-8")))
                texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
                self.assertFalse(texts & of_rooms)

    def test_no_file_is_too_long_to_be_one_idea(self):
        for folder in (
            "",
            "controllers",
            "models",
            "policy",
            "tools",
            "report",
            "tests",
            "dev",
            "wizards",
        ):
            for path in (ADDON / folder).glob("**/*.py" if folder else "*.py"):
                with self.subTest(path=path.relative_to(ADDON).as_posix()):
                    lines = len(path.read_text("utf-8").splitlines())
                    self.assertLessEqual(lines, MAX_LINES)


HEAD = "from odoo import fields, models\n\n\n"
MODEL = HEAD + 'class Model(models.Model):\n    _name = "m"\n'
EXTENSION = HEAD + 'class Model(models.Model):\n    _inherit = "m"\n'
LINE = HEAD + 'class Line(models.Model):\n    _name = "m.line"\n'
METHOD = """
    def _do(self):
        return {}
"""


class TestRoomsThatReachUp(unittest.TestCase):
    """On made-up rooms: what the proof finds, and what it lets pass."""

    def _find(self, below, above, name="above"):
        return find_breaches(
            read_sources(
                {
                    "__init__.py": "from . import cellar\nfrom . import attic\n",
                    "cellar/__init__.py": "from . import below\n",
                    "cellar/below.py": below,
                    "attic/__init__.py": f"from . import {name}\n",
                    f"attic/{name}.py": above,
                }
            )
        )

    def _assert_reaches(self, below, above, target):
        breaches = self._find(below, above)
        self.assertEqual(len(breaches), 1, breaches)
        self.assertTrue(breaches[0].startswith("cellar/below.py:"), breaches)
        self.assertIn(f"Model._do → {target}", breaches[0])

    def test_a_call_of_a_method_above(self):
        above = EXTENSION + "\n    def _lift(self):\n        return 1\n"
        self._assert_reaches(
            MODEL + METHOD.format("self._lift()"), above, "_lift (attic/above.py)"
        )

    def test_a_method_above_that_is_named_in_a_text(self):
        above = EXTENSION + "\n    def _lift_all(self):\n        return 1\n"
        self._assert_reaches(
            MODEL + METHOD.format('getattr(self, "_lift_all")()'), above, "_lift_all"
        )

    def test_a_field_above(self):
        above = EXTENSION + "    weight_limit = fields.Float()\n"
        for use in ("self.weight_limit", '[("weight_limit", ">", 0)]'):
            with self.subTest(use=use):
                self._assert_reaches(MODEL + METHOD.format(use), above, "weight_limit")

    def test_a_field_of_a_relation(self):
        below = MODEL + '    line_ids = fields.One2many("m.line", "m_id")\n' + METHOD
        lines = HEAD + 'class Line(models.Model):\n    _name = "m.line"\n'
        above = HEAD + (
            'class Line(models.Model):\n    _inherit = "m.line"\n'
            "    weight = fields.Float()\n"
        )
        breaches = find_breaches(
            read_sources(
                {
                    "__init__.py": "from . import cellar\nfrom . import attic\n",
                    "cellar/__init__.py": "from . import line\nfrom . import below\n",
                    "cellar/line.py": lines,
                    "cellar/below.py": below.format(
                        "self.line_ids.filtered(lambda l: l.weight)"
                    ),
                    "attic/__init__.py": "from . import above\n",
                    "attic/above.py": above,
                }
            )
        )
        self.assertEqual(len(breaches), 1, breaches)
        self.assertIn("Model._do → weight (attic/above.py)", breaches[0])

    def test_a_model_above(self):
        self._assert_reaches(
            MODEL + METHOD.format('self.env["m.line"]'), LINE, "attic/above.py"
        )

    def test_an_import_from_above(self):
        below = "from ..attic.above import NAME\n" + MODEL
        (breach,) = self._find(below, 'NAME = "name"\n')
        self.assertIn("→ attic", breach)

    def test_super_of_what_only_comes_above(self):
        below = MODEL + METHOD.format("super()._lift()")
        above = EXTENSION + "\n    def _lift(self):\n        return 1\n"
        self._assert_reaches(below, above, "_lift")

    def test_a_mixin_that_uses_what_only_its_users_have(self):
        below = (
            HEAD
            + ("class Model(models.AbstractModel):\n    _name = 'mixin'\n")
            + METHOD.format("self._lift()")
        )
        above = HEAD + (
            'class Model(models.Model):\n    _name = "m"\n    _inherit = ["mixin"]\n'
            "\n    def _lift(self):\n        return 1\n"
        )
        self._assert_reaches(below, above, "_lift")

    def test_within_a_room_nothing_overrides_what_is_imported_later(self):
        first = EXTENSION + METHOD.format("super()._do()")
        second = EXTENSION + METHOD.format("1")
        breaches = find_breaches(
            read_sources(
                {
                    "__init__.py": "from . import cellar\n",
                    "cellar/__init__.py": "from . import model, first, second\n",
                    "cellar/model.py": MODEL,
                    "cellar/first.py": first + METHOD.replace("_do", "_other"),
                    "cellar/second.py": second,
                }
            )
        )
        self.assertFalse(breaches)
        late = EXTENSION + METHOD.format("super()._lift()")
        breaches = find_breaches(
            read_sources(
                {
                    "__init__.py": "from . import cellar\n",
                    "cellar/__init__.py": "from . import model, first, second\n",
                    "cellar/model.py": MODEL,
                    "cellar/first.py": late,
                    "cellar/second.py": second.replace("_do", "_lift"),
                }
            )
        )
        self.assertEqual(len(breaches), 1, breaches)

    def test_what_is_above_may_use_and_override_what_is_below(self):
        below = MODEL + METHOD.format("1")
        above = EXTENSION + METHOD.format("super()._do() + self._do()")
        self.assertFalse(self._find(below, above))

    def test_what_is_cores_is_everybodys(self):
        below = MODEL + METHOD.format('self.write({"company_id": 1})')
        above = EXTENSION + (
            "    company_id = fields.Many2one('res.company')\n"
            "\n    def write(self, vals):\n        return super().write(vals)\n"
        )
        self.assertFalse(self._find(below, above))
