"""A routine's own names: temp tables, variables, cursors, texts; all of them resolved away."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from seamscope.lineage.query.model import (
    NO_SOURCES,
    NO_TRIGGER,
    Dependencies,
    Name,
    QueryResult,
    Source,
    Sources,
    TableWrite,
    TriggerRows,
    fold,
)
from seamscope.lineage.query.names import get_table_name
from seamscope.lineage.script.branches import Path, Texts
from seamscope.lineage.script.constant_text import RUNTIME, values
from seamscope.lineage.statements.temp_tables import make_temp_table, merge_fills

VALUE = "value"
TEMP_SCHEMAS = frozenset({"pg_temp", "_session", "session", "temp", "global_temp", "tempdb"})


@dataclass(slots=True)
class Environment:
    """What a routine, or a script outside of any, has filled so far.

    temps: temp tables, and under their own names variables and loop records; named: the names of
    temp tables that only their definition tells from others; made_at: the branch in which each
    temp table was made; declared: names of variables that are written as plain words; texts:
    what variables that hold SQL may hold; place: the branch in which the statement at hand stands;
    cursors: queries by name; trigger: what it sees, if it is one; bound: places of a text
    hold what was given to them; prepared: names of statements; function: it returns a value;
    filled: the table variable that it returns; outputs: the parameters that go out, by position.
    """

    temps: dict[Name, QueryResult] = field(default_factory=dict)
    dialect: str = ""
    named: set[Name] = field(default_factory=set)
    made_at: dict[Name, Path] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    texts: Texts = field(default_factory=Texts)
    place: Path = ()
    cursors: dict[str, QueryResult] = field(default_factory=dict)
    trigger: TriggerRows = NO_TRIGGER
    bound: bool = False
    prepared: set[str] = field(default_factory=set)
    function: bool = False
    filled: str = ""
    outputs: dict[int, str] = field(default_factory=dict)

    def inner(self) -> "Environment":
        """Return the frame of what runs inside: it sees the temp tables here."""
        seen = Environment(dict(self.temps), self.dialect, set(self.named), dict(self.made_at))
        seen.bound = self.bound
        return seen

    def variable(self, name: str) -> bool:
        """Tell whether a plain word is a variable of which it is known what filled it."""
        folded = name.casefold()
        return folded in self.declared and (folded,) in self.temps

    def take_in(self, inner: "Environment") -> None:
        """Know the temp tables that what ran inside has made and filled."""
        self.temps |= inner.temps
        self.named |= inner.named

    def shared(self) -> dict[Name, QueryResult]:
        """Return the temp tables that every session sees."""
        return {name: read for name, read in self.temps.items() if name[-1].startswith("##")}

    def is_temp(self, name: Name) -> bool:
        """Tell whether a name is that of a temp table or table variable here."""
        named = bool(self.named) and _local(name) in self.named
        return named or (bool(name) and is_marked(name, self.dialect))

    def knows(self, name: Name) -> bool:
        """Tell whether it is known what a temp table holds."""
        return temp_name(name) in self.temps

    def apart(
        self, tree: exp.Expr, made: Sequence[TableWrite]
    ) -> tuple[list[TableWrite], list[TableWrite]]:
        """Return what a statement puts into temp tables, and what into others."""
        old = tree.this if isinstance(tree, exp.Alter) else None
        renames = isinstance(old, exp.Table) and self.is_temp(get_table_name(old))
        for item in made:
            if item.temporary or renames:
                self._name(item.table)
        temps = [item for item in made if self.is_temp(item.table)]
        return temps, [item for item in made if not self.is_temp(item.table)]

    def fill(self, made: TableWrite) -> None:
        """Note what goes into a temp table; one that is made anew holds nothing from before."""
        key = temp_name(made.table)
        if made.creates:
            if self._made_here(key):
                self.temps.pop(key, None)
            self.made_at[key] = self.place
        self.temps[key] = merge_fills(self.temps.get(key), make_temp_table(made))

    def _name(self, name: Name) -> None:
        """Note a temp table that its definition calls one; any ending of its name means it."""
        local = _local(name)
        self.named |= {local[start:] for start in range(len(local))}

    def drop(self, tree: exp.Expr) -> None:
        """Forget dropped temp tables, but those made before a choice of which this is a branch."""
        for node in tree.args.get("tables") or ():
            name = get_table_name(node) if isinstance(node, exp.Table) else ()
            key = temp_name(name)
            if name and self.is_temp(name) and self._made_here(key):
                self.temps.pop(key, None)
                self.named = {other for other in self.named if other[-1:] != key}

    def _made_here(self, key: Name) -> bool:
        """Tell whether a temp table was made in this branch or one that is part of it."""
        return self.made_at.get(key, ())[: len(self.place)] == self.place

    def assign(
        self, name: str, read: QueryResult, index: int = 0, *, several: bool = False
    ) -> None:
        """Note that a variable holds a column of a query (or, with `several`, any of them)."""
        columns = [fed for _, fed in read.columns]
        if several or index >= len(columns):
            fed: Sources = NO_SOURCES.union(*columns)
        else:
            fed = columns[index]
        fed |= read.indirect if not fed else NO_SOURCES
        key = (name.casefold(),)
        old = self.temps.get(key)
        made = QueryResult(dict(read.reads), set(), dict(read.lookups), {}, [(VALUE, fed)])
        if old is not None:  # another branch may have set it before
            made.absorb(old)
            made.columns = [(VALUE, fed | old.columns[0][1])]
        if made.reads:
            self.temps[key] = made
            self.declared.add(name.casefold())

    def said(self, expression: str, dialect: str) -> tuple[str, ...]:
        """Return the texts an expression may have; parts that are not constant stand as RUNTIME."""
        return values(expression, dialect, self.texts.seen_from(self.place))

    def text(self, node: exp.Expr, dialect: str) -> str:
        """Return the one text an expression has here, "" if that is not known."""
        if dialect == "snowflake":  # SET t = …; $t
            node = node.transform(
                lambda n: exp.column(n.name) if isinstance(n, exp.Parameter) else n
            )
        said = self.said(node.sql(dialect or None), dialect)
        return said[0] if len(said) == 1 and RUNTIME not in said[0] else ""

    def hold(self, name: str, texts: tuple[str, ...] = (RUNTIME,)) -> None:
        """Note the texts a variable is set to here, by default none that is known."""
        self.texts.hold(name.casefold(), texts, self.place)

    def record(self, name: str, read: QueryResult) -> None:
        """Note that a loop's record holds the rows of a query."""
        self.temps[(name.casefold(),)] = QueryResult(
            dict(read.reads), set(read.indirect), dict(read.lookups), {}, list(read.columns)
        )
        self.records.add(name.casefold())


