"""Read table lineage that the engine recorded, and identify the systems of its tables."""

import json
from collections.abc import Iterator

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, SystemRef
from seamscope_connectors.query_history.engines import Engine
from seamscope_connectors.query_history.file_names import find_database_name
from seamscope_connectors.query_history.rows import HistoryRow

# Columns of which a row with recorded flows has at least one.
SOURCES = frozenset(
    {"source_table_full_name", "referenced_object_name", "base_objects_accessed"}
    | {"direct_objects_accessed"}
)


def list_recorded_flows(row: HistoryRow, engine: Engine) -> Iterator[Flow]:
    """Yield the flows between tables in a row of ACCESS_HISTORY or OBJECT_DEPENDENCIES."""
    if SOURCES.isdisjoint(row.cells):  # a row of another view, as most rows are
        return
    sources = [row.first("source_table_full_name"), _find_object(row, "referenced")]
    targets = [row.first("target_table_full_name"), _find_object(row, "referencing")]
    if not any(targets):
        sources = _parse_tables(row.first("base_objects_accessed", "direct_objects_accessed"))
        targets = _parse_tables(row.first("objects_modified"))
    for source in filter(None, sources):
        for target in filter(None, targets):
            if source != target:
                yield Flow(
                    source=_build_table(source, engine, row.first("referenced_database")),
                    target=_build_table(target, engine, row.first("referencing_database")),
                    mechanism=Mechanism.SQL,
                    technology=f"{engine.name} SQL",
                    evidence=row.evidence,
                )


def is_dependency(row: HistoryRow) -> bool:
    """Return whether a row comes from OBJECT_DEPENDENCIES, which contains no query texts."""
    return bool(row.first("referenced_object_name", "referencing_object_name"))


def _find_object(row: HistoryRow, side: str) -> str:
    """Return the table or view on one side of a row of OBJECT_DEPENDENCIES, "" if there is none.

    The name is ``DB.SCHEMA.VIEW``.

    side: "referenced" or "referencing".
    """
    domain = row.first(f"{side}_object_domain").casefold()
    name = row.first(f"{side}_object_name")
    if not name or (domain and not domain.endswith(("table", "view"))):
        return ""
    parts = (row.first(f"{side}_database"), row.first(f"{side}_schema"), name)
    return ".".join(part for part in parts if part)


def _parse_tables(cell: str) -> list[str]:
    """Return the table names in a JSON cell of ACCESS_HISTORY, without functions and stages."""
    try:
        found = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    return [
        entry["objectName"]
        for entry in (found if isinstance(found, list) else [])
        if isinstance(entry, dict)
        and isinstance(entry.get("objectName"), str)
        and str(entry.get("objectDomain", "Table")).casefold()
        not in {"function", "stage", "stream"}
    ]


def _build_table(name: str, engine: Engine, database: str = "") -> Endpoint:
    database = database or (name.partition(".")[0] if name.count(".") > 1 else "")
    return Endpoint(system=build_system(database, engine), dataset=name)


def build_system(database: str, engine: Engine, file: str = "") -> SystemRef:
    """Return the system in which queries ran, by database and product.

    file: path of the log; if the rows contain no database, the file name may contain it.
    """
    named = "" if database or not file else find_database_name(file)
    found = build_clues(
        (ClueKind.DATABASE, database),
        (ClueKind.FOLDER, named),
        (ClueKind.PRODUCT, engine.name if engine.is_known else ""),
    )
    return SystemRef(clues=found)
