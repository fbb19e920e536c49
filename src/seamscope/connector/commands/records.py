"""Build the records of command line steps."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from seamscope.connector.commands.types import Contact, End, RemoteSql, Step, Transfer, Unread
from seamscope.connector.places import FILES, is_unknown
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Skipped,
    SystemRef,
)

REMEDY = "declare the flow in the inventory, or use a constant in the script"


def build_records(
    steps: Iterable[Step],
    here: SystemRef,
    locate: Callable[[int], Evidence],
    *,
    on_host: bool = False,
    error_handling: tuple[str, ...] = (),
) -> Iterator[Flow | Query | Dependency | Skipped]:
    """Yield the records of steps.

    here: the system that runs them.
    locate: returns the evidence of a line.
    on_host: whether `here` is a host, so that local files are files of this host.
    error_handling: what the script does if a command fails.
    """
    for step in steps:
        where = locate(step.line)
        match step:
            case Transfer():
                for flow in _build_flows(step, here, where, on_host=on_host):
                    yield replace(flow, error_handling=error_handling)
            case RemoteSql():
                query = _build_query(step, here, where, on_host=on_host)
                yield replace(query, error_handling=error_handling)
            case Contact():
                yield Dependency(
                    source=Endpoint(system=here),
                    target=step.end,
                    reason=step.reason,
                    technology=step.technology,
                    evidence=where,
                )
            case Unread():
                yield Skipped(reason=step.reason, remedy=REMEDY, evidence=where, kind="entry")


def _build_flows(
    step: Transfer, here: SystemRef, where: Evidence, *, on_host: bool
) -> Iterator[Flow]:
    for source in step.sources:
        for target in step.targets:
            if source != target:
                yield Flow(
                    source=_resolve(source, here, on_host=on_host),
                    target=_resolve(target, here, on_host=on_host),
                    mechanism=step.mechanism,
                    technology=step.technology,
                    certainty=Certainty.LIKELY if step.doubt else Certainty.CERTAIN,
                    reason=step.doubt,
                    evidence=where,
                )


def _resolve(end: End, here: SystemRef, *, on_host: bool) -> Endpoint:
    """Return the endpoint of a step. If it names no system, `here` is the system.

    A local file whose name is known only at run time is also in `here`, if `here` is known.

    here: the system that runs the command.
    on_host: whether all local files are in `here`.
    """
    if end is None:
        return Endpoint(system=here)
    if end.system.name == FILES and is_unknown(end.dataset) and here.clues:
        return Endpoint(system=here)
    if end.system.name == FILES and on_host:
        return replace(end, system=here)
    return replace(end, system=here) if end.system == SystemRef() else end


def _build_query(step: RemoteSql, here: SystemRef, where: Evidence, *, on_host: bool) -> Query:
    return Query(
        text=step.text,
        dialect=step.dialect,
        home=step.home or here,
        database=step.database,
        schema=step.schema,
        target=_resolve(step.target, here, on_host=on_host) if step.target else None,
        files=here if on_host else None,
        technology=step.technology,
        evidence=where,
    )
