"""Open Data Contract Standard (ODCS) v2 and v3: datasets, their columns and who answers for them.

Keys as in the standard: `servers`, `schema` (v2: `dataset`), `properties` (v2: `columns`), `team`.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import LOCAL, clues
from seamscope.connector.entries import checked_state, entry_fault
from seamscope.connector.heads import root_value
from seamscope.records import ClueKind, Column, Dataset, Interface, Record, SystemRef


class OdcsConnector(Connector):
    """Reads data contracts."""

    name = "odcs"
    reads = "Open Data Contract Standard (ODCS) v2 and v3"

    def claim(self, file: File) -> Claim | None:
        said = root_value(file, "kind", size=16384)
        if said and said[1] == "DataContract":
            return Claim(reason="kind: DataContract")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for doc in source.file.documents():
            version = doc["apiVersion"].text
            if not re.match(r"v?[23](\.|$)", version):
                problem = f"ODCS version '{version[:20]}' is not known; read as v3"
                yield entry_fault(problem, "check the datasets", doc["apiVersion"].evidence)
            yield from _contract(doc, version)


def _contract(doc: Doc, version: str) -> Iterator[Record]:
    objects = [*doc["schema"], *doc["dataset"]]
    name = doc.first("name", "dataProduct", "id").text
    system = _system(doc, name)
    stated = yield from checked_state(doc["status"].text, doc["status"].evidence)
    yield Interface(
        system=system,
        name=name,
        protocol=f"odcs {version}".strip(),
        operations=len(objects),
        entities=tuple(sorted({_name(one) for one in objects} - {""})),
        state=stated.state,
        evidence=doc["kind"].evidence,
    )
    owner = doc["team"]["name"].text or doc["team"]["members"].text
    for one in objects:
        if not _name(one):
            yield entry_fault("a schema object without a name", "name it", one.evidence)
            continue
        columns = tuple(map(_column, [*one["properties"], *one["columns"]]))
        yield Dataset(
            system=system,
            name=_name(one),
            kind=one["physicalType"].text or "table",
            entity=one["businessName"].text,
            owner=owner,
            columns=columns or None,
            classification=_strictest(columns),
            state=stated.state,
            evidence=one.evidence,
        )
    if not objects:
        yield entry_fault("a contract without a schema", "add its datasets", doc["kind"].evidence)


def _name(one: Doc) -> str:
    return one.first("physicalName", "name", "table").text


def _column(one: Doc) -> Column:
    return Column(
        name=one.first("physicalName", "name", "column").text,
        type=one.first("physicalType", "logicalType").text,
        classification=one["classification"].text,
    )


def _strictest(columns: tuple[Column, ...]) -> str:
    """Return the classification that most columns beyond "public" have, "" if none has one."""
    said = sorted(column.classification for column in columns if column.classification)
    return next((one for one in said if one.casefold() != "public"), said[0] if said else "")


def _system(doc: Doc, name: str) -> SystemRef:
    for server in doc["servers"]:
        host = server.first("host", "account", "project", "location").text
        return SystemRef(
            clues=clues(
                (ClueKind.HOST, "" if host.lower() in LOCAL else host),
                (ClueKind.DATABASE, server.first("database", "catalog", "dataset").text),
                (ClueKind.SCHEMA, server["schema"].text),
                (ClueKind.CLASS, server["type"].text),
            )
        )
    return SystemRef(clues=clues((ClueKind.SOURCE, name)))
