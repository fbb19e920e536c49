"""Split JCL into statements with name, operation, parameters and in-stream data.

``//IN DD DSN=PROD.CUST,DISP=SHR`` → IN, DD, {"DSN": "PROD.CUST", "DISP": "SHR"}.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARK = re.compile(r"//(?!\*)(?P<name>[A-Za-z@#$][\w@#$.]{0,16})?(?:\s+(?P<rest>\S.*))?\s*\Z")
OPERATION = re.compile(
    r"(?P<operation>JOB|EXEC|DD|PROC|PEND|SET|INCLUDE|JCLLIB|IF|ELSE|ENDIF|OUTPUT|CNTL|ENDCNTL|"
    r"COMMAND|XMIT|EXPORT|NOTIFY|SCHEDULE)(?:\s+(?P<rest>.*))?\Z"
)
# A token of a parameter: a quoted text, a bracket, a comma, a space, or anything else.
PART = re.compile(r"(?P<quoted>'(?:[^']|'')*+(?:'|\Z))|(?P<open>\()|(?P<close>\))|(?P<comma>,)"
                  r"|(?P<gap>\s+)|(?P<other>[^'(),\s]+)")  # fmt: skip
# Lines that JCL allows where a statement may begin: `//…`, `/*…` and empty ones.
CARD = re.compile(r"\s*\Z|//|/\*")
SEQUENCE = re.compile(r"[A-Z0-9@#$ ]{8}\Z")
THEN = re.compile(r"\bTHEN\b", re.I)
WIDTH = 72  # columns of a statement, before its sequence number
MAX_DATA = 20_000  # maximum number of lines of one in-stream data set


@dataclass(slots=True)
class Statement:
    """One JCL statement.

    values: keyword parameters.
    plain: positional parameters.
    data: in-stream lines.
    """

    name: str
    operation: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    plain: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


def is_jcl(text: str) -> bool:
    """Return whether a string contains a JCL statement such as ``//STEP1 EXEC``."""
    return START.search(text) is not None


START = re.compile(
    r"^//[A-Z@#$][A-Z0-9@#$]{0,7}[ ]{1,20}(?:JOB|EXEC|PROC|DD)\b|^//[ ]{1,20}(?:EXEC|SET|JCLLIB)\b",
    re.M,
)


def read_statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a member without comments, JES control cards and sequence numbers."""
    return (one for one in _read_lines(text) if isinstance(one, Statement))


def list_unknown_lines(text: str) -> list[int]:
    """Return the numbers of the lines that are neither statements nor in-stream data."""
    return [one for one in _read_lines(text) if isinstance(one, int)]


def _read_lines(text: str) -> Iterator[Statement | int]:
    """Yield the statements of a member, and the numbers of the lines that belong to no
    statement.
    """
    lines = [_cut(line) for line in text.splitlines()]
    number = 0
    while number < len(lines):
        mark = MARK.match(lines[number])
        number += 1
        found = OPERATION.match(mark["rest"] or "") if mark else None
        if mark is None or found is None:
            if not CARD.match(lines[number - 1]):
                yield number
            continue
        statement = Statement(name=mark["name"] or "", operation=found["operation"], line=number)
        if statement.operation == "IF":
            number = _read_condition(statement, found["rest"] or "", lines, number)
            yield statement
            continue
        text_of_it, number = _join(found["rest"] or "", lines, number)
        _add_parameters(statement, text_of_it)
        if statement.operation == "DD" and (set(statement.plain) & {"*", "DATA"}):
            number = _take_data(statement, lines, number)
        yield statement


def _cut(line: str) -> str:
    """Return a line without its sequence number in columns 73 to 80."""
    line = line.rstrip()
    is_statement = line.startswith("//")
    tail = line[WIDTH : WIDTH + 8].ljust(8)
    if len(line) > WIDTH and (is_statement or (SEQUENCE.match(tail) and len(line) <= WIDTH + 8)):
        return line[: WIDTH - 1 if is_statement else WIDTH].rstrip()
    return line


def _join(rest: str, lines: list[str], number: int) -> tuple[str, int]:
    """Return the parameters of a statement with its continuation lines, and the number of the next
    line.

    rest: the text after the operation.
    """
    text = _drop_comment(rest)
    while text.rstrip().endswith(",") and number < len(lines):
        line = lines[number]
        if line.startswith("//*"):
            number += 1
            continue
        mark = MARK.match(line)
        if mark is None or mark["name"] or not mark["rest"]:
            break
        text = text.rstrip() + _drop_comment(mark["rest"])
        number += 1
    return text, number


def _read_condition(statement: Statement, rest: str, lines: list[str], number: int) -> int:
    """Add the words before THEN to an IF statement; return the number of the next line."""
    text = rest
    while not THEN.search(text) and number < len(lines):
        mark = MARK.match(lines[number])
        if mark is None or mark["name"] or not mark["rest"]:
            break
        text += f" {mark['rest']}"
        number += 1
    statement.plain.append(THEN.split(text)[0].strip())
    return number


def _drop_comment(rest: str) -> str:
    """Return the parameters without the comment, which begins at the first space."""
    end = 0
    for part in PART.finditer(rest):
        if part["gap"]:
            break
        end = part.end()
    return rest[:end]


def _add_parameters(statement: Statement, text: str) -> None:
    """Split parameters at commas outside brackets and quotes, and add them to the statement."""
    pieces: list[str] = [""]
    depth = 0
    for part in PART.finditer(text):
        depth += {"open": 1, "close": -1}.get(part.lastgroup or "", 0)
        if part["comma"] and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += part[0]
    for piece in pieces:
        key, equals, value = piece.partition("=")
        if equals and re.fullmatch(r"[A-Za-z@#$][\w@#$.]{0,24}", key):
            statement.values.setdefault(key.upper(), value)
        elif piece:
            statement.plain.append(piece)


def _take_data(statement: Statement, lines: list[str], number: int) -> int:
    """Add the in-stream lines of a DD statement; return the number of the line after them."""
    delimiter = statement.values.get("DLM", "").strip("'") or "/*"
    ends_at_statement = "*" in statement.plain and "DLM" not in statement.values
    while number < len(lines):
        line = lines[number]
        if line.startswith(delimiter):
            return number + 1
        if ends_at_statement and line.startswith("//"):
            return number
        if len(statement.data) < MAX_DATA:
            statement.data.append(line)
        number += 1
    return number


def split_list(text: str) -> list[str]:
    """Return the parts of a parameter in brackets: ``(NEW,CATLG)`` → ["NEW", "CATLG"]."""
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return [part.strip() for part in inner.split(",")]
