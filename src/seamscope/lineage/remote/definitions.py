"""Learn what names stand for: linked servers, links, connections, catalogs, stages, synonyms."""

import re
from collections.abc import Callable

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.query.model import fold
from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    NAME,
    STRING,
    read_name_after,
    read_options,
    read_parentheses,
    split_arguments,
    split_name,
    unquote,
)
from seamscope.lineage.remote_systems import PRODUCTS, Remote, connection, dialect_of
from seamscope.records import Mechanism

PART = r"(?:\"[^\"]+\"|[\w$#]+)"
LINKED = rf"(?:{PART}(?:\.{PART})*@{PART}(?:\.{PART})*|{DOTTED}(?:@[\w.$#]+)?)"
PATH_STYLE = ("s3", "gs", "gcs", "azure", "wasb", "abfs", "adl", "http")


def record_definition(text: str, context: Catalog) -> bool:
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
    given = read_options(text)
    order = ("server", "srvproduct", "provider", "datasrc", "location", "provstr", "catalog")
    values = [
        value for value in split_arguments(text[found.end() :]) if "=" not in value.split("'")[0]
    ]
    given = dict(zip(order, map(unquote, values), strict=False)) | given
    name = given.pop("server", "")
    product = given.get("srvproduct") or PRODUCTS.get(dialect_of(given.get("provider", "")), "")
    if not name:
        return None
    return _remote(name, "linked server", given, product)


def _fdw(found: re.Match[str], text: str, context: Catalog) -> Remote:
    wrapper = read_name_after(text, r"FOREIGN\s+DATA\s+WRAPPER").removesuffix("_fdw")
    return _remote(split_name(found[1])[-1], "foreign table", read_options(text), wrapper)


def _teradata_server(found: re.Match[str], text: str, context: Catalog) -> Remote:
    kind = read_options(text).get("remotehost_type", "") or read_options(text).get("hosttype", "")
    return _remote(split_name(found[1])[-1], "QueryGrid", read_options(text), kind)


def _db_link(found: re.Match[str], text: str, context: Catalog) -> Remote:
    using = re.search(rf"\bUSING\s+(?:{STRING}|\"([^\"]*)\")", text, re.I)
    given = (using[1] or using[2] or "") if using else ""
    host, database, _ = connection(given)
    return Remote(
        name=".".join(split_name(found[1])),
        technology="database link",
        host=host if "(" in given or "/" in given else "",
        database=database or ("" if "(" in given else given),
        product="oracle",
    )


