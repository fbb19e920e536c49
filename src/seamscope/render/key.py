"""The key of a drawing: every line as thick, dashed and coloured as it is drawn."""

from seamscope.render.dottext import SMALL_POINTS, bold, inert, small
from seamscope.render.scene import Scene
from seamscope.render.theme import BANDS, WIDTHS, Theme

SAMPLE = "34"  # points that a sample line is long


def legend(shown: Scene, theme: Theme) -> str:
    """Return the key as a label: classes by width, colour and letter; then what lines mean."""
    told = [("⇄", "two heads: data goes both ways"), ("– –", "no head, dashed: direction unknown")]
    if not all(edge.active for edge in shown.edges):
        told.append(("– –", "grey, dashed: not active; the word says why"))
    if shown.has_poc:
        told.insert(0, ("▭", "framed, bold: to build for the POC"))
        told.insert(1, ("· · ·", "dotted: affected by it"))
    if not shown.labelled:
        told.append(("", "I-001 …: the rows of the effort table"))
    lines = [_class(name, theme) for name in WIDTHS]
    lines += [
        f'<TD ALIGN="LEFT">{small(mark, theme.ink)}</TD>'
        f'<TD ALIGN="LEFT" COLSPAN="2">{small(words, theme.ink, 60)}</TD>'
        for mark, words in told
    ]
    head = (
        f'<TR><TD ALIGN="LEFT" COLSPAN="3">{bold(["Effort per integration, mean hours"])}</TD></TR>'
    )
    body = "".join(f"<TR>{line}</TR>" for line in lines)
    return (
        f'<<TABLE BORDER="1" COLOR="{theme.group_line}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="3">{head}{body}</TABLE>>'
    )


def _class(name: str, theme: Theme) -> str:
    line = (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>'
        f'<TD FIXEDSIZE="TRUE" WIDTH="{SAMPLE}" HEIGHT="{WIDTHS[name]}" '
        f'BGCOLOR="{theme.classes[name]}"></TD></TR></TABLE>'
    )
    words = f'<FONT POINT-SIZE="{SMALL_POINTS}">{inert(BANDS[name])}</FONT>'
    return (
        f'<TD ALIGN="LEFT">{line}</TD><TD ALIGN="LEFT">{bold((name,))}</TD>'
        f'<TD ALIGN="LEFT">{words}</TD>'
    )
