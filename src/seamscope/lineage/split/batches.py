"""Split a script at client commands: GO lines, ``/`` lines, DELIMITER and SQLCMD commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Strings, quoted names and comments: a line in them is not a command of the client.
_SKIPPED = r"--[^\n]*|'[^']*'|\[[^\]\n]{0,300}\]|\"[^\"]*\""
_TSQL_LINES = re.compile(
    rf"{_SKIPPED}|(?P<comment>/\*)|(?P<go>^[ \t]*GO(?:[ \t]++\d++)?[ \t]*+;?[ \t]*+(?=--|\r?$))"
    r"|(?P<line>^[ \t]*(?:!!|:)(?!:)[a-z!]+[^\n]*)|(?P<bare>(?<!\w)\w{0,99}\$\(\w+\)\w*)",
    re.I | re.M,
)
_ORACLE_LINES = re.compile(
    rf"{_SKIPPED}|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|(?P<go>^[ \t]*/[ \t]*\r?$)"
    r"|(?P<line>^[ \t]*(?:PROMPT|ACCEPT|PAUSE|UNDEFINE|SPOOL|SHOW|WHENEVER|REM|COLUMN|@@?"
    r"|DEFINE(?=[ \t]+\w+[ \t]*=))"
    r"(?![\w:]*\s*:=)\b[^\n]*)",
    re.I | re.M,
)
INCLUDED_FILE = "it includes another file; add that file to the inputs"
_COMMENT_SIGNS = re.compile(r"/\*|\*/")
_EXECUTED_COMMENT = re.compile(
    r"/\*M?!\d*+((?:[^*]|\*(?!/))*+)(?:\*/|\Z)"
)  # MySQL executes /*!50000 … */
_SETVAR = re.compile(r"^[ \t]*:setvar[ \t]+(\w+)[ \t]+\"?([^\"\s]+)", re.I | re.M)
# mysqldump: CREATE DEFINER=`root`@`%` PROCEDURE p
_ACCOUNT = r"(?:`[^`]*`|'[^']*'|\"[^\"]*\"|[\w$%.]+)"
_GAP = r"(?:\s|/\*(?:[^*]|\*(?!/)){0,1000}+\*/)++"  # white space and comments between words
_DEFINER = re.compile(
    rf"(?<=\bCREATE)(?P<replace>{_GAP}OR{_GAP}REPLACE)?{_GAP}DEFINER\s*=\s*{_ACCOUNT}"
    rf"(?:\s*@\s*{_ACCOUNT}|\s*\(\s*\))?"
    rf"(?={_GAP}(?:AGGREGATE|PROCEDURE|FUNCTION|TRIGGER|EVENT)\b)",
    re.I,
)
# Teradata: CREATE MACRO m (d DATE) AS ( INSERT …; UPDATE …; );
_MACRO = re.compile(
    rf"(?P<head>\b(?:CREATE|REPLACE){_GAP})MACRO"
    rf"(?P<name>{_GAP}[\w.\"$#]+(?:{_GAP})?(?:\((?:[^()]|\([^()]*\))*\))?)"
    rf"(?:{_GAP})?AS(?:{_GAP})?\(",
    re.I,
)
_PARENTHESES = re.compile(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|[()]")
_BEGIN = re.compile(r"((?:\A|;)\s*)BEGIN(?=\s+(?!TRANSACTION\b)\w)", re.I)
_DELIMITER = re.compile(r"^[ \t]*DELIMITER[ \t]+(\S+)[ \t]*\r?$", re.I | re.M)
# Db2's command line: `--#SET TERMINATOR @`, or `db2 -td@` and a line that ends with @.
_TERMINATOR = re.compile(r"^--#SET[ \t]+TERMINATOR[ \t]+(\S)[ \t]*\r?$", re.I | re.M)
_AT_TERMINATOR = re.compile(r"^(?:[ \t]*|.*\bEND[ \t]*)@[ \t]*\r?$", re.I | re.M)
# T-SQL: a variable may be called @@total; the names below are functions of the server.
_DOUBLE_AT = re.compile(
    r"'[^']*'|--[^\n]*|/\*(?:[^*]|\*(?!/))*+|(?<![\w@])@@(?P<name>[a-z_]\w*)", re.I
)
_SERVER_FUNCTIONS = frozenset({
    "connections", "cpu_busy", "cursor_rows", "datefirst", "dbts", "def_sortorder_id",
    "default_langid", "error", "fetch_status", "identity", "idle", "io_busy", "langid", "language",
    "lock_timeout", "max_connections", "max_precision", "microsoftversion", "nestlevel", "options",
    "pack_received", "pack_sent", "packet_errors", "procid", "remserver", "rowcount", "servername",
    "servicename", "spid", "textsize", "timeticks", "total_errors", "total_read", "total_write",
    "trancount", "version",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A part of a script that is sent to the server at once, or an unsupported client command.

    line: the first line, counted from 1.
    fault: the diagnostic of the client command, "" for SQL.
    """

    text: str
    line: int
    fault: str = ""


