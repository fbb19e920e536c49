"""Text and tables inside Graphviz labels, escaped so that names are not read as markup."""

import html
import re
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seamscope.outputs.diagram.theme import FONT, Theme
from seamscope.outputs.writers.tabulate import clean_text

if TYPE_CHECKING:
    from graphviz import Digraph

ESCAPES = re.compile(r"\\(?=[NGETHLnlr])")
NAME_WIDTH, NAME_LINES = 26, 3
LINE_WIDTH = 40
NAME_POINTS, SMALL_POINTS, TITLE_POINTS = "11", "9", "18"  # no text is smaller than SMALL_POINTS


def escape_label(text: str) -> str:
    r"""Escape text for an HTML-like Graphviz label.

    A zero-width space is inserted into names such as `SRV\NODE`, in which Graphviz would replace
    `\N` by the node's id.
    """
    return html.escape(" ".join(ESCAPES.sub("\\\\\u200b", clean_text(text)).split())) or " "


def wrap_name(name: str, width: int = NAME_WIDTH, lines: int = NAME_LINES) -> list[str]:
    """Wrap a name to at most `lines` lines; an empty name becomes "(no name)"."""
    text = clean_text(name) or "(no name)"
    return textwrap.wrap(text, width, max_lines=lines, placeholder=" …") or ["(no name)"]


def format_bold(lines: Iterable[str]) -> str:
    """Return lines as one block of bold text."""
    return f"<B>{'<BR/>'.join(escape_label(line) for line in lines)}</B>"


def format_small(line: str, colour: str, width: int = LINE_WIDTH) -> str:
    """Return a line in small print, shortened to `width` characters."""
    cut = textwrap.shorten(clean_text(line), width, placeholder=" …")
    return f'<FONT POINT-SIZE="{SMALL_POINTS}" COLOR="{colour}">{escape_label(cut)}</FONT>'


def stack_lines(lines: Iterable[str], *, space: int = 2) -> str:
    """Return formatted lines stacked in one left-aligned label."""
    cells = "".join(f'<TR><TD ALIGN="LEFT">{line}</TD></TR>' for line in lines)
    return f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="{space}">{cells}</TABLE>>'


def start_graph(footer: str, theme: Theme) -> "Digraph":
    """Return an empty graph with a footer in small print."""
    from graphviz import Digraph

    graph = Digraph("landscape")
    lines = (format_small(line, theme.muted, 140) for line in wrap_name(footer, 120, 4))
    graph.attr(
        "graph", fontname=FONT, fontcolor=theme.ink, rankdir="LR", splines="true",
        bgcolor=theme.paper, pad="0.3", nodesep="0.25", outputorder="edgesfirst",
        # newrank="true" would pull the systems of a group apart and is too slow for large drawings
        newrank="false", label=stack_lines(lines), labelloc="b", labeljust="l",
    )  # fmt: skip
    graph.attr("node", fontname=FONT, fontsize=NAME_POINTS, fontcolor=theme.ink, color=theme.line)
    graph.attr("edge", fontname=FONT, fontsize=SMALL_POINTS, arrowsize="0.8")
    return graph


@contextmanager
def add_titled_frame(
    graph: "Digraph", title: str, theme: Theme, *, key: str = ""
) -> "Iterator[Digraph]":
    """Add a frame with a title to a graph, and yield the frame to add nodes to.

    key: the legend, as table rows in Graphviz's HTML; it is shown below the title.
    """
    head = f'<FONT POINT-SIZE="{TITLE_POINTS}">{format_bold(wrap_name(title, 70))}</FONT>'
    label = (
        stack_lines((head,)).replace("</TABLE>>", f"{key}</TABLE>>")
        if key
        else stack_lines((head,))
    )
    with graph.subgraph(name="cluster_page") as page:
        page.attr(label=label, labelloc="t", labeljust="l", penwidth="0")
        yield page
