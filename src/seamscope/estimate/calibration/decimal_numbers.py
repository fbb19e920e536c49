"""Parse numbers with a decimal comma or a decimal point, depending on the table."""

import re
from collections.abc import Iterable

WHOLE = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*|\d{1,15}")
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 1.000: one thousand, or 1 with three decimals
OTHER = {".": ",", ",": "."}


def find_decimal_sign(texts: Iterable[str]) -> str:
    """Return the decimal sign of a table's numbers, "" if they are ambiguous or use both signs.

    `12,5`, `0.125`, `1234.500` and `1.234,5` show which sign is the decimal sign. `1.234.567` shows
    that the point is not the decimal sign, so the comma is.
    """
    signs = {sign for text in texts if (sign := _find_sign(_strip_unit(text)))}
    return signs.pop() if len(signs) == 1 else ""


def parse_number(text: str, sign: str) -> float | None:
    """Return the number in a cell, None if it is ambiguous or not above 0.

    sign: the result of `find_decimal_sign`. If it is "", `1,000` is one thousand. `1.000` is then
    ambiguous: in German reports it is one thousand, elsewhere 1 with three decimals.
    """
    bare = _strip_unit(text)
    mark = _find_sign(bare)
    if AMBIGUOUS.fullmatch(bare):
        if not sign and "." in bare:
            return None
        mark = sign
    whole, _, part = bare.partition(mark) if mark else (bare, "", "")
    if not WHOLE.fullmatch(whole) or not re.fullmatch(r"\d*", part):
        return None
    return float(f"{re.sub('[.,]', '', whole)}.{part or 0}") or None


def _strip_unit(text: str) -> str:
    return re.sub(r"\s|h$", "", text.strip().casefold())


def _find_sign(bare: str) -> str:
    """Return the decimal sign that a single number shows, "" if it shows none."""
    if not re.fullmatch(r"[\d.,]+", bare) or AMBIGUOUS.fullmatch(bare):
        return ""
    marks = re.findall(r"[.,]", bare)
    if len(marks) > 1 and len(set(marks)) == 1:
        return OTHER[marks[0]]
    return marks[-1] if marks else ""
