"""Read SQL files as queries, with clues to the system that runs them.

The first of these that exists is the clue to the system of a query: `USE`; a project file
(.sqlproj) in a folder above; a comment with the database and its server at the top of the file, or
of other files in its folder; the folder of the file. `homes:` in seamscope.yaml overrides these
clues. A comment may also contain the target of a linked server or database link.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.agent_jobs import JobStep, blank_steps, find_job_steps
from seamscope.connector.failures import list_script_rules
from seamscope.connector.folders import find_home_folder
from seamscope.connector.jinja import BLOCK, is_dbt
from seamscope.connector.long_scripts import shorten_script
from seamscope.connector.pointers import find_pointers
from seamscope.connector.redaction import blank_secrets
from seamscope.errors import UnreadableError
from seamscope.records import (
    Clue,
    ClueKind,
    Connection,
    LeftOut,
    Query,
    Record,
    Skipped,
    State,
    SystemRef,
)

# Suffixes that only one dialect uses.
DIALECTS = {".hql": "hive", ".pgsql": "postgres"}
SUFFIXES = frozenset(
    {".sql", ".ddl", ".dml", ".prc", ".vw", ".tab", ".pks", ".pkb", ".pls", *DIALECTS}
)
PROJECT = ".sqlproj"
# Other formats use the same extensions: XML metadata, map layers, playlists, JCL.
OTHER = re.compile(r"\s*(?:<[?!\w]|!table\b|\[playlist\]|//)", re.I)
USE = re.compile(
    r"^[ \t]*USE[ \t]+(?:DATABASE[ \t]+)?[\[\"`]?"
    r"(\w[\w$ -]*?)(?:(?<! )|(?=[\]\"`]))[\]\"`]?[ \t]*+;?[ \t]*+\r?$",
    re.I | re.M,
)
# Comments such as "Database: sales" or "Datenbank sales auf db01".
_AT = r"(?:on|auf|at|sur|en|su|op|em|na|@)"
_SCHEMA = r"(?:schema|esquema|schéma|schemat)"
HEADER = re.compile(
    r"\b(?:database|db|datenbank|base de donn[eé]es|base de datos|base dati|databank"
    r"|banco de dados|base de dados|baza danych)\b"
    rf"(?:[ \t]{{0,3}}[:=][ \t]{{0,3}}(?P<labelled>[\w$]{{2,64}})(?=[ \t]*+(?:$|[,;(*]|{_AT}\s))"
    rf"|[ \t]{{1,3}}(?P<placed>[\w$]{{2,64}})(?=[ \t]{{1,3}}{_AT}[ \t]{{1,3}}[\w-]{{0,64}}[\d.-]))"
    rf"(?:[ \t]{{1,3}}{_AT}[ \t]{{1,3}}(?P<host>[\w.-]{{2,128}}))?",
    re.I | re.M,
)
# "Instance LEDGERPRD", "Database LEDGERPRD, link …", "Schema GL on LEDGERPRD" and "Runs in
# LEDGERPRD"; a name in capitals, because such words are common.
INSTANCE = re.compile(
    rf"\b(?:{_SCHEMA}[ \t]{{1,3}}\w{{1,60}}[ \t]{{1,3}}{_AT}|database(?![ \t:]{{1,3}}LINK\b)"
    r"|datenbank|base de donn[eé]es|base de datos|base dati|databank|banco de dados|base de dados"
    r"|baza danych|instance|instancia|instanz|istanza|instantie|inst[aâ]ncia|instancja"
    r"|runs (?:on|in)"
    r"|corre en|se ejecuta en|l[aä]uft (?:auf|in)|tourne sur|gira su|draait op|corre em"
    r"|dzia[lł]a na)[ \t:]{1,3}(?P<name>(?-i:[A-Z][A-Z0-9_$]{3,30}))(?!\w|\.\w)",
    re.I,
)
# "LEDGERPRD (ora-db01): postings" at the beginning of a comment: a database and its host.
BESIDE = re.compile(
    r"[-/*\s]{0,20}(?P<name>[A-Z][A-Z0-9_$]{3,30})[ \t]{1,3}"
    r"\((?P<host>[a-z][\w-]{1,60}\d[\w.-]{0,80})\)"
)
# "Server: fleetsql01" and "MySQL 8, host fleet-db01, schema fleet": a server with a number or a
# hyphen at the beginning of a comment or between commas. Sentences may be about other servers.
SERVER = re.compile(
    r"(?:\A[-/*\s]{0,20}|[,;(][ \t]{0,3})"
    r"(?:(?:db |database )?server|host|datenbankserver|rechner|serveur|machine|servidor|m[aá]quina"
    r"|serwer|maszyna|macchina)(?:[ \t]{0,3}[:=])?[ \t]{1,3}"
    r"(?P<host>(?=[\w.-]{0,60}?(?:\d|-\w))[^\W\d_][\w-]{2,60}(?:\.\w[\w-]{0,60}){0,6})"
    r"(?=[ \t]*+(?:$|[.,;)*]))",
    re.I | re.M,
)
# "Schema FLT on fleet-db01" at the beginning of a comment.
SCHEMA = re.compile(
    rf"[-/*\s]{{0,20}}{_SCHEMA}[ \t]{{1,3}}\w{{1,60}}[ \t]{{1,3}}{_AT}[ \t]{{1,3}}"
    r"(?P<host>(?=[\w.-]{0,60}?(?:\d|-\w))[a-z][\w-]{2,60}(?:\.\w[\w-]{0,60}){0,6})"
    r"(?=[ \t]*+(?:$|[.,;)*]))",
    re.I | re.M,
)
# psql's \connect, which changes the database like USE.
CONNECT = re.compile(r"^\\c(?:onnect)?[ \t]+(\w[\w$-]{1,62})(?:[ \t][^\n]*)?\r?$", re.M)
# The owner of a routine of Oracle: ``CREATE OR REPLACE PACKAGE BODY crm.orders``.
OWNED = re.compile(
    r"^[ \t]{0,8}CREATE[ \t]{1,4}(?:OR[ \t]{1,4}REPLACE[ \t]{1,4})?"
    r"(?:(?:NON)?EDITIONABLE[ \t]{1,4})?"
    r"(?:PACKAGE(?:[ \t]{1,4}BODY)?|PROCEDURE|FUNCTION|TRIGGER)[ \t]{1,4}"
    r"\"?(?P<owner>[\w$]{2,60})\"?\.",
    re.I | re.M,
)
SLASH = re.compile(r"^/[ \t]{0,8}\r?$", re.M)  # SQL*Plus runs the text before such a line
TOP = 12  # lines at the top whose comments may contain the database
COMMENT = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)", re.S)
# Databases of the server itself: `USE master` does not identify a system.
SERVER_DATABASES = frozenset({"master", "tempdb", "msdb", "model"})
LONG = 16 * 1024 * 1024  # bytes of a script from which it is shortened
HEADER_SIZE = 4000  # characters; the length of TOP lines


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Home:
    """The database and server of the scripts in a folder; "" if not specified."""

    database: str = ""
    host: str = ""

    def __bool__(self) -> bool:
        return bool(self.database or self.host)


class SqlConnector(Connector):
    """Reads SQL scripts, and the project files with their database."""

    name = "sql"
    reads = "SQL scripts of any dialect (.sql and the like, .sqlproj)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".sql" and is_dbt(file.head(65536)):
            return None
        if file.suffix in SUFFIXES and OTHER.match(file.head()):
            return None
        if file.suffix in SUFFIXES or file.suffix == PROJECT:
            # A project file applies to the scripts in the folders below it; see `divide`.
            return Claim(reason=f"ends in {file.suffix}", group=self.name, fit=Fit.GENERIC)
        return None

    def divide(self, files: Sequence[File]) -> Iterable[Sequence[File]]:
        """Yield the files of each project, and of each folder outside of projects.

        If no comment in a folder contains a database for the other scripts, each script is read
        alone.
        """
        projects = {file.folder for file in files if file.suffix == PROJECT}
        parts: dict[str, list[File]] = defaultdict(list)
        for file in files:
            above = [folder for folder in _list_folders(file) if folder in projects]
            parts[above[-1] if above else file.folder].append(file)
        homes = _collect_stated_homes(files)
        for folder, members in parts.items():
            if folder in projects or folder in homes:
                yield members
            else:
                yield from ([file] for file in members)

    def read(self, source: Source) -> Iterator[Record]:
        projects: dict[str, str] = {}
        for file in source.files:
            if file.suffix == PROJECT:
                projects[file.folder] = PurePosixPath(file.name).stem
        homes = _collect_homes(source.files)
        owners = _collect_owners(source.files)
        for file in source.files:
            if file.suffix == PROJECT:
                continue
            try:
                home = homes.get(file.folder, Home())
                owner = find_owner(file.head(65536))
                if owner and not {"", owner} & owners[file.folder]:
                    home = Home()
                yield from _build_queries(file, _read_project(file, projects), home)
            except UnreadableError as error:
                where = file.at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)


def _read_project(file: File, projects: dict[str, str]) -> str:
    """Return the database project (.sqlproj) nearest above a file, "" if there is none.

    projects: name of the project by its folder.
    """
    return next((projects[folder] for folder in _list_folders(file) if folder in projects), "")


def _list_folders(file: File) -> list[str]:
    """Return the folder of a file and all folders above it, the innermost first."""
    return [file.folder, *map(str, PurePosixPath(file.folder).parents), ""]


def _collect_homes(files: Iterable[File]) -> dict[str, Home]:
    """Return, by folder, the database and server in the comments of its scripts, if all comments
    agree.
    """
    stated = _collect_stated_homes(files)
    return {folder: min(homes) for folder, homes in stated.items() if len(homes) == 1}


def _collect_stated_homes(files: Iterable[File]) -> dict[str, set[Home]]:
    """Return all databases and servers in the comments of scripts, by folder."""
    found: dict[str, set[Home]] = defaultdict(set)
    for file in files:
        if file.suffix != PROJECT and (home := _read_header(file.head(HEADER_SIZE))):
            found[file.folder].add(home)
    return found


def _collect_owners(files: Iterable[File]) -> dict[str, set[str]]:
    """Return the owners of the routines in the scripts whose comments contain a home, by folder.

    The home does not apply to the routines of another owner. The owner is "" if there is none.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for file in files:
        if file.suffix != PROJECT and _read_header(file.head(HEADER_SIZE)):
            found[file.folder].add(find_owner(file.head(65536)))
    return found


