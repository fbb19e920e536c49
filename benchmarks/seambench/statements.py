"""Grade the answers of a tool for 100 statements that access another system outside FROM.

The 60 of `statements.yaml` were written from the documentation of twelve databases by somebody who
had not seen the code, the 40 of `statements_2.yaml` from that of six. A statement is right if the
tool shows every other end by its name, the direction of the data, and the tables that move; partly
right if it shows at least one other end; reported if it only reports that it did not understand
something; silent if it reports nothing. A control does not access another system: it is right if
nothing is shown, else a false alarm.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from seamscope import Survey, survey

DATA = [Path(__file__).with_name(name) for name in ("statements.yaml", "statements_2.yaml")]
DIALECTS = {"postgresql": "postgres", "mariadb": "mysql"}
UNNAMED = "Unnamed system"


class Grade(StrEnum):
    """The grade of the answer to one statement."""

    RIGHT = "right"
    PARTLY = "partly"
    REPORTED = "reported"
    SILENT = "silent"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a tool for one statement.

    moves: pairs of names between which data moves, in its direction; names: other names shown;
    reported: whether it reports that something was not understood. reads_direction: whether the
    tool determines directions at all; other tools are graded by names only.
    """

    moves: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    reported: bool = False
    reads_direction: bool = False


class Tool(NamedTuple):
    """A tool under test, and the package that it requires."""

    name: str
    package: str
    read: Callable[[str, str], Answer]


def grade(answer: Answer, truth: Mapping[str, Any]) -> Grade:
    """Compare an answer with the truth of the statement."""
    shown = " | ".join((*answer.names, *(name for move in answer.moves for name in move)))
    if not truth["reaches"]:
        return Grade.FALSE_ALARM if answer.names or answer.moves else Grade.RIGHT
    ends = truth["other_end"]
    found = [end for end in ends if _contains(shown, end)]
    if len(found) == len(ends) and (not answer.reads_direction or _is_complete(answer, truth)):
        return Grade.RIGHT
    if found:
        return Grade.PARTLY
    return Grade.REPORTED if answer.reported else Grade.SILENT


def _is_complete(answer: Answer, truth: Mapping[str, Any]) -> bool:
    """Return whether the direction and the tables are also right."""
    ends = truth["other_end"]
    ways = set()
    for source, target in answer.moves:
        sends = _is_outside(source, ends)
        receives = _is_outside(target, ends)
        ways |= {"in"} if sends and not receives else set()
        ways |= {"out"} if receives and not sends else set()
    way = "both" if len(ways) == 2 else next(iter(ways), "unknown")
    accepted = {truth["direction"], *truth.get("accept_direction", ())}
    joined = " | ".join(name.casefold() for move in answer.moves for name in move)
    tables = (table.casefold().rpartition(".")[2] for table in truth["tables"])
    return way in accepted and all(table in joined for table in tables)


def _is_outside(end: str, ends: Iterable[str]) -> bool:
    """Return whether a name is one of the other ends; a table of the database may contain it."""
    return not end.startswith(UNNAMED) and any(_contains(end, other) for other in ends)


def _contains(text: str, name: str) -> bool:
    """Return whether a text contains a name, even if an address is split into host and path.

    A mail address may be shown without the person, as its domain.
    """
    text, name = text.casefold(), name.casefold()
    domain = re.fullmatch(r"[^@/\s]+@([\w.-]+)", name)
    plain = domain[1] if domain else re.sub(r"^[a-z0-9+]+://", "", name)
    return name in text or all(part in text for part in re.split(r"[/\\@]+", plain) if part)


# --- the tools


