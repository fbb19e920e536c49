"""Read the command lines of SQL clients, bcp and programs that dump databases."""

import re

from seamscope.connector.commands.oracle import read_sqlplus
from seamscope.connector.commands.programs import Arguments, Program, read_arguments
from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.types import Contact, Reading, RemoteSql
from seamscope.connector.connections import parse_connection_clues
from seamscope.connector.places import is_address, locate_host, locate_place
from seamscope.connector.redaction import redact
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

_LOGON = re.compile(r"(?:[^/@\s]*(?:/[^@\s]*)?)@(?P<name>[^\s@]+)\Z")
_BCP_TAKES = "-S -d -U -P -t -r -f -e -b -F -L -a -h -i -o -C -m -D -K -l -G"
_BCP = Program(
    name="bcp",
    kind="bcp",
    takes=frozenset(_BCP_TAKES.split()),
    joined=("-S", "-d", "-U", "-P", "-t", "-r"),
    settings={},
    options={},
)
_STDIN = re.compile(r"\bFROM\s+P?STDIN\b", re.I)
_BQ_TAKES = "--location --project_id --dataset_id --source_format --destination_format -F"
_BQ = Program(
    name="bq",
    kind="bq",
    takes=frozenset(_BQ_TAKES.split()),
    joined=(),
    settings={},
    options={},
)
_DATABASE = re.compile(r"\[?(?P<name>[\w$ -]+)\]?\.\[?[\w$ -]*\]?\.\[?[\w$ #-]+\]?\Z")
_SQL = re.compile(
    r"(?<!\s)\s*+\"?\s*+(?:select|with|exec(?:ute)?|insert|call|update|delete|merge|export\s+to"
    r"|import\s+from|load\s+from)\b",
    re.I,
)


def read_client(program: Program, command: Command, *, piped: bool = False) -> Reading:
    """Return the SQL that a client's command line sends, and the database that receives it.

    piped: whether the client reads the output of another program.
    """
    given = read_arguments(command.words[1:], program)
    home, database = _find_home(program, given)
    reading = Reading(technology=program.name, line=command.line, mechanism=Mechanism.SQL)
    dialect = program.settings.get("dialect", "")
    texts = given.get_all(program.options["text"])
    if program.settings.get("first") == "text" and _SQL.match(text := " ".join(given.plain)):
        texts.append(text)
    scripted = program.settings.get("first") == "logon"  # SQL*Plus has its own commands
    texts += [command.text] if command.text and not scripted else []
    reading.sql = [
        RemoteSql(
            text=text, dialect=dialect, home=home, database=database, target=None,
            technology=program.name, line=command.line,
        )
        for text in texts
    ]  # fmt: skip
    if scripted and command.text:
        texts = [command.text]
        reading.sql += read_sqlplus(command.text, home, command.line + 1)
    output = given.get_first(program.options["output"])
    reading.targets = [locate_place(output)] if output else []
    scripts = [*given.get_all(program.options["script"]), *command.reads]
    scripts += [word[1:] for word in given.plain if word.startswith("@")]
    command.reads.clear()
    if home is not None:
        reading.contacts = [
            _build_contact(
                home, program, f"runs {script} on that database; see the file", command.line
            )
            for script in scripts
        ]
        if piped and (not (texts or scripts) or any(map(_STDIN.search, texts))):
            reading.targets.append(Endpoint(system=home))
        elif not (texts or scripts):
            reason = "opens a session on that database, and its statements are not in the script"
            reading.contacts = [_build_contact(home, program, reason, command.line)]
    return reading


def _build_contact(home: SystemRef, program: Program, reason: str, line: int) -> Contact:
    return Contact(
        end=Endpoint(system=home),
        technology=program.name,
        reason=f"{program.name} {reason}",
        line=line,
    )


def _find_home(program: Program, given: Arguments) -> tuple[SystemRef | None, str]:
    """Return the database that a client connects to, and the name of that database.

    The first value is None for the local database, the second is "" if the name is unknown.
    """
    server = given.get_first(program.options["server"])
    database = given.get_first(program.options["database"])
    first = next((word for word in given.plain if not word.startswith("@")), "")
    if program.settings.get("first") == "logon":
        return _find_service(given, program)
    if program.settings.get("first") == "database" and not database:
        database = first
    if is_address(database) or re.match(r"\w+\s*=", database):  # a URL or a connection string
        clues = parse_connection_clues(database.replace(" ", ";"))
        named = next((c.value for c in clues if c.kind is ClueKind.DATABASE), "")
        return (SystemRef(clues=clues) if clues else None), named
    suffix = program.settings.get("suffix", "")
    server = f"{server}{suffix}" if server and suffix and suffix not in server else server
    if "$" in server or "%" in server:
        server = ""
    home = locate_host(server, database if "$" not in database else "", program.settings["product"])
    return (home if home.clues else None), database


