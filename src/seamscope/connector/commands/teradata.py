"""Read scripts of Teradata's clients: BTEQ, FastLoad, MultiLoad, TPump and FastExport.

Commands begin with a dot, which is optional in FastLoad; the text between them is SQL. Only the
host of a logon is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector.commands.types import End, RemoteSql, Step, Transfer
from seamscope.connector.places import is_unknown, locate_host, locate_place
from seamscope.records import Endpoint, Mechanism, SystemRef

DIALECT = "teradata"
_FORMATS = "WIDTH|ERROROUT|ECHOREQ|FORMAT|SEPARATOR|TITLEDASHES|SESSION|QUIET|RECORDMODE|MAXERROR"
SIGN = re.compile(
    r"^[ \t]{0,40}\.(?:LOGON|LOGTABLE|LOGMECH|EXPORT|IMPORT|RUN\s{1,9}FILE|GOTO|LABEL|QUIT|OS"
    rf"|SET\s{{1,9}}(?:{_FORMATS})|IF\s{{1,9}}(?:ERRORCODE|ERRORLEVEL|ACTIVITYCOUNT)"
    r"|BEGIN\s{1,9}(?:IMPORT|EXPORT|LOAD|DELETE))\b"
    r"|^[ \t]{0,40}\.?BEGIN\s{1,9}LOADING\b",
    re.I | re.M,
)
# In scripts of the loaders a command ends with its semicolon, even on a later line.
_LOADER = re.compile(
    r"^[ \t]{0,40}\.?(?:BEGIN\s{1,9}(?:LOADING|IMPORT|EXPORT|LOAD|DELETE)|LOGTABLE)\b", re.I | re.M
)
# A comment or a quoted text.
_LEXEME = re.compile(
    r"(?P<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))"
    r"|(?P<text>'(?:[^'\n]|'')*+'?|\"[^\"\n]*+\"?)"
)
# Between statements, a line that begins with a star is a comment.
_COMMENT = re.compile(r"[ \t]{0,200}\*")
_COMMAND = re.compile(r"[ \t]{0,200}\.(?P<word>[A-Za-z]+)(?P<rest>[^\n]*)")
# FastLoad's commands may omit the dot.
_BARE = re.compile(
    r"[ \t]{0,200}(?P<word>LOGON|LOGOFF|DEFINE|(?:BEGIN|END)\s{1,9}LOADING|SET\s{1,9}RECORD|"
    r"ERRLIMIT|SESSIONS|TENACITY|SLEEP|AXSMOD|RECORD|QUIT|LOGTABLE)\b(?P<rest>[^\n]*)",
    re.I,
)
_FILE = re.compile(
    r"\b(?:FILE|INFILE|OUTFILE)\s{0,9}=?\s{0,9}(?P<name>'[^'\n]+'|\"[^\"\n]+\"|[^\s,;]+)", re.I
)
_HOST = re.compile(r"\s{0,9}(?P<host>[\w.\-]{1,80})(?::\d{1,5})?/")
_STATEMENT = re.compile(r"(?:[^;'\"]|'(?:[^']|'')*+'?|\"[^\"]*+\"?)++")
_LOCKING = r"(?:LOCKING\b[^;]{0,200}?\bACCESS\s{1,40})?"
_USING = re.compile(rf"\s*+{_LOCKING}USING\s*+\((?:[^()]|\([^()]*+\))*+\)\s*+", re.I)
_TABLE = r"[\w$.\"{}%&]+"
_CHANGED = re.compile(
    rf"\b(?:INSERT|INS|DELETE|DEL|MERGE)\s{{1,40}}(?:INTO\s{{1,40}}|FROM\s{{1,40}})?(?P<name>{_TABLE})"
    rf"|\b(?:UPDATE|UPD)\s{{1,40}}(?P<updated>{_TABLE})",
    re.I,
)
_READS = re.compile(rf"\s*+{_LOCKING}(?:SELECT|SEL|WITH)\b", re.I)
_DATABASE = re.compile(
    r"\s*+(?:SET\s{1,9}SESSION\s{1,9})?DATABASE\s{1,40}(?P<name>[\w$\"]{1,130})", re.I
)
_VOLATILE = re.compile(
    rf"\s*+(?:CREATE|CT)\s{{1,40}}(?:(?:MULTISET|SET)\s{{1,40}})?VOLATILE\s{{1,40}}"
    rf"(?:(?:MULTISET|SET)\s{{1,40}})?TABLE\s{{1,40}}(?P<name>{_TABLE})",
    re.I,
)
_VALUE = re.compile(r"(?<![\w:]):(?=[A-Za-z_])(\w+)")
_SCHEDULER = re.compile(r"%%(\w+)%%")  # a scheduler's variable in a name: ``%%ENV%%_ORDERS``
MAX_TEXT = 4_000_000
MAX_SESSION = 100_000  # characters of the statements that fill volatile tables


@dataclass(slots=True)
class _Script:
    """The state of a script.

    file: the file to load.
    output: the file to export to, "" if there is none.
    database: the schema of table names without a schema, as set by ``DATABASE``.
    volatile: names of the tables that exist only in this session.
    session: the statements that create and fill the volatile tables.
    """

    home: SystemRef | None = None
    database: str = ""
    file: str = ""
    output: str = ""
    technology: str = "bteq"
    loads: bool = False  # whether every statement gets its rows from the file
    pending: list[tuple[str, int]] = field(
        default_factory=list
    )  # statements that precede the name of their file
    volatile: set[str] = field(default_factory=set)
    session: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    start: int = 1


def is_teradata(text: str) -> bool:
    """Return whether a script has commands of Teradata's clients."""
    return SIGN.search(text) is not None


