"""Build the landscape diagram in DOT."""

import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from seamscope.landscape import Direction
from seamscope.outputs.diagram.dot_labels import (
    SMALL_POINTS,
    add_titled_frame,
    escape_label,
    format_bold,
    format_small,
    stack_lines,
    start_graph,
    wrap_name,
)
from seamscope.outputs.diagram.drawing import Drawing, DrawingVariant
from seamscope.outputs.diagram.legend import build_legend
from seamscope.outputs.diagram.theme import FONT, LIGHT, WIDTHS, Theme
from seamscope.outputs.views.effort_rows import REACHED, Role
from seamscope.outputs.views.scene import MAX_ISOLATED_NAMED, MAX_LABELLED_EDGES, Edge, Node, Scene
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import format_count, translate

if TYPE_CHECKING:
    from graphviz import Digraph

LABEL_SUFFIX = ".label"  # suffix of the id of an integration's label
HEAD_SUFFIX = ".head"  # suffix of the id of the line from the label to the target


def draw_landscape(
    shown: Scene, theme: Theme = LIGHT, footer: str = "", *, tight: bool = False
) -> Drawing:
    """Return the scene as a drawing.

    Its second variant, without groups and labels, is drawn if the first fails.

    tight: whether to shorten lines, to fit a small page.
    """
    ids = {node.key: node.system for node in shown.nodes}
    words = [(f"system-{node.key}", node.name) for node in shown.nodes]
    links = [(f"system-{key}", f"/system/{system}") for key, system in ids.items()]
    return Drawing(
        title=shown.title,
        description=describe_scene(shown),
        variants=tuple(
            DrawingVariant(
                dot=build_dot(shown, theme=theme, simple=simple, footer=footer, tight=tight),
                nodes=count_nodes(shown, simple=simple),
            )
            for simple in (False, True)
        ),
        tooltips=(*words, *((edge.label, edge.title) for edge in shown.edges)),
        links=(*links, *((edge.label, f"/{edge.label}") for edge in shown.edges)),
    )


def build_dot(
    shown: Scene,
    *,
    theme: Theme = LIGHT,
    simple: bool = False,
    footer: str = "",
    tight: bool = False,
) -> str:
    """Return the scene as DOT.

    The label of an integration is a separate node, so that Graphviz routes other lines around it.
    simple: whether to leave out groups and labels, because they can make a layout fail.
    footer: small print below the drawing, by default the source of the scene.
    tight: whether to shorten lines, to fit a small page.
    """
    graph = start_graph(footer or shown.source, theme)
    unlabelled = (
        simple or len(shown.edges) > MAX_LABELLED_EDGES
    )  # without labels, systems need more distance from each other
    graph.attr("graph", ranksep="1.5" if unlabelled else "0.3" if tight else "0.5")
    if simple:
        _add_nodes(graph, shown.nodes, theme)
        _add_notes(graph, shown, theme)
    else:
        with add_titled_frame(graph, shown.title, theme, key=build_legend(shown, theme)) as page:
            _add_groups(page, shown, theme)
            _add_notes(page, shown, theme)
    is_labelled = _choose_labelled_edges(shown)
    for edge in shown.edges:
        style = style_edge(edge, theme, grey=_is_background(edge, shown))
        _add_edge(graph, edge, style, simple=simple or not is_labelled(edge))
    return str(graph.source)


def count_nodes(shown: Scene, *, simple: bool = False) -> int:
    """Return the number of Graphviz nodes in a complete drawing: systems, labels and notes."""
    labels = 0 if simple else sum(map(_choose_labelled_edges(shown), shown.edges))
    return len(shown.nodes) + labels + bool(shown.isolated) + bool(shown.omitted)


