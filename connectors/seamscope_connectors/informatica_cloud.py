"""Read Informatica Cloud (IICS, IDMC): flows of mapping and synchronisation tasks.

Reads resources of the REST API: connections, mapping tasks (`mtTask`) and synchronisation tasks
(`dssTask`). Informatica Cloud itself is never the source or target of a flow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Endpoint, Flow, Mechanism, Record, State, SystemRef

SIGN = re.compile(r"\"@type\"\s*:\s*\"(?:mtTask|dssTask|drsTask)\"")
CONNECTION = re.compile(r"\"@type\"\s*:\s*\"connection\"")
TASKS = frozenset({"mtTask", "dssTask", "drsTask"})
ADDRESS = re.compile(r"url|host|endpoint|server|account", re.I)
READING, WRITING = re.compile(r"SOURCE", re.I), re.compile(r"TARGET", re.I)


@dataclass(slots=True, kw_only=True)
class Account:
    """The connections by id and by name, and the tasks."""

    connections: dict[str, Doc] = field(default_factory=dict)
    tasks: list[Doc] = field(default_factory=list)


class InformaticaCloudConnector(Connector):
    """Reads the sources and targets of tasks."""

    name = "informatica-cloud"
    reads = "Informatica Cloud: connections and tasks of the REST API (JSON)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(65536) if file.suffix == ".json" else ""
        if SIGN.search(head) or (CONNECTION.search(head) and '"orgId"' in head):
            return Claim(reason="resources of Informatica Cloud", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        account = Account()
        yield from read_each(source.files, lambda file: _gather(file, account))
        for task in account.tasks:
            yield from _read_task(task, account)
        if not account.tasks:
            problem = "the files have connections, but no task"
            yield skip_entry(problem, "save the tasks as well", source.files[0].at(1))


def _gather(file: File, account: Account) -> Iterator[Record]:
    todo = [file.document()]
    while todo:
        doc = todo.pop(0)
        if doc.is_list:
            todo += list(doc)
        elif doc["@type"].text == "connection":
            account.connections[doc["id"].text] = doc
            account.connections.setdefault(doc["name"].text, doc)
        elif doc["@type"].text in TASKS:
            account.tasks.append(doc)
        else:
            todo += [child for _, child in doc.items() if child.is_list]
    yield from ()


def _read_task(task: Doc, account: Account) -> Iterator[Record]:
    ends = list(_list_ends(task, account))
    sources = [end for way, end in ends if way == "in"]
    targets = [end for way, end in ends if way == "out"]
    off = task["enabled"].text == "false" or task["valid"].text == "false"
    for start in sources:
        for end in targets:
            if start != end:
                yield Flow(
                    source=start, target=end, mechanism=Mechanism.ETL,
                    technology="Informatica Cloud", route=task["name"].text, latency="batch",
                    state=State.DISABLED if off else State.ACTIVE, evidence=task.evidence,
                )  # fmt: skip
    if not sources or not targets:
        problem = f"task {quote(task['name'].text, 60)} has no known source or target"
        yield skip_entry(problem, "save its connections as well", task.evidence)


def _list_ends(task: Doc, account: Account) -> Iterator[tuple[str, Endpoint]]:
    """Yield the endpoints of a task, with "in" for a source and "out" for a target."""
    for one in (task, *task["parameters"]):
        for way, key, objects in (
            ("in", "sourceConnectionId", ("extendedObject", "sourceObject", "sourceObjectLabel")),
            ("out", "targetConnectionId", ("targetObject", "targetObjectLabel")),
        ):
            connection = account.connections.get(one[key].text)
            if connection is not None:
                yield way, Endpoint(system=_locate(connection), dataset=_name_object(one, objects))


def _name_object(one: Doc, keys: tuple[str, ...]) -> str:
    found = one.first(*keys)
    return found.text or found["object"]["name"].text or found["name"].text


def _locate(connection: Doc) -> SystemRef:
    """Return the system of a connection: its host and database, its instance and its name."""
    texts = [connection["host"].text, connection["serviceUrl"].text]
    texts += [value.text for key, value in connection["connParams"].items() if ADDRESS.search(key)]
    hosts = [host for text in texts if text and (host := extract_host(text))]
    host = next((one for one in hosts if one.casefold() not in LOCAL), "")
    return SystemRef(
        clues=build_clues(
            (ClueKind.DATABASE, connection["database"].text), (ClueKind.HOST, host),
            (ClueKind.SOURCE, connection["instanceName"].text),
            (ClueKind.SOURCE, connection["name"].text),
        )
    )  # fmt: skip
