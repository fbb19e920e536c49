"""One estimate in full: size, factors and missing facts, with their evidence."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from seamscope.estimate import Effort, Estimate, Factor, Missing, SizePart
from seamscope.outputs.html.markup import Part, build_element, build_list
from seamscope.outputs.html.tables import build_table
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import convert_to_days
from seamscope.records import Evidence
from seamscope.wording import (
    format_days,
    format_number,
    format_percent,
    mark_each,
    translate,
    translate_term,
)

SHOWN = 30  # pieces of evidence shown for one fact; survey.json lists all of them


def build_evidence_list(evidence: Sequence[Evidence]) -> Element | None:
    """Return evidence as a list of at most SHOWN items."""
    if not evidence:
        return None
    items: list[Part] = [build_element("code", str(item)) for item in evidence[:SHOWN]]
    more = len(evidence) - SHOWN
    if more > 0:
        items.append(translate("and {more} more in survey.json", more=more))
    return build_list(items, class_="places")


def build_estimate(estimate: Estimate, per_day: float) -> Iterator[Element]:
    """Yield the parts of one estimate, in the order of the calculation."""
    name = {"poc": translate("the POC only"), "production": translate("production")}[
        estimate.scope.value
    ]
    yield build_element("h3", translate("Estimate for {name}", name=name))
    result = translate(
        "score {score:.0f} of 100, {cfp:g} COSMIC function points",
        score=estimate.score,
        cfp=estimate.cfp,
    )
    setup = translate(
        "setup {hours:g} h, plus {rate:g} h per function point",
        hours=estimate.setup_hours,
        rate=estimate.rate,
    )
    yield build_element("p", f"{result}; {setup}.")
    lines = [(translate("estimate"), estimate.effort_hours)]
    if estimate.model_hours:
        lines.append(
            (translate("estimate of the model, replaced by the expert's"), estimate.model_hours)
        )
        yield build_element(
            "p", translate("Estimated by an expert: {override}", override=estimate.override)
        )
    yield build_table(
        mark_each("person-days", "mean", "P50", "P80", "P90"),
        [[name, *_format_days(hours, per_day)] for name, hours in lines],
    )
    counted = mark_each("part", "CFP", "reason", "source", "evidence")
    yield _build_subsection(
        translate("Size"), build_table(counted, map(_build_size_row, estimate.size))
    )
    if estimate.factors:
        factors = mark_each(
            "factor", "rating", "multiplier", "points", "reason", "source", "evidence"
        )
        yield _build_subsection(
            translate("Factors"), build_table(factors, map(_build_factor_row, estimate.factors))
        )
    if estimate.missing:
        missing = mark_each("question", "fact", "share of the variance")
        yield _build_subsection(
            translate("Missing facts"),
            build_table(missing, map(_build_missing_row, estimate.missing)),
        )


def _build_subsection(title: str, content: Element) -> Element:
    return build_element("section", build_element("h4", title), content)


def _format_days(effort: Effort, per_day: float) -> list[str]:
    estimate = convert_to_days(effort, per_day)
    return [
        format_days(value) for value in (estimate.mean, estimate.p50, estimate.p80, estimate.p90)
    ]


def _build_size_row(part: SizePart) -> list[Part]:
    source = translate("{source} (assumed)", source=part.source) if part.assumed else part.source
    return [
        translate_term(part.name),
        format_number(part.cfp, ".1f"),
        part.reason,
        source,
        build_evidence_list(part.evidence),
    ]


def _build_factor_row(factor: Factor) -> list[Part]:
    spread = (
        ""
        if factor.low == factor.high
        else f" ({format_number(factor.low, 'g')}–{format_number(factor.high, 'g')})"
    )
    return [
        name_factor(factor.name),
        translate_term(factor.rating),
        f"{format_number(factor.multiplier, '.2f')}{spread}",
        format_number(factor.points, "+.1f") if factor.points else "0",
        factor.reason,
        factor.source,
        build_evidence_list(factor.evidence),
    ]


def _build_missing_row(fact: Missing) -> list[Part]:
    return [fact.question, translate_term(fact.fact), f"{format_percent(fact.variance_share)} %"]
