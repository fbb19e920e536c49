"""Build the roadmap: lead times, simulated milestones and dates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from seamscope.estimate import Estimate, Scope, Totals
from seamscope.estimate.run_cost_result import Span
from seamscope.landscape import Landscape
from seamscope.poc import Phase, Poc, format_statement
from seamscope.records import Evidence
from seamscope.roadmap.team import find_people, measure_attendance, measure_shortest
from seamscope.roadmap.types import Leg, LegKind, Milestone, Roadmap
from seamscope.roadmap.workdays import (
    Workdays,
    add_months,
    convert_months,
    is_frozen,
    list_holidays,
)
from seamscope.surface import Surface

TOO_FAR = "no dates: go-live lies more than twenty years ahead or beyond the calendar"
UNSTATED = "no dates: set `start:` (of the POC) or `team: start:` (of the build) in poc.yaml"


def build_roadmap(
    landscape: Landscape,
    surface: Surface,
    estimates: tuple[Estimate, ...],
    totals: Totals | None,
    poc: Poc | None,
    *,
    seed: int = 0,
) -> Roadmap | None:
    """Return the roadmap to go-live; None without a POC or without an integration to build."""
    if poc is None or totals is None or not surface.build:
        return None
    from seamscope.roadmap.simulate import Job, simulate_way
    from seamscope.roadmap.steps import list_steps

    own, ids = surface.poc, frozenset(surface.build)
    build = [i for i in landscape.integrations if i.id in ids]
    touched = tuple(
        landscape.get_system(key)
        for key in sorted({side for i in build for side in i.systems} - {own})
        if landscape.is_system(key)
    )
    written = frozenset(f.target.system for f in landscape.flows if f.source.system == own)
    effort, source = measure_effort(totals)
    job = Job(
        effort=effort,
        chains=_measure_chains(landscape, surface, estimates, totals.hours_per_day),
        team=poc.team,
        hours_per_day=totals.hours_per_day,
        source=source,
    )
    steps = list_steps(poc, touched, written, _make_counter(poc))
    way = simulate_way(steps, job, seed=seed, build_from=_find_build_start(poc))
    shortest = measure_shortest(effort.p50, totals.hours_per_day, job.longest)
    plain = Roadmap(
        legs=way.legs,
        go_live=way.go_live,
        after_gate=way.after_gate,
        critical_path=way.critical_path,
        people=find_people(poc.team),
        effort_days=effort,
        shortest_days=round(shortest, 1),
        target_days=convert_months(poc.targets.months_to_production),
        notes=tuple(_list_notes(poc, effort, shortest)),
    )
    return _add_dates(plain, poc)


def _find_build_start(poc: Poc) -> float:
    """Return the working days from the start of the POC to the first day of the build."""
    if poc.start is None or poc.team.start is None:
        return 0.0
    return _make_counter(poc)(poc.team.start) or 0.0


def _make_counter(poc: Poc) -> Callable[[date], float | None]:
    """Return a function that counts the working days from the start of the plan to a date."""
    start = poc.start or poc.team.start
    if start is None:
        return lambda _: None
    holidays, _ = list_holidays(poc.team.country, poc.team.region, start)
    days = Workdays(start=start, holidays=holidays)
    return lambda until: float(days.count(until))


def measure_effort(totals: Totals) -> tuple[Span, str]:
    """Return the person-days of the whole build as a range, and a phrase for this work."""
    cost, per_day = totals.run_cost, totals.hours_per_day
    if cost and cost.build_days:
        return cost.build_days, "integrations, their management and the product's own work"
    work, extra = totals.production, totals.management_hours
    high = (work.p90 + extra.p90) / per_day
    middle = (work.p50 + extra.p50) / per_day
    low = middle**2 / high if high else 0.0
    p80 = (work.p80 + extra.p80) / per_day
    return Span(p10=low, p50=middle, p80=p80, p90=high), "integrations and their management"


def _measure_chains(
    landscape: Landscape,
    surface: Surface,
    estimates: tuple[Estimate, ...],
    hours_per_day: float,
) -> dict[str, float]:
    """Return the P50 person-days of each system's largest integration, by system id."""
    sides = {i.id: i.systems for i in landscape.integrations}
    chains: dict[str, float] = {}
    for found in estimates:
        if found.scope is Scope.PRODUCTION and found.integration in surface.build:
            days = found.effort_hours.p50 / hours_per_day
            for system in set(sides[found.integration]) - {surface.poc}:
                chains[system] = max(chains.get(system, 0.0), days)
    return chains


def _list_notes(poc: Poc, effort: Span, shortest: float) -> Iterator[str]:
    people = find_people(poc.team)
    if not poc.team.members and poc.team.people is None:
        yield f"{people:g} people are assumed; set `team: people:` or `members:` in poc.yaml"
    needed = effort.p50 / people / measure_attendance()
    if needed < shortest:
        yield (
            f"{people:g} people would need {needed:.0f} working days, but the build takes at least "
            f"{shortest:.0f} working days with any number of people (the longer of the COCOMO II "
            "schedule and the work on the largest integration)"
        )
    yield "lead times start at the gate after the POC; requesting access earlier saves days"


