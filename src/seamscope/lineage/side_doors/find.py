"""Find the routines and statements that exchange data with another system (side doors).

Their arguments are returned as written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seamscope.knowledge.side_doors import (
    Argument,
    Means,
    SideDoor,
    Way,
    index_side_doors,
    list_door_words,
)
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import (
    DOTTED,
    NAME,
    read_parentheses,
    split_arguments,
    split_name,
)
from seamscope.lineage.remote_systems import DefinedDoor

_WORD = re.compile(r"[a-z_][\w$]{3,}|\bml\b|\bai\b")
_FIRST_WORD = re.compile(r"\s*+(\w+)")
_AROUND_NAME = ' \t\r\n[]"`'
_STRING = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(rf"(?<![\w$@.\"\]]){NAME}(?:\s*+\.\s*+{NAME}?+)*+")
_DEFINES = re.compile(r"\b(?:FUNCTION|PROCEDURE|PROC|ON|DROP|IF\s+NOT\s+EXISTS)\s*\Z", re.I)
_CALLED = re.compile(
    rf"\A\s*+(?:EXEC(?:UTE)?\s+|CALL\s+)?(?:@\w+\s*=\s*)?(?P<name>{DOTTED})(?P<rest>.*)",
    re.I | re.S,
)
_NAMED = re.compile(r"\A\s*@?(?P<name>\w+)\s*(?:=>?|:=)\s*(?P<value>.*)\Z", re.S)
_VALUE = (
    r"(?:(?P<list>(?:\(\s*)?N?'(?:[^']|'')*'(?:\s*,\s*N?'(?:[^']|'')*')*)"
    r"|(?P<quoted>[\"`][^\"`]*[\"`](?:\.[\"`][^\"`]*[\"`])*)|(?P<bare>[^\s;,()'\"]+))"
)
# A key and its value in JSON, or in the arguments of a function that builds JSON.
_JSON_VALUE = (
    r"['\"]{}['\"]\s{{0,9}}(?:VALUE\s|[:,]|=>)\s{{0,9}}['\"](?P<text>[^'\"]{{1,300}})['\"]"
)
_TEXT = re.compile(r"N?'((?:[^']|'')*)'")
_ROWS = re.compile(r"\A\s*ON\s*(?P<open>\()", re.I)
# A function of another database in an expression: ``pkg.f@link(a)``.
_LINKED = re.compile(
    r"(?<![\w$#.\"@])(?P<name>[\w$#\"]{1,128}(?:\.[\w$#\"]{1,128}){0,2})"
    r"@(?P<link>[A-Za-z\"][\w$#\".]{0,128})\s{0,9}\("
)
_TABLE_FOLLOWS = re.compile(r"\b(?:INTO|FROM|JOIN|UPDATE|TABLE|USING)\s{1,20}\Z", re.I)
_LINK = SideDoor(
    name="function of another database", means=Means.DATABASE, direction=Way.BOTH, page=""
)


@dataclass(frozen=True, slots=True)
class DoorCall:
    """One use of a side door, such as `utl_http.request('https://…')`, as written in the SQL.

    door: the kind of routine or statement.
    arguments: the SQL of each argument, by its position from 1 or by its name.
    statement: the whole statement if the side door is a statement, "" for a routine.
    ends: addresses or names of the other system, if the inputs define the routine or its model.
    models: the names of models among the arguments, which are not tables.
    """

    door: SideDoor
    name: str
    arguments: Mapping[Argument, str]
    statement: str = ""
    ends: tuple[str, ...] = ()
    models: tuple[Name, ...] = ()

    @property
    def is_local(self) -> bool:
        """Return whether the statement refers to this database instead of another system."""
        if self.door.only and not any(self.door.only in text for text in self.arguments.values()):
            return True
        return bool(self.door.local) and self.door.local in self.statement.upper()

    def read(self, references: tuple[Argument, ...]) -> str:
        """Return the SQL of the first of these arguments that the call has, "" if it has none.

        references: names or positions of arguments.
        """
        if self.statement:
            values = (read_option(self.statement, str(word)) for word in references)
            return next((value for value in values if value), "")
        values = (_read_argument(self.arguments, key) for key in references)
        return next((value for value in values if value), "")


def _read_argument(arguments: Mapping[Argument, str], key: Argument) -> str:
    """Return the SQL of an argument, or a value in its JSON: ``params.channel``."""
    if isinstance(key, int) or "." not in key:
        return arguments.get(key, "")
    name, _, inner = key.partition(".")
    text = arguments.get(int(name) if name.isdecimal() else name, "")
    found = re.search(_JSON_VALUE.format(re.escape(inner)), text, re.I)
    return f"'{found['text']}'" if found else ""


def mentions_side_door(text: str) -> bool:
    """Return whether SQL contains a word of a known side door, such as `utl_http`."""
    return not list_door_words().isdisjoint(_WORD.findall(text.casefold()))


def mentions_linked_function(text: str) -> bool:
    """Return whether SQL calls a function of another database: ``f@link(a)``."""
    return "@" in text and _LINKED.search(text) is not None


def is_side_door(name: str) -> bool:
    """Return whether a routine is a known side door: `sys.utl_http.request`, `xp_cmdshell`."""
    parts = [part.casefold() for part in split_name(name) if part]
    return _find_routine(parts) is not None


def find_calls(
    text: str, defined: Mapping[str, DefinedDoor], dialect: str = ""
) -> Iterator[DoorCall]:
    """Yield the uses of side doors in a statement, such as `utl_http.request('https://…')`.

    defined: the side doors that the inputs define, by case-folded name.
    dialect: the database whose routine is meant if several databases have a routine of this name.
    """
    if (statement := find_statement(text, dialect)) is not None:
        yield DoorCall(statement, statement.name, {}, text)
    masked = _STRING.sub(lambda m: "'" + " " * (len(m[0]) - 2) + "'", text)
    called = _CALLED.match(masked)
    for linked in _LINKED.finditer(masked) if "@" in masked else ():
        is_call = called is not None and called.start("name") == linked.start()
        if not (is_call or _TABLE_FOLLOWS.search(masked, 0, linked.start())):
            link = ".".join(split_name(linked["link"]))
            yield DoorCall(_LINK, ".".join(split_name(linked["name"])), {}, "", (link,))
    known = index_side_doors(dialect).routines
    for match in _NAME.finditer(masked):
        last = match[0].rpartition(".")[2].strip(_AROUND_NAME).casefold()
        if last not in known and last not in defined:
            continue
        parts = [part for part in split_name(match[0]) if part]
        folded = [part.casefold() for part in parts]
        own = defined.get(folded[-1]) if folded else None
        door = own.door if own else _find_routine(folded, dialect)
        if door is None or _DEFINES.search(masked, 0, match.start()):
            continue
        arguments = _read_arguments(text, masked, match, called)
        if arguments is not None:
            models = _list_models(door, arguments)
            used = (defined.get(name[-1].casefold()) for name in models)
            ends = own.ends if own else next((one.ends for one in used if one), ())
            yield DoorCall(door, ".".join(parts), arguments, "", ends, models)


def _list_models(door: SideDoor, arguments: Mapping[Argument, str]) -> tuple[Name, ...]:
    """Return the models that a call refers to: ``ML.PREDICT(MODEL ds.m, …)`` -> ``ds.m``."""
    text = ", ".join(arguments.values()).replace("`", "")
    patterns = (r"\s+".join(str(words).split()) for words in door.model)
    found = (re.findall(rf"\b{words}\s+({DOTTED})", text, re.I) for words in patterns)
    names = (split_name(name) for part in found for name in part)
    return tuple(name for name in names if name)


def find_statement(text: str, dialect: str = "") -> SideDoor | None:
    """Return the side door that is a statement, such as ``BACKUP … TO URL``, else None."""
    first = _FIRST_WORD.match(text)
    heads = index_side_doors(dialect).statements.get(first[1].upper(), ()) if first else ()
    matching = [door for head, door in heads if head.match(text)]
    return max(matching, key=_rank, default=None)


def _rank(door: SideDoor) -> tuple[int, int]:
    """Return a sort key that is greater for a more specific statement.

    A longer name is more specific. Of equally long names, the one with fewer gaps (``…``) is.
    """
    return len(door.name.replace("… ", "")), -door.name.count("…")


def _find_routine(parts: list[str], dialect: str = "") -> SideDoor | None:
    """Return the side door that is a routine, such as `sys.utl_http.request`, else None.

    parts: the parts of the name in lower case.
    """
    for door in index_side_doors(dialect).routines.get(parts[-1], ()) if parts else ():
        wanted = door.name.casefold().split(".")
        if parts[-len(wanted) :] == wanted:
            return door
    return None


def _read_arguments(
    text: str, masked: str, match: re.Match[str], called: re.Match[str] | None
) -> dict[Argument, str] | None:
    """Return the arguments of a call by position and name, None if the name is not a call."""
    rest = masked[match.end() :].lstrip()
    if rest.startswith("("):
        return _split(read_parentheses(text, match.end()))
    if called is not None and called.start("name") == match.start():
        return _split(text[match.end() :].strip().rstrip(";"))
    return None


def _split(text: str) -> dict[Argument, str]:
    arguments: dict[Argument, str] = {}
    for position, item in enumerate(split_arguments(text), start=1):
        named = _NAMED.match(item)
        key: Argument = named["name"].casefold() if named else position
        arguments[key] = named["value"].strip() if named else item
    # Teradata: WRITE_NOS (ON (SELECT a FROM t) USING LOCATION ('/s3/…'))
    if "location" not in arguments and (value := read_option(text, "location")):
        arguments["location"] = value
    if rows := _ROWS.match(text):
        arguments["on"] = "'" + read_parentheses(text, rows.start("open")).replace("'", "''") + "'"
    return arguments


def read_option(text: str, word: str) -> str:
    """Return the value after an option's words: ``TO URL = N'https://…'`` -> ``'https://…'``.

    If `word` ends in ``=``, the option must be followed by ``=``: ``MODEL =``. Several strings in
    parentheses are joined by commas into one string. A name is returned as written.
    """
    key = r"\s+".join(map(re.escape, word.removesuffix("=").split()))
    key += r"\s*=" if word.endswith("=") else ""
    start = r"(?<!\w)" if word[:1].isalnum() else ""
    end = r"(?!\w)" if word[-1:].isalnum() else ""
    # A file may have its directory before it: ``PREPROCESSOR exec_dir:'load.sh'``
    directory = r"(?:[\w$]{1,128}\s{0,9}:\s{0,9}(?='))?"
    pattern = rf"{start}{key}{end}\s*(?:=>?|:)?\s*{directory}\(?\s*{_VALUE}"
    found = re.search(pattern, text, re.I)
    if found is None:
        return ""
    if found["list"]:
        return "'" + ",".join(_TEXT.findall(found["list"])) + "'"
    return found["quoted"] or found["bare"] or ""


def read_defined_name(text: str, word: str) -> str:
    """Return the last part of the name that follows a word, in lower case.

    ``CREATE FUNCTION d.F`` with the word FUNCTION -> ``f``.
    """
    found = re.search(rf"\b{word}\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{DOTTED})", text, re.I)
    parts = split_name(found["name"].replace("`", "")) if found else ()
    return parts[-1].casefold() if parts else ""


def list_statement_ends(text: str, door: SideDoor) -> tuple[str, ...]:
    """Return the addresses or names of other systems in an option of a statement.

    door: the kind of statement, which determines the option: ``TO URL = 'https://…'``.
    """
    value = next((v for word in door.end if (v := read_option(text, str(word)))), "")
    return tuple(part for part in value.strip("'\"").split(",") if part)
