"""Draw one integration in detail: its flows between datasets, and its column lineage."""

from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import (
    add_titled_frame,
    format_bold,
    format_small,
    start_graph,
    wrap_name,
)
from seamscope.outputs.diagram.drawing import Drawing, DrawingVariant
from seamscope.outputs.diagram.landscape_drawing import HEAD_SUFFIX, LABEL_SUFFIX, format_edge_label
from seamscope.outputs.diagram.theme import LIGHT, WIDTHS, Theme
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows
from seamscope.outputs.views.integration_detail import (
    DatasetBox,
    DetailLine,
    build_dataset_boxes,
    list_detail_lines,
)
from seamscope.outputs.views.provenance import describe_source
from seamscope.records import EdgeKind
from seamscope.resolved import End
from seamscope.wording import format_count, format_days, translate

if TYPE_CHECKING:
    from graphviz import Digraph

FLOWS = 24  # maximum number of flows in one drawing; the report lists all of them
NO_DATA = (EdgeKind.CONDITION, EdgeKind.INDIRECT)  # kinds of column edges that are drawn dashed
COLUMNS = 12  # maximum number of columns shown of one dataset, those with lineage first


def is_single_integration(survey: Survey) -> bool:
    """Return whether the survey has exactly one integration, which is then drawn in detail."""
    if len(survey.integrations) != 1:
        return False
    integration = survey.integrations[0]
    edges = {edge.id for edge in survey.flows} | {edge.id for edge in survey.dependencies}
    own = {*integration.flows, *integration.dependencies}
    return len(survey.systems) <= len(integration.systems) and edges <= own


def draw_integration(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", columns: int = COLUMNS
) -> Drawing:
    """Draw the survey's only integration with at most `columns` columns of each dataset."""
    row = list_effort_rows(survey)[0]
    flows = list_detail_lines(survey)
    lines, left_out = flows[:FLOWS], max(len(flows) - FLOWS, 0)
    sides = survey.integrations[0].systems
    boxes = [build_dataset_boxes(survey, lines, system, columns) for system in sides]
    names = {system.id: system.name for system in survey.systems}
    title = f"{row.label}: {row.systems}"
    graph = start_graph(footer or describe_source(survey), theme)
    graph.attr("graph", ranksep="0.9")
    with add_titled_frame(graph, title, theme, key=_build_key(row, left_out, theme)) as page:
        for place, side in enumerate(sides):
            _add_side(page, place, names.get(side, side), boxes[place], theme)
        for line in lines:
            label = format_edge_label(line.caption, row.effort_class, theme, framed=False)
            page.node(
                f"{line.key}{LABEL_SUFFIX}",
                id=f"{line.key}{LABEL_SUFFIX}",
                shape="plain",
                label=label,
            )
    places = {end: box.key for side in boxes for end, box in side.items()}
    shown = {box.key: box.columns for side in boxes for box in side.values()}
    for line in lines:
        _add_flow(graph, line, (places[line.left], places[line.right]), row, theme)
        _add_columns(graph, line, places, shown, theme)
    count = sum(len(side) for side in boxes) + len(lines)
    return Drawing(
        title=title,
        description=f"{format_count(len(lines), 'flow')}. {describe_source(survey)}.",
        variants=(DrawingVariant(dot=str(graph.source), nodes=count),),
        tooltips=tuple((line.key, line.caption) for line in lines),
        links=tuple((line.key, f"/{row.label}") for line in lines),
    )


def _add_side(
    page: "Digraph", place: int, name: str, boxes: dict[End, DatasetBox], theme: Theme
) -> None:
    with page.subgraph(name=f"cluster_{place}") as side:
        side.attr(
            label=f"<{format_bold(wrap_name(name))}>", style="rounded,filled",
            color=theme.group_line, fillcolor=theme.group, labelloc="t", labeljust="l",
            margin="14", penwidth="1",
        )  # fmt: skip
        for box in boxes.values():
            side.node(
                box.key,
                id=f"dataset-{box.key}",
                shape="plain",
                label=_build_dataset_table(box, theme),
            )


