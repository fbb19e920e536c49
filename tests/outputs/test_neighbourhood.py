"""The neighbourhood drawing contains every link, has few crossings, and needs no Graphviz."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from seamscope import survey as run_survey
from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.landscape import Direction, Integration
from seamscope.outputs.board.columns import WIDTH
from seamscope.outputs.diagram import drawing
from seamscope.outputs.diagram.page_size import find_page_size
from seamscope.outputs.neighbourhood import list_neighbours, render_svg
from seamscope.outputs.neighbourhood.drawing import name_pair
from seamscope.outputs.neighbourhood.members import MORE, UNPLACED, Link, collect_members
from seamscope.outputs.neighbourhood.order import count_inversions, sort_side
from seamscope.outputs.views.regression import list_tested
from seamscope.records import ClueKind
from seamscope.resolved import EndpointNode
from seamscope.surface import Surface

from .crowd_sample import large
from .survey_sample import small
from .test_board import crowd

SVG = "{http://www.w3.org/2000/svg}"
SAMPLE = Path(__file__).parents[2] / "inventories" / "halden-pumps"
Segment = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def sample() -> Survey:
    return run_survey(SAMPLE, poc=SAMPLE / "poc.yaml")


def draw(survey: Survey) -> Element:
    root: Element = fromstring(render_svg(survey))
    return root


def list_lines(root: Element) -> list[list[Segment]]:
    """Return the segments of each line of the drawing, from the paths of its SVG."""
    lines = []
    for path in root.iter(f"{SVG}path"):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        lines.append([(*a, *b) for a, b in pairwise(points)])
    return lines


def count_crossings(root: Element) -> int:
    """Return the number of pairs of lines that cross; lines that only touch are not counted."""
    return sum(
        any(_cross(one, other) for one in a for other in b)
        for a, b in combinations(list_lines(root), 2)
    )


def _cross(one: Segment, other: Segment) -> bool:
    def inside(level: Segment, upright: Segment) -> bool:
        left, right = sorted((level[0], level[2]))
        top, bottom = sorted((upright[1], upright[3]))
        within = left + 1 < upright[0] < right - 1 and top + 1 < level[1] < bottom - 1
        return within and level[1] == level[3] and upright[0] == upright[2]

    return inside(one, other) or inside(other, one)


@pytest.mark.slow
def test_no_line_crosses_another_on_the_sample(sample: Survey) -> None:
    """The sample landscape is drawn without a crossing, and all lines are orthogonal."""
    root = draw(sample)
    assert count_crossings(root) == 0
    for line in list_lines(root):
        assert all(x1 == x2 or y1 == y2 for x1, y1, x2, y2 in line)


@pytest.mark.parametrize("count", [15, 60, 200])
def test_at_most_25_lines_cross(count: int) -> None:
    """A landscape of 60 systems has at most 25 crossings."""
    assert count_crossings(draw(large(count, poc=True))) <= 25


def test_every_integration_of_a_touched_system_is_in_it(sample: Survey) -> None:
    """Each active integration of a system that the POC uses is drawn as a line, counted, or listed
    in the note.
    """
    surface = sample.surface
    touched = {side for i in sample.integrations if i.id in surface.build for side in i.systems} - {
        surface.poc
    }
    wanted = [
        i
        for i in sample.integrations
        if i.active and surface.poc not in i.systems and touched & set(i.systems)
    ]
    members = collect_members(sample, (22, 22))
    links = (*members.left.links, *members.right.links, *members.between)
    assert sum(link.count for link in links) == len(wanted) == members.total
    root = draw(sample)
    tooltips = [t.text or "" for t in root.iter(f"{SVG}title")]
    shown = [int(t.split()[0]) for t in tooltips if re.match(r"\d+ integration", t)]
    assert sum(shown) == len(wanted)
    assert sum("test again" in t for t in tooltips) == len(
        [i for i in wanted if i.id in list_tested(sample)]
    )


def test_links_beyond_the_room_are_counted() -> None:
    """If there is room for few neighbours, one node stands for the others and shows their
    number.
    """
    survey = large(60, poc=True)
    full, short = collect_members(survey, (200, 200)), collect_members(survey, (4, 4))
    assert full.total == short.total
    for side in (short.left, short.right):
        assert sum(link.count for link in side.links) == sum(
            link.count
            for half in (full.left, full.right)
            if half.touched == side.touched
            for link in half.links
        )
    nodes = [link for side in (short.left, short.right) for link in side.links]
    collected = [link for link in nodes if link.neighbour.startswith(MORE)]
    assert collected
    assert all(link.count >= 2 for link in collected)
    assert all(short.names[link.neighbour] == f"+{link.count} more" for link in collected)


def test_unplaced_endpoints_are_one_group() -> None:
    """Two endpoints of unknown systems that exchange data with systems of the POC are drawn as one
    grey node.
    """
    survey = small()
    ends = tuple(EndpointNode(id=key, name=key, kind=ClueKind.HOST) for key in ("mes", "fax"))
    changed = replace(
        survey,
        systems=tuple(node for node in survey.systems if node.id not in {"mes", "fax"}),
        endpoints=ends,
        integrations=tuple(
            replace(item, systems=("crm", "mes"))
            if item.label == "I-005"
            else replace(item, active=True)
            if item.label == "I-004"
            else item
            for item in survey.integrations
        ),
    )
    members = collect_members(changed, (22, 22))
    links = [link for link in members.right.links if link.neighbour == UNPLACED]
    assert [link.count for link in links] == [2]
    assert members.names[UNPLACED] == "not placed yet (2)"


def test_reading_and_writing_are_two_lines(sample: Survey) -> None:
    """A two-way integration has two coloured lines, a one-way integration has one."""
    root = draw(sample)
    widths = {
        group.get("id"): len([p for p in group.iter(f"{SVG}path") if p.get("stroke-width") == "3"])
        for group in root.iter(f"{SVG}g")
        if group.get("id")
    }
    directions = {i.label: i.direction for i in sample.integrations}
    assert widths == {key: 2 if directions[str(key)] == "both" else 1 for key in widths}
    assert len(widths) == len(sample.surface.build)


@pytest.mark.parametrize("survey", [small(), large(15, poc=True), large(60, poc=True)])
def test_text_is_legible_in_print(survey: Survey) -> None:
    """The smallest text has 7 pt when the drawing fills the printable part of A4."""
    root, page = draw(survey), find_page_size("a4")
    _, _, width, height = map(float, root.get("viewBox", "").split())
    scale = min((page.width - 57) / width, (page.height - 57) / height)
    sizes = [float(t.get("font-size", "0")) for t in root.iter(f"{SVG}text")]
    assert width == WIDTH
    assert min(sizes) * scale >= 6.99


def test_barycentres_leave_no_crossing_that_an_order_avoids() -> None:
    """On each side of a landscape of 60 systems, at most six pairs of nodes are in an order that
    makes their lines cross.
    """
    members = collect_members(large(60, poc=True), (22, 22))
    for side in (members.left, members.right):
        assert count_inversions(sort_side(side)) <= 6


def test_the_drawing_needs_no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing has the same bytes with and without Graphviz."""
    with_graphviz = render_svg(small())
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    assert render_svg(small()) == with_graphviz


