"""Write the SQL that creates a remote server, database link or stage, as input for lineage."""

from collections.abc import Callable

from seamscope.connector import Doc
from seamscope_connectors.database_catalogue.code import quote
from seamscope_connectors.database_catalogue.database import Database


def write_definition(item: Doc, kind: str, database: Database) -> str:
    """Return the CREATE statement of an entry of `servers`.

    kind: kind of server, such as "linked server"; an unknown kind is written as a foreign server.
    """
    return WRITERS.get(kind.casefold(), _write_foreign_server)(item, database)


def _write_linked_server(item: Doc, database: Database) -> str:
    """Return ``EXEC sp_addlinkedserver @server = 'ERP', @srvproduct = '', …``."""
    pairs = {
        "@server": item["name"].text,
        "@srvproduct": item["product"].text,
        "@datasrc": item["host"].text,
        "@catalog": item["database"].text,
    }
    values = (f"{key} = {_write_text(value)}" for key, value in pairs.items())
    return f"EXEC sp_addlinkedserver {', '.join(values)}"


def _write_database_link(item: Doc, database: Database) -> str:
    """Return ``CREATE DATABASE LINK ERP USING '//erp01/ERPDB'``."""
    host, remote = item["host"].text, item["database"].text
    using = f"//{host}/{remote}" if host else remote
    return f"CREATE DATABASE LINK {item['name'].text} USING {_write_text(using)}"


def _write_data_source(item: Doc, database: Database) -> str:
    """Return ``CREATE EXTERNAL DATA SOURCE d WITH (LOCATION = 'sqlserver://erp01')``."""
    host = item["host"].text
    place = f"{item['product'].text or 'sqlserver'}://{host}" if host else ""
    values = {"LOCATION": item["location"].text or place, "DATABASE_NAME": item["database"].text}
    pairs = ", ".join(f"{key} = {_write_text(value)}" for key, value in values.items() if value)
    return f"CREATE EXTERNAL DATA SOURCE {_write_name(item, database)} WITH ({pairs})"


def _write_stage(item: Doc, database: Database) -> str:
    """Return ``CREATE STAGE public.s URL = 's3://bucket/path'``."""
    parts = (item["schema"].text, item["name"].text)
    name = ".".join(quote(part, database) for part in parts if part)
    return f"CREATE STAGE {name} URL = {_write_text(item['location'].text)}"


def _write_connection(item: Doc, database: Database) -> str:
    """Return ``CREATE CONNECTION erp TYPE postgresql OPTIONS (host 'erp01')``."""
    options = _write_options(host=item["host"].text, database=item["database"].text)
    kind = item["product"].text or "jdbc"
    return f"CREATE CONNECTION {_write_name(item, database)} TYPE {kind} {options}"


def _write_foreign_catalog(item: Doc, database: Database) -> str:
    """Return ``CREATE FOREIGN CATALOG erp USING CONNECTION c OPTIONS (database 'erpdb')``."""
    connection = quote(item["connection"].text, database)
    options = _write_options(database=item["database"].text)
    name = _write_name(item, database)
    return f"CREATE FOREIGN CATALOG {name} USING CONNECTION {connection} {options}"


def _write_share(item: Doc, database: Database) -> str:
    """Return ``CREATE DATABASE d FROM SHARE provider.s``."""
    share = ".".join(quote(part, database) for part in item["connection"].text.split("."))
    return f"CREATE DATABASE {_write_name(item, database)} FROM SHARE {share}"


def _write_foreign_server(item: Doc, database: Database) -> str:
    """Return ``CREATE SERVER erp FOREIGN DATA WRAPPER mysql_fdw OPTIONS (host 'erp01')``."""
    wrapper = quote(item["product"].text or "unknown", database)
    options = _write_options(host=item["host"].text, dbname=item["database"].text)
    return f"CREATE SERVER {_write_name(item, database)} FOREIGN DATA WRAPPER {wrapper} {options}"


WRITERS: dict[str, Callable[[Doc, Database], str]] = {
    "linked server": _write_linked_server,
    "database link": _write_database_link,
    "external data source": _write_data_source,
    "stage": _write_stage,
    "connection": _write_connection,
    "foreign catalog": _write_foreign_catalog,
    "share": _write_share,
}


def _write_name(item: Doc, database: Database) -> str:
    return quote(item["name"].text, database)


def _write_options(**values: str) -> str:
    """Return ``OPTIONS (key 'value', …)``, without keys whose value is empty."""
    pairs = (f"{key} {_write_text(value)}" for key, value in values.items() if value)
    return f"OPTIONS ({', '.join(pairs)})"


def _write_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
