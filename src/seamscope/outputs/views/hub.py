"""One system and what it exchanges data with, for a page: givers left of it, takers right."""

from dataclasses import replace

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.neighbourhoods import neighbourhoods
from seamscope.outputs.views.scene import Edge, Scene, scene
from seamscope.wording import number


def hubs(survey: Survey, system: str, each: int) -> tuple[Scene, ...]:
    """Return the pages about a system (its id), with at most `each` integrations on a page.

    Everything the POC touches is there; of the rest the dearest, and how many more there are.
    """
    parts, more = neighbourhoods(survey, system, each)
    left_out = f"+{number(more, 'more integration')}, see the table" if more else ""
    last = len(parts) - 1
    return tuple(
        _turned(replace(scene(part), left_out=left_out if place == last else ""), system)
        for place, part in enumerate(parts)
    )


def _turned(shown: Scene, system: str) -> Scene:
    """Turn lines that lead both ways, or nobody knows where, to the emptier side."""
    centre = next(node.key for node in shown.nodes if node.system == system)
    fixed = [edge for edge in shown.edges if edge.direction in _ONE_WAY]
    givers = sum(edge.target == centre for edge in fixed)
    takers = len(fixed) - givers
    edges: list[Edge] = []
    for edge in shown.edges:
        if edge.direction in _ONE_WAY:
            edges.append(edge)
            continue
        other = edge.source if edge.target == centre else edge.target
        gives = givers <= takers
        givers, takers = givers + gives, takers + (not gives)
        ends = (other, centre) if gives else (centre, other)
        edges.append(replace(edge, source=ends[0], target=ends[1]))
    nodes = tuple(
        replace(node, group="", lines=node.lines[:1] + ((node.group,) if node.group else ()))
        for node in shown.nodes
    )
    return replace(shown, nodes=nodes, edges=tuple(edges), labelled=True)


_ONE_WAY = frozenset({Direction.A_TO_B, Direction.B_TO_A})
