"""Measure the reliability of a survey: confirmed facts, and flow ends in known systems."""

from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.records import Evidence
from seamscope.resolved import Resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Reliability measures of a survey.

    systems, flows: numbers of systems and flows.
    systems_confirmed, flows_confirmed: number of those that two connectors read from two files.
    ends: number of sources and targets of flows.
    ends_placed: number of these ends that belong to a known system.
    newest: the newest date in a source, "" if no source is dated.
    """

    systems: int = 0
    systems_confirmed: int = 0
    flows: int = 0
    flows_confirmed: int = 0
    ends: int = 0
    ends_placed: int = 0
    newest: str = ""

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of confirmed systems, confirmed flows and placed ends, 0..1."""
        parts = (
            (self.systems_confirmed, self.systems),
            (self.flows_confirmed, self.flows),
            (self.ends_placed, self.ends),
        )
        systems, flows, ends = (part / whole if whole else 0.0 for part, whole in parts)
        return systems, flows, ends


def measure_accuracy(resolved: Resolved, dates: Iterable[str] = ()) -> Accuracy:
    """Return the reliability measures of a landscape.

    Derived flows are not counted, because the flows that they consist of are counted.

    dates: ISO dates of the sources, of any precision.
    """
    flows = [flow for flow in resolved.flows if not flow.derived]
    endpoints = {node.id for node in resolved.endpoints}
    ends = [end.system for flow in flows for end in (flow.source, flow.target)]
    confirmed = sum(
        _is_confirmed((*s.evidence, *(e for m in s.merges for e in m.evidence)))
        for s in resolved.systems
    )
    return Accuracy(
        systems=len(resolved.systems),
        systems_confirmed=confirmed,
        flows=len(flows),
        flows_confirmed=sum(_is_confirmed(flow.evidence) for flow in flows),
        ends=len(ends),
        ends_placed=sum(end not in endpoints for end in ends),
        newest=max(dates, default=""),
    )


def _is_confirmed(evidence: Iterable[Evidence]) -> bool:
    """Return whether the evidence is from at least two connectors and two files."""
    found = list(evidence)
    return len({e.connector for e in found}) > 1 and len({e.file for e in found}) > 1
