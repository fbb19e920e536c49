"""What an engine recorded itself: flows from table to table, and the systems behind them."""

import json
from collections.abc import Iterator

from seamscope.connector.connections import clues
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, SystemRef
from seamscope_connectors.query_history.engines import Engine
from seamscope_connectors.query_history.rows import Ran


def recorded(row: Ran, engine: Engine) -> Iterator[Flow]:
    """Yield flows that the engine recorded itself, table by table."""
    sources = [row.first("source_table_full_name")]
    targets = [row.first("target_table_full_name")]
    if not all(targets):
        sources = _objects(row.first("base_objects_accessed", "direct_objects_accessed"))
        targets = _objects(row.first("objects_modified"))
    for source in filter(None, sources):
        for target in filter(None, targets):
            if source != target:
                yield Flow(
                    source=_table(source, engine),
                    target=_table(target, engine),
                    mechanism=Mechanism.SQL,
                    technology=f"{engine.name} history",
                    evidence=row.evidence,
                )


def _objects(cell: str) -> list[str]:
    """Return the names in a JSON cell of ACCESS_HISTORY; functions and stages are left out."""
    try:
        found = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    return [
        one["objectName"]
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
        and isinstance(one.get("objectName"), str)
        and str(one.get("objectDomain", "Table")).casefold() not in {"function", "stage", "stream"}
    ]


def _table(name: str, engine: Engine) -> Endpoint:
    database = name.partition(".")[0] if name.count(".") > 1 else ""
    return Endpoint(system=system_of(database, engine), dataset=name)


def system_of(database: str, engine: Engine) -> SystemRef:
    """Return the system of an engine, by its database where that is known."""
    found = clues(
        (ClueKind.DATABASE, database), (ClueKind.PRODUCT, engine.name if engine.is_known else "")
    )
    return SystemRef(clues=found)