def find_owner(text: str) -> str:
    """Return the only owner of the routines in a script of SQL*Plus, "" if there is none.

    ``CREATE PROCEDURE crm.load …`` → crm. In other databases, a schema may be a part of a
    warehouse that is named after the source of its data.
    """
    owners = {found["owner"].casefold() for found in OWNED.finditer(text)}
    return min(owners) if len(owners) == 1 and SLASH.search(text) else ""


def _build_queries(file: File, project: str, home: Home) -> Iterator[Record]:
    text = blank_secrets(file.text() if file.size <= LONG else file.shorten(shorten_script))

    def find_line(offset: int) -> int:
        line = text.count("\n", 0, offset) + 1
        return line + file.left_out.count_missing(line)

    if not text.strip():
        yield Skipped(
            reason="the file is empty",
            remedy="remove it from the inputs",
            evidence=file.at(1),
            kind="entry",
        )
        return
    if BLOCK.search(text):
        yield Skipped(
            reason="the file is a template, which is not rendered",
            remedy="add the SQL that the template generates to the inputs",
            evidence=file.at(1),
        )
        return
    for name, clues, offset in find_pointers(text):
        where = file.at(find_line(offset))
        yield Connection(name=name, clues=clues, evidence=where)
    own = _read_header(text[:HEADER_SIZE])
    own = own or home
    steps = find_job_steps(text)
    for step in steps:
        yield _build_step(file, step, find_line(step.start), own)
    text = blank_steps(text, steps)
    for start, section, used in _split_sections(text):
        if section.strip():
            line = find_line(start)
            query = _build_query(file, section, line, used or project, own, tsql=bool(project))
            yield replace(query, left_out=_find_left_out(text, start, section, file.left_out))


