"""Disable the flows of routines that only disabled jobs run."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from seamscope.records import Dataset, Dependency, Flow, Query, Skipped, State, System

Traced = Flow | Dataset | Dependency | Skipped | System

# A job's text that only runs a routine: ``EXEC dwh.usp_load @day = 1``.
CALL = re.compile(
    r"\s*(?:exec(?:ute)?|call)\s+(?P<name>[\w$#\[\]\"`.]{2,300})(?P<rest>[^;]*);?\s*", re.I
)
WORD = re.compile(r"[\w$#]+")
REASON = "the job that runs it is disabled"


def disable_idle_routines(
    records: Sequence[Traced], queries: Iterable[Query]
) -> tuple[Traced, ...]:
    """Return the records; disable the flows of routines that only disabled jobs run.

    The flows of a routine stay active if any other text mentions it, except its definition.
    """
    calls: dict[str, set[State]] = defaultdict(set)
    others: list[str] = []
    for query in queries:
        called = CALL.fullmatch(query.text)
        if called is None:
            others.append(query.text)
        else:
            calls[_get_last_part(called["name"])].add(query.state)
    idle = {name for name, states in calls.items() if states == {State.DISABLED}}
    if not idle:
        return tuple(records)
    used = _count_mentions(others, idle)
    idle = {name for name in idle if used[name] == 1}  # mentioned only in its definition
    return tuple(_disable(record, idle) for record in records)


def _count_mentions(texts: Iterable[str], names: set[str]) -> dict[str, int]:
    """Return how often the texts contain each of the names as a word."""
    found: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in WORD.findall(text):
            if (name := word.casefold()) in names:
                found[name] += 1
    return found


def _disable(record: Traced, idle: set[str]) -> Traced:
    match record:
        case Flow(state=State.ACTIVE) if _get_last_part(record.evidence.place) in idle:
            reason = "; ".join(filter(None, (record.reason, REASON)))
            return replace(record, state=State.DISABLED, reason=reason)
        case _:
            return record


def _get_last_part(name: str) -> str:
    """Return a routine's name without its schema: ``[dwh].[usp_load]`` → "usp_load"."""
    return name.rpartition(".")[2].strip('[]"`').casefold()