def test_without_a_poc_there_is_an_error_with_a_remedy() -> None:
    """Without a POC, the drawing is an error that says how to specify a POC."""
    with pytest.raises(
        SeamscopeError, match="no POC was specified; run `seamscope survey` with --poc"
    ):
        render_svg(replace(small(), surface=Surface()))


def test_exchanges_without_a_free_line_are_noted_or_counted() -> None:
    """Each of the 28 integrations between eight systems is drawn as a line, listed in the note, or
    counted there.
    """
    survey = crowd(8)
    keys = [node.id for node in survey.systems if node.id != "copilot"]
    mutual = tuple(
        Integration(
            id=f"{a}--{b}",
            label=f"I-{number}",
            systems=(a, b),
            direction=Direction.A_TO_B,
        )
        for number, (a, b) in enumerate(combinations(keys, 2), start=100)
    )
    root = draw(replace(survey, integrations=(*survey.integrations, *mutual)))
    lines = sum((t.text or "").startswith("1 integration,") for t in root.iter(f"{SVG}title"))
    note = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
    more = re.search(r"and (\d+) more pair", note)
    assert "Also exchange data" in note
    assert lines >= 3
    assert lines + note.count(" → ") + (int(more[1]) if more else 0) == len(mutual) == 28


def test_only_what_must_be_tested_again_is_dashed(sample: Survey) -> None:
    """Only lines that mean "test again" are dashed, and the name of a pair says its direction and
    "test again".
    """
    for survey in (sample, crowd(8)):
        dashed = [item for item in draw(survey).iter() if item.get("stroke-dasharray")]
        assert all(item.tag != f"{SVG}rect" for item in dashed)
    names = {"a": "ERP", "b": "CRM"}
    link = Link(touched="a", neighbour="b", gives=True, takes=False, test_again=False)
    assert name_pair(link, names) == "CRM → ERP"
    both = replace(link, takes=True, test_again=True)
    assert name_pair(both, names) == "ERP – CRM (both ways, test again)"


def test_every_label_has_the_days_above_and_the_id_below(sample: Survey) -> None:
    """On each line to the POC, the days are written above the id of the integration."""
    root = draw(sample)
    for group in root.iter(f"{SVG}g"):
        if (label := group.get("id")) and label.startswith("I-"):
            placed = {t.text: float(t.get("y", "0")) for t in group.iter(f"{SVG}text")}
            (days,) = (y for text, y in placed.items() if text and text.endswith(" days"))
            assert placed[label] > days


def test_a_line_without_an_arrow_is_explained(sample: Survey) -> None:
    """If the drawing has a line without an arrow, an explanation is below it; otherwise there is
    none.
    """
    words = "A line without an arrow: direction not known."
    assert words in " ".join(text.text or "" for text in draw(sample).iter(f"{SVG}text"))
    known = tuple(
        replace(item, direction=Direction.BOTH) if item.direction is Direction.UNKNOWN else item
        for item in sample.integrations
    )
    drawn = draw(replace(sample, integrations=known))
    assert words not in " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))


def test_a_long_name_has_two_lines(sample: Survey) -> None:
    """A name that is wider than its box is wrapped on two lines instead of being cut."""
    name = "Airport Operational Database"
    systems = tuple(
        replace(node, name=name, domain="") if node.name == "Snowflake" else node
        for node in sample.systems
    )
    result = [text.text for text in draw(replace(sample, systems=systems)).iter(f"{SVG}text")]
    assert "Airport Operational" in result
    assert "Database" in result


def test_the_list_for_phones_has_every_line_of_the_drawing(sample: Survey) -> None:
    """In the list for phones, each system of the POC is an item with its neighbours. An integration
    between two such systems is listed for both.
    """
    listed = dict(list_neighbours(sample))
    members = collect_members(sample, (99, 99))
    links = [*members.left.links, *members.right.links, *members.between, *members.between]
    assert sum(map(len, listed.values())) == len(links)
    assert "Workday: 1 integration, sends data" in listed["reads and writes SAP S/4HANA"]
    assert (
        "Snowflake: 1 integration, receives data, test again"
        in (listed["reads and writes SAP S/4HANA"])
    )
    assert "SAP S/4HANA: 1 integration, sends data, test again" in listed["reads Snowflake"]
