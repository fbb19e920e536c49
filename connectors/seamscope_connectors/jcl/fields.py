"""Find the fields that a SORT step copies, from the control statements INREC, OUTREC and OUTFIL.

A record has positions instead of names: ``BUILD=(1,8,C'|',21,10,PD,EDIT=(TTT))`` copies positions
1 to 8 and computes 21 to 30.
"""

import re
from collections.abc import Iterator

from seamscope.records import ColumnEdge, EdgeKind

STATEMENT = re.compile(r"\b(?:(?:INREC|OUTREC)\s+FIELDS|BUILD|OVERLAY|OUTREC)\s*=\s*\(", re.I)
SUMMED = re.compile(r"\bSUM\s+FIELDS\s*=\s*\(([^()]{1,2000})\)", re.I)
QUOTED = re.compile(r"\b[CXB]'(?:[^']|'')*'", re.I)
INSIDE = re.compile(r"\((?:[^()])*\)")  # EDIT=(…), LENGTH=(…)
FIELD = re.compile(r"\s*(?:\d+:)?(\d{1,5})\s*")
MAX_FIELDS = 500


def list_fields(text: str) -> tuple[ColumnEdge, ...]:
    """Return the fields of the records that a SORT step builds, () if it copies whole records."""
    plain = QUOTED.sub("''", text)
    edges = [edge for found in STATEMENT.finditer(plain) for edge in _read(plain[found.end() :])]
    for summed in SUMMED.finditer(plain):
        pairs = re.findall(r"(\d{1,5})\s*,\s*(\d{1,5})", summed[1])
        names = [_name(int(start), int(length)) for start, length in pairs]
        edges += [ColumnEdge(source=n, target=n, kind=EdgeKind.AGGREGATE) for n in names]
    return tuple(dict.fromkeys(edges))[:MAX_FIELDS]


def _read(rest: str) -> Iterator[ColumnEdge]:
    """Yield the fields of one list: start, length, and maybe a format or an edit pattern."""
    body = rest[: _find_end(rest)]
    parts = [part.strip() for part in INSIDE.sub("", body).split(",")]
    at = 0
    while at + 1 < len(parts):
        start = FIELD.fullmatch(parts[at])
        if start is None or not parts[at + 1].isdigit():
            at += 1
            continue
        name, at = _name(int(start[1]), int(parts[at + 1])), at + 2
        computed = at < len(parts) and re.match(r"[A-Z]", parts[at], re.I) is not None
        kind = EdgeKind.EXPRESSION if computed else EdgeKind.IDENTITY
        yield ColumnEdge(source=name, target=name, kind=kind)


def _find_end(text: str) -> int:
    depth = 1
    for at, character in enumerate(text[:20_000]):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return at
    return len(text)


def _name(start: int, length: int) -> str:
    """Return the positions of a field in the record as its name: "21-30"."""
    return f"{start}-{start + length - 1}"
