"""Replace calls of functions that the inputs define by their result sets and return values."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.user_functions import is_user_function, may_call_user_function
from seamscope.lineage.query.model import Name, fold
from seamscope.lineage.remote.tree_builders import build_select, build_table
from seamscope.lineage.script.environment import Environment
from seamscope.lineage.script.routines import is_system_routine

_WORD = re.compile(r"[A-Za-z_][\w$#]*")
_MEMBER = re.compile(r"(?<![\w$#.:])\w++\.(\w++)(?!\s*+[.(%])")
# Conventional names of functions: ``f_rate``, ``fn_rate``, ``get_rate``, ``GetRate``.
FUNCTION_NAME = re.compile(r"(?i:f|fn|fnc|fun|func|get|is|has|calc)_\w+|(?i:get)[A-Z]\w*")
_CALLED = re.compile(r"(?<![\w$#])([A-Za-z_][\w$#]*+)\s*+\(")


def substitute_function_results(
    calls: Iterable[exp.Expr], catalog: Catalog, environment: Environment
) -> set[Name]:
    """Replace calls in a tree by the results of the functions; return the called functions.

    `SELECT a FROM f(1)` → `SELECT a FROM "f()" AS f`; the relation `f()` is put into the
    environment. The call of a scalar function is kept and gets a further argument: the query of its
    value.
    """
    called: set[Name] = set()
    for node in calls:
        name, parent = find_function(node)
        is_table = isinstance(parent, exp.Lateral | exp.Table | exp.TableFromRows)
        if not (is_table or catalog.returns_value(name)):
            continue
        called.add(name)
        result = catalog.find_result(name)
        if result is None:
            continue
        relation = (f"{name[-1].casefold()}()",)
        environment.add_relation(relation, result)
        if is_table:
            _replace_table_function(parent, build_table(relation), name[-1])
        elif len(result.columns) == 1:
            node.append("expressions", exp.Subquery(this=build_select(build_table(relation))))
    return called


def list_called(calls: Iterable[exp.Expr], catalog: Catalog) -> Iterator[tuple[Name, exp.Expr]]:
    """Yield the name and node of each call of a routine that the inputs define."""
    for node in calls:
        name, _ = find_function(node)
        if catalog.has_routine(name):
            yield name, node


def list_unknown_calls(
    calls: Iterable[exp.Expr], catalog: Catalog, environment: Environment
) -> Iterator[tuple[Name, exp.Expr]]:
    """Yield the name and node of each call of a user-defined function that no input defines.

    ``r.f(1)`` is not such a call if r is a variable, whose type has the method f.
    """
    dialect = environment.dialect
    for node in calls:
        name, parent = find_function(node)
        owner = "" if len(name) == 1 else name[0].casefold()
        gives_rows = isinstance(parent, exp.Table | exp.Lateral | exp.TableFromRows)
        if (
            is_user_function(name, dialect, gives_rows=gives_rows)
            and not (catalog.has_routine(name) or environment.is_known(owner or name[0].casefold()))
            and not is_system_routine(".".join(name), dialect)
            and not isinstance(parent, exp.Hint)
        ):
            yield name, node


def restore_calls(
    tree: exp.Expr, catalog: Catalog, environment: Environment, package: Name
) -> exp.Expr:
    """Add the parentheses that calls in Oracle may omit: `v := pkg.f` → `pkg.f()`.

    package: the package of the statement, whose functions are called without a prefix.
    """
    if environment.dialect != "oracle":
        return tree
    for node in list(tree.find_all(exp.Column)):
        if isinstance(node.this, exp.Star) or environment.is_declared(node.name.casefold()):
            continue
        name = (*(part.name for part in node.parts[:-1]), node.name)
        known = name if len(name) > 1 else (*package, *name)
        is_routine = len(known) > 1 and fold(known) in catalog.routines
        if not (is_routine or _is_named_like_function(node, environment)):
            continue
        call: exp.Expr = exp.Anonymous(this=node.name, expressions=[])
        if len(name) > 1:
            call = exp.Dot(this=node.args["table"].copy(), expression=call)
        if node is tree:
            return call
        node.replace(call)
    return tree


def _is_named_like_function(column: exp.Column, environment: Environment) -> bool:
    """Return whether Oracle's `pkg.f_get` is likely a call without parentheses.

    It is if it is outside of a query, and if its name is typical of a function.
    """
    owner = column.parts[0].name.casefold()
    is_record = environment.is_known(owner) or owner in environment.records
    is_row = owner.strip(":") in environment.trigger.rows
    select = column.find_ancestor(exp.Select)
    in_query = select is None or select.args.get("from_") is not None
    is_member = len(column.parts) > 1 and not (is_record or is_row or in_query)
    return is_member and FUNCTION_NAME.fullmatch(column.name) is not None


def find_function(node: exp.Expr) -> tuple[Name, exp.Expr | None]:
    """Return the qualified name of a called function, and the node that contains the call.

    `FROM pkg.f(1)` → `('pkg', 'f')` and the table node. For Oracle's `TABLE(f())`, return the node
    that contains TABLE.
    """
    parent = node.parent
    name: Name = (node.name,)
    if isinstance(parent, exp.Dot) and parent.expression is node:
        name = (*(part.name for part in _list_owners(parent) if part.name), node.name)
        parent = parent.parent
    elif isinstance(parent, exp.Table):
        name = tuple(p.name for p in (parent.args.get("db"),) if p is not None) + name
    if isinstance(parent, exp.Anonymous) and parent.name.upper() == "TABLE":
        parent = parent.parent
    return name, parent


def _list_owners(dot: exp.Dot) -> Iterator[exp.Expr]:
    """Yield the parts before the call in `srv.pkg.f(1)`."""
    owner = dot.this
    yield from owner.flatten() if isinstance(owner, exp.Dot) else [owner]


def _replace_table_function(parent: exp.Expr | None, relation: exp.Table, name: str) -> None:
    if isinstance(parent, exp.Lateral):
        parent.set("this", exp.Subquery(this=build_select(relation)))
    elif isinstance(parent, exp.Table | exp.TableFromRows):
        alias = parent.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=name))
        relation.set("alias", alias)
        relation.set("joins", parent.args.get("joins"))
        parent.replace(relation)


def _names_function(text: str) -> bool:
    """Return whether Oracle SQL has a qualified name that is typical of a function: `pkg.f_get`."""
    return any(FUNCTION_NAME.fullmatch(name) for name in _MEMBER.findall(text))


def mentions_routine(text: str, catalog: Catalog, dialect: str) -> bool:
    """Return whether SQL may call a routine of the inputs or another user-defined function.

    In Oracle, a routine of the inputs may be called without ``()``.
    """
    if may_call_user_function(text, dialect) or (dialect == "oracle" and _names_function(text)):
        return True
    if not catalog.routines:
        return False
    words = (_WORD if dialect == "oracle" else _CALLED).findall(text)
    return any((word.casefold(),) in catalog.routines for word in words)
