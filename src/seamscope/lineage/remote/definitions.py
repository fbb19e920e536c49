"""Learn what names stand for: linked servers, links, connections, catalogs, stages, synonyms."""

import re
from collections.abc import Callable

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import fold
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    HEAD,
    IF_NOT,
    NAME,
    TEXT,
    inside,
    listed,
    options,
    parts,
    unquoted,
    word_after,
)
from seamscope.lineage.remote_systems import PRODUCTS, Remote, connection, dialect_of
from seamscope.records import Mechanism

PART = r"(?:\"[^\"]+\"|[\w$#]+)"
LINKED = rf"(?:{PART}(?:\.{PART})*@{PART}(?:\.{PART})*|{DOTTED}(?:@[\w.$#]+)?)"
PATH_STYLE = ("s3", "gs", "gcs", "azure", "wasb", "abfs", "adl", "http")


def define(text: str, context: Catalog) -> bool:
    """Note what a statement defines; tell whether it defines a name for something remote."""
    return any(
        _defined(maker, found, text, context)
        for pattern, maker in _MAKERS
        if (found := pattern.search(text))
    )


def _defined(maker: "Maker", found: re.Match[str], text: str, context: Catalog) -> bool:
    remote = maker(found, text, context)
    if remote is not None:
        context.define(remote)
    return True


def _remote(name: str, technology: str, given: dict[str, str], product: str = "") -> Remote:
    """Return a remote system from options: plain keys first, else a URL among them."""
    host = given.get("host") or given.get("hostname") or given.get("server") or ""
    database = given.get("dbname") or given.get("database") or given.get("catalog") or ""
    for key in ("url", "uri", "location", "connection-url", "datasrc", "datasource", "provstr"):
        if key in given:
            first, second, scheme = connection(given[key])
            host, database, product = host or first, database or second, product or scheme
    first, _, _ = connection(host)
    return Remote(name=name, technology=technology, host=first, database=database, product=product)


def _linked_server(found: re.Match[str], text: str, context: Catalog) -> Remote | None:
    given = options(text)
    order = ("server", "srvproduct", "provider", "datasrc", "location", "provstr", "catalog")
    values = [value for value in listed(text[found.end() :]) if "=" not in value.split("'")[0]]
    given = dict(zip(order, map(unquoted, values), strict=False)) | given
    name = given.pop("server", "")
    product = given.get("srvproduct") or PRODUCTS.get(dialect_of(given.get("provider", "")), "")
    if not name:
        return None
    return _remote(name, "linked server", given, product)


def _fdw(found: re.Match[str], text: str, context: Catalog) -> Remote:
    wrapper = word_after(text, r"FOREIGN\s+DATA\s+WRAPPER").removesuffix("_fdw")
    return _remote(parts(found[1])[-1], "foreign table", options(text), wrapper)


def _teradata_server(found: re.Match[str], text: str, context: Catalog) -> Remote:
    kind = options(text).get("remotehost_type", "") or options(text).get("hosttype", "")
    return _remote(parts(found[1])[-1], "QueryGrid", options(text), kind)


def _db_link(found: re.Match[str], text: str, context: Catalog) -> Remote:
    using = re.search(rf"\bUSING\s+(?:{TEXT}|\"([^\"]*)\")", text, re.I)
    given = (using[1] or using[2] or "") if using else ""
    host, database, _ = connection(given)
    return Remote(
        name=".".join(parts(found[1])),
        technology="database link",
        host=host if "(" in given or "/" in given else "",
        database=database or ("" if "(" in given else given),
        product="oracle",
    )


