"""Functions that the files define, replaced in a query by what they return."""

from sqlglot import exp

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.tree_builders import build_select, build_table
from seamscope.lineage.script.environment import Environment


def with_results(tree: exp.Expr, catalog: Catalog, frame: Environment) -> tuple[exp.Expr, bool]:
    """Return the tree with functions of the files as what they return."""
    asks = False
    for node in list(tree.find_all(exp.Anonymous)):
        name, over = _called(node)
        rows = isinstance(over, exp.Lateral | exp.Table | exp.TableFromRows)
        if not (rows or catalog.gives(name)):
            continue
        asks = True
        read = catalog.result(name)
        if read is None:
            continue
        key = (f"{name[-1].casefold()}()",)
        frame.temps[key] = read
        if rows:
            _put(over, build_table(key), name[-1])
        elif len(read.columns) == 1:  # what it reads feeds its value beside its arguments
            node.append("expressions", exp.Subquery(this=build_select(build_table(key))))
    return tree, asks


def _called(node: exp.Anonymous) -> tuple[Name, exp.Expr | None]:
    """Return a function's name, and what it stands in: Oracle's TABLE(f()) is a table."""
    over = node.parent
    name: Name = (node.name,)
    if isinstance(over, exp.Dot) and over.expression is node:
        name = (*(part.name for part in over.parts[:-1] if part.name), node.name)
        over = over.parent
    elif isinstance(over, exp.Table):
        name = tuple(p.name for p in (over.args.get("db"),) if p is not None) + name
    if isinstance(over, exp.Anonymous) and over.name.upper() == "TABLE":
        over = over.parent
    return name, over


def _put(over: exp.Expr | None, made: exp.Table, name: str) -> None:
    if isinstance(over, exp.Lateral):
        over.set("this", exp.Subquery(this=build_select(made)))
    elif isinstance(over, exp.Table | exp.TableFromRows):
        alias = over.args.get("alias") or exp.TableAlias(this=exp.Identifier(this=name))
        made.set("alias", alias)
        made.set("joins", over.args.get("joins"))
        over.replace(made)