def read_with_seamscope(sql: str, dialect: str) -> Answer:
    """Survey a folder with the statement alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "statement.sql").write_text(sql, "utf-8")
        Path(folder, "seamscope.yaml").write_text(f"dialect: {dialect}\n", "utf-8")
        return _read_survey(survey(folder))


def _read_survey(result: Survey) -> Answer:
    names = {node.id: node.name for node in result.endpoints}
    for node in result.systems:
        merges = (part for merge in node.merges for part in (merge.name, merge.reason))
        names[node.id] = " ".join((node.name, *node.aliases, *merges))
    datasets = {node.id: node.name for node in result.datasets}

    for question in result.questions:  # the question about a server contains its host
        clues = " ".join((question.text, *(clue.value for clue in question.clues)))
        names.update({key: f"{names[key]} {clues}" for key in question.about if key in names})

    def name(end: Any) -> str:
        return f"{names.get(end.system, end.system)} {datasets.get(end.dataset, '')}".strip()

    edges = [*result.flows, *result.dependencies]
    ends = tuple((name(edge.source), name(edge.target)) for edge in edges)
    known = (text for text in names.values() if not text.startswith(UNNAMED))
    signs = (sign.words for sign in result.residue)
    directed = ends[: len(result.flows)]
    others = (text for pair in ends[len(result.flows) :] for text in pair)
    return Answer(
        moves=_list_moves(directed),
        names=(*known, *signs, *(text for text in others if not text.startswith(UNNAMED))),
        reported=any(item.kind != "note" for item in result.skipped),
        reads_direction=True,
    )


def _list_moves(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs with an end outside, and the local ones that their data goes through."""
    local = [pair for pair in pairs if all(part.startswith(UNNAMED) for part in pair)]
    moves = [pair for pair in pairs if pair not in local]
    while more := [p for p in local if p not in moves and any(_joins(p, m) for m in moves)]:
        moves += more
    return tuple(moves)


def _joins(local: tuple[str, str], move: tuple[str, str]) -> bool:
    """Return whether a local pair continues a move, or begins it."""
    return local[0] == move[1] or local[1] == move[0]


def read_with_sqlglot(sql: str, dialect: str) -> Answer:
    """Walk the syntax tree: every table is a name; what cannot be parsed is reported."""
    import sqlglot
    from sqlglot import exp

    try:
        trees = sqlglot.parse(sql, read=dialect)
    except (sqlglot.errors.SqlglotError, ValueError):  # such as an unknown dialect
        return Answer(reported=True)
    tables = (table.sql() for tree in trees if tree for table in tree.find_all(exp.Table))
    commands = any(isinstance(tree, exp.Command) for tree in trees)
    return Answer(names=tuple(tables), reported=commands)


def read_with_sqllineage(sql: str, dialect: str) -> Answer:
    """Ask sqllineage for source and target tables."""
    from sqllineage.exceptions import SQLLineageException
    from sqllineage.runner import LineageRunner

    try:
        runner = LineageRunner(sql, dialect=dialect)
        found = (*runner.source_tables, *runner.target_tables)
    except (SQLLineageException, ValueError, KeyError):
        return Answer(reported=True)
    return Answer(names=tuple(map(str, found)))


def read_with_datahub(sql: str, dialect: str) -> Answer:
    """Ask the parser of acryl-datahub for source and target tables; a URN shows its name."""
    from datahub.sql_parsing.schema_resolver import SchemaResolver
    from datahub.sql_parsing.sqlglot_lineage import sqlglot_lineage

    try:
        found = sqlglot_lineage(sql, schema_resolver=SchemaResolver(platform=dialect))
    except (ValueError, KeyError, AttributeError):
        return Answer(reported=True)
    names = tuple(map(str, (*found.in_tables, *found.out_tables)))
    return Answer(names=names, reported=bool(found.debug_info.error))


TOOLS = (
    Tool("seamscope", "seamscope", read_with_seamscope),
    Tool("sqlglot, walk of the tables", "sqlglot", read_with_sqlglot),
    Tool("sqllineage", "sqllineage", read_with_sqllineage),
    Tool("acryl-datahub, SQL parser", "datahub", read_with_datahub),
)


def list_tools() -> tuple[Tool, ...]:
    """Return the tools that are installed."""
    return tuple(tool for tool in TOOLS if find_spec(tool.package))


def load_statements(file: Path) -> list[dict[str, Any]]:
    """Return the statements of a file with their truth."""
    return list(yaml.safe_load(file.read_text("utf-8")))


def grade_all(tool: Tool, file: Path) -> Iterator[tuple[str, Grade]]:
    """Yield the id of each statement of a file with the grade of a tool's answer."""
    for statement in load_statements(file):
        dialect = DIALECTS.get(statement["dialect"], statement["dialect"])
        yield statement["id"], grade(tool.read(statement["sql"], dialect), statement["truth"])
