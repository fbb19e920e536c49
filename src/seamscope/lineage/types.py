"""The public results of lineage: names, edges, statements, diagnostics, coverage, routines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from seamscope.lineage.drawing import draw_tables
from seamscope.notebook import build_html
from seamscope.records import Dataset, Dependency, EdgeKind, Flow, Skipped, System
from seamscope.wording import format_count


class ColumnGraph(Protocol):
    """The members of a networkx MultiDiGraph that seamscope uses; networkx is not imported here."""

    @property
    def nodes(self) -> Any:
        """Columns by dotted name, with the attributes `table` and `column`."""

    @property
    def edges(self) -> Any:
        """Source, target and kind of each column edge."""


# Tuples, not dataclasses: a query log creates and hashes millions of them.
class TableName(NamedTuple):
    """A table, view or file, as spelled in the SQL: up to server, database, schema and table."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


class ColumnName(NamedTuple):
    """A column of a table. Columns can be sorted; those without a table come first.

    table: None for an output column of a bare SELECT, and for a source column whose table is
    ambiguous.
    name: `*` stands for all columns if their names are unknown.
    """

    table: TableName | None
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name

    # Python cannot compare tuples in which one has None and the other a table.
    def __lt__(self, other: tuple[TableName | str | None, ...], /) -> bool:
        return _order(self) < _order(other)

    def __le__(self, other: tuple[TableName | str | None, ...], /) -> bool:
        return _order(self) <= _order(other)

    def __gt__(self, other: tuple[TableName | str | None, ...], /) -> bool:
        return _order(self) > _order(other)

    def __ge__(self, other: tuple[TableName | str | None, ...], /) -> bool:
        return _order(self) >= _order(other)