def _find_service(given: Arguments, program: Program) -> tuple[SystemRef | None, str]:
    """Return the service of ``user/password@service`` or ``user@//host:port/service``.

    The second value is the name of the service, "" if it is unknown.
    """
    logon = next((m for word in _list_logons(given) if (m := _LOGON.match(word)) is not None), None)
    if logon is None or "$" in logon["name"]:
        return None, ""
    name = logon["name"].strip("\"'")
    if "/" in name or ":" in name:
        host, _, service = name.lstrip("/").partition("/")
        return locate_host(host, service, program.settings["product"]), service
    return locate_host("", name, program.settings["product"]), name


def _list_logons(given: Arguments) -> list[str]:
    named = [
        word.partition("=")[2] for word in given.plain if word.casefold().startswith("userid=")
    ]
    return [*named, *(word for word in given.plain if not word.startswith("@"))]


def read_bcp(command: Command) -> Reading:
    """Read ``bcp "select …" queryout file -S server`` and ``bcp db..t in file -S server``."""
    given = read_arguments(command.words[1:], _BCP)
    reading = Reading(technology="bcp", line=command.line)
    if len(given.plain) < 3:
        return reading
    what, way, file = given.plain[:3]
    what = what if _SQL.match(what) else redact(what)  # masked before it is split
    written = _DATABASE.match(what)  # ``bcp crm.dbo.lead in …``; -d sets the default only
    database = written["name"] if written else given.get_first(["-d"])
    home = locate_host(given.get_first(["-S"]), database, "sqlserver")
    here = home if home.clues else None
    place = locate_place(file)
    match way.casefold():
        case "in":
            reading.sources = [place]
            reading.targets = [Endpoint(system=home, dataset=what) if here else None]
        case "out" | "queryout":
            text = what if _SQL.match(what) else " ".join(("SELECT * FROM", what))
            reading.targets = [place]
            reading.sql = [
                RemoteSql(
                    text=text, dialect="tsql", home=here, database=database, target=None,
                    technology="bcp", line=command.line,
                )
            ]  # fmt: skip
        case _:
            pass
    return reading


def read_dump(program: Program, command: Command) -> Reading:
    """Read the command line of a program that copies a database to or from a file or a pipe."""
    given = read_arguments(command.words[1:], program)
    options = program.options
    server = given.get_first(options["server"])
    database = given.get_first(options["database"])
    plain = [word for word in given.plain if not is_address(word)]
    database = database or (plain[0] if plain and program.settings["way"] == "out" else "")
    if program.name.startswith("kafka-console"):
        database = ""
    home = locate_host(server.split(",")[0], database, program.settings["product"])
    if server and is_address(server):
        home = SystemRef(clues=parse_connection_clues(server))
    if not home.clues and database:
        home = SystemRef(clues=locate_host("", database, program.settings["product"]).clues)
    tables = given.get_all(options["table"]) or plain[1:] or [""]
    ends = [Endpoint(system=home, dataset=table) for table in tables]
    files = [locate_place(name) for name in given.get_all(options["output"])]
    reading = Reading(technology=program.name, line=command.line, mechanism=Mechanism.FILE)
    into = any(flag in given.values for flag in options.get("into", ()))
    if program.settings["way"] == "out" and not into:
        reading.sources, reading.targets = [*ends], [*files]
    else:
        reading.sources, reading.targets = [*files], [*ends]
    return reading


def read_bq(command: Command) -> Reading:
    """Read ``bq load d.t gs://b/f``, ``bq extract p:d.t gs://b/f`` and ``bq query 'SELECT …'``."""
    given = read_arguments(command.words[1:], _BQ)
    reading = Reading(technology="bq", line=command.line)
    verb, *rest = given.plain or ("",)
    table, place = (*rest, "", "")[:2]
    project, colon, name = table.partition(":")
    clue = Clue(kind=ClueKind.PRODUCT, value="bigquery")
    named = (Clue(kind=ClueKind.DATABASE, value=project),) if colon else ()
    home = SystemRef(clues=(*named, clue))
    rows = Endpoint(system=home, dataset=name if colon else table)
    match verb:
        case "load" if place:
            reading.sources, reading.targets = [*map(locate_place, place.split(","))], [rows]
        case "extract" if place:
            reading.sources, reading.targets = [rows], [*map(locate_place, place.split(","))]
        case "query" if table:
            query = RemoteSql(
                text=table, dialect="bigquery", home=SystemRef(clues=(clue,)), database="",
                target=None, technology="bq", line=command.line,
            )  # fmt: skip
            reading.sql = [query]
        case _:
            pass
    return reading
