"""The landscape as a Graphviz drawing, in DOT."""

import html
import re
import textwrap
from typing import TYPE_CHECKING

from seamscope.landscape import Direction
from seamscope.render.rows import Role
from seamscope.render.scene import NAMED_ALONE, Edge, Node, Scene, scene
from seamscope.render.tabulate import plain
from seamscope.survey import Survey

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Okabe and Ito's palette, told apart by colour-blind readers; width and letter say the same
COLOURS = {"S": "#009E73", "M": "#0072B2", "L": "#E69F00", "XL": "#D55E00"}
INKS = {"S": "#00634A", "M": "#004C77", "L": "#7A5400", "XL": "#8F3F00"}  # the same, to be read
WIDTHS = {"S": "1.2", "M": "2.0", "L": "3.0", "XL": "4.4"}
BANDS = {"S": "under 30 h", "M": "under 100 h", "L": "under 300 h", "XL": "300 h and more"}
NO_CLASS = "#5B6470"
FADED = "#9AA3AD"
INK = "#1B1F24"
ESCAPES = re.compile(r"\\(?=[NGETHLnlr])")
NAME_WIDTH, NAME_LINES = 26, 3


def dot(survey: Survey) -> bytes:
    """Return the diagram as DOT source, UTF-8."""
    return draw_dot(scene(survey)).encode()


def draw_dot(shown: Scene, *, simple: bool = False) -> str:
    """Return the scene as DOT; `simple` leaves out what makes a layout fail: groups, labels."""
    from graphviz import Digraph

    graph = Digraph("landscape")
    graph.attr("graph", **_graph_style(shown))
    graph.attr("node", fontname=FONT, fontsize="11", fontcolor=INK, color="#5B6470")
    graph.attr("edge", fontname=FONT, fontsize="9", fontcolor="#3C444D", arrowsize="0.8")
    groups = _groups(shown)
    for number, (group, nodes) in enumerate(groups.items()):
        if simple or len(groups) == 1 or not group:
            _add_nodes(graph, nodes)
            continue
        with graph.subgraph(name=f"cluster_{number}") as cluster:
            cluster.attr(
                label=f"<{_text(group)}>", style="rounded,filled", color="#D5DBE3",
                fillcolor="#F6F8FA", fontname=FONT, fontsize="12", fontcolor="#57606A",
                labeljust="l", margin="14",
            )  # fmt: skip
            _add_nodes(cluster, nodes)
    for edge in shown.edges:
        graph.edge(edge.source, edge.target, **_edge_style(edge, shown, simple=simple))
    _add_notes(graph, shown)
    return str(graph.source)


def node_count(shown: Scene) -> int:
    """Return how many nodes a sound drawing of the scene holds, notes and legend included."""
    return len(shown.nodes) + 1 + bool(shown.alone) + bool(shown.left_out)


def _graph_style(shown: Scene) -> dict[str, str]:
    title = f'<FONT POINT-SIZE="18"><B>{_text(shown.title)}</B></FONT>'
    source = f'<FONT POINT-SIZE="9" COLOR="#57606A">{_text(shown.source)}</FONT>'
    lines = "".join(f'<TR><TD ALIGN="LEFT">{line}</TD></TR>' for line in (title, source))
    return {
        "label": f'<<TABLE BORDER="0" CELLSPACING="2" CELLPADDING="1">{lines}</TABLE>>',
        "labelloc": "t", "labeljust": "l", "fontname": FONT, "fontcolor": INK,
        "rankdir": "LR", "splines": "true", "bgcolor": "white", "pad": "0.3",
        "nodesep": "0.25", "ranksep": "0.9" if shown.labelled else "1.8",
        "outputorder": "edgesfirst",
        # the newer ranking pulls groups apart, and takes far too long when the drawing is large
        "newrank": "false",
    }  # fmt: skip


def _groups(shown: Scene) -> dict[str, list[Node]]:
    """Return the nodes by domain or kind; a POC, and a kind of one system, stand free."""
    found: dict[str, list[Node]] = {}
    for node in sorted(shown.nodes, key=lambda node: (node.group, node.key)):
        found.setdefault(node.group, []).append(node)
    return found


def _add_nodes(graph: "Digraph", nodes: list[Node]) -> None:
    for node in nodes:
        graph.node(node.key, id=f"system-{node.key}", **_node_style(node))


