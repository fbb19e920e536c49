"""Build the flows into a target of a mapping, from sources, lookups and SQL overrides."""

import re
from collections.abc import Generator, Iterator, Sequence

from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Certainty, Endpoint, Flow, Mechanism, Query, Record, SystemRef
from seamscope_connectors.powercenter.ends import (
    Run,
    build_end,
    build_lookup_end,
    describe_dataset,
    find_connection,
    get_definition_name,
    list_sources,
)
from seamscope_connectors.powercenter.folder import QUALIFIERS, Link, get_kind

TECHNOLOGY = "Informatica PowerCenter"


DIALECTS = {"Oracle": "oracle", "Microsoft SQL Server": "tsql", "Teradata": "teradata",
            "Snowflake": "snowflake", "PostgreSQL": "postgres", "MySQL": "mysql",
            "Netezza": "postgres", "Sybase": "tsql"}  # fmt: skip


ADD = "list its flows in the inventory"
# Why a flow of a mapping without links is only likely.
ASSUMED = "the export has no links inside the mapping, so that its ends are assumed to be connected"


def load_target(run: Run, target: str, reported: set[tuple[SystemRef, str]]) -> Iterator[Record]:
    """Yield the flows, queries and lookups that load one target."""
    definition = run.folder.targets.get(get_definition_name(run, target))
    end = build_end(run, target, definition)
    yield from describe_dataset(run, end, definition, reported)
    upstream = run.mapping.list_upstream(target)
    lookups = [name for name in upstream if _get_kind(run, name) == "Lookup Procedure"]
    covered = yield from _list_statements(run, upstream, end)
    origins = [
        (name, source, build_end(run, name, source)) for name, source in list_sources(run, upstream)
    ]
    for name, source, start in origins:
        yield from describe_dataset(run, start, source, reported)
        if name not in covered:
            doubt = ASSUMED if run.mapping.assumed else ""
            yield _build_flow(run, start, end, lookups=lookups, doubt=doubt)
    for name in lookups:
        first = origins[0][2].system if origins else SystemRef()
        yield _build_lookup(run, name, build_lookup_end(run, name, end, first), end)
    if not origins:
        problem = f"no source leads to target {quote(target, 60)}"
        remedy = "export the mapping with its sources and shortcuts"
        yield skip_entry(problem, remedy, run.where)


def _list_statements(
    run: Run, upstream: list[str], end: Endpoint
) -> Generator[Record, None, frozenset[str]]:
    """Yield a query for each SQL override of a source qualifier.

    Returns the names of the sources that these queries replace.
    """
    covered: set[str] = set()
    for name in upstream:
        text = _get_statement(run, name) if _get_kind(run, name) in QUALIFIERS else ""
        if not text:
            continue
        sources = list(list_sources(run, run.mapping.feeds.get(name, [])))
        home = build_end(run, *(sources[0] if sources else (name, None))).system
        kinds = [element.get("DATABASETYPE", "") for _, element in sources if element is not None]
        query = _build_query(run, name, text, home=home, end=end, kinds=kinds)
        yield query
        covered |= {source for source, _ in sources} if isinstance(query, Query) else set()
    return frozenset(covered)


def _build_lookup(run: Run, name: str, start: Endpoint, end: Endpoint) -> Record:
    if text := run.mapping.get_attribute(name, "Lookup Sql Override"):
        return _build_query(run, name, text, home=start.system, end=end)
    origin = (
        ""
        if find_connection(run, name)
        else f"the connection of lookup {quote(name, 60)} is unknown"
    )
    return _build_flow(run, start, end, doubt=origin)


def _get_statement(run: Run, qualifier: str) -> str:
    own = run.session.links.get(qualifier, Link()).values.get("Sql Query", "")
    return own or run.mapping.get_attribute(qualifier, "Sql Query")


def _build_query(
    run: Run, name: str, text: str, *, home: SystemRef, end: Endpoint, kinds: Sequence[str] = ()
) -> Record:
    """Return a query with `$$parameters` replaced by NULL.

    Parameters in place of table names are reported instead.
    """
    if re.search(r"\$\$?\w+\.|\b(?:from|join)\s+\$", text, re.I):
        problem = f"{quote(name, 60)}: SQL with parameters as table names is not read"
        return skip_entry(problem, ADD, run.where)
    return Query(
        text=re.sub(r"'?\$\$\w+'?", "NULL", text),
        dialect=next((DIALECTS[kind] for kind in kinds if kind in DIALECTS), ""),
        home=home,
        target=end,
        mechanism=Mechanism.ETL,
        technology=TECHNOLOGY,
        state=run.state[0],
        evidence=run.file.at(run.mapping.locate(name), run.where.place),
    )


def _build_flow(
    run: Run, start: Endpoint, end: Endpoint, *, lookups: Sequence[str] = (), doubt: str = ""
) -> Flow:
    state, reason = run.state
    tables = [run.mapping.get_attribute(name, "Lookup table name") for name in lookups]
    missing_session = "" if run.session.name else "no session in the export runs the mapping"
    return Flow(
        source=start,
        target=end,
        mechanism=Mechanism.ETL,
        technology=TECHNOLOGY,
        latency="batch",
        lookups=tuple(table for table in tables if table),
        state=state,
        certainty=Certainty.LIKELY if missing_session or doubt else Certainty.CERTAIN,
        reason="; ".join(part for part in (reason, missing_session, doubt) if part),
        evidence=run.where,
    )


def _get_kind(run: Run, instance: str) -> str:
    element = run.mapping.instances.get(instance)
    return "" if element is None else get_kind(element)