def split_batches(text: str, dialect: str) -> Iterator[Batch]:
    """Yield the batches of a script in order: in T-SQL, the parts between lines with ``GO``."""
    match dialect:
        case "tsql":
            yield from _split_at(_rename_variables(_fill_variables(text)), _TSQL_LINES)
        case "oracle":
            yield from _split_at(text, _ORACLE_LINES)
        case "bigquery":  # the tokenizer makes one string of all that follows these words
            text = re.sub(r"\bEXCEPTION(?=\s+WHEN\s+ERROR\s+THEN)", "EXCEPTION;", text, flags=re.I)
            yield Batch(text=_BEGIN.sub(r"\1BEGIN;", text), line=1)
        case "mysql" | "" if (
            "/*!" in text or "DELIMITER" in text.upper() or "DEFINER" in text.upper()
        ):
            executed = _replace_delimiters(_EXECUTED_COMMENT.sub(r" \1 ", text))
            yield Batch(text=_DEFINER.sub(_blank_definer, executed), line=1)
        case "teradata":
            yield Batch(text=_open_macros(text), line=1)
        case _:
            yield Batch(text=_replace_terminators(text), line=1)


def _blank_definer(match: re.Match[str]) -> str:
    return (match["replace"] or "") + "\n" * match[0][len(match["replace"] or "") :].count("\n")


def _open_macros(text: str) -> str:
    """Return Teradata's macros as procedures: ``AS (a; b;)`` becomes ``BEGIN a; b; END``."""
    parts: list[str] = []
    done = 0
    while (macro := _MACRO.search(text, done)) is not None:
        depth, end = 1, len(text)
        for sign in _PARENTHESES.finditer(text, macro.end()):
            depth += (sign[0] == "(") - (sign[0] == ")")
            if depth == 0:
                end = sign.start()
                break
        head = f"{macro['head']}PROCEDURE{macro['name']}"
        lines = "\n" * (macro[0].count("\n") - head.count("\n"))
        parts += (text[done : macro.start()], head, lines, " BEGIN ", text[macro.end() : end])
        parts.append("; END")
        done = end + 1
    return "".join((*parts, text[done:]))


def _fill_variables(text: str) -> str:
    """Fill in the SQLCMD variables that the script sets: ``:setvar db Sales`` and ``$(db)``."""
    if "$(" not in text:
        return text
    values = {name.casefold(): value for name, value in _SETVAR.findall(text)}
    return re.sub(r"\$\((\w+)\)", lambda m: values.get(m[1].casefold(), m[0]), text)


def _rename_variables(text: str) -> str:
    """Return T-SQL in which ``@@total``, which no parser accepts, is called ``@_total``."""
    return _DOUBLE_AT.sub(_rename_variable, text) if "@@" in text else text


def _rename_variable(match: re.Match[str]) -> str:
    name = match["name"]
    return match[0] if name is None or name.casefold() in _SERVER_FUNCTIONS else f"@_{name}"


def _replace_terminators(text: str) -> str:
    """Return a Db2 script with ``;`` in place of the terminator ``@`` at the end of a line."""
    named = _TERMINATOR.search(text) if "#SET" in text else None
    if named is None and ("@" not in text or _AT_TERMINATOR.search(text) is None):
        return text
    terminator = re.escape(named[1] if named else "@")
    return re.sub(rf"{terminator}(?=[ \t]*\r?$)", ";", text, flags=re.M)


def _split_at(text: str, pattern: re.Pattern[str]) -> Iterator[Batch]:
    """Yield the batches between client commands.

    Then yield one batch with a fault for each file that the script includes.
    """
    parts: list[str] = []
    included: list[tuple[int, str]] = []
    start = line = 1
    done = 0
    for match in _find_client_lines(text, pattern):
        command = match[0]
        parts.append(text[done : match.start()])
        done = match.end()
        line = text.count("\n", 0, done) + 1
        match match.lastgroup:
            case "go":
                yield Batch(text="".join(parts), line=start)
                parts, start = [], line
            case "bare":  # a variable without a value is kept as a name
                parts.append(f"[{command}]")
            case _ if re.match(r"\s*(?::r\b|@)", command, re.I):
                included.append((line, command))
    yield Batch(text="".join(parts) + text[done:], line=start)
    for where, _ in included:
        yield Batch(text="", line=where, fault=INCLUDED_FILE)


def _find_client_lines(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield each line that is a client command, unless it is in a string, name or comment."""
    place = 0
    while (match := pattern.search(text, place)) is not None:
        place = max(match.end(), place + 1)
        if match.lastgroup == "comment":
            place = _find_comment_end(text, place)
        elif match.lastgroup:
            yield match


def _find_comment_end(text: str, start: int) -> int:
    """Return the end of a T-SQL comment that begins before `start`; comments may be nested."""
    depth = 1
    for match in _COMMENT_SIGNS.finditer(text, start):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _replace_delimiters(text: str) -> str:
    """Return a MySQL script with ``;`` in place of the delimiter it sets: ``DELIMITER //``."""
    parts: list[str] = []
    done, delimiter = 0, ";"
    for match in _DELIMITER.finditer(text):
        parts.append(_replace_delimiter(text[done : match.start()], delimiter))
        done, delimiter = match.end(), match[1]
    return "".join((*parts, _replace_delimiter(text[done:], delimiter)))


def _replace_delimiter(text: str, delimiter: str) -> str:
    return text if delimiter == ";" else text.replace(delimiter, ";")
