"""The light and the dark theme: both are legible, differ only in colours, and can be printed in
grey.
"""

import pytest

from seamscope.errors import SeamscopeError
from seamscope.estimate.constants import load_constants
from seamscope.outputs.diagram.landscape import render_dot
from seamscope.outputs.diagram.legend import build_legend
from seamscope.outputs.diagram.theme import DARK, LIGHT, THEMES, WIDTHS, Theme, find_theme
from seamscope.outputs.exports import mermaid
from seamscope.outputs.views.scene import build_scene

from .survey_sample import small


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_has_enough_contrast(theme: Theme) -> None:
    """Text has a contrast of at least 4.5 with its background, as WCAG 2 requires for small
    text.
    """
    for behind in (theme.paper, theme.group, theme.node, theme.poc):
        assert contrast(theme.ink, behind) >= 4.5
        assert contrast(theme.muted, behind) >= 4.5
    for ink in theme.inks.values():
        assert contrast(ink, theme.paper) >= 4.5
        assert contrast(ink, theme.group) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_figures_have_enough_contrast_on_every_shade(theme: Theme) -> None:
    """The shades become steadily lighter or darker, and figures have a contrast of at least 4.5 on
    each.
    """
    steps = [luminance(shade) for shade in theme.shades]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    for place, shade in enumerate(theme.shades):
        ink = theme.paper if place >= theme.inverted_from else theme.ink
        assert contrast(ink, shade) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_legend_has_the_bounds_of_the_estimate(theme: Theme) -> None:
    """The legend of a diagram names for each class the hours at which the class ends."""
    legend = build_legend(build_scene(small()), theme)
    bounds = load_constants().score.classes
    for name, hours in bounds.items():
        assert f"<B>{name}</B> under {hours:g} h" in legend
    assert f"<B>XL</B> {max(bounds.values()):g} h and more" in legend


def test_classes_have_different_widths() -> None:
    """The four classes have lines of different widths, so that they differ in a grey print, too."""
    assert len(set(WIDTHS.values())) == len(LIGHT.classes) == len(DARK.classes) == 4


def test_themes_differ_only_in_colours() -> None:
    """The dark and the light diagram differ only in their colours."""

    def bare(theme: Theme) -> str:
        text = render_dot(small(), theme).decode()
        for colour in sorted(colours(theme)):
            text = text.replace(colour, "#")
        return text

    assert bare(LIGHT) == bare(DARK)
    assert render_dot(small(), LIGHT) != render_dot(small(), DARK)


def colours(theme: Theme) -> set[str]:
    named = (*theme.__slots__, "paper", "ink", "muted", "line", "group_line", "poc")
    plain = {value for value in map(theme.__getattribute__, named)
             if isinstance(value, str) and value.startswith("#")}  # fmt: skip
    return plain | set(theme.classes.values()) | set(theme.inks.values())


def test_an_unknown_theme_is_an_error() -> None:
    """An unknown theme raises an error that names it."""
    with pytest.raises(SeamscopeError, match="unknown theme 'sepia'"):
        find_theme("sepia")


@pytest.mark.parametrize("page", ["#FFFFFF", "#0D1117", "#1B1B1F"])
def test_lines_to_build_are_visible_on_light_and_dark_wikis(page: str) -> None:
    """Mermaid has one colour for both; graphics need a contrast of 3."""
    assert contrast(mermaid.BUILD, page) >= 3
