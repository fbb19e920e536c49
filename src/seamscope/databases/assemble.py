"""Build a catalogue from the rows of its parts; the columns have the same names in all engines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from seamscope.connector.redaction import extract_host, redact
from seamscope.databases.catalogue import (
    Catalogue,
    Code,
    ColumnEntry,
    Job,
    Key,
    Publication,
    RemoteServer,
    RemoteTable,
    Replication,
    StatementRuns,
    Synonym,
    Table,
    Unread,
)
from seamscope.databases.engines import Engine
from seamscope.databases.literals import blank_literals

YES = frozenset({"yes", "y", "true", "t", "1"})
# Statements that may move data. The others, such as SET and GRANT, are not kept.
_MOVES = re.compile(
    r"[\s(]*+(?:select|with|insert|update|delete|merge|replace|upsert|copy|load|unload|put|get|call|"
    r"exec|execute|begin|declare|create|refresh|import|export|truncate|alter\s{1,9}pipe)\b",
    re.I,
)
# PostgreSQL shows this value instead of another role's statement.
HIDDEN = "<insufficient privilege>"
_TNS_HOST = re.compile(r"\(\s{0,9}HOST\s{0,9}=\s{0,9}([\w.\-]{1,255})", re.I)
_TNS_SERVICE = re.compile(r"\(\s{0,9}(?:SERVICE_NAME|SID)\s{0,9}=\s{0,9}([\w.\-$#]{1,255})", re.I)
_CONNECTION = re.compile(r"\bCONNECTION='((?:[^']|'')*+)'")
_FEDERATED = re.compile(
    r"(?:(?P<scheme>\w{1,20})://)(?:[^@/]{0,256}@)?(?P<host>[^:/@]{1,255})(?::\d{1,5})?/"
    r"(?P<database>[^/]{1,128})/(?P<table>[^/]{1,128})"
)
Row = Mapping[str, object]


class Cells:
    """Reads the cells of a row by name: as a string without secrets, a number or a boolean."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def text(self, *names: str) -> str:
        """Return the text of the first of these cells that is not empty."""
        found = (self._row.get(name) for name in names)
        return next((redact(str(cell).strip()) for cell in found if cell not in (None, "")), "")

    def raw(self, name: str) -> object:
        """Return a cell as the database returns it; it may contain secrets."""
        return self._row.get(name)

    def host(self, name: str = "host") -> str:
        r"""Return the host in a cell, without user, password, port and instance.

        ``tcp:erp01\PROD,1433`` → `erp01`.
        """
        text = str(self._row.get(name) or "").strip()
        if "://" not in text:
            text = re.split(r"[\\,]", text.removeprefix("tcp:"))[0]
        return extract_host(text) if text else ""

    def number(self, *names: str) -> int | None:
        """Return the whole number in the first of these cells that is not empty."""
        found = (self._row.get(name) for name in names)
        cell = next((cell for cell in found if cell not in (None, "")), None)
        try:
            return None if cell in (None, "") else int(float(str(cell)))
        except (ValueError, OverflowError):
            return None

    def truth(self, name: str) -> bool | None:
        """Return whether a cell contains yes, true or 1; None if it is empty."""
        text = self.text(name).casefold()
        return text in YES if text else None

    def key(self, name: str) -> tuple[str, str, str]:
        """Return the database, the schema and the name of an object, from the cell `name`."""
        return self.text("database_name"), self.text("schema_name"), self.text(name)


def assemble_catalogue(
    engine: Engine, rows: Mapping[str, Iterable[Row]], unread: Iterable[Unread] = ()
) -> Catalogue:
    """Build a catalogue.

    rows: the rows of each part.
    unread: parts that could not be read.
    """
    parts = _read_cells(rows)

    def get(name: str) -> list[Cells]:
        return parts.get(name, [])

    server = next(iter(get("server")), Cells({}))
    routines = [*map(_build_routine, get("routines")), *_join_lines(get("source_lines"))]
    return Catalogue(
        engine=engine.name,
        version=server.text("version"),
        taken=server.text("taken")[:10],
        host=server.host(),
        database=server.text("database_name"),
        databases=tuple(cells.text("name") for cells in get("databases")),
        tables=tuple(_build_tables(parts)),
        views=tuple(map(_build_code, get("views") + get("materialized_views"))),
        routines=tuple(code for code in routines if code.kind != "trigger"),
        triggers=(
            *map(_build_code, get("triggers")),
            *(code for code in routines if code.kind == "trigger"),
        ),
        servers=tuple(map(_build_server, get("servers") + get("data_sources"))),
        foreign_tables=tuple(map(_build_remote_table, get("foreign_tables"))),
        synonyms=tuple(map(_build_synonym, get("synonyms"))),
        publications=tuple(_build_publications(get("publications"))),
        replication=tuple(_build_replication(parts)),
        jobs=tuple(map(_build_job, get("jobs") + get("agent_jobs") + get("pipes") + get("tasks"))),
        statements=tuple(_build_statements(get("statements"), engine)),
        unread=(*unread, *_find_hidden_texts(parts)),
    )


