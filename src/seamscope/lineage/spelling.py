"""Use one spelling for each table and column of a script: ``SRC`` and ``src`` are one table."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from seamscope.lineage.query.walker import CASE_SENSITIVE_TABLES
from seamscope.lineage.types import ColumnName, Edge, StatementLineage, TableName


class _Spellings:
    """The first spelling of each name; a name in quotes keeps its own spelling."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tables: dict[TableName, TableName] = {}
        self._columns: dict[tuple[TableName, str], str] = {}

    def unify_table(self, table: TableName) -> TableName:
        """Return the first spelling of a table."""
        if any(self._is_quoted(part) for part in table.parts):
            return table
        folded = TableName(tuple(part.casefold() for part in table.parts))
        return self._tables.setdefault(folded, table)

    def unify_column(self, column: ColumnName) -> ColumnName:
        """Return the first spelling of a column of a table; an output column is not changed."""
        if column.table is None:
            return column
        table = self.unify_table(column.table)
        if self._is_quoted(column.name):
            return ColumnName(table, column.name)
        return ColumnName(
            table, self._columns.setdefault((table, column.name.casefold()), column.name)
        )

    def _is_quoted(self, name: str) -> bool:
        return f'"{name}"' in self._text


def unify_spellings(
    statements: Sequence[StatementLineage], text: str, dialect: str
) -> tuple[StatementLineage, ...]:
    """Return statements in which each name is spelled as at its first occurrence in the script.

    In dialects with case-sensitive table names, all spellings are kept.
    """
    if dialect in CASE_SENSITIVE_TABLES or not _has_twins(statements):
        return tuple(statements)
    spellings = _Spellings(text)
    return tuple(
        replace(
            statement,
            reads=_unify(spellings, statement.reads),
            writes=_unify(spellings, statement.writes),
            columns=frozenset(
                Edge(spellings.unify_column(e.source), spellings.unify_column(e.target), e.kind)
                for e in sorted(statement.columns)
            ),
        )
        for statement in statements
    )


def _unify(spellings: _Spellings, tables: Iterable[TableName]) -> frozenset[TableName]:
    return frozenset(spellings.unify_table(table) for table in sorted(tables))


def _has_twins(statements: Sequence[StatementLineage]) -> bool:
    """Return whether the name of a table or column occurs in two spellings."""
    names = {str(table) for s in statements for table in (*s.reads, *s.writes)}
    names |= {str(end) for s in statements for e in s.columns for end in e[:2]}
    return len(names) > len({name.casefold() for name in names})
