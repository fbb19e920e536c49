"""The variables of a function, and the values of its parameters."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seamscope_connectors.python_programs.values import UNKNOWN, Value

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True, kw_only=True)
class Scope:
    """The variables of a function, and the value that it returns.

    owner: key of the function, "" for a module.
    """

    names: dict[str, Value] = field(default_factory=dict)
    outer: "Scope | None" = None
    returned: Value = UNKNOWN
    owner: str = ""

    def find(self, name: str) -> Value | None:
        """Return the value of a variable, None if it is not known in this or an outer scope."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None


def list_parameters(node: Function) -> list[ast.arg]:
    """Return the parameters of a function, without ``*args`` and ``**kwargs``."""
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def list_defaults(node: Function) -> Iterator[tuple[str, ast.expr]]:
    """Yield each parameter that has a default, with the expression of the default."""
    positional = [*node.args.posonlyargs, *node.args.args]
    first = len(positional) - len(node.args.defaults)
    for parameter, value in zip(positional[first:], node.args.defaults, strict=True):
        yield parameter.arg, value
    for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if default is not None:
            yield parameter.arg, default


def bind_arguments(
    node: Function, positional: tuple[Value, ...], keywords: Mapping[str, Value]
) -> dict[str, Value]:
    """Return the values of the parameters for which a call passes an argument, by parameter
    name.
    """
    names = [parameter.arg for parameter in (*node.args.posonlyargs, *node.args.args)]
    bound = dict(zip(names, positional, strict=False))
    allowed = {parameter.arg for parameter in list_parameters(node)}
    bound |= {key: value for key, value in keywords.items() if key in allowed}
    if node.args.vararg is not None:
        bound[node.args.vararg.arg] = Value(elements=positional[len(names) :])
    if node.args.kwarg is not None:
        rest = tuple((key, value) for key, value in keywords.items() if key not in allowed)
        bound[node.args.kwarg.arg] = Value(entries=rest)
    return bound


def is_static(node: Function) -> bool:
    """Return whether a method is a static method, so that it has no parameter for its object."""
    marks = (mark.id for mark in node.decorator_list if isinstance(mark, ast.Name))
    return "staticmethod" in marks


def list_imported(node: ast.AST) -> Iterator[str]:
    """Yield the dotted names that an import names: modules, and names in modules."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str() as module, names=names):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.ImportFrom(names=names):
            yield from (alias.name for alias in names)
        case _:
            pass
