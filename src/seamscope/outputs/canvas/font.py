"""Measure text with the font of the pictures; its metrics are read from the font file.

The font is Liberation Sans 2 (SIL Open Font License, see fonts/OFL.txt); its characters are as
wide as in Arial and Helvetica. If a viewer has none of these fonts, the attribute `textLength` in
the SVG stretches the text to the measured width.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import combining, east_asian_width

FAMILY = "Liberation Sans, Arial, Helvetica, sans-serif"
FILES = {
    False: Path(__file__).parent / "fonts" / "LiberationSans-Regular.ttf",
    True: Path(__file__).parent / "fonts" / "LiberationSans-Bold.ttf",
}
UNKNOWN_WIDTH = 0.65  # em, assumed for a character missing from this font


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """One weight of the font.

    widths: width of each character in em, by code point.
    """

    widths: dict[int, float]

    def measure(self, text: str, size: float) -> float:
        """Return the width of a string at a font size, in the unit of that size."""
        return size * sum(self._measure_character(character) for character in text)

    def covers(self, text: str) -> bool:
        """Return whether the font has every character of a string."""
        return all(ord(character) in self.widths for character in text)

    def _measure_character(self, character: str) -> float:
        known = self.widths.get(ord(character))
        if known is not None:
            return known
        if combining(character):
            return 0.0
        return 1.0 if east_asian_width(character) in "WF" else UNKNOWN_WIDTH


@cache
def load_font(*, bold: bool = False) -> Font:
    """Return the metrics of the regular or the bold font."""
    data = FILES[bold].read_bytes()
    tables = {
        tag: offset for tag, _, offset, _ in struct.iter_unpack(">4sLLL", _read_directory(data))
    }
    per_em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    metrics = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    advances = struct.unpack_from(f">{2 * metrics}H", data, tables[b"hmtx"])[::2]
    return Font(
        widths={
            code: advances[min(glyph, metrics - 1)] / per_em
            for code, glyph in _list_glyphs(data, tables[b"cmap"])
        }
    )


def _read_directory(data: bytes) -> bytes:
    count = struct.unpack_from(">H", data, 4)[0]
    return data[12 : 12 + 16 * count]


def _list_glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Yield the code point and glyph of every character in the Unicode table (cmap format 4)."""
    subtables = struct.iter_unpack(
        ">HHL", data[cmap + 4 : cmap + 4 + 8 * struct.unpack_from(">H", data, cmap + 2)[0]]
    )
    start = cmap + next(place for platform, encoding, place in subtables if platform == 3)
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 4 * count)
    offsets_at = start + 16 + 6 * count
    for index, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        place = offsets_at + 2 * index
        offset = struct.unpack_from(">H", data, place)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", data, place + offset + 2 * (code - first))[0]
            if glyph := (glyph + delta) & 0xFFFF if glyph or not offset else 0:
                yield code, glyph