def _data_source(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = options(text)
    location = given.get("location", "")
    name = parts(found[1])[-1]
    if location.casefold().startswith(PATH_STYLE):
        return Remote(
            name=name, technology="external table", location=location, mechanism=Mechanism.FILE
        )
    host, database, product = connection(location)
    return Remote(
        name=name,
        technology="external table",
        host=host,
        database=given.get("database_name", "") or database,
        product=product,
    )


def _connection(found: re.Match[str], text: str, context: Catalog) -> Remote:
    kind = word_after(text, r"\bTYPE\s*=?") or word_after(text, r"\bUSING")
    return _remote(parts(found[1])[-1], "federation", options(text), kind)


def _foreign_catalog(found: re.Match[str], text: str, context: Catalog) -> None:
    through = word_after(text, r"USING\s+CONNECTION")
    database = options(text).get("database", "")
    context.prefixes[fold(parts(found[1]))] = (through or parts(found[1])[-1], database)


def _trino_catalog(found: re.Match[str], text: str, context: Catalog) -> Remote:
    name = parts(found[1])[-1]
    context.prefixes[fold((name,))] = (name, "")
    return _remote(name, "federation", options(text), word_after(text, r"\bUSING"))


def _shared_catalog(found: re.Match[str], text: str, context: Catalog) -> Remote:
    share = re.sub(r"\s", "", found["share"])
    context.prefixes[fold(parts(found[1]))] = (share, "")
    return Remote(name=share, technology="share")


def _external_schema(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = options(text)
    source = found["kind"].upper()
    name = parts(found[1])[-1]
    remote = {"DATA CATALOG": "data catalog", "HIVE METASTORE": "hive"}.get(source, source.lower())
    database = given.get("database", "")
    inner = given.get("schema", "")
    context.prefixes[fold((name,))] = (name, database, inner)
    return _remote(name, "external schema", {"host": given.get("uri", "")}, remote)


def _stage(found: re.Match[str], text: str, context: Catalog) -> Remote:
    url = options(text).get("url", "")
    name = "@" + ".".join(parts(found[1]))
    return Remote(name=name, technology="stage", location=url, mechanism=Mechanism.FILE)


def _attach(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given, alias = found["what"], parts(found["alias"])[-1]
    scheme = re.match(r"(\w+):", given)
    kind = word_after(text, r"\(\s*TYPE") or (scheme[1] if scheme else "")
    host, database, product = connection(
        re.sub(r"^(postgres|mysql|sqlite|md|ducklake):(?!//)", "", given)
    )
    if "=" not in given and "://" not in given:
        host, database = "", given  # a file
    context.prefixes[fold((alias,))] = (alias, "")
    return Remote(
        name=alias, technology="ATTACH", host=host, database=database, product=kind or product
    )


def _imported(found: re.Match[str], text: str, context: Catalog) -> None:
    if not re.search(r"LIMIT\s+TO", text, re.I):
        context.prefixes[fold(parts(found["local"]))] = (
            parts(found["server"])[-1], "", parts(found["schema"])[-1],
        )  # fmt: skip


def _synonym(found: re.Match[str], text: str, context: Catalog) -> None:
    name, _, link = found[2].partition("@")
    local = parts(name)
    at = f"@{link.replace(chr(34), '')}" if link else ""
    context.synonyms[fold(parts(found[1]))] = (*local[:-1], f"{local[-1]}{at}")


def _connected(found: re.Match[str], text: str, context: Catalog) -> Remote:
    """Postgres' dblink_connect('name', 'host=… dbname=…')."""
    host, database, _ = connection(found["text"])
    return Remote(
        name=found["name"], technology="dblink", host=host, database=database, product="postgres"
    )


def _directory(found: re.Match[str], text: str, context: Catalog) -> Remote:
    """Oracle's CREATE DIRECTORY d AS '/path'."""
    return Remote(
        name=parts(found[1])[-1],
        technology="external table",
        location=found["path"],
        mechanism=Mechanism.FILE,
    )


def _clickhouse_database(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = [unquoted(item) for item in listed(inside(text, found.end() - 1))]
    name = parts(found[1])[-1]
    context.prefixes[fold((name,))] = (name, given[1] if len(given) > 1 else "")
    host = connection(given[0])[0] if given else ""
    return Remote(name=name, technology="federation", host=host, product=found[2].lower())


Maker = Callable[[re.Match[str], str, Catalog], Remote | None]
_MAKERS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern, re.I | re.S), maker)
    for pattern, maker in (
        (r"\bsp_addlinkedserver\b", _linked_server),
        (rf"{HEAD}SERVER{IF_NOT}\s+({NAME}).*?FOREIGN\s+DATA\s+WRAPPER", _fdw),
        (rf"{HEAD}FOREIGN\s+SERVER\s+({DOTTED})", _teradata_server),
        (rf"{HEAD}(?:SHARED\s+)?(?:PUBLIC\s+)?DATABASE\s+LINK\s+({DOTTED})", _db_link),
        (rf"{HEAD}EXTERNAL\s+DATA\s+SOURCE\s+({DOTTED})", _data_source),
        (rf"{HEAD}(?:EXTERNAL\s+)?CONNECTION{IF_NOT}\s+({DOTTED})", _connection),
        (rf"{HEAD}FOREIGN\s+CATALOG{IF_NOT}\s+({DOTTED})", _foreign_catalog),
        (
            rf"{HEAD}(?:DATABASE|CATALOG){IF_NOT}\s+({DOTTED})\s+(?:FROM|USING)\s+(?:DATA)?SHARE\s+"
            rf"(?P<share>{DOTTED})",
            _shared_catalog,
        ),
        (rf"{HEAD}CATALOG{IF_NOT}\s+({NAME})\s+USING\s+(?!SHARE)", _trino_catalog),
        (
            rf"{HEAD}EXTERNAL\s+SCHEMA{IF_NOT}\s+({NAME})\s+FROM\s+"
            r"(?P<kind>DATA\s+CATALOG|HIVE\s+METASTORE|\w+)",
            _external_schema,
        ),
        (rf"{HEAD}(?:TEMP(?:ORARY)?\s+)?STAGE{IF_NOT}\s+({DOTTED})", _stage),
        (
            rf"^\s*ATTACH\s+(?:DATABASE\s+)?(?:IF\s+NOT\s+EXISTS\s+)?'(?P<what>[^']*)'\s+AS\s+"
            rf"(?P<alias>{NAME})",
            _attach,
        ),
        (
            rf"^\s*IMPORT\s+FOREIGN\s+SCHEMA\s+(?P<schema>{NAME}).*?FROM\s+SERVER\s+"
            rf"(?P<server>{NAME})\s+INTO\s+(?P<local>{NAME})",
            _imported,
        ),
        (rf"{HEAD}(?:PUBLIC\s+)?SYNONYM\s+({DOTTED})\s+FOR\s+({LINKED})", _synonym),
        (
            r"^\s*(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_connect(?:_u)?\s*\(\s*"
            r"'(?P<name>[^']+)'\s*,\s*'(?P<text>[^']*)'",
            _connected,
        ),
        (rf"{HEAD}DIRECTORY\s+({NAME})\s+AS\s+'(?P<path>[^']+)'", _directory),
        (
            rf"{HEAD}DATABASE{IF_NOT}\s+({NAME}).*?ENGINE\s*=\s*"
            r"(MySQL|PostgreSQL|MaterializedMySQL|MaterializedPostgreSQL)\s*\(",
            _clickhouse_database,
        ),
    )
)
