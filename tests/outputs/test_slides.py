"""The slides are complete, legible and deterministic, and contain no active content."""

import io
import re
import zipfile
from base64 import b64decode
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from seamscope.document import Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs import FORMATS
from seamscope.outputs.views.total import compute_total, format_money
from seamscope.outputs.views.verdict import give_verdict

from .crowd_sample import large
from .hostile_sample import hostile
from .survey_sample import small
from .test_html import add_run_cost

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape

pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")
POINT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace every picture by a single pixel, because other tests cover drawing."""
    monkeypatch.setattr("seamscope.outputs.slides.content.rasterise", lambda page: POINT)


def read_slide_texts(survey: Survey) -> list[list[str]]:
    """Return the texts of every slide as python-pptx reads them."""
    deck = pptx.Presentation(io.BytesIO(FORMATS["pptx"].render(survey)))
    found = []
    for slide in deck.slides:
        texts = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        found.append(texts)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_slides_are_deterministic(survey: Survey) -> None:
    """Empty, small and hostile surveys each give slides with the same bytes every time."""
    assert FORMATS["pptx"].render(survey) == FORMATS["pptx"].render(survey)


def test_the_slides_are_in_order() -> None:
    """The slides come in this order: board page, advice, integrations to build, ranges, run cost,
    drivers, risks, readiness, plan and questions.
    """
    found = read_slide_texts(add_run_cost(small()))
    titles = [re.sub(r"(?<=to week )\d+$", "…", texts[0]) for texts in found]
    assert titles == [
        "Service Copilot at Halden: board page",
        "Service Copilot at Halden",
        "Integrations to build",
        "Range of each estimate: P50 to P90 in person-days",
        "Run cost exceeds build cost after 24 months (80 % range 12 to 60)",
        "Run cost (EUR)",
        "Cost drivers",
        "Risks",
        "Readiness: 1 answered, 1 open, 0 contradicted",
        "Plan: week 1 to week …",
        "Questions to answer first",
        "Notes on the figures",
    ]
    assert "Ask first, then plan" in found[1]
    for cell in ("I-001", "Service Copilot ⇄ Salesforce", "20", "30", "40"):
        assert cell in found[2]
    assert "Is there a contract? (40 % of the uncertainty)" in "\n".join(found[10])


def test_text_on_slides_is_legible() -> None:
    """All text has 12 points or more, except the source line with 9 points."""
    deck = pptx.Presentation(io.BytesIO(FORMATS["pptx"].render(small())))
    for slide in deck.slides:
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            if shape.has_table:
                frames += [cell.text_frame for row in shape.table.rows for cell in row.cells]
            for run in (r for frame in frames for p in frame.paragraphs for r in p.runs):
                assert run.font.size.pt >= (9 if "inputs" in run.text else 12), run.text


def test_nothing_leaves_a_slide_or_covers_the_footer() -> None:
    """Figures, tables and lists stay inside the slide; a list that is too long is shortened, and
    the slide says how many items are left out.
    """
    survey = add_run_cost(small())
    questions = tuple(
        replace(survey.questions[0], text=f"{'Who owns the data of the order desk? ' * 4}{n}")
        for n in range(30)
    )
    content = FORMATS["pptx"].render(replace(survey, questions=questions))
    deck = pptx.Presentation(io.BytesIO(content))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame:
                assert _measure_height(shape) <= deck.slide_height - shape.top, (
                    shape.text_frame.text
                )
    listed = next(s for s in deck.slides if s.shapes.title.text == "Questions to answer first")
    lines = [
        text.split("\n") for text in (x.text_frame.text for x in listed.shapes if x.has_text_frame)
    ]
    assert any(re.fullmatch(r"and \d+ more in the report", part[-1]) for part in lines)


def _measure_height(shape: "Shape", letter: float = 0.62) -> float:
    """Return the height of a shape's text in EMU.

    letter: average width of a letter as a share of the font size, by default that of a wide font.
    """
    height = 0.0
    for paragraph in shape.text_frame.paragraphs:
        size = max((run.font.size for run in paragraph.runs), default=0)
        letters = max(1, int(shape.width / (letter * size))) if size else 1
        height += -(-len(paragraph.text) // letters) * size * 1.2 + (paragraph.space_after or 0)
    return height


@pytest.mark.parametrize("reasons", [0, 4])
def test_texts_of_the_advice_do_not_touch_each_other_or_the_footer(
    reasons: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the slide with the advice, no two texts overlap, however long its reasons are."""
    survey = add_run_cost(small())
    verdict = give_verdict(survey)
    reason = "Salesforce holds personal data, and the POC is classified as internal, so decide. "
    verdict = replace(verdict, reasons=(reason * 2,) * reasons)
    monkeypatch.setattr("seamscope.outputs.slides.figures.give_verdict", lambda survey: verdict)
    slide = pptx.Presentation(io.BytesIO(FORMATS["pptx"].render(survey))).slides[1]
    boxes = [
        (one.left, one.left + one.width, one.top, one.top + _measure_height(one, 0.55), one)
        for one in slide.shapes
        if one.has_text_frame and one.text_frame.text and one.name != slide.shapes.title.name
    ]
    assert len(boxes) >= 6
    for one, other in combinations(boxes, 2):
        apart = one[1] <= other[0] or other[1] <= one[0]
        apart = apart or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one[4].text_frame.text, other[4].text_frame.text)


