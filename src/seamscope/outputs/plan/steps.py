"""List the steps of a plan in outline order: work and waiting times, each with its predecessors."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.outputs.plan.constants import load_constants
from seamscope.outputs.plan.describe import Facts, describe_integration
from seamscope.outputs.plan.feeding import find_feeding_integrations
from seamscope.outputs.plan.legs import measure_leg_days
from seamscope.outputs.plan.paths import PathPart, split_build
from seamscope.outputs.plan.tasks import Kind
from seamscope.outputs.views.breakdown import get_role_share, list_phases, list_roles
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import EffortRow, list_effort_rows
from seamscope.outputs.views.regression import get_regression_share
from seamscope.outputs.views.roadmaps import find_late_date
from seamscope.roadmap import Leg, LegKind
from seamscope.wording import format_date, translate, translate_term

START, RELEASE, RESERVE = "G", "R", "X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One story before it is scheduled.

    epic: key and name of the epic.
    story: key of the kind of work in plan.yaml.
    weight: share of all hours of work in the plan.
    days: minimum duration in working days.
    after: keys of the predecessors.
    """

    key: str
    epic: tuple[str, str]
    name: str
    kind: Kind = Kind.WORK
    story: str = ""
    weight: float = 0.0
    days: float = 0.0
    after: tuple[str, ...] = ()
    description: tuple[str, ...] = ()


def list_steps(survey: Survey) -> tuple[Step, ...]:
    """Return all steps; () if the total has no integration."""
    facts = Facts.index(survey)
    shares = _measure_shares(survey)
    rows = [row for row in list_effort_rows(survey) if shares.get(row.integration)]
    if not rows:
        return ()
    feeders = find_feeding_integrations(rows)
    steps = [*_list_governance(facts)]
    again = 0.0  # share of all hours that is for testing existing integrations again
    for row in rows:
        share = shares[row.integration]
        tested = share * get_regression_share(facts.estimates[row.integration])
        steps += _list_integration(row, share - tested, facts, feeders[row.label])
        again += tested
    return (*steps, *_list_release(facts, [row.label for row in rows], again))


def split_roles(story: str) -> dict[str, float]:
    """Return the share of each role in a kind of work; they add up to 1."""
    hours: dict[str, float] = {}
    phases = dict(list_phases())
    for phase, share in load_constants().stories[story].phases.items():
        for role in list_roles():
            worth = phases[phase] * share * get_role_share(phase, role)
            hours[role] = hours.get(role, 0.0) + worth
    whole = sum(hours.values())
    return {role: value / whole for role, value in sorted(hours.items()) if value > 0}


def _measure_shares(survey: Survey) -> dict[str, float]:
    """Return each integration's share of the mean hours (unlike percentiles, means add up)."""
    means = {e.integration: e.effort_hours.mean for e in list_counted_estimates(survey)}
    whole = sum(means.values())
    return {key: mean / whole for key, mean in means.items() if mean > 0}


def _weigh(story: str) -> float:
    """Return the share of an integration's hours that a kind of work takes.

    story: the key of the kind of work.
    """
    phases = dict(list_phases())
    kinds = load_constants().stories[story].phases
    return sum(phases.get(phase, 0.0) * share for phase, share in kinds.items())


def _list_governance(facts: Facts) -> Iterator[Step]:
    survey = facts.survey
    epic = (START, translate("Governance and gates"))
    gate = next(iter(survey.roadmap.milestones if survey.roadmap else ()), None)
    yield Step(
        key=f"{START}.1",
        epic=epic,
        name=translate("Start: {gate} is passed", gate=gate.name)
        if gate
        else translate("Start of the build"),
        kind=Kind.MILESTONE,
        description=(translate("Condition: {condition}", condition=gate.condition),)
        if gate and gate.condition
        else (),
    )
    yield Step(
        key=f"{START}.2",
        epic=epic,
        name=translate("Project management"),
        kind=Kind.MANAGEMENT,
        after=(f"{START}.1",),
        description=(
            translate("From start to go-live; the hours are the management share of the total."),
        ),
    )
    protected = ", ".join(map(facts.get_name, facts.protected))
    for key, leg, days in _list_approvals(survey):
        gated = (
            translate(
                "the set-up of {systems} (protected data) and the cut-over", systems=protected
            )
            if leg.kind is LegKind.SECURITY and protected
            else translate("the cut-over")
        )
        yield _build_wait(key, epic, leg, days, gated=gated)


