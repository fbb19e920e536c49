"""The contents that move in each direction between two systems."""

from collections.abc import Iterable

from seamscope.resolved import FlowEdge


def list_contents(
    pair: tuple[str, str], row: Iterable[FlowEdge]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the contents that move from the first system to the second, and those back."""
    ways: dict[str, dict[str, None]] = {key: {} for key in pair}
    for flow in row:
        ways[flow.source.system] |= dict.fromkeys(flow.entities)
    return tuple(ways[pair[0]]), tuple(ways[pair[1]])
