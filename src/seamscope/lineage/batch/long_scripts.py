"""Cut long scripts into parts, so that several processes can share one script.

Each part is a run of consecutive statements. A script is cut only if its statements depend on each
other only through the tables and views that they define. Then its parts are analysed like separate
files: definitions are collected from all parts before any part is executed. A script with
variables, temp tables, routines or client commands stays whole.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from seamscope.lineage.catalog import Arguments, Catalog, OutParameter, RoutineResults
from seamscope.lineage.parsing.dialects import find_dialect_name
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.remote.table_functions import mentions_remote
from seamscope.lineage.script.changes import NO_ROUTINES
from seamscope.lineage.script.execution import prepare_text
from seamscope.lineage.script.result import Degree, ExecutionResult, combine_result_sets
from seamscope.lineage.script.routines import merge_routines
from seamscope.lineage.side_doors.find import mentions_side_door
from seamscope.lineage.split.limits import list_gaps
from seamscope.records import Query

LONG = 200_000  # characters of a script that is cut; a shorter one takes a second at most
MOST_RUNS = 8  # a view over a view of another run takes one more round of collecting definitions
# Characters of variables, temp tables, templates, stages, quoted bodies and escapes.
_STATEFUL_MARKS = ("@", "#", "$", "\\", "{", "->>")
# Words of routines and blocks, temp tables and results that go into variables.
_STATEFUL_WORDS = frozenset({
    "begin", "declare", "procedure", "proc", "function", "trigger", "package", "language",
    "delimiter", "temp", "temporary", "volatile", "global", "local", "private", "session",
    "pg_temp", "tempdb", "returning", "return", "bulk", "cursor",
})  # fmt: skip
_WORD = re.compile(r"\w+")
_INDEPENDENT = re.compile(
    r"\s*+(?:\Z"
    r"|(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|DROP|COMMENT|GRANT|REVOKE|COMMIT)\b"
    # the splitter takes these words near CREATE for the head of a routine
    r"|CREATE\b(?!(?:\W++\w++){0,5}?\W++(?:TASK|EVENT|BODY|TYPE)\b)\s+"
    r"(?:(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW)|(?:UNIQUE\s+)?INDEX)\b"
    r"|ALTER\s+TABLE\b)",
    re.I,
)
_DEFINED_NAME = re.compile(
    r"\s*+CREATE\s++(?:OR\s++REPLACE\s++)?(?:MATERIALIZED\s++)?(?:TABLE|VIEW)\s++"
    r"(?:IF\s++NOT\s++EXISTS\s++)?(?!AS\b)([\w.]++)",
    re.I,
)
_INTO_VARIABLE = re.compile(r"\bINTO\b(?<!\bINSERT INTO)(?<!\bMERGE INTO)", re.I)
_NESTED_COMMENT = re.compile(r"/\*(?:[^*/]|\*(?!/)|/(?!\*))*+/\*")
# Dialects in which a statement needs no semicolon before it.
_NO_SEMICOLONS = frozenset({"tsql", "fabric", ""})


class EntangledScriptsError(Exception):
    """Raised if the parts of a cut script might have another result than the whole script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutScripts:
    """The queries to trace; a long script among them is cut into runs of consecutive statements.

    runs: the runs of the cut scripts, and the queries that are not cut.
    owners: for each entry of `runs`, the number of the query that it belongs to.
    """

    runs: Sequence[Query]
    owners: Sequence[int]

    def check(self, definitions: Mapping[int, Catalog], base: Catalog, *, is_stable: bool) -> None:
        """Raise EntangledScriptsError if cutting may change how the scripts are read.

        In a whole script, the script's own definition of a table takes precedence over the
        definitions in other files. The parts see the definitions of all files. This makes no
        difference if every table that a part defines has the same columns in all its definitions.

        is_stable: whether the last round of collecting definitions found nothing new.
        """
        sizes = Counter(self.owners)
        for number, owner in enumerate(self.owners):
            if sizes[owner] == 1:
                continue
            own = definitions.get(number) or Catalog()
            agrees = own.defines_only_tables() and all(
                base.columns[name] == columns and base.owners[name] == own.owners[name]
                for name, columns in own.columns.items()
            )
            if not (is_stable and agrees):
                raise EntangledScriptsError

    def join(self, results: Mapping[int, ExecutionResult]) -> dict[int, ExecutionResult]:
        """Return the result of each query, joined from the results of its runs.

        results: the result of each entry of `runs`, by its index.
        """
        by_query: dict[int, list[ExecutionResult]] = {}
        for number, owner in enumerate(self.owners):
            by_query.setdefault(owner, []).append(results[number])
        return {owner: _join(parts) for owner, parts in by_query.items()}


