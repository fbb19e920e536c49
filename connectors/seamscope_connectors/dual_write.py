"""Read Dynamics 365 dual-write table maps: flows between finance and operations and Dataverse.

Reads saved maps (`msdyn_mapping`) and responses of the Web API with many maps. Each field of a map
has a direction (`syncDirection`), so a map yields a flow in one direction or in both. The keys
follow Microsoft's documentation and public tools that read these maps.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.exports import list_exported, report_incomplete
from seamscope.connector.parse import parse_json
from seamscope.connector.usage import Usage
from seamscope.errors import UnreadableError
from seamscope.records import (
    ClueKind,
    ColumnEdge,
    EdgeKind,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)

MAPPING = "msdyn_mapping"
LEGS = re.compile(r'"legs"\s{0,9}:\s{0,9}\[')
FIELDS = re.compile(r'"(?:sourceSchema|fieldMappings)"\s{0,9}:')
PRODUCTS = {
    "AX": "Microsoft Dynamics 365 Finance & Operations",
    "FO": "Microsoft Dynamics 365 Finance & Operations",
    "CRM": "Microsoft Dataverse",
    "CDS": "Microsoft Dataverse",
}
FORWARD, BACKWARD = frozenset("13"), frozenset("23")  # values of syncDirection; 3 is both
INACTIVE = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMap:
    """One saved version of a table map. mapping: the JSON with `legs`, the pairs of tables."""

    name: str
    version: tuple[int, ...]
    state: State
    mapping: Doc
    evidence: Evidence


class DualWriteConnector(Connector):
    """Reads table maps; if a map is saved in several versions, reads the latest."""

    name = "dual-write"
    reads = "Dynamics 365 dual-write table maps (JSON of the map, responses of the Web API)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(65536)
        if f'"{MAPPING}"' in head:
            return Claim(reason="table maps of dual-write", group=file.folder or "/")
        if LEGS.search(head) and FIELDS.search(head) and "EnvironmentType" in head:
            return Claim(reason="a table map of dual-write", group=file.folder or "/")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        latest: dict[str, TableMap] = {}
        older = 0
        for file in source.files:
            try:
                for found in _list_maps(file):
                    if not isinstance(found, TableMap):
                        yield found
                        continue
                    known = latest.get(found.name)
                    older += known is not None
                    if known is None or known.version < found.version:
                        latest[found.name] = found
            except UnreadableError as error:
                yield skip_entry(error.what, error.remedy, file.at(error.line))
        for _, one in sorted(latest.items()):
            yield from _list_flows(one)
        if older:
            what = f"older versions of table maps are not read: {older}"
            yield note_reading(what, "remove older versions from the inputs", source.file.at(1))


def _list_maps(file: File) -> Iterator[TableMap | Record]:
    """Yield the maps of a file; report a map without `legs`, and missing pages of a response."""
    document = file.document()
    yield from report_incomplete(document)
    if document.is_mapping and (link := document["@odata.nextLink"]).text:
        what = "the file contains only one page of the API response"
        yield skip_entry(
            what, "save the page at @odata.nextLink too, and add it to the inputs", link.evidence
        )
    for entry in list_exported(document, "value"):
        mapping = entry if entry["legs"] else _parse_mapping(entry, file)
        if mapping is None or not mapping["legs"].is_list:
            what = "the table map has no list `legs`, or it cannot be parsed"
            yield skip_entry(what, "export the map again", entry.evidence)
            continue
        name = entry["msdyn_name"].text or entry["msdyn_displayname"].text or mapping["name"].text
        off = entry["statecode"].text == INACTIVE
        version = re.findall(r"\d{1,9}", entry["msdyn_version"].text)
        yield TableMap(
            name=name or file.name,
            version=tuple(map(int, version)),
            state=State.DISABLED if off else State.ACTIVE,
            mapping=mapping,
            evidence=entry.evidence,
        )


def _parse_mapping(entry: Doc, file: File) -> Doc | None:
    """Return the JSON map in the text of `msdyn_mapping`, None if it cannot be parsed."""
    text = entry[MAPPING].raw
    try:
        root = parse_json(text, file.path) if isinstance(text, str) else text
        # Some exports encode the JSON twice.
        root = parse_json(root, file.path) if isinstance(root, str) else root
    except UnreadableError:
        return None
    where = entry.evidence
    return Doc(root, Usage(root, lambda line, place: where))


def _list_flows(one: TableMap) -> Iterator[Record]:
    for leg in one.mapping["legs"]:
        first = _build_end(leg["sourceEnvironmentType"].text, leg["sourceSchema"].text)
        second = _build_end(leg["destinationEnvironmentType"].text, leg["destinationSchema"].text)
        ways = {
            FORWARD: _list_columns(leg, FORWARD, backwards=False),
            BACKWARD: _list_columns(leg, BACKWARD, backwards=True),
        }
        if not any(ways.values()) or first is None or second is None:
            what = "a leg of the table map has no environment, schema or `syncDirection`"
            yield skip_entry(what, "export the map again", one.evidence)
            continue
        for way, columns in ways.items():
            if columns:
                ends = (first, second) if way is FORWARD else (second, first)
                yield _build_flow(one, ends, columns)


def _build_end(kind: str, schema: str) -> Endpoint | None:
    product = PRODUCTS.get(kind.upper(), kind)
    if not product or not schema:
        return None
    clues = build_clues((ClueKind.PRODUCT, product))
    return Endpoint(system=SystemRef(clues=clues, service=True), dataset=schema)


def _list_columns(leg: Doc, values: frozenset[str], *, backwards: bool) -> tuple[ColumnEdge, ...]:
    """Return the column edges of one direction.

    values: the values of ``syncDirection`` that include this direction.
    backwards: whether the direction is from destination to source.
    """
    found = []
    for item in leg["fieldMappings"]:
        source, target = item["sourceField"].text, item["destinationField"].text
        if item["syncDirection"].text in values and source and target:
            ends = (target, source) if backwards else (source, target)
            kind = EdgeKind.EXPRESSION if item["valueTransforms"] else EdgeKind.IDENTITY
            found.append(ColumnEdge(source=ends[0], target=ends[1], kind=kind))
    return tuple(found)


def _build_flow(
    one: TableMap, ends: tuple[Endpoint, Endpoint], columns: tuple[ColumnEdge, ...]
) -> Flow:
    off = one.state is not State.ACTIVE
    return Flow(
        source=ends[0],
        target=ends[1],
        mechanism=Mechanism.API,
        technology="Dynamics 365 dual-write",
        latency="near real time",
        columns=columns,
        route=one.name,
        state=one.state,
        reason="the table map is inactive" if off else "",
        evidence=one.evidence,
    )
