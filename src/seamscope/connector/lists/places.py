"""Read the host and the database of a system from a cell, in either order."""

import re
from collections.abc import Iterator

from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.redaction import extract_host
from seamscope.connector.words import fold_words
from seamscope.records import Clue, ClueKind

PARTS = re.compile(r"[;|\n]|,\s")
LABEL = re.compile(r"([^:/\\.@]{1,40}):\s+(.+)")  # "Cloud: crm.example.com", not "db3:1521"
VERSION = re.compile(r"v?\d[\d.]*[a-z]?\d?", re.I)  # "19c", "2019", "12.2"
ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")  # "10.4.7.21", unless a product precedes it
STANDS_ON = re.compile(r"(\S+) (?:on|at|auf|sur|en|su|op|em|na|@) (\S+)", re.I)  # "PAYDB on db01"
REMARK = re.compile(r"(?<!\s)\s*+\([^()]*+\)")
TECHNICAL = re.compile(r"(?=\w[\w.\-]*?[-_.]\w)\w++(?:[-.]\w++)*+")


def read_places(text: str, otherwise: ClueKind) -> tuple[Clue, ...]:
    """Return the distinct hosts and databases in a cell.

    ``SALES (Oracle, vmk-ora-01)`` contains a database and its host, and ``vmk-mx-01; Datenbank
    vmk-sql-05 / MAXPRD`` contains two hosts and a database. A name after a slash is a database on
    the host before it, unless both look like hosts ("db-01 / db-02").

    text: the cell as written.
    otherwise: the meaning of a single name according to the column's header, HOST or DATABASE.
    """
    remarks = REMARK.findall(text)
    found = [
        clue
        for part in PARTS.split(REMARK.sub(" ", text))
        if part.strip()
        for clue in _read_part(part.strip(), otherwise)
    ]
    found += (
        clue
        for remark in remarks
        for word in re.split(r"[,;\s]+", remark.strip(" ()"))
        if TECHNICAL.fullmatch(word) and not VERSION.fullmatch(word)
        for clue in _build_clue(ClueKind.HOST, word)
    )
    return tuple(dict.fromkeys(found))


def _read_part(part: str, otherwise: ClueKind) -> Iterator[Clue]:
    labelled = LABEL.fullmatch(part)
    kind = (_find_label(labelled[1]) if labelled else None) or otherwise
    rest = labelled[2] if labelled else part
    if "://" in rest or rest.casefold().startswith("jdbc:"):
        yield from _build_clue(ClueKind.HOST, rest)
        return
    first, slash, second = rest.partition("/")
    if stands_on := STANDS_ON.fullmatch(rest):
        yield from _read_name(stands_on[2], ClueKind.HOST)
        yield from _read_name(stands_on[1], ClueKind.DATABASE)
    elif not slash or not first.strip() or not second.strip():
        yield from _read_name(rest.strip(" /"), kind)
    elif _find_series(first) == _find_series(second):
        yield from _read_name(first.strip(), kind)
        yield from _read_name(second.strip(), kind)
    else:
        if not _is_blank(first.split()[-1]):
            yield from _build_clue(ClueKind.HOST, first.split()[-1])
        yield from _read_name(second.strip(), ClueKind.DATABASE)


def _read_name(text: str, kind: ClueKind) -> Iterator[Clue]:
    """Yield the clue in one name; the word before it may be its type, as in "DB: sales"."""
    *before, name = text.split() or [""]
    label = _find_label(" ".join(before)) if before else None
    is_address = ADDRESS.fullmatch(name) and (label or (not before and kind)) is ClueKind.HOST
    is_version = VERSION.fullmatch(name) and not is_address
    if is_version or _is_blank(text) or _is_blank(name):
        return
    if label or not before or TECHNICAL.fullmatch(name):
        yield from _build_clue(label or kind, name)
    elif kind is ClueKind.DATABASE:
        yield from _build_clue(kind, text)


def _find_label(text: str) -> ClueKind | None:
    words = fold_words(text)
    for kind, section in ((ClueKind.DATABASE, "databases"), (ClueKind.HOST, "hosts")):
        known = load_cell_words(section)
        if words in known or any((word,) in known for word in words):
            return kind
    return None


def _is_blank(text: str) -> bool:
    words = fold_words(text)
    return not words or any(
        words in load_cell_words(section)
        for section in ("elsewhere", "nobody", "several", "hosts", "databases")
    )


def _build_clue(kind: ClueKind, text: str) -> Iterator[Clue]:
    host = kind is ClueKind.HOST
    value = extract_host(text.partition("\\")[0]) if host else text.strip("\"'[]()")
    if value:
        yield Clue(kind=kind, value=value)


def _find_series(text: str) -> str:
    """Return a name with ``0`` for each number, to recognise series: ``db-01`` → ``db-0``."""
    return re.sub(r"\d+", "0", text.strip().casefold())
