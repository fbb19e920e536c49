"""Infer flows from calls of unknown routines whose arguments refer to another system.

``EXEC dbo.usp_CopyTable @src = N'ERP.AR.dbo.T1', @dst = N'dbo.X'`` is likely to copy the table.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector.commands.programs import find_direction
from seamscope.connector.places import is_address, is_host, locate_place
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.text_readers import split_name
from seamscope.lineage.script.call_arguments import evaluate_arguments
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.holes import RUNTIME
from seamscope.lineage.script.routines import is_system_routine
from seamscope.lineage.split import Statement
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    SystemRef,
)

INFERRED = "whose text is not among the inputs, is called with"
_FOUR_PARTS = re.compile(r"\[?\w[\w$ \-]*\]?(?:\.\[?[\w$ \-]*\]?){2}\.\[?\w[\w$ \-]*\]?")
_TABLE = re.compile(r"\[?\w[\w$]*\]?(?:\.\[?\w[\w$]*\]?){1,2}")
_SERVER_WORDS = re.compile(r"server|srv|host|link|remote|instance|url|uri|endpoint", re.I)
_SOURCE_WORDS = re.compile(r"src|source|from|input|remote_table", re.I)
_TARGET_WORDS = re.compile(r"dst|dest|target|(?<![a-z])to(?![a-z])|tgt|output|into", re.I)
Given = tuple[int | str, str]  # position or name of an argument, and its text


def infer_flows(
    execution: Execution, statement: Statement, routine: Name, arguments: Sequence[str]
) -> Iterator[LineageRecord]:
    """Yield the likely flows of a call of an unknown routine, inferred from its arguments.

    If no name indicates the direction of the data, yield a dependency.
    """
    if execution.catalog.has_routine(routine) or is_system_routine(
        ".".join(routine), execution.dialect
    ):
        return
    calls = evaluate_arguments(arguments, execution.environment, execution.dialect)
    for given in dict.fromkeys(calls):
        yield from _infer(execution, statement, routine, given)


def _infer(
    execution: Execution, statement: Statement, routine: Name, given: Sequence[Given]
) -> Iterator[LineageRecord]:
    known = [(key, text) for key, text in given if text and RUNTIME not in text]
    outside = [(key, text, end) for key, text in known if (end := _locate(key, text)) is not None]
    tables = [(key, text) for key, text in known if _TABLE.fullmatch(text)]
    name = ".".join(part for part in routine if part)
    for key, text, end in outside:
        way = _find_way(key, name, [other for other, _ in tables])
        local = next((t for k, t in tables if k != key), "")
        here = execution.flows.locate(split_name(local) if local else ("",))
        here = here if local else Endpoint(system=execution.query.home)
        reason = f"{name}, {INFERRED} {text[:80]}"
        if not way:
            yield Dependency(
                source=here, target=end, reason=reason, mechanism=Mechanism.SQL,
                evidence=execution.locate(statement),
            )  # fmt: skip
            continue
        source, target = (end, here) if way == "in" else (here, end)
        yield Flow(
            source=source, target=target, mechanism=Mechanism.SQL, technology=name,
            certainty=Certainty.LIKELY, reason=reason, route=execution.query.route,
            state=execution.query.state, evidence=execution.locate(statement),
        )  # fmt: skip


def _locate(key: int | str, text: str) -> Endpoint | None:
    """Return the endpoint of an argument that is a server, URL or remote table, else None.

    key: name or position of the argument.
    """
    text = text.strip()
    if is_address(text):
        end = locate_place(text)
        return end if end.system.clues else None
    if _FOUR_PARTS.fullmatch(text) and not re.fullmatch(r"[\d.]+", text):
        server, *rest = split_name(text)
        if _is_table(key, rest):
            clue = Clue(kind=ClueKind.SERVER, value=server)
            database = [Clue(kind=ClueKind.DATABASE, value=rest[0])] if rest[0] else []
            dataset = ".".join(part for part in rest if part)
            return Endpoint(system=SystemRef(clues=(clue, *database)), dataset=dataset)
        return Endpoint(system=SystemRef(clues=(Clue(kind=ClueKind.HOST, value=text),)))
    if isinstance(key, str) and _SERVER_WORDS.search(key) and is_host(text) and len(text) > 2:
        kind = ClueKind.HOST if "." in text else ClueKind.SERVER
        return Endpoint(system=SystemRef(clues=(Clue(kind=kind, value=text),)))
    return None


def _is_table(key: int | str, rest: Sequence[str]) -> bool:
    """Return whether four dotted parts, `ERP.AR.dbo.T1`, are a table and not a host name.

    This is decided by the schema and by the name of the argument.

    key: name or position of the argument.
    rest: the parts after the first.
    """
    named = isinstance(key, str) and not _SERVER_WORDS.search(key)
    return not rest[1] or rest[1].casefold() == "dbo" or named or not rest[-1].islower()


def _find_way(key: int | str, routine: str, others: Sequence[int | str]) -> str:
    """Return the direction of the data: "in", "out", or "" if it is unknown.

    The name of the argument is used first, then the names of the other arguments, then the name of
    the routine.

    key: name or position of the argument.
    others: names or positions of the other arguments.
    """
    if isinstance(key, str):
        if _SOURCE_WORDS.search(key):
            return "in"
        if _TARGET_WORDS.search(key):
            return "out"
    for other in others:
        if isinstance(other, str) and _TARGET_WORDS.search(other):
            return "in"
        if isinstance(other, str) and _SOURCE_WORDS.search(other):
            return "out"
    return find_direction(routine.rsplit(".", 1)[-1])