def test_the_advice_has_money_and_the_parts_of_the_total() -> None:
    """The slide with the advice shows the price of the total at P80, in the currency of the run
    cost.
    """
    survey = add_run_cost(small())
    total = compute_total(survey)
    assert total
    assert total.cost
    texts = read_slide_texts(survey)[1]
    assert any(
        text.startswith(format_money(total.cost.p80, total.currency))
        and "price of the P80 person-days" in text
        for text in texts
    )


def test_the_advice_names_the_go_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slide with the advice shows the same go-live date as the board page."""
    words = "Go-live 2027-09-27 at P50"
    monkeypatch.setattr(
        "seamscope.outputs.slides.figures.describe_go_live", lambda survey: (words, False)
    )
    assert f"{words}." in "\n".join(read_slide_texts(small())[1])


def test_a_long_table_is_split_and_its_rest_counted() -> None:
    """A long table is split on three slides of 13 rows each, and the last one says how many rows
    remain.
    """
    survey = large(100, poc=False)
    titles = [
        texts[0]
        for texts in read_slide_texts(survey)
        if texts[0].startswith("Integrations to build")
    ]
    rest = len(survey.integrations) - 39
    assert len(titles) == 3
    assert titles[2].endswith(f"; {rest} more in the workbook")


def test_hostile_names_are_text_on_slides() -> None:
    """A hostile name remains text: slides have no external links and no control characters."""
    content = FORMATS["pptx"].render(hostile())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)
    whole = "\n".join(text for texts in read_slide_texts(hostile()) for text in texts)
    assert "<script>alert(1)</script>" in whole
    assert not set("\x00\x07\x1b\u202e") & set(whole)


def test_without_python_pptx_the_error_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-pptx, the error says that `seamscope[slides]` is to be installed."""
    monkeypatch.setattr("seamscope.outputs.slides.find_spec", lambda name: None)
    with pytest.raises(SeamscopeError, match=r"seamscope\[slides\]"):
        FORMATS["pptx"].render(small())


def test_without_a_rasteriser_the_board_slide_is_omitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the board page cannot be drawn as PNG, its slide is left out, and the other slides are
    written.
    """

    def nothing(page: bytes) -> bytes:
        raise SeamscopeError("nothing draws")

    monkeypatch.setattr("seamscope.outputs.slides.content.rasterise", nothing)
    assert read_slide_texts(small())[0][0] == "Service Copilot at Halden"


def test_the_board_page_fills_the_first_slide() -> None:
    """The picture of the board page has the size of the slide and a text alternative."""
    deck = pptx.Presentation(io.BytesIO(FORMATS["pptx"].render(small())))
    (picture,) = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert (picture.width, picture.height) == (deck.slide_width, deck.slide_height)
    described = picture._element.nvPicPr.cNvPr.get("descr")
    assert described == "Service Copilot at Halden, board page"


def test_slides_have_fixed_dates() -> None:
    """All files in the archive, including the workbooks of charts, have the same fixed date."""
    archives = [io.BytesIO(FORMATS["pptx"].render(small()))]
    for content in archives:
        with zipfile.ZipFile(content) as archive:
            for entry in archive.infolist():
                assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry.filename
                if entry.filename.endswith(".xlsx"):
                    archives.append(io.BytesIO(archive.read(entry)))
                if entry.filename == "docProps/core.xml":
                    assert re.findall(rb">(\d{4})-", archive.read(entry)) == [b"2000", b"2000"]
    assert len(archives) == 2


def test_axes_of_charts_name_their_unit() -> None:
    """Axes of charts have a title with the unit: person-days, the currency or months."""
    deck = pptx.Presentation(io.BytesIO(FORMATS["pptx"].render(add_run_cost(small()))))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    titles = {
        axis.axis_title.text_frame.text
        for chart in charts
        for axis in (chart.value_axis, chart.category_axis)
        if axis.has_title
    }
    units = {"person-days; dark: P50 to P80, light: P80 to P90", "EUR", "months after go-live"}
    assert units <= titles
