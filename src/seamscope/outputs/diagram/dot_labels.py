"""Text and tables inside Graphviz labels: whatever a name holds, it is read as text."""

import html
import re
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seamscope.outputs.diagram.theme import FONT, Theme
from seamscope.outputs.tabulate import plain

if TYPE_CHECKING:
    from graphviz import Digraph

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


def empty(footer: str, theme: Theme) -> "Digraph":
    """Return a drawing with nothing but small print below it."""
    from graphviz import Digraph

    graph = Digraph("landscape")
    lines = (small(line, theme.muted, 140) for line in wrapped(footer, 120, 4))
    graph.attr(
        "graph", fontname=FONT, fontcolor=theme.ink, rankdir="LR", splines="true",
        bgcolor=theme.paper, pad="0.3", nodesep="0.25", outputorder="edgesfirst",
        # the newer ranking pulls groups apart, and takes far too long when the drawing is large
        newrank="false", label=rows_of(lines), labelloc="b", labeljust="l",
    )  # fmt: skip
    graph.attr("node", fontname=FONT, fontsize=NAME_POINTS, fontcolor=theme.ink, color=theme.line)
    graph.attr("edge", fontname=FONT, fontsize=SMALL_POINTS, arrowsize="0.8")
    return graph


@contextmanager
def titled(graph: "Digraph", title: str, theme: Theme, *, key: str = "") -> "Iterator[Digraph]":
    """Add a frame with a title, to draw within. key: ready table rows below the title."""
    head = f'<FONT POINT-SIZE="{TITLE_POINTS}">{bold(wrapped(title, 70))}</FONT>'
    label = rows_of((head,)).replace("</TABLE>>", f"{key}</TABLE>>") if key else rows_of((head,))
    with graph.subgraph(name="cluster_page") as page:
        page.attr(label=label, labelloc="t", labeljust="l", penwidth="0")
        yield page
