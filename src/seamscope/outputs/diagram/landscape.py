"""The landscape as a Graphviz drawing, in DOT."""

import textwrap
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from seamscope.landscape import Direction
from seamscope.outputs.diagram.dot_labels import (
    SMALL_POINTS,
    bold,
    empty,
    inert,
    rows_of,
    small,
    titled,
    wrapped,
)
from seamscope.outputs.diagram.drawing import Drawing, Form
from seamscope.outputs.diagram.legend import legend
from seamscope.outputs.diagram.theme import FONT, LIGHT, WIDTHS, Theme
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.rows import Role
from seamscope.outputs.views.scene import NAMED_ALONE, WORDED, Edge, Node, Scene
from seamscope.wording import number

if TYPE_CHECKING:
    from graphviz import Digraph

WORDS = ".words"  # ends the id of an integration's words
HEAD = ".head"  # ends the id of its second half, from its words to the target


def landscape(
    shown: Scene, theme: Theme = LIGHT, footer: str = "", *, tight: bool = False
) -> Drawing:
    """Return the scene as a drawing: in full, and without groups and words in case that fails.

    tight: with short lines, for a page that holds it only so.
    """
    ids = {node.key: node.system for node in shown.nodes}
    words = [(f"system-{node.key}", node.name) for node in shown.nodes]
    links = [(f"system-{key}", f"/system/{system}") for key, system in ids.items()]
    return Drawing(
        title=shown.title,
        description=described(shown),
        forms=tuple(
            Form(
                dot=draw_dot(shown, theme=theme, simple=simple, footer=footer, tight=tight),
                nodes=node_count(shown, simple=simple),
            )
            for simple in (False, True)
        ),
        words=(*words, *((edge.label, edge.title) for edge in shown.edges)),
        links=(*links, *((edge.label, f"/{edge.label}") for edge in shown.edges)),
    )


def draw_dot(
    shown: Scene,
    *,
    theme: Theme = LIGHT,
    simple: bool = False,
    footer: str = "",
    tight: bool = False,
) -> str:
    """Return the scene as DOT; `simple` leaves out what makes a layout fail: groups, words.

    The words of an integration are a node on its way, so that lines are led around them.
    footer: small print below the drawing, in place of the scene's own source.
    """
    graph = empty(footer or shown.source, theme)
    bare = simple or len(shown.edges) > WORDED  # no words between the systems: lines need the room
    graph.attr("graph", ranksep="1.5" if bare else "0.3" if tight else "0.5")
    if simple:
        _add_nodes(graph, shown.nodes, theme)
        _add_notes(graph, shown, theme)
    else:
        with titled(graph, shown.title, theme, key=legend(shown, theme)) as page:
            _add_groups(page, shown, theme)
            _add_notes(page, shown, theme)
    worded = _worded(shown)
    for edge in shown.edges:
        _add_edge(graph, edge, theme, simple=simple or not worded(edge))
    return str(graph.source)


def node_count(shown: Scene, *, simple: bool = False) -> int:
    """Return how many nodes a sound drawing of the scene holds: words and notes included."""
    words = 0 if simple else sum(map(_worded(shown), shown.edges))
    return len(shown.nodes) + words + bool(shown.alone) + bool(shown.left_out)


def described(shown: Scene) -> str:
    """Return what a reader who cannot see the picture is told."""
    systems, seams = number(len(shown.nodes), "system"), number(len(shown.edges), "integration")
    parts = [
        f"{systems} and {seams}.",
        f"Without an integration: {', '.join(shown.alone)}." if shown.alone else "",
        f"{shown.left_out}." if shown.left_out else "",
        f"{shown.source}.",
    ]
    return " ".join(part for part in parts if part)


def _add_groups(page: "Digraph", shown: Scene, theme: Theme) -> None:
    """Add systems by group, and the words of an integration where both its ends are."""
    groups = {key: nodes for key, nodes in _groups(shown).items() if key}
    several = len(groups) > 1
    home = {node.key: node.group if several else "" for node in shown.nodes}
    for place, (group, nodes) in enumerate(groups.items() if several else ()):
        inside = [e for e in shown.edges if home[e.source] == home[e.target] == group]
        with page.subgraph(name=f"cluster_{place}") as cluster:
            cluster.attr(
                label=f"<{inert(group)}>", style="rounded,filled", color=theme.group_line,
                fillcolor=theme.group, fontname=FONT, fontsize="12", fontcolor=theme.muted,
                labelloc="t", labeljust="l", margin="14", penwidth="1",
            )  # fmt: skip
            _add_nodes(cluster, nodes, theme)
            _add_words(cluster, inside, shown, theme)
    _add_nodes(page, [node for node in shown.nodes if not home[node.key]], theme)
    between = [e for e in shown.edges if not home[e.source] or home[e.source] != home[e.target]]
    _add_words(page, between, shown, theme)


