"""Follow the values of a Python program from statement to statement without running it.

Functions of the program are followed where they are called, with the values of their arguments; a
function that nothing calls is followed once with unknown arguments. Both branches of an `if` are
followed, and a loop over a list of constants once for each constant.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from seamscope_connectors.python_programs.call import Call
from seamscope_connectors.python_programs.expressions import MOST_ROUNDS, Evaluator, list_rounds
from seamscope_connectors.python_programs.libraries import MAKERS
from seamscope_connectors.python_programs.program import Program
from seamscope_connectors.python_programs.scopes import (
    Function,
    Scope,
    bind_arguments,
    is_static,
    list_defaults,
    list_imported,
    list_parameters,
)
from seamscope_connectors.python_programs.values import UNKNOWN, Value, merge, unite

DEEPEST_CALLS = 7


class Interpreter(Evaluator):
    """Follows the statements of one module, and its functions where they are called."""

    def __init__(self, program: Program, path: str, body: Sequence[ast.stmt]) -> None:
        super().__init__(program, path)
        self._body = body
        self._functions: dict[str, Function] = {}
        self._classes: dict[str, ast.ClassDef] = {}
        self._attributes: dict[tuple[str, str], Value] = {}
        self._assets: dict[str, str] = {}
        self._closures: dict[str, Scope] = {}
        self._started = False
        self._imported: set[str] | None = None
        self._done: set[str] = set()
        self._results: dict[tuple[str, tuple[tuple[str, Value], ...]], Value] = {}
        self._globals = Scope()
        self._collect(body, "")

    # -- what other modules use ----------------------------------------------------------------

    def run(self) -> None:
        """Follow the statements, then the functions that nothing has called."""
        self._start()
        for name in list(self._functions):
            if name not in self._done:
                self._call_function(name, (), {}, self._open_instance(name))

    def imports(self, path: str) -> bool:
        """Return whether the module imports from the module with this path."""
        if self._imported is None:
            nodes = (node for part in self._body for node in ast.walk(part))
            names = (name for node in nodes for name in list_imported(node))
            self._imported = {f"/{name.replace('.', '/')}" for name in names}
        plain = f"/{path.removesuffix('/__init__')}"
        return any(plain.endswith(name) for name in self._imported)

    def find_definition(self, name: str) -> Value | None:
        """Return the function or class of this module with a name, None if there is none."""
        if name in self._classes:
            return Value(label=name, function=f"class {self._path}::{name}")
        if name in self._functions:
            return Value(label=name, function=f"{self._path}::{name}")
        return None

    def import_name(self, name: str) -> Value | None:
        """Return the value of a name of this module, None if it has no such name."""
        self._start()
        return self.find_definition(name) or self._globals.names.get(name)

    def list_names(self) -> dict[str, Value]:
        """Return the names that ``from module import *`` imports."""
        self._start()
        names = {*self._globals.names, *self._functions, *self._classes}
        found = ((name, self.import_name(name)) for name in names if "." not in name)
        return {name: value for name, value in found if value is not None}

    def call(
        self, name: str, positional: tuple[Value, ...], keywords: Mapping[str, Value],
        owner: Value | None,
    ) -> Value:  # fmt: skip
        """Follow a function of this module, and return what it returns."""
        self._start()
        return self._call_function(name, positional, keywords, owner)

    def create(
        self, name: str, positional: tuple[Value, ...], keywords: Mapping[str, Value]
    ) -> Value:
        """Return a new object of a class of this module."""
        self._start()
        if name not in self._classes:
            return UNKNOWN
        key = hash((positional, tuple(sorted(keywords.items(), key=lambda item: item[0]))))
        value = Value(instance=f"{self._path}::{name}#{key}", label=name)
        if (value.instance, "") not in self._attributes:
            self._attributes[value.instance, ""] = UNKNOWN
            self._set_class_attributes(name, value.instance)
            if method := self.find_method(name, "__init__"):
                self._call_function(method, positional, keywords, value)
        return value

    def find_attribute(self, instance: str, name: str) -> Value | None:
        """Return an attribute of an object, None if it is not known."""
        return self._attributes.get((instance, name))

    def count_parameters(self, name: str) -> int:
        """Return the number of parameters of a function of this module."""
        return len(list_parameters(self._functions[name]))

    def find_method(self, owner: str, name: str, depth: int = 0) -> str:
        """Return the key of a method of a class of this module, "" if it has none."""
        key = f"{owner}.{name}"
        if key in self._functions:
            return key
        if owner not in self._classes or depth > DEEPEST_CALLS:
            return ""
        bases = (base.id for base in self._classes[owner].bases if isinstance(base, ast.Name))
        found = (self.find_method(base, name, depth + 1) for base in bases)
        return next((key for key in found if key), "")

    # -- definitions ---------------------------------------------------------------------------

    def _start(self) -> None:
        """Follow the statements of the module once."""
        if not self._started:
            self._started = True
            self._follow(self._body, self._globals)

    def _collect(self, body: Sequence[ast.stmt], prefix: str) -> None:
        """Collect the functions, the classes with their methods, and the assets of Dagster."""
        for node in body:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._functions[prefix + node.name] = node
                    if any("asset" in ast.unparse(mark)[:200] for mark in node.decorator_list):
                        self._assets[node.name] = prefix + node.name
                case ast.ClassDef(name=name, body=inner):
                    self._classes[name] = node
                    self._collect(inner, f"{name}.")
                case ast.If(body=first, orelse=second) if not prefix:
                    self._collect([*first, *second], prefix)
                case ast.Try(body=first) if not prefix:
                    self._collect(first, prefix)
                case _:
                    pass

    def _set_class_attributes(self, name: str, instance: str) -> None:
        for node in self._classes[name].body:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=one)], value=inner)
                    | ast.AnnAssign(target=ast.Name(id=one), value=ast.expr() as inner)
                ):
                    found = self.evaluate(inner, self._globals)
                    known = found if found.label else replace(found, label=one)
                    self._attributes[instance, one] = known
                case _:
                    pass

    def _open_instance(self, key: str) -> Value | None:
        """Return an object to follow a method that nothing calls, None if `key` is not a method."""
        owner, dot, _ = key.partition(".")
        return self.create(owner, (), {}) if dot and owner in self._classes else None

    # -- statements ----------------------------------------------------------------------------

    def _follow(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for node in body:
            name = f"_follow_{type(node).__name__.lower()}"
            method: Callable[[ast.stmt, Scope], None] = getattr(self, name, self._follow_other)
            method(node, scope)

    def _follow_other(self, node: ast.stmt, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child, scope)

    def _follow_functiondef(self, node: Function, scope: Scope) -> None:
        inner = f"{scope.owner}/{node.name}" if scope.outer else node.name
        self._functions[inner] = node
        if scope.outer:
            self._closures[inner] = scope
            self._done.add(inner)  # it is followed where it is called
        scope.names[node.name] = Value(label=node.name, function=f"{self._path}::{inner}")

    _follow_asyncfunctiondef = _follow_functiondef

    def _follow_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.names[node.name] = Value(label=node.name, function=f"class {self._path}::{node.name}")

    def _follow_assign(self, node: ast.Assign, scope: Scope) -> None:
        found = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, found, scope)

    def _follow_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope)

    def _follow_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        both = ast.BinOp(left=_load(node.target), op=node.op, right=node.value)
        found = self.evaluate(ast.copy_location(both, node), scope)
        self.assign(node.target, found, scope)

    def _follow_return(self, node: ast.Return, scope: Scope) -> None:
        if node.value is not None:
            scope.returned = merge(scope.returned, self.evaluate(node.value, scope))

    def _follow_if(self, node: ast.If, scope: Scope) -> None:
        """Follow both branches; if they set a variable to different texts, its text becomes
        unknown.
        """
        self.evaluate(node.test, scope)
        before = dict(scope.names)
        self._follow(node.body, scope)
        after = dict(scope.names)
        scope.names.clear()
        scope.names.update(before)
        self._follow(node.orelse, scope)
        for name, value in after.items():
            other = scope.names.get(name)
            scope.names[name] = value if other is None else merge(value, other)

    def _follow_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        source = self.evaluate(node.iter, scope)
        for value in list_rounds(source) or [self._recorder.iterate(source)]:
            self.assign(node.target, value, scope)
            self._follow(node.body, scope)
        self._follow(node.orelse, scope)

    _follow_asyncfor = _follow_for

    def _follow_while(self, node: ast.While, scope: Scope) -> None:
        self.evaluate(node.test, scope)
        self._follow([*node.body, *node.orelse], scope)

    def _follow_with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            found = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, found, scope)
        self._follow(node.body, scope)

    _follow_asyncwith = _follow_with

    def _follow_try(self, node: ast.Try, scope: Scope) -> None:
        self._follow(node.body, scope)
        for handler in node.handlers:
            self._follow(handler.body, scope)
        self._follow([*node.orelse, *node.finalbody], scope)

    _follow_trystar = _follow_try

    def _follow_match(self, node: ast.Match, scope: Scope) -> None:
        self.evaluate(node.subject, scope)
        for case in node.cases:
            self._follow(case.body, scope)

    def _follow_import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            name = alias.name if alias.asname else first
            own = self._program.find_module(alias.name, self._path) is not None
            found = Value(label=name, module=name) if own else Value(label=name, name=name)
            scope.names[alias.asname or first] = found

    def _follow_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        base = node.module or ""
        module = self._program.find_module(base, self._path) if base else None
        for alias in node.names:
            if alias.name == "*" and module:
                scope.names |= module.list_names()
                continue
            inner = f"{base}.{alias.name}" if base else alias.name
            known = module.import_name(alias.name) if module else None
            if known is None and self._program.find_module(inner, self._path):
                known = Value(label=alias.name, module=inner)
            scope.names[alias.asname or alias.name] = known or Value(name=inner, label=alias.name)

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign a value to the target of an assignment: a variable, an attribute, an item or a
        tuple.
        """
        match target:
            case ast.Name(id=name):
                scope.names[name] = value if value.label else replace(value, label=name)
            case ast.Attribute(value=base, attr=attr):
                self._set_attribute(self.evaluate(base, scope), attr, value)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                held = scope.find(name) or UNKNOWN
                scope.names[name] = _set_item(held, self.evaluate(key, scope), value)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                found = value.elements if len(value.elements or ()) == len(parts) else None
                rest = Value(origins=value.collect_origins(), client=value.client)
                for part, one in zip(parts, found or [rest] * len(parts), strict=True):
                    self.assign(part, one, scope)
            case ast.Starred(value=inner):
                self.assign(inner, Value(origins=value.collect_origins()), scope)
            case _:
                pass

    def _set_attribute(self, owner: Value, name: str, value: Value) -> None:
        if owner.instance:
            known = self._attributes.get((owner.instance, name), UNKNOWN)
            self._attributes[owner.instance, name] = merge(known, value)
        elif value.client:
            self._program.kept[name] = value  # app.state.crm = httpx.Client(…)

    # -- functions -----------------------------------------------------------------------------

    def _call_function(
        self, key: str, positional: tuple[Value, ...], keywords: Mapping[str, Value],
        owner: Value | None,
    ) -> Value:  # fmt: skip
        """Follow a function of the module, and return what it returns."""
        self._done.add(key)
        node = self._functions[key]
        given = ((owner,) if owner is not None and not is_static(node) else ()) + positional
        bound = bind_arguments(node, given, keywords)
        known = (key, tuple(sorted(bound.items(), key=lambda item: item[0])))
        if known in self._results:
            return self._results[known]
        stack = self._program.stack
        if f"{self._path}::{key}" in stack or len(stack) >= DEEPEST_CALLS:
            return Value(origins=unite((*positional, *keywords.values())))
        outer = self._closures.get(key, self._globals)
        scope = Scope(names=bound, outer=outer, owner=key)
        for parameter in list_parameters(node):
            if parameter.arg not in bound:
                scope.names[parameter.arg] = self._find_default(node, parameter, key)
        stack.append(f"{self._path}::{key}")
        try:
            self._follow(node.body, scope)
        finally:
            stack.pop()
        if key not in self._closures:
            self._results[known] = scope.returned
        return scope.returned

    def _find_default(self, node: Function, parameter: ast.arg, key: str) -> Value:
        """Return the value of a parameter for which a call passes no argument.

        This is the Dagster asset with the same name, the default value, or a client of the
        annotated class.
        """
        name = parameter.arg
        if key in self._assets.values() and self._assets.get(name, key) != key:
            return self._call_function(self._assets[name], (), {}, None)
        defaults = dict(list_defaults(node))
        value = self.evaluate(defaults[name], self._globals) if name in defaults else UNKNOWN
        if parameter.annotation is not None and not value.client:
            kind = self.evaluate(parameter.annotation, self._globals).name
            if kind in MAKERS:
                client = self._recorder.connect(Call(name=kind, line=node.lineno))
                return replace(client, label=name) if client else UNKNOWN
        return value if value.label else replace(value, label=name)


def _set_item(held: Value, key: Value, value: Value) -> Value:
    """Return the value of a dict after the assignment ``held[key] = value``."""
    entries = held.entries
    if key.text is not None and not held.origins and len(entries) < MOST_ROUNDS:
        entries = (*(pair for pair in entries if pair[0] != key.text), (key.text, value))
    return replace(held, origins=held.origins | value.collect_origins(), entries=entries)


def _load(target: ast.expr) -> ast.expr:
    """Return the expression that reads the variable to which ``x += …`` assigns."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), target)
        case ast.Attribute(value=value, attr=attr):
            return ast.copy_location(ast.Attribute(value=value, attr=attr, ctx=ast.Load()), target)
        case _:
            return target
