"""Read tables of OpenMetadata (JSON of its API or of `metadata` exports) with their profiles.

Keys follow its schema `entity/data/table.json`: `fullyQualifiedName` (service.database.schema.
table), `columns[].{name, dataType, profile}` and `profile.{timestamp, rowCount, profileSample,
profileSampleType}`. A column's `distinctCount` counts values, its `duplicateCount` the rows whose
value occurs again. Sample data and minimum and maximum values are never read.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.measuring import build_measurement, read_count, read_share, read_time
from seamscope.records import (
    ClueKind,
    Column,
    Dataset,
    Measure,
    Measurement,
    Profile,
    Record,
    SystemRef,
)

NAME = re.compile(r'"fullyQualifiedName"\s*:')
TABLE = re.compile(r'"(?:tableType|databaseSchema|serviceType|dataTypeDisplay)"\s*:')
COLUMNS = re.compile(r'"columns"\s*:')
PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')  # of a qualified name; one with a dot is quoted
COUNTS = {
    Measure.NULLS: ("nullCount", "nullProportion"),
    Measure.DISTINCT: ("distinctCount", "distinctProportion"),
    Measure.DUPLICATE_ROWS: ("duplicateCount", ""),
}
# What a complete name holds: service, database, schema and table.
NAME_PARTS = 4


class OpenMetadataConnector(Connector):
    """Reads tables with their columns and profiles."""

    name = "openmetadata"
    reads = "OpenMetadata tables with their profiles (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536) if file.suffix in {".json", ".jsonl", ".ndjson"} else ""
        if NAME.search(head) and TABLE.search(head) and COLUMNS.search(head):
            return Claim(reason="has tables of OpenMetadata")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            listed = document if document.is_list else document["data"]
            for table in listed if listed else [document]:
                yield from _read_table(table)


def _read_table(table: Doc) -> Iterator[Record]:
    parts = _split_name(table["fullyQualifiedName"].text)
    if len(parts) != NAME_PARTS or not table["columns"].is_list:
        problem = "the entity is no table with a qualified name and columns"
        yield skip_entry(problem, "export tables with `fields=columns,profile`", table.evidence)
        return
    system, name = _identify(table, parts), ".".join(parts[1:])
    columns = tuple(
        Column(name=column["name"].text, type=column["dataType"].text)
        for column in table["columns"]
        if column["name"].text
    )
    kind = table["tableType"].text.casefold()
    yield Dataset(
        system=system,
        name=name,
        columns=columns or None,
        kind="view" if "view" in kind else "table",
        evidence=table.evidence,
    )
    profile = _build_profile(system, name, table)
    if profile.rows is not None or profile.measurements:
        yield profile


def _split_name(text: str) -> list[str]:
    return [found[1] or found[2] for found in PART.finditer(text)]


def _identify(table: Doc, parts: list[str]) -> SystemRef:
    return SystemRef(
        clues=build_clues(
            (ClueKind.DATABASE, "" if parts[1] == "default" else parts[1]),
            (ClueKind.SOURCE, parts[0]),
            (ClueKind.CLASS, table["serviceType"].text),
        )
    )


def _build_profile(system: SystemRef, name: str, table: Doc) -> Profile:
    profile = table["profile"]
    rows = read_count(profile["rowCount"])
    sampled = _count_sample(profile, rows)
    examined = rows if sampled is None else sampled
    measurements: list[Measurement] = []
    times: list[str] = [read_time(profile["timestamp"])]
    for column in table["columns"]:
        values = column["profile"]
        times.append(read_time(values["timestamp"]))
        for measure, (count_key, share_key) in COUNTS.items():
            count = read_count(values[count_key])
            share = read_share(values[share_key]) if share_key else None
            if column["name"].text and (count is not None or share is not None):
                measurements.append(
                    build_measurement(
                        measure, (column["name"].text,), count=count, share=share, rows=examined
                    )
                )
    return Profile(
        system=system,
        name=name,
        rows=rows,
        sampled=sampled,
        measured=max(times),
        tool="OpenMetadata",
        measurements=tuple(measurements),
        evidence=(profile if profile else table).evidence,
    )


def _count_sample(profile: Doc, rows: int | None) -> int | None:
    """Return the number of examined rows, None if all were or the sample is unknown."""
    if profile["profileSampleType"].text.casefold() == "rows":
        sampled = read_count(profile["profileSample"])
    else:
        share = read_share(profile["profileSample"], percent=True)
        sampled = None if share is None or rows is None else round(share * rows)
    return sampled if sampled is None or rows is None or sampled < rows else None
