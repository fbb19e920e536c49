"""Recognise tables that commands of seamscope print, by their first line.

A CSV file cannot contain a mark, because other programs would read a comment as a row.
"""

import csv
import json
import re

# The line below the header of a table on the terminal, and the space between its columns.
RULE = re.compile("─{20,2000}")
COLUMNS = re.compile(r"\S {3}\S|\S {4,200}\S")

HEADER_LINES = 5  # lines of a header whose words are broken
# First columns of the tables that `show`, `check`, `diff`, `explain` and others print.
HEADERS = frozenset(
    {
        (
            "id",
            "name",
            "kind",
            "product",
            "owner",
            "lifecycle",
            "known from",
            "other names",
            "evidence",
        ),
        ("id", "name", "kind", "flows", "evidence"),
        (
            "label",
            "id",
            "system",
            "direction",
            "system ",
            "flows",
            "written by both",
            "active",
            "evidence",
        ),
        ("dataset", "system", "entity", "owner", "in integrations", "evidence"),
        ("dataset", "system", "rows", "sample", "measured", "tool", "flaws", "evidence"),
        ("source", "target", "mechanism", "technology", "state", "certainty", "via", "evidence"),
        (
            "question",
            "share of the uncertainty, %",
            "what it changes",
            "answered by the key",
            "concerns",
            "evidence",
        ),
        ("id", "requirement", "state", "rests on", "answer", "proof", "evidence"),
        (
            "leg or milestone",
            "P10, working days",
            "P50, working days",
            "P90, working days",
            "starts, P50",
            "ends, P50",
            "critical",
            "source",
        ),
        ("kind", "what", "remedy", "person-days", "reason", "decisive", "evidence"),
        ("kind", "what", "remedy", "person-days", "decisive", "evidence"),
        ("system", "access", "POC today", "production", "between", "evidence"),
        ("who", "systems", "questions", "mail"),
        ("kind", "named by the POC", "found but not named", "reason"),
        (
            "id",
            "severity",
            "finding",
            "concerns",
            "what to do",
            "accepted by",
            "until",
            "because",
            "evidence",
        ),
        ("file and line", "kind", "reason", "what to do"),
        (
            "file",
            "dialect",
            "routine",
            "understood",
            "partly understood",
            "not understood",
            "share understood",
        ),
        (
            "file",
            "dialect",
            "part of the file",
            "understood",
            "partly understood",
            "not understood",
            "share understood",
        ),
        ("file and line", "kind", "system", "words"),
        ("gate", "limit", "found", "result", "reason"),
        ("part", "name", "value", "reason", "evidence"),
        ("kind", "subject", "previous", "new", "difference", "reason"),
        ("reads", "writes", "mechanism", "columns", "line"),
        ("file", "connector", "result", "reason"),
        ("key", "form", "required", "words", "description"),
    }
)


def is_own_table(head: bytes) -> bool:
    """Return whether a file begins with a seamscope table, in CSV, Markdown, JSON or as text."""
    text = head.decode("utf-8-sig", errors="replace")
    first, *rest = text.splitlines() or [""]
    if first.startswith("| ") and first.endswith(" |"):
        return tuple(first[2:-2].split(" | ")) in HEADERS
    if first == "[":
        return _read_keys(text) in HEADERS
    if any(RULE.fullmatch(line) for line in rest[:HEADER_LINES]):
        place = next(place for place, line in enumerate(rest) if RULE.fullmatch(line))
        return COLUMNS.search((first, *rest)[place]) is not None
    try:
        return tuple(next(csv.reader([first]), ())) in HEADERS
    except csv.Error:  # not CSV at all
        return False


def _read_keys(text: str) -> tuple[str, ...]:
    """Return the keys of the first object in a JSON list, none if it is cut off or no object."""
    try:
        item, _ = json.JSONDecoder().raw_decode(text[1:].lstrip())
    except ValueError:
        return ()
    return tuple(map(str, item)) if isinstance(item, dict) else ()
