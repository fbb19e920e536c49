"""The output of `seamscope explain`: an integration's score, or the names merged into a system."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate import Effort, Estimate
from seamscope.landscape import Integration
from seamscope.outputs.commands.explain_rows import (
    HEADERS,
    list_integration_rows,
    list_system_rows,
)
from seamscope.outputs.commands.explain_system import explain_system, find_system
from seamscope.outputs.views.digest import list_forgotten_systems
from seamscope.outputs.views.sensitivity import build_tornado, compute_base_points, list_answers
from seamscope.outputs.writers.stored_survey import translate_survey
from seamscope.outputs.writers.tabulate import choose_language, clean_text, tabulate
from seamscope.records import Evidence
from seamscope.wording import format_count, translate, translate_term

WIDTH = 40  # characters of the tornado chart
PLACES = 12  # pieces of evidence shown for one fact; survey.json lists all of them


def explain(survey: Survey, name: str, shape: str = "text") -> str:
    """Return the explanation of an integration or a system.

    An integration is found by its id or label, a system by its id, name or alias. Raises
    SeamscopeError if nothing has that name.

    shape: "text" for the complete explanation; "markdown", "csv" or "json" for a table.
    """
    if shape == "text":
        survey = translate_survey(survey)
        system = find_system(survey, name)
        return explain_system(survey, system) if system else explain_integration(survey, name)
    with choose_language(shape):
        survey = translate_survey(survey)
        system = find_system(survey, name)
        rows = (
            list_system_rows(survey, system)
            if system
            else list_integration_rows(survey, find_integration(survey, name))
        )
        return tabulate(HEADERS, list(rows), shape)


def explain_integration(survey: Survey, name: str) -> str:
    """Explain the score and the estimate of an integration.

    Raises SeamscopeError if there is no such integration.

    name: id or label of the integration.
    """
    return "\n".join(_list_lines(survey, find_integration(survey, name))) + "\n"


def find_integration(survey: Survey, name: str) -> Integration:
    """Return the integration with this id or label; raise SeamscopeError if there is none."""
    key = name.casefold()
    matches = [i for i in survey.integrations if key in {i.id.casefold(), i.label.casefold()}]
    if not matches:
        raise SeamscopeError(
            f"unknown integration or system {name!r}",
            remedy="use a name from `seamscope show integrations` or `seamscope show systems`",
        )
    return matches[0]


def _list_lines(survey: Survey, integration: Integration) -> Iterator[str]:
    names = {system.id: system.name for system in survey.systems}
    first, second = (clean_text(names.get(side, side)) for side in integration.systems)
    direction = integration.direction.value.replace("_", " ")
    yield f"{integration.label}  {first} – {second}  ({direction})"
    flows = {flow.id: flow for flow in survey.flows}
    for flow_id in integration.flows:
        flow = flows.get(flow_id)
        if flow is None:
            continue
        ends = (
            flow.source.dataset or flow.source.system,
            flow.target.dataset or flow.target.system,
        )
        mechanism = f"{flow.mechanism.value} {clean_text(flow.technology)}".strip()
        description = f"{mechanism}, {flow.state.value}, {flow.certainty.value}"
        place = _format_first_evidence(flow.evidence)
        yield translate(
            "  flow  {ends}: {description}{place}",
            ends=clean_text(" → ".join(ends)),
            description=description,
            place=place,
        )
    estimates = [e for e in survey.estimates if e.integration == integration.id]
    if not estimates:
        yield translate("  no estimate: it has no active flow, and the POC does not need it")
    for estimate in estimates:
        yield ""
        yield from _list_estimate(estimate)
    yield from _list_forgotten_systems(survey, integration)


def _list_estimate(estimate: Estimate) -> Iterator[str]:
    size_class = translate(
        "score {score:.0f}, class {size}",
        score=estimate.score,
        size=estimate.effort_class.value,
    )
    yield translate(
        "{scope} scope: {size_class}",
        scope=translate_term(estimate.scope.value),
        size_class=size_class,
    )
    yield translate("  effort  {hours}", hours=_format_hours(estimate.effort_hours))
    if estimate.override and estimate.model_hours:
        yield translate(
            "  estimated by an expert ({override})", override=clean_text(estimate.override)
        )
        yield translate("  model   {hours}", hours=_format_hours(estimate.model_hours))
        times = estimate.effort_hours.mean / estimate.model_hours.mean
        yield translate(
            "          the expert's mean is {times:.2f} times the mean of the model", times=times
        )
    yield from _list_size(estimate)
    yield from _list_factors(estimate)
    yield from _list_missing_facts(estimate)
    yield from _draw_tornado(estimate)


def _list_size(estimate: Estimate) -> Iterator[str]:
    setup = translate("setup {hours:g} h once per pair", hours=estimate.setup_hours)
    yield translate(
        "  size    {cfp:g} CFP at {rate:g} h each, {setup}",
        cfp=estimate.cfp,
        rate=estimate.rate,
        setup=setup,
    )
    for part in estimate.size:
        mark = " [assumed]" if part.assumed else ""
        why = f"{clean_text(part.reason)} [{part.source}]"
        yield translate(
            "    {cfp:6.1f} CFP  {part}{mark}: {why}",
            cfp=part.cfp,
            part=translate_term(part.name),
            mark=mark,
            why=why,
        )
        yield from _list_evidence(part.evidence)


def _list_factors(estimate: Estimate) -> Iterator[str]:
    hours = estimate.setup_hours + estimate.rate * estimate.cfp
    yield translate("  factors: points add up to the score")
    yield translate(
        "    {points:+6.1f} points  size and setup: {hours:.1f} h",
        points=compute_base_points(estimate),
        hours=hours,
    )
    for factor in estimate.factors:
        spread = (
            ""
            if factor.low == factor.high
            else translate(" ({low:g} to {high:g})", low=factor.low, high=factor.high)
        )
        rating = f"{factor.name}: {factor.rating}, × {factor.multiplier:.2f}{spread}"
        why = f"{clean_text(factor.reason)} [{factor.source}]"
        yield translate(
            "    {points:+6.1f} points  {rating}; {why}",
            points=factor.points,
            rating=rating,
            why=why,
        )
        yield from _list_evidence(factor.evidence)
    total = compute_base_points(estimate) + sum(factor.points for factor in estimate.factors)
    outside = translate(", clamped to 0 to 100") if not 0 <= total <= 100 else ""
    yield translate("    {total:+6.1f} points  total{outside}", total=total, outside=outside)


def _list_missing_facts(estimate: Estimate) -> Iterator[str]:
    if estimate.missing:
        yield translate(
            "  unknown facts: share of this integration's variance, and the effect of each answer"
        )
    answered: set[str] = set()
    for fact in estimate.missing:
        yield f"    {100 * fact.variance_share:5.1f} %  {clean_text(fact.question)}"
        answers = () if fact.fact in answered else list_answers(estimate, fact.fact)
        answered.add(fact.fact)
        if answers:
            scores = ", ".join(f"{a.rating} {a.score:.0f} ({a.change:+.1f})" for a in answers)
            yield translate("             score if {scores}", scores=scores)


def _draw_tornado(estimate: Estimate) -> Iterator[str]:
    bars = build_tornado(estimate)
    if not bars:
        return
    low, high = min(bar.low for bar in bars), max(bar.high for bar in bars)
    step = (high - low) / WIDTH or 1.0
    yield translate(
        "  effect of each factor on the score (█ known, compared with nominal; ░ unknown)"
    )
    for bar in bars:
        start, end = round((bar.low - low) / step), round((bar.high - low) / step)
        drawn = " " * start + ("█" if bar.known else "░") * max(end - start, 1)
        yield f"    {bar.name:15} {bar.low:5.1f} {drawn:{WIDTH + 1}} {bar.high:5.1f}"


def _list_forgotten_systems(survey: Survey, integration: Integration) -> Iterator[str]:
    if integration.id in survey.surface.build and survey.surface.forgot:
        yield ""
        yield translate("reality check: systems the POC does not mention; decide whether in scope")
        for line in list_forgotten_systems(survey):
            yield f"  - {clean_text(line)}"


def _list_evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    """Yield the evidence for a fact, at most PLACES lines."""
    for place in evidence[:PLACES]:
        yield translate("                   from {place}", place=clean_text(str(place)))
    if len(evidence) > PLACES:
        more = format_count(len(evidence) - PLACES, "more place")
        yield translate("                   and {more} in survey.json", more=more)


def _format_hours(effort: Effort) -> str:
    return translate(
        "mean {mean:.0f} h, P50 {p50:.0f} h, P80 {p80:.0f} h, P90 {p90:.0f} h",
        mean=effort.mean,
        p50=effort.p50,
        p80=effort.p80,
        p90=effort.p90,
    )


def _format_first_evidence(evidence: tuple[Evidence, ...]) -> str:
    return f"  {clean_text(str(evidence[0]))}" if evidence else ""
