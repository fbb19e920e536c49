"""What the POC itself needs of an integration: to read, once, as it reads today."""

from collections.abc import Iterator

from seamscope.connector.vocabulary import mechanism_of
from seamscope.estimate.constants import constants
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.process import Process, listed, processes
from seamscope.estimate.result import SizePart
from seamscope.estimate.size import Portion
from seamscope.records import Mechanism
from seamscope.wording import format_count


def poc_portions(seam: Seam, mean_groups: float) -> tuple[Portion, ...]:
    """Return the data groups the POC reads; empty if it only writes here.

    No trigger, no error exit, no setup: somebody runs it by hand and looks on.
    """
    into = [lane.name for lane in seam.lanes if lane.target.id == seam.poc_system]
    reads = [p for p in processes(seam) if any(p.name.startswith(name) for name in into)]
    if not reads:
        return ()
    mechanism, how = _mechanism(seam)
    return (*_sized(reads, mechanism, mean_groups), _note("how the POC reads", how))


def _sized(reads: list[Process], mechanism: Mechanism, mean_groups: float) -> Iterator[Portion]:
    figure = constants().size.per_data_group
    groups = sorted({group for process in reads for group in process.groups})
    unknown = not groups
    reason = f"{format_count(len(groups), 'data group')} read: {listed(groups)}"
    if unknown:
        reason = f"nobody names what is read; {mean_groups:.1f} data groups in the mean"
    part = SizePart(
        name="data groups read",
        cfp=(mean_groups if unknown else len(groups)) * figure.value,
        reason=reason,
        source=constants().unknown_size.source if unknown else figure.source,
        assumed=unknown,
        evidence=tuple(sorted({e for process in reads for e in process.evidence})),
    )
    yield Portion(
        part=part,
        fixed=len(groups) * figure.value,
        per_group=figure.value if unknown else 0.0,
        mechanism=mechanism,
    )


def _mechanism(seam: Seam) -> tuple[Mechanism, str]:
    reads = seam.poc.reads if seam.poc else ()
    said = sorted({touch.poc_mechanism for touch in seam.touches if touch in reads} - {""})
    known = sorted({mechanism_of(text) for text in said} - {Mechanism.UNKNOWN})
    assumed = constants().poc.mechanism
    if not known:
        what = f"“{', '.join(said)}” is not understood" if said else "not said"
        return Mechanism(assumed.value), f"{what}: a {assumed.value} extract is assumed"
    if Mechanism.MANUAL in known:
        return Mechanism(assumed.value), "by hand: costed like a file extract"
    # Of several ways the dearer counts, so that one more never makes the POC cheaper.
    top = max(known, key=lambda m: (_rate(m), m))
    return top, f"the POC reads by {', '.join(said)}"


def _rate(mechanism: Mechanism) -> float:
    names = constants().mechanisms[mechanism.value].classes
    return max(constants().rates[name].rate for name in names)


def _note(name: str, reason: str) -> Portion:
    source = constants().poc.source
    part = SizePart(name=name, cfp=0.0, reason=reason, source=source, assumed=True)
    return Portion(part=part)
