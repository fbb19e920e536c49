"""An overview of the landscape: domains as nodes, integrations between them as bundles."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import (
    add_titled_frame,
    format_bold,
    format_small,
    start_graph,
    wrap_name,
)
from seamscope.outputs.diagram.drawing import Drawing, DrawingVariant
from seamscope.outputs.diagram.landscape_drawing import HEAD_SUFFIX, LABEL_SUFFIX, format_edge_label
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.views.domains import MAX_DOMAINS, DomainFlow, Domains, group_by_domain
from seamscope.outputs.views.provenance import describe_source
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.wording import format_count, translate

if TYPE_CHECKING:
    from graphviz import Digraph

BUNDLES = 24  # maximum number of lines in the drawing; the matrix shows all connections
WIDEST = 4  # line width of the largest bundle, in points


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All integrations between two domains.

    ends: names of the domains.
    forward: integrations that send data from the first domain to the second.
    backward: integrations that send data from the second domain to the first.
    width: width of the line, in points.
    """

    key: str
    ends: tuple[str, str]
    forward: DomainFlow
    backward: DomainFlow
    width: int

    @property
    def caption(self) -> str:
        """The number of integrations in each direction, and the number to be built."""
        ways = (
            f"{self.forward.integrations} →" if self.forward.integrations else "",
            f"← {self.backward.integrations}" if self.backward.integrations else "",
            translate("· {count} to be built", count=self.build) if self.build else "",
        )
        return " ".join(way for way in ways if way)

    @property
    def build(self) -> int:
        """The number of integrations to build, in the direction that has more of them.

        The sum of both directions would count bidirectional integrations twice.
        """
        return max(self.forward.build, self.backward.build)


def draw_overview(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", most: int = BUNDLES, note: str = ""
) -> Drawing:
    """Draw the domains and the `most` largest bundles between them.

    note: an additional sentence below the title.
    """
    domains = group_by_domain(survey, MAX_DOMAINS)
    bundles, omitted = _select_bundles(domains, most)
    name = clean_text(survey.meta.title) or translate("Landscape")
    title = (
        translate("{title}: overview by domain", title=name)
        if domains.word == "domain"
        else translate("{title}: overview by kind", title=name)
    )
    graph = start_graph(footer or describe_source(survey), theme)
    graph.attr("graph", ranksep="0.35")
    notes = _list_notes(omitted, note)
    key = "".join(
        f'<TR><TD ALIGN="LEFT">{format_small(line, theme.ink, 120)}</TD></TR>' for line in notes
    )
    with add_titled_frame(graph, title, theme, key=key) as page:
        for place, name in enumerate(domains.names):
            page.node(f"group_{place}", id=f"group-{place}", **_style_domain(name, domains, theme))
        for bundle in bundles:
            label = format_edge_label(bundle.caption, "", theme, framed=bundle.build > 0)
            key = f"{bundle.key}{LABEL_SUFFIX}"
            page.node(key, id=key, shape="plain", label=label)
    keys = {name: f"group_{place}" for place, name in enumerate(domains.names)}
    for bundle in bundles:
        _add_bundle(graph, bundle, keys, theme)
    nodes = len(keys) + len(bundles)
    return Drawing(
        title=title,
        description=f"{_count_groups(domains)}, {format_count(len(bundles), 'bundle')}. "
        f"{' '.join(f'{line}.' for line in notes)}",
        variants=(DrawingVariant(dot=str(graph.source), nodes=nodes),),
        tooltips=tuple(
            (bundle.key, f"{' and '.join(bundle.ends)}: {bundle.caption}") for bundle in bundles
        ),
    )


def _count_groups(domains: Domains) -> str:
    count = len(domains.names)
    if domains.word == "domain":
        return format_count(count, "domain")
    return format_count(count, "kind")


def _select_bundles(domains: Domains, most: int) -> tuple[list[Bundle], int]:
    """Return the bundles to draw, and the number of omitted bundles.

    Bundles with integrations to build come first, then the largest ones.
    """
    order = {name: place for place, name in enumerate(domains.names)}
    # The first end is the domain that is drawn further left, so lines run from left to right.
    pairs = {
        ends: (domains.cells.get(ends, DomainFlow()), domains.cells.get(ends[::-1], DomainFlow()))
        for ends in {(min(pair, key=order.__getitem__), max(pair, key=order.__getitem__))
                     for pair in domains.cells if pair[0] != pair[1]}
    }  # fmt: skip
    weights = {
        ends: max(there.integrations, back.integrations) for ends, (there, back) in pairs.items()
    }
    heaviest = max(weights.values(), default=1)
    ranked = sorted(
        pairs, key=lambda ends: (not sum(pair.build for pair in pairs[ends]), -weights[ends], ends)
    )
    bundles = [
        Bundle(
            key=f"bundle-{place}",
            ends=ends,
            forward=pairs[ends][0],
            backward=pairs[ends][1],
            width=-(-WIDEST * weights[ends] // heaviest),
        )
        for place, ends in enumerate(ranked[:most])
    ]
    return bundles, len(ranked) - len(bundles)


def _style_domain(name: str, domains: Domains, theme: Theme) -> dict[str, str]:
    systems_text = format_count(sum(own == name for own in domains.of.values()), "system")
    systems = "" if name == domains.poc else systems_text
    within = domains.cells.get((name, name), DomainFlow())
    inside = (
        translate(
            "{integrations} within", integrations=format_count(within.integrations, "integration")
        )
        if within.integrations
        else ""
    )
    lines = "".join(f"<BR/>{format_small(line, theme.muted)}" for line in (systems, inside) if line)
    style = {"label": f"<{format_bold(wrap_name(name))}{lines}>", "margin": "0.14,0.07"}
    if name == domains.poc:
        return style | {
            "shape": "octagon", "style": "filled", "fillcolor": theme.poc,
            "color": theme.ink, "penwidth": "3.5",
        }  # fmt: skip
    return style | {
        "shape": "box",
        "style": "rounded,filled",
        "fillcolor": theme.node,
        "penwidth": "1.2",
    }


def _add_bundle(graph: "Digraph", bundle: Bundle, keys: dict[str, str], theme: Theme) -> None:
    middle, (source, target) = f"{bundle.key}{LABEL_SUFFIX}", bundle.ends
    style = {"color": theme.line, "penwidth": str(bundle.width)}
    tail = "back" if bundle.backward.integrations else "none"
    head = "forward" if bundle.forward.integrations else "none"
    graph.edge(keys[source], middle, id=bundle.key, dir=tail, **style)
    graph.edge(middle, keys[target], id=f"{bundle.key}{HEAD_SUFFIX}", dir=head, **style)


def _list_notes(omitted: int, note: str) -> list[str]:
    notes = [
        translate(
            "numbers: active integrations in each direction; a bidirectional integration counts "
            "in both directions; a thicker line has more integrations"
        )
    ]
    notes.append(translate("framed, bold: some are to be built for the POC"))
    if omitted:
        notes.append(
            translate(
                "+{bundles} in the matrix",
                bundles=format_count(omitted, "smaller bundle"),
            )
        )
    return [*notes, note] if note else notes