def _list_approvals(survey: Survey) -> Iterator[tuple[str, Leg, int]]:
    """Yield the security review and the approvals: key of the step, leg, working days."""
    for number, (leg, days) in enumerate(
        _find_legs(survey, LegKind.SECURITY, LegKind.APPROVAL), start=3
    ):
        yield f"{START}.{number}", leg, days


def _find_legs(survey: Survey, *kinds: LegKind, system: str = "") -> list[tuple[Leg, int]]:
    """Return the legs of these kinds, each with its working days in the plan."""
    roadmap = survey.roadmap
    if roadmap is None:
        return []
    found = (leg for leg in roadmap.legs if leg.kind in kinds and system in {"", leg.system})
    return [(leg, measure_leg_days(roadmap, leg)) for leg in found]


def _build_wait(
    key: str,
    epic: tuple[str, str],
    leg: Leg,
    days: int,
    *,
    gated: str,
    after: tuple[str, ...] = (f"{START}.1",),
) -> Step:
    """Return a waiting time. gated: what cannot begin before its end."""
    span = translate(
        "P10 {p10:.0f}, P50 {p50:.0f}, P90 {p90:.0f} working days",
        p10=leg.days.p10,
        p50=leg.days.p50,
        p90=leg.days.p90,
    )
    return Step(
        key=key,
        epic=epic,
        name=translate("Wait: {leg}", leg=leg.name),
        kind=Kind.WAIT,
        days=days,
        after=after,
        description=(
            translate("Must end before: {gated}", gated=gated),
            translate("Lead time: {span}", span=span),
            translate("Source: {source}", source=leg.source),
        ),
    )


def _list_integration(
    row: EffortRow, share: float, facts: Facts, feeders: tuple[str, ...]
) -> Iterator[Step]:
    key, epic = row.label, (row.label, f"{row.label} {row.systems}")
    system, name = facts.find_other(row)
    told = describe_integration(row, system, facts)
    yield _build_work(f"{key}.1", epic, "contract", share, (f"{START}.1",), told=told, system=name)
    yield Step(
        key=f"{key}.2",
        epic=epic,
        name=translate("Contract agreed: {name}", name=name),
        kind=Kind.MILESTONE,
        after=(f"{key}.1",),
    )
    waits = _find_legs(facts.survey, LegKind.ACCESS, LegKind.VENDOR, system=system)
    waiting = [
        _build_wait(f"{key}.{n}", epic, leg, days, gated=translate("the set-up"))
        for n, (leg, days) in enumerate(waits, start=3)
    ]
    yield from waiting
    reviews = [
        review
        for review, leg, _ in _list_approvals(facts.survey)
        if leg.kind is LegKind.SECURITY and system in facts.protected
    ]
    ready = (f"{key}.2", *(step.key for step in waiting), *reviews)
    built = tuple(_list_build(row, share, facts, ready=ready, told=told, number=len(waiting) + 3))
    yield from built
    tested = tuple(f"{label}.errors" for label in feeders)
    if feeders:
        told += (translate("Test data comes from: {labels}", labels=", ".join(feeders)),)
    after = (built[-1].key, *tested)
    yield _build_work(f"{key}.test", epic, "system test", share, after, told=told, system=name)


def _list_build(
    row: EffortRow,
    share: float,
    facts: Facts,
    *,
    ready: tuple[str, ...],
    told: tuple[str, ...],
    number: int,
) -> Iterator[Step]:
    """Yield the steps to build an integration (set-up, paths, error handling) with predecessors."""
    system, _ = facts.find_other(row)
    parts: tuple[PathPart, ...] = split_build(facts.estimates[row.integration], row, facts.poc)
    epic = (row.label, f"{row.label} {row.systems}")
    paths: list[str] = []
    for place, part in enumerate(parts, start=number):
        key = f"{row.label}.errors" if part.last else f"{row.label}.{place}"
        after = tuple(dict.fromkeys((*ready, *paths))) if part.last else ready
        story = "errors" if part.last else "set-up" if part.first else "build"
        lines = describe_integration(row, system, facts, part.way) if part.way else told
        weight, name = share * part.share, facts.get_name(system)
        yield _build_work(key, epic, story, weight, after, told=lines, data=part.name, system=name)
        if part.first:
            ready = (key,)
        paths.append(key)


