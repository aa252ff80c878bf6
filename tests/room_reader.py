# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads the addon's rooms from its syntax trees: who calls what, and where that stands.

Nothing is imported or run. What an expression is, is worked out as far as its words
say it: ``self`` is the class's own model, ``self.env["m"]`` is *m*, a relational field
is its comodel, and filtering, sorting or joining records keeps their model. Where that
fails, a name is looked for in all models, and counts as below if one of them is.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

RELATIONAL = ("Many2one", "One2many", "Many2many")
# What gives records of the model that it is called on
SAME_MODEL = {
    *("browse", "concat", "copy", "create", "exists", "filtered", "filtered_domain"),
    *("new", "search", "search_fetch", "sorted", "sudo", "try_lock_for_update"),
    *("union", "with_company", "with_context", "with_env", "with_user", "ensure_one"),
    *("_origin", "env_of"),
}
ITERATORS = {"filtered", "sorted", "mapped", "grouped"}
ENV_RECORDS = {
    "user": "res.users",
    "company": "res.company",
    "companies": "res.company",
}


class Place(NamedTuple):
    """Where a definition stands: its room's floor, its file's rank there, its path."""

    floor: int
    rank: int
    path: str


class Reference(NamedTuple):
    """A name that a room uses: as what, and on which model, if that is known."""

    place: Place
    line: int
    scope: str
    name: str
    model: str | None
    kind: str  # "call", "text", "model", "super" or "import"


@dataclass
class House:
    """All rooms of an addon, with what each defines and what it uses."""

    rooms: list[str]
    sources: dict[str, tuple[Place, ast.Module]] = field(default_factory=dict)
    members: dict[str, dict[str, list[Place]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    models: dict[str, Place] = field(default_factory=dict)
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    comodels: dict[tuple[str, str], str] = field(default_factory=dict)
    bodies: dict[tuple[str, str], ast.FunctionDef] = field(default_factory=dict)

    def find(self, model, name):
        """Return where a name of a model is defined, its parents' definitions too."""
        places = list(self.members[model][name]) if model in self.members else []
        for parent in self.parents.get(model, ()):
            places += self.find(parent, name)
        return places

    def find_comodel(self, model, name):
        """Return the model of the records that a relational field holds."""
        for known in (model, *self.parents.get(model, ())):
            if (known, name) in self.comodels:
                return self.comodels[known, name]
        return None

    def find_anywhere(self, name):
        """Return where any model defines a name."""
        return [
            place
            for members in self.members.values()
            for place in members.get(name, ())
        ]


def read_house(folder):
    """Read the rooms of a folder ``models/``.

    :param Path folder: it holds a package for each room
    :rtype: House
    """
    files = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(Path(folder).rglob("*.py"))
    }
    return read_sources(files)


def read_sources(files):
    """Read rooms from texts, as a test makes them up.

    :param dict files: source by path relative to ``models/``
    :rtype: House
    """
    house = House(rooms=_imported_names(files["__init__.py"]))
    for floor, room in enumerate(house.rooms):
        for rank, name in enumerate(_imported_names(files[f"{room}/__init__.py"])):
            path = f"{room}/{name}.py"
            house.sources[path] = (Place(floor, rank, path), ast.parse(files[path]))
    for place, tree in house.sources.values():
        for node in model_classes(tree):
            _read_definitions(house, place, node)
    return house


def _imported_names(source):
    return [
        alias.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module
        for alias in node.names
    ]


def model_classes(tree):
    return [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef) and model_of(node) is not None
    ]


def _assigned(node):
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value


def _strings(node):
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def model_of(node):
    """Return the model that a class is about, None if it is no model's."""
    values = dict(_assigned(node))
    names = [
        *_strings(values.get("_name", ast.Pass())),
        *_strings(values.get("_inherit", ast.Pass())),
    ]
    return names[0] if names else None


def _read_definitions(house, place, node):
    model = model_of(node)
    values = dict(_assigned(node))
    inherited = _strings(values["_inherit"]) if "_inherit" in values else []
    house.parents[model] |= set(inherited) - {model}
    if "_name" in values and model not in inherited:
        house.models.setdefault(model, place)
    for name, value in values.items():
        house.members[model][name].append(place)
        if (
            isinstance(value, ast.Call)
            and getattr(value.func, "attr", "") in RELATIONAL
        ):
            comodel = [k.value for k in value.keywords if k.arg == "comodel_name"]
            for text in _strings((comodel or value.args or [ast.Pass()])[0])[:1]:
                house.comodels.setdefault((model, name), text)
    for function in node.body:
        if isinstance(function, ast.FunctionDef):
            house.members[model][function.name].append(place)
            house.bodies.setdefault((model, function.name), function)
