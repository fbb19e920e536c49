"""What the page needs to reckon what-ifs as the program would: items, questions, correlations."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate import Effort
from seamscope.estimate.constants import constants
from seamscope.outputs.html.markup import el
from seamscope.outputs.views.cost_drivers import counted_estimates
from seamscope.outputs.views.digest import ranked_questions
from seamscope.outputs.views.rows import hours_per_day
from seamscope.outputs.views.run_costs import run_cost_of

ASKED = 30  # questions one can tick; the rest hold next to nothing


def whatif_data(survey: Survey) -> dict[str, object] | None:
    """Return what `whatif.js` reckons with, in hours; None if there is nothing to build."""
    if survey.totals is None or survey.totals.production.mean <= 0:
        return None
    spread = constants().spread
    systems = {item.id: list(item.systems) for item in survey.integrations}
    return {
        "hoursPerDay": hours_per_day(survey),
        "correlation": spread.correlation.value,
        "shared": spread.system.value / 2,
        "production": _effort(survey.totals.production),
        "management": _effort(survey.totals.management_hours),
        "items": [
            {
                "mean": estimate.effort_hours.mean,
                "sigma": estimate.sigma,
                "systems": systems.get(estimate.integration, []),
                "missing": _shares((m.question, m.variance_share) for m in estimate.missing),
            }
            for estimate in counted_estimates(survey)
            if estimate.effort_hours.mean > 0
        ],
    }


def whatif_section(survey: Survey) -> Element:
    """Return the controls; the script fills in the figures."""
    asked = [q for q in ranked_questions(survey) if q.variance_share][:ASKED]
    ticks = [_tick(question.text, question.variance_share or 0.0) for question in asked]
    scale = "Calibration: your hours for one of the model's"
    cost = run_cost_of(survey)
    rate = f"Day rate, {cost.currency if cost else 'your currency'} (0: no cost shown)"
    start = f"{cost.day_rate.p50:.0f}" if cost else "0"
    controls = el(
        "div",
        _slider("scale", scale, {"min": "0.4", "max": "2.5", "step": "0.05", "value": "1"}),
        _slider("rate", rate, {"min": "0", "max": "3000", "step": "1", "value": start}),
        _fields(ticks) if ticks else None,
        el("button", "Back to the program's figures", type="button", id="whatif-reset"),
        class_="controls",
    )
    result = el("div", id="whatif-result", aria_live="polite", class_="result")
    return el("div", controls, result, class_="whatif scripted")


def _fields(ticks: list[Element]) -> Element:
    legend = el("legend", "Suppose these are answered; the share of the spread that each holds")
    return el("fieldset", legend, *ticks, class_="answers")


def _tick(question: str, share: float) -> Element:
    box = el("input", type="checkbox", value=question, class_="answer")
    return el("label", box, el("span", question), el("b", f"{100 * share:.0f} %"))


def _slider(name: str, title: str, limits: dict[str, str]) -> Element:
    key = f"whatif-{name}"
    return el(
        "div",
        el("label", title, for_=key),
        el("input", type="range", id=key, **limits),
        el("input", type="number", id=f"{key}-number", aria_label=title, **limits),
        class_="slider",
    )


def _shares(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for question, share in found:
        shares[question] = shares.get(question, 0.0) + share
    return shares


def _effort(effort: Effort) -> dict[str, float]:
    return {"mean": effort.mean, "p50": effort.p50, "p80": effort.p80, "p90": effort.p90}
