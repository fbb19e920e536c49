"""Text and tables inside Graphviz labels: whatever a name holds, it is read as text."""

import html
import re
import textwrap
from collections.abc import Iterable

from seamscope.render.tabulate import plain
from seamscope.render.theme import FONT, Theme

ESCAPES = re.compile(r"\\(?=[NGETHLnlr])")
NAME_WIDTH, NAME_LINES = 26, 3
LINE_WIDTH = 40
NAME_POINTS, SMALL_POINTS, TITLE_POINTS = "11", "9", "18"  # nothing is smaller than small


def inert(text: str) -> str:
    r"""Return text that Graphviz reads as text inside an HTML label, whatever it holds.

    A zero-width space keeps `SRV\NODE` from being read as the escape for the node's own name.
    """
    return html.escape(" ".join(ESCAPES.sub("\\\\\u200b", plain(text)).split())) or " "


def wrapped(name: str, width: int = NAME_WIDTH, lines: int = NAME_LINES) -> list[str]:
    """Return a name in at most `lines` lines; one that is empty says so."""
    text = plain(name) or "(no name)"
    return textwrap.wrap(text, width, max_lines=lines, placeholder=" …") or ["(no name)"]


def bold(lines: Iterable[str]) -> str:
    """Return lines as one bold block."""
    return f"<B>{'<BR/>'.join(inert(line) for line in lines)}</B>"


def small(line: str, colour: str, width: int = LINE_WIDTH) -> str:
    """Return a line of small print, cut to `width` characters."""
    cut = textwrap.shorten(plain(line), width, placeholder=" …")
    return f'<FONT POINT-SIZE="{SMALL_POINTS}" COLOR="{colour}">{inert(cut)}</FONT>'


def rows_of(lines: Iterable[str], *, space: int = 2) -> str:
    """Return ready lines below one another, flush left, as a whole label."""
    cells = "".join(f'<TR><TD ALIGN="LEFT">{line}</TD></TR>' for line in lines)
    return f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="{space}">{cells}</TABLE>>'


def title_label(title: str, notes: Iterable[str], theme: Theme) -> str:
    """Return the heading of a picture: its title, and small print below it."""
    long = (line for note in notes for line in wrapped(note, 120, 4))
    head = f'<FONT POINT-SIZE="{TITLE_POINTS}">{bold(wrapped(title, 70))}</FONT>' if title else ""
    return rows_of((*([head] if head else ()), *(small(line, theme.muted, 140) for line in long)))


def graph_style(theme: Theme) -> dict[str, str]:
    """Return what every drawing has in common, as attributes of the graph."""
    return {
        "fontname": FONT, "fontcolor": theme.ink, "rankdir": "LR", "splines": "true",
        "bgcolor": theme.paper, "pad": "0.3", "nodesep": "0.25", "outputorder": "edgesfirst",
        # the newer ranking pulls groups apart, and takes far too long when the drawing is large
        "newrank": "false",
    }  # fmt: skip
