"""What a mapping moves into a target: flows, look-ups, and the SQL of its qualifiers."""

import re
from collections.abc import Generator, Iterator, Sequence

from seamscope.connector.entries import entry_fault
from seamscope.records import Certainty, Endpoint, Flow, Mechanism, Query, Record, SystemRef
from seamscope_connectors.powercenter.ends import (
    Run,
    connection_of,
    dataset,
    end_of,
    lookup_end,
    named,
    origins_of,
)
from seamscope_connectors.powercenter.folder import QUALIFIERS, Link, kind_of

TECHNOLOGY = "Informatica PowerCenter"


DIALECTS = {"Oracle": "oracle", "Microsoft SQL Server": "tsql", "Teradata": "teradata",
            "Snowflake": "snowflake", "PostgreSQL": "postgres", "MySQL": "mysql",
            "Netezza": "postgres", "Sybase": "tsql"}  # fmt: skip


ADD = "add what it moves to the inventory"


def moves_into(run: Run, target: str, told: set[tuple[SystemRef, str]]) -> Iterator[Record]:
    """Yield what reaches one target: by the table, or by the statement that replaces it."""
    definition = run.folder.targets.get(named(run, target))
    end = end_of(run, target, definition)
    yield from dataset(run, end, definition, told)
    before = run.mapping.upstream(target)
    lookups = [name for name in before if _kind(run, name) == "Lookup Procedure"]
    covered = yield from _statements(run, before, end)
    origins = [
        (name, source, end_of(run, name, source)) for name, source in origins_of(run, before)
    ]
    for name, source, start in origins:
        yield from dataset(run, start, source, told)
        if name not in covered:
            yield _flow(run, start, end, lookups=lookups)
    for name in lookups:
        first = origins[0][2].system if origins else SystemRef()
        yield _looked_up(run, name, lookup_end(run, name, end, first), end)
    if not origins:
        problem = f"no source reaches target {target[:60]}"
        yield entry_fault(problem, "check the mapping, or add its source", run.where)


def _statements(
    run: Run, before: list[str], end: Endpoint
) -> Generator[Record, None, frozenset[str]]:
    """Yield the statements of source qualifiers; return the sources they stand for."""
    covered: set[str] = set()
    for name in before:
        text = _statement(run, name) if _kind(run, name) in QUALIFIERS else ""
        if not text:
            continue
        sources = list(origins_of(run, run.mapping.feeds.get(name, [])))
        home = end_of(run, *(sources[0] if sources else (name, None))).system
        kinds = [one.get("DATABASETYPE", "") for _, one in sources if one is not None]
        made = _query(run, name, text, home=home, end=end, kinds=kinds)
        yield made
        covered |= {source for source, _ in sources} if isinstance(made, Query) else set()
    return frozenset(covered)


def _looked_up(run: Run, name: str, start: Endpoint, end: Endpoint) -> Record:
    if text := run.mapping.attribute(name, "Lookup Sql Override"):
        return _query(run, name, text, home=start.system, end=end)
    said = "" if connection_of(run, name) else f"the connection of {name[:60]} is not said"
    return _flow(run, start, end, doubt=said)


def _statement(run: Run, qualifier: str) -> str:
    own = run.session.links.get(qualifier, Link()).values.get("Sql Query", "")
    return own or run.mapping.attribute(qualifier, "Sql Query")


def _query(
    run: Run, name: str, text: str, *, home: SystemRef, end: Endpoint, kinds: Sequence[str] = ()
) -> Record:
    """Return a statement of a mapping; a parameter stands for a value."""
    if re.search(r"\$\$?\w+\.|\b(?:from|join)\s+\$", text, re.I):
        problem = f"{name[:60]}: SQL whose tables are named by parameters is not read"
        return entry_fault(problem, ADD, run.where)
    return Query(
        text=re.sub(r"'?\$\$\w+'?", "NULL", text),
        dialect=next((DIALECTS[kind] for kind in kinds if kind in DIALECTS), ""),
        home=home,
        target=end,
        mechanism=Mechanism.ETL,
        technology=TECHNOLOGY,
        state=run.state[0],
        evidence=run.file.at(run.mapping.place(name), run.where.place),
    )


def _flow(
    run: Run, start: Endpoint, end: Endpoint, *, lookups: Sequence[str] = (), doubt: str = ""
) -> Flow:
    state, reason = run.state
    tables = [run.mapping.attribute(name, "Lookup table name") for name in lookups]
    unrun = "" if run.session.name else "no session in the export runs the mapping"
    return Flow(
        source=start,
        target=end,
        mechanism=Mechanism.ETL,
        technology=TECHNOLOGY,
        latency="batch",
        lookups=tuple(table for table in tables if table),
        state=state,
        certainty=Certainty.LIKELY if unrun or doubt else Certainty.CERTAIN,
        reason="; ".join(part for part in (reason, unrun, doubt) if part),
        evidence=run.where,
    )


def _kind(run: Run, instance: str) -> str:
    element = run.mapping.instances.get(instance)
    return "" if element is None else kind_of(element)
