"""List the steps before go-live and their lead times: access, approvals, change windows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from seamscope.estimate.integration_context import fold
from seamscope.knowledge.ratings import is_protected
from seamscope.knowledge.sourced import Range, Ranged
from seamscope.poc import Approval, Days, Phase, Poc
from seamscope.records import Evidence
from seamscope.resolved import SystemNode
from seamscope.roadmap.figures import load_figures
from seamscope.roadmap.types import LegKind

WEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step before go-live with its lead time in working days.

    system: id of the system that the step concerns.
    gates: ids of the systems whose integrations cannot be built before the step ends.
    assumed: poc.yaml does not specify the lead time.
    until: the step's last working day after the start of the plan, if poc.yaml has a date.
    stream: the name of its random number stream, "" to use `name`.
    """

    name: str
    kind: LegKind
    range: Range
    source: str
    system: str = ""
    gates: tuple[str, ...] = ()
    assumed: bool = True
    until: float | None = None
    evidence: tuple[Evidence, ...] = ()
    stream: str = ""

    @property
    def random_stream(self) -> str:
        """The name of the step's random number stream. It does not depend on names in poc.yaml."""
        return self.stream or self.name


def list_steps(
    poc: Poc,
    touched: tuple[SystemNode, ...],
    written: frozenset[str],
    count_days: Callable[[date], float | None],
) -> tuple[Step, ...]:
    """Return every step before go-live, except the build.

    If poc.yaml has the start of the build but not of the POC, the POC is considered finished.

    touched: connected systems.
    written: ids of the systems that the POC writes to.
    count_days: returns the working days from the start of the plan to a date, None if the start is
        unknown.
    """
    return (
        *([] if poc.start is None and poc.team.start else [_build_poc_step(poc)]),
        *(step for system in touched for step in _list_system_steps(poc, system)),
        _build_review(poc, touched),
        *(
            _build_approval(poc, approval, count_days)
            for approval in poc.approvals
            if not approval.signed
        ),
        _build_step(poc, "acceptance", LegKind.ACCEPTANCE, load_figures().acceptance),
        _build_step(poc, "training of users", LegKind.TRAINING, load_figures().training),
        *(_build_window(poc, system) for system in touched if system.id in written),
        _build_step(poc, "cut-over", LegKind.CUTOVER, load_figures().cutover),
    )


def _build_poc_step(poc: Poc) -> Step:
    phase = poc.phases[0] if poc.phases else None
    if phase is None or phase.weeks is None:
        known = load_figures().poc_phase
        name = phase.name if phase else "proof of concept"
        return Step(name=name, kind=LegKind.POC, range=known.range, source=known.source)
    days = phase.weeks * WEEK
    return Step(
        name=phase.name,
        kind=LegKind.POC,
        range=(days, days, days),
        source=f"poc.yaml: {phase.weeks:g} weeks",
        assumed=False,
        evidence=_locate(poc, phase),
    )


def _list_system_steps(poc: Poc, system: SystemNode) -> Iterator[Step]:
    known = load_figures()
    kind = system.kind.casefold()
    access = known.access.get(kind, known.access["other"])
    yield _build_step(poc, "access to {system}", LegKind.ACCESS, access, system)
    hosting = set(fold(system.hosting).replace("-", " ").split())
    if hosting & known.vendor_hosting:
        name = "vendor ticket for {system}"
        yield _build_step(poc, name, LegKind.VENDOR, known.vendor, system)


def _build_review(poc: Poc, touched: tuple[SystemNode, ...]) -> Step:
    """Return the security review; protected data is accessed only after it, to build and to run."""
    step = _build_step(poc, "security review", LegKind.SECURITY, load_figures().security)
    protected = tuple(system.id for system in touched if is_protected(system.classification))
    return replace(step, gates=protected)


def _build_window(poc: Poc, system: SystemNode) -> Step:
    known = load_figures().window
    window = known.get(system.kind.casefold(), known["other"])
    return _build_step(poc, "change window of {system}", LegKind.WINDOW, window, system)


def _build_approval(
    poc: Poc, approval: Approval, count_days: Callable[[date], float | None]
) -> Step:
    """Return the step of an approval. It lasts until the expected date, or for the usual time."""
    known = load_figures().approval
    until = count_days(approval.expected) if approval.expected else None
    who = f" by {approval.who}" if approval.who else ""
    line = approval.line
    return Step(
        name=f"{approval.what}{who}",
        kind=LegKind.APPROVAL,
        range=known.range,
        source=known.source if until is None else f"expected on {approval.expected}",
        assumed=until is None,
        until=until,
        evidence=(Evidence(file=poc.file or "poc.yaml", line=line, connector="poc"),),
    )


def _build_step(
    poc: Poc, name: str, kind: LegKind, known: Ranged, system: SystemNode | None = None
) -> Step:
    """Return a step with the lead time in poc.yaml for its kind and system, or with `known`.

    name: may contain "{system}", which is replaced by the name of the system.
    """
    stream = name.replace("{system}", system.common_name) if system else name
    name = name.replace("{system}", system.name) if system else name
    names = {fold(n) for n in (system.name, system.id, *system.aliases)} if system else set()
    key = system.id if system else ""
    gates = (key,) if key and kind in {LegKind.ACCESS, LegKind.VENDOR} else ()
    for stated in poc.lead_times:
        about = fold(stated.system)
        if fold(stated.what) == kind.value and (about in names or not about):
            return Step(
                name=name,
                kind=kind,
                range=read_days(stated.days),
                source=stated.source or "poc.yaml",
                system=key,
                gates=gates,
                stream=stream,
                assumed=False,
                evidence=(
                    Evidence(file=poc.file or "poc.yaml", line=stated.line, connector="poc"),
                ),
            )
    return Step(
        name=name,
        kind=kind,
        range=known.range,
        source=known.source,
        system=key,
        gates=gates,
        stream=stream,
    )


def read_days(days: Days) -> Range:
    """Return the range of a single figure, or of P10, P50 and P90."""
    match days:
        case (low, likely, high):
            return (low, likely, high)
        case _:
            return (days, days, days)


def _locate(poc: Poc, phase: Phase) -> tuple[Evidence, ...]:
    return (Evidence(file=poc.file or "poc.yaml", line=phase.line, connector="poc"),)
