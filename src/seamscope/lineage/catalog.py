"""What all queries together say: columns of tables, remote systems by name, results of routines."""

from collections import ChainMap
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import TypeVar

from seamscope.lineage.query.model import Name, QueryResult, TriggerRows, fold
from seamscope.lineage.remote_systems import Remote
from seamscope.records import Query

QUALIFIED = 3  # parts of a name with its database
Key = TypeVar("Key")
Value = TypeVar("Value")


class _Over(ChainMap[Key, Value]):
    """Own entries before those of all; what is added is one's own."""

    def setdefault(self, key: Key, default: Value) -> Value:
        own = self.maps[0]
        return own.setdefault(key, default)


@dataclass(slots=True)
class Catalog:
    """Definitions that any statement of any file may need; names are folded.

    columns: under every ending of a table's name, () where an ending may mean several tables;
    owners: the whole name behind each ending; remotes: linked servers, links, foreign
    servers, connections, stages, by name; prefixes: catalogs and schemas that stand for a remote
    one; synonyms: further names of tables; results: what routines return; bodies: statements of
    routines that use temp tables of what calls them, to be read again there; watches: what the
    functions see that triggers run; routines: those among the files, under every ending.
    """

    columns: MutableMapping[Name, tuple[str, ...]] = field(default_factory=dict)
    owners: MutableMapping[Name, Name] = field(default_factory=dict)
    remotes: MutableMapping[str, Remote] = field(default_factory=dict)
    prefixes: MutableMapping[Name, Name] = field(default_factory=dict)
    synonyms: MutableMapping[Name, Name] = field(default_factory=dict)
    results: MutableMapping[Name, QueryResult] = field(default_factory=dict)
    bodies: MutableMapping[Name, tuple[Query, ...]] = field(default_factory=dict)
    watches: MutableMapping[Name, TriggerRows] = field(default_factory=dict)
    routines: MutableMapping[Name, bool] = field(default_factory=dict)

    def over(self, base: "Catalog") -> "Catalog":
        """Return these definitions before those of `base`; what is learned is added to these."""
        return Catalog(
            _Over(self.columns, base.columns),
            _Over(self.owners, base.owners),
            _Over(self.remotes, base.remotes),
            _Over(self.prefixes, base.prefixes),
            _Over(self.synonyms, base.synonyms),
            _Over(self.results, base.results),
            _Over(self.bodies, base.bodies),
            _Over(self.watches, base.watches),
            _Over(self.routines, base.routines),
        )

    def size(self) -> int:
        """Return how much is defined."""
        named = len(self.remotes) + len(self.prefixes) + len(self.synonyms)
        watched = sum(len(watch.tables) for watch in self.watches.values())
        return (
            named
            + len(self.columns)
            + len(self.results)
            + len(self.bodies)
            + watched
            + len(self.routines)
        )

    def learn(
        self, name: Name, columns: tuple[str, ...], database: str = "", *, anew: bool = False
    ) -> None:
        """Add a table's columns under every ending of its name.

        The first keeps an ending, unless the other is a table of another database with other
        columns: then the ending alone tells nothing. database: where the definition runs;
        anew: it takes the place of an earlier one, as ALTER VIEW does.
        """
        whole = _whole(name, database)
        for start in range(len(whole)):
            ending = whole[start:]
            if anew and self.owners.get(ending) == whole:
                self.columns[ending] = columns
            self._offer(ending, columns, whole)

    def defined(self, name: Name, database: str = "") -> tuple[str, ...]:
        """Return the columns by which a table of just this name is known."""
        whole = _whole(name, database)
        return self.columns.get(whole, ()) if self.owners.get(whole) == whole else ()

    def _offer(self, ending: Name, columns: tuple[str, ...], whole: Name) -> None:
        known = self.columns.setdefault(ending, columns)
        owner = self.owners.setdefault(ending, whole)
        if known != columns and not _ends_alike(owner, whole):
            self.columns[ending] = ()

    def define(self, remote: Remote) -> None:
        """Add a remote system; of two that disagree on what a name stands for, only that stays."""
        key = remote.name.casefold()
        known = self.remotes.setdefault(key, remote)
        if known != remote:
            self.remotes[key] = known.common(remote)

    def returns(self, name: Name, read: QueryResult) -> None:
        """Add what a routine returns, under every ending of its name."""
        _add(self.results, name, read)

    def result(self, name: Name) -> QueryResult | None:
        """Return what a routine is known to return."""
        return _found(self.results, name)

    def borrows(self, name: Name, body: tuple[Query, ...]) -> None:
        """Add the statements of a routine that use temp tables of what calls it."""
        _add(self.bodies, name, body)

    def body(self, name: Name) -> tuple[Query, ...]:
        """Return the statements of a routine that use temp tables of what calls it."""
        return _found(self.bodies, name) or ()

    def holds(self, routine: Name, *, gives: bool) -> None:
        """Add a routine that is among the files; gives: a value, or parameters that go out."""
        _add(self.routines, routine, gives)

    def has(self, routine: Name) -> bool:
        """Tell whether a routine is among the files."""
        return bool(self.routines) and _found(self.routines, routine) is not None

    def gives(self, routine: Name) -> bool:
        """Tell whether a routine is among the files and gives something back."""
        given = _found(self.routines, routine)
        return bool(given)

    def watch(self, function: Name, watch: TriggerRows) -> None:
        """Add what a function sees that a trigger runs."""
        key = fold(function)
        known = self.watches.get(key)
        self.watches[key] = watch if known is None else known.merge(watch)

    def watched(self, function: Name) -> TriggerRows | None:
        """Return what a function sees that triggers run, by any ending of its name."""
        found: TriggerRows | None = None
        for name, watch in self.watches.items():
            if _ends_alike(name, fold(function)):
                found = watch if found is None else found.merge(watch)
        return found

    def absorb(self, other: "Catalog") -> None:
        """Take in what another process learned; what is known already stays."""
        for ending, columns in other.columns.items():
            self._offer(ending, columns, other.owners.get(ending, ending))
        for remote in other.remotes.values():
            self.define(remote)
        _keep(self.prefixes, other.prefixes)
        _keep(self.synonyms, other.synonyms)
        _keep(self.results, other.results)
        _keep(self.bodies, other.bodies)
        _keep(self.routines, other.routines)
        for key, watch in other.watches.items():
            known = self.watches.get(key)
            self.watches[key] = watch if known is None else known.merge(watch)


def _whole(name: Name, database: str) -> Name:
    return fold((database, *name) if database and len(name) == QUALIFIED - 1 else name)


def _ends_alike(one: Name, other: Name) -> bool:
    """Tell whether two names may be the same table's: what both say agrees."""
    size = min(len(one), len(other))
    return one[-size:] == other[-size:]


def _keep(kept: MutableMapping[Key, Value], more: MutableMapping[Key, Value]) -> None:
    for key, value in more.items():
        kept.setdefault(key, value)


def _add(kept: MutableMapping[Name, Value], name: Name, value: Value) -> None:
    folded = fold(name)
    for start in range(len(folded)):
        kept.setdefault(folded[start:], value)


def _found(kept: MutableMapping[Name, Value], name: Name) -> Value | None:
    """Return what is kept under a routine's name or its longest known ending."""
    folded = tuple(part for part in fold(name) if part)
    for start in range(len(folded)):
        if (found := kept.get(folded[start:])) is not None:
            return found
    return None
