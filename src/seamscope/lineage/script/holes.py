"""Name the parts of dynamic SQL that are unknown until run time after their variables.

In ``'INSERT INTO t SELECT a FROM ' || tmp``, the name of the table is unknown. It becomes
``{tmp}``, which is called a *hole*; all other parts are known.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.query.model import Dependencies, Name, QueryResult, TableWrite

RUNTIME = "__runtime__"  # the beginning of each hole, and the whole of a hole without a name
_HOLE = re.compile(rf"{RUNTIME}(?:(?P<name>[a-z]\w*?)__)?", re.I)
_WHOLE = re.compile(r"\{[\w?]+\}")


def make_hole(variable: str) -> str:
    """Return a word that stands for the unknown value of a variable and can be parsed as a name."""
    name = re.sub(r"\W|_(?=_)", "", variable).strip("_")
    return f"{RUNTIME}{name}__" if name[:1].isalpha() else RUNTIME


def is_hole_only(text: str) -> bool:
    """Return whether no part of a SQL string is known."""
    return not _HOLE.sub("", text).strip(" \t\r\n;")


def list_holes(text: str) -> list[str]:
    """Return the unknown parts of a SQL string as in messages: ``{tmp}``, ``{?}`` if unnamed."""
    return list(dict.fromkeys(_show(found) for found in _HOLE.finditer(text)))


def show_names(text: str) -> str:
    """Return a SQL string in which each unknown part is shown by its variable: ``{tmp}``."""
    return _HOLE.sub(_show, text)


def _show(hole: re.Match[str]) -> str:
    return f"{{{hole['name'] or '?'}}}"


def show_holes(tree: exp.Expr) -> exp.Expr:
    """Return a tree in which unknown parts of names are ``{tmp}``, and unknown columns are NULL."""
    for node in list(tree.find_all(exp.Column)):
        if RUNTIME in node.name and node.parent is not None:
            node.replace(exp.Null())
    for alias in list(tree.find_all(exp.TableAlias)):
        if isinstance(alias.this, exp.Identifier) and is_hole_only(alias.name):
            alias.pop()  # `FROM t ` || condition
    for name in tree.find_all(exp.Identifier):
        if RUNTIME in name.name:
            name.set("this", _HOLE.sub(_show, name.name))
            name.args["quoted"] = True
    return tree


def is_hole(table: Name) -> bool:
    """Return whether the name of a table, or of its server, is an unknown part: ``s.{tmp}``."""
    return _WHOLE.fullmatch(table[-1]) is not None or (len(table) == 4 and "{" in table[0])


def separate_holes(
    writes: Iterable[TableWrite], result: QueryResult | None
) -> tuple[list[TableWrite], QueryResult | None]:
    """Move tables whose names are unknown from a statement's lineage to its unresolved tables.

    Unresolved tables are neither read nor written, but keep their columns: ``{tmp}.a`` feeds
    ``dim.a``.
    """
    kept: list[TableWrite] = []
    for write in writes:
        _move_reads(write.dependencies)
        known = replace(write, edges=[edge for edge in write.edges if RUNTIME not in edge[1]])
        if is_hole(write.table):
            result = result or QueryResult()
            result.add_unresolved_write(known)
        else:
            kept.append(known)
    if result is not None:
        _move_reads(result)
    return kept, result


def _move_reads(dependencies: Dependencies) -> None:
    for tables in (dependencies.reads, dependencies.lookups):
        for name in [name for name in tables if is_hole(name)]:
            del tables[name]
            dependencies.add_unresolved(name)
