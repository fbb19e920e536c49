"""What GROUP BY 1, ORDER BY 2, TOP and LIMIT depend on."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from seamscope.lineage.query.model import INDIRECT, NOTHING, Feed, Relation, stronger


def numbered(part: exp.Expr, result: Relation) -> Feed:
    """Return the columns that numbers in GROUP BY and ORDER BY stand for."""
    outs = result.outs()
    found: Feed = NOTHING
    for item in part.args.get("expressions") or ():
        named = item.args["this"] if item.__class__ is exp.Ordered else item
        if named.__class__ is exp.Literal and not named.is_string and named.name.isdigit():
            fed = NOTHING.union(*(fed for _, fed in outs[int(named.name) - 1 :][:1]))
            found |= stronger(fed, INDIRECT)
    return found


def counting(args: Mapping[str, object]) -> Iterator[exp.Expr]:
    """Yield the queries that say how many rows there are to be."""
    for bound in (args.get("limit"), args.get("offset")):
        value = bound.args.get("expression") if isinstance(bound, exp.Expr) else None
        if isinstance(value, exp.Expr) and value.__class__ is not exp.Literal:
            query = value.find(exp.Query)
            if query is not None:
                yield query
