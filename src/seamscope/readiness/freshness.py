"""Check whether the sources of the POC are updated as often as the POC needs."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.debt import load_system_of_record_kinds
from seamscope.estimate.drivers.base import get_driver_table
from seamscope.knowledge.ratings import match_pace
from seamscope.landscape import Landscape
from seamscope.poc import Touch
from seamscope.readiness.types import (
    Answer,
    Facts,
    Verdict,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import Evidence, State
from seamscope.resolved import End, FlowEdge
from seamscope.surface import CONNECTOR


def check_freshness(facts: Facts, _: Answer) -> Verdict:
    """Check that a dataset filled from another system is updated as often as the POC needs it.

    Systems of record are ignored, because their data is created there.
    """
    records = load_system_of_record_kinds()
    ratings = get_driver_table("service").ratings
    statements: list[str] = []
    evidence: list[Evidence] = []
    for touch in facts.poc.reads:
        required = match_pace(touch.latency or touch.frequency)
        for feed in (
            _list_feeds(facts.landscape, _list_datasets_read(facts, touch)) if required else ()
        ):
            actual = match_pace(feed.frequency or feed.latency)
            holder = feed.target.system
            if not facts.landscape.is_system(holder):
                continue
            if facts.landscape.get_system(holder).kind.casefold() in records:
                continue
            if actual and ratings[actual] < ratings[required]:
                source = facts.landscape.name(feed.source.system)
                statements.append(
                    f"the required freshness of {touch.system} is "
                    f"{touch.latency or touch.frequency}, but "
                    f"{source} updates it {feed.frequency or feed.latency}"
                )
                evidence += feed.evidence[:1]
    if statements:
        return mark_contradicted(sorted(set(statements)), sorted(set(evidence)))
    if not any(match_pace(touch.latency or touch.frequency) for touch in facts.poc.reads):
        return mark_open(
            "no entry of `reads:` specifies how fresh its data must be (`latency:`)", ()
        )
    return mark_answered("every source is updated as often as the POC needs", ())


def _list_datasets_read(facts: Facts, touch: Touch) -> set[End]:
    """Return the datasets in one entry of the POC's `reads`."""
    return {
        flow.source
        for flow in facts.flows
        if flow.source.dataset
        and flow.source.system != facts.surface.poc
        and any(e.connector == CONNECTOR and e.line == touch.line for e in flow.evidence)
    }


def _list_feeds(landscape: Landscape, datasets: set[End]) -> Iterator[FlowEdge]:
    """Yield active flows from other systems to these datasets, directly or in internal steps."""
    incoming: dict[End, list[FlowEdge]] = defaultdict(list)
    for flow in landscape.flows:
        if flow.state is State.ACTIVE and not flow.derived:
            incoming[flow.target].append(flow)
    waiting, done = sorted(datasets), set(datasets)
    while waiting:
        here = waiting.pop()
        for flow in incoming[here]:
            if flow.source.system != here.system:
                yield flow
            elif flow.source not in done:
                done.add(flow.source)
                waiting.append(flow.source)
