"""Rows for lists in several outputs: interfaces, assumptions, excluded integrations."""

from collections.abc import Iterable, Iterator, Sequence

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import EffortRow, list_effort_rows, name_mechanism
from seamscope.outputs.views.provenance import format_evidence
from seamscope.outputs.writers.tabulate import Cell
from seamscope.resolved import FlowEdge
from seamscope.wording import mark_each, translate, translate_term

INTERFACE_HEADERS = mark_each(
    "id", "from", "dataset read", "to", "dataset written", "mechanism", "technology", "frequency",
    "volume", "entities", "state", "certainty", "evidence",
)  # fmt: skip
ASSUMPTION_HEADERS = mark_each("id", "assumption", "value", "reason", "source")
EXCLUDED_HEADERS = mark_each("id", "systems", "reason for exclusion")
Lines = Iterator[Sequence[Cell]]


def list_interfaces(survey: Survey) -> Lines:
    """Yield a row of INTERFACE_HEADERS for every flow between two systems."""
    names = {system.id: system.name for system in survey.systems}
    datasets = {dataset.id: dataset.name for dataset in survey.datasets}
    flows = {flow.id: flow for flow in survey.flows}
    for item in sorted(survey.integrations, key=lambda item: item.label):
        for key in item.flows:
            if key in flows:
                yield (item.label, *_build_flow_cells(flows[key], names, datasets))


def list_assumption_rows(survey: Survey, estimates: Iterable[Estimate]) -> Lines:
    """Yield a row of ASSUMPTION_HEADERS for every assumed size and every unknown rating."""
    labels = {item.id: item.label for item in survey.integrations}
    for estimate in estimates:
        label = labels.get(estimate.integration, estimate.integration)
        yield from _list_estimate_assumptions(
            f"{label}, {translate_term(estimate.scope.value)}", estimate
        )


def list_excluded(survey: Survey) -> Lines:
    """Yield a row of EXCLUDED_HEADERS for every integration that the total excludes."""
    for row in list_effort_rows(survey):
        if not row.in_total:
            yield row.label, row.systems, _explain_exclusion(row)


def _build_flow_cells(
    flow: FlowEdge, names: dict[str, str], datasets: dict[str, str]
) -> Sequence[Cell]:
    return (
        names.get(flow.source.system, flow.source.system),
        datasets.get(flow.source.dataset, flow.source.dataset),
        names.get(flow.target.system, flow.target.system),
        datasets.get(flow.target.dataset, flow.target.dataset),
        name_mechanism(flow.mechanism),
        flow.technology,
        flow.frequency,
        flow.volume,
        ", ".join(flow.entities),
        translate_term(flow.state.value),
        translate_term(flow.certainty.value),
        format_evidence(flow.evidence),
    )


def _list_estimate_assumptions(subject: str, estimate: Estimate) -> Lines:
    for part in estimate.size:
        if part.assumed:
            size = translate("{cfp:g} CFP", cfp=part.cfp)
            yield subject, translate_term(part.name), size, part.reason, part.source
    for factor in estimate.factors:
        if factor.low != factor.high:
            spread = translate("× {low:g} to {high:g}", low=factor.low, high=factor.high)
            yield subject, name_factor(factor.name), spread, factor.reason, factor.source


def _explain_exclusion(row: EffortRow) -> str:
    if not row.effort_class:
        return row.reason
    return translate(
        "{status}: it already exists, or another integration is counted in its place",
        status=row.status,
    )
