"""The kinds of things a FROM can name: tables, results of queries, unions, made-up rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from seamscope.lineage.model import NOTHING, UNKNOWN, Feed, Name, Relation, column_of


@dataclass(slots=True)
class Physical:
    """A stored table; `shape` maps folded to spelled columns, None where they are not known."""

    table: Name
    shape: dict[str, str] | None = None
    generated: bool = False

    @property
    def open(self) -> bool:
        return self.shape is None

    def find(self, key: str) -> Feed | None:
        if self.shape is None:
            return None
        spelled = self.shape.get(key)
        if spelled is None and key[:1] == '"':  # a schema does not tell quoted names from others
            spelled = self.shape.get(key[1:].casefold())
        return None if spelled is None else column_of(self.table, spelled)

    def guess(self, name: str) -> Feed:
        return column_of(self.table, name)

    def outs(self) -> list[tuple[str, Feed]]:
        if self.shape is None:
            return [("*", self.guess("*"))]
        return [(name, self.guess(name)) for name in self.shape.values()]


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
    """Branches of a set operation of which not all columns are known: each may feed any."""

    branches: list[Relation]
    generated: bool = False
    open: bool = True

    def find(self, key: str) -> Feed | None:
        feeds = [feed for branch in self.branches if (feed := branch.find(key)) is not None]
        if not feeds:
            return None
        feeds += [branch.guess(key) for branch in self.branches if branch.find(key) is None]
        return NOTHING.union(*feeds)

    def guess(self, name: str) -> Feed:
        key = name.casefold()
        found = [(branch, branch.find(key)) for branch in self.branches]
        return NOTHING.union(*(b.guess(name) if feed is None else feed for b, feed in found))

    def outs(self) -> list[tuple[str, Feed]]:
        fed: dict[str, Feed] = {}
        for branch in self.branches:
            for name, feed in branch.outs():
                fed[name] = fed.get(name, NOTHING) | feed
        return list(fed.items())


@dataclass(slots=True)
class Made:
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


def united(relations: Sequence[Relation], keys: Sequence[str]) -> Relation:
    """Return a set operation's result: the first names the columns, all feed them by position."""
    if any(relation.open for relation in relations):
        return Union(list(relations))
    every = [relation.outs() for relation in relations]
    columns: list[tuple[str, Feed]] = []
    for index, (name, _) in enumerate(every[0]):
        feeds = (outs[index][1] for outs in every if index < len(outs))
        columns.append((name, NOTHING.union(*feeds)))
    return Derived(columns, list(keys))
