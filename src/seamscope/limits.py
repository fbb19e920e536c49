"""Findings about API limits: compare the volume of flows with the published limit of a product."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil

from seamscope.connector.volumes import parse_records_per_day
from seamscope.knowledge import load
from seamscope.knowledge.sourced import Single
from seamscope.landscape import Landscape
from seamscope.poc import Poc
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import Finding, FlowEdge, Severity, SystemNode

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiLimit:
    """The published limit of one product.

    calls: maximum number of calls in `window` minutes.
    write_batch, page: maximum number of records that one call writes or reads.
    note: the edition or plan of the product to which this limit applies.
    """

    calls: float
    window: float
    write_batch: int
    page: int
    note: str
    source: str

    @property
    def per_day(self) -> float:
        """Maximum number of calls per day, if the calls are spread evenly."""
        return self.calls * MINUTES_PER_DAY / self.window

    @property
    def words(self) -> str:
        """The limit in words, with its source."""
        period = "a day" if self.window == MINUTES_PER_DAY else "a minute"
        return f"{self.calls:,.0f} calls {period} ({self.note}; {self.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knowledge:
    limits: dict[str, ApiLimit]
    narrow: Single


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """The number of API calls that one system receives per day.

    single: calls if each call carries one record.
    batched: calls if batches and pages are full.
    records: records per day.
    """

    single: float
    batched: float
    records: float
    integrations: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@cache
def _load_knowledge() -> _Knowledge:
    from pydantic import TypeAdapter

    return TypeAdapter(_Knowledge).validate_python(load("api_limits"))


def find_limits(landscape: Landscape, poc: Poc | None) -> tuple[Finding, ...]:
    """Return a finding for each system whose volume reaches or approaches its API limit.

    Planned flows of the POC are included. A system with a `ceiling:` in poc.yaml is left out,
    because the ceiling replaces the published limit. Volumes are daily averages; peaks are higher.
    """
    known = _load_knowledge().limits
    touches = (*poc.reads, *poc.writes) if poc else ()
    stated = {touch.system.casefold() for touch in touches if touch.ceiling}
    flows: dict[str, list[FlowEdge]] = defaultdict(list)
    for flow in landscape.flows:
        if _is_called(flow):
            for key in {flow.source.system, flow.target.system}:
                flows[key].append(flow)
    return tuple(
        finding
        for system in landscape.systems
        if (limit := known.get(system.product or system.name))
        and stated.isdisjoint(name.casefold() for name in (system.name, *system.aliases))
        for finding in _judge(system, limit, _measure(landscape, system, limit, flows[system.id]))
    )


def _is_called(flow: FlowEdge) -> bool:
    live = flow.state in (State.ACTIVE, State.PLANNED)
    return flow.mechanism is Mechanism.API and live and not flow.derived


def _measure(
    landscape: Landscape, system: SystemNode, limit: ApiLimit, flows: Iterable[FlowEdge]
) -> _Load:
    """Return the calls per day on a system.

    Writing to the system takes one call per record, or per batch. Reading from it takes one call
    per record, or per page.
    """
    single = batched = records = 0.0
    evidence: set[Evidence] = set()
    ids: set[str] = set()
    counted: set[tuple[object, ...]] = set()
    for flow in flows:
        volume = parse_records_per_day(flow.volume)
        # A source may state one volume for several datasets; it is counted once.
        statement = (flow.evidence[:1], flow.source.system, flow.target.system, flow.volume)
        if volume is None or statement in counted:
            continue
        counted.add(statement)
        size = limit.write_batch if flow.target.system == system.id else limit.page
        single += volume
        batched += ceil(volume / size)
        records += volume
        evidence |= {*flow.evidence[:1]}
        ids.add(flow.id)
    touched = tuple(sorted(i.id for i in landscape.integrations if not ids.isdisjoint(i.flows)))
    return _Load(
        single=single,
        batched=batched,
        records=records,
        integrations=touched,
        evidence=tuple(sorted(evidence)),
    )


def _judge(system: SystemNode, limit: ApiLimit, found: _Load) -> Iterator[Finding]:
    """Yield a finding if the calls reach or approach the limit, in batches or record by record."""
    moved = f"{found.records:,.0f} records a day move through the API of {system.name}"
    where = (system.id, *found.integrations)
    if found.batched > limit.per_day:
        yield Finding(
            severity=Severity.HIGH,
            what=f"{moved}: at least {found.batched:,.0f} calls, above its limit of {limit.words}",
            where=where,
            remedy="use a bulk interface or files, move only changes, or ask for a higher limit",
            evidence=found.evidence,
        )
    elif found.single > limit.per_day:
        yield Finding(
            severity=Severity.MEDIUM,
            what=f"{moved}: one call for each record is above its limit of {limit.words}; full "
            f"batches need {found.batched:,.0f} calls",
            where=where,
            remedy=f"write up to {limit.write_batch:,} or read up to {limit.page:,} records a call",
            evidence=found.evidence,
        )
    elif found.single > limit.per_day * _load_knowledge().narrow.value:
        share = 100 * found.single / limit.per_day
        yield Finding(
            severity=Severity.LOW,
            what=f"{moved}: one call for each record uses {share:.0f} % of its limit of "
            f"{limit.words}",
            where=where,
            remedy="ask the owner how much of the limit other systems use, and move records in "
            "batches",
            evidence=found.evidence,
        )
