"""Cut a script where its client does: GO lines, `/` lines, DELIMITER; SQLCMD's own lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What hides a client's line: strings, quoted names and comments.
_HIDING = r"--[^\n]*|'[^']*'|\[[^\]\n]*\]|\"[^\"]*\""
_TSQL = re.compile(
    rf"{_HIDING}|(?P<comment>/\*)|(?P<go>^[ \t]*GO(?:[ \t]+\d+)?[ \t]*;?[ \t]*(?=--|\r?$))"
    r"|(?P<line>^[ \t]*(?:!!|:)(?!:)[a-z!]+[^\n]*)|(?P<bare>(?<!\w)\w{0,99}\$\(\w+\)\w*)",
    re.I | re.M,
)
_ORACLE = re.compile(
    rf"{_HIDING}|/\*(?:[^*]|\*(?!/))*\*/|(?P<go>^[ \t]*/[ \t]*\r?$)"
    r"|(?P<line>^[ \t]*(?:PROMPT|ACCEPT|PAUSE|UNDEFINE|SPOOL|SHOW|WHENEVER|REM|COLUMN|@@?"
    r"|DEFINE(?=[ \t]+\w+[ \t]*=))"
    r"(?![\w:]*\s*:=)\b[^\n]*)",
    re.I | re.M,
)
_NESTS = re.compile(r"/\*|\*/")  # T-SQL's comments do
_RUN = re.compile(r"/\*M?!\d*(.*?)\*/", re.S)  # MySQL runs what stands in these
_SETVAR = re.compile(r"^[ \t]*:setvar[ \t]+(\w+)[ \t]+\"?([^\"\s]+)", re.I | re.M)
_BLOCK = re.compile(r"((?:\A|;)\s*)BEGIN(?=\s+(?!TRANSACTION\b)\w)", re.I)
_DELIMITER = re.compile(r"^[ \t]*DELIMITER[ \t]+(\S+)[ \t]*\r?$", re.I | re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A part of a script that is run at once, or (`fault`) a client's line that is not followed."""

    text: str
    line: int
    fault: str = ""


def split_batches(text: str, dialect: str) -> Iterator[Batch]:
    """Yield the batches of a script in order."""
    match dialect:
        case "tsql":
            yield from _cut(_with_variables(text), _TSQL)
        case "oracle":
            yield from _cut(text, _ORACLE)
        case "bigquery":  # the tokenizer takes what follows these words for a text
            text = re.sub(r"\bEXCEPTION(?=\s+WHEN\s+ERROR\s+THEN)", "EXCEPTION;", text, flags=re.I)
            yield Batch(text=_BLOCK.sub(r"\1BEGIN;", text), line=1)
        case "mysql" | "" if "/*!" in text or _DELIMITER.search(text):
            yield Batch(text=_undelimited(_RUN.sub(r" \1 ", text)), line=1)
        case _:
            yield Batch(text=text, line=1)


def _with_variables(text: str) -> str:
    """Fill in the SQLCMD variables that the script itself sets."""
    if "$(" not in text:
        return text
    known = {name.casefold(): value for name, value in _SETVAR.findall(text)}
    return re.sub(r"\$\((\w+)\)", lambda m: known.get(m[1].casefold(), m[0]), text)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[Batch]:
    parts: list[str] = []
    included: list[tuple[int, str]] = []
    start = line = 1
    done = 0
    for found in _lines(text, pattern):
        hit = found[0]
        parts.append(text[done : found.start()])
        done = found.end()
        line = text.count("\n", 0, done) + 1
        match found.lastgroup:
            case "go":
                yield Batch(text="".join(parts), line=start)
                parts, start = [], line
            case "bare":  # a variable nobody sets stands for a name
                parts.append(f"[{hit}]")
            case _ if re.match(r"\s*(?::r\b|@)", hit, re.I):
                included.append((line, hit))
    yield Batch(text="".join(parts) + text[done:], line=start)
    for where, _ in included:
        yield Batch(
            text="", line=where, fault="it includes another file, which is read by itself if given"
        )


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield what is the client's, outside of all that hides it."""
    place = 0
    while (found := pattern.search(text, place)) is not None:
        place = max(found.end(), place + 1)
        if found.lastgroup == "comment":
            place = _comment_end(text, place)
        elif found.lastgroup:
            yield found


def _comment_end(text: str, start: int) -> int:
    """Return where a comment that begins before `start` ends, with those in it."""
    depth = 1
    for found in _NESTS.finditer(text, start):
        depth += 1 if found[0] == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _undelimited(text: str) -> str:
    """Return a MySQL script with `;` where its own delimiter stood."""
    parts: list[str] = []
    done, delimiter = 0, ";"
    for found in _DELIMITER.finditer(text):
        parts.append(_replaced(text[done : found.start()], delimiter))
        done, delimiter = found.end(), found[1]
    return "".join((*parts, _replaced(text[done:], delimiter)))


def _replaced(text: str, delimiter: str) -> str:
    return text if delimiter == ";" else text.replace(delimiter, ";")
