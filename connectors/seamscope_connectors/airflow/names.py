"""Evaluate expressions of a DAG file to strings without running the file.

``f"s3://{BUCKET}/{date}"`` with ``BUCKET = "landing"`` → ``s3://landing/{{ date }}``: a value known
only at run time is written like a Jinja template, so that other code handles one notation only.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

HOLE = "{{ … }}"
TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
DEEPEST = 50  # nesting of expressions; hand-written code nests less
LONGEST = 1_000_000  # characters; nested f-strings may grow without limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The variables of a file that are assigned exactly once, with their expressions."""

    bound: dict[str, ast.expr]
    texts: dict[str, str] = field(default_factory=dict)  # cache of evaluated variables

    def evaluate(self, node: ast.expr, depth: int = 0) -> str:
        """Return the text of an expression, with `{{ … }}` for each part known only at run time."""
        if depth > DEEPEST:
            return HOLE
        match node:
            case ast.Constant(value=str() | int() | float() as value):
                found = str(value)
            case ast.JoinedStr(values=parts):
                found = self._join(parts, depth)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                found = self.evaluate(inner, depth + 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                found = self._join([left, right], depth)
            case ast.Name(id=name):
                found = self._evaluate_name(name, depth)
            case _:
                found = HOLE
        return found

    def list_items(self, node: ast.expr) -> list[ast.expr]:
        """Return the items of a list, with ``*others`` expanded; a node that is not a list is the
        only item.
        """
        # ``*others`` inside others is not followed; it is rare, and could grow without limit.
        return [
            one
            for item in self._list_elements(node)
            for one in (
                self._list_elements(item.value) if isinstance(item, ast.Starred) else [item]
            )
        ]

    def read_mapping(self, node: ast.expr | None) -> dict[str, ast.expr] | None:
        """Return the entries of a dict by key, None if they are known only at run time."""
        match self.resolve(node) if node else None:
            case ast.Dict(keys=keys, values=values) if all(keys):
                return {
                    self.evaluate(key): value
                    for key, value in zip(keys, values, strict=True)
                    if key
                }
            case _:
                return None

    def resolve(self, node: ast.expr) -> ast.expr:
        """Return the expression assigned to a variable; any other expression is unchanged."""
        for _ in range(DEEPEST):
            if not isinstance(node, ast.Name) or node.id not in self.bound:
                break
            node = self.bound[node.id]
        return node

    def _list_elements(self, node: ast.expr) -> list[ast.expr]:
        match self.resolve(node):
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return items
            case _:
                return [node]

    def _join(self, parts: list[ast.expr], depth: int) -> str:
        found = ""
        for part in parts:
            found += self.evaluate(part, depth + 1)
            if len(found) > LONGEST:
                return HOLE
        return found

    def _evaluate_name(self, name: str, depth: int) -> str:
        if name not in self.texts:
            self.texts[name] = (
                f"{{{{ {name} }}}}"  # an unknown variable, or one whose value contains itself
            )
            if name in self.bound:
                text = self.evaluate(self.bound[name], depth + 1)
                self.texts[name] = self.texts[name] if text == HOLE else text
        return self.texts[name]


def collect_names(nodes: Iterable[ast.AST]) -> Names:
    """Return the variables that these nodes assign exactly once.

    A variable with two assignments may have either value, so it is treated as unknown.
    """
    times: Counter[str] = Counter()
    bound: dict[str, ast.expr] = {}
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                times[name] += 1
            case ast.alias(name=name, asname=other):
                times[other or name.partition(".")[0]] += 1
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                times[name] += 1
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                bound[name] = value
            case _:
                pass
    return Names(bound={name: value for name, value in bound.items() if times[name] == 1})


def is_templated(text: str) -> bool:
    """Return whether a string contains a template: ``{{ … }}``, ``{% … %}`` or ``{# … #}``."""
    return re.search(r"\{[{%#]", text) is not None


def get_constant_part(name: str) -> str:
    """Return the part of a dataset's name that is the same in every run, "" if none is.

    ``dw.orders${{ ds_nodash }}`` → "dw.orders": a BigQuery partition belongs to its table. ``{{
    project }}.dw.orders`` → "dw.orders": schema and table are enough.
    """
    rest = re.sub(r"^\{\{[^{}]*\}\}[.:](?=[^.{}]+\.[^.{}]+$)", "", strip_partition(name))
    return "" if is_templated(rest) else rest


def strip_partition(name: str) -> str:
    """Return a table name without a templated partition: ``dw.t${{ ds_nodash }}`` → "dw.t"."""
    return re.sub(r"\$\{\{[^{}]*\}\}$", "", name)
