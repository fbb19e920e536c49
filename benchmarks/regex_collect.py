"""Collect every regular expression of the project from its source, with its use.

An expression that is only matched at the start of a string (`match`, `fullmatch`) is tried once; an
expression for a search is tried at every position.
"""

import ast
import gc
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from seamscope.connector.secret_marks import MarkedPatterns
from seamscope.connector.secret_rules import Rules, load_rules
from seamscope.lineage.parsing.lazy_pattern import LazyPattern

ROOT = Path(__file__).parents[1]
SOURCES = (ROOT / "src", ROOT / "connectors")
AT_START = frozenset({"match", "fullmatch"})
SEARCHING = frozenset({"search", "sub", "subn", "split", "findall", "finditer", "scanner"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """An expression, its module and name, and whether strings are searched for it."""

    place: str
    pattern: re.Pattern[str]
    searched: bool


def collect() -> list[Expression]:
    """Return each expression once, by its source and flags."""
    gc.disable()  # it would traverse a million nodes repeatedly, and find nothing
    try:
        return _collect()
    finally:
        gc.enable()


def _collect() -> list[Expression]:
    trees = {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in _files()}
    uses = _uses(trees)
    found: dict[tuple[str, int, bool], Expression] = {}
    for module, tree in sorted(trees.items()):
        for one in (*_constants(module, tree), *_named(module, tree, uses)):
            found.setdefault((one.pattern.pattern, one.pattern.flags, one.searched), one)
    for place, secret in inside("seamscope.connector.secret_rules", load_rules()):
        searched = not place.endswith(".secret_name")
        found[secret.pattern, secret.flags, searched] = Expression(
            place=place, pattern=as_text(secret), searched=searched
        )
    return list(found.values())


@cache
def _nodes(tree: ast.Module) -> dict[type, list[ast.AST]]:
    """Return the nodes of a module by type, because several passes search only a few types."""
    found: dict[type, list[ast.AST]] = defaultdict(list)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        found[type(node)].append(node)
        for value in vars(node).values():
            if type(value) is list:
                waiting += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                waiting.append(value)
    return found


def _files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted(folder.rglob("*.py")):
            if path.name != "__main__.py" and "cases" not in path.parts:
                yield path


def _module(path: Path) -> str:
    folder = next(folder for folder in SOURCES if path.is_relative_to(folder))
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _constants(module: str, tree: ast.Module) -> Iterator[Expression]:
    """Yield the expressions written where they are used: ``re.search(r"…", text)``."""
    for node in sorted(_nodes(tree)[ast.Call], key=lambda call: call.lineno):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str() | bytes() as text), *_],
            ) if method in AT_START | SEARCHING:
                pattern = as_text(re.compile(text, _flags(node)))
                yield Expression(
                    place=f"{module}:{node.lineno}",
                    pattern=pattern,
                    searched=method not in AT_START,
                )


def _flags(call: ast.Call) -> int:
    names = {n.attr for n in ast.walk(call) if isinstance(n, ast.Attribute)}
    known = {"I": re.I, "IGNORECASE": re.I, "S": re.S, "M": re.M, "X": re.X, "A": re.A}
    return sum(int(flag) for name, flag in known.items() if name in names)


def _named(
    module: str, tree: ast.Module, uses: dict[tuple[str, str], set[str]]
) -> Iterator[Expression]:
    """Yield the expressions assigned to names of the module, also inside tuples and mappings."""
    loaded = importlib.import_module(module)
    for name in _assigned(tree):
        for place, pattern in inside(f"{module}.{name}", getattr(loaded, name, None)):
            methods = uses[module, name]
            yield Expression(
                place=place,
                pattern=as_text(pattern),
                searched=not (methods and methods <= AT_START),
            )


def _assigned(tree: ast.Module) -> list[str]:
    names: dict[str, None] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            names |= {n.id: None for n in ast.walk(target) if isinstance(n, ast.Name)}
    return list(names)


def inside(place: str, value: object) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Yield the compiled expressions in a value, with their places."""
    if isinstance(value, re.Pattern):
        yield place, value
    elif isinstance(value, LazyPattern):
        yield place, value.compiled
    elif isinstance(value, Rules):
        for name, item in vars(Rules).items():
            if isinstance(item, cached_property):
                yield from inside(f"{place}.{name}", getattr(value, name))
    elif isinstance(value, MarkedPatterns):
        for one in value.patterns:
            yield f"{place}[{one.source[:40]!r}]", one.compiled
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from inside(f"{place}[{key!r}]", item)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from inside(f"{place}[{number}]", item)


def as_text(pattern: re.Pattern[str] | re.Pattern[bytes]) -> re.Pattern[str]:
    """Return an expression for bytes as an expression for str; other expressions are unchanged."""
    if isinstance(pattern.pattern, bytes):
        return re.compile(pattern.pattern.decode("latin-1"), pattern.flags | re.A)
    return pattern  # type: ignore[return-value]


def _loops(tree: ast.Module) -> Iterator[tuple[ast.expr, list[str]]]:
    """Yield the iterable of each loop, and the names of its loop variables."""
    for node in (*_nodes(tree)[ast.comprehension], *_nodes(tree)[ast.For]):
        names = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
        yield node.iter, names


def _uses(trees: dict[str, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """Return the methods that are called on each name of each module, "?" for any other use."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, tree in trees.items():
        homes = _homes(module, tree)
        loops = {id(through): names for through, names in _loops(tree)}
        attributes, names = _nodes(tree)[ast.Attribute], _nodes(tree)[ast.Name]
        called = {id(node.value): node.attr for node in attributes}
        methods: dict[str, set[str]] = defaultdict(set)
        for node in names:
            if isinstance(node.ctx, ast.Load):
                methods[node.id].add(called.get(id(node), "?"))
        for node in (*names, *attributes):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) if name in homes and id(node) in loops:
                    # Items of the loop that are not expressions are used in other ways.
                    taken = {m for one in loops[id(node)] for m in methods[one]}
                    found[homes[name]] |= (taken & (AT_START | SEARCHING)) or {"?"}
                case ast.Name(id=name, ctx=ast.Load()) if name in homes:
                    found[homes[name]].add(called.get(id(node), "?"))
                case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in homes:
                    found[".".join(homes[name]), attr].add(called.get(id(node), "?"))
    return found


def _homes(module: str, tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return the module and name that define each name of a module: its own names and its
    imports.
    """
    homes = {name: (module, name) for name in _assigned(tree)}
    for node in _nodes(tree)[ast.ImportFrom]:
        if node.module:
            homes |= {a.asname or a.name: (node.module, a.name) for a in node.names}
    return homes