def _data_source(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = read_options(text)
    location = given.get("location", "")
    name = split_name(found[1])[-1]
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
    kind = read_name_after(text, r"\bTYPE\s*=?") or read_name_after(text, r"\bUSING")
    return _remote(split_name(found[1])[-1], "federation", read_options(text), kind)


def _foreign_catalog(found: re.Match[str], text: str, context: Catalog) -> None:
    through = read_name_after(text, r"USING\s+CONNECTION")
    database = read_options(text).get("database", "")
    context.prefixes[fold(split_name(found[1]))] = (through or split_name(found[1])[-1], database)


def _trino_catalog(found: re.Match[str], text: str, context: Catalog) -> Remote:
    name = split_name(found[1])[-1]
    context.prefixes[fold((name,))] = (name, "")
    return _remote(name, "federation", read_options(text), read_name_after(text, r"\bUSING"))


def _shared_catalog(found: re.Match[str], text: str, context: Catalog) -> Remote:
    share = re.sub(r"\s", "", found["share"])
    context.prefixes[fold(split_name(found[1]))] = (share, "")
    return Remote(name=share, technology="share")


def _external_schema(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = read_options(text)
    source = found["kind"].upper()
    name = split_name(found[1])[-1]
    remote = {"DATA CATALOG": "data catalog", "HIVE METASTORE": "hive"}.get(source, source.lower())
    database = given.get("database", "")
    inner = given.get("schema", "")
    context.prefixes[fold((name,))] = (name, database, inner)
    return _remote(name, "external schema", {"host": given.get("uri", "")}, remote)


def _stage(found: re.Match[str], text: str, context: Catalog) -> Remote:
    url = read_options(text).get("url", "")
    name = "@" + ".".join(split_name(found[1]))
    return Remote(name=name, technology="stage", location=url, mechanism=Mechanism.FILE)


def _attach(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given, alias = found["what"], split_name(found["alias"])[-1]
    scheme = re.match(r"(\w+):", given)
    kind = read_name_after(text, r"\(\s*TYPE") or (scheme[1] if scheme else "")
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
        context.prefixes[fold(split_name(found["local"]))] = (
            split_name(found["server"])[-1], "", split_name(found["schema"])[-1],
        )  # fmt: skip


def _synonym(found: re.Match[str], text: str, context: Catalog) -> None:
    name, _, link = found[2].partition("@")
    local = split_name(name)
    at = f"@{link.replace(chr(34), '')}" if link else ""
    context.synonyms[fold(split_name(found[1]))] = (*local[:-1], f"{local[-1]}{at}")


def _connected(found: re.Match[str], text: str, context: Catalog) -> Remote:
    """Postgres' dblink_connect('name', 'host=… dbname=…')."""
    host, database, _ = connection(found["text"])
    return Remote(
        name=found["name"], technology="dblink", host=host, database=database, product="postgres"
    )


def _directory(found: re.Match[str], text: str, context: Catalog) -> Remote:
    """Oracle's CREATE DIRECTORY d AS '/path'."""
    return Remote(
        name=split_name(found[1])[-1],
        technology="external table",
        location=found["path"],
        mechanism=Mechanism.FILE,
    )


def _clickhouse_database(found: re.Match[str], text: str, context: Catalog) -> Remote:
    given = [unquote(item) for item in split_arguments(read_parentheses(text, found.end() - 1))]
    name = split_name(found[1])[-1]
    context.prefixes[fold((name,))] = (name, given[1] if len(given) > 1 else "")
    host = connection(given[0])[0] if given else ""
    return Remote(name=name, technology="federation", host=host, product=found[2].lower())


Maker = Callable[[re.Match[str], str, Catalog], Remote | None]
_MAKERS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern, re.I | re.S), maker)
    for pattern, maker in (
        (r"\bsp_addlinkedserver\b", _linked_server),
        (rf"{CREATE}SERVER{IF_NOT}\s+({NAME}).*?FOREIGN\s+DATA\s+WRAPPER", _fdw),
        (rf"{CREATE}FOREIGN\s+SERVER\s+({DOTTED})", _teradata_server),
        (rf"{CREATE}(?:SHARED\s+)?(?:PUBLIC\s+)?DATABASE\s+LINK\s+({DOTTED})", _db_link),
        (rf"{CREATE}EXTERNAL\s+DATA\s+SOURCE\s+({DOTTED})", _data_source),
        (rf"{CREATE}(?:EXTERNAL\s+)?CONNECTION{IF_NOT}\s+({DOTTED})", _connection),
        (rf"{CREATE}FOREIGN\s+CATALOG{IF_NOT}\s+({DOTTED})", _foreign_catalog),
        (
            rf"{CREATE}(?:DATABASE|CATALOG){IF_NOT}\s+({DOTTED})\s+(?:FROM|USING)\s+(?:DATA)?SHARE\s+"
            rf"(?P<share>{DOTTED})",
            _shared_catalog,
        ),
        (rf"{CREATE}CATALOG{IF_NOT}\s+({NAME})\s+USING\s+(?!SHARE)", _trino_catalog),
        (
            rf"{CREATE}EXTERNAL\s+SCHEMA{IF_NOT}\s+({NAME})\s+FROM\s+"
            r"(?P<kind>DATA\s+CATALOG|HIVE\s+METASTORE|\w+)",
            _external_schema,
        ),
        (rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?STAGE{IF_NOT}\s+({DOTTED})", _stage),
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
        (rf"{CREATE}(?:PUBLIC\s+)?SYNONYM\s+({DOTTED})\s+FOR\s+({LINKED})", _synonym),
        (
            r"^\s*(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_connect(?:_u)?\s*\(\s*"
            r"'(?P<name>[^']+)'\s*,\s*'(?P<text>[^']*)'",
            _connected,
        ),
        (rf"{CREATE}DIRECTORY\s+({NAME})\s+AS\s+'(?P<path>[^']+)'", _directory),
        (
            rf"{CREATE}DATABASE{IF_NOT}\s+({NAME}).*?ENGINE\s*=\s*"
            r"(MySQL|PostgreSQL|MaterializedMySQL|MaterializedPostgreSQL)\s*\(",
            _clickhouse_database,
        ),
    )
)
