"""Read the tables, columns, keys and foreign keys of a database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.databases import QueryError, Session
from seamscope.databases.parts import load_parts
from seamscope.profiling.dialects import quote
from seamscope.profiling.tables import Relation, Source, Table, TableColumn

# (schema, table, column, type), in the order of the columns.
COLUMNS = (
    "SELECT table_schema AS s, table_name AS t, column_name AS c, data_type AS k "
    "FROM information_schema.columns WHERE table_schema NOT IN ({hidden}) "
    "ORDER BY table_schema, table_name, ordinal_position"
)
HIDDEN = ("information_schema", "pg_catalog", "mysql", "performance_schema", "sys", "pg_toast")
ORACLE_COLUMNS = (
    "SELECT owner AS s, table_name AS t, column_name AS c, data_type AS k FROM all_tab_columns "
    "WHERE owner NOT IN ('SYS', 'SYSTEM', 'XDB', 'CTXSYS', 'MDSYS', 'OUTLN', 'WMSYS') "
    "ORDER BY owner, table_name, column_id"
)
TERADATA_COLUMNS = (
    "SELECT DatabaseName AS s, TableName AS t, ColumnName AS c, ColumnType AS k FROM DBC.ColumnsV "
    "WHERE DatabaseName = DATABASE ORDER BY TableName, ColumnId"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """The keys and relations of each table, by (schema, table)."""

    keys: Mapping[tuple[str, str], tuple[str, ...]]
    relations: Mapping[tuple[str, str], tuple[Relation, ...]]


NO_KEYS = _Keys(keys={}, relations={})


def read_catalogue(session: Session, label: str) -> tuple[Source, tuple[str, ...]]:
    """Return the tables of a database, and notes on parts of its catalogue that cannot be read.

    Raises QueryError if the columns cannot be read.
    """
    dialect = session.engine.dialect
    notes: list[str] = []
    if dialect == "sqlite":
        tables = tuple(_read_sqlite(session, notes))
    else:
        keys = NO_KEYS
        try:
            keys = _read_keys(session)
        except QueryError as error:
            notes.append(f"keys and foreign keys are not known: {error.what}")
        tables = tuple(_read_columns(session, dialect, keys))
    source = Source(queryable=session, dialect=dialect, tables=tables, label=label)
    return source, tuple(notes)


def _read_sqlite(session: Session, notes: list[str]) -> Iterator[Table]:
    """Yield the tables of SQLite; add a note for each table that cannot be read."""
    names = session.select("SELECT name AS t FROM sqlite_master WHERE type IN ('table', 'view')")
    found = sorted(str(row["t"]) for row in names)
    for name in found:
        if name.startswith("sqlite_"):
            continue
        quoted = quote(name, "sqlite")
        try:
            info = list(session.select(f"PRAGMA table_info({quoted})"))
        except ValueError:
            notes.append(f"the table {name!r} is not read: its name cannot be quoted safely")
            continue
        except QueryError as error:  # for example a view of a deleted table
            notes.append(f"{name} is not read: {error.what}")
            continue
        ranked = sorted((int(str(row["pk"])), str(row["name"])) for row in info)
        yield Table(
            schema="",
            name=name,
            columns=tuple(
                TableColumn(name=str(row["name"]), type=str(row["type"]).casefold()) for row in info
            ),
            key=tuple(column for place, column in ranked if place),
            relations=tuple(_read_sqlite_relations(session, quoted)),
        )


def _read_sqlite_relations(session: Session, quoted: str) -> Iterator[Relation]:
    groups: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in session.select(f"PRAGMA foreign_key_list({quoted})"):
        groups[int(str(row["id"]))].append(row)
    for _, rows in sorted(groups.items()):
        rows.sort(key=lambda row: int(str(row["seq"])))
        if all(row["to"] is not None for row in rows):
            yield Relation(
                columns=tuple(str(row["from"]) for row in rows),
                schema="",
                table=str(rows[0]["table"]),
                target_columns=tuple(str(row["to"]) for row in rows),
            )


def _read_columns(session: Session, dialect: str, known: _Keys) -> Iterator[Table]:
    hidden = ", ".join(f"'{name}'" for name in HIDDEN)
    texts = {"oracle": ORACLE_COLUMNS, "teradata": TERADATA_COLUMNS}
    sql = texts.get(dialect, COLUMNS).format(hidden=hidden)
    columns: dict[tuple[str, str], list[TableColumn]] = defaultdict(list)
    for row in session.select(sql):
        place = _locate(session, row, "s", "t")
        name, kind = str(row["c"]).strip(), str(row["k"]).strip().casefold()
        columns[place].append(TableColumn(name=name, type=kind))
    for place, found in columns.items():
        yield Table(
            schema=place[0],
            name=place[1],
            columns=tuple(found),
            key=known.keys.get(place, ()),
            relations=known.relations.get(place, ()),
        )


def _read_keys(session: Session) -> _Keys:
    """Return the keys and relations that the database declares, by the queries of `snapshot`."""
    groups: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for part in load_parts(session.engine):
        if part.name == "keys":
            for row in session.select(part.sql):
                name = str(row.get("name") or row.get("constraint_name"))
                groups[*_locate(session, row, "schema_name", "table_name"), name].append(row)
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    relations: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for (schema, table, _), rows in sorted(groups.items(), key=_rank_key):
        rows.sort(key=lambda row: int(str(row.get("ordinal") or row.get("key_sequence") or 0)))
        columns = tuple(str(row["column_name"]).strip() for row in rows)
        if _get_kind(rows) != "foreign":
            keys.setdefault((schema, table), columns)
        elif all(row.get("to_column") for row in rows):
            to_schema, to_table = _locate(session, rows[0], "to_schema", "to_table")
            theirs = tuple(str(row["to_column"]).strip() for row in rows)
            relation = Relation(
                columns=columns, schema=to_schema, table=to_table, target_columns=theirs
            )
            relations[schema, table].append(relation)
    ordered = {
        place: tuple(sorted(found, key=lambda one: (one.columns, one.table)))
        for place, found in relations.items()
    }
    return _Keys(keys=keys, relations=ordered)


def _locate(session: Session, row: dict[str, object], schema: str, table: str) -> tuple[str, str]:
    """Return the schema and table in a row; the schema `main` of DuckDB is returned as ""."""
    place = str(row.get(schema) or "").strip()
    hidden = session.engine.dialect == "duckdb" and place == "main"
    return "" if hidden else place, str(row.get(table) or "").strip()


def _get_kind(rows: list[dict[str, object]]) -> str:
    return str(rows[0].get("kind") or "primary").casefold()  # SHOW PRIMARY KEYS has none


def _rank_key(
    group: tuple[tuple[str, ...], list[dict[str, object]]],
) -> tuple[bool, tuple[str, ...]]:
    """Return a value to sort keys by: the primary key comes first."""
    return _get_kind(group[1]) != "primary", group[0]


def declare(table: Table, key: tuple[str, ...], relations: tuple[Relation, ...]) -> Table:
    """Return a table with the key and the relations that the user declares.

    If the user declares no key, the key from the database is kept. Relations from the database are
    always kept, without duplicates.
    """
    known: dict[tuple[str, ...], Relation] = {}
    for relation in (*table.relations, *relations):
        names = (*relation.columns, relation.table, *relation.target_columns)
        known.setdefault(tuple(name.casefold() for name in names), relation)
    return replace(table, key=key or table.key, relations=tuple(known.values()))
