"""Draw the neighbourhood of the POC: integrations to build in colour, existing ones in grey."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.canvas.canvas import Canvas, encode_svg
from seamscope.outputs.canvas.palette import LIGHT, Palette
from seamscope.outputs.canvas.raster import rasterise
from seamscope.outputs.canvas.text import MORE, SMALL, fit_text, measure_text, wrap_text
from seamscope.outputs.diagram.theme import LIGHT as LIGHT_THEME
from seamscope.outputs.diagram.theme import Theme
from seamscope.outputs.neighbourhood.members import (
    Link,
    Members,
    Touched,
    collect_members,
)
from seamscope.outputs.neighbourhood.order import sort_side
from seamscope.outputs.neighbourhood.routes import (
    BOX,
    BOX_WIDTH,
    INNER,
    LEAF,
    LEAF_WIDTH,
    OUTER,
    POC_WIDTH,
    POC_X,
    TOP,
    WIDTH,
    Branch,
    Placed,
    measure_depth,
    place_sides,
    route_between,
)
from seamscope.wording import format_count, format_days, translate

ROWS = 22  # maximum number of neighbours on one side of a page
DEEPEST = 800.0  # maximum height of the rows, so that the drawing fits on a page of A4
REPORT = "report.html"
SOFT_HEAD = 8.0
TITLE = 28.0
NOTES = 3  # maximum number of text lines below the drawing, about links that are not drawn


def render_svg(survey: Survey, theme: Theme = LIGHT_THEME) -> bytes:
    """Return the neighbourhood as SVG; raise SeamscopeError without a POC."""
    return encode_svg(build_neighbourhood(survey, theme.palette, REPORT))


def render_png(survey: Survey, theme: Theme = LIGHT_THEME) -> bytes:
    """Return the neighbourhood as PNG; raise SeamscopeError without a POC."""
    return rasterise(render_svg(survey, theme))


def build_neighbourhood(survey: Survey, palette: Palette = LIGHT, report: str = "") -> Element:
    """Return the drawing as an SVG element; raise SeamscopeError without a POC."""
    if not survey.surface.poc:
        raise SeamscopeError(
            "the drawing shows the systems around a POC, but no POC was specified",
            remedy="run `seamscope survey` with --poc",
        )
    members, left, right = _fit_page(survey)
    inside = route_between(members, left, right)
    bottom = max(left.bottom, right.bottom) + 30
    notes = _write_notes(members, inside.noted)
    canvas = Canvas(WIDTH, bottom + 34 + 20 * len(notes), palette)
    _draw_heads(canvas, members)
    for placed, side in ((left, 0), (right, 1)):
        _draw_lines(canvas, placed)
        _draw_leaves(canvas, placed, side, members)
    for branch in inside.branches:
        _draw_branch(canvas, branch)
    _draw_poc(canvas, members, left, right, report)
    for place, words in enumerate(notes):
        canvas.draw_text(30, bottom + 22 + 20 * place, words, fill=palette.soft)
    return canvas.finish(translate("{poc}: neighbourhood", poc=members.poc), _describe(members))


def _fit_page(survey: Survey) -> tuple[Members, Placed, Placed]:
    """Select as many neighbours as fit on one page.

    Return all selected members, and the positions in the left and in the right half.
    """
    rows = [ROWS, ROWS]
    while True:
        members = collect_members(survey, (rows[0], rows[1]))
        orders = (sort_side(members.left), sort_side(members.right))
        crowded = [
            side
            for side, order in enumerate(orders)
            if measure_depth(order) > DEEPEST and rows[side] > 1
        ]
        if not crowded:
            left, right = place_sides(*orders)
            return members, left, right
        for side in crowded:
            rows[side] -= 2


def _describe(members: Members) -> str:
    touched = (*members.left.touched, *members.right.touched)
    return translate(
        "{poc} {verbs}. {existing} of these systems.",
        poc=members.poc,
        verbs=", ".join(map(_describe_touch, touched)),
        existing=format_count(members.total, "existing integration"),
    )


def _describe_touch(item: Touched) -> str:
    if item.reads and item.writes:
        return translate("reads and writes {system}", system=item.name)
    if item.reads:
        return translate("reads {system}", system=item.name)
    return translate("writes {system}", system=item.name)


def _draw_heads(canvas: Canvas, members: Members) -> None:
    colours = canvas.palette
    canvas.draw_text(
        30,
        46,
        translate("{poc}: its systems and their direct neighbours", poc=members.poc),
        size=TITLE,
        bold=True,
    )
    to_build = len(members.left.touched) + len(members.right.touched)
    count = format_count(members.total, "existing integration")
    words = translate(
        "Blue: read, orange: written; {to_build} integrations to build, with person-days at "
        "P80. Grey: {count}; dashed lines must be tested again.",
        to_build=to_build,
        count=count,
    )
    links = (*members.left.links, *members.right.links, *members.between)
    if not all(link.gives or link.takes for link in links):
        words += " " + translate("A line without an arrow: direction not known.")
    canvas.draw_text(30, 76, words, size=SMALL + 1, fill=colours.soft)
    heads = (
        (OUTER[0], translate("SOURCES AND NEIGHBOURS")),
        (INNER[0], translate("READ ONLY")),
        (POC_X, translate("POC")),
        (INNER[1], translate("WRITTEN")),
        (OUTER[1], translate("CONSUMERS AND NEIGHBOURS")),
    )
    for x, words in heads:
        canvas.draw_text(x, 112, words, fill=colours.soft, bold=True)


def _draw_lines(canvas: Canvas, placed: Placed) -> None:
    for trunk in placed.trunks:
        for points in trunk.points:
            canvas.draw_line(points, stroke=canvas.palette.bar, thickness=1.2)
    for branch in placed.branches:
        _draw_branch(canvas, branch)


def _draw_branch(canvas: Canvas, branch: Branch) -> None:
    with canvas.group("", title=_say_link(branch.link)):
        canvas.draw_line(
            branch.points,
            stroke=canvas.palette.bar,
            thickness=1.2,
            dashed=branch.link.test_again,
            ends=branch.heads,
            head=SOFT_HEAD,
        )


def _say_link(link: Link) -> str:
    ways = {
        (True, True): translate("both ways"),
        (True, False): translate("sends data"),
        (False, True): translate("receives data"),
    }
    way = ways.get((link.gives, link.takes), translate("direction not known"))
    again = translate(", test again") if link.test_again else ""
    return f"{format_count(link.count, 'integration')}, {way}{again}"


def _draw_leaves(canvas: Canvas, placed: Placed, side: int, members: Members) -> None:
    colours = canvas.palette
    for leaf, y in placed.leaves:
        again = any(link.test_again for link in leaf.links)
        name = members.names.get(leaf.neighbour, leaf.neighbour)
        canvas.draw_rectangle(
            OUTER[side],
            y - LEAF / 2,
            LEAF_WIDTH,
            LEAF,
            fill=colours.card,
            stroke=colours.rule,
            radius=5,
        )
        words = fit_text(
            translate("{name}, repeated", name=name) if leaf.repeated else name,
            LEAF_WIDTH - 16,
            SMALL,
        )
        fill = colours.ink if again else colours.soft
        canvas.draw_text(OUTER[side] + LEAF_WIDTH / 2, y + 5, words, fill=fill, anchor="middle")


def _draw_poc(canvas: Canvas, members: Members, left: Placed, right: Placed, report: str) -> None:
    """Draw the POC as a tall bar, and the systems next to it.

    A line connects the POC to each system in each direction.
    """
    colours = canvas.palette
    ys = [*left.boxes.values(), *right.boxes.values()]
    top, bottom = min(ys, default=TOP) - BOX / 2, max(ys, default=TOP + BOX) + BOX / 2
    canvas.draw_rectangle(
        POC_X,
        top,
        POC_WIDTH,
        bottom - top,
        fill=colours.poc,
        stroke=colours.ink,
        thickness=2.5,
        radius=10,
    )
    lines = wrap_text(members.poc, POC_WIDTH - 12, SMALL + 3, lines=5, bold=True)
    y = (top + bottom) / 2 - (len(lines) - 1) * 11 + 6
    for words in lines:
        canvas.draw_text(
            POC_X + POC_WIDTH / 2, y, words, size=SMALL + 3, bold=True, anchor="middle"
        )
        y += SMALL + 7
    for side, half, placed in ((0, members.left, left), (1, members.right, right)):
        for item in half.touched:
            with canvas.group(item.label, f"{item.label} {item.name}", f"{report}#/{item.label}"):
                _draw_touched(canvas, item, placed.boxes[item.key], side)


def _draw_touched(canvas: Canvas, item: Touched, y: float, side: int) -> None:
    colours = canvas.palette
    canvas.draw_rectangle(
        INNER[side],
        y - BOX / 2,
        BOX_WIDTH,
        BOX,
        fill=colours.card,
        stroke=colours.ink,
        thickness=2,
        radius=8,
    )
    _draw_name(canvas, item, INNER[side] + BOX_WIDTH / 2, y)
    start, end = (INNER[0] + BOX_WIDTH, POC_X) if side == 0 else (INNER[1], POC_X + POC_WIDTH)
    shifts = (-5.0, 9.0) if item.reads and item.writes else (2.0, 2.0)
    for shown, offset, stroke, ends in (
        (item.reads, shifts[0], colours.read, (False, True)),
        (item.writes, shifts[1], colours.write, (True, False)),
    ):
        if shown:
            points = ((start, y + offset), (end, y + offset))
            canvas.draw_line(points, stroke=stroke, thickness=3, ends=ends)
    figure = (
        translate("{p80} days", p80=format_days(item.days.p80))
        if item.days
        else translate("not estimated")
    )
    middle = (start + end) / 2
    canvas.draw_text(middle, y - 13, figure, bold=True, anchor="middle")
    below = y + shifts[1] + SMALL + 6
    canvas.draw_text(middle, below, item.label, fill=colours.soft, anchor="middle")


def _draw_name(canvas: Canvas, item: Touched, middle: float, y: float) -> None:
    """Write a system's name into its box; if the name is on one line, write the domain below it."""
    room = BOX_WIDTH - 16
    size = SMALL + 2 if measure_text(item.name, SMALL + 2, bold=True) <= room else SMALL
    lines = wrap_text(item.name, room, size, lines=2, bold=True)
    domain = fit_text(item.domain, room, SMALL) if len(lines) == 1 else ""
    y += -3 if domain or len(lines) > 1 else 4
    for words in lines:
        canvas.draw_text(middle, y, words, size=size, bold=True, anchor="middle")
        y += 20
    canvas.draw_text(middle, y, domain, fill=canvas.palette.soft, anchor="middle")