def _find_left_out(text: str, start: int, section: str, left_out: LeftOut) -> LeftOut | None:
    """Return the repeated statements that were left out of a section of a script, None if there are
    none.
    """
    first = text.count("\n", 0, start) + 1
    found = left_out.move(first, first + section.count("\n"))
    return found if found != LeftOut() else None


def _split_sections(text: str) -> Iterator[tuple[int, str, str]]:
    """Split a script at its USE lines; yield start offset, text and database of each section."""
    start, used = 0, ""
    plain = _strip_comments(text)
    found_all = [*USE.finditer(plain), *CONNECT.finditer(plain)]
    for found in sorted(found_all, key=re.Match.start):
        yield start, text[start : found.start()], used
        # psql commands are not SQL, so a section begins after them.
        start, used = found.end() if found[0].startswith("\\") else found.start(), found[1]
    yield start, text[start:], used


def _strip_comments(text: str) -> str:
    """Replace block comments by spaces, so that a USE in a comment is ignored."""
    # An unclosed comment is matched too, so that no text is searched twice, but is not removed.
    return re.sub(
        r"/\*(?:[^*]|\*(?!/))*+(?:(?P<end>\*/)|\Z)",
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found["end"] else found[0],
        text,
    )


def _read_header(text: str) -> Home:
    """Return the database and server in the comments at the top of a script.

    ``-- Database: sales on db01`` → database sales, host db01.
    """
    top = "".join(text.splitlines(keepends=True)[:TOP])
    for comment in COMMENT.findall(top):
        if match := HEADER.search(comment):
            database = match["labelled"] or match["placed"]
            return Home(database=database, host=(match["host"] or "").rstrip("."))
        if beside := BESIDE.match(comment):
            return Home(database=beside["name"], host=beside["host"].rstrip("."))
        if instance := INSTANCE.search(comment):
            return Home(database=instance["name"])
        if placed := SERVER.search(comment) or SCHEMA.match(comment):
            return Home(host=placed["host"].rstrip("."))
    return Home()


