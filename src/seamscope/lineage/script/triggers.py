"""Read CREATE TRIGGER: its table, the names of its rows, and the function that it executes."""

import re

from seamscope.lineage.query.model import ROW_VARIABLES, TRANSITION_TABLES, Name, TriggerRows
from seamscope.lineage.remote.text_readers import DOTTED, split_name

_ON = re.compile(rf"\A(?:(?!\bTRIGGER\b).)*+\bTRIGGER\b.*?\bON\s+({DOTTED})", re.I | re.S)
# In Postgres and its relatives, the body of a trigger is a separate function.
_EXECUTES = re.compile(
    rf"\A(?:(?!\bTRIGGER\b).)*+\bTRIGGER\b.*\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\s+({DOTTED})",
    re.I | re.S,
)
_REFERENCING = re.compile(r"\bREFERENCING\b(?P<names>.*?)(?=\bFOR\b|\bWHEN\b|\(|$)", re.I | re.S)
_ALIAS = re.compile(r"\b(?:NEW|OLD)\s+(?P<table>TABLE\s+)?(?:ROW\s+)?(?:AS\s+)?(?P<name>\w+)", re.I)


def read_trigger(text: str) -> TriggerRows | None:
    """Return the table of a CREATE TRIGGER and the names of its rows.

    `CREATE TRIGGER x AFTER INSERT ON t REFERENCING NEW AS n` → table `t`, rows `new`, `old`, `n`.
    Return None for other statements.
    """
    on = _ON.search(text)
    if on is None:
        return None
    referencing = _REFERENCING.search(text)
    aliases = list(_ALIAS.finditer(referencing["names"])) if referencing else []
    rows = {alias["name"].casefold() for alias in aliases if not alias["table"]}
    row_sets = {alias["name"].casefold() for alias in aliases if alias["table"]}
    return TriggerRows((split_name(on[1]),), ROW_VARIABLES | rows, TRANSITION_TABLES | row_sets)


def find_trigger_function(text: str) -> Name:
    """Return the function of `CREATE TRIGGER … EXECUTE FUNCTION f()`, () if there is none."""
    executes = _EXECUTES.search(text) if "TRIGGER" in text.upper() else None
    return split_name(executes[1]) if executes else ()
