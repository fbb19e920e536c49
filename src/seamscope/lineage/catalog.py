"""The catalog: definitions that queries share, such as columns, database links and results."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from seamscope.lineage.query.model import Name, QueryResult, TriggerRows, fold
from seamscope.lineage.remote_systems import DefinedDoor, Remote
from seamscope.records import Query

QUALIFIED = 3  # number of parts of db.schema.table
Key = TypeVar("Key")
Value = TypeVar("Value")


class OutParameter(NamedTuple):
    """An OUT parameter of a routine, as in `EXEC dbo.p @total = @x OUTPUT`.

    parameter: its position in the routine's head, counted from 0, or its case-folded name.
    passed: whether it stands for the values that calls pass to the parameter, not for its value at
        the end of the routine.
    """

    routine: Name
    parameter: int | str
    passed: bool = False


# The arguments of one call, as pairs of (position or case-folded parameter name, string).
Arguments = tuple[tuple[int | str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineResults:
    """Result sets, return values and OUT parameters of routines, and the arguments of their calls.

    returned: the result set or return value of each routine.
    arguments: the strings that calls pass to each routine, by the routine's name as written in the
    calls.
    """

    returned: Mapping[Name, QueryResult] = field(default_factory=dict)
    out_parameters: Mapping[OutParameter, QueryResult] = field(default_factory=dict)
    arguments: Mapping[Name, frozenset[Arguments]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.returned or self.out_parameters or self.arguments)


class _Layered(ChainMap[Key, Value]):
    """A mapping that looks up its own entries first, and then those of a base.

    New entries are added to its own entries.
    """

    def setdefault(self, key: Key, default: Value) -> Value:
        return self.maps[0].setdefault(key, default)


def _layer(
    own: MutableMapping[Key, Value], base: MutableMapping[Key, Value]
) -> MutableMapping[Key, Value]:
    """Return a mapping that looks up its own entries first, and then those of a base.

    If the base is an empty dict, return `own` unchanged. An empty base of another type is kept,
    because it may record lookups.
    """
    return own if type(base) is dict and not base else _Layered(own, base)


@dataclass(slots=True)
class Catalog:
    """Definitions that any statement of any file may need. All keys are case-folded names.

    columns: columns of tables and views, under every ending of the name (`db.s.t`, `s.t`, `t`); ()
    if tables with different columns have the ending.
    owners: the full name of the table that each ending stands for.
    remotes: linked servers, database links, foreign servers, connections and stages, by name.
    prefixes: catalogs and schemas that stand for a remote catalog or schema, as after CREATE
    FOREIGN CATALOG.
    synonyms: the table that each name of CREATE SYNONYM refers to.
    results: the result set or return value of each routine.
    out_parameters: the values of OUT parameters.
    bodies: statements of routines that use temp tables of their caller; they are executed again at
    each call.
    triggers: the rows that a trigger function sees (Postgres: EXECUTE FUNCTION f()).
    routines: the routines among the inputs, and whether each returns a value.
    packages: the variables that each package declares for all its routines.
    arguments: the strings that calls pass to each routine, by the routine's name as written in the
    calls.
    doors: functions, models and directories through which data leaves the database (side doors).
    """

    columns: MutableMapping[Name, tuple[str, ...]] = field(default_factory=dict)
    owners: MutableMapping[Name, Name] = field(default_factory=dict)
    remotes: MutableMapping[str, Remote] = field(default_factory=dict)
    prefixes: MutableMapping[Name, Name] = field(default_factory=dict)
    synonyms: MutableMapping[Name, Name] = field(default_factory=dict)
    results: MutableMapping[Name, QueryResult] = field(default_factory=dict)
    out_parameters: MutableMapping[OutParameter, QueryResult] = field(default_factory=dict)
    bodies: MutableMapping[Name, tuple[Query, ...]] = field(default_factory=dict)
    triggers: MutableMapping[Name, TriggerRows] = field(default_factory=dict)
    routines: MutableMapping[Name, bool] = field(default_factory=dict)
    packages: MutableMapping[Name, frozenset[str]] = field(default_factory=dict)
    arguments: MutableMapping[Name, frozenset[Arguments]] = field(default_factory=dict)
    doors: MutableMapping[str, DefinedDoor] = field(default_factory=dict)

    def layer_over(self, base: "Catalog") -> "Catalog":
        """Return a catalog in which these definitions take precedence over those of `base`.

        New definitions are added to this catalog, not to `base`.
        """
        return Catalog(
            _layer(self.columns, base.columns),
            _layer(self.owners, base.owners),
            _layer(self.remotes, base.remotes),
            _layer(self.prefixes, base.prefixes),
            _layer(self.synonyms, base.synonyms),
            _layer(self.results, base.results),
            _layer(self.out_parameters, base.out_parameters),
            _layer(self.bodies, base.bodies),
            _layer(self.triggers, base.triggers),
            _layer(self.routines, base.routines),
            _layer(self.packages, base.packages),
            _layer(self.arguments, base.arguments),
            _layer(self.doors, base.doors),
        )

    def has_only_columns(self) -> bool:
        """Return whether the catalog has only columns: no remote systems, synonyms or routines."""
        return self.has_local_names() and not (
            self.results
            or self.out_parameters
            or self.bodies
            or self.triggers
            or self.routines
            or self.packages
            or self.arguments
        )

    def defines_only_tables(self) -> bool:
        """Return whether the catalog has nothing but tables and views.

        It must not have remote systems, synonyms, routines or functions that send data (side
        doors).
        """
        return self.has_only_columns() and not self.doors

    def has_local_names(self) -> bool:
        """Return whether no name stands for another name or for a remote system."""
        return not (self.remotes or self.prefixes or self.synonyms)

    def count_definitions(self) -> int:
        """Return the number of definitions.

        When it no longer grows between two rounds, all definitions have been collected.
        """
        named = len(self.remotes) + len(self.prefixes) + len(self.synonyms) + len(self.doors)
        trigger_tables = sum(len(trigger.tables) for trigger in self.triggers.values())
        routines = len(self.bodies) + len(self.routines)
        routines += sum(map(len, self.packages.values()))
        return named + len(self.columns) + trigger_tables + routines

    def add_columns(
        self, name: Name, columns: tuple[str, ...], database: str = "", *, replaces: bool = False
    ) -> None:
        """Add a table's columns under every ending of its name: `db.s.t`, `s.t` and `t`.

        If two tables with different columns share an ending, the columns of that ending are
        removed. Otherwise the ending keeps standing for the first table.

        database: the database in which the definition runs.
        replaces: whether the columns replace those of an earlier definition, as in ALTER VIEW.
        """
        full = _qualify(name, database)
        for start in range(len(full)):
            ending = full[start:]
            if replaces and self.owners.get(ending) == full:
                self.columns[ending] = columns
            self._add_ending(ending, columns, full)

    def find_columns(self, name: Name, database: str = "") -> tuple[str, ...]:
        """Return the columns of the table with exactly this name, () if the table is unknown.

        database: added to a name such as `schema.table` that has no database.
        """
        full = _qualify(name, database)
        return self.columns.get(full, ()) if self.owners.get(full) == full else ()

    def _add_ending(self, ending: Name, columns: tuple[str, ...], full: Name) -> None:
        known = self.columns.setdefault(ending, columns)
        owner = self.owners.setdefault(ending, full)
        if known != columns and not _may_be_same(owner, full):
            self.columns[ending] = ()

    def add_remote(self, remote: Remote) -> None:
        """Add a remote system; if its name is defined twice, keep the properties that agree."""
        key = remote.name.casefold()
        known = self.remotes.setdefault(key, remote)
        if known != remote:
            self.remotes[key] = known.intersect(remote)

    def replace_results(self, results: RoutineResults) -> None:
        """Replace the results, OUT parameters and arguments of all routines."""
        self.results, self.out_parameters = {}, {}
        self.arguments = {_normalise_name(name): calls for name, calls in results.arguments.items()}
        for name, result in results.returned.items():
            _add_endings(self.results, name, result)
        for parameter, result in results.out_parameters.items():
            if parameter.passed:
                self._add_passed(parameter, result)
                continue
            for ending in _list_endings(fold(parameter.routine)):
                self.out_parameters.setdefault(parameter._replace(routine=ending), result)

    def _add_passed(self, parameter: OutParameter, value: QueryResult) -> None:
        """Add the value of an argument under the routine's name in the call, and under its endings.

        An ending is stored with an empty first part, `("", "log")`, so that a value that is passed
        to `a.log` is not found for `b.log`.
        """
        name = _normalise_name(parameter.routine)
        self.out_parameters[parameter._replace(routine=name)] = value
        for ending in _list_endings(name)[1:]:
            self.out_parameters.setdefault(parameter._replace(routine=("", *ending)), value)

    def find_result(self, routine: Name) -> QueryResult | None:
        """Return the result set or value that a routine returns, None if it is not known."""
        return _find(self.results, routine)

    def find_out_parameter(self, wanted: OutParameter) -> QueryResult | None:
        """Return the value of an OUT parameter at the end of its routine, None if not known."""
        for ending in _list_endings(_normalise_name(wanted.routine)):
            found = self.out_parameters.get(OutParameter(ending, wanted.parameter))
            if found is not None:
                return found
        return None

    def find_passed(self, routine: Name, parameter: int | str) -> Iterator[QueryResult]:
        """Yield the values that calls pass to a parameter; a call may omit the routine's schema."""
        if not self.out_parameters:
            return
        endings = _list_endings(_normalise_name(routine))
        for name in (*endings, *([("", *endings[0])] if endings else [])):
            found = self.out_parameters.get(OutParameter(name, parameter, passed=True))
            if found is not None:
                yield found

    def find_arguments(self, routine: Name) -> frozenset[Arguments]:
        """Return the arguments that calls pass to a routine, one entry for each distinct call."""
        matching = (
            calls for name, calls in self.arguments.items() if _may_be_same(name, fold(routine))
        )
        return frozenset[Arguments]().union(*matching)

    def add_body(self, routine: Name, body: tuple[Query, ...]) -> None:
        """Add the statements of a routine that uses temp tables of its caller."""
        _add_endings(self.bodies, routine, body)

    def find_body(self, routine: Name) -> tuple[Query, ...]:
        """Return the statements that a call of a routine executes again, () if there are none."""
        return _find(self.bodies, routine) or ()

    def add_routine(self, routine: Name, *, returns_value: bool) -> None:
        """Add a routine that the inputs define.

        returns_value: whether it is a function or has OUT parameters.
        """
        _add_endings(self.routines, routine, returns_value)

    def has_routine(self, routine: Name) -> bool:
        """Return whether a routine is among the inputs."""
        return bool(self.routines) and _find(self.routines, routine) is not None

    def returns_value(self, routine: Name) -> bool:
        """Return whether a routine of the inputs is a function or has OUT parameters."""
        return _find(self.routines, routine) is True

    def add_package_variables(self, package: Name, names: Iterable[str]) -> None:
        """Add variables that all routines of a package can use.

        names: the names in lower case.
        """
        key = fold(package)
        self.packages[key] = self.packages.get(key, frozenset()) | frozenset(names)

    def find_package_variables(self, package: Name) -> frozenset[str]:
        """Return the variables of a package, given its name with or without the schema."""
        if not self.packages:
            return frozenset()
        matching = (own for name, own in self.packages.items() if _may_be_same(name, fold(package)))
        return frozenset[str]().union(*matching)

    def add_trigger(self, function: Name, trigger: TriggerRows) -> None:
        """Add a trigger that executes a function: ``CREATE TRIGGER … ON t … EXECUTE FUNCTION f()``.

        The function sees the rows of ``t``.
        """
        key = fold(function)
        known = self.triggers.get(key)
        self.triggers[key] = trigger if known is None else known.merge(trigger)

    def find_trigger(self, function: Name) -> TriggerRows | None:
        """Return the rows that a trigger function sees, None if no trigger executes it."""
        found: TriggerRows | None = None
        for name, trigger in self.triggers.items():
            if _may_be_same(name, fold(function)):
                found = trigger if found is None else found.merge(trigger)
        return found

    def absorb(self, other: "Catalog") -> None:
        """Add the definitions of another catalog; keep the existing definition of a name."""
        for ending, columns in other.columns.items():
            self._add_ending(ending, columns, other.owners.get(ending, ending))
        for remote in other.remotes.values():
            self.add_remote(remote)
        _add_missing(self.prefixes, other.prefixes)
        _add_missing(self.synonyms, other.synonyms)
        _add_missing(self.results, other.results)
        _add_missing(self.out_parameters, other.out_parameters)
        _add_missing(self.bodies, other.bodies)
        _add_missing(self.routines, other.routines)
        _add_missing(self.doors, other.doors)
        for package, names in other.packages.items():
            self.add_package_variables(package, names)
        for function, trigger in other.triggers.items():
            self.add_trigger(function, trigger)


