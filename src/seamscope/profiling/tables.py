"""Tables to profile, and the protocol for running queries on them."""

from dataclasses import dataclass
from typing import Protocol

from seamscope.databases import Rows


class Queryable(Protocol):
    """Runs queries: a session with a database, or extracts in memory."""

    def select(self, sql: str) -> Rows:
        """Return the rows of one query; raise QueryError if it is refused."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table to profile.

    type: the database's type in lower case, "" if unknown.
    """

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Columns of a table that refer to columns of another table, in the same order."""

    columns: tuple[str, ...]
    schema: str
    table: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table to profile.

    key: columns whose values must be unique and present, () if none is declared.
    file: the extract that contains the table, "" for a table of a database.
    """

    schema: str
    name: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A database or a set of extracts.

    dialect: the sqlglot name of its SQL dialect.
    """

    queryable: Queryable
    dialect: str
    tables: tuple[Table, ...]
    label: str
