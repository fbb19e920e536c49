"""Text is measured with the widths of the font, and shapes become plain SVG."""

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from seamscope.outputs.canvas import raster
from seamscope.outputs.canvas.canvas import Canvas, encode_svg
from seamscope.outputs.canvas.font import load_font
from seamscope.outputs.canvas.palette import DARK, LIGHT, Palette
from seamscope.outputs.canvas.raster import rasterise
from seamscope.outputs.canvas.text import fit_list, fit_text, measure_text, wrap_text


@pytest.mark.parametrize(
    ("character", "bold", "units"),
    [
        ("A", False, 1366),
        (" ", False, 569),
        ("i", False, 455),
        ("m", True, 1821),
        ("€", True, 1139),
    ],
)
def test_widths_are_those_of_the_font(character: str, bold: bool, units: int) -> None:
    """Characters have the advance widths of Arial, which are also those of Liberation Sans, in
    2,048 units per em.
    """
    assert measure_text(character, 2048, bold=bold) == units


def test_a_character_that_the_font_lacks_has_a_width() -> None:
    """A Chinese character, which the font does not contain, is one em wide; a combining accent has
    no width.
    """
    assert measure_text("数", 10) == 10
    assert measure_text("e\u0301", 10) == measure_text("e", 10)
    assert not load_font().covers("数")


@given(st.text(max_size=60), st.floats(min_value=30, max_value=300), st.integers(1, 4))
def test_wrapped_lines_fit_and_lose_no_word_silently(text: str, width: float, lines: int) -> None:
    """Every wrapped line fits, and the lines contain all characters or end with an ellipsis."""
    result = wrap_text(text, width, 12, lines=lines)
    assert 1 <= len(result) <= lines
    assert all(len(line) < 3 or measure_text(line, 12) <= width + 1e-6 for line in result)
    if not result[-1].endswith("…"):
        bare = "".join(result).replace(" ", "").replace("-", "")  # a broken word has a hyphen
        assert bare == "".join(text.split()).replace("-", "")


def test_a_word_is_broken_with_a_hyphen() -> None:
    """A word that is too wide is broken after its own hyphen, or else with a new one; a number is
    broken without a hyphen.
    """
    first, second, *rest = wrap_text("Kfz-Schadenvorschlag", 100, 18, lines=4)
    assert (first, second[-1]) == ("Kfz-", "-")
    assert second[:-1] + "".join(rest) == "Schadenvorschlag"
    assert "".join(wrap_text("123456789012345", 100, 18, lines=2)) == "123456789012345"


def test_a_text_is_cut_between_words() -> None:
    """A text is cut between words and ends with an ellipsis; only a single word that is too wide is
    cut inside.
    """
    assert fit_text("production must be monitored", 140, 15) == "production must …"
    assert fit_text("production", 400, 15) == "production"
    assert fit_text("Fertigungssteuerung", 80, 15).endswith("…")


def test_a_list_counts_what_it_does_not_show() -> None:
    """Items that do not fit are left out as a whole and counted: `Sales order +2`."""
    items = ("Sales order", "Material", "Plant")
    assert fit_list(items, 400, 15) == "Sales order, Material, Plant"
    assert fit_list(items, 120, 15) == "Sales order +2"


def test_shapes_become_svg_without_styles_or_scripts() -> None:
    """A line with two arrowheads is one path and two polygons, and a link is an element around its
    group.
    """
    canvas = Canvas(100, 50, LIGHT)
    with canvas.group("I-001", "tooltip", "report.html#/I-001"):
        canvas.draw_line(((0, 10), (50, 10)), stroke="#000000", ends=(True, True))
        canvas.draw_text(5, 40, "A & B", bold=True)
    root = fromstring(encode_svg(canvas.finish("Title", "Words")))
    tags = [item.tag.rpartition("}")[2] for item in root.iter()]
    wanted = ["svg", "title", "desc", "rect", "a", "g", "title", "polygon", "polygon", "path"]
    assert tags == [*wanted, "text"]
    assert root.get("width") == "100"


def test_an_svg_becomes_a_png(pixels_per_unit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture has 1.6 pixels a unit and the same bytes each time."""
    monkeypatch.setattr(raster, "PIXELS_PER_UNIT", pixels_per_unit)
    canvas = Canvas(100, 50, DARK)
    canvas.draw_text(5, 40, "A")
    result = rasterise(encode_svg(canvas.finish("", "")))
    assert result.startswith(b"\x89PNG")
    assert int.from_bytes(result[16:20]) == 160
    assert result == rasterise(encode_svg(canvas.finish("", "")))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half(palette: Palette) -> None:
    """Every text colour has a contrast of at least 4.5 with the page and with a card, as WCAG 2 AA
    requires.
    """
    for ground in (palette.paper, palette.card):
        for ink in (
            palette.ink,
            palette.soft,
            palette.read,
            palette.write,
            palette.warn,
            palette.bad,
        ):
            low, high = sorted((_luminance(ground), _luminance(ink)))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ground, ink)
