"""One integration's score to the last point, or why one system is one system."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate import Effort, Estimate
from seamscope.landscape import Integration
from seamscope.outputs.tabulate import plain
from seamscope.outputs.text.explain_system import explain_system, system_called
from seamscope.outputs.views.digest import forgotten
from seamscope.outputs.views.sensitivity import answers, base_points, tornado
from seamscope.records import Evidence
from seamscope.wording import number

WIDTH = 40  # characters of the widest bar
PLACES = 12


def explain(survey: Survey, wanted: str) -> str:
    """Return the explanation of an integration or a system; raise if nothing is called so.

    An integration is named by its id or label, a system by its id, name or alias.
    """
    key = wanted.casefold()
    if (system := system_called(survey, wanted)) is not None:
        return explain_system(survey, system)
    found = [i for i in survey.integrations if key in {i.id.casefold(), i.label.casefold()}]
    if not found:
        raise SeamscopeError(
            f"no integration or system is called {wanted!r}",
            remedy="`seamscope show integrations` and `seamscope show systems` list them",
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
    yield from _forgotten(survey, integration)


def _estimate(estimate: Estimate) -> Iterator[str]:
    size_class = f"score {estimate.score:.0f}, class {estimate.effort_class.value}"
    yield f"{estimate.scope.value} scope: {size_class}"
    yield f"  effort  {_hours(estimate.effort_hours)}"
    if estimate.override and estimate.model_hours:
        yield f"  an expert's figure ({plain(estimate.override)})"
        yield f"  model   {_hours(estimate.model_hours)}"
        times = estimate.effort_hours.mean / estimate.model_hours.mean
        yield f"          the expert's mean is {times:.2f} times the model's"
    yield from _size(estimate)
    yield from _factors(estimate)
    yield from _missing(estimate)
    yield from _tornado(estimate)


def _size(estimate: Estimate) -> Iterator[str]:
    setup = f"setup {estimate.setup_hours:g} h once per pair"
    yield f"  size    {estimate.cfp:g} CFP at {estimate.rate:g} h each, {setup}"
    for part in estimate.size:
        mark = " [assumed]" if part.assumed else ""
        why = f"{plain(part.reason)} [{part.source}]"
        yield f"    {part.cfp:6.1f} CFP  {part.name}{mark}: {why}"
        yield from _places(part.evidence)


def _factors(estimate: Estimate) -> Iterator[str]:
    hours = estimate.setup_hours + estimate.rate * estimate.cfp
    yield "  factors: points add up to the score"
    yield f"    {base_points(estimate):+6.1f} points  size and setup alone: {hours:.1f} h"
    for factor in estimate.factors:
        spread = "" if factor.low == factor.high else f" ({factor.low:g} to {factor.high:g})"
        rating = f"{factor.name}: {factor.rating}, × {factor.multiplier:.2f}{spread}"
        why = f"{plain(factor.reason)} [{factor.source}]"
        yield f"    {factor.points:+6.1f} points  {rating}; {why}"
        yield from _places(factor.evidence)
    total = base_points(estimate) + sum(factor.points for factor in estimate.factors)
    outside = ", kept inside 0 to 100" if not 0 <= total <= 100 else ""
    yield f"    {total:+6.1f} points  in all{outside}"


def _missing(estimate: Estimate) -> Iterator[str]:
    if estimate.missing:
        yield "  not known yet, by share of this integration's variance; what each answer would do"
    told: set[str] = set()
    for fact in estimate.missing:
        yield f"    {100 * fact.variance_share:5.1f} %  {plain(fact.question)}"
        found = () if fact.fact in told else answers(estimate, fact.fact)
        told.add(fact.fact)
        if found:
            said = ", ".join(f"{a.rating} {a.score:.0f} ({a.moves:+.1f})" for a in found)
            yield f"             score if {said}"


def _tornado(estimate: Estimate) -> Iterator[str]:
    bars = tornado(estimate)
    if not bars:
        return
    low, high = min(bar.low for bar in bars), max(bar.high for bar in bars)
    step = (high - low) / WIDTH or 1.0
    yield "  what moves the score, each factor by itself (█ known, against nominal; ░ still open)"
    for bar in bars:
        start, end = round((bar.low - low) / step), round((bar.high - low) / step)
        drawn = " " * start + ("█" if bar.known else "░") * max(end - start, 1)
        yield f"    {bar.name:15} {bar.low:5.1f} {drawn:{WIDTH + 1}} {bar.high:5.1f}"


def _forgotten(survey: Survey, integration: Integration) -> Iterator[str]:
    if integration.id in survey.surface.build and survey.surface.forgot:
        yield ""
        yield "reality check: production will meet these, and the POC does not mention them"
        for line in forgotten(survey):
            yield f"  - {plain(line)}"


def _places(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    """Yield every place a fact was read, a dozen at most: what is beyond is in survey.json."""
    for place in evidence[:PLACES]:
        yield f"                   at {plain(str(place))}"
    if len(evidence) > PLACES:
        yield f"                   and {number(len(evidence) - PLACES, 'more place')}"


def _hours(effort: Effort) -> str:
    return (
        f"mean {effort.mean:.0f} h, P50 {effort.p50:.0f} h, P80 {effort.p80:.0f} h, "
        f"P90 {effort.p90:.0f} h"
    )


def _at(evidence: tuple[Evidence, ...]) -> str:
    return f"  {plain(str(evidence[0]))}" if evidence else ""
