"""The key of a drawing: every line as thick, dashed and coloured as it is drawn."""

from seamscope.landscape import Direction
from seamscope.render.dottext import SMALL_POINTS, bold, inert, small
from seamscope.render.rows import Role
from seamscope.render.scene import Scene
from seamscope.render.theme import BANDS, WIDTHS, Theme

SAMPLE = "34"  # points that a sample line is long


def legend(shown: Scene, theme: Theme) -> str:
    """Return the key as a label: classes by width, colour and letter; then what lines mean."""
    lines = [_class(name, theme) for name in WIDTHS]
    lines += [
        f'<TD ALIGN="LEFT">{small(mark, theme.ink)}</TD>'
        f'<TD ALIGN="LEFT">{small(words, theme.ink, 60)}</TD>'
        for mark, words, needed in _marks(shown)
        if needed
    ]
    head = (
        f'<TR><TD ALIGN="LEFT" COLSPAN="2">{bold(["Effort per integration, mean hours"])}</TD></TR>'
    )
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return (
        f'<<TABLE BORDER="1" COLOR="{theme.group_line}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="3">{head}{body}</TABLE>>'
    )


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
        ("I-001", "ids: the rows of the effort table", not shown.labelled),
    )


def _class(name: str, theme: Theme) -> str:
    line = (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>'
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SAMPLE}" HEIGHT="{WIDTHS[name]}" '
        f'BGCOLOR="{theme.classes[name]}"></TD></TR></TABLE>'
    )
    words = f'<FONT POINT-SIZE="{SMALL_POINTS}">{inert(BANDS[name])}</FONT>'
    return f'<TD ALIGN="LEFT">{line}</TD><TD ALIGN="LEFT">{bold((name,))} {words}</TD>'
