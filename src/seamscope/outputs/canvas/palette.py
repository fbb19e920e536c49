"""The colours of the board page and the neighbourhood; colour is never the only indication."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours in SVG syntax.

    soft: secondary text.
    rule: separators.
    read, write: data that the POC reads and writes.
    warn: sensitive or critical systems, and systems to test again.
    bad: missing or contradicted facts, flawed data, late dates.
    bar: an estimate's range.
    """

    paper: str
    ink: str
    soft: str
    rule: str
    card: str
    poc: str
    read: str
    write: str
    warn: str
    bad: str
    bar: str


# Okabe and Ito's blue and vermilion, darkened to a text contrast of at least 4.5.
LIGHT = Palette(
    paper="#FFFFFF",
    ink="#1B1F24",
    soft="#57606A",
    rule="#D5DBE3",
    card="#FFFFFF",
    poc="#FFF4D6",
    read="#005F99",
    write="#B84A00",
    warn="#7A5400",
    bad="#A3260F",
    bar="#5B6470",
)
DARK = Palette(
    paper="#14181D",
    ink="#EEF1F5",
    soft="#B4BDC8",
    rule="#3D4854",
    card="#1C2128",
    poc="#45390F",
    read="#6BC0F5",
    write="#FF9566",
    warn="#F0B429",
    bad="#FF8F78",
    bar="#98A3B1",
)
# For pictures in the HTML report: `light-dark()` follows the report's light or dark mode.
PAGE = Palette(
    **{
        field.name: f"light-dark({getattr(LIGHT, field.name)}, {getattr(DARK, field.name)})"
        for field in fields(Palette)
    }
)
