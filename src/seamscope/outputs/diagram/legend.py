"""The legend of a diagram; its sample lines have the same styles as the lines of the diagram."""

from seamscope.estimate.constants import load_constants
from seamscope.landscape import Direction
from seamscope.outputs.diagram.dot_labels import SMALL_POINTS, escape_label, format_small
from seamscope.outputs.diagram.theme import WIDTHS, Theme
from seamscope.outputs.views.effort_rows import REACHED, Role
from seamscope.outputs.views.scene import MAX_LABELLED_EDGES, Scene
from seamscope.wording import format_figure, translate

MARKS = 4  # entries of the legend in one row
SAMPLE = "30"  # length of a sample line, in points


def build_legend(shown: Scene, theme: Theme) -> str:
    """Return the legend as Graphviz table rows: effort classes, then other line styles."""
    classes = [_build_class_sample(name, theme) for name in WIDTHS]
    marks = [
        f"{format_small(mark, theme.ink)} {format_small(words, theme.ink, 60)}"
        for mark, words, needed in _list_marks(shown)
        if needed
    ]
    lines = [[format_small(translate("Effort, mean hours:"), theme.ink), *classes]]
    lines += [marks[at : at + MARKS] for at in range(0, len(marks), MARKS)]
    return "".join(_build_row(cells) for cells in lines)


def _build_row(cells: list[str]) -> str:
    inside = "".join(f'<TD ALIGN="LEFT">{cell}</TD>' for cell in cells)
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR>{inside}</TR>'
    return f'<TR><TD ALIGN="LEFT">{table}</TABLE></TD></TR>'


def _list_marks(shown: Scene) -> tuple[tuple[str, str, bool], ...]:
    """Return the line styles other than effort classes: sample, meaning, and whether it is used."""
    working = [edge for edge in shown.edges if edge.active]
    directions = {edge.direction for edge in working}
    affected = any(edge.role in REACHED for edge in working)
    build = shown.has_poc and any(edge.role is Role.BUILD for edge in shown.edges)
    return (
        ("▭", translate("coloured, framed: to be built for the POC"), build),
        ("—", translate("grey: exists today"), build and len(working) > 0),
        ("· · ·", translate("dotted: test again or reached indirectly"), affected),
        ("⇄", translate("two arrowheads: data flows both ways"), Direction.BOTH in directions),
        (
            "– –",
            translate("no arrowhead, dashed: direction unknown"),
            Direction.UNKNOWN in directions,
        ),
        ("– –", translate("light grey, dashed: not active"), len(working) < len(shown.edges)),
        ("—", translate("no label: see the effort table"), len(shown.edges) > MAX_LABELLED_EDGES),
        ("I-…", translate("ids refer to rows of the effort table"), not shown.labelled),
    )


def _build_class_sample(name: str, theme: Theme) -> str:
    line = (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SAMPLE}" HEIGHT="{WIDTHS[name]}" '
        f'BGCOLOR="{theme.classes[name]}"></TD>'
    )
    hours = escape_label(_say_hours(name))
    words = f'<FONT POINT-SIZE="{SMALL_POINTS}"><B>{name}</B> {hours}</FONT>'
    plain_table = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    return (
        f"<TABLE {plain_table}><TR><TD><TABLE {plain_table}><TR>{line}</TR></TABLE></TD>"
        f'<TD CELLPADDING="4">{words}</TD></TR></TABLE>'
    )


def _say_hours(name: str) -> str:
    """Return the mean hours of a class, "under 40 h"; for the largest class, "400 h and more"."""
    bounds = load_constants().score.classes
    if name in bounds:
        return translate("under {bounds} h", bounds=format_figure(bounds[name]))
    return translate("{bounds} h and more", bounds=format_figure(max(bounds.values())))
