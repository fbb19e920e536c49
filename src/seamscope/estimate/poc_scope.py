"""Compute the size of the POC's own work on an integration: to read the data once."""

from collections.abc import Iterator

from seamscope.connector.vocabulary import parse_mechanism
from seamscope.estimate.constants import load_constants
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.patterns import PatternChoice, choose_pattern
from seamscope.estimate.process import Process, join_names, list_processes
from seamscope.estimate.result import SizePart
from seamscope.estimate.size import Portion
from seamscope.records import Mechanism
from seamscope.wording import format_count


def build_poc_portions(context: IntegrationContext, mean_group_count: float) -> tuple[Portion, ...]:
    """Return a portion for the data groups that the POC reads; () if it only writes to this system.

    A POC is run by hand under supervision, so triggers, error exits and setup are left out.
    """
    incoming = [lane.name for lane in context.lanes if lane.target.id == context.poc_system]
    reads = [
        p for p in list_processes(context) if any(p.name.startswith(name) for name in incoming)
    ]
    if not reads:
        return ()
    pattern, reason = _choose_pattern(context, reads)
    return (
        *_size_reads(reads, pattern, mean_group_count),
        _build_note("how the POC reads", reason),
    )


def _size_reads(
    reads: list[Process], pattern: PatternChoice, mean_group_count: float
) -> Iterator[Portion]:
    figure = load_constants().size.per_data_group
    groups = sorted({group for process in reads for group in process.groups})
    unknown = not groups
    reason = f"{format_count(len(groups), 'data group')} read: {join_names(groups)}"
    if unknown:
        reason = (
            f"the data that is read is not specified; {mean_group_count:.1f} data groups on average"
        )
    part = SizePart(
        name="data groups read",
        cfp=(mean_group_count if unknown else len(groups)) * figure.value,
        reason=reason,
        source=load_constants().unknown_size.source if unknown else figure.source,
        assumed=unknown,
        evidence=tuple(sorted({e for process in reads for e in process.evidence})),
    )
    yield Portion(
        part=part,
        groups=None if unknown else len(groups),
        pattern=pattern,
    )


def _choose_pattern(context: IntegrationContext, reads: list[Process]) -> tuple[PatternChoice, str]:
    """Return the pattern by which the POC reads, and the reason.

    If poc.yaml does not specify it, the POC is assumed to use the replication tool of production,
    if there is one: to select tables in a connector takes less time than to extract each of them.
    """
    touches = context.poc.reads if context.poc else ()
    stated = sorted({touch.poc_mechanism for touch in context.touches if touch in touches} - {""})
    if not stated and all(process.pattern.names == ("replicate",) for process in reads):
        reason = "not specified: the replication tool of production is assumed"
        return reads[0].pattern, reason
    mechanism, reason = _choose_mechanism(stated)
    return choose_pattern(mechanism, stated, writes=False), reason


def _choose_mechanism(stated: list[str]) -> tuple[Mechanism, str]:
    known = sorted({parse_mechanism(text) for text in stated} - {Mechanism.UNKNOWN})
    assumed = load_constants().poc.mechanism
    if not known:
        reason = f"“{', '.join(stated)}” is not understood" if stated else "not specified"
        return Mechanism(assumed.value), f"{reason}: a {assumed.value} extract is assumed"
    if Mechanism.MANUAL in known:
        return Mechanism(assumed.value), "reading by hand is sized like a file extract"
    # The most expensive mechanism is used, so that another mechanism in poc.yaml never lowers the
    # hours.
    mechanism = max(known, key=lambda m: (_find_highest_rate(m), m))
    return mechanism, f"the POC reads by {', '.join(stated)}"


def _find_highest_rate(mechanism: Mechanism) -> float:
    names = load_constants().mechanisms[mechanism.value].classes
    return max(load_constants().patterns[name].rate for name in names)


def _build_note(name: str, reason: str) -> Portion:
    source = load_constants().poc.source
    part = SizePart(name=name, cfp=0.0, reason=reason, source=source, assumed=True)
    return Portion(part=part)
