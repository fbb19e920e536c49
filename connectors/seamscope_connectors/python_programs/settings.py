"""Find the system and the dataset in the settings that a program passes to a library.

``{"url": "jdbc:sqlserver://db1;databaseName=Orders", "dbtable": "dbo.Lines"}`` → host db1, database
Orders, dataset dbo.Lines. All libraries are read by the same rules, because only the spelling of
the keys differs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from seamscope.connector import extract_host, redact
from seamscope.connector.connections import (
    LOCAL,
    build_clues,
    parse_connect_string,
    parse_connection_clues,
)
from seamscope.connector.places import FILES, locate_place
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.python_programs.values import HOLE, name_setting

# Keys without their separators and prefixes, in the order in which they are used.
ADDRESSES = ("url", "uri", "connectionuri", "jdbcurl", "sfurl", "dsn", "conninfo", "wsdl",
             "connectionstring", "connstr", "connstring", "bootstrapservers",
             "baseurl", "apiurl", "hosturl", "accounturl", "accountendpoint", "endpointurl",
             "endpoint", "instanceurl", "host", "hosts", "hostname", "serverhostname", "server",
             "address", "ashost", "mshost", "nodes", "node", "account", "fullyqualifiednamespace",
             "domain", "site", "region", "workspaceurl", "clusteridentifier")  # fmt: skip
DATABASES = ("database", "dbname", "db", "sfdatabase", "databasename", "keyspace", "catalog",
             "servicename", "sid", "sysid", "project", "projectid", "parentproject")  # fmt: skip
SCHEMAS = ("schema", "sfschema", "searchpath")
DATASETS = ("dbtable", "table", "tablename", "collection", "container", "containername", "topic",
            "subscribe", "subscribepattern", "topicname", "streamname", "stream", "queue",
            "queuename", "queueurl", "eventhubname", "object", "sfobject", "entity", "index",
            "resource", "resources", "datasetname", "bucket", "path", "paths",
            "filename")  # fmt: skip
QUERIES = ("query", "sql", "soql", "dbtablequery")
# Endpoint=sb://shop.servicebus.windows.net/;… and AccountEndpoint=https://….documents.azure.com/
ENDPOINT = re.compile(r"\b(?:Account)?Endpoint=(\w{2,10}://[^;\s]{1,300})", re.I)
NESTED = re.compile(r"[?&]odbc_connect=(.+)", re.I | re.S)
ACCOUNT = re.compile(r"\bAccountName=([a-z0-9]{3,24})\b", re.I)
SOURCE = re.compile(r"\bDSN=\{?([\w .\-]{1,100})", re.I)
STORE = re.compile(r"BUCKET|CONTAINER|DSN|CONN", re.I)  # settings that stand for one system
NO_ADDRESS = re.compile(r"[\s(]")
ACCOUNTS = frozenset({"account"})  # short names of accounts, such as those of Snowflake


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The system that settings name, with the dataset or query if the settings name one."""

    system: SystemRef
    dataset: str = ""
    sql: str = ""


def locate_settings(settings: Mapping[str, str], product: str = "") -> Located:
    """Return the system, the dataset and the query in the settings of a client or a reader."""
    folded: dict[str, str] = {}
    for key, value in settings.items():
        # Clean before it is joined: a secret with a further part is not recognised as one.
        folded.setdefault(_fold(key), redact(value.strip()))
    key = next((key for key in ADDRESSES if folded.get(key)), "")
    system = _locate_address(folded[key], product, key) if key else SystemRef()
    databases = [folded[key] for key in DATABASES if folded.get(key)]
    system = _add_clues(system, databases[:1], product)
    dataset = next((folded[key] for key in DATASETS if folded.get(key)), "")
    sql = next((folded[key] for key in QUERIES if folded.get(key)), "")
    if inner := re.fullmatch(r"\(\s*(select\b.*)\)\s*(?:as\s+)?\w*", dataset, re.I | re.S):
        dataset, sql = "", inner[1]
    elif re.match(r"select\b", dataset, re.I):
        dataset, sql = "", dataset
    schema = next((folded[key] for key in SCHEMAS if folded.get(key)), "")
    if schema and dataset and "." not in dataset and "/" not in dataset and not HOLE.search(schema):
        dataset = f"{schema}.{dataset}"
    return Located(system=system, dataset=dataset, sql=sql)


def locate_address(text: str, product: str = "") -> SystemRef:
    """Return the system at an address: a URL, a connection string or a host.

    If the address is an unknown variable, such as ``{CRM_API_URL}``, the variable names the system.
    """
    return _add_clues(_locate_address(text, product, ""), [], product)


