# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Holds the rooms of the addon against their rule: nobody reaches up.

What an expression is, is worked out as far as its words say it: ``self`` is the class's
own model, ``self.env["m"]`` is *m*, a relational field is its comodel, and filtering,
sorting or joining records keeps their model. Where that fails, a name is looked for in
all models, and counts as below if one of them is.

What it does not see: public names of one word in a domain, names that are put together
at run time, and what a class body defines under an ``if``.
"""

import ast
import re
from typing import NamedTuple

from .room_reader import DOORS, Place, is_super, model_of

# What gives records of the model that it is called on
SAME_MODEL = {
    *("_origin", "browse", "concat", "copy", "create", "ensure_one", "exists"),
    *("filtered", "filtered_domain", "new", "search", "search_fetch", "sorted", "sudo"),
    *("try_lock_for_update", "union", "with_company", "with_context", "with_env"),
    "with_user",
}
WORD = re.compile(r"[A-Za-z_]\w*")
# What takes a function of each of its records
ITERATORS = {"filtered", "grouped", "mapped", "sorted"}
# What names fields of the class's own model
DECORATORS = {"constrains", "depends", "onchange"}
OF_ENV = {"company": "res.company", "companies": "res.company", "user": "res.users"}
# Core and the base module have them on many models: where nothing tells which model is
# meant it may be one of theirs, and what is theirs is everybody's.
EVERYBODYS = {
    *("_inherit", "_name", "active", "close_reason_id", "code"),
    *("commercial_partner_id", "company_id", "currency_id", "date_end", "date_start"),
    *("name", "partner_id", "user_id"),
}


class Reference(NamedTuple):
    """A name that a file uses, and on which model, if that is known.

    :param kind: ``attribute``, ``super``, ``text``, ``model`` or ``import``
    """

    place: Place
    line: int
    scope: str
    name: str
    model: str | None
    kind: str


class Reader(ast.NodeVisitor):
    """Collects what one file refers to."""

    def __init__(self, house, place):
        self.house, self.place = house, place
        self.model, self.scope = None, ""
        self.types = [{}]
        self.references = []

    # -- what stands in the file ----------------------------------------------------

    def visit_ClassDef(self, node):
        self.model, self.scope = model_of(node), node.name
        self._visit_in({"self": self.model}, node.body)
        self.model, self.scope = None, ""

    def visit_FunctionDef(self, node):
        outer, self.scope = self.scope, f"{self.scope}.{node.name}".strip(".")
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        self._visit_in(
            {"self": self.model}, [*node.decorator_list, *defaults, *node.body]
        )
        self.scope = outer

    def visit_Lambda(self, node, model=None):
        types = {arg.arg: model for arg in node.args.args}
        if "self" in types:
            types["self"] = self.model
        self._visit_in(types, [*node.args.defaults, node.body])

    def _visit_in(self, types, nodes):
        self.types.append(types)
        for node in nodes:
            self.visit(node)
        self.types.pop()

    def visit_ImportFrom(self, node):
        if node.level == 1:  # of the same room
            return
        parts = (node.module or "").split(".")
        names = [alias.name for alias in node.names] if not node.module else []
        for room in {*parts, *names} & {*self.house.rooms}:
            self._refer(node, room, None, "import")

    def visit_Assign(self, node):
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, node.value)

    def visit_NamedExpr(self, node):
        self.generic_visit(node)
        self._bind(node.target, node.value)

    def visit_For(self, node):
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node):
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    def _visit_comprehension(self, node):
        # what they run through is bound before what they make of it is read
        self.types.append({})
        for generator in node.generators:
            self.visit(generator)
        self.generic_visit(node)
        self.types.pop()

    visit_ListComp = visit_SetComp = _visit_comprehension
    visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_Call(self, node):
        self.visit(node.func)
        own = self._find_model_of_arguments(node)
        for argument in [*node.args, *node.keywords]:
            is_named = isinstance(argument, ast.keyword)
            value = argument.value if is_named else argument
            if isinstance(value, ast.Lambda):
                self.visit_Lambda(value, own)
                continue
            self.visit(argument)
            if own and isinstance(value, ast.Constant):
                self._refer_to_path(value, own)

    def _find_model_of_arguments(self, node):
        """Return the model whose fields the arguments of a call name, if they do."""
        name = getattr(node.func, "attr", "")
        if name in ITERATORS:
            return self.infer(node.func.value)
        return self.model if name in DECORATORS else None

    def _refer_to_path(self, node, model):
        """Refer to each field of a path such as ``line_ids.weight``."""
        for name in str(node.value).split("."):
            if model and name.isidentifier():
                self._refer(node, name, model, "attribute")
            model = self.house.find_comodel(model, name)

    def visit_Attribute(self, node):
        if is_super(node.value):
            self._refer(node, node.attr, self.model, "super")
        else:
            self._refer(node, node.attr, self.infer(node.value), "attribute")
        self.visit(node.value)

    def visit_Constant(self, node):
        if not isinstance(node.value, str):
            return
        if node.value in self.house.models:
            self._refer(node, node.value, None, "model")
        for name in WORD.findall(node.value):
            self._refer_to_name(node, name)

    def visit_keyword(self, node):
        if node.arg:
            self._refer_to_name(node.value, node.arg)
        self.generic_visit(node)

    def _refer_to_name(self, node, name):
        # a public word of one part may be anything
        if name.startswith("_") or "_" in name:
            self._refer(node, name, None, "text")

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def _refer(self, node, name, model, kind):
        self.references.append(
            Reference(self.place, node.lineno, self.scope, name, model, kind)
        )

    # -- what an expression is ------------------------------------------------------

    def _bind(self, target, value):
        if isinstance(target, ast.Name):
            self.types[-1][target.id] = self.infer(value)

    def infer(self, node):
        """Return the model whose records an expression is, None if that is unknown."""
        infer = getattr(self, f"_infer_{type(node).__name__}", None)
        return infer(node) if infer else None

    def _infer_Name(self, node):
        for types in reversed(self.types):
            if node.id in types:
                return types[node.id]
        return None

    def _infer_Attribute(self, node):
        if getattr(node.value, "attr", "") == "env":
            return OF_ENV.get(node.attr)
        model = self.infer(node.value)
        if node.attr in SAME_MODEL:
            return model
        return self.house.find_comodel(model, node.attr)

    def _infer_Subscript(self, node):
        is_env = getattr(node.value, "attr", "") == "env"
        if is_env and isinstance(node.slice, ast.Constant):
            return node.slice.value
        return self.infer(node.value)

    def _infer_Call(self, node):
        if is_super(node):
            return self.model
        if getattr(node.func, "attr", "") in SAME_MODEL:
            return self.infer(node.func.value)
        return None

    def _infer_BinOp(self, node):
        return self.infer(node.left) or self.infer(node.right)

    def _infer_BoolOp(self, node):
        return next(filter(None, map(self.infer, node.values)), None)

    def _infer_IfExp(self, node):
        return self.infer(node.body) or self.infer(node.orelse)

    def _infer_NamedExpr(self, node):
        return self.infer(node.value)


def find_references(house):
    """Yield all that the rooms refer to.

    :rtype: Iterator[Reference]
    """
    for place, tree in house.sources.values():
        reader = Reader(house, place)
        reader.visit(tree)
        yield from reader.references


def find_breaches(house):
    """Return where a room reaches up: the file, the method, and what it reaches for.

    :rtype: list[str]
    """
    return [
        f"{reference.place.path}:{reference.line}: {reference.scope} → {target}"
        for reference in find_references(house)
        if (target := _find_target_above(house, reference))
    ]


def _find_target_above(house, reference):
    """Return what a reference finds above, None if it finds it where it may."""
    place, name = reference.place, reference.name
    if reference.kind == "import":
        return name if house.rooms.index(name) > place.floor else None
    if reference.kind == "model":
        lowest = house.models[name]
        is_door = lowest.floor != place.floor and house.rooms[lowest.floor] in DOORS
        return lowest.path if lowest.floor > place.floor or is_door else None
    lowest = min(_find_definitions(house, reference), default=place)
    if lowest == place or (name, lowest) in house.overrides:
        return None  # its own, or what is core's to begin with
    is_super_above = reference.kind == "super" and lowest > place
    is_above = lowest.floor > place.floor
    is_door = lowest.floor != place.floor and house.rooms[lowest.floor] in DOORS
    if is_above or is_super_above or is_door:
        return f"{name} ({lowest.path})"
    return None


def _find_definitions(house, reference):
    if reference.model:
        return house.find(reference.model, reference.name)
    if reference.name in EVERYBODYS:
        return []
    found = house.find_anywhere(reference.name)
    if reference.kind == "text":  # what a door asks for has names of its own
        return [place for place in found if house.rooms[place.floor] not in DOORS]
    return found