def describe_scene(shown: Scene) -> str:
    """Return the text alternative of the diagram for screen readers."""
    systems, integrations = (
        format_count(len(shown.nodes), "system"),
        format_count(len(shown.edges), "integration"),
    )
    parts = [
        translate("{systems} and {integrations}.", systems=systems, integrations=integrations),
        translate("Without an integration: {isolated}.", isolated=", ".join(shown.isolated))
        if shown.isolated
        else "",
        f"{shown.omitted}." if shown.omitted else "",
        f"{shown.source}.",
    ]
    return " ".join(part for part in parts if part)


def _add_groups(page: "Digraph", shown: Scene, theme: Theme) -> None:
    """Add a frame for each group, with its systems and the labels of its inner integrations."""
    groups = {key: nodes for key, nodes in _group_nodes(shown).items() if key}
    several = len(groups) > 1
    group_of = {node.key: node.group if several else "" for node in shown.nodes}
    for place, (group, nodes) in enumerate(groups.items() if several else ()):
        inside = [e for e in shown.edges if group_of[e.source] == group_of[e.target] == group]
        with page.subgraph(name=f"cluster_{place}") as cluster:
            cluster.attr(
                label=f"<{escape_label(group)}>", style="rounded,filled", color=theme.group_line,
                fillcolor=theme.group, fontname=FONT, fontsize="12", fontcolor=theme.muted,
                labelloc="t", labeljust="l", margin="14", penwidth="1",
            )  # fmt: skip
            _add_nodes(cluster, nodes, theme)
            _add_edge_labels(cluster, inside, shown, theme)
    _add_nodes(page, [node for node in shown.nodes if not group_of[node.key]], theme)
    between = [
        e for e in shown.edges if not group_of[e.source] or group_of[e.source] != group_of[e.target]
    ]
    _add_edge_labels(page, between, shown, theme)


def _group_nodes(shown: Scene) -> dict[str, list[Node]]:
    """Return the nodes by domain or kind; the POC is in no group."""
    groups: dict[str, list[Node]] = {}
    for node in sorted(shown.nodes, key=lambda node: (node.group, node.key)):
        groups.setdefault(node.group, []).append(node)
    return groups


def _add_nodes(graph: "Digraph", nodes: Iterable[Node], theme: Theme) -> None:
    for node in nodes:
        graph.node(node.key, id=f"system-{node.key}", **style_node(node, theme))


def style_node(node: Node, theme: Theme) -> dict[str, str]:
    """Return the DOT style of a system: shape by kind, octagon for the POC, dashed if inactive."""
    lines = (*node.lines, *((node.state,) if node.state else ()))
    print_ = "".join(f"<BR/>{format_small(line, theme.muted)}" for line in lines)
    style = {"label": f"<{format_bold(wrap_name(node.name))}{print_}>", "margin": "0.14,0.07"}
    if node.poc:
        return style | {
            "shape": "octagon", "style": "filled", "fillcolor": theme.poc,
            "color": theme.ink, "penwidth": "3.5", "margin": "0.05,0.05",
        }  # fmt: skip
    style["shape"] = "cylinder" if node.store else "box"
    if node.state:
        border = "dashed" if node.store else "rounded,dashed"
        return style | {
            "style": f"{border},filled",
            "fillcolor": theme.inactive,
            "color": theme.faded,
        }
    return style | {
        "style": "filled" if node.store else "rounded,filled",
        "fillcolor": theme.node,
        "penwidth": "1.2",
    }


def _choose_labelled_edges(shown: Scene) -> Callable[[Edge], bool]:
    """Return a function that says whether an integration gets a label.

    If the scene has few integrations, all of them get a label, otherwise only those to build.
    """
    few = len(shown.edges) <= MAX_LABELLED_EDGES
    return lambda edge: few or (shown.has_poc and edge.role is Role.BUILD)


