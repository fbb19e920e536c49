"""Checks of what the POC promises in figures, against what the model says."""

from seamscope.estimate.run_cost_result import Span
from seamscope.knowledge import load
from seamscope.readiness.line import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    answered,
    contradicted,
    unanswered,
)
from seamscope.records import Evidence

BUDGET = "targets.annual_run_cost"
UNIT = "targets.cost_per_transaction"
UPKEEP = "targets.maintenance_days_per_year"


def time(facts: Facts, said: Answer) -> Verdict:
    """The months promised must hold half of the simulated efforts, with everybody at work."""
    target, people = facts.poc.targets.months_to_production, facts.poc.team.people
    evidence = facts.at("targets.months_to_production", "team.people")
    if target is None or people is None:
        return said or unanswered("not said", ())
    hours = facts.totals.production.p50 + facts.totals.management_hours.p50
    needed = hours / facts.totals.hours_per_day / people / _days_per_month()
    counted = f"{people} people need {needed:.1f} months for the P50 effort, integration alone"
    if needed > target:
        return contradicted([f"{target:g} months are promised", counted], evidence)
    return answered(f"{target:g} months; {counted}", evidence)


def budget(facts: Facts, said: Answer) -> Verdict:
    """A budget below the P10 of the simulated yearly cost contradicts it."""
    cost, target = facts.totals.run_cost, facts.poc.targets.annual_run_cost
    if cost is None or target is None:
        return said or unanswered("not said", ())
    counted = f"{_span(cost.yearly)} {cost.currency} a year are reckoned"
    return _bounded(
        target,
        cost.yearly,
        promised=f"a budget of {target:,.0f}",
        counted=counted,
        evidence=facts.at(BUDGET),
    )


def unit_cost(facts: Facts, said: Answer) -> Verdict:
    """A price of one run below the P10 of the simulated one contradicts it."""
    cost, target = facts.totals.run_cost, facts.poc.targets.cost_per_transaction
    if cost is None or target is None or (said and said.state is ReadinessState.OPEN):
        return said or unanswered("not said", ())
    counted = f"{_span(cost.per_transaction)} {cost.currency} a run are reckoned"
    return _bounded(
        target,
        cost.per_transaction,
        promised=f"at most {target:g} a run",
        counted=counted,
        evidence=facts.at(UNIT),
    )


def maintenance(facts: Facts, said: Answer) -> Verdict:
    """Fewer days of upkeep than the P10 of the simulated ones contradict them."""
    cost, target = facts.totals.run_cost, facts.poc.targets.maintenance_days_per_year
    if cost is None or target is None:
        return said or unanswered("not said", ())
    counted = f"{_span(cost.days)} days a year are reckoned"
    return _bounded(
        target,
        cost.days,
        promised=f"{target:g} days a year",
        counted=counted,
        evidence=facts.at(UPKEEP),
    )


def _bounded(
    target: float, found: Span, *, promised: str, counted: str, evidence: tuple[Evidence, ...]
) -> Verdict:
    """Judge a promise: contradicted below P10, open below P50, since it may well not hold."""
    if target < found.p10:
        return contradicted([promised, counted], evidence)
    if target < found.p50:
        return unanswered(f"{promised} is less than is likely: {counted}", evidence)
    return answered(f"{promised}; {counted}", evidence)


def _span(span: Span) -> str:
    return (
        f"{span.p50:,.3g} ({span.p10:,.3g} to {span.p90:,.3g})"
        if span.p90 < 100
        else (f"{span.p50:,.0f} ({span.p10:,.0f} to {span.p90:,.0f})")
    )


def phases(facts: Facts, said: Answer) -> Verdict:
    """The POC is a first phase only if something comes after it."""
    if said and said.state is ReadinessState.ANSWERED and len(facts.poc.phases) < 2:
        return unanswered(f"{said.answer} is the only phase", said.evidence)
    return said or unanswered("not said", ())


def _days_per_month() -> float:
    match load("readiness"):
        case {"days_per_month": {"value": int() | float() as value}}:
            return float(value)
        case _:
            raise ValueError("knowledge/readiness.yaml says no days_per_month")
