"""Schemas from files: a dbt manifest or catalog, an information_schema CSV, an earlier survey."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

Columns = Mapping[str, tuple[str, ...]]
REMEDY = (
    "name a dbt manifest.json or catalog.json, a survey.json, or a CSV with the columns "
    "table_name and column_name"
)
Table = tuple[str, tuple[str, ...]]


def load_schema(path: Path) -> Columns:
    """Return the columns of each table, in order, by the table's dotted name.

    Tables without columns are left out. Raises ValueError for any other kind of file; the message
    explains what to do.
    """
    text = path.read_text("utf-8-sig")
    if not text.lstrip().startswith("{"):
        return _load_csv(path, text)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}:{error.lineno}: not valid JSON; {REMEDY}") from None
    if "nodes" in document:
        tables = dict(_list_dbt(document))
    elif isinstance(document.get("datasets"), list):
        tables = dict(_list_survey(document["datasets"]))
    else:
        raise ValueError(f"{path}: not a known schema file; {REMEDY}")
    return {name: columns for name, columns in tables.items() if name and columns}


def _list_dbt(document: Mapping[str, object]) -> Iterator[Table]:
    """Yield the tables of a dbt manifest or catalog with their columns."""
    for part in ("nodes", "sources"):
        section = document.get(part)
        for node in section.values() if isinstance(section, dict) else ():
            if isinstance(node, dict) and isinstance(node.get("columns"), dict):
                about = node.get("metadata", node)
                parts = (
                    about.get("database"),
                    about.get("schema"),
                    about.get("identifier") or about.get("alias") or about.get("name"),
                )
                yield _join(parts), tuple(map(str, _order(node["columns"])))


def _order(columns: Mapping[str, object]) -> list[str]:
    """Return the column names of a dbt catalog sorted by `index`.

    The columns of a manifest have no `index`, and keep the order of the file.
    """

    def index(name: str) -> int:
        column = columns[name]
        place = column.get("index") if isinstance(column, dict) else None
        return place if isinstance(place, int) else 0

    return sorted(columns, key=index)


def _list_survey(datasets: list[object]) -> Iterator[Table]:
    for one in datasets:
        if isinstance(one, dict) and isinstance(one.get("columns"), list):
            names = (c.get("name") for c in one["columns"] if isinstance(c, dict))
            yield str(one.get("name", "")), tuple(str(name) for name in names if name)


def _join(parts: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in parts if part)


def _load_csv(path: Path, text: str) -> Columns:
    """Read an export of information_schema.columns, separated by commas, semicolons or tabs."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = {name.strip().casefold(): name for name in rows.fieldnames or ()}
    if not {"table_name", "column_name"} <= names.keys():
        raise ValueError(f"{path}:1: the columns table_name and column_name are missing; {REMEDY}")
    tables: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, row in enumerate(rows):
        cells = {key: (row[name] or "").strip() for key, name in names.items()}
        table = _join(tuple(cells.get(k) for k in ("table_catalog", "table_schema", "table_name")))
        place = cells.get("ordinal_position", "")
        order = int(place) if place.isdigit() else number
        tables[table].append((order, cells["column_name"]))
    return {name: tuple(column for _, column in sorted(found)) for name, found in tables.items()}