def keep_whole(queries: Sequence[Query]) -> CutScripts:
    """Return the queries without cutting any."""
    return CutScripts(runs=queries, owners=range(len(queries)))


def cut_scripts(queries: Sequence[Query]) -> CutScripts:
    """Return the queries; long scripts of independent statements are cut into parts."""
    runs: list[Query] = []
    owners: list[int] = []
    for number, query in enumerate(queries):
        parts = _cut(query) if _can_be_cut(query) else [query]
        runs += parts
        owners += [number] * len(parts)
    return CutScripts(runs=runs, owners=owners)


def _can_be_cut(query: Query) -> bool:
    """Return whether a script is long and its statements share only tables and views."""
    text, dialect = query.text, find_dialect_name(query.dialect)
    if len(text) < LONG or dialect in _NO_SEMICOLONS:
        return False
    if any(map(text.__contains__, _STATEFUL_MARKS)) or _NESTED_COMMENT.search(text):
        return False
    bare = _blank_gaps(text)
    words = set(_WORD.findall(bare.casefold()))
    if not words.isdisjoint(_STATEFUL_WORDS) or mentions_remote(words):
        return False
    statements = bare.split(";")
    if _INTO_VARIABLE.search(bare) or not all(map(_INDEPENDENT.match, statements)):
        return False
    if _is_redefined(statements):
        return False
    return not mentions_side_door(text) and prepare_text(text, dialect) == text


def _is_redefined(statements: Iterable[str]) -> bool:
    """Return whether a table or view is defined twice in different ways.

    Such a script must not be cut: `CutScripts.check` would reject its parts after all of them have
    been parsed.
    """
    definitions: dict[str, str] = {}
    return any(
        definitions.setdefault(defined[1].casefold(), statement.strip()) != statement.strip()
        for statement in statements
        if (defined := _DEFINED_NAME.match(statement))
    )


def _blank_gaps(text: str) -> str:
    """Return a script with a space for each comment and literal, and `;` after each statement."""
    parts: list[str] = []
    done = 0
    for start, end, is_end in list_gaps(text):
        parts += [text[done:start], ";" if is_end else " "]
        done = end
    return "".join([*parts, text[done:]])


def _cut(query: Query) -> list[Query]:
    """Cut a script after some of its statements, and return the parts.

    Each part except the first begins at the beginning of a line.
    """
    where, text = query.evidence, query.text
    size = max(len(text) // MOST_RUNS, LONG // 2)
    runs: list[Query] = []
    done, line = 0, where.line or 1
    ends = [end for _, end, is_end in list_gaps(text) if is_end]
    for end in [*ends, len(text)]:
        if end < len(text) and (end - done < size or len(text) - end < size // 2):
            continue
        column = min(where.column, 1) if done else where.column
        runs.append(
            replace(query, text=text[done:end], evidence=replace(where, line=line, column=column))
        )
        line += text.count("\n", done, end)
        done = end
    return runs


def _join(parts: Sequence[ExecutionResult]) -> ExecutionResult:
    """Return the results of the runs of one script as one result."""
    first, *others = parts
    if not others:
        return first
    counts: Counter[tuple[str, Degree]] = Counter()
    for part in parts:
        counts.update(part.counts)
    used = NO_ROUTINES
    for part in parts:
        used = used.union(part.used)
    return ExecutionResult(
        records=tuple(record for part in parts for record in part.records),
        dialect=first.dialect,
        counts=dict(counts),
        results=_join_results([part.results for part in parts]),
        used=used,
        result_set_calls=tuple(call for part in parts for call in part.result_set_calls),
        routines=merge_routines(routine for part in parts for routine in part.routines),
        calls=tuple(dict.fromkeys(call for part in parts for call in part.calls)),
        statements=tuple(place for part in parts for place in part.statements),
    )


def _join_results(parts: Sequence[RoutineResults]) -> RoutineResults:
    """Merge the arguments that the runs pass to routines; a cut script defines no routine."""
    values: dict[OutParameter, QueryResult] = {}
    arguments: dict[Name, frozenset[Arguments]] = {}
    for part in parts:
        for parameter, value in part.out_parameters.items():
            values[parameter] = combine_result_sets(values.get(parameter), value)
        for name, passed in part.arguments.items():
            arguments[name] = arguments.get(name, frozenset()) | passed
    return RoutineResults(out_parameters=values, arguments=arguments)