def _build_dataset_table(box: DatasetBox, theme: Theme) -> str:
    """Return a dataset as a Graphviz table with a row for each column, where lines can attach."""
    heading = format_bold(wrap_name(box.name, 40)) + (
        f"<BR/>{format_small(box.details, theme.muted)}" if box.details else ""
    )
    lines = [f'<TD PORT="head" BGCOLOR="{theme.group}">{heading}</TD>']
    lines += [
        f'<TD PORT="c{place}" ALIGN="LEFT">{format_small(name, theme.ink)}</TD>'
        for place, name in enumerate(box.columns)
    ]
    if box.more:
        note = f"+{format_count(box.more, 'more column')}"
        lines.append(f'<TD ALIGN="LEFT">{format_small(note, theme.muted)}</TD>')
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return (
        f'<<TABLE BORDER="1" COLOR="{theme.line}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="4" BGCOLOR="{theme.node}">{body}</TABLE>>'
    )


def _add_flow(
    graph: "Digraph", line: DetailLine, ends: tuple[str, str], row: EffortRow, theme: Theme
) -> None:
    style = {
        "color": theme.classes.get(row.effort_class, theme.line),
        "penwidth": WIDTHS.get(row.effort_class, "2"),
    }
    if not line.known or not (line.active or row.role is Role.BUILD):
        style = {"color": theme.faded, "penwidth": "1", "style": "dashed"}
    middle = f"{line.key}{LABEL_SUFFIX}"
    tail = "back" if line.back and line.known else "none"
    head = "forward" if line.known and not line.back else "none"
    graph.edge(f"{ends[0]}:head:e", middle, id=line.key, dir=tail, **style)
    graph.edge(middle, f"{ends[1]}:head:w", id=f"{line.key}{HEAD_SUFFIX}", dir=head, **style)


def _add_columns(
    graph: "Digraph",
    line: DetailLine,
    places: dict[End, str],
    shown: dict[str, tuple[str, ...]],
    theme: Theme,
) -> None:
    """Add the column lineage as thin lines, dashed for conditions and indirect dependencies.

    Lines are left out if one of their columns is not shown.
    """
    left_key, right_key = places[line.left], places[line.right]
    for place, (source, target, kind) in enumerate(line.columns):
        if source not in shown[left_key] or target not in shown[right_key]:
            continue
        ends = f"c{shown[left_key].index(source)}:e", f"c{shown[right_key].index(target)}:w"
        graph.edge(
            f"{left_key}:{ends[0]}", f"{right_key}:{ends[1]}", id=f"{line.key}-column-{place}",
            dir="back" if line.back else "forward", color=theme.muted, penwidth="0.8",
            arrowsize="0.5", style="dashed" if kind in NO_DATA else "solid",
            constraint="false",
        )  # fmt: skip


def _build_key(row: EffortRow, left_out: int, theme: Theme) -> str:
    """Return the legend below the title: the estimate, its main reason, and the line styles."""
    sentences = []
    if row.days:
        sentences.append(
            translate(
                "class {size}: P50 {p50}, P80 {p80}, P90 {p90} {unit}; {reason}",
                size=row.effort_class,
                p50=format_days(row.days.p50),
                p80=format_days(row.days.p80),
                p90=format_days(row.days.p90),
                unit=row.days_word,
                reason=row.reason,
            )
        )
    else:
        sentences.append(row.reason)
    sentences.append(
        translate(
            "thick line: flow between datasets; thin line: flow between columns (dashed: "
            "used in a filter or condition only); grey, dashed: not active, or direction "
            "unknown"
        )
    )
    if left_out:
        sentences.append(
            translate("+{flows} in the report", flows=format_count(left_out, "more flow"))
        )
    lines = (line for sentence in sentences for line in wrap_name(sentence, 110, 3))
    return "".join(
        f'<TR><TD ALIGN="LEFT">{format_small(line, theme.ink, 140)}</TD></TR>' for line in lines
    )
