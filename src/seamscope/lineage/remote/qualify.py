"""Put the name of another system before the tables of a statement: ``d.t`` -> ``srv..d.t``."""

from sqlglot import exp

from seamscope.lineage.query.model import Name
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.remote.tree_builders import build_table


def move_to_remote(tree: exp.Expr, remote: str, database: str = "") -> exp.Expr:
    """Return a statement that is sent to another system, with that system in its table names.

    ``SELECT a FROM d.t``, sent to srv -> ``SELECT a FROM srv..d.t``; CTEs keep their names.
    """
    ctes = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    for node in list(tree.find_all(exp.Table)):
        name = () if isinstance(node.this, exp.Func) else get_table_name(node)
        if not name or len(name) == 4 or (len(name) == 1 and name[0].casefold() in ctes):
            continue
        remote_table = build_table(build_remote_name(remote, prefix_database(database, name)))
        copy_attachments(node, remote_table)
        if node.parent is not None:
            node.replace(remote_table)
    return tree


def copy_attachments(old: exp.Expr, new: exp.Expr) -> None:
    """Copy the alias, joins, pivots, laterals and sample of an old table to a new table.

    If the new table has another name, the old name becomes its alias, so that columns still
    resolve.
    """
    for key in ("alias", "joins", "pivots", "laterals", "sample"):
        if (value := old.args.get(key)) is not None:
            new.set(key, value)
    alias = new.args.get("alias")
    if isinstance(new, exp.Subquery) and isinstance(alias, exp.TableAlias):
        columns = [c.this if isinstance(c, exp.ColumnDef) else c for c in alias.columns]
        alias.set("columns", columns)
    if isinstance(new, exp.Table) and alias is None and new.this is not None:
        last = get_table_name(old)[-1:] if not isinstance(old.this, exp.Func) else ()
        if last and last[0] and "@" not in last[0] and last != get_table_name(new)[-1:]:
            identifier = exp.Identifier(this=last[0], quoted=True)
            new.set("alias", exp.TableAlias(this=identifier))


def prefix_database(database: str, name: Name) -> Name:
    """Return a name prefixed with its database, unless it has one: ``t`` -> ``db..t``."""
    if not database or len(name) > 2:
        return name
    return (database, *("",) * (2 - len(name)), *name)


def build_remote_name(remote: str, name: Name) -> Name:
    """Return a name of four parts, the first of them the system: ``d.t`` -> ``srv..d.t``."""
    last = name[-3:]
    return (remote, *("",) * (3 - len(last)), *last)
