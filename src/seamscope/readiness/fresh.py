"""Whether the sources of the POC are as fresh as it needs them."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.debt import systems_of_record
from seamscope.estimate.drivers.base import table
from seamscope.estimate.drivers.service import pace
from seamscope.landscape import Landscape
from seamscope.poc import Touch
from seamscope.readiness.line import Answer, Facts, Verdict, answered, contradicted
from seamscope.records import Evidence, State
from seamscope.resolved import End, FlowEdge
from seamscope.surface import CONNECTOR


def freshness(facts: Facts, _: Answer) -> Verdict:
    """What fills a dataset from another system must come as often as the POC wants to read it.

    Systems of record are left out: what they hold is made there, whoever else adds to it.
    """
    records = systems_of_record()
    ratings = table("service").ratings
    against: list[str] = []
    seen: list[Evidence] = []
    for touch in facts.poc.reads:
        wanted = pace(touch.latency or touch.frequency)
        for feed in _feeds(facts.landscape, _read(facts, touch)) if wanted else ():
            given = pace(feed.frequency or feed.latency)
            holder = feed.target.system
            if not facts.landscape.is_system(holder):
                continue
            if facts.landscape.system(holder).kind.casefold() in records:
                continue
            if given and ratings[given] < ratings[wanted]:
                source = facts.landscape.name(feed.source.system)
                against.append(
                    f"{touch.system} is wanted {touch.latency or touch.frequency}, and is fed from "
                    f"{source} {feed.frequency or feed.latency}"
                )
                seen += feed.evidence[:1]
    if against:
        return contradicted(sorted(set(against)), sorted(set(seen)))
    return answered("no source is filled less often than it is wanted", ())


def _read(facts: Facts, touch: Touch) -> set[End]:
    """Return the datasets that a touch names; without one nothing can be said of freshness."""
    return {
        flow.source
        for flow in facts.flows
        if flow.source.dataset
        and flow.source.system != facts.surface.poc
        and any(e.connector == CONNECTOR and e.line == touch.line for e in flow.evidence)
    }


def _feeds(landscape: Landscape, read: set[End]) -> Iterator[FlowEdge]:
    """Yield the active flows from other systems that fill what is read, over inner steps."""
    into: dict[End, list[FlowEdge]] = defaultdict(list)
    for flow in landscape.flows:
        if flow.state is State.ACTIVE and not flow.derived:
            into[flow.target].append(flow)
    waiting, done = sorted(read), set(read)
    while waiting:
        here = waiting.pop()
        for flow in into[here]:
            if flow.source.system != here.system:
                yield flow
            elif flow.source not in done:
                done.add(flow.source)
                waiting.append(flow.source)
