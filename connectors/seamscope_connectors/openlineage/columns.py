"""Read column lineage from the `columnLineage` facet of an output dataset."""

from collections import defaultdict

from seamscope.connector import Doc
from seamscope.records import ColumnEdge, EdgeKind
from seamscope_connectors.openlineage.identities import Identities, Identity, get_identity

AGGREGATION = frozenset({"AGGREGATION", "WINDOW"})


def collect_column_edges(output: Doc, identities: Identities) -> dict[Identity, set[ColumnEdge]]:
    """Return the column edges of an output dataset, by source dataset."""
    found: dict[Identity, set[ColumnEdge]] = defaultdict(set)
    lineage = output["facets"]["columnLineage"]
    for column, inputs in lineage["fields"].items():
        for item in inputs["inputFields"]:
            found[identities.follow_symlinks(get_identity(item))].add(_build_edge(item, column))
    for item in lineage["dataset"]:
        found[identities.follow_symlinks(get_identity(item))].add(_build_edge(item, "*"))
    return found


def _build_edge(item: Doc, target: str) -> ColumnEdge:
    types = {item["type"].text.upper() for item in item["transformations"]}
    subtypes = {item["subtype"].text.upper() for item in item["transformations"]}
    kind = EdgeKind.IDENTITY
    if types == {"INDIRECT"} and subtypes == {"CONDITIONAL"} and target != "*":
        kind = EdgeKind.CONDITION
    elif types == {"INDIRECT"} or target == "*":
        kind = EdgeKind.INDIRECT
    elif subtypes & AGGREGATION:
        kind = EdgeKind.AGGREGATE
    elif subtypes - {"IDENTITY", ""}:
        kind = EdgeKind.EXPRESSION
    table = ".".join(item["name"].text.split(".")[-2:])
    return ColumnEdge(source=f"{table}.{item['field'].text}", target=target, kind=kind)
