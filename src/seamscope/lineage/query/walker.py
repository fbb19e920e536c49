"""Trace a query in one walk: the tables it depends on, and the sources of its output columns.

Names are resolved during the walk, against the known columns of tables. So sqlglot's `qualify` is
not needed.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlglot import exp

from seamscope.lineage.parsing.placeholders import (
    NAME_WITH_PLACEHOLDER,
    describe_unknown,
    has_placeholder,
    is_unknown,
)
from seamscope.lineage.query.cte_definition import Ctes
from seamscope.lineage.query.ctes import CteWalker
from seamscope.lineage.query.expressions import (
    list_limit_queries,
    trace_expression,
    trace_positions,
)
from seamscope.lineage.query.from_clause import (
    add_from_clause,
    add_item,
    trace_join_conditions,
    trace_pivot_statement,
)
from seamscope.lineage.query.model import (
    INDIRECT,
    NO_SOURCES,
    Dependencies,
    Name,
    QueryResult,
    Relation,
    Schema,
    Sources,
    Variables,
    find_columns,
    fold,
)
from seamscope.lineage.query.names import get_normalizer, get_table_name, split_projection
from seamscope.lineage.query.relations import (
    NO_ROW_SOURCE,
    ONE_ROW_TABLES,
    DerivedTable,
    GeneratedRows,
    StoredTable,
    combine_branches,
    explain_mismatch,
    get_stored_table,
)
from seamscope.lineage.query.row_patterns import recognize_rows
from seamscope.lineage.query.scope import Scope
from seamscope.lineage.query.select_columns import COLUMNS_DIALECTS, expand_columns
from seamscope.lineage.query.select_star import expand_all, expand_star

FILTER_CLAUSES = (
    "where", "group", "having", "qualify", "order", "connect", "distinct", "cluster", "sort",
)  # fmt: skip
POSITIONAL_CLAUSES = frozenset({"group", "order"})  # GROUP BY 1 refers to the first projection
CASE_SENSITIVE_TABLES = frozenset({"bigquery", "clickhouse"})
# Dialects in which a projection cannot use an earlier projection: SELECT a + 1 AS b, b * 2 AS c.
NO_LATERAL_ALIASES = frozenset({
    "tsql", "fabric", "postgres", "mysql", "oracle", "bigquery", "trino", "presto", "athena",
    "hive", "sqlite",
})  # fmt: skip


class Walker(CteWalker):
    """Traces the queries of one statement.

    schema: the known columns of tables.
    database: the database in which the statement runs, for names that do not include one.
    temp_tables: the queries that filled temp tables: after ``SELECT a INTO #x FROM s``, ``#x`` has
    the column a, fed by s.a.
    dialect: a sqlglot dialect name.
    variables: the variables that the statement can use, None if there are none.
    normalize: a function that turns an identifier into the key by which names are compared.
    dependencies: dependencies of the query that is being traced.
    table_functions: the functions found in FROM: ``FROM OPENQUERY(srv, '…')``.
    has_scalar_ctes: whether WITH defines values: ClickHouse's ``WITH 1 AS one SELECT one``.
    outer_ctes: CTEs that a nested DML statement can refer to. In ``WITH c AS (…), d AS (INSERT …
    SELECT … FROM c RETURNING id) SELECT …``, the INSERT can refer to c.
    returned_rows: the rows that RETURNING of such an INSERT returns, by the id() of its tree.
    """

    def __init__(
        self,
        schema: Schema,
        temp_tables: Mapping[Name, QueryResult],
        dialect: str = "",
        database: str = "",
        variables: Variables | None = None,
    ) -> None:
        self.schema = schema
        self.database = database
        self.temp_tables = temp_tables
        self.dialect = dialect
        self.variables = variables
        self.normalize = get_normalizer(dialect)
        self.dependencies = Dependencies()
        self.table_functions: list[exp.Expr] = []
        self.has_scalar_ctes = False
        self.outer_ctes: Ctes = {}
        self.returned_rows: dict[int, tuple[Relation, Dependencies]] = {}
        self._tables: dict[Name, StoredTable] = {}

    def start_statement(self) -> None:
        """Reset the dependencies before the next INSERT, UPDATE, DELETE or MERGE."""
        self.dependencies = Dependencies()

    def swap_outer_ctes(self, ctes: Ctes) -> Ctes:
        """Replace the CTEs that nested DML statements can use, and return the previous ones."""
        ctes, self.outer_ctes = self.outer_ctes, ctes
        return ctes

    def trace_result(self, tree: exp.Expr, ctes: Ctes) -> QueryResult:
        """Return the columns of a whole query and the dependencies of this query alone."""
        outer, self.dependencies = self.dependencies, Dependencies()
        result = self.trace_query(tree, ctes)
        own, self.dependencies = self.dependencies, outer
        return QueryResult(own.reads, own.indirect, own.lookups, own.notes, result.list_columns())

    def trace_returned_rows(
        self, projections: list[exp.Expr], scope: Scope
    ) -> tuple[DerivedTable, Dependencies]:
        """Return the columns of ``RETURNING a, b``, and only the dependencies of these columns."""
        outer, self.dependencies = self.dependencies, Dependencies()
        rows = self.trace_projections(projections, scope)
        own, self.dependencies = self.dependencies, outer
        return rows, own

    def trace_query(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None = None) -> Relation:
        """Return the columns of a SELECT, set operation, subquery or VALUES."""
        ctes = self.add_ctes(tree, ctes)
        match tree:
            case exp.Select():
                return self._trace_select(tree, ctes, outer)
            case exp.SetOperation():
                return self._trace_set_operation(tree, ctes, outer)
            case exp.Pivot():
                return trace_pivot_statement(Scope(self, ctes, outer), tree)
            case exp.DML():
                return self._trace_nested_change(tree, ctes, outer)
            case exp.Subquery() if not tree.args.get("joins"):
                return self.trace_query(tree.this, ctes, outer)
            case _:
                scope = Scope(self, ctes, outer)
                add_item(scope, tree)
                return expand_all(scope)

    def resolve_table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return the CTE, temp table or stored table with a name; record reads of stored tables."""
        name = get_table_name(node)
        if len(name) == 1 and (cte := ctes.get(self.normalize(node.this))) is not None and cte.rows:
            return self.trace_cte(cte, self.normalize(node.this))
        if self.temp_tables and (temp := self.temp_tables.get(fold(name))) is not None:
            return self._resolve_temp_table(temp)
        table = self.get_table(name, node)
        if len(name) < 3 and table.open and fold(name) in ONE_ROW_TABLES:
            return NO_ROW_SOURCE
        if has_placeholder(table.table):
            if is_unknown(table.table):
                self.dependencies.add_unresolved(table.table)
                self.dependencies.add_note(describe_unknown(table.table))
                return table
            self.dependencies.add_note(NAME_WITH_PLACEHOLDER)
        self.dependencies.reads[table.table] = None
        return table

    def resolve_variable(self, key: str, owner: str = "") -> Sources | None:
        """Return the columns that feed a variable or a field of a record, None if there is none."""
        value = None if self.variables is None else self.variables.find(key, owner)
        if value is None:
            return None
        before = set(self.dependencies.reads)
        self.dependencies.absorb(value)
        self.dependencies.add_lookups(name for name in value.reads if name not in before)
        return NO_SOURCES.union(*(sources for _, sources in value.columns))

    def _resolve_temp_table(self, temp: QueryResult) -> Relation:
        """Return the columns of a temp table; add the dependencies of the query that filled it."""
        self.dependencies.absorb(temp)
        if not temp.columns:  # its columns are unknown
            return GeneratedRows(NO_SOURCES)
        keys = [column.casefold() for column, _ in temp.columns]
        starred = [
            StoredTable(source.table)
            for name, sources in temp.columns
            if name == "*"
            for source in sources
        ]
        return DerivedTable(temp.columns, keys, starred)

    def get_table(self, name: Name, node: exp.Expr | None = None) -> StoredTable:
        """Return a stored table with its known columns, under its name as first spelled.

        node: the table as written, for dialects in which quotes matter.
        """
        table = self._tables.get(name)
        if table is None:
            key = self._make_table_key(name, node)
            table = self._tables.get(key)
            if table is None:
                table = get_stored_table(name, find_columns(self.schema, name, self.database))
                self._tables[key] = table
            self._tables[name] = table
        return table

    def _make_table_key(self, name: Name, node: exp.Expr | None) -> Name:
        """Return the key that identifies a table. It begins with "", so it never equals a name."""
        if self.dialect in CASE_SENSITIVE_TABLES:
            return ("", *name)
        if isinstance(node, exp.Table):
            args = node.args
            for part in (args["this"], args.get("db"), args.get("catalog")):
                if part.__class__ is exp.Identifier and part.args.get("quoted"):
                    return ("", *map(self.normalize, node.parts))
        return ("", *fold(name))

    def _trace_set_operation(
        self, tree: exp.SetOperation, ctes: Ctes, outer: Scope | None
    ) -> Relation:
        """Return the columns of ``SELECT … UNION …``; every branch feeds each of them."""
        branches: list[exp.Expr] = []
        node: exp.Expr = tree
        while isinstance(node, exp.SetOperation):  # a loop: chains of 500 occur
            ctes = self.add_ctes(node, ctes)
            branches.append(node.expression)
            node = node.this
        branches.append(node)
        relations = [self.trace_query(branch, ctes, outer) for branch in reversed(branches)]
        by_name = bool(tree.args.get("by_name"))
        result = combine_branches(relations, by_name=by_name)
        if not by_name and (mismatch := explain_mismatch(relations)):
            self.dependencies.add_note(mismatch)
        if (order := tree.args.get("order")) is not None:
            scope = Scope(self, ctes, outer)
            scope.add("", result)
            self.trace_filters((order,), scope)
            self.dependencies.indirect.update(trace_positions(order, result))
        if tree.args.get("limit") is not None or tree.args.get("offset") is not None:
            self.trace_filters(list_limit_queries(tree.args), Scope(self, ctes, outer))
        return result

    def _trace_select(self, tree: exp.Select, ctes: Ctes, outer: Scope | None) -> Relation:
        """Return the columns of a SELECT.

        A clause is traced after the clauses that define the names it can use.
        """
        scope = Scope(self, ctes, outer)
        args = tree.args
        before_joins = add_from_clause(scope, tree)
        if (recognize := args.get("match")) is not None:
            recognize_rows(scope, recognize)
        result = self.trace_projections(args["expressions"], scope)
        scope.set_result(result)
        for key in FILTER_CLAUSES:
            if (clause := args.get(key)) is not None:
                self.trace_filters(clause if isinstance(clause, list) else (clause,), scope)
                if key in POSITIONAL_CLAUSES:
                    self.dependencies.indirect.update(trace_positions(clause, result))
        if args.get("limit") is not None or args.get("offset") is not None:
            self.trace_filters(list_limit_queries(args), scope)
        trace_join_conditions(scope, args.get("joins") or ())
        dependencies = self.dependencies
        if len(dependencies.reads) > before_joins:
            dependencies.add_lookups(islice(dependencies.reads, before_joins, None))
        return result

    def _trace_nested_change(self, tree: exp.Expr, ctes: Ctes, outer: Scope | None) -> Relation:
        """Return the rows of ``WITH d AS (DELETE FROM t … RETURNING a) …``: columns of t."""
        if (returned := self.returned_rows.get(id(tree))) is not None:
            self.dependencies.absorb(returned[1])
            return returned[0]
        scope = Scope(self, ctes, outer)
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        returning = tree.args.get("returning")
        if not isinstance(target, exp.Table) or not isinstance(returning, exp.Returning):
            return DerivedTable([], [])
        add_item(scope, target)
        return self.trace_projections(returning.expressions, scope)

    def trace_filters(self, clauses: Iterable[object], scope: Scope) -> None:
        """Record the columns of WHERE, GROUP BY, HAVING or ORDER BY as indirect dependencies."""
        for clause in clauses:
            if isinstance(clause, exp.Expr):
                self.dependencies.indirect.update(trace_expression(clause, scope, INDIRECT))

    def trace_projections(self, projections: Sequence[exp.Expr], scope: Scope) -> DerivedTable:
        """Return the columns of a SELECT list, or of the list of RETURNING."""
        columns: list[tuple[str, Sources]] = []
        keys: list[str] = []
        starred: list[Relation] = []
        has_aliases = self.dialect not in NO_LATERAL_ALIASES
        for node in projections:
            star = node.args["this"] if node.__class__ is exp.Column else node
            if isinstance(star, exp.Star):
                expanded, unknown = expand_star(scope, node, star)
                columns += expanded
                keys += [name.casefold() for name, _ in expanded]
                starred += unknown
                continue
            if self.dialect in COLUMNS_DIALECTS and (call := node.find(exp.Columns)) is not None:
                picked, unknown = expand_columns(scope, node, call)
                columns += picked
                keys += [name.casefold() for name, _ in picked]
                starred += unknown
                continue
            names, value = split_projection(node, self.normalize, self.dialect)
            if value is None:
                sources = NO_SOURCES
            elif value.__class__ is exp.Column:
                sources = scope.resolve(value)
            else:
                sources = trace_expression(value, scope)
            for name, key in names:
                columns.append((name, sources))
                keys.append(key)
                if has_aliases and value is not node:
                    scope.add_alias(key, sources)
        return DerivedTable(columns, keys, starred)