def _order(column: tuple[TableName | str | None, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (part,) if isinstance(part, str) else () if part is None else part.parts for part in column
    )


class Edge(NamedTuple):
    """One column feeds another: `INSERT INTO t (b) SELECT a FROM s` → `s.a > t.b identity`.

    The target of an INDIRECT edge (a filter or join condition) is `*`, which means all columns.
    Edges are sorted by source, target and kind.
    """

    source: ColumnName
    target: ColumnName
    kind: EdgeKind

    def __str__(self) -> str:
        return f"{self.source} > {self.target} {self.kind.value}"


class Diagnostic(NamedTuple):
    """A statement that was not or only partly understood.

    line: the line on which the statement begins, counted from 1.
    column: the column at which it begins, counted from 1; 0 if unknown, as in dynamic SQL.
    """

    line: int
    reason: str
    column: int = 0

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class StatementLineage:
    """The lineage of one statement: tables read and written, and column edges.

    line: the line on which the statement begins, counted from 1.
    column: the column at which it begins, counted from 1; 0 if unknown, as in dynamic SQL.
    unresolved: tables whose whole name is a variable without a value. They are neither in `reads`
    nor in `writes`.
    """

    line: int
    reads: frozenset[TableName] = frozenset()
    writes: frozenset[TableName] = frozenset()
    columns: frozenset[Edge] = frozenset()
    unresolved: frozenset[TableName] = frozenset()
    column: int = 0


@dataclass(frozen=True, slots=True)
class Lineage:
    """The lineage of a script: its statements in order, and the union of their lineage.

    Temp tables and table variables are replaced by the queries that filled them. Names are spelled
    as in the SQL.

    unresolved: the tables whose whole name is a variable without a value.
    routines: each procedure, function and trigger with its reads, writes and calls.
    """

    statements: tuple[StatementLineage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    routines: "tuple[Routine, ...]" = ()
    reads: frozenset[TableName] = field(init=False)
    writes: frozenset[TableName] = field(init=False)
    columns: frozenset[Edge] = field(init=False)
    unresolved: frozenset[TableName] = field(init=False)

    def __post_init__(self) -> None:
        every = self.statements
        union = every[0] if len(every) == 1 else _unite(every)
        set_field = object.__setattr__
        set_field(self, "reads", union.reads)
        set_field(self, "writes", union.writes)
        set_field(self, "columns", union.columns)
        set_field(self, "unresolved", union.unresolved)

    def to_dict(self) -> dict[str, object]:
        """Return the lineage as plain lists and dictionaries, sorted, ready for JSON.

        Keys: `reads`, `writes`, `unresolved` (dotted names), `columns` (`source`, `target`,
        `kind`), `statements` (the same with `line` and `column`), `routines` (`name`, `line`,
        `reads`, `writes`, `calls`, `unresolved`) and `diagnostics` (`line`, `column`, `reason`).
        """
        return {
            "reads": sorted(map(str, self.reads)),
            "writes": sorted(map(str, self.writes)),
            "columns": _list_edges(self.columns),
            "unresolved": sorted(map(str, self.unresolved)),
            "statements": [
                {
                    "line": statement.line,
                    "column": statement.column,
                    "reads": sorted(map(str, statement.reads)),
                    "writes": sorted(map(str, statement.writes)),
                    "columns": _list_edges(statement.columns),
                    "unresolved": sorted(map(str, statement.unresolved)),
                }
                for statement in self.statements
            ],
            "routines": [
                {
                    "name": routine.name,
                    "line": routine.line,
                    "reads": list(routine.reads),
                    "writes": list(routine.writes),
                    "calls": list(routine.calls),
                    "unresolved": list(routine.unresolved),
                }
                for routine in self.routines
            ],
            "diagnostics": [
                {"line": d.line, "column": d.column, "reason": d.reason} for d in self.diagnostics
            ],
        }

    def to_networkx(self) -> ColumnGraph:
        """Return the column edges as a new networkx MultiDiGraph.

        A node is the dotted name of a column and has the attributes `table` and `column`. An edge
        of the graph is a column edge and has the attribute `kind`.
        """
        # Imported by name, because the landscape, which uses networkx, is a layer above lineage.
        export = import_module("seamscope.landscape.export")
        edges = [(_describe(e.source), _describe(e.target), e.kind.value) for e in self.columns]
        graph: ColumnGraph = export.build_column_graph(sorted(edges))
        return graph

    def _repr_html_(self) -> str:
        """Return HTML for notebooks: a drawing of the tables, and the column edges."""
        flows = {
            (str(read), str(write))
            for statement in self.statements
            for read in statement.reads
            for write in statement.writes or ("",)
        }
        reads, writes = sorted(map(str, self.reads)), sorted(map(str, self.writes))
        rows = [(str(e.source), str(e.target), e.kind.value) for e in sorted(self.columns)]
        facts = (
            f"{format_count(len(reads), 'table')} read, {len(writes)} written, "
            f"{format_count(len(self.diagnostics), 'statement')} not or partly understood"
        )
        table = build_html("SQL lineage", facts, ("source", "target", "kind"), rows[:NOTEBOOK_ROWS])
        return table + draw_tables(reads, writes, flows)

    def paths(self, target: str) -> list[tuple[Edge, ...]]:
        """Return every chain of edges that ends in a column, `t.a`, or in any column of a table.

        Each chain begins at a column that nothing in the script feeds. Upper and lower case make no
        difference in names. Filters are left out. A column that feeds itself ends its chain.
        """
        feeds: dict[str, list[Edge]] = {}
        for edge in sorted(self.columns):
            if edge.kind is not EdgeKind.INDIRECT:
                feeds.setdefault(str(edge.target).casefold(), []).append(edge)
        wanted = target.casefold()
        ends = [name for name in feeds if name == wanted or name.rpartition(".")[0] == wanted]
        found: list[tuple[Edge, ...]] = []
        todo: list[tuple[Edge, ...]] = [(edge,) for name in ends for edge in feeds[name]]
        while todo and len(found) < MOST_PATHS:
            path = todo.pop()
            seen = {str(edge.target).casefold() for edge in path}
            before = feeds.get(source := str(path[0].source).casefold(), [])
            if not before or source in seen:
                found.append(path)
            else:
                todo += [(edge, *path) for edge in before]
        return sorted(found)


NOTEBOOK_ROWS = 20  # rows of the table in a notebook
MOST_PATHS = 10_000  # paths that are returned for one target


def _describe(column: ColumnName) -> tuple[str, str, str]:
    """Return the dotted name of a column, its table, and its own name."""
    return str(column), str(column.table or ""), column.name


def _list_edges(edges: frozenset[Edge]) -> list[dict[str, str]]:
    return [
        {"source": str(edge.source), "target": str(edge.target), "kind": edge.kind.value}
        for edge in sorted(edges)
    ]


def _unite(statements: Sequence[StatementLineage]) -> StatementLineage:
    return StatementLineage(
        0,
        frozenset[TableName]().union(*(s.reads for s in statements)),
        frozenset[TableName]().union(*(s.writes for s in statements)),
        frozenset[Edge]().union(*(s.columns for s in statements)),
        frozenset[TableName]().union(*(s.unresolved for s in statements)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RoutineCoverage:
    """How many statements of one routine were understood fully, partly or not at all."""

    name: str
    parsed: int = 0
    partly: int = 0
    not_understood: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Coverage:
    """How many statements of one file were understood fully, partly or not at all.

    Only statements that move, define or read data are counted.

    parsed: number of statements that were fully understood.
    routines: the same counts for each routine; the counts of the file include them.
    """

    file: str
    dialect: str
    parsed: int = 0
    partly: int = 0
    not_understood: int = 0
    routines: tuple[RoutineCoverage, ...] = ()


def sum_by_dialect(coverage: Sequence[Coverage]) -> list[Coverage]:
    """Return the totals of each dialect; their `file` is "all"."""
    totals: dict[str, Coverage] = {}
    for c in coverage:
        total = totals.get(c.dialect) or Coverage(file="all", dialect=c.dialect)
        totals[c.dialect] = Coverage(
            file="all",
            dialect=c.dialect,
            parsed=total.parsed + c.parsed,
            partly=total.partly + c.partly,
            not_understood=total.not_understood + c.not_understood,
        )
    return [totals[dialect] for dialect in sorted(totals)]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Routine:
    """A procedure, function or trigger. Its reads and writes include those of called routines.

    name: dotted name as written; "" for the statements outside of any routine.
    line: the first line of its first statement.
    reads: dotted names of the tables that it reads.
    writes: dotted names of the tables that it writes.
    calls: the routines that it calls directly.
    unresolved: called routines that are not among the inputs; their reads and writes are missing.
    arity: the fewest and the most arguments that it takes, None if they are not known.
    """

    name: str
    file: str
    line: int = 0
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    arity: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceResult:
    """The records that lineage adds, in the order of the queries, with coverage and routines.

    statements: the first line of each statement of each file, and whether the statement
    only defines something that other statements use.
    """

    records: tuple[Flow | Dataset | Dependency | Skipped | System, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    routines: tuple[Routine, ...] = ()
    statements: Mapping[str, tuple[tuple[int, bool], ...]] = field(default_factory=dict)
