"""Numbers as people write them: which of comma and point is the decimal sign, the table says."""

import re
from collections.abc import Iterable

WHOLE = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*|\d{1,15}")
UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # a thousand, or one with three decimals
OTHER = {".": ",", ",": "."}


def decimal_sign(texts: Iterable[str]) -> str:
    """Return the decimal sign that the numbers of a table agree on; "" if they do not say.

    `12,5`, `0.125`, `1234.500` and `1.234,5` show it, and `1.234.567` shows what it is not.
    """
    shown = {sign for text in texts if (sign := _shown(_bare(text)))}
    return shown.pop() if len(shown) == 1 else ""


def number(text: str, sign: str) -> float | None:
    """Return a number above 0; None for anything else, and for what may mean two numbers.

    sign: as `decimal_sign` found it. Without one, `1,000` is a thousand and `1.000` is unclear: a
    report in German and one with three decimals write it alike.
    """
    bare = _bare(text)
    mark = _shown(bare)
    if UNCLEAR.fullmatch(bare):
        if not sign and "." in bare:
            return None
        mark = sign
    whole, _, part = bare.partition(mark) if mark else (bare, "", "")
    if not WHOLE.fullmatch(whole) or not re.fullmatch(r"\d*", part):
        return None
    return float(f"{re.sub('[.,]', '', whole)}.{part or 0}") or None


def _bare(text: str) -> str:
    return re.sub(r"\s|h$", "", text.strip().casefold())


def _shown(bare: str) -> str:
    """Return the decimal sign that one number shows."""
    if not re.fullmatch(r"[\d.,]+", bare) or UNCLEAR.fullmatch(bare):
        return ""
    marks = re.findall(r"[.,]", bare)
    if len(marks) > 1 and len(set(marks)) == 1:
        return OTHER[marks[0]]
    return marks[-1] if marks else ""
