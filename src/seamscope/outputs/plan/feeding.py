"""Find the integrations that must be built first, because they deliver test data to others."""

from collections import defaultdict
from collections.abc import Iterable

from seamscope.landscape import Direction
from seamscope.outputs.views.effort_rows import EffortRow


def find_feeding_integrations(rows: Iterable[EffortRow]) -> dict[str, tuple[str, ...]]:
    """Return, for each integration, the integrations that deliver data to its source, by label.

    The tests of an integration wait until the delivering integrations are built. They do not wait
    for the tests of these integrations, because this could lead to cycles.
    """
    unique = {row.label: row for row in rows}
    feeders_of: dict[str, set[str]] = defaultdict(set)
    for row in unique.values():
        for end in _list_targets(row):
            feeders_of[end].add(row.label)
    return {
        row.label: tuple(
            sorted({label for end in _list_sources(row) for label in feeders_of[end]} - {row.label})
        )
        for row in unique.values()
    }


def _list_targets(row: EffortRow) -> set[str]:
    match row.direction:
        case Direction.UNKNOWN:
            return set()
        case Direction.BOTH:
            return {row.source, row.target}
        case _:
            return {row.target}


def _list_sources(row: EffortRow) -> set[str]:
    match row.direction:
        case Direction.UNKNOWN:
            return set()
        case Direction.BOTH:
            return {row.source, row.target}
        case _:
            return {row.source}
