"""One integration in detail: its flows from dataset to dataset, and from column to column."""

from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import bold, empty, small, titled, wrapped
from seamscope.outputs.diagram.drawing import Drawing, Form
from seamscope.outputs.diagram.landscape import HEAD, WORDS, words_label
from seamscope.outputs.diagram.theme import LIGHT, WIDTHS, Theme
from seamscope.outputs.views.ends import Box, Line, boxes_of, lines_of
from seamscope.outputs.views.rows import Role, Row, rows
from seamscope.outputs.views.scene import source
from seamscope.records import EdgeKind
from seamscope.resolved import End
from seamscope.wording import number

if TYPE_CHECKING:
    from graphviz import Digraph

FLOWS = 24  # of one drawing; more are counted, and all stand in the report
COLUMNS = 12  # of one dataset; those that lineage names come first


def is_detail(survey: Survey) -> bool:
    """Tell whether a survey is so small that it is drawn in detail: one integration alone."""
    return len(survey.integrations) == 1 and len(survey.systems) <= len(
        survey.integrations[0].systems
    )


def detail_drawing(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", columns: int = COLUMNS
) -> Drawing:
    """Return the survey's one integration, at most `columns` columns of each dataset."""
    row = rows(survey)[0]
    found = lines_of(survey)
    lines, left_out = found[:FLOWS], max(len(found) - FLOWS, 0)
    sides = survey.integrations[0].systems
    boxes = [boxes_of(survey, lines, system, columns) for system in sides]
    names = {system.id: system.name for system in survey.systems}
    title = f"{row.label}: {row.systems}"
    graph = empty(footer or source(survey), theme)
    graph.attr("graph", ranksep="0.9")
    with titled(graph, title, theme, key=_key(row, left_out, theme)) as page:
        for place, side in enumerate(sides):
            _add_side(page, place, names.get(side, side), boxes[place], theme)
        for line in lines:
            label = words_label(line.words, row.effort_class, theme, framed=False)
            page.node(f"{line.key}{WORDS}", id=f"{line.key}{WORDS}", shape="plain", label=label)
    places = {end: box.key for side in boxes for end, box in side.items()}
    shown = {box.key: box.columns for side in boxes for box in side.values()}
    for line in lines:
        _add_line(graph, line, (places[line.left], places[line.right]), row, theme)
        _add_columns(graph, line, places, shown, theme)
    count = sum(len(side) for side in boxes) + len(lines)
    return Drawing(
        title=title,
        description=f"{number(len(lines), 'flow')}. {source(survey)}.",
        forms=(Form(dot=str(graph.source), nodes=count),),
        words=tuple((line.key, line.words) for line in lines),
        links=tuple((line.key, f"/{row.label}") for line in lines),
    )


def _add_side(page: "Digraph", place: int, name: str, boxes: dict[End, Box], theme: Theme) -> None:
    with page.subgraph(name=f"cluster_{place}") as side:
        side.attr(
            label=f"<{bold(wrapped(name))}>", style="rounded,filled", color=theme.group_line,
            fillcolor=theme.group, labelloc="t", labeljust="l", margin="14", penwidth="1",
        )  # fmt: skip
        for box in boxes.values():
            side.node(box.key, id=f"dataset-{box.key}", shape="plain", label=_table(box, theme))


def _table(box: Box, theme: Theme) -> str:
    """Return a dataset as a table, one row for each column, with a port to lead lines to."""
    head = bold(wrapped(box.name, 40)) + (
        f"<BR/>{small(box.about, theme.muted)}" if box.about else ""
    )
    lines = [f'<TD PORT="head" BGCOLOR="{theme.group}">{head}</TD>']
    lines += [
        f'<TD PORT="c{place}" ALIGN="LEFT">{small(name, theme.ink)}</TD>'
        for place, name in enumerate(box.columns)
    ]
    if box.more:
        told = f"+{number(box.more, 'more column')}"
        lines.append(f'<TD ALIGN="LEFT">{small(told, theme.muted)}</TD>')
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return (
        f'<<TABLE BORDER="1" COLOR="{theme.line}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="4" BGCOLOR="{theme.node}">{body}</TABLE>>'
    )


def _add_line(graph: "Digraph", line: Line, ends: tuple[str, str], row: Row, theme: Theme) -> None:
    style = {
        "color": theme.classes.get(row.effort_class, theme.no_class),
        "penwidth": WIDTHS.get(row.effort_class, "2"),
    }
    if not line.known or not (line.active or row.role is Role.BUILD):
        style = {"color": theme.faded, "penwidth": "1", "style": "dashed"}
    middle = f"{line.key}{WORDS}"
    tail = "back" if line.back and line.known else "none"
    head = "forward" if line.known and not line.back else "none"
    graph.edge(f"{ends[0]}:head:e", middle, id=line.key, dir=tail, **style)
    graph.edge(middle, f"{ends[1]}:head:w", id=f"{line.key}{HEAD}", dir=head, **style)


def _add_columns(
    graph: "Digraph",
    line: Line,
    places: dict[End, str],
    shown: dict[str, tuple[str, ...]],
    theme: Theme,
) -> None:
    """Add thin lines between columns that are both shown; dashed where one only decides."""
    left, right = places[line.left], places[line.right]
    for place, (one, other, kind) in enumerate(line.columns):
        if one not in shown[left] or other not in shown[right]:
            continue
        ends = f"c{shown[left].index(one)}:e", f"c{shown[right].index(other)}:w"
        graph.edge(
            f"{left}:{ends[0]}", f"{right}:{ends[1]}", id=f"{line.key}-column-{place}",
            dir="back" if line.back else "forward", color=theme.muted, penwidth="0.8",
            arrowsize="0.5", style="dashed" if kind is EdgeKind.INDIRECT else "solid",
            constraint="false",
        )  # fmt: skip


def _key(row: Row, left_out: int, theme: Theme) -> str:
    """Return what is said below the title: figures with their reason, and what lines mean."""
    told = []
    if row.days:
        told.append(
            f"class {row.effort_class}: P50 {row.days.p50:.1f}, P80 {row.days.p80:.1f}, "
            f"P90 {row.days.p90:.1f} person-days; {row.reason}"
        )
    else:
        told.append(row.reason)
    told.append(
        "with words: a flow between datasets; thin: from column to column, dashed where it only "
        "filters or decides; grey, dashed: not active, or direction unknown"
    )
    if left_out:
        told.append(f"+{number(left_out, 'more flow')}, see the report")
    lines = (line for sentence in told for line in wrapped(sentence, 110, 3))
    return "".join(
        f'<TR><TD ALIGN="LEFT">{small(line, theme.ink, 140)}</TD></TR>' for line in lines
    )