def _qualify(name: Name, database: str) -> Name:
    """Return a case-folded name; ``schema.table`` becomes ``database.schema.table``."""
    return fold((database, *name) if database and len(name) == QUALIFIED - 1 else name)


def _may_be_same(one: Name, other: Name) -> bool:
    """Return whether two names may refer to one object, as `db.s.t` and `s.t` do."""
    size = min(len(one), len(other))
    return one[-size:] == other[-size:]


def _add_missing(known: MutableMapping[Key, Value], more: MutableMapping[Key, Value]) -> None:
    for key, value in more.items():
        known.setdefault(key, value)


def _list_endings(name: Name) -> list[Name]:
    """Return all endings of a name, the longest first: `a.b.c` -> `a.b.c`, `b.c`, `c`."""
    return [name[start:] for start in range(len(name))]


def _normalise_name(name: Name) -> Name:
    """Return a case-folded name without its empty parts: ``db..P`` -> ``('db', 'p')``."""
    return tuple(part for part in fold(name) if part)


def _add_endings(known: MutableMapping[Name, Value], name: Name, value: Value) -> None:
    for ending in _list_endings(fold(name)):
        known.setdefault(ending, value)


def _find(known: MutableMapping[Name, Value], name: Name) -> Value | None:
    """Return the entry for a routine's name: ``a.b.p`` is looked up, then ``b.p``, then ``p``."""
    for ending in _list_endings(_normalise_name(name)):
        if (found := known.get(ending)) is not None:
            return found
    return None
