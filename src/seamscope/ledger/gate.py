"""Write the condition to stop at the next gate, and list work outside the integrations."""

from collections.abc import Iterator

from seamscope.ledger.facts import Facts, load_figures
from seamscope.ledger.types import RiskKind, ScopeLine
from seamscope.poc import format_statement
from seamscope.readiness.fields import is_answer
from seamscope.wording import format_figure

TESTING = ("integration test", "acceptance")


def write_kill_test(facts: Facts) -> str:
    """Return a sentence with the condition to stop the POC.

    Parts that are missing in poc.yaml are proposed from the estimate and the roadmap.
    """
    operation = facts.poc.operation
    evidence = format_statement(operation.stop_evidence)
    stated = is_answer("operation.stop_evidence", evidence)
    day = format_statement(operation.stop_date)
    dated = is_answer("operation.stop_date", day)
    who = format_statement(operation.stop_authority)
    named = is_answer("operation.stop_authority", who)
    days = (facts.totals.production.p80 + facts.totals.management_hours.p80) / (
        facts.totals.hours_per_day
    )
    limit = f"the P80 of the integrations exceeds {format_figure(days, 2)} person-days"
    gate = _find_gate(facts)
    test = evidence if stated else f"{limit}{f' or this is not met: {gate}' if gate else ''}"
    when = day if dated else _find_gate_day(facts)
    head = "Stop if" if stated and dated else "Proposal, because poc.yaml is incomplete: stop if"
    decider = f"; {who} decides" if named else "; poc.yaml does not specify who decides"
    return f"{head} {test} by {when}{decider}."


def _find_gate(facts: Facts) -> str:
    phase = facts.poc.phases[0] if facts.poc.phases else None
    return format_statement(phase.gate) if phase else ""


def _find_gate_day(facts: Facts) -> str:
    """Return the date of the gate after the POC, else "the end of the proof of concept"."""
    milestones = facts.roadmap.milestones if facts.roadmap else ()
    return next((m.p50 for m in milestones if m.p50), "the end of the proof of concept")


def _list_missing_needs(facts: Facts) -> Iterator[ScopeLine]:
    """Yield the effort for monitoring, service desk and identity that the POC does not mention."""
    kinds = {system.id: system.kind.casefold() for system in facts.landscape.systems}
    # An entry without a system means that no monitoring system is known.
    found = {kinds.get(item.system, "monitoring") for item in facts.surface.forgot}
    needs = [need for kind, need in load_figures().needs.items() if kind in found]
    if needs:
        names = ", ".join(need.name for need in needs)
        low, high = (sum(need.days[side] for need in needs) for side in (0, 1))
        yield ScopeLine(
            name=f"not in your scope yet: {names}",
            days=(low, high),
            included=False,
            source="; ".join(f"{need.name}: {need.source}" for need in needs),
        )


def list_scope(facts: Facts) -> Iterator[ScopeLine]:
    """Yield the effort of testing, partner communication and cut-over as lines of the scope."""
    totals, kinds = facts.totals, load_figures().kinds
    hours = sum(hours for name, hours in totals.by_phase if name in TESTING)
    mean = totals.production.mean or 1.0
    low, high = (
        hours / totals.hours_per_day * value / mean
        for value in (totals.production.p50, totals.production.p80)
    )
    yield ScopeLine(
        name="testing: integration test and acceptance",
        days=(round(low, 1), round(high, 1)),
        included=True,
        source="phases of the estimate, P50 and P80",
    )
    units = load_figures().units
    partner, cutover = units[kinds[RiskKind.PARTNER].unit], units[kinds[RiskKind.CUTOVER].unit]
    count = len(facts.touched)
    yield ScopeLine(
        name=f"partner communication with the owners of {count} systems",
        days=(partner.days[0] * count, partner.days[1] * count),
        included=False,
        source=f"assumption: {partner.reason}",
    )
    integrations = len(facts.build)
    yield ScopeLine(
        name=f"cut-over of {integrations} integrations: plan, rehearsal, initial load",
        days=(cutover.days[0] * integrations, cutover.days[1] * integrations),
        included=False,
        source=f"assumption: {cutover.reason}",
    )
    yield from _list_missing_needs(facts)
