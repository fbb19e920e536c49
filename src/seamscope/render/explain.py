"""One integration's score to the last point: size, factors, evidence and missing facts."""

from collections.abc import Iterator

from seamscope.errors import SeamscopeError
from seamscope.estimate import Effort, Estimate
from seamscope.landscape import Integration
from seamscope.records import Evidence
from seamscope.render.tabulate import plain
from seamscope.survey import Survey


def explain(survey: Survey, wanted: str) -> str:
    """Return the explanation of an integration named by id or label; raise if there is none."""
    key = wanted.casefold()
    found = [i for i in survey.integrations if key in {i.id.casefold(), i.label.casefold()}]
    if not found:
        raise SeamscopeError(
            f"no integration is called {wanted!r}",
            remedy="`seamscope show integrations` lists ids and labels",
        )
    return "\n".join(_lines(survey, found[0])) + "\n"


def _lines(survey: Survey, integration: Integration) -> Iterator[str]:
    names = {system.id: system.name for system in survey.systems}
    a, b = (plain(names.get(side, side)) for side in integration.systems)
    yield f"{integration.label}  {a} – {b}  ({integration.direction.value.replace('_', ' ')})"
    flows = {flow.id: flow for flow in survey.flows}
    for flow_id in integration.flows:
        flow = flows.get(flow_id)
        if flow is None:
            continue
        ends = (
            flow.source.dataset or flow.source.system,
            flow.target.dataset or flow.target.system,
        )
        how = f"{flow.mechanism.value} {plain(flow.technology)}".strip()
        said = f"{how}, {flow.state.value}, {flow.certainty.value}"
        yield f"  flow  {plain(' → '.join(ends))}: {said}{_at(flow.evidence)}"
    estimates = [e for e in survey.estimates if e.integration == integration.id]
    if not estimates:
        yield "  no estimate: none of its flows is active, and the POC does not need it"
    for estimate in estimates:
        yield ""
        yield from _estimate(estimate)


def _estimate(estimate: Estimate) -> Iterator[str]:
    size_class = f"score {estimate.score:.0f}, class {estimate.effort_class.value}"
    yield f"{estimate.scope.value} scope: {size_class}"
    yield f"  effort  {_hours(estimate.effort_hours)}"
    if estimate.override and estimate.model_hours:
        yield f"  an expert's figure ({plain(estimate.override)})"
        yield f"  model   {_hours(estimate.model_hours)}"
    setup = f"setup {estimate.setup_hours:g} h once per pair"
    yield f"  size    {estimate.cfp:g} CFP at {estimate.rate:g} h each, {setup}"
    for part in estimate.size:
        mark = " [assumed]" if part.assumed else ""
        why = f"{plain(part.reason)} [{part.source}]{_at(part.evidence)}"
        yield f"    {part.cfp:6.1f} CFP  {part.name}{mark}: {why}"
    yield "  factors"
    for factor in estimate.factors:
        spread = "" if factor.low == factor.high else f" ({factor.low:g} to {factor.high:g})"
        rating = f"{factor.name}: {factor.rating}, × {factor.multiplier:.2f}{spread}"
        why = f"{plain(factor.reason)} [{factor.source}]{_at(factor.evidence)}"
        yield f"    {factor.points:+6.1f} points  {rating}; {why}"
    if estimate.missing:
        yield "  not known yet, by share of this integration's variance"
    for fact in estimate.missing:
        yield f"    {100 * fact.variance_share:5.1f} %  {plain(fact.question)}"


def _hours(effort: Effort) -> str:
    return (
        f"mean {effort.mean:.0f} h, P50 {effort.p50:.0f} h, P80 {effort.p80:.0f} h, "
        f"P90 {effort.p90:.0f} h"
    )


def _at(evidence: tuple[Evidence, ...]) -> str:
    return f"  {plain(str(evidence[0]))}" if evidence else ""
