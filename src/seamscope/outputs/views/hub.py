"""Build a scene of one system: sources of its data on the left, targets on the right."""

from dataclasses import replace

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.excerpt import split_neighbourhood
from seamscope.outputs.views.scene import Edge, Scene, build_scene
from seamscope.wording import format_count, translate


def build_hub_scenes(survey: Survey, system: str, per_page: int) -> tuple[Scene, ...]:
    """Return the scenes about a system, with at most `per_page` integrations each.

    The integrations that the POC needs, depends on or affects are always included. The last scene
    contains the number of omitted integrations.

    system: the id of the system.
    """
    parts, more = split_neighbourhood(survey, system, per_page)
    left_out = (
        translate(
            "+{integrations} in the effort table",
            integrations=format_count(more, "more integration"),
        )
        if more
        else ""
    )
    last = len(parts) - 1
    return tuple(
        _balance_sides(
            replace(build_scene(part), omitted=left_out if place == last else ""), system
        )
        for place, part in enumerate(parts)
    )


def _balance_sides(scene: Scene, system: str) -> Scene:
    """Place integrations that are two-way or of unknown direction on the side with fewer lines."""
    centre = next(node.key for node in scene.nodes if node.system == system)
    one_way = [edge for edge in scene.edges if edge.direction in _ONE_WAY]
    sources = sum(edge.target == centre for edge in one_way)
    targets = len(one_way) - sources
    edges: list[Edge] = []
    for edge in scene.edges:
        if edge.direction in _ONE_WAY:
            edges.append(edge)
            continue
        other = edge.source if edge.target == centre else edge.target
        is_source = sources <= targets
        sources, targets = sources + is_source, targets + (not is_source)
        ends = (other, centre) if is_source else (centre, other)
        edges.append(replace(edge, source=ends[0], target=ends[1]))
    nodes = tuple(
        replace(node, group="", lines=node.lines[:1] + ((node.group,) if node.group else ()))
        for node in scene.nodes
    )
    return replace(scene, nodes=nodes, edges=tuple(edges), labelled=True)


_ONE_WAY = frozenset({Direction.A_TO_B, Direction.B_TO_A})
