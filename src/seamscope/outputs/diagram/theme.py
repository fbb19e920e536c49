"""The colours of a diagram, light or dark; colour is never the only mark of a meaning."""

from dataclasses import dataclass

from seamscope.errors import SeamscopeError

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Line width repeats the class for grey prints and colour-blind readers. Widths are whole points,
# because the legend draws them as boxes, whose sides are whole points.
WIDTHS = {"S": "1", "M": "2", "L": "3", "XL": "4"}
BANDS = {"S": "under 30 h", "M": "under 100 h", "L": "under 300 h", "XL": "300 h and more"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours as #RRGGBB.

    classes: of lines, by effort class; inks: of their labels, with more contrast; shades: of
    matrix cells from few to many, in even steps of lightness; inverted_from: index of the first
    shade on which text has the colour of the paper.
    """

    name: str
    paper: str
    ink: str
    muted: str
    line: str
    faded: str
    group: str
    group_line: str
    node: str
    inactive: str
    poc: str
    no_class: str
    classes: dict[str, str]
    inks: dict[str, str]
    shades: tuple[str, ...]
    inverted_from: int


# Okabe and Ito's palette, which colour-blind readers can distinguish
LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    ink="#1B1F24",
    muted="#57606A",
    line="#5B6470",
    faded="#9AA3AD",
    group="#F6F8FA",
    group_line="#D5DBE3",
    node="#FFFFFF",
    inactive="#F0F1F3",
    poc="#FFF4D6",
    no_class="#5B6470",
    classes={"S": "#009E73", "M": "#0072B2", "L": "#E69F00", "XL": "#D55E00"},
    inks={"S": "#00634A", "M": "#004C77", "L": "#7A5400", "XL": "#8F3F00"},
    shades=("#F7FAFC", "#D6E6F2", "#A6CBE3", "#6BA6CC", "#2A75A8", "#0B4F82"),
    inverted_from=4,
)
# the same hues, lighter, so that lines and labels stand out on a dark slide
DARK = Theme(
    name="dark",
    paper="#14181D",
    ink="#EEF1F5",
    muted="#B4BDC8",
    line="#98A3B1",
    faded="#75808D",
    group="#1B2128",
    group_line="#3D4854",
    node="#252D37",
    inactive="#1A1F25",
    poc="#45390F",
    no_class="#98A3B1",
    classes={"S": "#1FC495", "M": "#56B4E9", "L": "#F0B429", "XL": "#FF8552"},
    inks={"S": "#5FE3BC", "M": "#8ACBF2", "L": "#F6CE72", "XL": "#FFAB87"},
    shades=("#1B2128", "#1D3549", "#21527A", "#2A6E9F", "#64A8D8", "#B5DAF2"),
    inverted_from=4,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def find_theme(name: str) -> Theme:
    """Return the theme of that name; raise SeamscopeError if there is none."""
    if name not in THEMES:
        raise SeamscopeError(f"unknown theme {name!r}", remedy=f"use one of: {', '.join(THEMES)}")
    return THEMES[name]
