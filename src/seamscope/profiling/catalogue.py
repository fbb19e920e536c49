"""Read which tables, columns, keys and foreign keys a database has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.databases import QueryError, Session
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
# (constraint, kind, schema, table, column, schema, table and column referred to), in order. Views
# of information_schema hide constraints from a role that may only read, so PostgreSQL is asked
# itself.
KEYS = {
    "postgres": (
        "SELECT c.oid AS i, c.contype AS x, n.nspname AS s, r.relname AS t, a.attname AS c, "
        "fn.nspname AS fs, fr.relname AS ft, fa.attname AS fc FROM pg_constraint c "
        "JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace "
        "CROSS JOIN LATERAL UNNEST(c.conkey, c.confkey) WITH ORDINALITY AS u(k, f, o) "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.k "
        "LEFT JOIN pg_class fr ON fr.oid = c.confrelid "
        "LEFT JOIN pg_namespace fn ON fn.oid = fr.relnamespace "
        "LEFT JOIN pg_attribute fa ON fa.attrelid = c.confrelid AND fa.attnum = u.f "
        "WHERE c.contype IN ('p', 'f') ORDER BY c.oid, u.o"
    ),
    "mysql": (
        "SELECT CONCAT(table_schema, '.', table_name, '.', constraint_name) AS i, "
        "CASE WHEN constraint_name = 'PRIMARY' THEN 'p' ELSE 'f' END AS x, table_schema AS s, "
        "table_name AS t, column_name AS c, referenced_table_schema AS fs, "
        "referenced_table_name AS ft, referenced_column_name AS fc "
        "FROM information_schema.key_column_usage "
        "WHERE constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL "
        "ORDER BY i, ordinal_position"
    ),
    "tsql": (
        "SELECT k.constraint_name AS i, 'p' AS x, k.table_schema AS s, k.table_name AS t, "
        "k.column_name AS c, NULL AS fs, NULL AS ft, NULL AS fc "
        "FROM information_schema.key_column_usage k JOIN information_schema.table_constraints n "
        "ON n.constraint_name = k.constraint_name AND n.constraint_schema = k.constraint_schema "
        "WHERE n.constraint_type = 'PRIMARY KEY' ORDER BY i, k.ordinal_position"
    ),
}
DUCKDB_KEYS = (
    "SELECT constraint_type AS x, schema_name AS s, table_name AS t, "
    "ARRAY_TO_STRING(constraint_column_names, CHR(31)) AS c, referenced_table AS ft, "
    "ARRAY_TO_STRING(referenced_column_names, CHR(31)) AS fc "
    "FROM DUCKDB_CONSTRAINTS() WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')"
)
BREAK = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """Keys and relations by (schema, table)."""

    keys: Mapping[tuple[str, str], tuple[str, ...]]
    relations: Mapping[tuple[str, str], tuple[Relation, ...]]


NO_KEYS = _Keys(keys={}, relations={})


def read_catalogue(session: Session, label: str) -> tuple[Source, tuple[str, ...]]:
    """Return the tables of a database, and what of its catalogue cannot be read.

    Raises QueryError if the columns cannot be read.
    """
    dialect = session.engine.dialect
    notes: list[str] = []
    if dialect == "sqlite":
        tables = tuple(_read_sqlite(session, notes))
    else:
        keys = NO_KEYS
        try:
            keys = _read_keys(session, dialect)
        except QueryError as error:
            notes.append(f"keys and foreign keys are not known: {error.what}")
        tables = tuple(_read_columns(session, dialect, keys))
    source = Source(queryable=session, dialect=dialect, tables=tables, label=label)
    return source, tuple(notes)


def _read_sqlite(session: Session, notes: list[str]) -> Iterator[Table]:
    """Yield the tables of SQLite; add a note about each whose name cannot be quoted safely."""
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
        except QueryError as error:  # a view of a table that is gone
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
        schema = "" if dialect == "duckdb" and row["s"] == "main" else str(row["s"]).strip()
        place = (schema, str(row["t"]).strip())
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


def _read_keys(session: Session, dialect: str) -> _Keys:
    groups: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in _list_key_columns(session, dialect):
        groups[str(row["i"])].append(row)
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    relations: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for rows in groups.values():
        place = (str(rows[0]["s"]), str(rows[0]["t"]))
        columns = tuple(str(row["c"]) for row in rows)
        if str(rows[0]["x"]) == "p":
            keys[place] = columns
        else:
            relations[place].append(
                Relation(
                    columns=columns,
                    schema=str(rows[0]["fs"]),
                    table=str(rows[0]["ft"]),
                    target_columns=tuple(str(row["fc"]) for row in rows),
                )
            )
    ordered = {
        place: tuple(sorted(found, key=lambda one: (one.columns, one.table)))
        for place, found in relations.items()
    }
    return _Keys(keys=keys, relations=ordered)


def _list_key_columns(session: Session, dialect: str) -> Iterator[dict[str, object]]:
    if dialect == "duckdb":
        yield from _list_duckdb_keys(session)
    elif dialect in KEYS:
        yield from session.select(KEYS[dialect])


def _list_duckdb_keys(session: Session) -> Iterator[dict[str, object]]:
    """Yield the constraints of DuckDB, a row for each column as of the other databases."""
    for number, row in enumerate(session.select(DUCKDB_KEYS)):
        ours = str(row["c"]).split(BREAK)
        theirs = str(row["fc"] or "").split(BREAK)
        is_key = str(row["x"]) == "PRIMARY KEY"
        schema = "" if row["s"] == "main" else row["s"]
        for at, column in enumerate(ours):
            yield {
                "i": number,
                "x": "p" if is_key else "f",
                "s": schema,
                "t": row["t"],
                "c": column,
                "fs": schema,
                "ft": row["ft"],
                "fc": theirs[at] if at < len(theirs) else "",
            }


def declare(table: Table, key: tuple[str, ...], relations: tuple[Relation, ...]) -> Table:
    """Return a table with a key and relations that the user declares; its own ones stay.

    A relation that the database declares too is counted once.
    """
    known: dict[tuple[str, ...], Relation] = {}
    for relation in (*table.relations, *relations):
        names = (*relation.columns, relation.table, *relation.target_columns)
        known.setdefault(tuple(name.casefold() for name in names), relation)
    return replace(table, key=key or table.key, relations=tuple(known.values()))
