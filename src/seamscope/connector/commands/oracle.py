"""Read input of Oracle's clients: SQL*Plus scripts, and parameters of loaders and Data Pump.

Only the service or the host of a logon is read, never the user or the password.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector.commands.types import Contact, End, RemoteSql, Step, Transfer, Unread
from seamscope.connector.places import is_unknown, locate_host, locate_place
from seamscope.connector.scrub import quote
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

DIALECT = PRODUCT = "oracle"
SIGN = re.compile(
    r"^[ \t]{0,40}(?:SPO(?:OL?)?[ \t]{1,20}[^\s=:]|CONN(?:ECT)?[ \t]{1,20}[^\s;@]{1,200}@"
    r"|COPY[ \t]{1,20}FROM[ \t]{1,20}[^\s@]{1,200}@)",
    re.I | re.M,
)
_LEXEME = re.compile(
    r"(?P<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|(?P<text>'(?:[^']|'')*+'?)"
)
_SPOOL = re.compile(r"[ \t]{0,40}SPO(?:OL?)?[ \t]{1,40}(?P<file>'[^']*'|\"[^\"]*\"|[^\s;]+)", re.I)
_CONNECT = re.compile(r"[ \t]{0,40}CONN(?:ECT)?[ \t]{1,40}(?P<logon>[^\s;]+)", re.I)
_COPY = re.compile(
    r"[ \t]{0,40}COPY\s{1,40}(?:FROM\s{1,40}(?P<source>\S+)\s{1,40})?"
    r"(?:TO\s{1,40}(?P<target>\S+)\s{1,40})?(?:APPEND|CREATE|INSERT|REPLACE)\s{1,40}"
    r"(?P<table>[\w$#.\"]+)\s*+(?:\([^()]*\)\s*+)?USING\s{1,40}(?P<sql>SELECT\b.*)",
    re.I | re.S,
)
_LEAD = re.compile(r"(?:\s|--[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_SELECT = re.compile(r"\(?\s{0,80}(?:SELECT|WITH)\b", re.I)
_STATEMENT = re.compile(r"(?:[^;'\"]|'(?:[^']|'')*+'?|\"[^\"]*+\"?)++")
# Commands that only format or control output; they are not part of the statement after them.
_STEERS = re.compile(
    r"[ \t]{0,40}(?:(?:SET|PRO(?:MPT)?|WHENEVER|COL(?:UMN)?|TTITLE|BTITLE|EXIT|QUIT|DEF(?:INE)?|"
    r"UNDEF(?:INE)?|VAR(?:IABLE)?|PRINT|REM(?:ARK)?|ACC(?:EPT)?|BRE(?:AK)?|COMP(?:UTE)?|CL(?:EAR)?|"
    r"SHO(?:W)?|PAU(?:SE)?|TIMING|DISC(?:ONNECT)?|STORE|REPHEADER|REPFOOTER|HO(?:ST)?)\b|!)"
    r"(?![ \t]*\()",
    re.I,
)
# A PL/SQL block ends with a line that contains only a slash, not at a semicolon.
_BLOCK = re.compile(
    r"^[ \t]{0,80}(?:BEGIN|DECLARE|CREATE\b[^;]{0,200}?\b(?:PROCEDURE|FUNCTION|PACKAGE|TRIGGER))\b",
    re.I | re.M,
)
# Spool files with these extensions are logs, not data. SQL*Plus adds .lst to a bare name.
_PROTOCOL = re.compile(r"(?:\.(?:log|lst|lis|err|bad)|(?:^|[/\\])[^./\\]*)\Z", re.I)
_INFILE = re.compile(r"\bINFILE\s{1,40}('[^'\n]+'|\"[^\"\n]+\"|[^\s,()]+)", re.I)
_INTO = re.compile(r"\bINTO\s{1,40}TABLE\s{1,40}(?P<name>[\w$#.\"&]+)", re.I)
_SCOPES = ("tables", "schemas", "owner", "fromuser", "touser")
_ADDRESS = re.compile(r"\bHOST\s*+=\s*+(?P<host>[\w.\-]+)", re.I)
_SERVICE = re.compile(r"\b(?:SERVICE_NAME|SID)\s*+=\s*+(?P<name>[\w.\-]+)", re.I)
_IMPORTS = frozenset({
    "remap_schema", "remap_table", "remap_tablespace", "table_exists_action", "sqlfile",
    "transform", "fromuser", "touser", "ignore", "show",
})  # fmt: skip
_EXPORTS = frozenset({
    "estimate", "estimate_only", "flashback_time", "flashback_scn", "consistent", "statistics",
    "compress", "reuse_dumpfiles", "sample",
})  # fmt: skip
MAX_TEXT = 4_000_000


@dataclass(slots=True)
class _Session:
    """The state of a SQL*Plus script.

    output: the file that the script spools to, "" if none.
    """

    home: SystemRef | None
    output: str = ""
    lines: list[str] = field(default_factory=list)
    start: int = 1


def is_sqlplus(text: str) -> bool:
    """Return whether a script has SQL*Plus commands that set a connection or an output file."""
    return SIGN.search(text) is not None


def locate_logon(text: str) -> SystemRef | None:
    """Return the database of ``user/password@service``, None for the local database.

    ``scott/tiger@//db1:1521/ERP`` → host db1, database ERP.
    """
    name = text.strip().strip("\"'").rpartition("@")[2] if "@" in text else ""
    if not name or is_unknown(name) or "&" in name:
        return None
    if name.startswith("("):
        host, service = _ADDRESS.search(name), _SERVICE.search(name)
        found = host["host"] if host else "", service["name"] if service else ""
        return locate_host(*found, PRODUCT)
    if "/" in name or ":" in name:
        host_port, _, service_name = name.lstrip("/").partition("/")
        return locate_host(host_port, service_name, PRODUCT)
    return locate_host("", name, PRODUCT)


def read_sqlplus(
    text: str, home: SystemRef | None = None, first_line: int = 1
) -> Iterator[RemoteSql]:
    """Yield the SQL of a script, with the database that runs it and the file that it spools to.

    home: the database at the start of the script.
    first_line: the number of the first line of the text.
    """
    session = _Session(home=home, start=first_line)
    text = text[:MAX_TEXT]
    plain = _LEXEME.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m["comment"] else m[0], text)
    bare = iter(plain.split("\n"))
    lines = iter(enumerate(text.split("\n"), start=first_line))
    for (number, line), shown in zip(lines, bare, strict=False):
        if spool := _SPOOL.match(shown):
            yield from _end_statements(session)
            file = spool["file"].strip("'\"")
            session.output = "" if file.upper() in {"OFF", "OUT"} else file
        elif (connect := _CONNECT.match(shown)) and connect["logon"].upper() != "BY":
            yield from _end_statements(session)
            session.home = locate_logon(connect["logon"])
        elif re.match(r"[ \t]{0,40}COPY[ \t]+(?:FROM|TO)[ \t]", shown, re.I):
            yield from _end_statements(session)
            whole = shown
            while whole.rstrip().endswith("-"):
                whole = f"{whole.rstrip()[:-1]} {next(bare, '').strip()}"
                next(lines, None)
            yield from _copy(whole, session, number)
        elif not _is_open(session) and _STEERS.match(shown):
            session.lines += [""] if session.lines else []
        elif session.lines or shown.strip():
            session.start = session.start if session.lines else number
            session.lines.append(line)
    yield from _end_statements(session)


def _is_open(session: _Session) -> bool:
    """Return whether a statement has begun and not ended."""
    last = next((line.rstrip() for line in reversed(session.lines) if line.strip()), ";")
    return not last.endswith((";", "/"))


def _copy(text: str, session: _Session, line: int) -> Iterator[RemoteSql]:
    """Yield the query of ``COPY FROM a TO b INSERT t USING SELECT …`` with its target."""
    found = _COPY.match(text)
    if found is None:
        return
    source = locate_logon(found["source"]) if found["source"] else session.home
    target = locate_logon(found["target"]) if found["target"] else session.home
    end = Endpoint(system=target or SystemRef(), dataset=found["table"].strip('"'))
    yield RemoteSql(
        text=found["sql"].strip().rstrip(";"), dialect=DIALECT, home=source, database="",
        target=end, technology="sqlplus COPY", line=line,
    )  # fmt: skip


def _end_statements(session: _Session) -> Iterator[RemoteSql]:
    """Yield the collected statements; a spooled SELECT has the spool file as target."""
    text, start = "\n".join(session.lines), session.start
    session.lines.clear()
    if not text.strip():
        return
    file = session.output
    spooled = file and not _PROTOCOL.search(file) and not is_unknown(file)
    if not spooled or _BLOCK.search(text):
        yield _sql(text, session, start, None)
        return
    for found in _STATEMENT.finditer(text):
        statement = found[0]
        lead = _LEAD.match(statement)
        begin = lead.end() if lead else 0
        line = start + text.count("\n", 0, found.start() + begin)
        if statement[begin:].strip(" \t\n/"):
            target = locate_place(file) if _SELECT.match(statement, begin) else None
            yield _sql(statement[begin:], session, line, target)


def _sql(text: str, session: _Session, line: int, target: End) -> RemoteSql:
    return RemoteSql(
        text=text.strip("\n"), dialect=DIALECT, home=session.home, database="", target=target,
        technology="sqlplus", line=line,
    )  # fmt: skip


def read_control(text: str) -> Iterator[Step]:
    """Yield the loads of a SQL*Loader control file, from each file into each table."""
    plain = _LEXEME.sub(lambda m: " " if m["comment"] else m[0], text[:MAX_TEXT])
    plain = re.split(r"^[ \t]*BEGINDATA\b", plain, maxsplit=1, flags=re.I | re.M)[0]
    files = [name.strip("'\"") for name in _INFILE.findall(plain)]
    tables = list(_INTO.finditer(plain))
    sources: list[End] = [locate_place(name) for name in files if name != "*"]
    if tables and not sources:
        names = ", ".join(quote(table["name"].replace('"', ""), 60) for table in tables[:5])
        where = plain.count("\n", 0, tables[0].start()) + 1
        reason = f"rows for {names} are in the control file itself, so their origin is unknown"
        yield Unread(reason=reason, line=where)
    for table in tables if sources else ():
        target = Endpoint(system=SystemRef(), dataset=table["name"].replace('"', ""))
        line = plain.count("\n", 0, table.start()) + 1
        yield _move(sources, [target], "sqlldr", line)


def read_parameters(program: str, given: Mapping[str, str], line: int) -> Iterator[Step]:
    """Yield the data transfers of SQL*Loader, Data Pump or the older programs exp and imp.

    program: sqlldr, expdp, impdp, exp or imp, "" to derive it from the parameters.
    given: parameters by name in lower case.
    """
    home = locate_logon(given.get("userid", ""))
    here = Endpoint(system=home or SystemRef())
    if program == "sqlldr" or "control" in given:
        data = _list_names(given.get("data", ""))
        if data:
            yield _move([locate_place(name) for name in data], [here], "sqlldr", line)
        elif home:
            reason = "sqlldr loads the files that its control file names; see the control file"
            yield Contact(end=here, technology="sqlldr", reason=reason, line=line)
        return
    yield from _read_dump(program, given, here, line)


def _read_dump(program: str, given: Mapping[str, str], here: Endpoint, line: int) -> Iterator[Step]:
    """Yield the data transfers of Data Pump: to and from dump files, or over a database link."""
    exports = _exports(program, given)
    dumps = _list_names(given.get("dumpfile", "") or given.get("file", ""))
    folder = given.get("directory", "")
    files: list[End] = [locate_place(f"{folder}:{name}" if folder else name) for name in dumps]
    named = next((given[key] for key in _SCOPES if given.get(key)), "")
    link = given.get("network_link", "")
    source = locate_link(link) if link else here.system
    technology = program or {True: "expdp", False: "impdp"}.get(exports is True, "")
    if exports is None or not (files or link):
        yield Unread(reason="the file or the direction of a dump is unknown", line=line)
        return
    names = _list_names(named) or [""]
    if exports:
        yield _move(
            [Endpoint(system=source, dataset=one) for one in names], files, technology, line
        )
        return
    targets: list[End] = [
        Endpoint(system=here.system, dataset=_rename(one, given.get("remap_schema", "")))
        for one in names
    ]
    linked: list[End] = [Endpoint(system=source, dataset=one) for one in names]
    yield _move(linked if link else files, targets, technology, line)


def _rename(name: str, renamed: str) -> str:
    """Return the name of a schema or table after the import has renamed the schema.

    ``SALES.ORDERS`` with `REMAP_SCHEMA=SALES:STAGE` → ``STAGE.ORDERS``
    """
    schema, dot, table = name.partition(".")
    pairs = (pair.partition(":") for pair in _list_names(renamed))
    return (
        next((new for old, _, new in pairs if old.upper() == schema.upper()), schema) + dot + table
    )


def _move(sources: Sequence[End], targets: Sequence[End], technology: str, line: int) -> Transfer:
    return Transfer(
        sources=tuple(sources),
        targets=tuple(targets),
        technology=technology,
        mechanism=Mechanism.FILE,
        line=line,
    )


def _exports(program: str, given: Mapping[str, str]) -> bool | None:
    """Return whether data leaves the database, None if this cannot be determined."""
    if program:
        return program.startswith("exp")
    keys = set(given)
    if keys & _IMPORTS:
        return False
    return True if keys & _EXPORTS else None


def locate_link(name: str) -> SystemRef:
    """Return the database that a database link leads to."""
    return SystemRef(clues=(Clue(kind=ClueKind.SERVER, value=name),))


def _list_names(text: str) -> list[str]:
    """Return the names of a list: ``(HR.EMP, HR.DEPT)`` → ``HR.EMP``, ``HR.DEPT``."""
    return [name for part in text.strip("()").split(",") if (name := part.strip(" '\"()\t\r\n"))]
