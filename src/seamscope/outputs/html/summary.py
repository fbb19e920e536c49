"""The banner of the report, and its key figures and cost drivers."""

from functools import partial
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate.run_cost_result import RunCost
from seamscope.outputs.html.charts import HALF, build_figure, draw_total_curve
from seamscope.outputs.html.markup import Part, build_element
from seamscope.outputs.views.accuracy_line import describe_accuracy
from seamscope.outputs.views.composition import compose_total
from seamscope.outputs.views.cost_drivers import rank_cost_drivers, rank_largest_integrations
from seamscope.outputs.views.coverage_line import describe_read
from seamscope.outputs.views.digest import describe_counts, list_totals
from seamscope.outputs.views.display_names import name_factor
from seamscope.outputs.views.effort_rows import Role, list_effort_rows
from seamscope.outputs.views.provenance import describe_source_and_seed
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.total import compute_total
from seamscope.wording import end_sentence, format_count, format_days, format_figure, translate


def build_banner(survey: Survey, title: str) -> Element:
    """Return the banner: title, source line and buttons."""
    buttons = build_element(
        "div",
        build_element("button", translate("Dark or light"), type="button", id="theme"),
        build_element("button", translate("Print"), type="button", id="print"),
        class_="scripted buttons",
    )
    heading = build_element(
        "div",
        build_element("h1", title),
        build_element("p", describe_source_and_seed(survey), class_="source"),
    )
    return build_element("header", heading, buttons)


def build_summary(survey: Survey) -> Element:
    """Return the key figures and the cost drivers."""
    return build_element(
        "div",
        _build_cards(survey),
        build_element("p", describe_counts(survey, list_effort_rows(survey))),
        build_element("p", end_sentence(describe_read(survey))),
        build_element("p", describe_accuracy(survey)),
        _build_largest_integrations(survey),
        build_element(
            "div", _build_cost_drivers(survey), _build_total_curve(survey), class_="beside"
        ),
    )


def _build_largest_integrations(survey: Survey) -> Element | None:
    items = [
        build_element(
            "li",
            build_element("a", integration.label, href=f"#/{integration.label}"),
            f" {integration.sentence}",
        )
        for integration in rank_largest_integrations(survey)
    ]
    return (
        build_element(
            "div",
            build_element("h3", translate("Largest integrations")),
            build_element("ol", *items),
        )
        if items
        else None
    )


def _build_cost_drivers(survey: Survey) -> Element | None:
    drivers = [
        build_element(
            "li",
            build_element(
                "b",
                translate(
                    "{driver}: mean {days} person-days",
                    driver=name_factor(driver.name),
                    days=format_days(driver.days),
                ),
            ),
            translate(" ({share:.0f} % of the total) in ", share=100 * driver.share),
            *_build_label_links(driver.labels),
            build_element("small", driver.reason),
        )
        for driver in rank_cost_drivers(survey)
    ]
    if not drivers:
        return None
    note = translate("Mean person-days saved if the factor were nominal in every integration.")
    title = build_element("h3", translate("Cost drivers"))
    return build_element(
        "div",
        title,
        build_element("p", note, class_="hint"),
        build_element("ol", *drivers, class_="drivers"),
    )


def _build_cards(survey: Survey) -> Element:
    totals = list_totals(survey)
    composition = compose_total(survey)
    parts = [f"{format_figure(p.days)} {p.name}" for p in composition.parts] if composition else []
    if composition and composition.product:
        parts.append(translate("with work on the product: {total}", total=composition.product))
    cards = [
        _build_card(
            total.name,
            format_days(total.days.p80),
            translate(" person-days at P80"),
            f"P50 {format_days(total.days.p50)} – P90 {format_days(total.days.p90)}",
            *([] if place else parts),
        )
        for place, total in enumerate(
            total for total in totals if not (total.is_part or total.is_unread)
        )
    ]
    to_build = sum(row.role is Role.BUILD for row in list_effort_rows(survey))
    integrations = format_count(len(survey.integrations), "integration")
    note = translate("of {integrations}", integrations=integrations)
    if survey.totals:
        cards.append(_build_card(translate("to build"), str(to_build), "", note))
    if cost := get_run_cost(survey):
        month = cost.month
        share = translate(
            "{p50:.0f} % a year of the build cost including the product", p50=100 * cost.share.p50
        )
        note = translate(
            "80 % range {p10:.0f} – {p90:.0f}; run cost {share}",
            p10=month.p10,
            p90=month.p90,
            share=share,
        )
        cards.append(
            _build_card(
                translate("run cost exceeds build cost after"),
                f"{month.p50:.0f}",
                translate(" months at P50"),
                note,
            )
        )
        if cost.savings:
            cards.append(_build_payback_card(cost))
    return build_element("dl", *cards, class_="cards")


def _build_payback_card(cost: RunCost) -> Element:
    """Return a card with the month in which cumulative savings exceed build and run cost."""
    name = translate("payback of the savings")
    note = translate("the savings then cover build and run cost")
    if cost.payback is None:
        end = cost.curve[-1].month if cost.curve else 0
        return _build_card(name, "–", "", translate("not within {end} months", end=end))
    return _build_card(name, str(cost.payback), translate(" months at P50"), note)


def _build_card(name: str, value: str, unit: str, *notes: str) -> Element:
    """Return a figure with its unit and the notes below it, such as its range and its parts."""
    figure = build_element("dd", build_element("span", value, build_element("small", unit)))
    lines = (build_element("dd", note, class_="range") for note in notes)
    return build_element("div", build_element("dt", name), figure, *lines)


def _build_label_links(labels: tuple[str, ...]) -> list[Part]:
    shown: list[Part] = []
    for label in labels[:6]:
        shown += [", " if shown else None, build_element("a", label, href=f"#/{label}")]
    more = len(labels) - 6
    return [*shown, translate(" and {more} more", more=more) if more > 0 else None]


def _build_total_curve(survey: Survey) -> Element | None:
    total = compute_total(survey)
    if total is None:
        return None
    title = translate("Distribution of the total: lognormal through P50 and P90")
    return build_figure(title, partial(draw_total_curve, total.days), HALF)
