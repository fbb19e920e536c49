"""PIVOT and UNPIVOT: rows become columns and back; names stand in literals."""

from sqlglot import exp

from seamscope.lineage.query.expressions import feed
from seamscope.lineage.query.model import AGGREGATE, INDIRECT, NOTHING, Feed, Relation, stronger
from seamscope.lineage.query.relations import Derived
from seamscope.lineage.query.scope import Scope


def pivoted(relation: Relation, pivot: exp.Expr, scope: Scope) -> Relation:
    """Return a relation after a PIVOT or UNPIVOT."""
    inner = Scope(scope.reader, scope.ctes, scope.outer)
    inner.add("\0pivot", relation)
    return (
        _unpivot(relation, pivot, inner)
        if pivot.args.get("unpivot")
        else _pivot(relation, pivot, inner)
    )


def _pivot(relation: Relation, pivot: exp.Expr, inner: Scope) -> Derived:
    """Aggregates by each value of the FOR column; the columns they use are gone."""
    aggregates = [feed(e, inner) for e in pivot.expressions]
    fields = [field for field in pivot.args.get("fields") or () if isinstance(field, exp.In)]
    deciding = [feed(field.this, inner) for field in fields]
    inner.reader.trail.indirect |= stronger(NOTHING.union(*deciding), INDIRECT)
    used = {s.column.casefold() for fed in (*aggregates, *deciding) for s in fed}
    named = [c.name.casefold() for e in (*pivot.expressions, *fields) for c in _columns(e)]
    kept = [(n, f) for n, f in relation.outs() if n.casefold() not in {*used, *named}]
    values: list[tuple[str, Feed]] = []
    for index, column in enumerate(pivot.args.get("columns") or ()):
        fed = aggregates[index % len(aggregates)] if aggregates else NOTHING
        values.append((column.name, stronger(fed, AGGREGATE)))
    columns = [*kept, *values]
    keys = [name.casefold() for name, _ in columns]
    return Derived(columns, keys, [relation] if relation.open else ())


def _unpivot(relation: Relation, pivot: exp.Expr, inner: Scope) -> Derived:
    """Columns become rows of their name and value; the others stay."""
    gone: set[str] = set()
    made: list[tuple[str, Feed]] = []
    values = [name for e in pivot.expressions for name in _columns(e)]
    for field in pivot.args.get("fields") or ():
        if not isinstance(field, exp.In):
            continue
        groups = [_columns(item) for item in field.expressions]
        gone |= {c.name.casefold() for group in groups for c in group}
        for index, value in enumerate(values):
            picked = [group[index] for group in groups if index < len(group)]
            fed = NOTHING.union(*(feed(_as_column(c), inner) for c in picked))
            made.append((value.name, fed))
        made += [(name.name, NOTHING) for name in _columns(field.this)]
    columns = [(n, f) for n, f in relation.outs() if n.casefold() not in gone] + made
    keys = [name.casefold() for name, _ in columns]
    return Derived(columns, keys, [relation] if relation.open else ())


def unpivoted(relation: Relation, pivot: exp.Pivot, scope: Scope) -> Relation:
    """DuckDB's UNPIVOT t ON a, b INTO NAME n VALUE v."""
    into = pivot.args.get("into")
    named = into if isinstance(into, exp.UnpivotColumns) else None
    values = named.expressions if named else [exp.column("value")]
    every = [star for item in pivot.expressions if (star := item.find(exp.Star)) is not None]
    if every:
        names = [v.name for v in values], named.this.name if named else "name"
        return _all_unpivoted(relation, every[0], *names)
    field = exp.In(
        this=(named.this if named else exp.column("name")).copy(),
        expressions=[item.copy() for item in pivot.expressions],
    )
    put = exp.Pivot(expressions=[value.copy() for value in values], fields=[field], unpivot=True)
    return pivoted(relation, put, scope)


def _all_unpivoted(relation: Relation, star: exp.Star, values: list[str], name: str) -> Relation:
    """Return all columns but those left out as rows: UNPIVOT t ON COLUMNS(* EXCLUDE (a))."""
    left = {e.name.casefold(): e.name for e in star.args.get("except_") or ()}
    kept = [(n, fed) for n, fed in relation.outs() if n.casefold() in left]
    if relation.open:
        kept = [(n, relation.guess(n)) for n in left.values()]
    fed = NOTHING.union(*(f for n, f in relation.outs() if n.casefold() not in left))
    columns = [*kept, (name, NOTHING), *((value, fed) for value in values)]
    return Derived(columns, [n.casefold() for n, _ in columns])


def _columns(node: exp.Expr) -> list[exp.Expr]:
    """Return the columns or bare names in an expression, in order."""
    if isinstance(node, exp.Identifier | exp.Column):
        return [node]
    if isinstance(node, exp.Tuple):
        return [column for item in node.expressions for column in _columns(item)]
    return sorted(node.find_all(exp.Column), key=lambda c: c.this.meta.get("start", 0))


def _as_column(node: exp.Expr) -> exp.Expr:
    return node if isinstance(node, exp.Column) else exp.Column(this=node)
