"""Airbyte: which source each connection copies into which destination, stream by stream.

Answers of its API and of its configuration API saved as JSON (`sourceId`, `destinationId`,
`configurations.streams` or `syncCatalog`), and the YAML files of octavia-cli, which name a source
by the path of its file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import normpath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import clues, setting_clues
from seamscope.connector.entries import each_of, entry_fault, unknown_word
from seamscope.connector.exports import exported, unfinished
from seamscope.records import (
    ClueKind,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    Skipped,
    State,
    SystemRef,
)

CONNECTION = re.compile(r'"(connectionId|namespaceDefinition|syncCatalog|configurations)"\s*:')
ACTOR = re.compile(r'"(source|destination)(Type|Name|DefinitionId)"\s*:')
OCTAVIA = re.compile(r"^definition_type\s*:\s*[\"']?(connection|source|destination)\b", re.M)
STATES = {"": State.ACTIVE, "active": State.ACTIVE, "inactive": State.DISABLED,
          "deprecated": State.RETIRED}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection; ends: the keys of its source and destination; doc: its settings."""

    doc: Doc
    ends: tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Workspace:
    """Connections, and sources and destinations by id, or by the path of their file."""

    links: list[Link] = field(default_factory=list)
    actors: dict[str, Doc] = field(default_factory=dict)