def _groups(shown: Scene) -> dict[str, list[Node]]:
    """Return the nodes by domain or kind; a POC, and a kind of one system, stand free."""
    found: dict[str, list[Node]] = {}
    for node in sorted(shown.nodes, key=lambda node: (node.group, node.key)):
        found.setdefault(node.group, []).append(node)
    return found


def _add_nodes(graph: "Digraph", nodes: Iterable[Node], theme: Theme) -> None:
    for node in nodes:
        graph.node(node.key, id=f"system-{node.key}", **node_style(node, theme))


def node_style(node: Node, theme: Theme) -> dict[str, str]:
    """Return how a system looks: kind by shape, the POC by shape and border, state by dashes."""
    lines = (*node.lines, *((node.state,) if node.state else ()))
    print_ = "".join(f"<BR/>{small(line, theme.muted)}" for line in lines)
    style = {"label": f"<{bold(wrapped(node.name))}{print_}>", "margin": "0.14,0.07"}
    if node.poc:
        return style | {
            "shape": "octagon", "style": "filled", "fillcolor": theme.poc,
            "color": theme.ink, "penwidth": "3.5", "margin": "0.05,0.05",
        }  # fmt: skip
    style["shape"] = "cylinder" if node.store else "box"
    if node.state:
        look = "dashed" if node.store else "rounded,dashed"
        return style | {"style": f"{look},filled", "fillcolor": theme.asleep, "color": theme.faded}
    return style | {
        "style": "filled" if node.store else "rounded,filled",
        "fillcolor": theme.node,
        "penwidth": "1.2",
    }


def _worded(shown: Scene) -> Callable[[Edge], bool]:
    """Return whether a line carries words: all while they are few, else what is to build."""
    few = len(shown.edges) <= WORDED
    return lambda edge: few or (shown.has_poc and edge.role is Role.BUILD)


def _add_words(graph: "Digraph", edges: Iterable[Edge], shown: Scene, theme: Theme) -> None:
    for edge in filter(_worded(shown), edges):
        framed = shown.has_poc and edge.role is Role.BUILD
        words = f"{edge.label} {edge.words if shown.labelled else edge.brief}"
        graph.node(
            f"{edge.label}{WORDS}", id=f"{edge.label}{WORDS}", shape="plain",
            label=words_label(words, edge.effort_class, theme, framed=framed),
        )  # fmt: skip


def words_label(words: str, effort_class: str, theme: Theme, *, framed: bool) -> str:
    """Return the words of an integration as a label; what is to build is framed and bold."""
    ink = theme.inks.get(effort_class, theme.muted)
    told = bold((words,)) if framed else inert(words)
    return (
        f'<<TABLE BORDER="{int(framed)}" COLOR="{ink}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="2" STYLE="ROUNDED"><TR><TD><FONT POINT-SIZE="{SMALL_POINTS}" '
        f'COLOR="{ink}">{told}</FONT></TD></TR></TABLE>>'
    )


def _add_edge(graph: "Digraph", edge: Edge, theme: Theme, *, simple: bool) -> None:
    """Add an integration: one line, or two that meet at its words."""
    style = edge_style(edge, theme)
    ends = {Direction.BOTH: "both", Direction.UNKNOWN: "none"}.get(edge.direction, "forward")
    if simple:
        graph.edge(edge.source, edge.target, id=edge.label, dir=ends, **style)
        return
    middle = f"{edge.label}{WORDS}"
    graph.edge(
        edge.source, middle, id=edge.label, dir="back" if ends == "both" else "none", **style
    )
    graph.edge(
        middle, edge.target, id=f"{edge.label}{HEAD}",
        dir="none" if ends == "none" else "forward", **style,
    )  # fmt: skip


def edge_style(edge: Edge, theme: Theme) -> dict[str, str]:
    """Return how a line looks: class by width and colour, role and state by dots and dashes."""
    if not edge.active:
        return {"style": "dashed", "color": theme.faded, "penwidth": "1"}
    style = {
        "color": theme.classes.get(edge.effort_class, theme.no_class),
        "penwidth": WIDTHS.get(edge.effort_class, "1"),
    }
    if edge.direction is Direction.UNKNOWN:
        return style | {"style": "dashed"}
    return style | ({"style": "dotted"} if edge.role is Role.AFFECTS else {})


def _add_notes(graph: "Digraph", shown: Scene, theme: Theme) -> None:
    """Add the systems that stand alone, and what is not drawn."""
    style = {"color": theme.faded, "fillcolor": theme.group, "style": "rounded,filled"}
    if shown.alone:
        named = ", ".join(shown.alone[:NAMED_ALONE])
        more = len(shown.alone) - NAMED_ALONE
        text = f"{named} and {more} more, see the report" if more > 0 else named
        title = f"{number(len(shown.alone), 'system')} with no integration found"
        lines = (bold((title,)), *(inert(line) for line in textwrap.wrap(plain(text), 90)))
        graph.node("note_alone", id="alone", shape="box", label=rows_of(lines), **style)
    if shown.left_out:
        label = f"<{inert(shown.left_out)}>"
        graph.node("note_more", id="more", shape="box", label=label, **style)
