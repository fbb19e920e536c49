"""Find system and dataset of a connector call from its path, parameters and connection."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef
from seamscope_connectors.logic_apps.apis import Api
from seamscope_connectors.logic_apps.expressions import UNKNOWN

DATASETS = ("entityname", "tablename", "table", "queuename", "topicname", "entitysetname",
            "eventhubname", "containername", "foldername", "folderpath", "folderid", "collection",
            "procedure", "rfcname", "idoctype", "listname", "objecttype", "object", "source",
            "filepath", "path", "blobname", "file", "indexname", "messagetype")  # fmt: skip
HOSTS = ("server", "servername", "organization", "dataset", "siteaddress", "host", "uri", "url",
         "instance", "endpoint", "accountname", "storageaccount")  # fmt: skip
TABLE = re.compile(r"/tables/([^/]+)|/procedures/([^/]+)|/containers/([^/]+)|/Tables/([^/]+)", re.I)
DATASET = re.compile(r"/datasets/([^/,]+(?:://[^/,]+)?)(?:,([^/]+))?")
MESSAGES = re.compile(r"^/?([^/{}]+)(?:/subscriptions/[^/]+|/topicSubscriptions/[^/]+)?/messages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a connector; a value that is known only at run time contains ``{…}``.

    connection: name of the connection.
    settings: parameter values of the connection.
    path: path or URL of the call.
    unset: parameters in the path that have no value.
    app: the app of the workflow, because two apps may have connections of the same name.
    """

    api: Api
    label: str  # connector
    connection: str
    settings: tuple[str, ...]
    path: str
    values: Mapping[str, str]
    unset: tuple[str, ...]
    workflow: str
    app: str

    def value(self, *keys: str) -> str:
        """Return the first known value of these parameters, "" if there is none."""
        found = (self.values.get(key, "") for key in keys)
        return next((text for text in found if text and UNKNOWN not in text), "")


def build_end(call: Call) -> Endpoint:
    """Return the system and dataset that a call accesses."""
    addresses = tuple(dict.fromkeys(_list_addresses(call)))
    generic = call.api.mechanism in {Mechanism.SQL, Mechanism.FILE} or not call.api.product
    found = build_clues(
        *((clue.kind, clue.value) for clue in addresses),
        (ClueKind.SOURCE, _name_unknown_address(call) if generic and not addresses else ""),
        (ClueKind.PRODUCT, call.api.product),
    ) or build_clues((ClueKind.CLASS, call.label))
    service = bool(addresses or call.api.product) and call.api.mechanism is not Mechanism.FILE
    return Endpoint(system=SystemRef(clues=found, service=service), dataset=_read_dataset(call))


def _name_unknown_address(call: Call) -> str:
    """Return a name for a system whose address is unknown, "" if there is none.

    The name is a parameter of the address or the connection: ``crmUrl (billing)``.
    """
    if call.unset:
        return f"{call.unset[0]} ({call.app})"
    if call.connection:
        return f"{call.connection} ({call.app})"
    return f"an address computed in {call.workflow}" if call.label == "http" else ""


def _list_addresses(call: Call) -> Iterator[Clue]:
    """Yield clues to database and host from the parameters, the path and the connection."""
    match = DATASET.search(call.path)
    server, database = (match[1], match[2] or "") if match else ("", "")
    database = call.value("database", "databasename") or database
    sql = call.api.mechanism is Mechanism.SQL
    if sql and database and database != "default" and UNKNOWN not in database:
        yield Clue(kind=ClueKind.DATABASE, value=database)
    for text in (call.value(*HOSTS), server, call.path):
        host = extract_host(text) if "://" in text or (sql and "." in text) else ""
        if host and host.casefold() not in LOCAL:
            yield Clue(kind=ClueKind.HOST, value=host)
            return
    for text in call.settings:
        yield from parse_connection_clues(text if re.search("[=:]", text) else f"host={text}")


def _read_dataset(call: Call) -> str:
    for pattern in (TABLE, MESSAGES):
        if match := pattern.search(call.path):
            named = next((text for text in match.groups() if text), "")
            if named and UNKNOWN not in named:
                return _strip_brackets(named)
    if found := call.value(*DATASETS):
        return _strip_brackets(found)
    text = call.path.partition("://")[2].partition("/")[2] if "://" in call.path else ""
    return _strip_brackets(re.split(r"[?{]", text)[0])


def _strip_brackets(name: str) -> str:
    """Return a name without T-SQL brackets: ``[dbo].[Orders]`` → "dbo.Orders"."""
    return re.sub(r"[\[\]]", "", name).strip("/ ")
