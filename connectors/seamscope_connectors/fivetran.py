"""Read Fivetran connections: flows from each source into its destination.

Reads saved responses of the REST API (JSON): connections (formerly called connectors),
destinations, groups, and schema configurations, which list the tables. A schema configuration does
not contain the id of its connection, so its file must be named ``schemas_<connection id>.json``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues, find_setting_clues
from seamscope.connector.entries import note_reading, read_each, skip_entry
from seamscope.connector.exports import list_exported, report_incomplete
from seamscope.connector.scrub import quote
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
ANSWER_DATA = re.compile(r'"(group_id|created_at|schemas)"\s*:')


@dataclass(slots=True, kw_only=True)
class Account:
    """Objects of the API: connections, destinations and groups by id, and schemas by file name."""

    connections: list[Doc] = field(default_factory=list)
    destinations: dict[str, Doc] = field(default_factory=dict)
    groups: dict[str, Doc] = field(default_factory=dict)
    schemas: dict[str, Doc] = field(default_factory=dict)


class FivetranConnector(Connector):
    """Reads saved responses of the Fivetran API."""

    name = "fivetran"
    reads = "Fivetran (API responses: connections, destinations, groups, schemas)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(65536)
        if '"service"' in head and '"group_id"' in head:
            if CONNECTION.search(head):
                return Claim(reason="Fivetran connections", group=self.name)
            if DESTINATION.search(head):
                return Claim(reason="Fivetran destinations", group=self.name)
        if ANSWER.search(head) and ANSWER_DATA.search(head):
            return Claim(reason="a response of the Fivetran API", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        account = Account()
        yield from read_each(source.files, lambda file: _collect_objects(file, account))
        used: set[str] = set()
        for connection in account.connections:
            yield from _read_connection(account, connection)
            used.add(connection["group_id"].text)
        yield from _report_destinations(account)
        for name, doc in sorted(account.destinations.items()):
            if name not in used:
                yield _build_unused_interface(account, name, doc)
        for path, doc in sorted(account.schemas.items()):
            problem = f"the file name {path} contains no connection id, so its tables are unused"
            yield skip_entry(
                problem, "rename the file to schemas_<connection id>.json", doc.evidence
            )


def _collect_objects(file: File, account: Account) -> Iterator[Skipped]:
    """Add the API objects of a file to the account; report other objects."""
    yield from report_incomplete(file.document())
    for doc in list_exported(file.document()):
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
            problem = "not a Fivetran connection, destination, group or schema"
            yield skip_entry(problem, "save the API response again", doc.evidence)


def _report_destinations(account: Account) -> Iterator[Skipped]:
    """Report each group whose destination is not in the inputs, once for all its connections."""
    groups: dict[str, list[Doc]] = {}
    for doc in account.connections:
        group = doc["group_id"].text
        if doc["service"].text and group and group not in account.destinations:
            groups.setdefault(group, []).append(doc)
    for group, docs in sorted(groups.items()):
        problem = f"the destination of group {group} is not in the inputs"
        if len(docs) > 1:
            problem = f"{problem}; {len(docs)} connections load into it"
        yield skip_entry(problem, "add the API response for that destination", docs[0].evidence)


def _read_connection(account: Account, doc: Doc) -> Iterator[Record]:
    group = doc["group_id"].text
    if not doc["service"].text or not group:
        problem = "the connection has no `service` or `group_id`"
        yield skip_entry(problem, "save the API response again", doc.evidence)
        return
    disabled: list[str] = []
    pairs = list(_list_tables(account, doc, disabled)) or [_get_single_table(doc)]
    state, reason = _derive_state(doc)
    minutes = doc["sync_frequency"].text
    for start, target_table in pairs:
        yield Flow(
            source=Endpoint(system=_build_source_ref(doc), dataset=start),
            target=Endpoint(system=_build_target_ref(account, group), dataset=target_table),
            evidence=doc.evidence,
            mechanism=Mechanism.ETL,
            technology=f"Fivetran {doc['service'].text}",
            frequency=f"every {minutes} minutes" if minutes else doc["schedule_type"].text,
            latency="batch",
            state=state,
            reason=reason,
        )
    if disabled:
        names = quote(", ".join(disabled), 200)
        problem = f"tables disabled and therefore not loaded: {len(disabled)} ({names})"
        yield note_reading(problem, "enable in Fivetran the tables that are needed", doc.evidence)


def _get_single_table(doc: Doc) -> tuple[str, str]:
    """Return the source and target tables of a connection without a schema configuration.

    A connection for a single table contains its target: ``schema: ads.clicks`` → "", "ads.clicks".
    """
    schema = doc["schema"].text
    return "", schema if "." in schema else ""


def _list_tables(account: Account, doc: Doc, disabled: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the source and target names of enabled tables; add the names of other tables to
    `disabled`.
    """
    paths = [path for path in sorted(account.schemas) if _contains_id(path, doc["id"].text)]
    for path in paths:
        for schema, settings in account.schemas.pop(path).items():
            target_schema = settings["name_in_destination"].text or schema
            if not settings["tables"] and settings["enabled"].text != "false":
                disabled.append(f"{schema} (it has no tables)")
            for table, table_settings in settings["tables"].items():
                if "false" in {settings["enabled"].text, table_settings["enabled"].text}:
                    disabled.append(f"{schema}.{table}")
                else:
                    target_table = table_settings["name_in_destination"].text or table
                    yield f"{schema}.{table}", f"{target_schema}.{target_table}"


def _contains_id(path: str, name: str) -> bool:
    return bool(name) and name in re.split(r"[^\w]|(?<=schemas)_|(?<=schema)_", path)


def _derive_state(doc: Doc) -> tuple[State, str]:
    setup = doc["status"]["setup_state"].text
    if doc["paused"].text == "true" or doc["status"]["sync_state"].text == "paused":
        return State.DISABLED, "the connection is paused"
    if setup == "broken":
        return State.FAILED, "the connection setup is broken"
    if setup == "incomplete":
        return State.PLANNED, "the connection setup is not complete"
    return State.ACTIVE, ""


def _build_source_ref(doc: Doc) -> SystemRef:
    config = doc["config"]
    return SystemRef(
        clues=(
            *find_setting_clues(lambda *keys: config.first(*keys).text),
            *build_clues(
                (ClueKind.SOURCE, doc["schema"].text.partition(".")[0]),
                (ClueKind.CLASS, doc["service"].text),
            ),
        ),
        service=True,
    )


def _build_target_ref(account: Account, group: str) -> SystemRef:
    doc = account.destinations.get(group)
    name = account.groups[group]["name"].text if group in account.groups else group
    if doc is None:
        return SystemRef(clues=build_clues((ClueKind.SOURCE, name)))
    config = doc["config"]
    return SystemRef(
        clues=(
            *find_setting_clues(lambda *keys: config.first(*keys).text),
            *build_clues((ClueKind.SOURCE, name), (ClueKind.CLASS, doc["service"].text)),
        ),
        service=True,
    )


def _build_unused_interface(account: Account, group: str, doc: Doc) -> Interface:
    """Return an interface for a destination that no connection in the inputs loads into."""
    return Interface(
        system=_build_target_ref(account, group),
        name=doc["service"].text,
        protocol="fivetran destination",
        evidence=doc.evidence,
    )
