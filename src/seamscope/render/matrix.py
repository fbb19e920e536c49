"""Domain by domain: how many integrations, which way, how heavy; legible where no graph is.

Drawn without a layouter: a table of cells, so any landscape takes the same milliseconds.
"""

from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element, indent, register_namespace, tostring

from seamscope.landscape import Direction
from seamscope.render.model.xml import child
from seamscope.render.rows import Role, rows
from seamscope.render.scene import source
from seamscope.render.tabulate import plain
from seamscope.render.theme import FONT, LIGHT
from seamscope.survey import Survey

SVG = "http://www.w3.org/2000/svg"
MOST = 10  # domains a page shows; the smallest share the last row and column
CELL, LEFT, TOP = 92, 190, 150  # pixels
NO_DOMAIN, OTHERS = "No domain", "Other domains"
# From light to dark in even steps of lightness, so that grey print and colour-blind readers
# see the same order; the figure in the cell says it again.
SHADES, WHITE_FROM, INK = LIGHT.shades, LIGHT.turned_from, LIGHT.ink


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What goes from one domain to another: integrations, those to build, person-days P50."""

    integrations: int
    build: int
    days: float


def matrix(survey: Survey) -> bytes:
    """Return the matrix as SVG: rows give data, columns take it; both ways count in both."""
    register_namespace("", SVG)
    domains = _domains(survey)
    cells = _cells(survey, domains)
    names = sorted(set(domains.values()), key=lambda name: (name in {NO_DOMAIN, OTHERS}, name))
    width, height = LEFT + CELL * len(names) + 40, TOP + CELL * len(names) + 90
    root = Element(f"{{{SVG}}}svg", {
        "width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}",
        "role": "img", "aria-labelledby": "title desc", "font-family": FONT, "fill": INK,
    })  # fmt: skip
    title = f"{plain(survey.meta.title) or 'Landscape'}: integrations between domains"
    child(root, f"{{{SVG}}}title", title, id="title")
    child(root, f"{{{SVG}}}desc", _description(cells), id="desc")
    child(root, f"{{{SVG}}}rect", width=str(width), height=str(height), fill="#FFFFFF")
    _words(root, 20, 34, title, size=18, bold=True)
    _words(root, 20, 54, source(survey), size=10)
    _words(root, 20, 72, "rows give data, columns take it", size=11)
    _heads(root, names)
    most = max((cell.integrations for cell in cells.values()), default=0)
    for down, giver in enumerate(names):
        for across, taker in enumerate(names):
            cell = cells.get((giver, taker), Cell(integrations=0, build=0, days=0.0))
            _cell(root, LEFT + across * CELL, TOP + down * CELL, cell, most)
    _legend(root, TOP + CELL * len(names) + 30, survey, cells)
    indent(root)
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def _domains(survey: Survey) -> dict[str, str]:
    """Return the row of every system, by id: its domain if that is one of the largest."""
    inside: dict[str, int] = defaultdict(int)
    own = {item.id: plain(item.domain).strip() or NO_DOMAIN for item in survey.systems}
    for name in own.values():
        inside[name] += 1
    ranked = sorted(inside, key=lambda name: (-inside[name], name))
    shown = set(ranked if len(ranked) <= MOST else ranked[: MOST - 1])
    return {key: name if name in shown else OTHERS for key, name in own.items()}


def _cells(survey: Survey, domains: dict[str, str]) -> dict[tuple[str, str], Cell]:
    """Count each integration where data goes; one whose way nobody knows stands outside."""
    found: dict[tuple[str, str], Cell] = {}
    for row in rows(survey):
        if not row.counts or row.direction is Direction.UNKNOWN:
            continue
        ends = domains[row.source], domains[row.target]
        places = {ends, ends[::-1]} if row.direction is Direction.BOTH else {ends}
        for place in places:
            before = found.get(place, Cell(integrations=0, build=0, days=0.0))
            found[place] = Cell(
                integrations=before.integrations + 1,
                build=before.build + (bool(survey.surface.poc) and row.role is Role.BUILD),
                days=before.days + (row.days.p50 if row.days and row.in_total else 0.0),
            )
    return found


def _heads(root: Element, names: list[str]) -> None:
    for place, name in enumerate(names):
        lines = _lines(name)
        for number, line in enumerate(lines):
            across = LEFT + place * CELL + CELL // 2
            down = TOP - 10 - 14 * (len(lines) - 1 - number)
            _words(root, across, down, line, anchor="middle", bold=True)
            middle = TOP + place * CELL + CELL // 2 - 7 * (len(lines) - 1) + 4
            _words(root, LEFT - 12, middle + 14 * number, line, anchor="end", bold=True)


def _cell(root: Element, x: int, y: int, cell: Cell, most: int) -> None:
    shade = -(-cell.integrations * (len(SHADES) - 1) // most) if most else 0
    thick = cell.build > 0
    child(
        root, f"{{{SVG}}}rect", x=str(x + 2), y=str(y + 2), width=str(CELL - 4),
        height=str(CELL - 4), rx="6", fill=SHADES[shade], stroke=INK if thick else "#D5DBE3",
        **{"stroke-width": "3" if thick else "1"},
    )  # fmt: skip
    if not cell.integrations:
        return
    ink = "#FFFFFF" if shade >= WHITE_FROM else INK
    middle = x + CELL // 2
    _words(root, middle, y + 44, str(cell.integrations), size=22, anchor="middle", bold=True,
           ink=ink)  # fmt: skip
    if cell.build:
        _words(root, middle, y + 62, f"{cell.build} to build", size=11, anchor="middle", ink=ink)
        _words(root, middle, y + 77, f"{cell.days:.0f} days", size=11, anchor="middle", ink=ink)


def _legend(root: Element, top: int, survey: Survey, cells: dict[tuple[str, str], Cell]) -> None:
    told = ["figure: active integrations; darker is more; both ways count in both cells"]
    if any(cell.build for cell in cells.values()):
        told.append(
            "thick frame: some are to build for the POC; days: sum of their person-days at P50"
        )
    unknown = sum(row.direction is Direction.UNKNOWN for row in rows(survey))
    idle = sum(not row.counts for row in rows(survey))
    if unknown or idle:
        told.append(
            f"not counted: {unknown} of unknown direction, {idle} not active; see the table"
        )
    for number, line in enumerate(told):
        _words(root, 20, top + 16 * number, line, size=11)


def _words(
    root: Element, x: int, y: int, text: str, *, size: int = 12, anchor: str = "start",
    bold: bool = False, ink: str = INK,
) -> None:  # fmt: skip
    child(
        root, f"{{{SVG}}}text", text, x=str(x), y=str(y), fill=ink,
        **{"font-size": str(size), "text-anchor": anchor, "font-weight": "bold" if bold else "400"},
    )  # fmt: skip


def _lines(name: str) -> list[str]:
    from textwrap import wrap

    return wrap(name, 12, max_lines=3, placeholder=" …") or [NO_DOMAIN]


def _description(cells: dict[tuple[str, str], Cell]) -> str:
    told = [
        f"{giver} to {taker}: {cell.integrations} integrations"
        for (giver, taker), cell in sorted(cells.items())
    ]
    return f"{'; '.join(told)}." if told else "No integration between domains."
