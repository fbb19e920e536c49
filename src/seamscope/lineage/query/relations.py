"""The kinds of things a FROM can name: tables, results of queries, unions, made-up rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from seamscope.lineage.query.model import NOTHING, UNKNOWN, Feed, Name, Relation, column_of, shape


@dataclass(slots=True)
class Physical:
    """A stored table; `shape` maps folded to spelled columns, None where they are not known.

    open: they are not; feeds: columns that were found before.
    """

    table: Name
    shape: Mapping[str, str] | None = None
    generated: bool = False
    open: bool = field(init=False)
    feeds: dict[str, Feed] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.open = self.shape is None

    def find(self, key: str) -> Feed | None:
        found = self.feeds.get(key)
        return self._found(key) if found is None and self.shape is not None else found

    def _found(self, key: str) -> Feed | None:
        shape = self.shape or {}
        spelled = shape.get(key)
        if spelled is None and key[:1] == '"':  # a schema does not tell quoted names from others
            spelled = shape.get(key[1:].casefold())
        if spelled is None:
            return None
        found = self.feeds[key] = column_of(self.table, spelled)
        return found

    def guess(self, name: str) -> Feed:
        return column_of(self.table, name)

    def outs(self) -> list[tuple[str, Feed]]:
        if self.shape is None:
            return [("*", self.guess("*"))]
        return [(name, self.guess(name)) for name in self.shape.values()]


@lru_cache(maxsize=4096)  # a log names the same tables again and again
def stored(table: Name, columns: tuple[str, ...] | None) -> Physical:
    """Return a stored table with these columns, None if they are not known."""
    return Physical(table, None if columns is None else shape(columns))


@dataclass(slots=True)
class Derived:
    """The result of a query. behind: open relations whose `*` is passed on."""

    columns: list[tuple[str, Feed]]
    keys: list[str]
    behind: Sequence[Relation] = ()
    generated: bool = False
    index: dict[str, Feed] | None = field(default=None, init=False)

    @property
    def open(self) -> bool:
        return bool(self.behind)

    def find(self, key: str) -> Feed | None:
        if self.index is None:
            self.index = {}
            for name, (_, feed) in zip(self.keys, self.columns, strict=True):
                self.index.setdefault(name, feed)
        return self.index.get(key) if key != "*" else None

    def guess(self, name: str) -> Feed:
        if len(self.behind) == 1:
            return self.behind[0].guess(name)
        return column_of(UNKNOWN, name) if self.behind else NOTHING

    def outs(self) -> list[tuple[str, Feed]]:
        return self.columns


@dataclass(slots=True)
class Union:
    """Branches of a set operation whose first has columns that are not known: each may feed any.

    by_name: it matches columns by name throughout, not by place.
    """

    branches: list[Relation]
    by_name: bool = False
    generated: bool = False
    open: bool = True

    def find(self, key: str) -> Feed | None:
        if not self.by_name:
            known = before_star(self.branches[0].outs())
            for index, name in enumerate(keys_of(self.branches[0])[:known]):
                if name == key:
                    return NOTHING.union(*(at(branch, index) for branch in self.branches))
        feeds = [feed for branch in self.branches if (feed := branch.find(key)) is not None]
        if not feeds:
            return None
        feeds += [b.guess(key) for b in self.branches if b.open and b.find(key) is None]
        return NOTHING.union(*feeds)

    def guess(self, name: str) -> Feed:
        key = name.casefold()
        found = [(branch, branch.find(key)) for branch in self.branches]
        return NOTHING.union(
            *(feed if feed is not None else b.guess(name) for b, feed in found if b.open or feed)
        )

    def outs(self) -> list[tuple[str, Feed]]:
        fed: dict[str, Feed] = {}
        for branch in self.branches:
            for name, feed in branch.outs():
                fed[name] = fed.get(name, NOTHING) | feed
        return list(fed.items())


def before_star(outs: Sequence[tuple[str, Feed]]) -> int:
    """Return how many columns come before the first `*` that stands for those not known."""
    return next((index for index, (name, _) in enumerate(outs) if name == "*"), len(outs))


def at(relation: Relation, index: int) -> Feed:
    """Return what feeds the column at a place; behind a `*`, that it comes from there."""
    outs = relation.outs()
    index = min(index, before_star(outs))
    return outs[index][1] if index < len(outs) else NOTHING


def keys_of(relation: Relation) -> list[str]:
    """Return the keys of a relation's columns."""
    if isinstance(relation, Derived):
        return relation.keys
    return [name.casefold() for name, _ in relation.outs()]


@dataclass(slots=True)
class GeneratedRows:
    """Rows made by a function: whatever they are called, its arguments feed them."""

    feed: Feed
    names: tuple[str, ...] = ()
    open: bool = True
    generated: bool = True

    def find(self, key: str) -> Feed | None:
        return self.feed if any(name.casefold() == key for name in self.names) else None

    def guess(self, name: str) -> Feed:
        return self.feed

    def outs(self) -> list[tuple[str, Feed]]:
        return [(name, self.feed) for name in self.names or ("*",)]


def united(relations: Sequence[Relation], *, by_name: bool = False) -> Relation:
    """Return a set operation's result: the first names the columns, all feed them by position."""
    if relations[0].open or (by_name and any(relation.open for relation in relations)):
        return Union(list(relations), by_name)
    if by_name:
        return _by_name(relations)
    columns: list[tuple[str, Feed]] = []
    closed = [relation.outs() for relation in relations if not relation.open]
    opened = [relation for relation in relations if relation.open]
    for index, (name, _) in enumerate(closed[0]):
        feeds = [outs[index][1] for outs in closed if index < len(outs)]
        feeds += [at(relation, index) for relation in opened]
        columns.append((name, NOTHING.union(*feeds)))
    return Derived(columns, list(keys_of(relations[0])))


def _by_name(relations: Sequence[Relation]) -> Derived:
    whole: dict[str, tuple[str, Feed]] = {}
    for relation in relations:
        for key, (name, fed) in zip(keys_of(relation), relation.outs(), strict=True):
            first, already = whole.get(key, (name, NOTHING))
            whole[key] = first, already | fed
    return Derived(list(whole.values()), list(whole))


def unfit(relations: Sequence[Relation]) -> str:
    """Return why a set operation's queries cannot be matched by the places of their columns."""
    closed = [relation for relation in relations if not relation.open]
    if closed and relations[0].open:
        return "queries of a union are matched by the names of their columns"
    if len({len(relation.outs()) for relation in closed}) > 1:
        return "queries of a union differ in the number of their columns"
    return ""