def read_teradata(text: str, first_line: int = 1) -> Iterator[Step]:
    """Yield the SQL that a script sends to Teradata, and its exports to files and loads from files.

    first_line: the line number of the script's start.
    """
    script = _Script(start=first_line)
    plain = _blank_comments(text[:MAX_TEXT])
    lines = iter(enumerate(plain.split("\n"), start=first_line))
    is_loader = _LOADER.search(plain) is not None
    for number, line in lines:
        command = _COMMAND.match(line) or (_BARE.match(line) if not _open(script) else None)
        if command is None:
            if script.lines or (line.strip() and not _COMMENT.match(line)):
                script.start = number if not script.lines else script.start
                script.lines.append(line)
            continue
        rest = command["rest"]
        while is_loader and ";" not in rest and (following := next(lines, None)) is not None:
            rest = f"{rest} {following[1].strip()}"
        yield from _end_statements(script)
        yield from _run(command["word"].upper(), rest, script)
    yield from _end_statements(script)
    yield from _flush(script)


def list_run_files(text: str) -> dict[str, int]:
    """Return the lines of the scripts that a script runs with ``.RUN FILE``, by their paths."""
    found: dict[str, int] = {}
    for number, line in enumerate(_blank_comments(text[:MAX_TEXT]).split("\n"), start=1):
        command = _COMMAND.match(line)
        named = _FILE.search(command["rest"]) if command else None
        if command and named and command["word"].upper() == "RUN":
            found.setdefault(named["name"].strip("'\""), number)
    return found


def _open(script: _Script) -> bool:
    """Return whether a statement is unfinished, so that the next word belongs to it."""
    text = "\n".join(script.lines).rstrip()
    return bool(text) and not text.endswith(";")


def _blank_comments(text: str) -> str:
    """Return the script with comments replaced by spaces; keep line breaks and quoted strings."""
    return _LEXEME.sub(
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found["comment"] else found[0],
        _SCHEDULER.sub(r"\1", text),
    )


def _run(word: str, rest: str, script: _Script) -> Iterator[Step]:
    """Apply one command to the state; commands for formatting and control flow change nothing."""
    named = _FILE.search(rest)
    file = named["name"].strip("'\"") if named else ""
    match re.sub(r"\s+", " ", word):
        case "LOGON":
            host = _HOST.match(rest)
            name = host["host"] if host and not is_unknown(host["host"]) else ""
            script.home = locate_host(name, "", DIALECT) if name else script.home
        case "EXPORT" if script.technology != "mload":
            script.output = "" if re.search(r"\bRESET\b", rest, re.I) else file
        case "IMPORT":
            script.file = file
            yield from _flush(script)
        case "DEFINE":
            script.file = file or script.file
        case "BEGIN LOADING":
            script.technology, script.loads = "fastload", True
        case "BEGIN":
            yield from _begin(rest, script)
        case _:
            pass


