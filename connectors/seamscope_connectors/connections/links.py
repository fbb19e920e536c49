"""Recognise lists of linked servers and database links, as databases show them in their views."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from seamscope.connector.connections import parse_connect_string, parse_connection_clues
from seamscope.connector.tabular import Row
from seamscope.records import Clue

FALSE = frozenset({"0", "false", "f", "no", "n"})
FILES = ("ace.oledb", "jet.oledb", "msdasc", "text")  # providers whose data source is a file


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A database view that lists links.

    needs: the columns that identify the view.
    names: columns that contain the name of a link, in order of preference.
    read: returns the clues to the linked system from a row.
    """

    needs: frozenset[str]
    names: tuple[str, ...]
    read: Callable[[Row], tuple[Clue, ...]]


def find_view(headers: Collection[str]) -> View | None:
    """Return the view that has these columns, None if no known view has them."""
    return next((view for view in VIEWS if view.needs <= set(headers)), None)


def is_link(row: Row) -> bool:
    """Return whether a row describes a link to another server; `sys.servers` also lists the local
    server.
    """
    return row.get("is_linked").casefold() not in FALSE


def _read_sql_server(row: Row) -> tuple[Clue, ...]:
    provider = row.get("provider", "srv_providername")
    source = row.get("data_source", "srv_datasource")
    if any(word in provider.casefold() for word in FILES):
        return ()
    catalog = row.get("catalog", "srv_cat")
    parts = (("Provider", provider), ("Data Source", source), ("Initial Catalog", catalog))
    text = ";".join(f"{key}={value}" for key, value in parts if value and value != "NULL")
    detail = row.get("provider_string", "srv_providerstring")
    further = parse_connection_clues(detail) if "=" in detail else ()
    return further or parse_connection_clues(text)


def _read_oracle(row: Row) -> tuple[Clue, ...]:
    text = row.get("host")
    return parse_connect_string(text) or parse_connection_clues(f"Provider=OraOLEDB;Server={text}")


def _read_postgres(row: Row) -> tuple[Clue, ...]:
    return parse_connection_clues(row.get("srvoptions").strip("{}").replace(",", ";"))


def _read_mysql(row: Row) -> tuple[Clue, ...]:
    return parse_connection_clues(f"Server={row.get('host')};Database={row.get('db')}")


VIEWS = (
    View(needs=frozenset({"name", "data_source", "provider"}), names=("name",),
         read=_read_sql_server),
    View(needs=frozenset({"srv_name", "srv_datasource"}), names=("srv_name",),
         read=_read_sql_server),
    View(needs=frozenset({"db_link", "host"}), names=("db_link",), read=_read_oracle),
    View(needs=frozenset({"srvname", "srvoptions"}), names=("srvname",), read=_read_postgres),
    View(needs=frozenset({"server_name", "host", "db", "wrapper"}), names=("server_name",),
         read=_read_mysql),
)  # fmt: skip
COLUMNS = frozenset({
    "name", "data_source", "provider", "provider_string", "catalog", "is_linked", "product",
    "srv_name", "srv_datasource", "srv_providername", "srv_cat", "srv_providerstring",
    "srv_product", "db_link", "srvname", "srvoptions", "wrapper", "server_id", "owner",
})  # fmt: skip
