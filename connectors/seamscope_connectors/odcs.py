"""Read Open Data Contract Standard (ODCS) v2 and v3: datasets, their columns, owners and rules.

Keys of the standard: `servers`, `schema` (v2: `dataset`), `properties` (v2: `columns`), `team`,
`quality[].{metric or rule, type}`, `required`, `unique`, `primaryKey` (v2: `isNullable`,
`isUnique`, `isPrimaryKey`). A contract contains rules but no results, so its profiles have no
counts of failed rows.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import check_state, skip_entry
from seamscope.connector.heads import find_root_value
from seamscope.connector.measuring import read_rule
from seamscope.connector.scrub import quote
from seamscope.records import (
    ClueKind,
    Column,
    Dataset,
    Interface,
    Measure,
    Measurement,
    Profile,
    Record,
    SystemRef,
)


class OdcsConnector(Connector):
    """Reads data contracts."""

    name = "odcs"
    reads = "Open Data Contract Standard (ODCS) v2 and v3"

    def claim(self, file: File) -> Claim | None:
        key = find_root_value(file, "kind", size=16384)
        if key and key[1] == "DataContract":
            return Claim(reason="kind: DataContract")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for doc in source.file.documents():
            version = doc["apiVersion"].text
            if not re.match(r"v?[23](\.|$)", version):
                problem = f"unknown ODCS version '{quote(version, 20)}'; read as v3"
                remedy = "set `apiVersion` to v2 or v3"
                yield skip_entry(problem, remedy, doc["apiVersion"].evidence)
            yield from _read_contract(doc, version)


def _read_contract(doc: Doc, version: str) -> Iterator[Record]:
    objects = [*doc["schema"], *doc["dataset"]]
    name = doc.first("name", "dataProduct", "id").text
    system = _identify_system(doc, name)
    stated = yield from check_state(doc["status"].text, doc["status"].evidence)
    yield Interface(
        system=system,
        name=name,
        protocol=f"odcs {version}".strip(),
        operations=len(objects),
        entities=tuple(sorted({_get_name(schema) for schema in objects} - {""})),
        state=stated.state,
        evidence=doc["kind"].evidence,
    )
    owner = doc["team"]["name"].text or doc["team"]["members"].text
    for schema in objects:
        if not _get_name(schema):
            problem = "the entry under `schema` has no name"
            yield skip_entry(problem, "add `physicalName` or `name`", schema.evidence)
            continue
        listed = [*schema["properties"], *schema["columns"]]
        if nameless := [column for column in listed if not _build_column(column).name]:
            problem = f"columns without a name: {len(nameless)}"
            remedy = "add `name` to each column (`column` in version 2 of ODCS)"
            yield skip_entry(problem, remedy, nameless[0].evidence)
        columns = tuple(map(_build_column, listed))
        yield Dataset(
            system=system,
            name=_get_name(schema),
            kind=schema["physicalType"].text or "table",
            entity=schema["businessName"].text,
            owner=owner,
            columns=columns or None,
            classification=_choose_classification(columns),
            state=stated.state,
            evidence=schema.evidence,
        )
        rules = tuple(sorted({*_list_rules(schema)}))
        if rules:
            yield Profile(
                system=system,
                name=_get_name(schema),
                tool="data contract",
                measurements=rules,
                evidence=schema.evidence,
            )
    if not objects:
        problem = "the contract has no schema"
        yield skip_entry(problem, "list its datasets under `schema:`", doc["kind"].evidence)


def _get_name(schema: Doc) -> str:
    return schema.first("physicalName", "name", "table").text


def _build_column(schema: Doc) -> Column:
    return Column(
        name=schema.first("physicalName", "name", "column").text,
        type=schema.first("physicalType", "logicalType").text,
        classification=schema["classification"].text,
        description=shorten_description(schema.first("businessName", "description").text),
    )


def _list_rules(schema: Doc) -> Iterator[Measurement]:
    """Yield the rules of a dataset and its columns, as measurements without a count.

    ``required: true`` → nulls; ``unique: true`` and ``primaryKey: true`` → duplicate keys.
    """
    yield from _list_quality(schema, ())
    keys: list[tuple[int, str]] = []
    for column in [*schema["properties"], *schema["columns"]]:
        name = _build_column(column).name
        if not name:
            continue
        yield from _list_quality(column, (name,))
        nullable = column["isNullable"].text
        if column["required"].text == "true" or nullable == "false":
            yield Measurement(measure=Measure.NULLS, columns=(name,), rule="required")
        if column.first("unique", "isUnique").text == "true":
            yield Measurement(measure=Measure.DUPLICATE_KEYS, columns=(name,), rule="unique")
        if column.first("primaryKey", "isPrimaryKey").text == "true":
            place = column["primaryKeyPosition"].text
            keys.append((int(place) if place.isdecimal() else len(keys), name))
    if keys:
        columns = tuple(name for _, name in sorted(keys))
        yield Measurement(measure=Measure.DUPLICATE_KEYS, columns=columns, rule="primary key")


def _list_quality(owner: Doc, columns: tuple[str, ...]) -> Iterator[Measurement]:
    """Yield the rules under `quality` that have a metric; rules as prose or SQL are not read.

    columns: the columns of a rule that names no columns itself.
    """
    for rule in owner["quality"]:
        name = rule.first("metric", "rule").text
        if name and name != "rowCount":
            measure, words = read_rule(name)
            named = rule["arguments"]["properties"].texts
            yield Measurement(measure=measure, columns=named or columns, rule=words)


def _choose_classification(columns: tuple[Column, ...]) -> str:
    """Return the first classification other than "public", else "public", "" if there is none."""
    labels = sorted(column.classification for column in columns if column.classification)
    return next((label for label in labels if label.casefold() != "public"), "".join(labels[:1]))


def _identify_system(doc: Doc, name: str) -> SystemRef:
    for server in doc["servers"]:
        host = server.first("host", "account", "project", "location").text
        return SystemRef(
            clues=build_clues(
                (ClueKind.HOST, "" if host.lower() in LOCAL else host),
                (ClueKind.DATABASE, server.first("database", "catalog", "dataset").text),
                (ClueKind.SCHEMA, server["schema"].text),
                (ClueKind.CLASS, server["type"].text),
            )
        )
    return SystemRef(clues=build_clues((ClueKind.SOURCE, name)))
