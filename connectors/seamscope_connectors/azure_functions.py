"""Read Azure Functions: the bindings of each function in its ``function.json``.

A trigger or an input is a flow to the function app, an output is a flow from it. A binding names
the setting that contains its connection; the value is read from ``local.settings.json``. This
connector was written from documentation, without real files.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.connections import build_clues, parse_connection_clues
from seamscope.connector.entries import note_reading, read_each, skip_entry, skip_names
from seamscope.connector.places import locate_place
from seamscope.errors import UnreadableError
from seamscope.records import (
    ClueKind,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)

FILE = "function.json"
BINDINGS = re.compile(r'"bindings"\s{0,9}:\s{0,9}\[')
CONNECTIONS = ("connection", "connectionStringSetting", "connectionSetting", "connectionStringName",
               "topicEndpointUri", "brokerList", "hostName")  # fmt: skip
DATASETS = ("queueName", "topicName", "eventHubName", "path", "containerName", "collectionName",
            "tableName", "topic", "commandText", "table")  # fmt: skip
TABLE = re.compile(r"\bFROM\s{1,40}([\w.\[\]]{1,200})", re.I)
# key=value pairs of a connection string that name an account of Azure storage
ACCOUNT = re.compile(r"\bAccountName=([a-z0-9]{3,24})\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of binding.

    product: the service that the binding connects to.
    host: the domain of the service's accounts, such as "queue.core.windows.net", "" if it has none.
    """

    product: str
    mechanism: Mechanism = Mechanism.EVENTS
    host: str = ""


KINDS = {
    "queue": _Kind(product="Azure Queue Storage", host="queue.core.windows.net"),
    "servicebus": _Kind(product="Azure Service Bus"),
    "eventhub": _Kind(product="Azure Event Hubs"),
    "eventgrid": _Kind(product="Azure Event Grid"),
    "blob": _Kind(
        product="Azure Blob Storage", mechanism=Mechanism.FILE, host="blob.core.windows.net"
    ),
    "table": _Kind(
        product="Azure Table Storage", mechanism=Mechanism.API, host="table.core.windows.net"
    ),
    "cosmosdb": _Kind(product="Azure Cosmos DB", mechanism=Mechanism.SQL),
    "documentdb": _Kind(product="Azure Cosmos DB", mechanism=Mechanism.SQL),
    "sql": _Kind(product="Azure SQL Database", mechanism=Mechanism.SQL),
    "mysql": _Kind(product="MySQL", mechanism=Mechanism.SQL),
    "kafka": _Kind(product="Apache Kafka"),
    "rabbitmq": _Kind(product="RabbitMQ"),
}
# Bindings that carry no data of another system, or address people.
QUIET = frozenset(
    {"timer", "http", "warmup", "orchestration", "activity", "entity", "orchestrationclient",
     "durableclient", "signalr", "signalrconnectioninfo", "sendgrid", "twiliosms", "assistantquery"}
)  # fmt: skip


class AzureFunctionsConnector(Connector):
    """Reads function apps without their code."""

    name = "azure-functions"
    reads = "Azure Functions (function.json with local.settings.json; from documentation)"

    def claim(self, file: File) -> Claim | None:
        if file.name == FILE and BINDINGS.search(file.head(65536)):
            return Claim(reason="the bindings of a function", group=f"functions:{_find_app(file)}")
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        app = _find_app(file)
        return tuple(
            f"{app}/{name}" if app else name for name in ("local.settings*.json", "host.json")
        )

    def read(self, source: Source) -> Iterator[Record]:
        values: dict[str, str] = {}
        for file in source.files:
            if file.name != FILE:
                try:
                    root = file.document()["Values"]
                    values |= {key: value.text for key, value in root.items()}
                except UnreadableError as error:
                    yield skip_entry(error.what, error.remedy, file.at(error.line))
        functions = [file for file in source.files if file.name == FILE]
        yield from read_each(functions, lambda file: _read_function(file, values))


