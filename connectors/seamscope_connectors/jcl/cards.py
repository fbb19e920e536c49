"""Parse the control statements of IDCAMS, FTP and Db2 utilities, and TSO commands that run Db2.

Hosts and file names are kept; user names and passwords are not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_TEXT = 400_000
CONTINUED = re.compile(r"[-+][ \t]{0,80}\n")
REPRO = re.compile(r"\bREPRO\b(?P<rest>[^\n]*)", re.I)
REPRO_END = re.compile(
    r"\b(?P<key>IN|OUT|I|O)(?P<kind>FILE|DATASET|DS)\s{0,5}\(\s{0,5}'?(?P<name>[^\s()']{1,60})",
    re.I,
)
# The parameter of FTP has options behind the host, or only options: ``PARM='(EXIT'``.
HOST = re.compile(
    r"(?![(\-]|(?:exit|trace|timeout|translate|verbose)\b)"
    r"(?P<host>[\w\-]+(?:\.[\w\-]+)+|[a-z][\w\-]{2,})(?:\s+\d{1,5})?",
    re.I,
)
OUT_WORDS = frozenset({"put", "mput", "append", "appe", "pu", "mp"})
IN_WORDS = frozenset({"get", "mget", "ge", "mg"})
TRANSFER_WORDS = frozenset({*OUT_WORDS, *IN_WORDS, "open", "o", "cd", "cwd", "lcd", "quit", "ascii",
                            "asc", "bin", "binary", "locsite", "site", "type", "dir", "close",
                            "user", "pass", "quote", "prompt", "pwd", "ls", "mode",
                            "lmkdir"})  # fmt: skip
SYSTEM = re.compile(r"\bDSN\s{1,9}S(?:YSTEM)?\s{0,5}\(\s{0,5}(?P<name>[\w@#$&]{1,16})", re.I)
RUN = re.compile(r"\bRUN\s{1,9}PROG(?:RAM)?\s{0,5}\(\s{0,5}(?P<name>[\w@#$]{1,8})", re.I)
AS_SQL = re.compile(r"PARMS?\s{0,5}\(\s{0,5}'[^']{0,100}\bSQL\b", re.I)
UTILITY = re.compile(r"^[ \t]{0,40}(?P<verb>LOAD\s{1,9}DATA|UNLOAD)\b", re.I | re.M)
INDDN = re.compile(r"\bINDDN\s{0,5}\(?\s{0,5}(?P<name>[\w@#$]{1,8})", re.I)
INTO = re.compile(r"\bINTO\s{1,40}TABLE\s{1,40}(?P<name>[\w@#$&.\"]{1,160})", re.I)
UNLDDN = re.compile(r"\b(?:UNLDDN|OUTDDN)\s{0,5}\(?\s{0,5}(?P<name>[\w@#$]{1,8})", re.I)
FROM_TABLE = re.compile(r"\bFROM\s{1,40}TABLE\s{1,40}(?P<name>[\w@#$&.\"]{1,160})", re.I)
SELECT = re.compile(r"\bSELECT\b[^;]{1,20000}", re.I)
CURSOR = re.compile(r"\bCURSOR\s{1,9}FOR\s{1,9}(?P<sql>SELECT\b(?:(?!ENDEXEC)[^;]){1,20000})", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One REPRO statement of IDCAMS.

    source, target: names of DD statements or of data sets.
    source_is_dataset, target_is_dataset: whether the name is the name of a data set.
    """

    source: str
    target: str
    source_is_dataset: bool
    target_is_dataset: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A file that FTP sends or fetches.

    local: a data set, or ``//DD:NAME``.
    remote: a path on the other host.
    sends: whether FTP sends the file.
    """

    host: str
    local: str
    remote: str
    sends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Utility:
    """A LOAD or UNLOAD of Db2.

    definition: the DD name of the file.
    table: its name, "" if `sql` selects the rows instead.
    """

    loads: bool
    definition: str
    table: str = ""
    sql: str = ""


def read_copies(lines: Sequence[str]) -> Iterator[Copy]:
    """Yield the copies of IDCAMS: ``REPRO INFILE(IN1) OUTDATASET(PROD.CUST.COPY)``."""
    for found in REPRO.finditer(CONTINUED.sub(" ", "\n".join(lines)[:MAX_TEXT])):
        ends = {one["key"][0].upper(): one for one in REPRO_END.finditer(found["rest"])}
        if len(ends) == 2:
            yield Copy(
                source=ends["I"]["name"],
                target=ends["O"]["name"],
                source_is_dataset=ends["I"]["kind"].upper() != "FILE",
                target_is_dataset=ends["O"]["kind"].upper() != "FILE",
            )


def read_transfers(parameter: str, lines: Sequence[str]) -> Iterator[Transfer]:
    """Yield the files that FTP sends (PUT) and fetches (GET).

    The host is in the step's parameter, in the first line, or in an OPEN command.
    """
    found = HOST.match(parameter.strip())
    host = found["host"] if found else ""
    remote, local = "", ""
    for number, line in enumerate(lines):
        words = line.split()
        if not words or words[0].startswith(";"):
            continue
        word = words[0].casefold()
        if not host and word not in TRANSFER_WORDS and not any(map(str.strip, lines[:number])):
            host = words[0]
        elif word in {"open", "o"} and len(words) > 1:
            host = words[1]
        elif word in {"cd", "cwd"} and len(words) > 1:
            remote = _join_path(remote, words[1].strip("'"))
        elif word == "lcd" and len(words) > 1:
            local = words[1].strip("'")
        elif word in {*OUT_WORDS, *IN_WORDS} and len(words) > 1:
            yield from _transfers(word, words[1:], host, remote, local)


def _transfers(
    word: str, names: Sequence[str], host: str, remote: str, local: str
) -> Iterator[Transfer]:
    """Yield the transfers of one PUT or GET command; MPUT and MGET take several names.

    remote, local: the current folders of `cd` and `lcd`.
    """
    sends = word in OUT_WORDS
    names = [name for name in names if not name.startswith("(")]
    pairs = [(name, "") for name in names] if word.startswith("m") else [
        (names[0], names[1] if len(names) > 1 else "")
    ]  # fmt: skip
    for first, second in pairs:
        near, far = (first, second or first) if sends else (second or first, first)
        name = near.strip("'")
        full = near.startswith(("'", "//", "/")) or not local
        yield Transfer(
            host=host,
            local=name if full else f"{local.rstrip('.')}.{name}",
            remote=_join_path(remote, far.strip("'")),
            sends=sends,
        )


def _join_path(folder: str, name: str) -> str:
    return name if name.startswith("/") or not folder else f"{folder.rstrip('/')}/{name}"


def read_tso(lines: Sequence[str]) -> tuple[str, list[str], bool]:
    """Return the Db2 subsystem, the programs run in it, and whether DSNTIAUL gets SQL.

    ``DSN SYSTEM(DB2P)`` and ``RUN PROGRAM(DSNTIAUL) PARMS('SQL')`` → "DB2P", ["DSNTIAUL"], True.
    """
    text = "\n".join(lines)[:MAX_TEXT]
    system = SYSTEM.search(text)
    programs = [found["name"].upper() for found in RUN.finditer(text)]
    return (system["name"] if system else ""), programs, AS_SQL.search(text) is not None


def read_utilities(lines: Sequence[str]) -> Iterator[Utility]:
    """Yield the LOAD and UNLOAD statements for Db2 utilities."""
    text = "\n".join(lines)[:MAX_TEXT]
    cursor = CURSOR.search(text)
    starts = [*UTILITY.finditer(text)]
    for number, found in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        rest = text[found.end() : end]
        if found["verb"].upper() == "UNLOAD":
            yield from _read_unload(rest)
        else:
            yield from _read_load(rest, cursor["sql"] if cursor else "")


def _read_load(rest: str, cursor: str) -> Iterator[Utility]:
    """Yield a utility for each table of a LOAD.

    cursor: a query of EXEC SQL; with INCURSOR, LOAD reads the rows of this query instead of a file.
    """
    named = INDDN.search(rest)
    for table in INTO.finditer(rest):
        yield Utility(
            loads=True,
            definition=named["name"].upper() if named else "SYSREC",
            table=table["name"].replace('"', ""),
            sql=cursor if re.search(r"\bINCURSOR\b", rest, re.I) else "",
        )


def _read_unload(rest: str) -> Iterator[Utility]:
    """Yield a utility for each table of an UNLOAD, or for its SELECT."""
    named = UNLDDN.search(rest)
    definition = named["name"].upper() if named else "SYSREC"
    tables = [one["name"].replace('"', "") for one in FROM_TABLE.finditer(rest)]
    for table in tables:
        yield Utility(loads=False, definition=definition, table=table)
    if not tables and (select := SELECT.search(rest)):
        yield Utility(loads=False, definition=definition, sql=UNLDDN.sub("", select[0]).strip())
