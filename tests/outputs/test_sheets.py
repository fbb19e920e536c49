"""Diagrams that are split into pages: the number of pages, their content and the size of their
text.
"""

import re
from collections.abc import Iterator

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.diagram import picture
from seamscope.outputs.diagram.drawing import find_backend
from seamscope.outputs.diagram.page_size import find_page_size
from seamscope.outputs.diagram.pages import Page, render_pages
from seamscope.outputs.diagram.theme import DARK
from seamscope.outputs.views.hub import build_hub_scenes
from seamscope.outputs.views.scene import SLUG

from .crowd_sample import large
from .hostile_sample import hostile
from .survey_sample import small

needs_graphviz = pytest.mark.skipif(find_backend() is None, reason="nothing here draws")
SVG = "{http://www.w3.org/2000/svg}"
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    picture.draw_checked.cache_clear()
    yield
    picture.draw_checked.cache_clear()


def measure_print(sheet: Page) -> tuple[tuple[float, float], float]:
    """Return the size of the page and the size of its smallest text in points, both measured in the
    SVG.
    """
    root = fromstring(sheet.content)
    size = tuple(float((root.get(name) or "").removesuffix("pt")) for name in ("width", "height"))
    scale = re.search(r"scale\(([\d.]+)", next(root.iter(f"{SVG}g")).get("transform", ""))
    assert scale
    texts = [float(text.get("font-size") or 0) for text in root.iter(f"{SVG}text")]
    return (size[0], size[1]), min(texts) * float(scale[1])


@needs_graphviz
def test_a_small_landscape_is_one_page() -> None:
    """Six systems fit on one A4 page, whose footer says "page 1 of 1"."""
    (sheet,) = render_pages(small(), find_page_size("a4"), "svg")
    assert sheet.name == "01-landscape"
    assert b"page 1 of 1" in sheet.content


@pytest.mark.slow
@needs_graphviz
@pytest.mark.parametrize(
    ("name", "size", "floor"),
    [
        ("a4", (842, 595), 7),
        pytest.param("a3", (1191, 842), 7, marks=pytest.mark.slow),
        pytest.param("16x9", (960, 540), 9, marks=pytest.mark.slow),
    ],
)
def test_every_page_has_legible_text(name: str, size: tuple[int, int], floor: float) -> None:
    """The smallest text on each page, measured in the SVG, is not smaller than the limit for the
    page size.
    """
    output = list(render_pages(large(24, poc=True), find_page_size(name), "svg"))
    assert [sheet.name for sheet in output[:2]] == ["01-matrix", "02-overview"]
    assert output[2].name.startswith("03-s000")
    for sheet in output:
        measured, smallest = measure_print(sheet)
        assert measured == pytest.approx(size, abs=1)
        assert smallest >= floor - 0.05, sheet.name
        assert smallest == pytest.approx(sheet.points, abs=0.1)


def test_hub_pages_show_everything_the_poc_builds() -> None:
    """The pages of a hub together show every integration to build, each once."""
    crowd = large(300, poc=True)
    pages = build_hub_scenes(crowd, "s000", 5)
    drawn = [edge.label for page in pages for edge in page.edges]
    assert len(drawn) == len(set(drawn))
    assert all(len(page.edges) <= 5 for page in pages)
    built = {item.label for item in crowd.integrations if item.id in crowd.surface.build}
    assert built <= set(drawn)
    assert pages[0].title.endswith(f", 1 of {len(pages)}")


def test_a_hub_has_sources_left_and_targets_right() -> None:
    """Sources are left of the hub and targets right of it; two-way integrations fill the side with
    fewer nodes.
    """
    crowd = large(60, poc=False)
    for page in build_hub_scenes(crowd, "s000", 18):
        centre = next(node.key for node in page.nodes if node.system == "s000")
        for edge in page.edges:
            assert centre in {edge.source, edge.target}
        left = sum(edge.target == centre for edge in page.edges)
        both = [edge for edge in page.edges if edge.direction == "both"]
        assert abs(2 * left - len(page.edges)) <= max(len(page.edges) - len(both), 1)
        assert {node.group for node in page.nodes} == {""}


def test_omitted_integrations_of_a_hub_are_counted() -> None:
    """The last page of a hub shows the number of integrations that no page shows."""
    crowd = large(300, poc=False)
    ends = [side for item in crowd.integrations for side in item.systems]
    busiest = max(sorted(set(ends)), key=ends.count)
    pages = build_hub_scenes(crowd, busiest, 18)
    drawn = sum(len(page.edges) for page in pages)
    more = re.match(r"\+(\d+) more", pages[-1].omitted)
    assert drawn + (int(more[1]) if more else 0) == ends.count(busiest)


@pytest.mark.slow
@needs_graphviz
def test_pages_are_deterministic_and_can_be_dark() -> None:
    """A page has the same bytes when it is drawn again, and a page in the dark theme has a dark
    background.
    """
    first = list(render_pages(small(), find_page_size("a4"), "svg", DARK))
    picture.draw_checked.cache_clear()
    assert list(render_pages(small(), find_page_size("a4"), "svg", DARK)) == first
    assert DARK.paper.lower().encode() in first[0].content


@needs_graphviz
def test_a_page_as_png_has_its_pixels() -> None:
    """A slide of 960 by 540 points at 144 dots per inch is 1920 by 1080 pixels."""
    (sheet,) = render_pages(EMPTY, find_page_size("16x9"), "png")
    width, height = (int.from_bytes(sheet.content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1920, 1080)


@pytest.mark.slow
@needs_graphviz
def test_hostile_names_reach_neither_file_names_nor_pages() -> None:
    """File names of pages consist of safe characters, and pages contain no script from a name."""
    for sheet in render_pages(hostile(), find_page_size("a4"), "svg"):
        assert SLUG.fullmatch(sheet.name)
        assert b"<script" not in sheet.content.lower()


@needs_graphviz
def test_an_empty_landscape_is_one_empty_page() -> None:
    """A landscape without systems is drawn as one page."""
    assert [sheet.name for sheet in render_pages(EMPTY, find_page_size("a3"), "svg")] == [
        "01-landscape"
    ]


def test_an_unknown_page_size_is_an_error() -> None:
    """An unknown page size raises an error that names it."""
    with pytest.raises(SeamscopeError, match="unknown page size 'a5'"):
        find_page_size("a5")