def _node_style(node: Node) -> dict[str, str]:
    name = "<BR/>".join(_text(line) for line in _wrapped(node.name))
    lines = (*node.lines, *((node.state,) if node.state else ()))
    small = "".join(
        f'<BR/><FONT POINT-SIZE="8.5" COLOR="#57606A">{_text(_cut(line))}</FONT>' for line in lines
    )
    style = {"label": f"<<B>{name}</B>{small}>", "margin": "0.14,0.07"}
    if node.poc:
        return style | {
            "shape": "octagon", "style": "filled", "fillcolor": "#FFF4D6",
            "color": INK, "penwidth": "3.5", "margin": "0.05,0.05",
        }  # fmt: skip
    style["shape"] = "cylinder" if node.store else "box"
    if node.state:
        look = "dashed" if node.store else "rounded,dashed"
        return style | {"style": f"{look},filled", "fillcolor": "#F0F1F3", "color": FADED}
    return style | {
        "style": "filled" if node.store else "rounded,filled",
        "fillcolor": "white",
        "penwidth": "1.2",
    }


def _edge_style(edge: Edge, shown: Scene, *, simple: bool) -> dict[str, str]:
    style = {
        "id": edge.label,
        "fontcolor": INKS.get(edge.effort_class, "#3C444D"),
        "color": COLOURS.get(edge.effort_class, NO_CLASS),
        "penwidth": WIDTHS.get(edge.effort_class, "1.2"),
        "dir": {Direction.BOTH: "both", Direction.UNKNOWN: "none"}.get(edge.direction, "forward"),
    }
    heavy = shown.has_poc and edge.role is Role.BUILD
    if edge.role is Role.AFFECTS:
        style["style"] = "dotted"
    if edge.direction is Direction.UNKNOWN:
        style["style"] = "dashed"
    if not edge.active:
        style |= {"style": "dashed", "color": FADED, "penwidth": "1.0"}
    if not simple:
        words = f"{edge.label} {edge.words}" if shown.labelled else edge.label
        style["label"] = f"<<B>{_text(words)}</B>>" if heavy else f"<{_text(words)}>"
    return style


def _add_notes(graph: "Digraph", shown: Scene) -> None:
    """Add the legend, the systems that stand alone, and what is not drawn."""
    graph.node("note_legend", id="legend", shape="plain", label=f"<{_legend(shown)}>")
    if shown.alone:
        named = ", ".join(shown.alone[:NAMED_ALONE])
        more = len(shown.alone) - NAMED_ALONE
        text = f"{named} and {more} more, see the report" if more > 0 else named
        title = f"{len(shown.alone)} systems with no integration found"
        lines = (f"<B>{title}</B>", *(_text(line) for line in textwrap.wrap(plain(text), 90)))
        label = '<BR ALIGN="LEFT"/>'.join(lines) + '<BR ALIGN="LEFT"/>'
        graph.node("note_alone", id="alone", shape="note", color=FADED, label=f"<{label}>")
    if shown.left_out:
        label = f"<{_text(shown.left_out)}>"
        graph.node(
            "note_more", id="more", shape="box", style="rounded,dashed", color=FADED, label=label
        )


def _legend(shown: Scene) -> str:
    classes = "".join(
        f'<TR><TD ALIGN="LEFT"><FONT COLOR="{colour}"><B>{"━" * 3}</B></FONT></TD>'
        f'<TD ALIGN="LEFT"><B>{name}</B></TD><TD ALIGN="LEFT">{BANDS[name]}</TD></TR>'
        for name, colour in COLOURS.items()
    )
    told = ["two heads: data goes both ways", "dashed: direction unknown, or not active (grey)"]
    if shown.has_poc:
        told.insert(0, "bold: to build for the POC; dotted: affected by it")
    if not shown.labelled:
        told.append("I-001 …: the rows of the effort table")
    rows = (
        "<B>Effort per integration, mean hours</B>",
        f'<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">{classes}</TABLE>',
        *(f'<FONT POINT-SIZE="9">{_text(line)}</FONT>' for line in told),
    )
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    return (
        '<TABLE BORDER="1" COLOR="#D5DBE3" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">'
        f"{cells}</TABLE>"
    )


def _wrapped(name: str) -> list[str]:
    text = plain(name) or "(no name)"
    return textwrap.wrap(text, NAME_WIDTH, max_lines=NAME_LINES, placeholder=" …") or ["(no name)"]


def _cut(line: str) -> str:
    return textwrap.shorten(plain(line), 40, placeholder=" …")


def _text(text: str) -> str:
    r"""Return text that Graphviz reads as text inside an HTML label, whatever it holds.

    A zero-width space keeps `SRV\NODE` from being read as the escape for the node's own name.
    """
    return html.escape(" ".join(ESCAPES.sub("\\\\\u200b", plain(text)).split())) or " "
