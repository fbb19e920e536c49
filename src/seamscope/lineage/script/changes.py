"""Find the routines whose results or arguments have changed since the last round of execution."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from seamscope.lineage.catalog import Arguments, RoutineResults
from seamscope.lineage.query.model import Name
from seamscope.lineage.script.holes import RUNTIME

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineNames:
    """Names of routines that are used, or that have changed: the last part, in lower case.

    results: routines whose result set, return value or OUT parameter is used or has changed.
    arguments: routines whose call arguments are used or have changed.
    """

    results: frozenset[str] = frozenset()
    arguments: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.results or self.arguments)

    def overlaps(self, other: "RoutineNames") -> bool:
        """Return whether both objects have a common routine in `results`, or one in `arguments`."""
        return not (
            self.results.isdisjoint(other.results) and self.arguments.isdisjoint(other.arguments)
        )

    def union(self, other: "RoutineNames") -> "RoutineNames":
        """Return the routines that are in this object or in `other`."""
        return RoutineNames(
            results=self.results | other.results, arguments=self.arguments | other.arguments
        )


NO_ROUTINES = RoutineNames()


def list_changes(now: RoutineResults, earlier: RoutineResults) -> RoutineNames:
    """Return the routines whose results or arguments have changed."""
    results = set(_list_differing(now.returned, earlier.returned))
    parameters = list(_list_differing(now.out_parameters, earlier.out_parameters))
    results |= {one.routine for one in parameters if not one.passed}
    arguments = [
        name
        for name in _list_differing(now.arguments, earlier.arguments)
        if _has_texts(now.arguments.get(name)) or _has_texts(earlier.arguments.get(name))
    ]
    arguments += [one.routine for one in parameters if one.passed]
    return RoutineNames(results=_list_last_parts(results), arguments=_list_last_parts(arguments))


def _list_differing(now: Mapping[Key, Value], before: Mapping[Key, Value]) -> Iterator[Key]:
    return (key for key in now.keys() | before.keys() if now.get(key) != before.get(key))


def _has_texts(calls: Iterable[Arguments] | None) -> bool:
    """Return whether any call passes a known string.

    Calls that pass no known string do not change what is known of a routine's parameters.
    """
    return any(text != RUNTIME for call in calls or () for _, text in call)


def _list_last_parts(names: Iterable[Name]) -> frozenset[str]:
    return frozenset(name[-1].casefold() for name in names)
