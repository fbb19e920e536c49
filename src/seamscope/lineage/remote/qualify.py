"""A statement's tables as tables of another system, with what hangs on them."""

from sqlglot import exp

from seamscope.lineage.query.model import Name
from seamscope.lineage.query.names import name_of
from seamscope.lineage.remote.tree_builders import table


def elsewhere(tree: exp.Expr, remote: str, database: str = "") -> exp.Expr:
    """Return a statement that is sent to another system: all its tables are there."""
    ctes = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    for node in list(tree.find_all(exp.Table)):
        name = () if isinstance(node.this, exp.Func) else name_of(node)
        if not name or len(name) == 4 or (len(name) == 1 and name[0].casefold() in ctes):
            continue
        made = table(four(remote, within(database, name)))
        keep(node, made)
        if node.parent is not None:
            node.replace(made)
    return tree


def keep(old: exp.Expr, new: exp.Expr) -> None:
    """Keep what hangs on the old table: alias, joins, pivots."""
    for key in ("alias", "joins", "pivots", "laterals", "sample"):
        if (value := old.args.get(key)) is not None:
            new.set(key, value)
    alias = new.args.get("alias")
    if isinstance(new, exp.Subquery) and isinstance(alias, exp.TableAlias):
        columns = [c.this if isinstance(c, exp.ColumnDef) else c for c in alias.columns]
        alias.set("columns", columns)
    if isinstance(new, exp.Table) and alias is None and new.this is not None:
        last = name_of(old)[-1:] if not isinstance(old.this, exp.Func) else ()
        if last and last[0] and "@" not in last[0] and last != name_of(new)[-1:]:
            ident = exp.Identifier(this=last[0], quoted=True)
            new.set("alias", exp.TableAlias(this=ident))


def within(database: str, name: Name) -> Name:
    """Return a name with the database it is in, unless it says that itself."""
    if not database or len(name) > 2:
        return name
    return (database, *("",) * (2 - len(name)), *name)


def four(remote: str, name: Name) -> Name:
    """Return a name of four parts, the first of them the other system's."""
    last = name[-3:]
    return (remote, *("",) * (3 - len(last)), *last)