def _build_work(
    key: str,
    epic: tuple[str, str],
    story: str,
    share: float,
    after: tuple[str, ...],
    *,
    told: tuple[str, ...] = (),
    days: float = 0.0,
    **words: str,
) -> Step:
    kind = load_constants().stories[story]
    filled = {"system": "", "data": "", "systems": "", **words}
    return Step(
        key=key,
        epic=epic,
        name=translate_term(kind.name).format(**filled),
        story=story,
        weight=share * _weigh(story),
        days=days,
        after=after,
        description=(
            *told,
            translate("Done when: {done}", done=translate_term(kind.done).format(**filled)),
        ),
    )


def _list_release(facts: Facts, labels: list[str], again: float) -> Iterator[Step]:
    """Yield the steps after all integrations: tests, go-live and hypercare.

    again: share of all hours that is spent on tests of existing integrations.
    """
    rest = 1 - again
    epic = (RELEASE, translate("Test, go-live and hypercare"))
    survey = facts.survey
    affected = ", ".join(facts.list_affected()) or translate("none is known")
    replaced = ", ".join(facts.list_replaced()) or translate("nothing is named")
    tested = tuple(f"{label}.test" for label in labels)
    told = (translate("Systems to test again: {affected}", affected=affected),)
    again_tested = ", ".join(facts.list_tested_integrations()) or translate("none is known")
    if again > 0:
        yield _build_work(
            f"{RELEASE}.0",
            epic,
            "test again",
            again / _weigh("test again"),
            tested,
            systems=affected,
            told=(*told, translate("Integrations to test again: {tested}", tested=again_tested)),
        )
        tested = (f"{RELEASE}.0",)
    yield _build_work(f"{RELEASE}.1", epic, "regression", rest, tested, systems=affected, told=told)
    first = (f"{RELEASE}.1",)
    yield _build_work(
        f"{RELEASE}.2", epic, "acceptance", rest, first, days=_get_days(survey, LegKind.ACCEPTANCE)
    )
    yield _build_work(f"{RELEASE}.3", epic, "operations", rest, first)
    yield _build_work(
        f"{RELEASE}.4", epic, "training", rest, first, days=_get_days(survey, LegKind.TRAINING)
    )
    windows = [
        _build_wait(
            f"{RELEASE}.{n}",
            epic,
            leg,
            days,
            gated=translate("the cut-over"),
            after=(f"{RELEASE}.2",),
        )
        for n, (leg, days) in enumerate(_find_legs(survey, LegKind.WINDOW), start=5)
    ]
    yield from windows
    gates = tuple(key for key, _, _ in _list_approvals(survey))
    ready = (*(f"{RELEASE}.{n}" for n in (2, 3, 4)), *(step.key for step in windows), *gates)
    yield _build_work(
        f"{RELEASE}.cutover", epic, "cut-over", rest, ready, days=_get_days(survey, LegKind.CUTOVER)
    )
    yield Step(
        key=f"{RELEASE}.live",
        epic=epic,
        name=translate("Go-live"),
        kind=Kind.MILESTONE,
        after=(f"{RELEASE}.cutover",),
        description=tuple(_describe_go_live(survey)),
    )
    live = (f"{RELEASE}.live",)
    yield _build_work(
        f"{RELEASE}.hypercare",
        epic,
        "hypercare",
        rest,
        live,
        days=load_constants().hypercare_days.value,
    )
    yield _build_work(
        f"{RELEASE}.retirement",
        epic,
        "retirement",
        rest,
        live,
        systems=replaced,
        told=(translate("Replaced systems: {replaced}", replaced=replaced),),
    )
    yield Step(
        key=f"{RESERVE}.1",
        epic=(RESERVE, translate("Reserve")),
        kind=Kind.RESERVE,
        name=translate("Reserve: P80 − P50 of the total"),
        after=(f"{START}.1",),
        description=(
            translate(
                "Use the reserve when a task exceeds its P50. Without the reserve, the plan adds "
                "up to the P50."
            ),
        ),
    )


def _describe_go_live(survey: Survey) -> Iterator[str]:
    if survey.roadmap and survey.roadmap.go_live_p50:
        roadmap = survey.roadmap
        percentile, late = find_late_date(roadmap)
        yield translate(
            "Roadmap: {p50} at P50, {late} at {percentile}",
            p50=format_date(roadmap.go_live_p50),
            late=format_date(late),
            percentile=percentile,
        )


def _get_days(survey: Survey, kind: LegKind) -> int:
    return next((days for _, days in _find_legs(survey, kind)), 0)
