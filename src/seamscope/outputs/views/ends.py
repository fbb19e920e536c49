"""What one integration consists of, to draw it: datasets on two sides, lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.views.rows import MECHANISMS
from seamscope.records import ColumnEdge, EdgeKind, State
from seamscope.resolved import DependencyEdge, End, FlowEdge


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One flow, or one dependency whose direction nobody knows, from left to right.

    back: whether data goes from right to left; columns: (left, right, kind), by name.
    """

    key: str
    left: End
    right: End
    back: bool
    known: bool
    active: bool
    words: str
    columns: tuple[tuple[str, str, EdgeKind], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One dataset to draw. columns: those shown; more: how many are not."""

    key: str
    name: str
    about: str
    columns: tuple[str, ...]
    more: int


def lines_of(survey: Survey) -> list[Line]:
    """Return every flow and dependency, working ones first, turned to go from left to right."""
    left = survey.integrations[0].systems[0]
    edges: list[FlowEdge | DependencyEdge] = [*survey.flows, *survey.dependencies]
    edges.sort(key=lambda edge: (edge.state is not State.ACTIVE, edge.id))
    return [_line(f"flow-{place}", edge, left) for place, edge in enumerate(edges)]


def _line(key: str, edge: FlowEdge | DependencyEdge, left: str) -> Line:
    back = edge.source.system != left
    extra: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    match edge:
        case FlowEdge():
            columns = edge.columns
            extra = (edge.frequency, f"via {', '.join(edge.via)}" if edge.via else "")
    state = "" if edge.state is State.ACTIVE else edge.state.value
    told = (edge.technology or MECHANISMS[edge.mechanism], *extra, state)
    return Line(
        key=key,
        left=edge.target if back else edge.source,
        right=edge.source if back else edge.target,
        back=back,
        known=isinstance(edge, FlowEdge),
        active=edge.state is State.ACTIVE,
        words=" · ".join(part for part in told if part),
        columns=tuple(_turned(column, back=back) for column in columns),
    )


def _turned(edge: ColumnEdge, *, back: bool) -> tuple[str, str, EdgeKind]:
    ends = edge.source.rpartition(".")[2], edge.target.rpartition(".")[2]
    return (*(ends[::-1] if back else ends), edge.kind)


def boxes_of(survey: Survey, lines: Sequence[Line], system: str, most: int) -> dict[End, Box]:
    """Return the datasets of one system that the lines touch; "" stands for none known."""
    known = {item.id: item for item in survey.datasets}
    side = "left" if system == survey.integrations[0].systems[0] else "right"
    named: dict[End, dict[str, None]] = {}
    for line in lines:
        for place, end in enumerate((line.left, line.right)):
            if end.system == system:
                columns = named.setdefault(end, {})
                columns.update({pair[place]: None for pair in line.columns if pair[place] != "*"})
    made = {}
    for place, (end, used) in enumerate(sorted(named.items())):
        item = known.get(end.dataset)
        listed = [column.name for column in (item.columns or ())] if item else []
        rest = [name for name in listed if name.casefold() not in {n.casefold() for n in used}]
        every = [*used, *rest]
        facts = (item.kind, item.entity, item.classification) if item else ()
        made[end] = Box(
            key=f"{side}_{place}",
            name=item.name if item else end.dataset or "dataset not known",
            about=" · ".join(fact for fact in facts if fact),
            columns=tuple(every[:most]),
            more=len(every) - len(every[:most]),
        )
    return made
