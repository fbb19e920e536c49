"""Fivetran: which source each connection loads into which destination.

Answers of its REST API saved as JSON: connections (once called connectors), destinations, groups
and the schema configuration of a connection, which says the tables. The API names no connection in
a schema configuration: the file's name holds the connection's id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import clues, setting_clues
from seamscope.connector.entries import each_of, entry_fault
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

CONNECTION = re.compile(r'"(paused|sync_frequency|setup_state|service_version)"\s*:')
DESTINATION = re.compile(r'"(setup_status|time_zone_offset|networking_method)"\s*:')
ANSWER = re.compile(r'"code"\s*:\s*"Success"')
ANSWERED = re.compile(r'"(group_id|created_at|schemas)"\s*:')


@dataclass(slots=True, kw_only=True)
class Account:
    """What the answers say: connections; destinations and groups by id; schemas by file."""

    connections: list[Doc] = field(default_factory=list)
    destinations: dict[str, Doc] = field(default_factory=dict)
    groups: dict[str, Doc] = field(default_factory=dict)
    schemas: dict[str, Doc] = field(default_factory=dict)


class FivetranConnector(Connector):
    """Reads answers of the API."""

    name = "fivetran"
    reads = "Fivetran (API answers: connections, destinations, groups, schemas)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(65536)
        if '"service"' in head and '"group_id"' in head:
            if CONNECTION.search(head):
                return Claim(reason="connections of Fivetran", group=self.name)
            if DESTINATION.search(head):
                return Claim(reason="destinations of Fivetran", group=self.name)
        if ANSWER.search(head) and ANSWERED.search(head):
            return Claim(reason="an answer of Fivetran's API", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        account = Account()
        yield from each_of(source.files, lambda file: _sorted(file, account))
        used: set[str] = set()
        for connection in account.connections:
            yield from _connection(account, connection)
            used.add(connection["group_id"].text)
        for name, doc in sorted(account.destinations.items()):
            if name not in used:
                yield _interface(account, name, doc)
        for path, doc in sorted(account.schemas.items()):
            problem = f"no connection has its id in the name {path}, so its tables are nobody's"
            yield entry_fault(problem, "put the connection's id into the name", doc.evidence)


def _sorted(file: File, account: Account) -> Iterator[Skipped]:
    """Put the objects of a file where they belong; yield those that are none of Fivetran's."""
    yield from unfinished(file.document())
    for doc in exported(file.document()):
        name = doc["id"].text
        if doc["service"] and doc.first("schema", "paused", "sync_frequency", "status"):
            account.connections.append(doc)
        elif doc["service"]:
            account.destinations[doc.first("group_id", "id").text] = doc
        elif doc["schemas"].is_mapping:
            account.schemas[file.name] = doc["schemas"]
        elif name and doc["name"]:
            account.groups[name] = doc
        else:
            problem = "no connection, destination, group or schema of Fivetran"
            yield entry_fault(problem, "export it from the API again", doc.evidence)


def _connection(account: Account, doc: Doc) -> Iterator[Record]:
    group = doc["group_id"].text
    if not doc["service"].text or not group:
        yield entry_fault("a connection without a service or group", "export again", doc.evidence)
        return
    if group not in account.destinations:
        problem = f"the destination of group {group} is not among the inputs"
        yield entry_fault(problem, "give the API's answer for that destination", doc.evidence)
    off: list[str] = []
    pairs = list(_tables(account, doc, off)) or [_alone(doc)]
    state, reason = _state(doc)
    minutes = doc["sync_frequency"].text
    for start, end in pairs:
        yield Flow(
            source=Endpoint(system=_origin(doc), dataset=start),
            target=Endpoint(system=_target(account, group), dataset=end),
            evidence=doc.evidence,
            mechanism=Mechanism.ETL,
            technology=f"Fivetran {doc['service'].text}",
            frequency=f"every {minutes} minutes" if minutes else doc["schedule_type"].text,
            latency="batch",
            state=state,
            reason=reason,
        )
    if off:
        problem = (
            f"tables that are switched off and not loaded: {len(off)} ({', '.join(off)[:200]})"
        )
        yield entry_fault(problem, "nothing to do", doc.evidence)


def _alone(doc: Doc) -> tuple[str, str]:
    """Return what is loaded where no tables are told: connections of one table name it."""
    schema = doc["schema"].text
    return "", schema if "." in schema else ""


def _tables(account: Account, doc: Doc, off: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the tables a connection loads, at both ends; add those switched off to `off`."""
    named = [path for path in sorted(account.schemas) if _holds(path, doc["id"].text)]
    for path in named:
        for schema, inner in account.schemas.pop(path).items():
            there = inner["name_in_destination"].text or schema
            for table, one in inner["tables"].items():
                if "false" in {inner["enabled"].text, one["enabled"].text}:
                    off.append(f"{schema}.{table}")
                else:
                    end = one["name_in_destination"].text or table
                    yield f"{schema}.{table}", f"{there}.{end}"


def _holds(path: str, name: str) -> bool:
    return bool(name) and name in re.split(r"[^\w]|(?<=schemas)_|(?<=schema)_", path)


def _state(doc: Doc) -> tuple[State, str]:
    setup = doc["status"]["setup_state"].text
    if doc["paused"].text == "true" or doc["status"]["sync_state"].text == "paused":
        return State.DISABLED, "the connection is paused"
    if setup == "broken":
        return State.FAILED, "its setup is broken"
    if setup == "incomplete":
        return State.PLANNED, "its setup is not complete"
    return State.ACTIVE, ""


def _origin(doc: Doc) -> SystemRef:
    config = doc["config"]
    return SystemRef(
        clues=(
            *setting_clues(lambda *keys: config.first(*keys).text),
            *clues(
                (ClueKind.SOURCE, doc["schema"].text.partition(".")[0]),
                (ClueKind.CLASS, doc["service"].text),
            ),
        ),
        service=True,
    )


def _target(account: Account, group: str) -> SystemRef:
    doc = account.destinations.get(group)
    name = account.groups[group]["name"].text if group in account.groups else group
    if doc is None:
        return SystemRef(clues=clues((ClueKind.SOURCE, name)))
    config = doc["config"]
    return SystemRef(
        clues=(
            *setting_clues(lambda *keys: config.first(*keys).text),
            *clues((ClueKind.SOURCE, name), (ClueKind.CLASS, doc["service"].text)),
        ),
        service=True,
    )


def _interface(account: Account, group: str, doc: Doc) -> Interface:
    """Return a destination that nothing among the inputs fills: no flow is known of it."""
    return Interface(
        system=_target(account, group),
        name=doc["service"].text,
        protocol="fivetran destination",
        evidence=doc.evidence,
    )
