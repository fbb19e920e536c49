"""Light and dark: the same picture, legible either way, in grey as well."""

import pytest

from seamscope.errors import SeamscopeError
from seamscope.outputs.diagram.picture import dot
from seamscope.outputs.diagram.theme import DARK, LIGHT, THEMES, WIDTHS, Theme, theme_named

from .survey_sample import small


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_all_words_stand_out_from_what_is_behind_them(theme: Theme) -> None:
    """WCAG 2 asks a contrast of 4.5 of small print."""
    for behind in (theme.paper, theme.group, theme.node, theme.poc):
        assert contrast(theme.ink, behind) >= 4.5
        assert contrast(theme.muted, behind) >= 4.5
    for ink in theme.inks.values():
        assert contrast(ink, theme.paper) >= 4.5
        assert contrast(ink, theme.group) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_figures_stand_out_from_every_shade(theme: Theme) -> None:
    """Shades run one way in lightness; figures turn where the shade is nearer to their ink."""
    steps = [luminance(shade) for shade in theme.shades]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    for place, shade in enumerate(theme.shades):
        ink = theme.paper if place >= theme.turned_from else theme.ink
        assert contrast(ink, shade) >= 4.5


def test_classes_are_told_by_width_alone() -> None:
    """In grey print the four classes are four widths."""
    assert len(set(WIDTHS.values())) == len(LIGHT.classes) == len(DARK.classes) == 4


def test_the_dark_picture_says_what_the_light_one_says() -> None:
    """Only colours differ."""

    def bare(theme: Theme) -> str:
        text = dot(small(), theme).decode()
        for colour in sorted(colours(theme)):
            text = text.replace(colour, "#")
        return text

    assert bare(LIGHT) == bare(DARK)
    assert dot(small(), LIGHT) != dot(small(), DARK)


def colours(theme: Theme) -> set[str]:
    plain = {value for value in map(theme.__getattribute__, theme.__slots__)
             if isinstance(value, str) and value.startswith("#")}  # fmt: skip
    return plain | set(theme.classes.values()) | set(theme.inks.values())


def test_a_theme_that_is_none_is_named() -> None:
    """The message lists those that are."""
    with pytest.raises(SeamscopeError, match="no theme is called 'sepia'"):
        theme_named("sepia")
