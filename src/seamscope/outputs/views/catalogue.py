"""Lists that several outputs show: the interfaces that data moves over, and what is assumed."""

from collections.abc import Iterable, Iterator, Sequence

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.outputs.tabulate import Cell
from seamscope.outputs.views.rows import MECHANISMS, Row, rows
from seamscope.records import Evidence
from seamscope.resolved import FlowEdge

SHOWN = 10  # places in one cell; survey.json has the rest
INTERFACES = (
    "id", "from", "dataset read", "to", "dataset written", "how", "technology", "frequency",
    "volume", "entities", "state", "certainty", "read from",
)  # fmt: skip
ASSUMED = ("id", "what", "value", "reason", "source")
LEFT_OUT = ("id", "systems", "why it has no figure in the total")
Lines = Iterator[Sequence[Cell]]


def interfaces(survey: Survey) -> Lines:
    """Yield every flow between two systems under the id of its integration, as INTERFACES."""
    names = {system.id: system.name for system in survey.systems}
    datasets = {dataset.id: dataset.name for dataset in survey.datasets}
    flows = {flow.id: flow for flow in survey.flows}
    for item in sorted(survey.integrations, key=lambda item: item.label):
        for key in item.flows:
            if key in flows:
                yield (item.label, *_flow(flows[key], names, datasets))


def assumed(survey: Survey, estimates: Iterable[Estimate]) -> Lines:
    """Yield what estimates assume because nobody says it, as ASSUMED: sizes, unknown ratings."""
    labels = {item.id: item.label for item in survey.integrations}
    for estimate in estimates:
        label = labels.get(estimate.integration, estimate.integration)
        yield from _assumed(f"{label}, {estimate.scope.value}", estimate)


def left_out(survey: Survey) -> Lines:
    """Yield the integrations that the total does not count, as LEFT_OUT."""
    for row in rows(survey):
        if not row.in_total:
            yield row.label, row.systems, _why_not(row)


def places(evidence: Sequence[Evidence]) -> str:
    """Return the first places in one line, and how many more there are."""
    more = len(evidence) - SHOWN
    told = [str(item) for item in evidence[:SHOWN]]
    return "; ".join([*told, *([f"and {more} more"] if more > 0 else [])])


def _flow(flow: FlowEdge, names: dict[str, str], datasets: dict[str, str]) -> Sequence[Cell]:
    return (
        names.get(flow.source.system, flow.source.system),
        datasets.get(flow.source.dataset, flow.source.dataset),
        names.get(flow.target.system, flow.target.system),
        datasets.get(flow.target.dataset, flow.target.dataset),
        MECHANISMS[flow.mechanism],
        flow.technology,
        flow.frequency,
        flow.volume,
        ", ".join(flow.entities),
        flow.state.value,
        flow.certainty.value,
        places(flow.evidence),
    )


def _assumed(told: str, estimate: Estimate) -> Lines:
    for part in estimate.size:
        if part.assumed:
            yield told, part.name, f"{part.cfp:g} CFP", part.reason, part.source
    for factor in estimate.factors:
        if factor.low != factor.high:
            spread = f"× {factor.low:g} to {factor.high:g}"
            yield told, factor.name, spread, factor.reason, factor.source


def _why_not(row: Row) -> str:
    if row.days is None and row.poc_days is None:
        return row.reason
    return f"{row.standing}: it exists, or another one is counted in its place"
