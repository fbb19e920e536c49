"""Find SQL comments that describe the target of a linked server or database link."""

import re
from collections.abc import Iterator

from seamscope.connector.connections import build_clues, parse_connect_string
from seamscope.records import Clue, ClueKind

COMMENT = re.compile(r"--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
# Names that SQL uses for another server: ``t@link``, ``OPENQUERY([srv], …)``, ``[srv].db.dbo.t``.
USED = re.compile(
    r"@([A-Za-z][\w$]{1,60})\b"
    r"|\bOPENQUERY\s{0,9}\(\s{0,9}\[?([\w-]{2,60})"
    r"|\bAT\s{1,9}\[?([\w-]{2,60})\]?\s{0,9}(?:;|$)"
    r"|\[?([\w-]{2,60})\]?\.\[?[\w$]{1,60}\]?\.\[?\w{0,60}\]?\.\[?\w",
    re.I | re.M,
)
# "LNK leads to db01": words between a link's name and its target, in the languages of the lists.
POINTS = (
    r"\s{0,3}(?:->|=>|→|⇒|=|:|\b(?:points? (?:to|at)|leads? to|refers? to|zeigt auf|verweist auf"
    r"|f[üu]hrt (?:auf|zu)|pointe (?:sur|vers)|punta (?:a|su|al)|apunta a|verwijst naar|wijst naar"
    r"|aponta para|wskazuje na)\b)"
)
POINTER = re.compile(rf"(?<![\w.-])(?P<name>[\w-]{{2,60}})\]?{POINTS}", re.I)
# "CREATE DATABASE LINK SORT_LNK CONNECT TO … USING '//db01:1521/SORTDB'" as a note.
CREATED = re.compile(
    r"\bDATABASE\s{1,9}LINK\s{1,9}\"?(?P<name>[\w$]{2,60})\"?[^;]{0,300}?"
    r"\bUSING\s{1,9}'(?P<place>[^'\n]{3,300})'", re.I
)  # fmt: skip
WORDS = re.compile(
    r"\s{0,3}(?:(?:the|a|verkn[üu]pfter|linked|server|serveur|lié|collegato|su|on|auf|sur|en|op)\b"
    r"\s{0,3}){0,5}",
    re.I,
)
PLACE = re.compile(r"\s{0,3}(?P<first>[\w.$-]{3,120})(?:\s{0,3}/\s{0,3}(?P<second>[\w$]{3,60}))?")
INSIDE = re.compile(
    r"\b(?:DB|database|datenbank|base|databank|baza)\s{1,3}(?P<name>[\w$]{3,60})", re.I
)
DATABASE = re.compile(r"[A-Z][A-Z0-9_$]{2,60}")
HOST = re.compile(r"(?=[^.\s]*[-.\d])[A-Za-z][\w-]{0,60}(?:\.[\w-]{1,60}){0,6}")
REACH = 120  # characters after a name that are searched for its host and database


def find_pointers(text: str) -> Iterator[tuple[str, tuple[Clue, ...], int]]:
    """Yield each linked server or database link that the SQL uses and a comment explains.

    An item has the name, the clues to the target, and the offset of the comment. ``-- QIR_LINK ->
    QIRP`` → database QIRP; ``-- BDE_ST points to db01.example / HYD`` → host and database. A CREATE
    DATABASE LINK inside a comment is read too.
    """
    found: dict[str, tuple[str, tuple[Clue, ...], int]] = {}
    for comment in COMMENT.finditer(text):
        for created in CREATED.finditer(comment[0]):
            name, clues = created["name"], parse_connect_string(created["place"])
            if clues:
                found.setdefault(name.casefold(), (name, clues, comment.start()))
        for pointer in POINTER.finditer(comment[0]):
            clues = _read_place(comment[0][pointer.end() :][:REACH])
            if clues:
                name = pointer["name"]
                found.setdefault(name.casefold(), (name, clues, comment.start()))
    if not found:
        return
    code = COMMENT.sub(lambda one: re.sub(r"[^\n]", " ", one[0]), text)
    used = {name.casefold() for names in USED.findall(code) for name in names if name}
    yield from (found[name] for name in sorted(found.keys() & used))


def _read_place(text: str) -> tuple[Clue, ...]:
    """Return the host and the database in the text after a link: ``db01 / HYD`` or ``HYD``."""
    words = WORDS.match(text)
    match = PLACE.match(text, words.end() if words else 0)
    inside = INSIDE.search(text)
    first = match["first"].rstrip(".") if match else ""
    second = (match["second"] if match else "") or (inside["name"] if inside else "")
    if DATABASE.fullmatch(first):
        return build_clues((ClueKind.DATABASE, first))
    if HOST.fullmatch(first):
        return build_clues((ClueKind.HOST, first), (ClueKind.DATABASE, second))
    return build_clues((ClueKind.DATABASE, second)) if second else ()
