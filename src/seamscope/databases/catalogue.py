"""The catalogue of a database: the file that `snapshot` writes and `survey` reads."""

from dataclasses import dataclass

import msgspec

from seamscope.wording import build_plural

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """A column of a table.

    nullable: None if unknown.
    comment: the description in the database.
    """

    name: str
    type: str = ""
    nullable: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a table.

    kind: primary, unique or foreign.
    to_schema, to_table, to_columns: the target of a foreign key.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    to_schema: str = ""
    to_table: str = ""
    to_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table or view.

    rows: number of rows according to the statistics of the database, None if unknown.
    """

    name: str
    schema: str = ""
    database: str = ""
    kind: str = "table"
    rows: int | None = None
    columns: tuple[ColumnEntry, ...] = ()
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A view, routine or trigger with its SQL.

    definition: the query of a view, else the whole CREATE statement.
    table: the table of a trigger.
    status: `disabled` if it does not run.
    """

    name: str
    definition: str
    schema: str = ""
    database: str = ""
    kind: str = "view"
    language: str = ""
    table: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteServer:
    """A connection to another system: foreign or linked server, link, stage or connection.

    product: the database's name for the type of system, such as a wrapper or provider.
    location: the folder or bucket of a stage.
    connection: the connection or share that a catalog uses.
    """

    name: str
    kind: str = "foreign server"
    schema: str = ""
    product: str = ""
    host: str = ""
    port: str = ""
    database: str = ""
    location: str = ""
    connection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTable:
    """A table whose rows are outside this database: on a server, or in files at a location."""

    name: str
    schema: str = ""
    database: str = ""
    server: str = ""
    location: str = ""
    remote_database: str = ""
    remote_schema: str = ""
    remote_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonym:
    """An alternative name of a table in this database or on another server."""

    name: str
    to_name: str
    schema: str = ""
    database: str = ""
    to_server: str = ""
    to_database: str = ""
    to_schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Tables whose changes other systems can subscribe to.

    tables: names with their schema.
    """

    name: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """A replication of changes between this database and another system.

    direction: `from` if the changes come from the other system, `to` if they go there.
    product: the software that replicates, such as a plugin.
    publications: the names of the publications to which it subscribes.
    status: `disabled` if the replication does not run.
    """

    name: str
    direction: str
    product: str = ""
    host: str = ""
    database: str = ""
    publications: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of the database's scheduler.

    kind: `sql`, or another kind of command.
    """

    name: str
    command: str
    schedule: str = ""
    kind: str = "sql"
    schema: str = ""
    database: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRuns:
    """A statement without its literals, and the number of its runs.

    last_run: a date.
    """

    statement: str
    runs: int = 1
    database: str = ""
    schema: str = ""
    user: str = ""
    application: str = ""
    last_run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A part of the catalogue that was not read, or was read incompletely."""

    part: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The tables, code, connections and jobs of a database, but no rows of its tables.

    seamscope_catalogue: version of this format.
    engine: `postgresql`, `mysql`…
    taken: the date of the snapshot, by the clock of the database.
    databases: all databases of the server that the role can see.
    """

    seamscope_catalogue: int = VERSION
    engine: str
    version: str = ""
    taken: str = ""
    host: str = ""
    port: int | None = None
    database: str = ""
    databases: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    views: tuple[Code, ...] = ()
    routines: tuple[Code, ...] = ()
    triggers: tuple[Code, ...] = ()
    servers: tuple[RemoteServer, ...] = ()
    foreign_tables: tuple[RemoteTable, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    publications: tuple[Publication, ...] = ()
    replication: tuple[Replication, ...] = ()
    jobs: tuple[Job, ...] = ()
    statements: tuple[StatementRuns, ...] = ()
    unread: tuple[Unread, ...] = ()

    def summarise(self) -> str:
        """Return the number of objects of each kind in the catalogue: `12 tables, 3 views`."""
        counts = (
            (self.tables, "table"), (self.views, "view"), (self.routines, "routine"),
            (self.triggers, "trigger"), (self.servers, "remote server"),
            (self.foreign_tables, "foreign table"), (self.synonyms, "synonym"),
            (self.publications, "publication"), (self.replication, "replication"),
            (self.jobs, "job"), (self.statements, "statement"),
        )  # fmt: skip
        found = [
            f"{len(held):,} {noun if len(held) == 1 else build_plural(noun)}"
            for held, noun in counts
            if held
        ]
        return ", ".join(found) or "nothing found"


def encode_catalogue(catalogue: Catalogue) -> bytes:
    """Return the catalogue as JSON, with one line for each table, view or other object.

    Empty keys are left out.
    """
    lines: list[bytes] = []
    document = msgspec.to_builtins(catalogue)
    for key, value in document.items():
        if value in ("", [], (), None):
            continue
        name = msgspec.json.encode(key)
        if isinstance(value, list | tuple) and isinstance(value[0], dict):
            items = b",\n".join(b"  " + msgspec.json.encode(_drop_empty(item)) for item in value)
            lines.append(name + b": [\n" + items + b"\n ]")
        else:
            lines.append(name + b": " + msgspec.json.encode(value))
    return b"{\n " + b",\n ".join(lines) + b"\n}\n"


def _drop_empty(value: object) -> object:
    """Return a JSON value without keys whose value is empty."""
    if isinstance(value, dict):
        kept = {key: _drop_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", [], None)}
    if isinstance(value, list | tuple):
        return [_drop_empty(item) for item in value]
    return value


def encode_catalogue_schema() -> bytes:
    """Return the JSON Schema (2020-12) of catalogue files."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"The catalogue of a database, for seamscope, version {VERSION}",
        **msgspec.json.schema(Catalogue),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"
