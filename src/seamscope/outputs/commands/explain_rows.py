"""The explanation of an integration or a system as rows, for Markdown, CSV and JSON."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.landscape import Integration
from seamscope.outputs.views.digest import list_forgotten_systems
from seamscope.outputs.views.provenance import format_evidence
from seamscope.outputs.views.sensitivity import compute_base_points
from seamscope.outputs.writers.tabulate import Cell
from seamscope.resolved import SystemNode
from seamscope.wording import mark_each

HEADERS = mark_each("part", "name", "value", "reason", "evidence")
Row = tuple[Cell, ...]


def list_integration_rows(survey: Survey, integration: Integration) -> Iterator[Row]:
    """Yield rows for the integration, its flows, and each estimate with all its parts."""
    names = {system.id: system.name for system in survey.systems}
    ends = " – ".join(names.get(side, side) for side in integration.systems)
    direction = integration.direction.value
    yield (
        "integration", integration.label, direction, ends, format_evidence(integration.evidence)
    )  # fmt: skip
    flows = {flow.id: flow for flow in survey.flows}
    for flow in (flows[key] for key in integration.flows if key in flows):
        ends = f"{flow.source.dataset or flow.source.system} → " + (
            flow.target.dataset or flow.target.system
        )
        value = f"{flow.mechanism.value}, {flow.state.value}, {flow.certainty.value}"
        yield "flow", ends, value, flow.reason, format_evidence(flow.evidence)
    for estimate in survey.estimates:
        if estimate.integration == integration.id:
            yield from _list_estimate_rows(estimate)
    if integration.id in survey.surface.build:
        for line in list_forgotten_systems(survey):
            yield "not in the POC", line, None, "", ""


def _list_estimate_rows(estimate: Estimate) -> Iterator[Row]:
    """Yield the rows of an estimate; the part or name contains the unit.

    The figures are not rounded.
    """
    scope = estimate.scope.value
    hours = estimate.effort_hours
    for name, value in (
        ("mean", hours.mean), ("P50", hours.p50), ("P80", hours.p80), ("P90", hours.p90)
    ):  # fmt: skip
        yield f"{scope}, hours", name, value, estimate.override, ""
    score = f"class {estimate.effort_class.value}"
    yield f"{scope}, score", "total", estimate.score, score, ""
    yield f"{scope}, score", "size and setup", compute_base_points(estimate), "", ""
    for factor in estimate.factors:
        why = f"{factor.rating}, × {factor.multiplier:.2f}; {factor.reason} [{factor.source}]"
        yield f"{scope}, score", factor.name, factor.points, why, format_evidence(factor.evidence)
    yield f"{scope}, hours", "setup, once per pair", estimate.setup_hours, "", ""
    for part in estimate.size:
        why = f"{part.reason} [{part.source}]"
        yield f"{scope}, CFP", part.name, part.cfp, why, format_evidence(part.evidence)
    for fact in estimate.missing:
        share = f"{scope}, share of the variance"
        yield share, fact.fact, fact.variance_share, fact.question, fact.answer


def list_system_rows(survey: Survey, system: SystemNode) -> Iterator[Row]:
    """Yield rows for a system, the names merged or nearly merged into it, and its questions."""
    known = system.known_from.value
    yield "system", system.name, system.id, known, format_evidence(system.evidence)
    for merge in system.merges:
        yield "joined", merge.name, None, merge.reason, format_evidence(merge.evidence)
    for miss in system.near:
        yield "nearly joined", miss.name, None, miss.reason, format_evidence(miss.evidence)
    for asked in survey.questions:
        if system.id in asked.about:
            yield "asked", asked.text, None, asked.effect, format_evidence(asked.evidence)
