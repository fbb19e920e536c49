"""Cells of a list: several values in one, and words with a fixed meaning."""

import re

Cells = dict[str, str]


def split_cell(text: str, otherwise: str = ",") -> tuple[str, ...]:
    """Return the parts of a cell joined by `;`, `|` or line breaks, else by `otherwise`."""
    parts = re.split(r"[;|\n]", text)
    if len(parts) == 1 and otherwise:
        parts = text.split(otherwise)
    return tuple(part.strip() for part in parts if part.strip())