def _add_edge_labels(graph: "Digraph", edges: Iterable[Edge], shown: Scene, theme: Theme) -> None:
    for edge in filter(_choose_labelled_edges(shown), edges):
        framed = shown.has_poc and edge.role is Role.BUILD
        words = f"{edge.label} {edge.caption if shown.labelled else edge.short_caption}"
        graph.node(
            f"{edge.label}{LABEL_SUFFIX}", id=f"{edge.label}{LABEL_SUFFIX}", shape="plain",
            label=format_edge_label(
                words, "" if _is_background(edge, shown) else edge.effort_class, theme,
                framed=framed,
            ),
        )  # fmt: skip


def format_edge_label(words: str, effort_class: str, theme: Theme, *, framed: bool) -> str:
    """Return the label of an integration.

    framed: whether the label is bold and has a frame, as for integrations to build.
    """
    ink = theme.inks.get(effort_class, theme.muted)
    text = format_bold((words,)) if framed else escape_label(words)
    return (
        f'<<TABLE BORDER="{int(framed)}" COLOR="{ink}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="2" STYLE="ROUNDED"><TR><TD><FONT POINT-SIZE="{SMALL_POINTS}" '
        f'COLOR="{ink}">{text}</FONT></TD></TR></TABLE>>'
    )


def _is_background(edge: Edge, shown: Scene) -> bool:
    """Return whether an integration is drawn less prominently: it exists, and there is a POC."""
    return shown.has_poc and edge.role is not Role.BUILD


def _add_edge(graph: "Digraph", edge: Edge, style: dict[str, str], *, simple: bool) -> None:
    """Add an integration as one line or, if it has a label, as two lines that meet at the label."""
    ends = {Direction.BOTH: "both", Direction.UNKNOWN: "none"}.get(edge.direction, "forward")
    if simple:
        graph.edge(edge.source, edge.target, id=edge.label, dir=ends, **style)
        return
    middle = f"{edge.label}{LABEL_SUFFIX}"
    graph.edge(
        edge.source, middle, id=edge.label, dir="back" if ends == "both" else "none", **style
    )
    graph.edge(
        middle, edge.target, id=f"{edge.label}{HEAD_SUFFIX}",
        dir="none" if ends == "none" else "forward", **style,
    )  # fmt: skip


def style_edge(edge: Edge, theme: Theme, *, grey: bool = False) -> dict[str, str]:
    """Return the DOT style of a line; its effort class determines width and colour.

    Inactive integrations and unknown directions are dashed; integrations that carry data written by
    the POC are dotted.

    grey: whether the line is thin and grey whatever its class.
    """
    if not edge.active:
        return {"style": "dashed", "color": theme.faded, "penwidth": "1"}
    style = {
        "color": theme.line if grey else theme.classes.get(edge.effort_class, theme.line),
        "penwidth": "1" if grey else WIDTHS.get(edge.effort_class, "1"),
    }
    if edge.direction is Direction.UNKNOWN:
        return style | {"style": "dashed"}
    return style | ({"style": "dotted"} if edge.role in REACHED else {})


def _add_notes(graph: "Digraph", shown: Scene, theme: Theme) -> None:
    """Add notes about systems without integrations and about omitted parts of the scene."""
    style = {"color": theme.faded, "fillcolor": theme.group, "style": "rounded,filled"}
    if shown.isolated:
        text_of_names = ", ".join(shown.isolated[:MAX_ISOLATED_NAMED])
        more = len(shown.isolated) - MAX_ISOLATED_NAMED
        text = (
            translate(
                "{names} and {more} more in the report",
                names=text_of_names,
                more=more,
            )
            if more > 0
            else text_of_names
        )
        title = translate(
            "{systems} without an integration", systems=format_count(len(shown.isolated), "system")
        )
        lines = (
            format_bold((title,)),
            *(escape_label(line) for line in textwrap.wrap(clean_text(text), 90)),
        )
        graph.node("note_alone", id="alone", shape="box", label=stack_lines(lines), **style)
    if shown.omitted:
        label = f"<{escape_label(shown.omitted)}>"
        graph.node("note_more", id="more", shape="box", label=label, **style)