def locate_path(text: str) -> Endpoint:
    """Return the endpoint of a file, a bucket or a URL; unknown parts of its path are cut off."""
    plain = text.strip()
    if whole := HOLE.fullmatch(plain):
        return Endpoint(system=SystemRef(clues=_name_hole(whole[0])))
    scheme, mark, rest = plain.partition("://")
    place, slash, path = rest.partition("/") if mark else ("", "", plain)
    if mark and (found := HOLE.match(place)) and scheme not in {"file", "dbfs"}:
        return Endpoint(system=SystemRef(clues=_name_hole(found[0])), dataset=cut_holes(path))
    if not mark and (found := HOLE.match(plain)) and "/" in plain:
        rest = cut_holes(plain[found.end() :].strip("/"))
        clues = _name_hole(found[0])
        return Endpoint(system=SystemRef(name="" if clues else FILES, clues=clues), dataset=rest)
    path = cut_holes(path) if HOLE.search(path) else path
    place = HOLE.sub("x", place)
    return locate_place(f"{scheme}://{place}{slash}{path}" if mark else path)


def name_connection(text: str) -> tuple[Clue, ...]:
    """Return the clues of a named connection, or of the setting that contains its name."""
    return _name_hole(text) if HOLE.fullmatch(text) else build_clues((ClueKind.SOURCE, text))


def cut_holes(path: str) -> str:
    """Return a path or dotted name up to its first unknown part: ``in/{day}/a.csv`` → in."""
    found = HOLE.search(path)
    if found is None:
        return path.rstrip("/.")
    return re.sub(r"[^/.]*\Z", "", path[: found.start()]).rstrip("/.")


def _fold(key: str) -> str:
    *_, last = key.strip().removesuffix(".servers").rsplit(".", 1)
    found = re.sub(r"[\W_]", "", last).casefold()
    return "bootstrapservers" if found == "bootstrap" else found


def _locate_address(text: str, product: str, key: str) -> SystemRef:
    """Return the system at an address; if the host is unknown, the name of its setting is a
    clue.
    """
    text = text.strip()
    if clues := _read_pairs(text, product):
        return SystemRef(clues=clues)
    if "://" in text or "=" in text or text.casefold().startswith("jdbc:"):
        # Parts that are known only at run time are replaced by a word, so that the rest can be
        # parsed.
        plain = HOLE.sub("x", text)
        if "://" not in text and ";" not in text:  # libpq: dbname='mart' host=db1
            plain = re.sub(r"(?<!\s)\s++(?=\w{1,60}\s?=)", ";", plain)
        found = [clue for clue in parse_connection_clues(plain) if clue.value != "x"]
        host = re.search(r"://(?:[^@/]*@)?([^/?#;:,]+)", text)
        place = host[1] if host else text if not found else ""
        hole = HOLE.search(place)
        return SystemRef(clues=(*found, *(_name_hole(hole[0], product) if hole else ())))
    if whole := HOLE.fullmatch(text):
        return SystemRef(clues=_name_hole(whole[0], product))
    first = text.split(",")[0]
    if not first or (NO_ADDRESS.search(text) and "@" not in text):
        return SystemRef()
    return SystemRef(clues=parse_connect_string(first) or _locate_host(first, product, key))


def _read_pairs(text: str, product: str) -> tuple[Clue, ...]:
    """Return the host of a connection string of Azure, or the data source of ODBC."""
    if nested := NESTED.search(text):  # a connection string of ODBC in a URL
        text = unquote_plus(nested[1])
        return tuple(c for c in parse_connection_clues(HOLE.sub("x", text)) if c.value != "x")
    if endpoint := ENDPOINT.search(text):
        return build_clues((ClueKind.HOST, extract_host(endpoint[1])))
    if account := ACCOUNT.search(text):
        service = "queue" if "Queue" in product else "blob"
        return build_clues((ClueKind.HOST, f"{account[1]}.{service}.core.windows.net"))
    source = SOURCE.search(text)
    return build_clues((ClueKind.SOURCE, source[1])) if source else ()


def _locate_host(text: str, product: str, key: str) -> tuple[Clue, ...]:
    host = extract_host(text) or text
    if HOLE.search(host):
        return _name_hole(host, product)
    if host.casefold() in LOCAL:
        return ()
    is_account = key in ACCOUNTS and product == "Snowflake"
    return build_clues((ClueKind.HOST, f"{host}.snowflakecomputing.com" if is_account else host))


def _name_hole(hole: str, product: str = "") -> tuple[Clue, ...]:
    """Return clues to the system whose address is in a setting: ``{CRM_API_URL}`` → CRM.

    The setting itself is a second clue, because another file may contain its value.
    """
    label = hole.strip("{}").strip("…")
    name = name_setting(label, product)
    setting = re.split(r"[.\[\]]", label)[-1]
    if not (setting.isupper() and (name or STORE.search(setting))):
        setting = ""
    found = dict.fromkeys(one for one in (name, setting) if one)
    return build_clues(*((ClueKind.SOURCE, one) for one in found))


def _add_clues(system: SystemRef, databases: list[str], product: str) -> SystemRef:
    known = {clue.kind for clue in system.clues}
    more = [
        (ClueKind.DATABASE, name)
        for name in databases
        if ClueKind.DATABASE not in known and not HOLE.search(name)
    ]
    if product and (system.clues or more):
        more.append((ClueKind.PRODUCT, product))
    return replace(system, clues=(*system.clues, *build_clues(*more)))
