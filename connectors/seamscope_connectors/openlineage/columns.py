"""The lineage of columns that an event's output tells."""

from collections import defaultdict

from seamscope.connector import Doc
from seamscope.records import ColumnEdge, EdgeKind
from seamscope_connectors.openlineage.known import Identity, Known, identity_of

AGGREGATION = frozenset({"AGGREGATION", "WINDOW"})


def columns_of(output: Doc, known: Known) -> dict[Identity, set[ColumnEdge]]:
    """Return the column lineage of an output, by the dataset its columns come from."""
    found: dict[Identity, set[ColumnEdge]] = defaultdict(set)
    lineage = output["facets"]["columnLineage"]
    for column, fed in lineage["fields"].items():
        for item in fed["inputFields"]:
            found[known.canonical(identity_of(item))].add(_edge(item, column))
    for item in lineage["dataset"]:
        found[known.canonical(identity_of(item))].add(_edge(item, "*"))
    return found


def _edge(item: Doc, target: str) -> ColumnEdge:
    said = {one["type"].text.upper() for one in item["transformations"]}
    subtypes = {one["subtype"].text.upper() for one in item["transformations"]}
    kind = EdgeKind.IDENTITY
    if said == {"INDIRECT"} or target == "*":
        kind = EdgeKind.INDIRECT
    elif subtypes & AGGREGATION:
        kind = EdgeKind.AGGREGATE
    elif subtypes - {"IDENTITY", ""}:
        kind = EdgeKind.EXPRESSION
    table = ".".join(item["name"].text.split(".")[-2:])
    return ColumnEdge(source=f"{table}.{item['field'].text}", target=target, kind=kind)
