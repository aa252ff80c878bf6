# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads the addon's rooms from their syntax trees: what each one defines.

Nothing is imported or run.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

# They may call any room, and no room calls them.
DOORS = ("wizards", "controllers")
RELATIONAL = ("Many2one", "One2many", "Many2many")
NOTHING = ast.Pass()


class Place(NamedTuple):
    """Where a definition stands: its room's floor, its file's rank there, its path."""

    floor: int
    rank: int
    path: str


@dataclass
class House:
    """All rooms of an addon in floor order, and what they define.

    :param rooms: their names, the doors last
    :param sources: by path, where a file stands and its syntax tree
    :param members: by model and name, where methods and fields are defined
    :param models: by name, where a model of the addon is defined
    :param parents: by model, what else it inherits
    :param comodels: by model and field, the model of the records that it holds
    :param overrides: name and place of methods that call ``super()``
    """

    rooms: list[str]
    sources: dict[str, tuple[Place, ast.Module]] = field(default_factory=dict)
    members: dict[str, dict[str, list[Place]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    models: dict[str, Place] = field(default_factory=dict)
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    comodels: dict[tuple[str, str], str] = field(default_factory=dict)
    overrides: set[tuple[str, Place]] = field(default_factory=set)

    def find(self, model, name):
        """Return where a name of a model is defined, by itself or what it inherits.

        What only those that inherit it define counts as defined there: a mixin that
        uses it reaches up.
        """
        return self._find_inherited(model, name) or [
            place
            for child, parents in list(self.parents.items())
            if model in parents
            for place in self._find_inherited(child, name)
        ]

    def _find_inherited(self, model, name):
        places = list(self.members[model][name]) if model in self.members else []
        for parent in self.parents.get(model, ()):
            places += self._find_inherited(parent, name)
        return places

    def find_anywhere(self, name):
        """Return where any model defines a name."""
        return [
            place
            for members in self.members.values()
            for place in members.get(name, ())
        ]

    def find_comodel(self, model, name):
        """Return the model of the records that a field holds, None if unknown."""
        for known in (model, *self.parents.get(model, ())):
            if (known, name) in self.comodels:
                return self.comodels[known, name]
        return None


def read_house(addon):
    """Read the rooms of an addon: the packages of ``models/``, and the doors.

    :param Path addon: its folder
    :rtype: House
    """
    files = _read_texts(addon / "models", addon / "models")
    for door in DOORS:
        files |= _read_texts(addon / door, addon)
    return read_sources(files, DOORS)


def _read_texts(folder, root):
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(Path(folder).rglob("*.py"))
    }


def read_sources(files, doors=()):
    """Read rooms from texts, as a test makes them up.

    :param dict files: source by path, as ``contract/line.py``
    :param doors: the packages among them that are doors
    :rtype: House
    """
    house = House(rooms=[*_list_modules(files["__init__.py"]), *doors])
    for floor, room in enumerate(house.rooms):
        for rank, name in enumerate(_list_modules(files[f"{room}/__init__.py"])):
            place = Place(floor, rank, f"{room}/{name}.py")
            house.sources[place.path] = (place, ast.parse(files[place.path]))
    for place, tree in house.sources.values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and model_of(node):
                _read_definitions(house, place, node)
    return house


def _list_modules(source):
    """Return the modules that an ``__init__.py`` imports, in order."""
    return [
        alias.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module
        for alias in node.names
    ]


def _get_assigned(node):
    return {
        target.id: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _list_strings(node):
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def model_of(node):
    """Return the model that a class is about, None if it is no model's."""
    values = _get_assigned(node)
    named = _list_strings(values.get("_name", NOTHING))
    inherited = _list_strings(values.get("_inherit", NOTHING))
    return next(iter(named + inherited), None)


def _read_definitions(house, place, node):
    model, values = model_of(node), _get_assigned(node)
    inherited = _list_strings(values.get("_inherit", NOTHING))
    house.parents[model] |= set(inherited) - {model}
    if model not in inherited:
        house.models.setdefault(model, place)
    for name, value in values.items():
        house.members[model][name].append(place)
        if comodel := _get_comodel(value):
            house.comodels.setdefault((model, name), comodel)
    for function in node.body:
        if isinstance(function, ast.FunctionDef):
            house.members[model][function.name].append(place)
            if _calls_super(function):
                house.overrides.add((function.name, place))


def _get_comodel(value):
    """Return the model of the records that a field's definition holds, if it is one."""
    if not isinstance(value, ast.Call):
        return None
    if getattr(value.func, "attr", "") not in RELATIONAL:
        return None
    named = [k.value for k in value.keywords if k.arg == "comodel_name"]
    for node in named or value.args[:1]:
        return next(iter(_list_strings(node)), None)
    return None


def is_super(node):
    """Whether an expression is a call of ``super()``."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def _calls_super(function):
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == function.name
        and is_super(node.value)
        for node in ast.walk(function)
    )
