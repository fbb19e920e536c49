"""Triggers: the tables whose rows a routine sees, and what it calls them."""

import re

from seamscope.lineage.query.model import ROW_VARIABLES, TRANSITION_TABLES, Name, TriggerRows
from seamscope.lineage.remote.text_readers import DOTTED, split_name

_ON = re.compile(rf"\bTRIGGER\b.*?\bON\s+({DOTTED})", re.I | re.S)
# Postgres and its kin: the trigger's body is a function of its own.
_RUNS = re.compile(rf"\bTRIGGER\b.*\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\s+({DOTTED})", re.I | re.S)
_REFERENCING = re.compile(r"\bREFERENCING\b(?P<names>.*?)(?=\bFOR\b|\bWHEN\b|\(|$)", re.I | re.S)
_CALLED = re.compile(
    r"\b(?:NEW|OLD)\s+(?P<table>TABLE\s+)?(?:ROW\s+)?(?:AS\s+)?(?P<name>\w+)", re.I
)


def watch(text: str) -> TriggerRows | None:
    """Return what the trigger sees that a statement defines, None if it defines none."""
    on = _ON.search(text)
    if on is None:
        return None
    renamed = _REFERENCING.search(text)
    called = list(_CALLED.finditer(renamed["names"])) if renamed else []
    rows = {found["name"].casefold() for found in called if not found["table"]}
    row_sets = {found["name"].casefold() for found in called if found["table"]}
    return TriggerRows((split_name(on[1]),), ROW_VARIABLES | rows, TRANSITION_TABLES | row_sets)


def runs(text: str) -> Name:
    """Return the function that a trigger runs in place of a body of its own."""
    found = _RUNS.search(text)
    return split_name(found[1]) if found else ()
