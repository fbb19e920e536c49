"""An estimate to the last point: size, factors, missing facts, each with where it was read."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from seamscope.estimate import Effort, Estimate, Factor, Missing, SizePart
from seamscope.outputs.html.markup import Part, el, listing
from seamscope.outputs.html.tables import table
from seamscope.outputs.views.digest import figure
from seamscope.outputs.views.rows import days
from seamscope.records import Evidence

SHOWN = 30  # places of one fact; survey.json has the rest


def places(evidence: Sequence[Evidence]) -> Element | None:
    """Return the places as a list, the first ones if there are very many."""
    if not evidence:
        return None
    told: list[Part] = [el("code", str(item)) for item in evidence[:SHOWN]]
    more = len(evidence) - SHOWN
    if more > 0:
        told.append(f"and {more} more, in survey.json")
    return listing(told, class_="places")


def estimate_parts(estimate: Estimate, per_day: float) -> Iterator[Element]:
    """Yield the parts of one estimate, in the order of its reckoning."""
    name = {"poc": "the POC alone", "production": "production"}[estimate.scope.value]
    yield el("h3", f"Estimate for {name}")
    told = f"score {estimate.score:.0f} of 100, {estimate.cfp:g} COSMIC function points"
    setup = f"set up {estimate.setup_hours:g} h, then {estimate.rate:g} h a point"
    yield el("p", f"{told}; {setup}.")
    lines = [("this estimate", estimate.effort_hours)]
    if estimate.model_hours:
        lines.append(("the model's own, overridden", estimate.model_hours))
        yield el("p", f"An expert's figure: {estimate.override}")
    yield table(
        ("person-days", "mean", "P50", "P80", "P90"),
        [[name, *_days(hours, per_day)] for name, hours in lines],
    )
    counted = ("what was counted", "CFP", "why", "source", "read from")
    yield _detail("Size", table(counted, map(_part, estimate.size)))
    if estimate.factors:
        factors = ("factor", "rating", "×", "points", "why", "source", "read from")
        yield _detail("Factors", table(factors, map(_factor, estimate.factors)))
    if estimate.missing:
        missing = ("what to find out", "fact", "share of this spread")
        yield _detail("Missing facts", table(missing, map(_missing, estimate.missing)))


def _detail(title: str, content: Element) -> Element:
    return el("section", el("h4", title), content)


def _days(effort: Effort, per_day: float) -> list[str]:
    made = days(effort, per_day)
    return [figure(value) for value in (made.mean, made.p50, made.p80, made.p90)]


def _part(part: SizePart) -> list[Part]:
    source = f"{part.source} (assumed)" if part.assumed else part.source
    return [part.name, f"{part.cfp:.1f}", part.reason, source, places(part.evidence)]


def _factor(factor: Factor) -> list[Part]:
    spread = "" if factor.low == factor.high else f" ({factor.low:g}–{factor.high:g})"
    return [
        factor.name,
        factor.rating,
        f"{factor.multiplier:.2f}{spread}",
        f"{factor.points:+.1f}" if factor.points else "0",
        factor.reason,
        factor.source,
        places(factor.evidence),
    ]


def _missing(fact: Missing) -> list[Part]:
    return [fact.question, fact.fact, f"{100 * fact.variance_share:.0f} %"]
