"""Cells of a list: several values in one, and words with a fixed meaning."""

import re
from collections.abc import Generator

from seamscope.connector.entries import unknown_word
from seamscope.connector.vocabulary import state_of
from seamscope.records import Evidence, Record, State

Cells = dict[str, str]


def checked_state(text: str, where: Evidence) -> Generator[Record, None, State]:
    """Return the state; an unknown word is said and taken as active."""
    state = state_of(text) if text else State.ACTIVE
    if state is None:
        yield unknown_word("status", text, list(State), "taken as active", where)
    return state or State.ACTIVE


def split_cell(text: str, otherwise: str = ",") -> tuple[str, ...]:
    """Return the parts of a cell joined by `;`, `|` or line breaks, else by `otherwise`."""
    parts = re.split(r"[;|\n]", text)
    if len(parts) == 1 and otherwise:
        parts = text.split(otherwise)
    return tuple(part.strip() for part in parts if part.strip())
