"""Replaces calls of functions of the inputs by their result sets and values."""

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.tree_builders import build_select, build_table
from seamscope.lineage.script.environment import Environment


def substitute_function_results(
    tree: exp.Expr, catalog: Catalog, environment: Environment
) -> tuple[exp.Expr, bool]:
    """Return the tree with calls replaced, and whether there was any call of a known function.

    `SELECT a FROM f(1)` → `SELECT a FROM "f()" AS f`; the relation `f()` goes into the environment.
    A scalar function keeps its call; the query of its value becomes one more argument.
    """
    has_calls = False
    for node in list(tree.find_all(exp.Anonymous)):
        name, parent = _find_function(node)
        is_table = isinstance(parent, exp.Lateral | exp.Table | exp.TableFromRows)
        if not (is_table or catalog.returns_value(name)):
            continue
        has_calls = True
        result = catalog.find_result(name)
        if result is None:
            continue
        relation = (f"{name[-1].casefold()}()",)
        environment.add_relation(relation, result)
        if is_table:
            _replace_table_function(parent, build_table(relation), name[-1])
        elif len(result.columns) == 1:
            node.append("expressions", exp.Subquery(this=build_select(build_table(relation))))
    return tree, has_calls


def _find_function(node: exp.Anonymous) -> tuple[Name, exp.Expr | None]:
    """Return the full name of a called function and the node around it.

    Oracle's `TABLE(f())` is a table, so the node is the one around TABLE.
    """
    parent = node.parent
    name: Name = (node.name,)
    if isinstance(parent, exp.Dot) and parent.expression is node:
        name = (*(part.name for part in parent.parts[:-1] if part.name), node.name)
        parent = parent.parent
    elif isinstance(parent, exp.Table):
        name = tuple(p.name for p in (parent.args.get("db"),) if p is not None) + name
    if isinstance(parent, exp.Anonymous) and parent.name.upper() == "TABLE":
        parent = parent.parent
    return name, parent


def _replace_table_function(parent: exp.Expr | None, relation: exp.Table, name: str) -> None:
    if isinstance(parent, exp.Lateral):
        parent.set("this", exp.Subquery(this=build_select(relation)))
    elif isinstance(parent, exp.Table | exp.TableFromRows):
        alias = parent.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=name))
        relation.set("alias", alias)
        relation.set("joins", parent.args.get("joins"))
        parent.replace(relation)
