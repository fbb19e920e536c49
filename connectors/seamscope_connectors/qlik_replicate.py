"""Read tasks of Qlik Replicate: flows from the tables of a source endpoint into a target endpoint.

Reads task definitions (`cmd.replication_definition`) that the console or repctl exports. Replicate
only moves data and is never the source or target of a flow.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.connections import (
    LOCAL,
    build_clues,
    parse_connect_string,
)
from seamscope.connector.entries import read_each, skip_entry
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, Record, State, SystemRef

SIGN = re.compile(r"\"cmd\.replication_definition\"\s*:|\"cmd\.replication_definitions\"\s*:")
ON = frozenset({"", "ENABLED", "TARGET_ENABLED"})
# Settings of an endpoint with its host, and with its database or account.
HOSTS = ("server", "host", "hostname", "brokers", "url", "hostName")
DATABASES = ("database", "databaseName", "dbname", "catalog", "bucketName")


class QlikReplicateConnector(Connector):
    """Reads which tables each task replicates, and where to."""

    name = "qlik-replicate"
    reads = "tasks of Qlik Replicate (exported JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and SIGN.search(file.head(16384)):
            return Claim(reason="a task definition of Qlik Replicate")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        yield from read_each(source.files, _read_file)


def _read_file(file: File) -> Iterator[Record]:
    root = file.document().first("cmd.replication_definition", "cmd.replication_definitions")
    endpoints = {one["name"].text: one for one in root["databases"]}
    for task in root["tasks"]:
        yield from _read_task(task, endpoints)
    if not root["tasks"]:
        yield skip_entry("the file defines no task", "export the task again", file.at(1))


def _read_task(task: Doc, endpoints: dict[str, Doc]) -> Iterator[Record]:
    name = task["task"]["name"].text
    source = task["source"]["rep_source"]
    tables = [
        ".".join(part for part in (one["owner"].text, one["name"].text) if part)
        for one in task["source"]["source_tables"]["explicit_included_tables"]
    ]
    common = task["task_settings"]["common_settings"]
    schema = task["task_settings"]["target_settings"]["default_schema"].text
    changes = common["apply_changes_enabled"].text != "false"
    start = _locate(source.first("database_name", "source_name").text, endpoints)
    for target in task["targets"]:
        one = target["rep_target"]
        end = _locate(one.first("database_name", "target_name").text, endpoints)
        state = State.ACTIVE if one["target_state"].text.upper() in ON else State.DISABLED
        for table in tables or [""]:
            loaded = table.rpartition(".")[2]
            yield Flow(
                source=Endpoint(system=start, dataset=table),
                target=Endpoint(system=end, dataset=".".join(p for p in (schema, loaded) if p)),
                mechanism=Mechanism.CDC if changes else Mechanism.ETL,
                technology="Qlik Replicate", route=name, state=state,
                latency="near real time" if changes else "batch", evidence=task.evidence,
            )  # fmt: skip


def _locate(name: str, endpoints: dict[str, Doc]) -> SystemRef:
    """Return the system of an endpoint: its host and database, and the endpoint's own name."""
    settings = endpoints[name]["db_settings"] if name in endpoints else None
    own = (ClueKind.SOURCE, name)
    if settings is None:
        return SystemRef(clues=build_clues(own))
    host = settings.first(*HOSTS).text
    if "/" in host or "(" in host:  # an Oracle connect string: //db01:1521/ORDERS
        clues = parse_connect_string(host)
    else:
        plain = extract_host(host)
        clues = build_clues((ClueKind.HOST, "" if plain.casefold() in LOCAL else plain))
    database = build_clues((ClueKind.DATABASE, settings.first(*DATABASES).text))
    return SystemRef(clues=tuple(dict.fromkeys((*clues, *database, *build_clues(own)))))
