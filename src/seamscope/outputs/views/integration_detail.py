"""Arrange the datasets and flows of one integration in two columns, one for each system."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.views.effort_rows import name_mechanism
from seamscope.records import ColumnEdge, EdgeKind, State
from seamscope.resolved import DependencyEdge, End, FlowEdge
from seamscope.wording import translate, translate_term


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailLine:
    """One flow, or one dependency of unknown direction, between a left and a right dataset.

    back: whether data moves from right to left.
    known: whether the direction is known.
    columns: the column lineage as (left column, right column, kind).
    """

    key: str
    left: End
    right: End
    back: bool
    known: bool
    active: bool
    caption: str
    columns: tuple[tuple[str, str, EdgeKind], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetBox:
    """One dataset to draw.

    details: kind, entity and classification.
    more: number of columns that are not shown.
    """

    key: str
    name: str
    details: str
    columns: tuple[str, ...]
    more: int


def list_detail_lines(survey: Survey) -> list[DetailLine]:
    """Return every flow and dependency of the survey's only integration, active flows first."""
    left_system = survey.integrations[0].systems[0]
    edges: list[FlowEdge | DependencyEdge] = [*survey.flows, *survey.dependencies]
    edges.sort(key=lambda edge: (edge.state is not State.ACTIVE, edge.id))
    return [_build_line(f"flow-{place}", edge, left_system) for place, edge in enumerate(edges)]


def _build_line(key: str, edge: FlowEdge | DependencyEdge, left_system: str) -> DetailLine:
    back = edge.source.system != left_system
    extra: tuple[str, ...] = ()
    columns: tuple[ColumnEdge, ...] = ()
    match edge:
        case FlowEdge():
            columns = edge.columns
            extra = (
                edge.frequency,
                translate("via {via}", via=", ".join(edge.via)) if edge.via else "",
            )
    state = "" if edge.state is State.ACTIVE else translate_term(edge.state.value)
    labels = (edge.technology or name_mechanism(edge.mechanism), *extra, state)
    return DetailLine(
        key=key,
        left=edge.target if back else edge.source,
        right=edge.source if back else edge.target,
        back=back,
        known=isinstance(edge, FlowEdge),
        active=edge.state is State.ACTIVE,
        caption=" · ".join(part for part in labels if part),
        columns=tuple(_orient_columns(column, back=back) for column in columns),
    )


def _orient_columns(edge: ColumnEdge, *, back: bool) -> tuple[str, str, EdgeKind]:
    ends = edge.source.rpartition(".")[2], edge.target.rpartition(".")[2]
    return (*(ends[::-1] if back else ends), edge.kind)


def build_dataset_boxes(
    survey: Survey, lines: Sequence[DetailLine], system: str, max_columns: int
) -> dict[End, DatasetBox]:
    """Return a box for each dataset of one system that a line connects, by endpoint."""
    datasets = {item.id: item for item in survey.datasets}
    side = "left" if system == survey.integrations[0].systems[0] else "right"
    columns_of: dict[End, dict[str, None]] = {}
    for line in lines:
        for place, end in enumerate((line.left, line.right)):
            if end.system == system:
                columns = columns_of.setdefault(end, {})
                columns.update({pair[place]: None for pair in line.columns if pair[place] != "*"})
    boxes = {}
    for place, (end, used) in enumerate(sorted(columns_of.items())):
        item = datasets.get(end.dataset)
        schema_columns = [column.name for column in (item.columns or ())] if item else []
        rest = [
            name for name in schema_columns if name.casefold() not in {n.casefold() for n in used}
        ]
        all_columns = [*used, *rest]
        facts = (item.kind, item.entity, item.classification) if item else ()
        boxes[end] = DatasetBox(
            key=f"{side}_{place}",
            name=item.name if item else end.dataset or translate("unknown dataset"),
            details=" · ".join(fact for fact in facts if fact),
            columns=tuple(all_columns[:max_columns]),
            more=len(all_columns) - len(all_columns[:max_columns]),
        )
    return boxes