def list_neighbours(survey: Survey) -> list[tuple[str, tuple[str, ...]]]:
    """Return the content of the drawing as text: each system of the POC, and its neighbours."""
    members = collect_members(survey, (ROWS, ROWS))
    names = members.names
    listed = []
    for half in (members.left, members.right):
        for item in half.touched:
            links = [link for link in half.links if link.touched == item.key]
            links += [
                link for link in members.between if item.key in (link.touched, link.neighbour)
            ]
            lines = []
            for link in links:
                other = link.touched if link.neighbour == item.key else link.neighbour
                here = link if other == link.neighbour else replace(
                    link, gives=link.takes, takes=link.gives
                )  # fmt: skip
                ending = translate(", to be retired") if other in survey.surface.replaced else ""
                lines.append(f"{names.get(other, other)}: {_say_link(here)}{ending}")
            listed.append((_describe_touch(item), tuple(lines)))
    return listed


def name_pair(link: Link, names: dict[str, str]) -> str:
    """Return a link as text: "ERP → CRM", "ERP – CRM (both ways, test again)"."""
    first, second = names[link.touched], names[link.neighbour]
    if link.gives and not link.takes:
        first, second = second, first
    one_way = link.gives != link.takes
    remarks = [
        *(
            []
            if one_way
            else [translate("both ways") if link.gives else translate("direction not known")]
        ),
        *([translate("test again")] if link.test_again else []),
    ]
    ending = f" ({', '.join(remarks)})" if remarks else ""
    return f"{first} {'→' if one_way else '–'} {second}{ending}"


def _write_notes(members: Members, noted: tuple[Link, ...]) -> list[str]:
    """Return lines of text that list the links between touched systems that are not drawn.

    The lines list pairs of systems, those to test again first, with full names. Pairs that do not
    fit into NOTES lines are only counted.
    """
    ranked = sorted(noted, key=lambda link: not link.test_again)
    pairs = [name_pair(link, members.names) for link in ranked]
    for shown in range(len(pairs), 0, -1):
        more = len(pairs) - shown
        rest = translate("; and {pairs}", pairs=format_count(more, "more pair")) if more else ""
        words = translate(
            "Also exchange data: {pairs}{rest}.", pairs="; ".join(pairs[:shown]), rest=rest
        )
        lines = wrap_text(words, WIDTH - 60, SMALL, lines=NOTES)
        if not lines[-1].endswith(MORE):
            return list(lines)
    return []