def is_marked(name: Name, dialect: str) -> bool:
    """Tell whether a name itself says that it is a temp table's or table variable's."""
    if name[0].startswith("@"):
        return is_variable(name, dialect)
    return name[-1].startswith("#") and dialect in {"", "tsql", "redshift", "fabric"}


def is_variable(name: Name, dialect: str) -> bool:
    """Tell whether a name is that of a table variable; in Snowflake it is a stage."""
    return len(name) == 1 and name[0].startswith("@") and dialect != "snowflake"


def drop_borrowed(trails: Iterable[Dependencies], frame: Environment) -> None:
    """Forget the tables that a caller hands over: they are no datasets.

    A variable is an argument; a temp table that nothing here made is said.
    """
    for trail in trails:
        for name in [name for name in trail.reads if frame.is_temp(name)]:
            del trail.reads[name]
            trail.lookups.pop(name, None)
            if name[-1].startswith("#"):
                trail.notes[f"{name[-1]} is made elsewhere"] = None
        trail.indirect = {s for s in trail.indirect if not _borrowed(s, frame)}
        if isinstance(trail, QueryResult):
            trail.columns = [
                (column, frozenset(s for s in feed if not _borrowed(s, frame)))
                for column, feed in trail.columns
            ]


def own_edges(made: TableWrite, frame: Environment) -> list[tuple[Source, str]]:
    """Return what feeds a table's columns but for what a caller hands over."""
    return [pair for pair in made.edges if not _borrowed(pair[0], frame)]


def _borrowed(source: Source, frame: Environment) -> bool:
    return bool(source.table) and frame.is_temp(source.table)


def _local(name: Name) -> Name:
    """Return a name, folded, without the schema in which a dialect keeps all temp tables."""
    folded = tuple(part for part in fold(name) if part)
    return folded[1:] if len(folded) > 1 and folded[0] in TEMP_SCHEMAS else folded


def temp_name(name: Name) -> Name:
    """Return the name a temp table goes by, wherever it is said to be (`tempdb..#t`)."""
    return fold(name[-1:])


SELECTS = re.compile(r"\bSELECT\b", re.I)