def _read_cells(rows: Mapping[str, Iterable[Row]]) -> dict[str, list[Cells]]:
    """Return the cells of each row, by part.

    If a row is about the database of the catalogue, its database name is replaced by "".
    """
    server = next(iter(rows.get("server", ())), {})
    database = server.get("database_name")
    return {
        name: [
            Cells(
                {**row, "database_name": ""}
                if name != "server" and row.get("database_name") == database
                else row
            )
            for row in found
        ]
        for name, found in rows.items()
    }


def _join_lines(rows: Iterable[Cells]) -> Iterator[Code]:
    """Yield routines whose source is stored in one row for each line, as in Oracle."""
    lines: dict[tuple[str, str, str], list[Cells]] = defaultdict(list)
    for cells in rows:
        key = (cells.text("schema_name"), cells.text("name"), cells.text("kind").casefold())
        lines[key].append(cells)
    for (schema, name, kind), found in lines.items():
        ordered = sorted(found, key=lambda one: one.number("ordinal") or 0)
        source = "".join(f"{str(one.raw('definition') or '').rstrip()}\n" for one in ordered)
        text = redact(f"CREATE OR REPLACE {source}")
        yield Code(name=name, schema=schema, kind=kind, language="sql", definition=text)


def _build_tables(parts: Mapping[str, list[Cells]]) -> Iterator[Table]:
    columns: dict[tuple[str, str, str], list[Cells]] = defaultdict(list)
    for cells in parts.get("columns", ()):
        columns[cells.key("table_name")].append(cells)
    keys = _build_keys(parts.get("keys", ()))
    counts = {cells.key("name"): cells.number("row_count") for cells in parts.get("row_counts", ())}
    for cells in parts.get("tables", ()):
        key = cells.key("name")
        count = cells.number("row_count")
        yield Table(
            database=key[0],
            schema=key[1],
            name=key[2],
            kind=cells.text("kind").casefold() or "table",
            rows=counts.get(key) if count is None else count,
            columns=tuple(
                ColumnEntry(
                    name=column.text("column_name"),
                    type=column.text("data_type"),
                    nullable=column.truth("nullable"),
                    comment=column.text("comment"),
                )
                for column in sorted(columns[key], key=lambda one: one.number("ordinal") or 0)
            ),
            keys=tuple(keys[key]),
        )


def _build_keys(rows: Iterable[Cells]) -> dict[tuple[str, str, str], list[Key]]:
    """Return the keys of each table; each row of the part `keys` is one column of a key."""
    found: dict[tuple[tuple[str, str, str], str], list[Cells]] = defaultdict(list)
    for cells in rows:
        found[cells.key("table_name"), cells.text("name", "constraint_name")].append(cells)
    keys: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
    for (table, name), columns in found.items():
        ordered = sorted(columns, key=lambda one: one.number("ordinal", "key_sequence") or 0)
        first = ordered[0]
        to_columns = tuple(filter(None, (one.text("to_column") for one in ordered)))
        keys[table].append(
            Key(
                name=name,
                kind=first.text("kind").casefold() or "primary",  # SHOW PRIMARY KEYS has none
                columns=tuple(one.text("column_name") for one in ordered),
                to_schema=first.text("to_schema"),
                to_table=first.text("to_table"),
                to_columns=to_columns,
            )
        )
    return keys


def _build_code(cells: Cells) -> Code:
    return Code(
        name=cells.text("name"),
        definition=cells.text("definition"),
        schema=cells.text("schema_name"),
        database=cells.text("database_name"),
        kind=cells.text("kind").casefold() or "view",
        language=cells.text("language").casefold(),
        table=cells.text("table_name"),
        status=cells.text("status").casefold(),
    )


def _build_routine(cells: Cells) -> Code:
    """Build a routine; the CREATE statement is added for MySQL, which returns only the body."""
    code = _build_code(cells)
    if not code.definition or re.match(r"\s*create\b", code.definition, re.I):
        return code
    returned = cells.text("returned") if code.kind == "function" else ""
    head = f"CREATE {code.kind.upper()} `{code.name}` ({cells.text('parameters')})"
    returns = f" RETURNS {returned}" if returned else ""
    return replace(code, definition=f"{head}{returns}\n{code.definition}")


def _build_server(cells: Cells) -> RemoteServer:
    host, database = _parse_connect_string(str(cells.raw("connect_string") or ""))
    return RemoteServer(
        name=cells.text("name"),
        kind=cells.text("kind").casefold() or "foreign server",
        schema=cells.text("schema_name"),
        product=cells.text("product"),
        host=cells.host() or host,
        port=cells.text("port"),
        database=cells.text("remote_database") or database,
        location=cells.text("location").partition("?")[0],
        connection=cells.text("connection"),
    )


def _parse_connect_string(text: str) -> tuple[str, str]:
    """Return the host and the service of ``//erp01:1521/ERP``, ``(DESCRIPTION=…)`` or ``ERP``."""
    if "(" in text:
        host, name = _TNS_HOST.search(text), _TNS_SERVICE.search(text)
        return (host[1] if host else ""), (name[1] if name else "")
    place, _, service = text.strip().removeprefix("//").partition("/")
    if not service:
        return "", redact(place)  # the name of an entry in tnsnames.ora
    return extract_host(place), redact(service.partition(":")[0])