def _begin(rest: str, script: _Script) -> Iterator[Step]:
    """Record which utility a script uses, and yield the statements collected so far.

    In the script of a loader, the statements come before the name of the file that they load.
    Therefore they are collected until this name is known.
    """
    kind = rest.strip().partition(" ")[0].strip(";").upper()
    if kind in {"IMPORT", "LOAD", "DELETE"}:
        script.technology, script.loads = ("mload" if kind == "IMPORT" else "tpump"), True
    elif kind == "LOADING":
        script.technology, script.loads = "fastload", True
    elif kind == "EXPORT":
        script.technology = "fexp"
    yield from _flush(script)


def _end_statements(script: _Script) -> Iterator[Step]:
    """Yield the steps of the collected statements."""
    text, start = "\n".join(script.lines), script.start
    script.lines.clear()
    if not text.strip(" \t\n;"):
        return
    _choose_database(text, script)
    fed = bool(script.file) or script.loads
    if not (fed or script.output):
        yield _sql(text, script, start, None)
        for found in _STATEMENT.finditer(text):
            _choose_database(found[0], script)
        return
    for found in _STATEMENT.finditer(text):
        statement = found[0]
        if not statement.strip() or _choose_database(statement, script):
            continue
        lead = len(statement) - len(statement.lstrip())
        line = start + text.count("\n", 0, found.start() + lead)
        if script.loads and not script.file:
            script.pending.append((statement.strip(), line))
        else:
            yield from _statement(statement.strip(), script, line)


def _choose_database(text: str, script: _Script) -> bool:
    """Return whether a text begins with DATABASE, which sets the schema of later names."""
    chosen = _DATABASE.match(text)
    if chosen:
        script.database = chosen["name"].strip('"')
    return chosen is not None


def _flush(script: _Script) -> Iterator[Step]:
    """Yield the collected statements once the name of the file that they load is known."""
    waiting, script.pending = script.pending, []
    for statement, line in waiting:
        yield from _statement(statement, script, line)


def _statement(statement: str, script: _Script, line: int) -> Iterator[Step]:
    """Yield a statement with the file that provides its rows or receives its result."""
    using = _USING.match(statement)
    body = statement[using.end() :] if using else statement
    fed = script.loads or (script.file and using is not None)
    if _READS.match(body):
        target = locate_place(script.output) if script.output else None
        yield _sql(_VALUE.sub("?", body), script, line, target)
    elif fed and script.file:
        yield from _load(body, script, line)
    else:
        yield _sql(_VALUE.sub("?", body), script, line, None)
    if using is not None and not script.loads:
        script.file = ""  # a file provides rows for one request only


def _load(body: str, script: _Script, line: int) -> Iterator[Step]:
    """Yield the transfer from the file to the table that a statement changes."""
    found = _CHANGED.search(body)
    names = [name.strip('"').removesuffix(".*") for name in found.groups() if name] if found else []
    if names:
        yield Transfer(
            sources=(locate_place(script.file),),
            targets=(_table(names[0].rstrip("."), script),),
            technology=script.technology,
            mechanism=Mechanism.FILE,
            line=line,
        )
    if re.search(r"\bSEL(?:ECT)?\b", body, re.I):
        yield _sql(_VALUE.sub("?", body), script, line, None)


def _table(name: str, script: _Script) -> End:
    if script.database and "." not in name:
        name = f"{script.database}.{name}"
    if script.home is None:
        return Endpoint(system=SystemRef(), dataset=name)
    return Endpoint(system=script.home, dataset=name)


def _sql(text: str, script: _Script, line: int, target: End) -> RemoteSql:
    return RemoteSql(
        text=_add_session(text.strip(), script),
        dialect=DIALECT,
        home=script.home,
        database="",
        target=target,
        technology=script.technology,
        line=line,
        schema=script.database,
    )


def _add_session(text: str, script: _Script) -> str:
    """Return SQL with the statements before it that create and fill its volatile tables.

    A command such as ``.EXPORT`` splits the script into several texts, but they run in one session.
    The added statements are put on the first line, so that line numbers stay correct.
    """
    names = {name.strip('"').upper() for name in re.findall(r"[\w$\"]+", text)}
    before = "".join(f"{one}; " for one in script.session) if names & script.volatile else ""
    for found in _STATEMENT.finditer(text):
        statement = re.sub(r"\s+", " ", found[0]).strip()
        created = _VOLATILE.match(statement)
        changed = created or _CHANGED.match(statement)
        table = next(filter(None, changed.groups()), "") if changed else ""
        name = table.rpartition(".")[2].strip('"').upper()
        if created:
            script.volatile.add(name)
        if name in script.volatile and sum(map(len, script.session)) < MAX_SESSION:
            script.session.append(statement)
    return before + text
