"""Estimate the number of data groups of an integration whose data is unknown."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.estimate.constants import load_constants
from seamscope.estimate.integration_context import IntegrationContext, fold
from seamscope.estimate.process import Process, join_names, list_processes
from seamscope.records import Evidence

GroupCounts = tuple[tuple[int, float], ...]
# The patterns of a process and the kinds of the two systems it connects.
SizeKey = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSize:
    """The number of data groups of a process with known data, and the evidence."""

    integration: str
    name: str
    count: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSizes:
    """The distribution of the number of data groups, with reason and evidence."""

    counts: GroupCounts
    reason: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def mean(self) -> float:
        """Return the mean number of data groups."""
        return sum(count * probability for count, probability in self.counts)


def index_known_sizes(contexts: Iterable[IntegrationContext]) -> dict[SizeKey, list[KnownSize]]:
    """Return the known numbers of data groups, by patterns and by the kinds of the two systems."""
    index: dict[SizeKey, list[KnownSize]] = defaultdict(list)
    for context in contexts:
        for process in list_processes(context):
            key = _build_key(context, process)
            if process.groups and key:
                index[key].append(
                    KnownSize(
                        integration=context.integration.id,
                        name=process.direction,
                        count=len(process.groups),
                        evidence=process.evidence[:1],
                    )
                )
    return index


def estimate_group_sizes(
    context: IntegrationContext, index: dict[SizeKey, list[KnownSize]]
) -> GroupSizes:
    """Return the distribution of the number of data groups of an integration whose data is unknown.

    The result combines the assumed distribution with the known sizes of processes of the same
    pattern between the same two kinds of systems. The assumed distribution has the weight of
    `prior_weight` processes.
    """
    keys = {
        key
        for process in list_processes(context)
        if not process.groups and (key := _build_key(context, process))
    }
    known = sorted(
        (
            size
            for key in keys
            for size in index.get(key, ())
            if size.integration != context.integration.id
        ),
        key=lambda size: (size.integration, size.name),
    )
    return combine_sizes(known)


def combine_sizes(known: list[KnownSize]) -> GroupSizes:
    """Return the assumed distribution of the number of data groups, combined with known sizes."""
    prior = load_constants().unknown_size
    found = Counter(size.count for size in known)
    total = found.total() + prior.prior_weight
    counts = tuple(
        (count, (found[count] + prior.prior_weight * prior.groups.get(count, 0.0)) / total)
        for count in sorted({*found, *prior.groups})
    )
    if not known:
        return GroupSizes(
            counts=counts, reason="assumed: most interfaces move one to three data groups"
        )
    names = join_names(tuple(dict.fromkeys(size.name for size in known)))
    evidence = tuple(sorted({place for size in known for place in size.evidence}))
    return GroupSizes(counts=counts, reason=f"as in {names}", evidence=evidence)


def _build_key(context: IntegrationContext, process: Process) -> SizeKey | None:
    """Return the key of comparable processes, None if the kind of a system is not known."""
    first, second = sorted(fold(end.kind) for end in context.ends)
    return (process.pattern.names, (first, second)) if first and second else None