def _build_step(file: File, step: JobStep, line: int, home: Home) -> Query:
    """Return a step of a job as a query; the steps of a disabled job do not run."""
    database = "" if step.database.lower() in SERVER_DATABASES else step.database
    query = _build_query(file, step.text, line, database, home, tsql=True)
    state = State.ACTIVE if step.enabled else State.DISABLED
    where = file.at(line, step.job)
    return replace(query, route=step.job, state=state, evidence=where)


def _build_query(file: File, text: str, line: int, named: str, home: Home, *, tsql: bool) -> Query:
    """Return a section of a script as a query. named: the database of `USE` or of the project
    file.
    """
    if named.lower() in SERVER_DATABASES:
        named = ""
    stated = Home(database=named) if named else home
    found = (
        (ClueKind.DATABASE, stated.database),
        (ClueKind.HOST, stated.host),
        (ClueKind.FOLDER, folder := find_home_folder(file.path)),
        (ClueKind.ACCOUNT, find_owner(text) if folder and not (stated or tsql) else ""),
    )
    return Query(
        text=text,
        dialect="tsql" if tsql else DIALECTS.get(file.suffix, ""),
        home=SystemRef(clues=tuple(Clue(kind=k, value=v) for k, v in found if v)),
        database=stated.database,
        schema="dbo" if tsql else "",
        error_handling=list_script_rules(text),
        evidence=replace(file.at(line), column=1),  # a section begins at the start of a line
    )
