"""Record definitions of other systems: linked servers, database links, stages, synonyms."""

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
from seamscope.lineage.remote_systems import PRODUCTS, Remote, find_dialect, parse_connection
from seamscope.records import Mechanism

LINK_PART = r"(?:\"[^\"]+\"|[\w$#]+)"
LINKED_NAME = (
    rf"(?:{LINK_PART}(?:\.{LINK_PART})*@{LINK_PART}(?:\.{LINK_PART})*|{DOTTED}(?:@[\w.$#]+)?)"
)
# A property in the XML of a remote source: ``<PropertyEntry name="host">h</PropertyEntry>``.
_ENTRY = re.compile(r"<PropertyEntry\s[^<>]*?name=\"(\w+)\"[^<>]*>\s*([^<>\s]+)\s*<", re.I)
_WORD = re.compile(r"[\w$#]{1,128}")  # a net service name without a domain
FILE_SCHEMES = ("s3", "gs", "gcs", "azure", "wasb", "abfs", "adl", "http")


def record_definition(text: str, catalog: Catalog) -> bool:
    """Record the system or synonym that a statement defines; return whether it defines one.

    Examples: ``CREATE SERVER s``, ``EXEC sp_addlinkedserver 's'``, ``CREATE SYNONYM a FOR b``.
    """
    for pattern, define in _DEFINERS:
        if match := pattern.search(text):
            if (remote := define(match, text, catalog)) is not None:
                catalog.add_remote(remote)
            return True
    return False


def _make_remote(name: str, technology: str, options: dict[str, str], product: str = "") -> Remote:
    """Return a remote system from its options, such as ``host`` or a URL."""
    host = options.get("host") or options.get("hostname") or options.get("server") or ""
    database = options.get("dbname") or options.get("database") or options.get("catalog") or ""
    # `dbserver` is an option of oracle_fdw, `servername` of tds_fdw.
    host = host or options.get("servername") or ""
    for key in ("url", "uri", "location", "connection-url", "datasrc", "datasource", "provstr",
                "dbserver", "jdbc_url", "address"):  # fmt: skip
        if key in options:
            first, second, scheme = parse_connection(options[key])
            host, database, product = host or first, database or second, product or scheme
    first, _, _ = parse_connection(host)
    return Remote(name=name, technology=technology, host=first, database=database, product=product)


def _define_linked_server(match: re.Match[str], text: str, catalog: Catalog) -> Remote | None:
    """Return the system of T-SQL's ``EXEC sp_addlinkedserver 'srv', …``.

    Arguments are passed by name or by position. With a provider of Oracle, the data source is a net
    service name. It is not a host, and often it is the name of the database.
    """
    options = read_options(text)
    order = ("server", "srvproduct", "provider", "datasrc", "location", "provstr", "catalog")
    values = [
        value for value in split_arguments(text[match.end() :]) if "=" not in value.split("'")[0]
    ]
    options = dict(zip(order, map(unquote, values), strict=False)) | options
    name = options.pop("server", "")
    product = options.get("srvproduct") or PRODUCTS.get(
        find_dialect(options.get("provider", "")), ""
    )
    if not name:
        return None
    source = options.get("datasrc", "")
    if find_dialect(f"{product} {options.get('provider', '')}") == "oracle" and _WORD.fullmatch(
        source
    ):
        options = options | {"datasrc": "", "database": options.get("database") or source}
    return _make_remote(name, "linked server", options, product)