def _add_dates(plan: Roadmap, poc: Poc) -> Roadmap:
    """Return the roadmap with milestones and, if poc.yaml contains a start, with dates."""
    start = poc.start or poc.team.start
    if start is None:
        milestones = tuple(_list_milestones(plan, poc, None))
        return replace(plan, milestones=milestones, notes=(*plan.notes, UNSTATED))
    try:
        return _date_plan(plan, poc, start)
    except OverflowError:
        milestones = tuple(_list_milestones(plan, poc, None))
        return replace(plan, milestones=milestones, notes=(*plan.notes, TOO_FAR))


def _date_plan(plan: Roadmap, poc: Poc, start: date) -> Roadmap:
    holidays, note = list_holidays(poc.team.country, poc.team.region, start)
    days = Workdays(start=start, holidays=holidays)
    go_live = [_find_go_live(days, value) for value in _list_values(plan.go_live)]
    frozen = is_frozen(days.add(plan.go_live.p50))
    notes = (
        *plan.notes,
        *((note,) if note else ()),
        *(("go-live at P50 falls into the year-end change freeze and moves to its end",) * frozen),
    )
    low, middle, late, high = (day.isoformat() for day in go_live)
    end = go_live[-1]
    gate = days.add(_find_gate(plan))
    dated = replace(
        plan,
        start=start.isoformat(),
        legs=tuple(_date_leg(leg, days) for leg in plan.legs),
        go_live_p10=low,
        go_live_p50=middle,
        go_live_p80=late,
        go_live_p90=high,
        gate=gate.isoformat(),
        holidays=tuple(sorted(d.isoformat() for d in holidays if start <= d <= end)),
        notes=notes,
    )
    aimed = _date_target(dated, poc, days, gate)
    return replace(aimed, milestones=tuple(_list_milestones(aimed, poc, days)))


def _find_gate(plan: Roadmap) -> float:
    """Return the working day of the POC's gate at P50. The build starts on the day after it."""
    return next((leg.start.p50 for leg in plan.legs if leg.kind is LegKind.BUILD), 0.0)


def _date_target(plan: Roadmap, poc: Poc, days: Workdays, gate: date) -> Roadmap:
    """Return the roadmap with the target date: the months in poc.yaml, counted from the gate."""
    months = poc.targets.months_to_production
    if months is None:
        return plan
    try:
        target = add_months(gate, months)
    except OverflowError:  # the date is beyond the calendar
        return plan
    between = days.count(target) + days.is_workday(target) - _find_gate(plan)
    return replace(plan, target=target.isoformat(), target_days=round(max(between, 0.0), 1))


def _find_go_live(days: Workdays, value: float) -> date:
    return days.skip_freeze(days.add(value))


def _date_leg(leg: Leg, days: Workdays) -> Leg:
    return replace(
        leg,
        start_date=days.add(leg.start.p50 + 1).isoformat(),
        finish_date=days.add(leg.finish.p50).isoformat(),
    )


def _list_milestones(plan: Roadmap, poc: Poc, days: Workdays | None) -> Iterator[Milestone]:
    """Yield the POC's gate, the decision to stop, the gates of later phases, and go-live."""
    legs = {leg.kind: leg for leg in plan.legs}
    phases = poc.phases or (Phase(name="proof of concept"),)
    if LegKind.POC in legs:
        yield _build_gate(poc, phases[0], legs[LegKind.POC].finish, days)
    if stop := format_statement(poc.operation.stop_date):
        yield Milestone(
            name="decision to go on or stop",
            condition=_describe_stop(poc),
            p50=stop,
            evidence=_locate(poc, "operation.stop_date"),
        )
    for phase in phases[1:-1]:
        yield _build_gate(poc, phase, legs[LegKind.ACCEPTANCE].finish, days)
    yield Milestone(
        name="go-live",
        condition=format_statement(phases[-1].gate) if len(phases) > 1 else "",
        days=plan.go_live,
        p50=plan.go_live_p50,
        p90=plan.go_live_p90,
    )


def _build_gate(poc: Poc, phase: Phase, finish: Span, days: Workdays | None) -> Milestone:
    return Milestone(
        name=f"gate after {phase.name}",
        condition=format_statement(phase.gate) or "no condition is stated",
        days=finish,
        p50=days.add(finish.p50).isoformat() if days else "",
        p90=days.add(finish.p90).isoformat() if days else "",
        evidence=_locate(poc, "phases"),
    )


def _describe_stop(poc: Poc) -> str:
    evidence = format_statement(poc.operation.stop_evidence)
    who = format_statement(poc.operation.stop_authority)
    return "; ".join(
        part
        for part in (f"stop if {evidence}" if evidence else "", who and f"decided by {who}")
        if part
    )


def _locate(poc: Poc, key: str) -> tuple[Evidence, ...]:
    if key not in poc.lines:
        return ()
    file = poc.answer_files.get(key, poc.file or "poc.yaml")
    return (Evidence(file=file, line=poc.lines[key], place=key, connector="poc"),)


def _list_values(span: Span) -> tuple[float, float, float, float]:
    return span.p10, span.p50, span.p90 if span.p80 is None else span.p80, span.p90
