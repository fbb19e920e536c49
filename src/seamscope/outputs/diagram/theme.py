"""The colours of a diagram, light or dark; colour is never the only indication of a meaning."""

from dataclasses import dataclass

from seamscope.errors import SeamscopeError
from seamscope.outputs.canvas import palette
from seamscope.outputs.canvas.palette import Palette

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Line width also shows the class, for grey prints and colour-blind readers. Widths are whole
# points, because the legend draws the lines as table cells, whose sizes are whole points.
WIDTHS = {"S": "1", "M": "2", "L": "3", "XL": "4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of a diagram as #RRGGBB.

    palette: the colours that the board page uses too.
    classes: line colours by effort class.
    inks: colours of the labels by effort class, with more contrast.
    shades: colours of matrix cells from few to many integrations, in even steps of lightness.
    inverted_from: index of the first shade on which text has the background colour.
    """

    name: str
    palette: Palette
    faded: str
    group: str
    node: str
    inactive: str
    classes: dict[str, str]
    inks: dict[str, str]
    shades: tuple[str, ...]
    inverted_from: int

    @property
    def paper(self) -> str:
        """The background of the page."""
        return self.palette.paper

    @property
    def ink(self) -> str:
        """The colour of text."""
        return self.palette.ink

    @property
    def muted(self) -> str:
        """The colour of secondary text."""
        return self.palette.soft

    @property
    def line(self) -> str:
        """The colour of lines and frames, and of integrations without a class."""
        return self.palette.bar

    @property
    def group_line(self) -> str:
        """The colour of the frame around a domain."""
        return self.palette.rule

    @property
    def poc(self) -> str:
        """The colour that fills the POC."""
        return self.palette.poc


# Okabe and Ito's palette, which colour-blind readers can distinguish
LIGHT = Theme(
    name="light",
    palette=palette.LIGHT,
    faded="#9AA3AD",
    group="#F6F8FA",
    node="#FFFFFF",
    inactive="#F0F1F3",
    classes={"S": "#009E73", "M": "#0072B2", "L": "#E69F00", "XL": "#D55E00"},
    inks={"S": "#00634A", "M": "#004C77", "L": "#7A5400", "XL": "#8F3F00"},
    shades=("#F7FAFC", "#D6E6F2", "#A6CBE3", "#6BA6CC", "#2A75A8", "#0B4F82"),
    inverted_from=4,
)
# the same hues, lighter, so that lines and labels are visible on a dark slide
DARK = Theme(
    name="dark",
    palette=palette.DARK,
    faded="#75808D",
    group="#1B2128",
    node="#252D37",
    inactive="#1A1F25",
    classes={"S": "#1FC495", "M": "#56B4E9", "L": "#F0B429", "XL": "#FF8552"},
    inks={"S": "#5FE3BC", "M": "#8ACBF2", "L": "#F6CE72", "XL": "#FFAB87"},
    shades=("#1B2128", "#1D3549", "#21527A", "#2A6E9F", "#64A8D8", "#B5DAF2"),
    inverted_from=4,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def find_theme(name: str) -> Theme:
    """Return the theme with this name; raise SeamscopeError if there is none."""
    if name not in THEMES:
        raise SeamscopeError(f"unknown theme {name!r}", remedy=f"use one of: {', '.join(THEMES)}")
    return THEMES[name]