def _define_foreign_server(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of ``CREATE SERVER srv FOREIGN DATA WRAPPER mysql_fdw OPTIONS (…)``."""
    wrapper = read_name_after(text, r"FOREIGN\s+DATA\s+WRAPPER").removesuffix("_fdw")
    return _make_remote(split_name(match[1])[-1], "foreign table", read_options(text), wrapper)


def _define_db2_server(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of Db2's ``CREATE SERVER s TYPE oracle … OPTIONS (NODE 'tns')``."""
    options = read_options(text)
    if node := options.get("node"):
        options["host"] = node
    return _make_remote(split_name(match[1])[-1], "federation", options, match[2].casefold())


def _define_teradata_server(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of Teradata's ``CREATE FOREIGN SERVER srv USING hosttype('…') …``."""
    kind = read_options(text).get("remotehost_type", "") or read_options(text).get("hosttype", "")
    return _make_remote(split_name(match[1])[-1], "QueryGrid", read_options(text), kind)


def _define_database_link(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of Oracle's ``CREATE DATABASE LINK l CONNECT TO u … USING 'tns'``."""
    using = re.search(rf"\bUSING\s+(?:{STRING}|\"([^\"]*)\")", text, re.I)
    connection_string = (using[1] or using[2] or "") if using else ""
    host, database, _ = parse_connection(connection_string)
    return Remote(
        name=".".join(split_name(match[1])),
        technology="database link",
        host=host if "(" in connection_string or "/" in connection_string else "",
        database=database or ("" if "(" in connection_string else connection_string),
        product="oracle",
    )


def _define_data_source(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of ``CREATE EXTERNAL DATA SOURCE d WITH (LOCATION = 'sqlserver://h')``."""
    options = read_options(text)
    location = options.get("location", "")
    name = split_name(match[1])[-1]
    if location.casefold().startswith(FILE_SCHEMES):
        return Remote(
            name=name, technology="external table", location=location, mechanism=Mechanism.FILE
        )
    host, database, product = parse_connection(location)
    return Remote(
        name=name,
        technology="external table",
        host=host,
        database=options.get("database_name", "") or database,
        product=product,
    )


def _define_connection(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of ``CREATE CONNECTION c TYPE mysql OPTIONS (host 'h')``."""
    kind = read_name_after(text, r"\bTYPE\s*=?") or read_name_after(text, r"\bUSING")
    return _make_remote(split_name(match[1])[-1], "federation", read_options(text), kind)


def _define_remote_source(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of SAP HANA's ``CREATE REMOTE SOURCE s ADAPTER a CONFIGURATION '…'``.

    The configuration is a connection string or XML.
    """
    found = re.search(rf"\bCONFIGURATION\s+{STRING}", text, re.I)
    configuration = found[1] if found else ""
    entries = {key.casefold(): value for key, value in _ENTRY.findall(configuration)}
    if not entries:
        entries = {"location": configuration}
    name = split_name(match[1])[-1]
    return _make_remote(name, "virtual table", entries, read_name_after(text, r"\bADAPTER"))


def _define_foreign_catalog(match: re.Match[str], text: str, catalog: Catalog) -> None:
    """Record that catalog f is on system c: ``CREATE FOREIGN CATALOG f USING CONNECTION c …``."""
    connection_name = read_name_after(text, r"USING\s+CONNECTION")
    database = read_options(text).get("database", "")
    catalog.prefixes[fold(split_name(match[1]))] = (
        connection_name or split_name(match[1])[-1],
        database,
    )


def _define_trino_catalog(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of Trino's ``CREATE CATALOG c USING postgresql WITH (…)``."""
    name = split_name(match[1])[-1]
    catalog.prefixes[fold((name,))] = (name, "")
    return _make_remote(name, "federation", read_options(text), read_name_after(text, r"\bUSING"))


def _define_shared_catalog(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the share of ``CREATE DATABASE d FROM SHARE s`` (Databricks: CATALOG … USING)."""
    share = re.sub(r"\s", "", match["share"])
    catalog.prefixes[fold(split_name(match[1]))] = (share, "")
    return Remote(name=share, technology="share")


def _define_external_schema(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of ``CREATE EXTERNAL SCHEMA e FROM POSTGRES DATABASE 'db' URI 'host'``."""
    options = read_options(text)
    source = match["kind"].upper()
    name = split_name(match[1])[-1]
    product = {"DATA CATALOG": "data catalog", "HIVE METASTORE": "hive"}.get(source, source.lower())
    database = options.get("database", "")
    inner = options.get("schema", "")
    catalog.prefixes[fold((name,))] = (name, database, inner)
    return _make_remote(name, "external schema", {"host": options.get("uri", "")}, product)


def _define_stage(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the storage of Snowflake's ``CREATE STAGE s URL = 's3://b/x'``."""
    url = read_options(text).get("url", "")
    name = "@" + ".".join(split_name(match[1]))
    return Remote(name=name, technology="stage", location=url, mechanism=Mechanism.FILE)


def _define_attached_database(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of DuckDB's ``ATTACH 'host=h dbname=db' AS d (TYPE postgres)``."""
    target, alias = match["what"], split_name(match["alias"])[-1]
    scheme = re.match(r"(\w+):", target)
    kind = read_name_after(text, r"\(\s*TYPE") or (scheme[1] if scheme else "")
    host, database, product = parse_connection(
        re.sub(r"^(postgres|mysql|sqlite|md|ducklake):(?!//)", "", target)
    )
    if "=" not in target and "://" not in target:
        host, database = "", target  # a file
    catalog.prefixes[fold((alias,))] = (alias, "")
    return Remote(
        name=alias, technology="ATTACH", host=host, database=database, product=kind or product
    )


def _define_imported_schema(match: re.Match[str], text: str, catalog: Catalog) -> None:
    """Record that schema l is on srv: ``IMPORT FOREIGN SCHEMA s FROM SERVER srv INTO l``."""
    if not re.search(r"LIMIT\s+TO", text, re.I):
        catalog.prefixes[fold(split_name(match["local"]))] = (
            split_name(match["server"])[-1], "", split_name(match["schema"])[-1],
        )  # fmt: skip


def _define_synonym(match: re.Match[str], text: str, catalog: Catalog) -> None:
    """Record a synonym and its table: ``CREATE SYNONYM a FOR d.t@link``."""
    name, _, link = match[2].partition("@")
    local = split_name(name)
    suffix = f"@{link.replace(chr(34), '')}" if link else ""
    catalog.synonyms[fold(split_name(match[1]))] = (*local[:-1], f"{local[-1]}{suffix}")


def _define_dblink_connection(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of Postgres' ``SELECT dblink_connect('conn', 'host=h dbname=db')``."""
    host, database, _ = parse_connection(match["text"])
    return Remote(
        name=match["name"], technology="dblink", host=host, database=database, product="postgres"
    )


def _define_directory(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the file storage of Oracle's ``CREATE DIRECTORY d AS '/path'``."""
    return Remote(
        name=split_name(match[1])[-1],
        technology="external table",
        location=match["path"],
        mechanism=Mechanism.FILE,
    )


def _define_clickhouse_database(match: re.Match[str], text: str, catalog: Catalog) -> Remote:
    """Return the system of ``CREATE DATABASE d ENGINE = MySQL('host:port', 'db', …)``."""
    arguments = [unquote(item) for item in split_arguments(read_parentheses(text, match.end() - 1))]
    name = split_name(match[1])[-1]
    catalog.prefixes[fold((name,))] = (name, arguments[1] if len(arguments) > 1 else "")
    host = parse_connection(arguments[0])[0] if arguments else ""
    return Remote(name=name, technology="federation", host=host, product=match[2].lower())


Definer = Callable[[re.Match[str], str, Catalog], Remote | None]
_DEFINERS: tuple[tuple[re.Pattern[str], Definer], ...] = tuple(
    (re.compile(pattern, re.I | re.S), maker)
    for pattern, maker in (
        (r"\bsp_addlinkedserver\b", _define_linked_server),
        (rf"{CREATE}SERVER{IF_NOT}\s+({NAME}).*?FOREIGN\s+DATA\s+WRAPPER", _define_foreign_server),
        (rf"{CREATE}SERVER\s+({NAME})\s+TYPE\s+(\w+)", _define_db2_server),
        (rf"{CREATE}FOREIGN\s+SERVER\s+({DOTTED})", _define_teradata_server),
        (
            rf"{CREATE}(?:SHARED\s+)?(?:PUBLIC\s+)?DATABASE\s+LINK\s+({DOTTED})",
            _define_database_link,
        ),
        (rf"{CREATE}EXTERNAL\s+DATA\s+SOURCE\s+({DOTTED})", _define_data_source),
        (rf"{CREATE}(?:EXTERNAL\s+)?CONNECTION{IF_NOT}\s+({DOTTED})", _define_connection),
        (rf"{CREATE}REMOTE\s+SOURCE\s+({DOTTED})", _define_remote_source),
        (rf"{CREATE}FOREIGN\s+CATALOG{IF_NOT}\s+({DOTTED})", _define_foreign_catalog),
        (
            rf"{CREATE}(?:DATABASE|CATALOG){IF_NOT}\s+({DOTTED})\s+(?:FROM|USING)\s+(?:DATA)?SHARE\s+"
            rf"(?P<share>{DOTTED})",
            _define_shared_catalog,
        ),
        (rf"{CREATE}CATALOG{IF_NOT}\s+({NAME})\s+USING\s+(?!SHARE)", _define_trino_catalog),
        (
            rf"{CREATE}EXTERNAL\s+SCHEMA{IF_NOT}\s+({NAME})\s+FROM\s+"
            r"(?P<kind>DATA\s+CATALOG|HIVE\s+METASTORE|\w+)",
            _define_external_schema,
        ),
        (rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?STAGE{IF_NOT}\s+({DOTTED})", _define_stage),
        (
            rf"^\s*ATTACH\s+(?:DATABASE\s+)?(?:IF\s+NOT\s+EXISTS\s+)?'(?P<what>[^']*)'\s+AS\s+"
            rf"(?P<alias>{NAME})",
            _define_attached_database,
        ),
        (
            rf"^\s*IMPORT\s+FOREIGN\s+SCHEMA\s+(?P<schema>{NAME}).*?FROM\s+SERVER\s+"
            rf"(?P<server>{NAME})\s+INTO\s+(?P<local>{NAME})",
            _define_imported_schema,
        ),
        (rf"{CREATE}(?:PUBLIC\s+)?SYNONYM\s+({DOTTED})\s+FOR\s+({LINKED_NAME})", _define_synonym),
        (
            r"^\s*(?:SELECT|PERFORM)\s+(?:\*\s+FROM\s+)?(?:\w+\.)?dblink_connect(?:_u)?\s*\(\s*"
            r"'(?P<name>[^']+)'\s*,\s*'(?P<text>[^']*)'",
            _define_dblink_connection,
        ),
        (rf"{CREATE}DIRECTORY\s+({NAME})\s+AS\s+'(?P<path>[^']+)'", _define_directory),
        (
            rf"{CREATE}DATABASE{IF_NOT}\s+({NAME}).*?ENGINE\s*=\s*"
            r"(MySQL|PostgreSQL|MaterializedMySQL|MaterializedPostgreSQL)\s*\(",
            _define_clickhouse_database,
        ),
    )
)
