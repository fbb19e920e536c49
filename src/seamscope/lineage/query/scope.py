"""Resolve names inside one query: relations in FROM, aliases, USING, and the outer query."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlglot import exp

from seamscope.lineage.parsing.placeholders import is_placeholder
from seamscope.lineage.query.cte_definition import Ctes
from seamscope.lineage.query.model import (
    AMBIGUOUS,
    EXPRESSION,
    NO_SOURCES,
    ROW_VARIABLES,
    UNKNOWN_COLUMN,
    UNKNOWN_TABLE,
    UNLISTED_COLUMN,
    Dependencies,
    Relation,
    Source,
    Sources,
    Variables,
    apply_kind,
    make_sources,
)
from seamscope.lineage.query.names import Normalizer, spell
from seamscope.lineage.query.relations import StoredTable


class AnonymousKey(NamedTuple):
    """The key of a relation that no qualifier can refer to.

    ``FROM (SELECT 1)`` has no alias, and the second relation of ``FROM s, s`` has a name that is
    already in use.

    position: number of relations already in the scope; makes the keys of a scope unique.
    """

    name: str
    position: int


# The key of a relation: its normalized alias or name, or an AnonymousKey.
RelationKey = str | AnonymousKey


class QueryWalker(Protocol):
    """The part of the walker that a scope uses: nested queries, names and dependencies.

    normalize: turns an identifier into the key by which names are compared: ``"Id"`` -> ``id``.
    dependencies: dependencies of the query that is being traced.
    dialect: a sqlglot dialect name.
    table_functions: the functions found in FROM: ``FROM OPENQUERY(srv, '…')``.
    has_scalar_ctes: whether WITH defines values: ClickHouse's ``WITH 1 AS one SELECT one``.
    variables: the variables that the statement can use, None if there are none.
    """

    normalize: Normalizer
    dependencies: Dependencies
    dialect: str
    table_functions: list[exp.Expr]
    has_scalar_ctes: bool
    variables: Variables | None

    def trace_query(self, tree: exp.Expr, ctes: Ctes, outer: "Scope | None" = None) -> Relation:
        """Trace a nested query and return its columns."""

    def trace_scalar_cte(self, key: str, scope: "Scope") -> Sources | None:
        """Return the sources of a value that WITH defines, None if it defines no such value.

        Example: ``WITH 1 AS one SELECT one``.
        """

    def resolve_table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return the relation that a table's name stands for, and record that it is read."""

    def resolve_variable(self, key: str, owner: str = "") -> Sources | None:
        """Return the columns that feed a variable or a field of a record, None if there is none."""


