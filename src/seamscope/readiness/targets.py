"""Compare the POC's targets (time, budget, unit cost, maintenance) with the estimate."""

from collections.abc import Callable
from datetime import date

from seamscope.estimate.run_cost_result import Span
from seamscope.poc import Phase, format_statement
from seamscope.readiness.content import read_content
from seamscope.readiness.dates import find_day
from seamscope.readiness.fields import is_answer
from seamscope.readiness.types import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import Evidence
from seamscope.roadmap import Roadmap, measure_build
from seamscope.roadmap.figures import load_figures
from seamscope.roadmap.team import find_people
from seamscope.roadmap.workdays import add_months, count_months

BUDGET = "targets.annual_run_cost"
UNIT = "targets.cost_per_transaction"
UPKEEP = "targets.maintenance_days_per_year"


def check_time(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that go-live is possible within the target number of months after the POC's gate."""
    target, roadmap = facts.poc.targets.months_to_production, facts.roadmap
    if target is None:
        return poc_answer or mark_open("not specified in poc.yaml", ())
    evidence = facts.cite_keys("targets.months_to_production", "team.people")
    if roadmap is None:
        return _check_team(facts, target, evidence)
    months = _measure_months(roadmap)
    estimated = f"{months.p50:.1f} ({months.p10:.1f} to {months.p90:.1f}) are estimated"
    if roadmap.target and roadmap.go_live_p50:
        return _judge_target(
            _count_days(roadmap.target),
            _span_dates(roadmap, _count_days),
            promised=f"{target:g} months from the gate to go-live on {roadmap.target}",
            computed=f"{estimated}, until {roadmap.go_live_p50}",
            evidence=evidence,
        )
    return _judge_target(
        target,
        months,
        promised=f"{target:g} months to go-live",
        computed=estimated,
        evidence=evidence,
    )


def _measure_months(roadmap: Roadmap) -> Span:
    """Return the months from the POC's gate to go-live, computed from dates if they are known."""
    if roadmap.gate:
        gate = date.fromisoformat(roadmap.gate)
        return _span_dates(roadmap, lambda day: count_months(gate, date.fromisoformat(day)))
    per_month = load_figures().workdays_per_month.value
    span = roadmap.after_gate
    return Span(p10=span.p10 / per_month, p50=span.p50 / per_month, p90=span.p90 / per_month)


def _span_dates(roadmap: Roadmap, measure: Callable[[str], float]) -> Span:
    return Span(
        p10=measure(roadmap.go_live_p10),
        p50=measure(roadmap.go_live_p50),
        p90=measure(roadmap.go_live_p90),
    )


def _count_days(day: str) -> float:
    return float(date.fromisoformat(day).toordinal())


def _check_team(facts: Facts, target: float, evidence: tuple[Evidence, ...]) -> Verdict:
    """Compare the target with the duration of the build, if the POC has no roadmap."""
    totals, team = facts.totals, facts.poc.team
    if team.people is None and not team.members:
        return mark_answered(f"{target:g} months", evidence)
    hours = totals.production.p50 + totals.management_hours.p50
    days = measure_build(hours / totals.hours_per_day, team, totals.hours_per_day)
    needed, people = days / load_figures().workdays_per_month.value, find_people(team)
    computed = f"{people:g} people need {needed:.1f} months for the P50 effort of the integrations"
    if needed > target:
        return mark_contradicted([f"the target is {target:g} months", computed], evidence)
    return mark_answered(f"{target:g} months; {computed}", evidence)


def check_budget(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the yearly budget is not below the P10 of the simulated yearly run cost."""
    cost, target = facts.totals.run_cost, facts.poc.targets.annual_run_cost
    if cost is None or target is None:
        return poc_answer or mark_open("not specified in poc.yaml", ())
    computed = f"{_format_span(cost.yearly)} {cost.currency} a year are estimated"
    return _judge_target(
        target,
        cost.yearly,
        promised=f"a budget of {target:,.0f}",
        computed=computed,
        evidence=facts.cite_keys(BUDGET),
    )


def check_unit_cost(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the target cost per transaction is not below its simulated P10."""
    cost, target = facts.totals.run_cost, facts.poc.targets.cost_per_transaction
    if cost is None or target is None or (poc_answer and poc_answer.state is ReadinessState.OPEN):
        return poc_answer or mark_open("not specified in poc.yaml", ())
    computed = f"{_format_span(cost.per_transaction)} {cost.currency} per transaction are estimated"
    return _judge_target(
        target,
        cost.per_transaction,
        promised=f"at most {target:g} per transaction",
        computed=computed,
        evidence=facts.cite_keys(UNIT),
    )


def check_maintenance(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the target for maintenance days a year is not below their simulated P10."""
    cost, target = facts.totals.run_cost, facts.poc.targets.maintenance_days_per_year
    if cost is None or target is None:
        return poc_answer or mark_open("not specified in poc.yaml", ())
    computed = f"{_format_span(cost.days)} days a year are estimated"
    return _judge_target(
        target,
        cost.days,
        promised=f"{target:g} days a year",
        computed=computed,
        evidence=facts.cite_keys(UPKEEP),
    )


def _judge_target(
    target: float, simulated: Span, *, promised: str, computed: str, evidence: tuple[Evidence, ...]
) -> Verdict:
    """Judge a target: contradicted below the simulated P10, else open below P50, else answered."""
    if target < simulated.p10:
        return mark_contradicted([f"the target is {promised}", computed], evidence)
    if target < simulated.p50:
        return mark_open(f"{promised} is below the estimated median: {computed}", evidence)
    return mark_answered(f"{promised}; {computed}", evidence)


def _format_span(span: Span) -> str:
    return (
        f"{span.p50:,.3g} ({span.p10:,.3g} to {span.p90:,.3g})"
        if span.p90 < 100
        else (f"{span.p50:,.0f} ({span.p10:,.0f} to {span.p90:,.0f})")
    )


def check_phases(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the POC has a later phase with a duration, an outcome or a gate."""
    phases = facts.poc.phases
    if poc_answer and poc_answer.state is ReadinessState.ANSWERED:
        if len(phases) < 2:
            return mark_open(f"{poc_answer.answer} is the only phase", poc_answer.evidence)
        if not any(_is_described(phase) for phase in phases[1:]):
            text = f"{poc_answer.answer}: no later phase has a duration, an outcome or a gate"
            return mark_open(text, poc_answer.evidence)
    return poc_answer or mark_open("not specified in poc.yaml", ())


def _is_described(phase: Phase) -> bool:
    gate = format_statement(phase.gate)
    outcome = read_content(phase.outcome)
    return bool(phase.weeks or len(outcome.words) > 1 or is_answer("phases.gate", gate))


def _find_target(facts: Facts, start: date) -> date | None:
    """Return the target date of go-live, None if there is none.

    start: the date from which months are counted if the roadmap has no dates.
    """
    months = facts.poc.targets.months_to_production
    if facts.roadmap and facts.roadmap.target:
        return date.fromisoformat(facts.roadmap.target)
    try:
        return add_months(start, months) if months else None
    except OverflowError:  # the date is beyond the calendar, so the target sets no limit
        return None


def check_stop(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the decision to stop is dated between the start of the plan and go-live."""
    if not poc_answer or poc_answer.state is not ReadinessState.ANSWERED:
        return poc_answer or mark_open("not specified in poc.yaml", ())
    day = find_day(format_statement(facts.poc.operation.stop_date))
    start = facts.poc.start or facts.poc.team.start
    if day is None or start is None:
        return poc_answer
    end = _find_target(facts, start)
    if day < start:
        text = f"the decision of {day} is before the start of the plan, {start}"
        return mark_contradicted([text], poc_answer.evidence)
    if end and day > end:
        text = f"the decision of {day} comes after go-live, planned for {end}"
        return mark_contradicted([text], poc_answer.evidence)
    return poc_answer
