"""One SELECT's names in reach: relations, aliases of its own projections, and the scope around."""

from typing import Protocol

from sqlglot import exp

from seamscope.lineage.query.cte_names import Ctes
from seamscope.lineage.query.model import (
    EXPRESSION,
    NOTHING,
    UNKNOWN,
    Dependencies,
    Feed,
    Relation,
    Source,
    column_of,
    stronger,
)
from seamscope.lineage.query.names import Key, called
from seamscope.lineage.query.relations import Physical


class QueryWalker(Protocol):
    """What scopes need of the walk: nested queries, the way names compare, and the trail.

    functions: those that stand where a table could; scalars: whether WITH names values.
    """

    key: Key
    trail: Dependencies
    dialect: str
    functions: list[exp.Expr]
    scalars: bool

    def query(self, tree: exp.Expr, ctes: Ctes, outer: "Scope | None" = None) -> Relation:
        """Read a query and return its result."""

    def scalar(self, key: str, scope: "Scope") -> Feed | None:
        """Return what feeds a value that WITH names, None if it names none so."""

    def table(self, node: exp.Table, ctes: Ctes) -> Relation:
        """Return what a table's name stands for, and note that it is read."""


class Scope:
    """Resolves the columns of one statement or query.

    hidden: keys that only ON can see (semi joins); merged: columns that USING makes one;
    aliases: results of projections so far; result: of all; windows: those of the WINDOW clause.
    """

    __slots__ = (
        "aliases", "ctes", "hidden", "key", "merged", "natural", "outer", "reader", "relations",
        "result", "seen", "windows",
    )  # fmt: skip

    def __init__(self, reader: QueryWalker, ctes: Ctes, outer: "Scope | None" = None) -> None:
        self.reader = reader
        self.key = reader.key
        self.ctes = ctes
        self.outer = outer
        self.relations: dict[str, Relation] = {}
        self.hidden: set[str] = set()
        self.merged: set[str] = set()
        self.natural = False
        self.windows: dict[str, exp.Expr] = {}
        self.aliases: dict[str, Feed] = {}
        self.result: Relation | None = None
        self.seen: dict[tuple[str, str], Feed] = {}

    def add(self, key: str, relation: Relation) -> None:
        """Put a relation in reach under its alias or name."""
        self.relations[f"{key}\0{len(self.relations)}" if key in self.relations else key] = relation

    def name(self, key: str, fed: Feed) -> None:
        """Let the result of a projection be named by what comes after it.

        A name that was met before is a column of a table, and goes first.
        """
        if ("", key) not in self.seen:
            self.aliases.setdefault(key, fed)

    def visible(self) -> list[Relation]:
        """Return the relations that bare names and `*` see."""
        if not self.hidden:
            return list(self.relations.values())
        return [r for key, r in self.relations.items() if key not in self.hidden]

    def resolve(self, column: exp.Expr) -> Feed:
        """Return what feeds a column reference."""
        args = column.args
        this, table = args["this"], args.get("table")
        compared = self.key
        if this.__class__ is exp.Star:  # COUNT(t.*)
            return self.rows() if table is None else self._owned(compared(table), "*", column)
        key = compared(this)
        if table is None:
            found = self.seen.get(("", key))
            if found is None:
                found = self.seen["", key] = self._bare(key, called(this))
            return found
        owner = compared(table)
        if args.get("db") is not None:
            return self._long(column, key, owner)
        relation = self.relations.get(owner)
        found = None if relation is None else relation.find(key)
        if found is None:
            found = self.seen.get((owner, key))
        if found is None:  # in its first spelling from now on
            found = self.seen[owner, key] = self._owned(owner, key, column)
        return found

    def rows(self) -> Feed:
        """Return what feeds `count(*)`: it depends on each relation as a whole."""
        tables = {s.table for r in self.visible() for _, feed in r.outs() for s in feed}
        return frozenset(Source(table, "*") for table in tables if table)

    def position(self, parameter: exp.Expr) -> Feed:
        """Return what feeds Snowflake's `$1`: the first column of the one file that is read."""
        name = called(parameter)
        if self.reader.dialect != "snowflake" or not name[1:].isdigit() or not self.relations:
            return NOTHING
        return self._bare(name, name)

    def everywhere(self, name: exp.Expr) -> Feed:
        """Return what feeds a column that USING joins by, in all relations that have it."""
        key = self.key(name)
        every = [(relation, relation.find(key)) for relation in self.relations.values()]
        known = [fed for _, fed in every if fed is not None]
        maybe = [r.guess(called(name)) for r, fed in every if fed is None and r.open]
        return NOTHING.union(*known, *maybe)

    def owner(self, key: str) -> Relation | None:
        """Return the relation of a qualifier, here or in the scopes around."""
        scope: Scope | None = self
        while scope is not None:
            if (found := scope.relations.get(key)) is not None:
                return found
            for relation in scope.relations.values():  # by its own name in spite of an alias
                if isinstance(relation, Physical) and _ends(relation.table, (key,)):
                    return relation
            scope = scope.outer
        return None

    def _owned(self, owner: str, key: str, column: exp.Expr) -> Feed:
        relation = self.owner(owner)
        if relation is not None:
            if key == "*":
                return NOTHING.union(*(feed for _, feed in relation.outs()))
            if (found := relation.find(key)) is not None:
                return found
        name = "*" if key == "*" else called(column.args["this"])
        if relation is None:
            return self._field(column.args["table"], f"{column.args['table'].name}.{name}")
        return relation.guess(name) if relation.open else self._unknown(f"{owner}.{name}", name)

    def _long(self, column: exp.Expr, key: str, owner: str) -> Feed:
        """Resolve schema.table.column, or fields in a column of a structure."""
        parts = [p for p in (column.args.get("catalog"), column.args["db"]) if p is not None]
        keys = (*map(self.key, parts), owner)
        for relation in self.relations.values():
            if isinstance(relation, Physical) and _ends(relation.table, keys):
                found = relation.find(key)
                return relation.guess(column.name) if found is None else found
        first, second = parts[0], parts[1] if len(parts) > 1 else column.args["table"]
        if (found_owner := self.owner(self.key(first))) is not None:
            name = second.name
            found = found_owner.find(self.key(second))
            return stronger(found_owner.guess(name) if found is None else found, _PART)
        if self.owner(owner) is not None:
            return self._owned(owner, key, column)
        return self._field(first, ".".join(part.name for part in (*parts, column)))

    def _field(self, first: exp.Expr, whole: str) -> Feed:
        """Resolve a.b where no relation is called a: a may be a column of a structure."""
        key = self.key(first)
        certain = [f for r in self.visible() if (f := r.find(key)) is not None]
        if len(certain) == 1:
            return stronger(certain[0], _PART)
        openings = [r for r in self.visible() if r.open]
        if self.outer is not None and not openings:
            return self.outer._field(first, whole)
        if whole.rpartition(".")[2].casefold() in SEQUENCE:
            return NOTHING
        if self.reader.dialect in STRUCTURED and len(openings) == 1:
            return stronger(openings[0].guess(first.name), _PART)
        return self._unknown(whole, whole)

    def _bare(self, key: str, name: str) -> Feed:
        if self.reader.scalars and (named := self.reader.scalar(key, self)) is not None:
            return named
        relations = self.visible()
        owners = [feed for r in relations if (feed := r.find(key)) is not None]
        if len(owners) == 1:
            return owners[0]
        if owners:
            joined = self.natural or key in self.merged or len(set(owners)) == 1
            return NOTHING.union(*owners) if joined else self._ambiguous(name)
        pseudo = key in PSEUDO.get(self.reader.dialect, ())
        return NOTHING if pseudo else self._maybe(key, name, relations)

    def _maybe(self, key: str, name: str, relations: list[Relation]) -> Feed:
        """Resolve a bare name that no relation is known to have."""
        if (named := self._named(key)) is not None:
            return named
        openings = [r for r in relations if r.open and not r.generated]
        openings = openings or [r for r in relations if r.open]
        if len(openings) == 1:
            return openings[0].guess(name)
        if openings and key in self.merged:
            return NOTHING.union(*(r.guess(name) for r in openings))
        if openings:
            return self._ambiguous(name)
        if self.outer is not None:
            return self.outer._bare(key, name)
        return self._unknown(name, name) if relations else NOTHING

    def _named(self, key: str) -> Feed | None:
        """Return what feeds a projection's name, or what the name was found to be before."""
        for fed in (self.seen.get(("", key)), self.aliases.get(key)):
            if fed is not None:
                return fed
        return None if self.result is None else self.result.find(key)

    def _ambiguous(self, name: str) -> Feed:
        self.reader.trail.notes["a column without its table could come from several"] = None
        return column_of(UNKNOWN, name)

    def _unknown(self, said: str, name: str) -> Feed:
        self.reader.trail.notes["a column belongs to no table in reach"] = None
        return column_of(UNKNOWN, said or name)


_PART = EXPRESSION  # a field is cut out of its column
# Names that every query of a dialect can use, and no table has.
PSEUDO = {"oracle": frozenset({"rownum", "level", "sysdate", "systimestamp", "user", "uid"})}
SEQUENCE = frozenset({"nextval", "currval"})  # s.NEXTVAL: a number of a sequence, from no table
STRUCTURED = frozenset({
    "bigquery", "spark", "spark2", "databricks", "hive", "athena", "presto", "trino", "duckdb",
    "clickhouse", "snowflake",
})  # fmt: skip


def _ends(table: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    return tuple(part.casefold() for part in table[-len(keys) :]) == keys
