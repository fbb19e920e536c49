"""Load the side doors: SQL routines and statements that access another system.

Unlike a query, they do so without FROM or INTO: ``UTL_HTTP.REQUEST('https://…')``.
`side_doors.yaml` lists them, with the title of the page in the vendor's documentation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT

FILE = FOLDER / "side_doors.yaml"
Argument = int | str  # position of an argument, from 1, or its name
_ENTRY = re.compile(r"\{name: (?P<name>[^{,\n]++),")  # each entry is on one line


class Means(StrEnum):
    """The kind of access that SQL has to another system."""

    HTTP = "http"
    FILE = "file"
    MAIL = "mail"
    SHELL = "shell"
    QUEUE = "queue"
    SCHEDULER = "scheduler"
    MODEL = "model"
    DATABASE = "database"


class Way(StrEnum):
    """The direction of data: into the database, out of it, both, or none in this statement."""

    IN = "in"
    OUT = "out"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideDoor:
    """One routine or statement that accesses another system.

    name: the shortest unique name of a routine (`utl_http.request`), or the first words of a
    statement, with `…` for any text between them.
    page: title of the documentation.

    Each of the next fields names an argument, by position or name. In a statement, it has the words
    before a string (`TO URL`). `params.channel` is a key in the JSON of an argument.

    end: the other system (the first argument that is present is used).
    file: a file in the directory `end`, or another dataset there.
    folder: the container that `file` is in.
    beside: a second system at the same end, such as the catalog of an external volume.
    query: SQL whose rows are sent.
    sql: SQL that runs in this database.
    command: a command line or SQL.
    language: the language of `command`.
    table: a table of this database that is read or filled.
    owner: the schema of `table`, if it is a separate argument.
    tables: a condition whose strings are such tables.
    database, share: a database or share of this server that is read or filled as a whole.
    bundle: a publication, share or stream; one statement adds `table` to it, and another one sends
    it to `end`.
    handle: a variable by which other calls exchange data with `end`.
    method: an HTTP verb, or the mode in which a file is opened.
    text: a string that may contain addresses.
    model: the name of a defined model.
    integration: SQL that names a defined connection.

    product: the other system if no argument names it.
    address: the address of an `end` that is only a name, which replaces ``{}``.
    only: a word without which a call accesses nothing.
    local: a string in a statement whose other end is in this database.
    dotted: whether `end` is a dotted name whose first part is the server.
    defines: the word before the name of a function, model or directory that the statement defines,
    and that is then a side door itself.
    quiet: whether nothing is reported if the other system is unknown.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str
    means: Means
    direction: Way
    page: str
    end: tuple[Argument, ...] = ()
    file: tuple[Argument, ...] = ()
    folder: tuple[Argument, ...] = ()
    beside: tuple[Argument, ...] = ()
    query: tuple[Argument, ...] = ()
    sql: tuple[Argument, ...] = ()
    command: tuple[Argument, ...] = ()
    language: tuple[Argument, ...] = ()
    table: tuple[Argument, ...] = ()
    owner: tuple[Argument, ...] = ()
    tables: tuple[Argument, ...] = ()
    database: tuple[Argument, ...] = ()
    share: tuple[Argument, ...] = ()
    bundle: tuple[Argument, ...] = ()
    handle: tuple[Argument, ...] = ()
    method: tuple[Argument, ...] = ()
    text: tuple[Argument, ...] = ()
    model: tuple[Argument, ...] = ()
    integration: tuple[Argument, ...] = ()
    product: str = ""
    address: str = ""
    only: str = ""
    local: str = ""
    defines: str = ""
    dotted: bool = False
    quiet: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The side doors of one database.

    dialects: the names of its dialects in sqlglot.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str
    dialects: tuple[str, ...]
    documentation: str
    routines: tuple[SideDoor, ...] = ()
    statements: tuple[SideDoor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideDoors:
    """The content of `side_doors.yaml`.

    methods: the direction of data for each HTTP verb and each mode of opening a file.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    methods: dict[str, Way]
    databases: tuple[Database, ...]


@dataclass(frozen=True, slots=True)
class DoorIndex:
    """An index of side doors.

    routines: side doors by the last part of the routine's name in lower case.
    statements: side doors by the first word of the statement in capitals, each with the pattern of
    its first words.
    """

    routines: dict[str, tuple[SideDoor, ...]]
    statements: dict[str, tuple[tuple[re.Pattern[str], SideDoor], ...]]


# Words of most statements; a statement is found by one of its other words.
_EVERYDAY = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "FROM", "INTO", "TABLE", "DATABASE"})


@cache
def load_side_doors() -> SideDoors:
    """Return the content of `side_doors.yaml`, which is read and checked at the first call."""
    return load_typed(FILE, SideDoors)


@cache
def index_side_doors(dialect: str = "") -> DoorIndex:
    """Return the index of all side doors; those of the database of the dialect come first."""
    routines: dict[str, tuple[SideDoor, ...]] = {}
    statements: dict[str, tuple[tuple[re.Pattern[str], SideDoor], ...]] = {}
    databases = load_side_doors().databases
    for database in sorted(databases, key=lambda one: dialect not in one.dialects):
        for door in database.routines:
            last = door.name.rsplit(".", 1)[-1].casefold()
            if door not in routines.get(last, ()):
                routines[last] = (*routines.get(last, ()), door)
        for door in database.statements:
            first = door.name.split()[0]
            pattern = _compile_head(door.name)
            statements[first] = (*statements.get(first, ()), (pattern, door))
    return DoorIndex(routines, statements)


@cache
def list_door_words() -> frozenset[str]:
    """Return a lower-case word for each side door; a file without these words uses none.

    The words are searched in the text of a file, because parsing the file takes longer than reading
    most scripts.
    """
    names: list[str] = _ENTRY.findall(FILE.read_text(encoding="utf-8"))
    return frozenset(map(choose_word, names))


def _compile_head(name: str) -> re.Pattern[str]:
    r"""Return the pattern of a statement's first words: ``CREATE MODEL … REMOTE``."""
    return re.compile(r"\A\s*+" + "".join(_list_parts(name.split())), re.I | re.S)


def _list_parts(words: list[str]) -> Iterator[str]:
    for word, after in zip(words, (*words[1:], ""), strict=True):
        if word == "…":
            yield r".{0,2000}?\b"
        elif word == "CREATE":
            yield r"CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:SECURE\s+)?"
        else:
            yield re.escape(word) + (r"\b" if after in {"…", ""} else r"\s+")


def choose_word(name: str) -> str:
    """Return a word in lower case that every use of the side door contains.

    For a routine, it is the first part of the name; for a statement, the longest of the first
    words, which is usually the rarest: ``CREATE ROUTE`` → ``route``.
    """
    if not name.isupper():
        return name.partition(".")[0].casefold()
    words: list[str] = re.findall(r"\w+", name.removeprefix("CREATE "))
    return max((word for word in words if word not in _EVERYDAY), key=len).casefold()
