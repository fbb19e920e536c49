"""The key of a drawing: every line as thick, dashed and coloured as it is drawn."""

from seamscope.landscape import Direction
from seamscope.outputs.diagram.dot_labels import SMALL_POINTS, inert, small
from seamscope.outputs.diagram.theme import BANDS, WIDTHS, Theme
from seamscope.outputs.views.rows import Role
from seamscope.outputs.views.scene import WORDED, Scene

MARKS = 4  # of one line
SAMPLE = "30"  # points that a sample line is long


def legend(shown: Scene, theme: Theme) -> str:
    """Return the key as a table for a label: classes by width, colour and letter; then marks."""
    classes = [_class(name, theme) for name in WIDTHS]
    marks = [
        f"{small(mark, theme.ink)} {small(words, theme.ink, 60)}"
        for mark, words, needed in _marks(shown)
        if needed
    ]
    lines = [[small("Effort, mean hours:", theme.ink), *classes]]
    lines += [marks[at : at + MARKS] for at in range(0, len(marks), MARKS)]
    return "".join(_row(cells) for cells in lines)


def _row(cells: list[str]) -> str:
    inside = "".join(f'<TD ALIGN="LEFT">{cell}</TD>' for cell in cells)
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR>{inside}</TR>'
    return f'<TR><TD ALIGN="LEFT">{table}</TABLE></TD></TR>'


def _marks(shown: Scene) -> tuple[tuple[str, str, bool], ...]:
    """Return each mark besides the classes, what it means, and whether the scene has it."""
    working = [edge for edge in shown.edges if edge.active]
    ways = {edge.direction for edge in working}
    affected = any(edge.role is Role.AFFECTS for edge in working)
    build = shown.has_poc and any(edge.role is Role.BUILD for edge in shown.edges)
    return (
        ("▭", "framed, bold: to build for the POC", build),
        ("· · ·", "dotted: affected by it", affected),
        ("⇄", "two heads: data goes both ways", Direction.BOTH in ways),
        ("– –", "no head, dashed: direction unknown", Direction.UNKNOWN in ways),
        ("– –", "grey, thin, dashed: not active", len(working) < len(shown.edges)),
        ("—", "without words: see the effort table", len(shown.edges) > WORDED),
        ("I-001", "ids: the rows of the effort table", not shown.labelled),
    )


def _class(name: str, theme: Theme) -> str:
    line = (
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SAMPLE}" HEIGHT="{WIDTHS[name]}" '
        f'BGCOLOR="{theme.classes[name]}"></TD>'
    )
    words = f'<FONT POINT-SIZE="{SMALL_POINTS}"><B>{name}</B> {inert(BANDS[name])}</FONT>'
    plain_table = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    return (
        f"<TABLE {plain_table}><TR><TD><TABLE {plain_table}><TR>{line}</TR></TABLE></TD>"
        f'<TD CELLPADDING="4">{words}</TD></TR></TABLE>'
    )
