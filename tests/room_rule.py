# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Holds the rooms of the addon against their rule: nobody reaches up."""

import ast

from .room_reader import (
    ENV_RECORDS,
    ITERATORS,
    SAME_MODEL,
    Reference,
    model_classes,
    model_of,
)


class Reader(ast.NodeVisitor):
    """Collects what one model class refers to, and on which model."""

    def __init__(self, house, place, node):
        self.house, self.place = house, place
        self.model = model_of(node)
        self.types = [{"self": self.model}]
        self.scope = node.name
        self.references = []
        for statement in node.body:
            self.visit(statement)

    # -- what is visited ------------------------------------------------------------

    def visit_FunctionDef(self, node):
        outer = self.scope
        self.scope = f"{outer}.{node.name}"
        self.types.append({"self": self.model})
        self.generic_visit(node)
        self.types.pop()
        self.scope = outer

    def visit_Lambda(self, node, model=None):
        self.types.append({arg.arg: model for arg in node.args.args})
        for arg in node.args.args:
            if arg.arg == "self":
                self.types[-1]["self"] = self.model
        self.visit(node.body)
        self.types.pop()

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.types[-1][target.id] = self.infer(node.value)
            else:
                self.visit(target)

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        self.types[-1][node.target.id] = self.infer(node.value)

    def visit_For(self, node):
        self.visit(node.iter)
        self._bind(node.target, node.iter)
        for statement in [*node.body, *node.orelse]:
            self.visit(statement)

    def visit_ListComp(self, node):
        self._visit_comprehension(node, node.elt)

    def visit_SetComp(self, node):
        self._visit_comprehension(node, node.elt)

    def visit_GeneratorExp(self, node):
        self._visit_comprehension(node, node.elt)

    def visit_DictComp(self, node):
        self._visit_comprehension(node, node.key, node.value)

    def _visit_comprehension(self, node, *results):
        self.types.append({})
        for generator in node.generators:
            self.visit(generator.iter)
            self._bind(generator.target, generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        for result in results:
            self.visit(result)
        self.types.pop()

    def visit_Call(self, node):
        self.visit(node.func)
        name = getattr(node.func, "attr", "")
        own = self.infer(node.func.value) if name in ITERATORS else None
        for argument in [*node.args, *(k.value for k in node.keywords)]:
            if isinstance(argument, ast.Lambda):
                self.visit_Lambda(argument, own)
            else:
                self.visit(argument)

    def visit_Attribute(self, node):
        if _is_super(node.value):
            self._refer(node, node.attr, self.model, "super")
            return
        self.visit(node.value)
        self._refer(node, node.attr, self.infer(node.value), "call")

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            for name in node.value.split("."):
                if name.isidentifier():
                    self._refer(node, name, None, "text")
            if node.value in self.house.models:
                self._refer(node, node.value, None, "model")

    def visit_Expr(self, node):
        is_docstring = isinstance(node.value, ast.Constant)
        if not is_docstring:
            self.generic_visit(node)

    # -- what an expression is ------------------------------------------------------

    def infer(self, node):
        """Return the model whose records an expression is, None if that is unknown."""
        handler = getattr(self, f"_infer_{type(node).__name__}", None)
        return handler(node) if handler else None

    def _infer_Name(self, node):
        for types in reversed(self.types):
            if node.id in types:
                return types[node.id]
        return None

    def _infer_Attribute(self, node):
        if isinstance(node.value, ast.Attribute) and node.value.attr == "env":
            return ENV_RECORDS.get(node.attr)
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
        if _is_super(node):
            return self.model
        if not isinstance(node.func, ast.Attribute):
            return None
        if node.func.attr in SAME_MODEL:
            return self.infer(node.func.value)
        return None

    def _infer_BinOp(self, node):
        return self.infer(node.left) or self.infer(node.right)

    def _infer_BoolOp(self, node):
        found = [self.infer(value) for value in node.values]
        return next(filter(None, found), None)

    def _infer_IfExp(self, node):
        return self.infer(node.body) or self.infer(node.orelse)

    def _infer_NamedExpr(self, node):
        return self.infer(node.value)

    def _bind(self, target, iterated):
        if isinstance(target, ast.Name):
            self.types[-1][target.id] = self.infer(iterated)

    def _refer(self, node, name, model, kind):
        self.references.append(
            Reference(self.place, node.lineno, self.scope, name, model, kind)
        )


def _is_super(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def find_references(house):
    """Yield all that the rooms refer to.

    :rtype: Iterator[Reference]
    """
    for place, tree in house.sources.values():
        yield from _find_imports(place, tree)
        for node in model_classes(tree):
            yield from Reader(house, place, node).references


def _find_imports(place, tree):
    """Yield the rooms that a file imports from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
            room = node.module.split(".")[0]
            yield Reference(place, node.lineno, "", room, None, "import")


def find_breaches(house):
    """Say where a room reaches up, naming file, method and target.

    :rtype: list[str]
    """
    return [
        f"{reference.place.path}:{reference.line}: {reference.scope} → {target}"
        for reference in find_references(house)
        if (target := _find_target_above(house, reference))
    ]


def _find_target_above(house, reference):
    """Return what a reference finds above its own room, "" if it finds it below."""
    if reference.kind == "import":
        floor = house.rooms.index(reference.name)
        return reference.name if floor > reference.place.floor else ""
    if reference.kind == "model":
        place = house.models[reference.name]
        return place.path if place.floor > reference.place.floor else ""
    places = _find_definitions(house, reference)
    if not places:
        return ""
    lowest = min(places)
    if reference.kind == "super":
        is_above = (lowest.floor, lowest.rank) > reference.place[:2]
    else:
        is_above = lowest.floor > reference.place.floor
    return f"{reference.name} ({lowest.path})" if is_above else ""


def _find_definitions(house, reference):
    if reference.model:
        return house.find(reference.model, reference.name)
    if reference.kind == "text" and "_" not in reference.name.strip("_"):
        return []
    return house.find_anywhere(reference.name)
