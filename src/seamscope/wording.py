"""Format counts and figures, the same way everywhere."""

from math import floor, log10


def format_count(count: int, word: str) -> str:
    """Return a count with its noun in singular or plural: `1 site`, `2 entries`, `0 sites`."""
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1]}ies" if word.endswith("ry") else f"{count:,} {word}s"


def format_figure(value: float, digits: int = 3) -> str:
    """Return a figure rounded to `digits` significant digits, without an exponent.

    1234.5 → `1,230`, 56.78 → `56.8`, 0.01234 → `0.0123`, 90.0 → `90`.
    """
    rounded = float(f"{value:.{digits}g}")
    if rounded == int(rounded):
        return f"{int(rounded):,}"
    decimals = max(digits - 1 - floor(log10(abs(rounded))), 0)
    return f"{rounded:,.{decimals}f}".rstrip("0").rstrip(".")