def _find_app(file: File) -> str:
    """Return the folder of the app: ``shop/orders/Notify/function.json`` → shop/orders."""
    parent = str(PurePosixPath(file.path.replace("!", "/")).parent.parent)
    return "" if parent == "." else parent


def _read_function(file: File, values: Mapping[str, str]) -> Iterator[Record]:
    root, app = file.document(), PurePosixPath(_find_app(file)).name
    name = PurePosixPath(file.folder).name
    off = root["disabled"].value is True or values.get(
        f"AzureWebJobs.{name}.Disabled", ""
    ).casefold() in {"true", "1"}
    own = SystemRef(clues=build_clues((ClueKind.SOURCE, app or name), (ClueKind.FOLDER, app)))
    bindings = [(_name_kind(binding), binding) for binding in root["bindings"]]
    known = [(KINDS[word], binding) for word, binding in bindings if word in KINDS]
    for kind, binding in known:
        flow = _build_flow(binding, kind, own, values)
        yield replace(flow, route=name, state=State.DISABLED if off else State.ACTIVE)
    unknown = [
        (binding["type"].text or "without a type", binding.evidence)
        for word, binding in bindings
        if word not in KINDS and word not in QUIET
    ]
    if unknown:
        problem = f"bindings of {name} that are not read"
        yield skip_names(problem, "list their flows in the inventory", unknown)
    elif not known:
        what = f"no binding of {name} reads from or writes to another system"
        yield note_reading(what, "list what its code does in the inventory", file.at(1))


def _name_kind(binding: Doc) -> str:
    return binding["type"].text.casefold().removesuffix("trigger")


def _build_flow(binding: Doc, kind: _Kind, own: SystemRef, values: Mapping[str, str]) -> Flow:
    there = Endpoint(system=_find_system(binding, kind, values), dataset=_find_dataset(binding))
    here = Endpoint(system=own)
    writes = binding["direction"].text.casefold() == "out"
    return Flow(
        source=here if writes else there,
        target=there if writes else here,
        mechanism=kind.mechanism,
        technology=kind.product,
        latency="near real time" if kind.mechanism is Mechanism.EVENTS else "",
        evidence=binding.evidence,
    )


def _find_dataset(binding: Doc) -> str:
    """Return the queue, topic, table or path of a binding; ``in/{name}.csv`` → the folder
    ``in``.
    """
    text = next((text for key in DATASETS if (text := binding[key].text)), "")
    if found := TABLE.search(text):
        return found[1].replace("[", "").replace("]", "")
    database = binding["databaseName"].text
    plain = text.partition("{")[0].rstrip("/") or text
    return f"{database}.{plain}" if database and plain else plain


def _find_system(binding: Doc, kind: _Kind, values: Mapping[str, str]) -> SystemRef:
    """Return the system that a binding connects to.

    The value of the connection setting identifies it, or the name of the setting if the value is
    not known.
    """
    setting = next((text for key in CONNECTIONS if (text := binding[key].text)), "")
    name = setting.strip("%")
    value = values.get(name, "") or values.get(f"{name}__fullyQualifiedNamespace", "")
    account = ACCOUNT.search(value)
    if account and kind.host:
        clues = build_clues((ClueKind.HOST, f"{account[1]}.{kind.host}"))
    elif "=" in value:
        clues = parse_connection_clues(value.replace("Endpoint=sb://", "Server="))
    else:
        text = value if "://" in value else f"https://{value}" if "." in value else ""
        clues = locate_place(text).system.clues if text else ()
    # The database identifies a system better than the name of a setting: `DocDbConnectionKey`.
    database = binding["databaseName"].text
    named = build_clues(
        (ClueKind.DATABASE, "" if clues or re.search(r"[{%]", database) else database),
        (ClueKind.SOURCE, "" if clues else name),
        (ClueKind.PRODUCT, kind.product),
    )
    return SystemRef(clues=(*clues, *named), service=True)