class AirbyteConnector(Connector):
    """Reads answers of the API and octavia's files."""

    name = "airbyte"
    reads = "Airbyte (API answers as JSON, octavia-cli's YAML)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536)
        if file.suffix in {".yaml", ".yml"} and (said := OCTAVIA.search(head)):
            return Claim(reason=f"definition_type: {said[1]}", group=self.name)
        ends = '"sourceId"' in head, '"destinationId"' in head
        if file.suffix != ".json" or not any(ends):
            return None
        if all(ends) and CONNECTION.search(head):
            return Claim(reason="connections of Airbyte", group=self.name)
        if '"workspaceId"' in head and ACTOR.search(head):
            return Claim(reason="sources or destinations of Airbyte", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        space = Workspace()
        yield from each_of(source.files, lambda file: _sorted(file, space))
        used = {end for link in space.links for end in link.ends}
        for link in space.links:
            yield from _flows(space, link)
        for key, doc in sorted(space.actors.items()):
            if key not in used:
                yield _interface(key, doc)


def _sorted(file: File, space: Workspace) -> Iterator[Skipped]:
    """Put the objects of a file where they belong; yield those that are none of Airbyte's."""
    yield from unfinished(file.document())
    for doc in exported(file.document(), "connections", "sources", "destinations"):
        kind = doc["definition_type"].text
        ends = _end(file, doc, "source"), _end(file, doc, "destination")
        if kind in {"source", "destination"}:
            space.actors[file.path] = doc
        elif all(ends):
            settings = doc["configuration"] if kind and doc["configuration"] else doc
            space.links.append(Link(doc=settings, ends=ends))
        elif any(ends) and not kind:
            space.actors[ends[0] or ends[1]] = doc
        else:
            what = "no connection, source or destination of Airbyte, or one without its ids"
            yield entry_fault(what, "export it again", doc.evidence)


def _end(file: File, doc: Doc, side: str) -> str:
    """Return the key of one side of a connection: an id, or a path from octavia's folder.

    A connection's file stands in `connections/NAME/` of that folder; nothing outside is meant.
    """
    path = doc[f"{side}_configuration_path"].text
    if path:
        return normpath(f"{file.folder}/../../{path}" if file.folder else path).lstrip("/")
    return doc.first(f"{side}Id", f"{side}_id").text


def _flows(space: Workspace, link: Link) -> Iterator[Record]:
    doc, (start, end) = link.doc, link.ends
    status = doc["status"].text.lower()
    state = STATES.get(status, State.ACTIVE)
    if status not in STATES:
        yield unknown_word("status", status, filter(None, STATES), "taken as active", doc.evidence)
    for side, key in (("source", start), ("destination", end)):
        if key not in space.actors and not doc[side]["name"]:
            what = f"the {side} of a connection is not among the inputs"
            yield entry_fault(what, f"give Airbyte's {side}s as well", doc.evidence)
    off: list[str] = []
    for stream, table in list(_streams(space, link, off)) or [("", "")]:
        yield Flow(
            source=Endpoint(system=_system(space, link, "source"), dataset=stream),
            target=Endpoint(system=_system(space, link, "destination"), dataset=table),
            evidence=doc.evidence,
            mechanism=_mechanism(space.actors.get(start)),
            technology="Airbyte",
            frequency=_frequency(doc),
            latency="batch",
            state=state,
            reason="" if state is State.ACTIVE else f"the connection is {status}",
        )
    if off:
        what = f"streams that are not selected: {len(off)} ({', '.join(off)[:200]})"
        yield entry_fault(what, "nothing to do", doc.evidence)


def _streams(space: Workspace, link: Link, off: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each stream and the table it fills; add those not selected to `off`."""
    doc = link.doc
    named = doc["configurations"]["streams"] or doc.first("syncCatalog", "sync_catalog")["streams"]
    for one in named:
        stream = one["stream"] if one["stream"] else one
        name, space_name = stream["name"].text, stream["namespace"].text
        full = f"{space_name}.{name}" if space_name else name
        if one["config"]["selected"].text == "false":
            off.append(full)
        elif name:
            alias = one["config"].first("aliasName", "alias_name").text
            alias = stream["destinationObjectName"].text or alias or name
            table = doc["prefix"].text + alias
            where = _namespace(doc, space_name, space.actors.get(link.ends[1]))
            yield full, f"{where}.{table}" if where else table


def _namespace(doc: Doc, namespace: str, destination: Doc | None) -> str:
    """Return the schema that a stream goes to, "" if it is not told.

    As Airbyte documents it: the source's, the destination's default, or a format, which counts
    as the destination's where it is blank.
    """
    rule = doc.first("namespaceDefinition", "namespace_definition").text.replace("_", "")
    shape = doc.first("namespaceFormat", "namespace_format").text
    if rule == "source":
        return namespace
    if rule == "customformat" and shape:
        made = shape.replace("${SOURCE_NAMESPACE}", namespace)
        return "" if "$" in made else made
    return _config(destination).first("schema", "dataset_id").text if destination else ""


def _config(actor: Doc) -> Doc:
    return actor.first("configuration", "connectionConfiguration", "connection_configuration")


def _mechanism(origin: Doc | None) -> Mechanism:
    method = _config(origin)["replication_method"] if origin else None
    told = method and (method.text or method["method"].text)
    return Mechanism.CDC if told and told.upper() == "CDC" else Mechanism.ETL


def _frequency(doc: Doc) -> str:
    plan, data = doc["schedule"], doc.first("scheduleData", "schedule_data")
    kind = doc.first("scheduleType", "schedule_type").text or plan["scheduleType"].text
    cron = data["cron"].first("cronExpression", "cron_expression").text
    basic = data.first("basicSchedule", "basic_schedule") or plan
    units, unit = basic["units"].text, basic.first("timeUnit", "time_unit").text
    every = f"every {units} {unit}" if units and unit else ""
    told = plan["cronExpression"].text or cron or plan["basicTiming"].text or every
    return kind if kind == "manual" else told or kind


def _system(space: Workspace, link: Link, side: str) -> SystemRef:
    key = link.ends[side == "destination"]
    actor = space.actors.get(key) or link.doc[side]
    return _reached(actor) if actor else SystemRef(clues=clues((ClueKind.ID, key)))


def _reached(actor: Doc) -> SystemRef:
    """Return the clues to what a source or destination reaches: place, name, then its type."""
    config = _config(actor)
    types = ("sourceType", "destinationType", "sourceName", "destinationName", "definition_image")
    return SystemRef(
        clues=(
            *setting_clues(lambda *keys: config.first(*keys).text),
            *clues(
                (ClueKind.SOURCE, actor.first("name", "resource_name").text),
                (ClueKind.CLASS, actor.first(*types).text),
            ),
        )
    )


def _interface(key: str, actor: Doc) -> Interface:
    """Return a source or destination that no connection uses: no flow is known of it."""
    side = actor["definition_type"].text or ("source" if actor["sourceId"] else "destination")
    return Interface(
        system=_reached(actor),
        name=actor.first("name", "resource_name").text or key,
        protocol=f"airbyte {side}",
        evidence=actor.evidence,
    )
