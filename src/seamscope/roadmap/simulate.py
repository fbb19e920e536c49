"""Simulate the roadmap to go-live. Imports numpy.

The POC comes first. Access, approvals and the security review run in parallel with the build, whose
last part needs the access and, for protected data, the review. Acceptance, training, change windows
and the cut-over follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seamscope.estimate.run_cost_result import Span
from seamscope.estimate.runcost.sampler import Draws, Sampler, summarise
from seamscope.poc import Team
from seamscope.roadmap.figures import load_figures
from seamscope.roadmap.steps import Step
from seamscope.roadmap.team import measure_attendance, measure_build
from seamscope.roadmap.types import Leg, LegKind

DRAWS = 2_000
BUILD = "build and test"
# Steps in parallel with the build that must end before the change window.
BESIDE = frozenset({LegKind.SECURITY, LegKind.APPROVAL})
NEEDED_TO_BUILD = frozenset({LegKind.ACCESS, LegKind.VENDOR})
LAST = (LegKind.ACCEPTANCE, LegKind.TRAINING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The work of the build.

    effort: percentiles of the person-days.
    chains: P50 person-days of each system's largest integration, by system id.
    source: a phrase for the work that the effort covers.
    """

    effort: Span
    chains: Mapping[str, float]
    team: Team
    hours_per_day: float
    source: str

    @property
    def longest(self) -> float:
        """Return the person-days of the largest integration."""
        return max(self.chains.values(), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The simulated legs in order, the working days to go-live, and the critical path.

    after_gate: working days from the gate after the POC to go-live.
    critical_path: names of the legs that determine the go-live at P50.
    """

    legs: tuple[Leg, ...]
    go_live: Span
    after_gate: Span
    critical_path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """A step with random draws of its start and its duration, in working days.

    The first element of each array is not random. It belongs to the plan in which every lead time
    has its P50.
    """

    step: Step
    start: Draws
    days: Draws

    @property
    def finish(self) -> Draws:
        finish: Draws = self.start + self.days
        return finish


def simulate_way(steps: Sequence[Step], job: Job, *, seed: int, build_from: float = 0.0) -> Way:
    """Return the start and the end of each leg, and the critical path at P50.

    If the steps contain no POC, the plan starts at the gate after the POC.

    build_from: first working day of the steps other than the POC.
    """
    sampler = Sampler(seed, DRAWS)
    lengths = {step.name: _draw(sampler, step) for step in steps}
    build_days = _draw_build(sampler, job)
    poc = [_place(s, lengths, np.zeros(DRAWS + 1)) for s in steps if s.kind is LegKind.POC]
    zero = np.full(DRAWS + 1, build_from)
    gate = np.maximum(poc[0].finish, zero) if poc else zero
    beside = [_place(s, lengths, gate) for s in steps if s.kind in {*BESIDE, *NEEDED_TO_BUILD}]
    build, build_cause = _place_build(beside, build_days, gate, job)
    last = [_place(s, lengths, build.finish) for s in steps if s.kind in LAST]
    before_window = [*last, *(item for item in beside if item.step.kind in BESIDE)]
    ready, ready_cause = _find_latest(before_window)
    windows = [_place(s, lengths, ready) for s in steps if s.kind is LegKind.WINDOW]
    opened, window_cause = _find_latest(windows) if windows else (ready, "")
    cutover = [_place(s, lengths, opened) for s in steps if s.kind is LegKind.CUTOVER]
    timed = [*poc, *beside, build, *last, *windows, *cutover]
    path = _trace_path(poc, build_cause, ready_cause, window_cause, cutover)
    legs = tuple(_build_leg(item, critical=item.step.name in path) for item in timed)
    finish = cutover[0].finish
    return Way(
        legs=legs,
        go_live=summarise(finish[1:], digits=1),
        after_gate=summarise((finish - gate)[1:], digits=1),
        critical_path=path,
    )


def _draw(sampler: Sampler, step: Step) -> Draws:
    """Return an array: the P50 of a step's lead time, then random draws of the lead time."""
    drawn = sampler.draw(f"lead time {step.random_stream}", step.range)
    return np.concatenate([[step.range[1]], drawn])


def _draw_build(sampler: Sampler, job: Job) -> Draws:
    effort = job.effort
    low, middle, high = (max(v, 0.1) for v in (effort.p10, effort.p50, effort.p90))
    drawn = sampler.draw("lead time build", (low, middle, high))
    bounds = load_figures().stretch.range
    stretched = sampler.draw("lead time stretch", bounds)
    chain = job.longest / middle
    pairs = [(middle, bounds[1]), *zip(drawn.tolist(), stretched.tolist(), strict=True)]
    days = [
        measure_build(value, job.team, job.hours_per_day, chain * value, stretch=stretch)
        for value, stretch in pairs
    ]
    return np.array(days)


def _place(step: Step, lengths: Mapping[str, Draws], start: Draws) -> _Timed:
    """Return a step that begins at `start`. A step with an end date lasts until this date."""
    days = lengths[step.name] if step.until is None else np.maximum(step.until - start, 0.0)
    return _Timed(step=step, start=start, days=days)


def _place_build(
    beside: Sequence[_Timed], days: Draws, gate: Draws, job: Job
) -> tuple[_Timed, tuple[str, ...]]:
    """Return the build, and the names of the steps that determine its end at P50.

    Late access to a system delays the build, because the part of the build that needs the access
    starts only after it. So does a late security review if a system holds protected data.
    """
    rest = 1 - load_figures().without_access.value
    people = load_figures().people_per_integration.value * measure_attendance()
    finish: Draws = gate + days
    cause: tuple[str, ...] = (BUILD,)
    for item in beside:
        if item.step.gates:
            longest = max(job.chains.get(system, 0.0) for system in item.step.gates)
            chain = longest * rest / people
            late = item.finish + chain
            if late[0] > finish[0]:
                cause = (item.step.name, BUILD)
            finish = np.maximum(finish, late)
    source = f"{job.source}; {load_figures().law.source}"
    middle = float(days[0])
    step = Step(
        name=BUILD, kind=LegKind.BUILD, range=(middle, middle, middle), source=source, assumed=False
    )
    return _Timed(step=step, start=gate, days=finish - gate), cause


def _find_latest(items: Sequence[_Timed]) -> tuple[Draws, str]:
    """Return the latest end of these steps, and the name of the step that ends last at P50."""
    finish = np.max([item.finish for item in items], axis=0)
    cause = max(items, key=lambda item: (float(item.finish[0]), item.step.name)).step.name
    return finish, cause


def _trace_path(
    poc: Sequence[_Timed],
    build: tuple[str, ...],
    ready: str,
    window: str,
    cutover: Sequence[_Timed],
) -> tuple[str, ...]:
    """Return the names of the steps that determine the go-live at P50, in order."""
    after_build = ready in {"acceptance", "training of users"}
    middle = (*build, ready) if after_build else (ready,)
    ends = [item.step.name for item in (*poc, *cutover)]
    return (*ends[:-1], *middle, *((window,) if window else ()), ends[-1])


def _build_leg(item: _Timed, *, critical: bool) -> Leg:
    step = item.step
    start, finish = _summarise_plan(item.start), _summarise_plan(item.finish)
    days = _summarise_plan(item.days)
    return Leg(
        name=step.name,
        kind=step.kind,
        system=step.system,
        days=days,
        start=start,
        finish=finish,
        source=step.source,
        assumed=step.assumed,
        critical=critical,
        evidence=step.evidence,
    )


def _summarise_plan(draws: Draws) -> Span:
    """Return P10, P50 and P90 of the draws, without the first element, which is not random."""
    span = summarise(draws[1:], digits=1)
    return replace(span, p50=min(max(span.p50, span.p10), span.p90))
