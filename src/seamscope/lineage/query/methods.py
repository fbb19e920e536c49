"""T-SQL's methods of values: x.value('…', 'int'), x.nodes('…'), place.STAsText()."""

import re

from sqlglot import exp

# Of XML, hierarchies and places; what else stands behind a dot is a function of a schema.
METHOD = re.compile(
    r"(?:value|query|exist|nodes|modify|ToString|GetAncestor|GetDescendant|GetLevel|IsDescendantOf"
    r"|GetReparentedValue|ST[A-Z]\w*)",
)
NAMING = (exp.Table, exp.TableAlias, exp.Column, exp.Dot, exp.Schema)  # what names are part of


def restore(dot: exp.Expr, dialect: str) -> None:
    """Make columns again of the names in what a method is called on.

    The parser takes every column there, those of a subquery as well, for parts of a longer name.
    """
    called = dot.args["expression"]
    if dialect not in {"tsql", "fabric"} or not isinstance(called, exp.Func):
        return
    if not METHOD.fullmatch(called.name or called.sql_name()):
        return
    for name in list(dot.this.find_all(exp.Identifier)):
        _column(name, dot)


def _column(name: exp.Identifier, within: exp.Expr) -> None:
    """Put a column where its name is written, alone or as the last of several names."""
    last: exp.Expr = name
    parts = [name]
    above = name.parent
    if isinstance(above, exp.Dot) and above is not within:
        if above.expression is not name:
            return
        parts = [part for part in above.flatten() if isinstance(part, exp.Identifier)]
        last = above
    elif (isinstance(above, NAMING) and above is not within) or name.arg_key == "alias":
        return
    if last.arg_key == "expression" and last.parent is within:
        return
    made = [part.copy() for part in parts[-4:]]
    keys = ("this", "table", "db", "catalog")
    last.replace(exp.Column(**dict(zip(keys, reversed(made), strict=False))))
