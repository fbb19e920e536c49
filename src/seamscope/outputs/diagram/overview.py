"""The landscape from above: domains as nodes, the integrations between them in bundles."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.outputs.diagram.dot_labels import bold, empty, small, titled, wrapped
from seamscope.outputs.diagram.drawing import Drawing, Form
from seamscope.outputs.diagram.landscape import HEAD, WORDS, words_label
from seamscope.outputs.diagram.theme import LIGHT, Theme
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.domains import MOST, Cell, Domains, domains
from seamscope.outputs.views.scene import source
from seamscope.wording import number

if TYPE_CHECKING:
    from graphviz import Digraph

BUNDLES = 24  # more lines between ten domains are a thicket; the matrix has them all
WIDEST = 4  # points of the heaviest bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Every integration between two domains. key: its id; width: of its line, in points."""

    key: str
    ends: tuple[str, str]
    there: Cell
    back: Cell
    width: int

    @property
    def words(self) -> str:
        """Return how many go there and how many come back, and how many are to build."""
        ways = (
            f"{self.there.integrations} →" if self.there.integrations else "",
            f"← {self.back.integrations}" if self.back.integrations else "",
            f"· {self.build} to build" if self.build else "",
        )
        return " ".join(way for way in ways if way)

    @property
    def build(self) -> int:
        """Return how many are to build; one that goes both ways stands in both cells."""
        return max(self.there.build, self.back.build)


def overview_drawing(
    survey: Survey, theme: Theme = LIGHT, footer: str = "", most: int = BUNDLES, note: str = ""
) -> Drawing:
    """Return domains and the `most` heaviest bundles between them; the rest is counted.

    note: a sentence more, below the drawing.
    """
    found = domains(survey, MOST)
    bundles, left = _bundles(found, most)
    title = f"{plain(survey.meta.title) or 'Landscape'}: an overview by {found.word}"
    graph = empty(footer or source(survey), theme)
    graph.attr("graph", ranksep="0.35")
    told = _notes(left, note)
    key = "".join(f'<TR><TD ALIGN="LEFT">{small(line, theme.ink, 120)}</TD></TR>' for line in told)
    with titled(graph, title, theme, key=key) as page:
        for place, name in enumerate(found.names):
            page.node(f"group_{place}", id=f"group-{place}", **_look(name, found, theme))
        for one in bundles:
            label = words_label(one.words, "", theme, framed=one.build > 0)
            page.node(f"{one.key}{WORDS}", id=f"{one.key}{WORDS}", shape="plain", label=label)
    keys = {name: f"group_{place}" for place, name in enumerate(found.names)}
    for one in bundles:
        _add_bundle(graph, one, keys, theme)
    nodes = len(keys) + len(bundles)
    return Drawing(
        title=title,
        description=f"{number(len(keys), found.word)}, {number(len(bundles), 'bundle')}. "
        f"{' '.join(f'{line}.' for line in told)}",
        forms=(Form(dot=str(graph.source), nodes=nodes),),
        words=tuple((one.key, f"{' and '.join(one.ends)}: {one.words}") for one in bundles),
    )


def _bundles(found: Domains, most: int) -> tuple[list[Bundle], int]:
    """Return the heaviest bundles, those with something to build first; and how many are left."""
    order = {name: place for place, name in enumerate(found.names)}
    # always from the earlier name to the later, so that every line is drawn from left to right
    pairs = {
        ends: (found.cells.get(ends, Cell()), found.cells.get(ends[::-1], Cell()))
        for ends in {(min(way, key=order.__getitem__), max(way, key=order.__getitem__))
                     for way in found.cells if way[0] != way[1]}
    }  # fmt: skip
    weights = {
        ends: max(there.integrations, back.integrations) for ends, (there, back) in pairs.items()
    }
    heaviest = max(weights.values(), default=1)
    ranked = sorted(
        pairs, key=lambda ends: (not sum(way.build for way in pairs[ends]), -weights[ends], ends)
    )
    made = [
        Bundle(
            key=f"bundle-{place}",
            ends=ends,
            there=pairs[ends][0],
            back=pairs[ends][1],
            width=-(-WIDEST * weights[ends] // heaviest),
        )
        for place, ends in enumerate(ranked[:most])
    ]
    return made, len(ranked) - len(made)


def _look(name: str, found: Domains, theme: Theme) -> dict[str, str]:
    held = number(sum(own == name for own in found.of.values()), "system")
    systems = "" if name == found.poc else held
    within = found.cells.get((name, name), Cell())
    inside = f"{number(within.integrations, 'integration')} within" if within.integrations else ""
    lines = "".join(f"<BR/>{small(line, theme.muted)}" for line in (systems, inside) if line)
    style = {"label": f"<{bold(wrapped(name))}{lines}>", "margin": "0.14,0.07"}
    if name == found.poc:
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


def _add_bundle(graph: "Digraph", one: Bundle, keys: dict[str, str], theme: Theme) -> None:
    middle, (giver, taker) = f"{one.key}{WORDS}", one.ends
    style = {"color": theme.no_class, "penwidth": str(one.width)}
    tail = "back" if one.back.integrations else "none"
    head = "forward" if one.there.integrations else "none"
    graph.edge(keys[giver], middle, id=one.key, dir=tail, **style)
    graph.edge(middle, keys[taker], id=f"{one.key}{HEAD}", dir=head, **style)


def _notes(left: int, note: str) -> list[str]:
    told = ["figures: active integrations each way, both ways count in both; thicker is more"]
    told.append("framed, bold: some are to build for the POC")
    if left:
        told.append(f"+{number(left, 'lighter bundle')}: see the matrix")
    return [*told, note] if note else told
