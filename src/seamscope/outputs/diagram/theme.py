"""The colours of a picture, light or dark. Colour never says anything alone: see `diagram`."""

from dataclasses import dataclass

from seamscope.errors import SeamscopeError

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Width says the class where colours are not told apart: print in grey, colour-blind readers.
# Whole points, because the legend draws them as boxes, whose sides are whole points.
WIDTHS = {"S": "1", "M": "2", "L": "3", "XL": "4"}
BANDS = {"S": "under 30 h", "M": "under 100 h", "L": "under 300 h", "XL": "300 h and more"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours as #RRGGBB. classes: of lines by effort class; inks: of their words, to be read.

    shades: from few to many, in even steps of lightness; from place `turned_from` on, figures in
    a cell take the colour of the paper.
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
    asleep: str
    poc: str
    no_class: str
    classes: dict[str, str]
    inks: dict[str, str]
    shades: tuple[str, ...]
    turned_from: int


# Okabe and Ito's palette, told apart by colour-blind readers
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
    asleep="#F0F1F3",
    poc="#FFF4D6",
    no_class="#5B6470",
    classes={"S": "#009E73", "M": "#0072B2", "L": "#E69F00", "XL": "#D55E00"},
    inks={"S": "#00634A", "M": "#004C77", "L": "#7A5400", "XL": "#8F3F00"},
    shades=("#F7FAFC", "#D6E6F2", "#A6CBE3", "#6BA6CC", "#2A75A8", "#0B4F82"),
    turned_from=4,
)
# the same hues, lighter, so that lines and words stand out from a dark slide
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
    asleep="#1A1F25",
    poc="#45390F",
    no_class="#98A3B1",
    classes={"S": "#1FC495", "M": "#56B4E9", "L": "#F0B429", "XL": "#FF8552"},
    inks={"S": "#5FE3BC", "M": "#8ACBF2", "L": "#F6CE72", "XL": "#FFAB87"},
    shades=("#1B2128", "#1D3549", "#21527A", "#2A6E9F", "#64A8D8", "#B5DAF2"),
    turned_from=4,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def theme_named(name: str) -> Theme:
    """Return the theme of that name; raise SeamscopeError if there is none."""
    if name not in THEMES:
        raise SeamscopeError(f"no theme is called {name!r}", remedy=f"one of: {', '.join(THEMES)}")
    return THEMES[name]
