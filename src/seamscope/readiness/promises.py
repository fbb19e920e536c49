"""Checks of what the POC promises in figures, against what the model says."""

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