class Scope:
    """Resolves the column references of one query or DML statement.

    relations: relations by normalized alias or name: ``FROM s AS x JOIN r`` ->
        ``{'x': s, 'r': r}``.
    ctes: the CTEs it can refer to: ``WITH c AS (…) SELECT … FROM c`` -> ``{'c': …}``.
    outer: the scope around a subquery: in ``WHERE EXISTS (SELECT 1 FROM r WHERE r.id = s.id)`` the
        scope that has ``s``.
    hidden: relations that only their own ON sees: ``s LEFT SEMI JOIN r ON …`` -> ``{'r'}``.
    merged: columns that USING merges, and the relations that have them: ``s JOIN r USING (id)`` ->
        ``{'id': (s, r)}``.
    natural: whether there is a ``NATURAL JOIN``, which merges all columns with the same name.
    windows: the definitions of ``WINDOW w AS (PARTITION BY a)``: ``{'w': …}``.
    aliases: results of earlier projections: ``SELECT a + 1 AS b, b * 2 AS c`` -> ``{'b': {s.a}}``.
    result: the output columns, for ``ORDER BY b`` and ``HAVING b > 1``.
    resolved: sources of earlier references by (qualifier, column), with "" for no qualifier.
    """

    __slots__ = (
        "aliases", "ctes", "hidden", "merged", "natural", "normalize", "outer", "relations",
        "resolved", "result", "walker", "windows",
    )  # fmt: skip

    def __init__(self, walker: QueryWalker, ctes: Ctes, outer: "Scope | None" = None) -> None:
        self.walker = walker
        self.normalize = walker.normalize
        self.ctes = ctes
        self.outer = outer
        self.relations: dict[RelationKey, Relation] = {}
        self.hidden: set[RelationKey] = set()
        self.merged: dict[str, tuple[Relation, ...]] = {}
        self.natural = False
        self.windows: dict[str, exp.Expr] = {}
        self.aliases: dict[str, Sources] = {}
        self.result: Relation | None = None
        self.resolved: dict[tuple[str, str], Sources] = {}

    def add(self, key: RelationKey, relation: Relation) -> None:
        """Add a relation under its normalized alias or name.

        If another relation has this key, the new relation is added as anonymous.
        """
        relations = self.relations
        relations[AnonymousKey(str(key), len(relations)) if key in relations else key] = relation

    def add_anonymous(self, relation: Relation) -> None:
        """Add a relation that no qualifier can refer to: ``FROM (SELECT 1)``."""
        self.relations[AnonymousKey("", len(self.relations))] = relation

    def add_alias(self, key: str, sources: Sources) -> None:
        """Allow later clauses to refer to a projection: ``SELECT a AS b … ORDER BY b``.

        A name that was resolved before is a column of a table and takes precedence.
        """
        if ("", key) not in self.resolved:
            self.aliases.setdefault(key, sources)

    def set_result(self, result: Relation) -> None:
        """Allow HAVING and ORDER BY to refer to the output columns."""
        self.result = result

    def set_natural(self) -> None:
        """Merge all columns with the same name from now on, as NATURAL JOIN does."""
        self.natural = True

    def merge_columns(self, names: Sequence[exp.Expr], known: int) -> None:
        """Merge the USING columns of the joined item with the same columns of earlier relations.

        In ``a JOIN b USING (k) JOIN c ON …``, k is a column of a and b, even if c has a column k.

        known: the number of relations before the joined item.
        """
        relations = tuple(self.relations.values())
        for name in names:
            key = self.normalize(name)
            left = self.merged.get(key) or relations[:known]
            certain = tuple(r for r in left if r.find(key) is not None)
            self.merged[key] = (*(certain or left), *relations[known:])

    def swap_hidden(self, hidden: set[RelationKey]) -> set[RelationKey]:
        """Replace the set of hidden relations, and return the previous one."""
        hidden, self.hidden = self.hidden, hidden
        return hidden

    def swap_ctes(self, ctes: Ctes) -> Ctes:
        """Replace the visible CTEs, and return the previous ones."""
        ctes, self.ctes = self.ctes, ctes
        return ctes

    def make_side(self, start: int, stop: int | None) -> "Scope":
        """Return a scope with only some of the relations, for example with one side of a MERGE.

        start: the position of the first relation in FROM.
        stop: the position after the last relation, None for all other relations.
        """
        side = Scope(self.walker, self.ctes, self)
        side.relations.update(list(self.relations.items())[start:stop])
        return side

    def copy_relations(self) -> "Scope":
        """Return a scope with the same relations, without aliases and outer scope."""
        copy = Scope(self.walker, self.ctes)
        copy.relations.update(self.relations)
        copy.hidden.update(self.hidden)
        return copy

    def list_visible(self) -> list[Relation]:
        """Return the relations that unqualified columns and `*` refer to."""
        if not self.hidden:
            return list(self.relations.values())
        return [r for key, r in self.relations.items() if key not in self.hidden]

    def resolve(self, column: exp.Expr) -> Sources:
        """Return the sources of a column reference: ``a``, ``s.a``, ``d.s.a``, ``s.a.field``."""
        args = column.args
        this, table = args["this"], args.get("table")
        normalize = self.normalize
        if this.__class__ is exp.Star:  # COUNT(t.*)
            if table is None:
                return self.resolve_rows()
            return self._resolve_qualified(normalize(table), "*", column)
        key = normalize(this)
        if table is None:
            sources = self.resolved.get(("", key))
            if sources is None:
                sources = self.resolved["", key] = self._resolve_unqualified(key, spell(this))
            return sources
        owner = normalize(table)
        if args.get("db") is not None:
            return self._resolve_long(column, key, owner)
        relation = self.relations.get(owner)
        sources = None if relation is None else relation.find(key)
        if sources is None:
            sources = self.resolved.get((owner, key))
        if sources is None:  # cached with its first spelling
            sources = self.resolved[owner, key] = self._resolve_qualified(owner, key, column)
        return sources

    def resolve_rows(self) -> Sources:
        """Return the sources of ``COUNT(*)``: each relation as a whole, ``s.*``."""
        tables = {
            s.table for r in self.list_visible() for _, every in r.list_columns() for s in every
        }
        return frozenset(Source(table, "*") for table in tables if table)

    def resolve_position(self, parameter: exp.Expr) -> Sources:
        """Return the sources of Snowflake's ``$1``: the first column of the staged file."""
        name = spell(parameter)
        if self.walker.dialect != "snowflake" or not name[1:].isdigit() or not self.relations:
            return NO_SOURCES
        return self._resolve_unqualified(name, name)

    def resolve_using(self, name: exp.Expr) -> Sources:
        """Return the sources of a column in ``USING (id)``, from all joined relations."""
        key = self.normalize(name)
        if key not in self.merged:
            return NO_SOURCES
        return self._resolve_merged(key, spell(name))

    def find_relation(self, key: str) -> Relation | None:
        """Return the relation that a qualifier refers to, in this scope or in an outer scope."""
        scope: Scope | None = self
        while scope is not None:
            if (relation := scope.relations.get(key)) is not None:
                return relation
            for relation in scope.relations.values():  # also by its table name
                if isinstance(relation, StoredTable) and _has_ending(relation.table, (key,)):
                    return relation
            scope = scope.outer
        return None

    def _resolve_qualified(self, owner: str, key: str, column: exp.Expr) -> Sources:
        """Return the sources of ``s.a``; s may be an alias, a table or a column with fields."""
        relation = self.find_relation(owner)
        if relation is not None:
            if key == "*":
                return NO_SOURCES.union(*(sources for _, sources in relation.list_columns()))
            if (sources := relation.find(key)) is not None:
                return sources
        name = "*" if key == "*" else spell(column.args["this"])
        if relation is None:
            if (value := self.walker.resolve_variable(key, owner)) is not None:
                return value
            return self._resolve_field(column.args["table"], f"{column.args['table'].name}.{name}")
        if isinstance(relation, StoredTable) and not relation.open:
            self.walker.dependencies.add_note(UNLISTED_COLUMN)
            return relation.guess(name)
        return relation.guess(name) if relation.open else self._report_unknown(f"{owner}.{name}")

    def _resolve_long(self, column: exp.Expr, key: str, owner: str) -> Sources:
        """Return the sources of ``schema.table.column`` or ``table.struct.field``."""
        parts = [p for p in (column.args.get("catalog"), column.args["db"]) if p is not None]
        keys = (*map(self.normalize, parts), owner)
        for relation in self.relations.values():
            if isinstance(relation, StoredTable) and _has_ending(relation.table, keys):
                sources = relation.find(key)
                return relation.guess(column.name) if sources is None else sources
        first, second = parts[0], parts[1] if len(parts) > 1 else column.args["table"]
        if (table := self.find_relation(self.normalize(first))) is not None:
            name = second.name
            sources = table.find(self.normalize(second))
            return apply_kind(table.guess(name) if sources is None else sources, _FIELD_KIND)
        if self.find_relation(owner) is not None:
            return self._resolve_qualified(owner, key, column)
        if (value := self.walker.resolve_variable(key, ".".join(keys))) is not None:
            return value
        return self._resolve_field(first, ".".join(part.name for part in (*parts, column)))

    def _resolve_field(self, first: exp.Expr, whole: str) -> Sources:
        """Return the sources of ``a.b`` if no relation is called a.

        Then a may be a column that has a field b.
        """
        key = self.normalize(first)
        certain = [found for r in self.list_visible() if (found := r.find(key)) is not None]
        if len(certain) == 1:
            return apply_kind(certain[0], _FIELD_KIND)
        opened = [r for r in self.list_visible() if r.open]
        if self.outer is not None and not opened:
            return self.outer._resolve_field(first, whole)
        if whole.rpartition(".")[2].casefold() in SEQUENCE_COLUMNS:
            return NO_SOURCES
        if self.walker.dialect in STRUCT_DIALECTS and len(opened) == 1:
            return apply_kind(opened[0].guess(first.name), _FIELD_KIND)
        return self._report_unknown_owner(key, whole)

    def _resolve_unqualified(self, key: str, name: str) -> Sources:
        """Return the sources of ``a``.

        If exactly one relation is known to have this column, it is preferred.
        """
        if self.walker.has_scalar_ctes:
            value = self.walker.trace_scalar_cte(key, self)
            if value is not None:
                return value
        variables = self.walker.variables
        if variables is not None and variables.hides(key):
            return self.walker.resolve_variable(key) or NO_SOURCES
        if key in self.merged:
            return self._resolve_merged(key, name)
        relations = self.list_visible()
        owners = [sources for r in relations if (sources := r.find(key)) is not None]
        if owners:
            joined = self.natural or len(set(owners)) == 1
            return NO_SOURCES.union(*owners) if joined else self._report_ambiguous(name)
        if is_placeholder(name) or key in PSEUDO_COLUMNS.get(self.walker.dialect, ()):
            return NO_SOURCES
        return self._guess_unqualified(key, name, relations)

    def _resolve_merged(self, key: str, name: str) -> Sources:
        """Return the sources of ``id`` after ``JOIN r USING (id)``: those of each joined column."""
        every = [(relation, relation.find(key)) for relation in self.merged[key]]
        known = [sources for _, sources in every if sources is not None]
        guessed = [r.guess(name) for r, sources in every if sources is None and r.open]
        return NO_SOURCES.union(*known, *guessed)

    def _guess_unqualified(self, key: str, name: str, relations: list[Relation]) -> Sources:
        """Return the sources of ``a`` if no relation is known to have this column.

        The name may be an alias, a variable, or a column of the only table whose columns are
        unknown.
        """
        found = self._find_alias(key)
        if found is None:
            found = self._find_variable(key, relations)
        if found is not None:
            return found
        opened = [r for r in relations if r.open and not r.generated]
        opened = opened or [r for r in relations if r.open]
        if len(opened) == 1:
            return opened[0].guess(name)
        if opened:
            return self._report_ambiguous(name)
        if self.outer is not None:
            return self.outer._resolve_unqualified(key, name)
        return self._report_unknown(name) if relations else NO_SOURCES

    def _find_variable(self, key: str, relations: list[Relation]) -> Sources | None:
        """Return the sources of the variable with this name, None if there is none.

        Also return None if a table of an outer query has a column of this name.
        """
        variables = self.walker.variables
        if variables is None or (variables.needs_sign and relations):
            return None
        return None if self._is_known_outside(key) else self.walker.resolve_variable(key)

    def _is_known_outside(self, key: str) -> bool:
        """Return whether a table of an outer query is known to have this column."""
        scope = self.outer
        while scope is not None:
            if any(relation.find(key) is not None for relation in scope.list_visible()):
                return True
            scope = scope.outer
        return False

    def _find_alias(self, key: str) -> Sources | None:
        """Return the sources of a name that was resolved before, or of a projection's alias."""
        for sources in (self.resolved.get(("", key)), self.aliases.get(key)):
            if sources is not None:
                return sources
        return None if self.result is None else self.result.find(key)

    def _report_ambiguous(self, name: str) -> Sources:
        """Add a note that several tables may have a column; return the column without a table."""
        self.walker.dependencies.add_note(AMBIGUOUS)
        return make_sources(UNKNOWN_TABLE, name)

    def _report_unknown_owner(self, owner: str, whole: str) -> Sources:
        """Add a note that FROM has no table ``a`` to which ``a.b`` could refer.

        In Oracle, the name may be a constant of a package, so no column is returned.
        """
        if owner in ROW_VARIABLES:
            self.walker.dependencies.add_note(_UNKNOWN_ROW)
            return make_sources(UNKNOWN_TABLE, whole)
        if self.walker.dialect == "oracle":
            self.walker.dependencies.add_note(_UNKNOWN_MEMBER)
            return NO_SOURCES
        return self._report_unknown(whole)

    def _report_unknown(self, name: str) -> Sources:
        """Add a note that no table has this column; return the column without a table."""
        self.walker.dependencies.add_note(UNKNOWN_COLUMN)
        return make_sources(UNKNOWN_TABLE, name)


_UNKNOWN_ROW = "NEW and OLD are rows of an unknown table; add the CREATE TRIGGER to the inputs"
_UNKNOWN_MEMBER = (
    "a qualified name belongs to no table in FROM; add the package that defines it, or "
    "correct the name"
)
_FIELD_KIND = EXPRESSION  # a field is extracted from its column
# Names that every query of a dialect can use and no table has.
PSEUDO_COLUMNS = {
    "oracle": frozenset({"rownum", "level", "sysdate", "systimestamp", "user", "uid"})
}
SEQUENCE_COLUMNS = frozenset({"nextval", "currval"})  # s.NEXTVAL is a number of the sequence s
# Dialects in which `a.b` may be the field b of a column a.
STRUCT_DIALECTS = frozenset({
    "bigquery", "spark", "spark2", "databricks", "hive", "athena", "presto", "trino", "duckdb",
    "clickhouse", "snowflake",
})  # fmt: skip


def _has_ending(table: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    """Return whether a table's name ends with these parts: ``d.s.t`` ends with ``s.t``."""
    return tuple(part.casefold() for part in table[-len(keys) :]) == keys