def _build_remote_table(cells: Cells) -> RemoteTable:
    """Build a remote table; in MySQL, the CREATE statement names the server as CONNECTION."""
    table = RemoteTable(
        name=cells.text("name"),
        schema=cells.text("schema_name"),
        database=cells.text("database_name"),
        server=cells.text("server"),
        location=cells.text("location").partition("?")[0],
        remote_database=cells.text("remote_database"),
        remote_schema=cells.text("remote_schema"),
        remote_name=cells.text("remote_name"),
    )
    connection = _CONNECTION.search(str(cells.raw("definition")))
    if connection is None:
        return table
    if url := _FEDERATED.fullmatch(connection[1]):
        place = f"{url['scheme']}://{url['host']}/{url['database']}/{url['table']}"
        return replace(table, location=place)
    server, _, name = connection[1].partition("/")
    return replace(table, server=redact(server), remote_name=redact(name))


def _build_synonym(cells: Cells) -> Synonym:
    return Synonym(
        name=cells.text("name"),
        to_name=cells.text("to_name"),
        schema=cells.text("schema_name"),
        database=cells.text("database_name"),
        to_server=cells.text("to_server"),
        to_database=cells.text("to_database"),
        to_schema=cells.text("to_schema"),
    )


def _build_publications(rows: Iterable[Cells]) -> Iterator[Publication]:
    tables: dict[str, list[str]] = defaultdict(list)
    for cells in rows:
        names = (cells.text("schema_name"), cells.text("table_name"))
        tables[cells.text("name")].append(".".join(filter(None, names)))
    for name, found in tables.items():
        yield Publication(name=name, tables=tuple(filter(None, found)))


def _build_replication(parts: Mapping[str, list[Cells]]) -> Iterator[Replication]:
    """Yield subscriptions with the address of their publisher, then slots and channels."""
    hosts = {cells.text("name"): cells for cells in parts.get("subscription_hosts", ())}
    for cells in parts.get("subscriptions", ()):
        place = hosts.get(cells.text("name"), Cells({}))
        yield Replication(
            name=cells.text("name"),
            direction="from",
            product=cells.text("product") or "subscription",
            host=place.host() or cells.host(),
            database=place.text("remote_database") or cells.text("remote_database"),
            publications=cells.text("publications"),
            status=cells.text("status").casefold(),
        )
    for cells in parts.get("replication", ()):
        yield Replication(
            name=cells.text("name"),
            direction=cells.text("direction").casefold() or "to",
            product=cells.text("product"),
            host=cells.host(),
            database=cells.text("remote_database"),
            publications=cells.text("publications"),
            status=cells.text("status").casefold(),
        )


def _build_job(cells: Cells) -> Job:
    return Job(
        name=cells.text("name"),
        command=cells.text("command", "definition"),
        schedule=cells.text("schedule"),
        kind=cells.text("kind").casefold() or "sql",
        schema=cells.text("schema_name"),
        database=cells.text("database_name"),
        status=_read_status(cells.text("status", "state")),
    )


def _read_status(text: str) -> str:
    """Return `disabled` for "disabled" and for Snowflake's "suspended", else `enabled`."""
    return "disabled" if text.casefold() in {"disabled", "suspended"} else "enabled"


def _build_statements(rows: Iterable[Cells], engine: Engine) -> Iterator[StatementRuns]:
    """Yield each statement that may move data once, without literals, with the sum of runs."""
    found: dict[StatementRuns, int] = {}
    for cells in rows:
        text = blank_literals(str(cells.raw("statement") or ""), engine.dialect)
        if engine.dialect == "mysql":
            text = text.replace("...", "?")  # MySQL's digests have "..." for a list of values
        if not _MOVES.match(text):
            continue
        one = StatementRuns(
            statement=redact(" ".join(text.split())),
            database=cells.text("database_name"),
            schema=cells.text("schema_name"),
            user=cells.text("user_name"),
            application=cells.text("application"),
            last_run=cells.text("last_run")[:10],
            runs=0,
        )
        found[one] = found.get(one, 0) + (cells.number("runs") or 1)
    for one, runs in found.items():
        yield replace(one, runs=runs)


def _find_hidden_texts(parts: Mapping[str, list[Cells]]) -> Iterator[Unread]:
    """Report definitions that the role cannot see."""
    for part in ("views", "routines", "triggers"):
        hidden = sum(not cells.text("definition") for cells in parts.get(part, ()))
        if hidden:
            reason = f"definitions that the role may not see: {hidden} of {len(parts[part])}"
            remedy = "grant the permissions that `seamscope gather` lists for this part"
            yield Unread(part=part, reason=reason, remedy=remedy)
    hidden = sum(cells.text("statement") == HIDDEN for cells in parts.get("statements", ()))
    if hidden:
        reason = f"statements of other roles, which the role may not see: {hidden}"
        yield Unread(part="statements", reason=reason, remedy="grant pg_read_all_stats to the role")
