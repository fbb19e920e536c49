"""The what-if section: the data with which whatif.js calculates, and the controls."""

from collections.abc import Iterable
from itertools import islice
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate import Effort
from seamscope.estimate.constants import load_constants
from seamscope.outputs.html.markup import build_element
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.next_steps import ask_about_unread, rank_questions
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.wording import format_percent, translate

ASKED = 30  # number of questions with a checkbox; the rest explains almost none of the variance


def build_whatif_model(survey: Survey) -> dict[str, object] | None:
    """Return the data for whatif.js, in hours; None if there is no total."""
    if survey.totals is None or survey.totals.production.mean <= 0:
        return None
    spread = load_constants().spread
    systems = {item.id: list(item.systems) for item in survey.integrations}
    return {
        "hoursPerDay": get_hours_per_day(survey),
        "correlation": spread.correlation.value,
        "shared": spread.system.value / 2,
        "production": _encode_effort(survey.totals.production),
        "management": _encode_effort(survey.totals.management_hours),
        "items": [
            {
                "mean": estimate.effort_hours.mean,
                "sigma": estimate.sigma,
                "systems": systems.get(estimate.integration, []),
                "missing": _sum_shares((m.question, m.variance_share) for m in estimate.missing),
            }
            for estimate in list_counted_estimates(survey)
            if estimate.effort_hours.mean > 0
        ],
    }


def build_whatif_controls(survey: Survey) -> Element:
    """Return the controls of the what-ifs; the script inserts the figures."""
    # These questions have no checkbox: their answers do not reduce the variance of an integration.
    unread = ask_about_unread(survey)
    ranked = (q for q in rank_questions(survey) if q.variance_share and q not in unread)
    questions = list(islice(ranked, ASKED))
    checkboxes = [
        _build_checkbox(question.text, question.variance_share or 0.0) for question in questions
    ]
    scale = translate("Calibration: actual hours per estimated hour")
    cost = get_run_cost(survey)
    rate = translate(
        "Day rate, {currency} (0 hides the cost)",
        currency=cost.currency if cost else translate("your currency"),
    )
    start = f"{cost.day_rate.p50:.0f}" if cost else "0"
    controls = build_element(
        "div",
        _build_slider("scale", scale, {"min": "0.4", "max": "2.5", "step": "0.05", "value": "1"}),
        _build_slider("rate", rate, {"min": "0", "max": "3000", "step": "1", "value": start}),
        _build_answers(checkboxes) if checkboxes else None,
        build_element("button", translate("Reset"), type="button", id="whatif-reset"),
        class_="controls",
    )
    result = build_element(
        "div", id="whatif-result", aria_live="polite", class_="result", tabindex="0"
    )
    return build_element("div", controls, result, class_="whatif scripted")


def _build_answers(checkboxes: list[Element]) -> Element:
    legend = build_element(
        "legend", translate("Questions assumed to be answered, with their share of the variance")
    )
    return build_element("fieldset", legend, *checkboxes, class_="answers")


def _build_checkbox(question: str, share: float) -> Element:
    box = build_element("input", type="checkbox", value=question, class_="answer")
    return build_element(
        "label",
        box,
        build_element("span", question),
        build_element("b", f"{format_percent(share)} %"),
    )


def _build_slider(name: str, title: str, limits: dict[str, str]) -> Element:
    key = f"whatif-{name}"
    return build_element(
        "div",
        build_element("label", title, for_=key),
        build_element("input", type="range", id=key, **limits),
        build_element("input", type="number", id=f"{key}-number", aria_label=title, **limits),
        class_="slider",
    )


def _sum_shares(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for question, share in pairs:
        shares[question] = shares.get(question, 0.0) + share
    return shares


def _encode_effort(effort: Effort) -> dict[str, float]:
    return {"mean": effort.mean, "p50": effort.p50, "p80": effort.p80, "p90": effort.p90}
