"""Read jobs of the Teradata Parallel Transporter: each APPLY transfers data between operators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector.commands.types import End, RemoteSql, Step, Transfer
from seamscope.connector.places import is_unknown, locate_host, locate_place
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

_JOB = re.compile(r"\bDEFINE\s{1,20}JOB\b", re.I)
_LEXEME = re.compile(r"(?P<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|'(?:[^']|'')*+'?")
_OPERATOR = re.compile(
    r"\bDEFINE\s{1,20}OPERATOR\s{1,20}(?P<name>[\w$]{1,128})(?P<body>(?:[^;']|'(?:[^']|'')*+'?)*+)",
    re.I,
)
_ATTRIBUTE = re.compile(
    r"\b(?P<name>[A-Za-z]\w{1,60})\s{0,20}=\s{0,20}(?:'(?P<text>(?:[^']|'')*+)'|(?P<variable>@\w{1,60}))"
)
_KIND = re.compile(r"\bTYPE\s{1,20}(?P<kind>\w{1,40})", re.I)
_APPLY = re.compile(r"\bAPPLY\b(?P<body>(?:[^;']|'(?:[^']|'')*+'?)*+)", re.I)
_TO = re.compile(r"\bTO\s{1,40}OPERATOR\s{0,40}\(\s{0,40}(?P<name>[\w$]{1,128})", re.I)
_FROM = re.compile(r"\bFROM\s{1,40}OPERATOR\s{0,40}\(\s{0,40}(?P<name>[\w$]{1,128})", re.I)
_CHANGED = re.compile(
    r"\b(?:INSERT|INS|MERGE|UPDATE|UPD|DELETE|DEL)\s{1,40}(?:INTO\s{1,40}|FROM\s{1,40})?"
    r"(?P<name>[\w$.\"@]{1,260})",
    re.I,
)
MAX_TEXT = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operator:
    """One operator.

    values: the attributes of the operator, without passwords.
    """

    kind: str
    values: dict[str, str]

    @property
    def home(self) -> SystemRef | None:
        """The database that the operator connects to, None if it is a variable."""
        name = self.values.get("tdpid", "")
        source = self.values.get("dsnname", "")
        if source and not source.startswith("@"):
            return SystemRef(clues=(Clue(kind=ClueKind.SERVER, value=source),))
        known = name and not name.startswith("@") and not is_unknown(name)
        return locate_host(name, "", "teradata") if known else None

    @property
    def file(self) -> str:
        """The path of the file that the operator reads or writes, "" if it accesses no file."""
        name, folder = self.values.get("filename", ""), self.values.get("directorypath", "")
        return f"{folder.rstrip('/')}/{name}" if folder and name else name


def is_tpt(text: str) -> bool:
    """Return whether a script is a job of the Parallel Transporter."""
    return _JOB.search(text) is not None and "OPERATOR" in text.upper()


def read_tpt(text: str) -> Iterator[Step]:
    """Yield the data transfers of each APPLY in a job."""
    plain = _LEXEME.sub(
        lambda m: re.sub(r"[^\n]", " ", m[0]) if m["comment"] else m[0], text[:MAX_TEXT]
    )
    operators = {
        one["name"].upper(): _read_operator(one["body"]) for one in _OPERATOR.finditer(plain)
    }
    for apply in _APPLY.finditer(plain):
        line = plain.count("\n", 0, apply.start()) + 1
        yield from _read_apply(apply["body"], operators, line)


def _read_operator(body: str) -> _Operator:
    kind = _KIND.search(body)
    values = {
        one["name"].casefold(): (one["text"] or one["variable"] or "").replace("''", "'")
        for one in _ATTRIBUTE.finditer(body)
        if "password" not in one["name"].casefold()
    }
    return _Operator(kind=kind["kind"].upper() if kind else "", values=values)


def _read_apply(body: str, operators: dict[str, _Operator], line: int) -> Iterator[Step]:
    consumers = [
        operators[name] for one in _TO.finditer(body) if (name := one["name"].upper()) in operators
    ]
    tables = [one["name"].strip('"') for one in _CHANGED.finditer(body)]
    targets = [end for one in consumers for end in _targets(one, tables)]
    for found in _FROM.finditer(body):
        producer = operators.get(found["name"].upper())
        query = producer.values.get("selectstmt", "") if producer else ""
        if producer is None or not targets:
            continue
        if query and not query.startswith("@"):
            yield RemoteSql(
                text=query, dialect="" if "dsnname" in producer.values else "teradata",
                home=producer.home, database="", target=targets[0], technology="tpt", line=line,
            )  # fmt: skip
        elif producer.file:
            yield Transfer(
                sources=(locate_place(producer.file),), targets=tuple(dict.fromkeys(targets)),
                technology="tpt", mechanism=Mechanism.FILE, line=line,
            )  # fmt: skip


def _targets(consumer: _Operator, tables: list[str]) -> list[End]:
    """Return the targets of a consumer operator: its file, or the tables in its statements."""
    if consumer.file:
        return [locate_place(consumer.file)]
    named = [name for name in tables if not name.startswith("@")]
    named = named or [consumer.values.get("targettable", "")]
    return [Endpoint(system=consumer.home or SystemRef(), dataset=name) for name in named if name]
