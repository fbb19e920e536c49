"""The head of the page and its first section: the verdict, the key figures, what drives them."""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.charts import figure_of, total_curve
from seamscope.outputs.html.markup import Part, el, listing
from seamscope.outputs.views.cost_drivers import cost_drivers, decisive
from seamscope.outputs.views.digest import counted, figure, totals
from seamscope.outputs.views.provenance import source_line
from seamscope.outputs.views.rows import Role, days, hours_per_day, rows
from seamscope.outputs.views.run_costs import run_cost_of
from seamscope.outputs.views.verdict import Advice, verdict
from seamscope.wording import number


def banner(survey: Survey, title: str) -> Element:
    """Return the head of the page: title, where it comes from, and its own controls."""
    buttons = el(
        "div",
        el("button", "Dark or light", type="button", id="theme"),
        el("button", "Print", type="button", id="print"),
        class_="scripted buttons",
    )
    words = el("div", el("h1", title), el("p", source_line(survey), class_="source"))
    return el("header", words, buttons)


def summary(survey: Survey) -> Element:
    """Return the verdict, the key figures and what drives them."""
    found = verdict(survey)
    look = {Advice.ASK: "ask", Advice.RESERVE: "reserve", Advice.PLAN: "plan"}
    return el(
        "div",
        el(
            "div",
            el("p", found.advice.value, class_="advice"),
            el("p", found.sentence),
            listing(found.reasons) if found.reasons else None,
            class_=f"verdict {look.get(found.advice, 'nothing')}",
        ),
        _cards(survey),
        el("p", counted(survey, rows(survey))),
        _decisive(survey),
        el("div", _drivers(survey), _curve(survey), class_="beside"),
    )


def _decisive(survey: Survey) -> Element | None:
    seams = [
        el("li", el("a", one.label, href=f"#/{one.label}"), f" {one.sentence}")
        for one in decisive(survey)
    ]
    return el("div", el("h3", "The seams that decide it"), el("ol", *seams)) if seams else None


def _drivers(survey: Survey) -> Element | None:
    drivers = [
        el(
            "li",
            el("b", f"{driver.name}: {figure(driver.days)} days"),
            f" ({100 * driver.share:.0f} % of the mean) on ",
            *_labels(driver.labels),
            el("small", driver.reason),
        )
        for driver in cost_drivers(survey)
    ]
    if not drivers:
        return None
    told = "How many days the mean would fall by if the factor were nominal everywhere."
    title = el("h3", "What makes it dear")
    return el("div", title, el("p", told, class_="hint"), el("ol", *drivers, class_="drivers"))


def _cards(survey: Survey) -> Element:
    made = [
        _card(
            total.name,
            figure(total.days.p80),
            " days at P80",
            f"P50 {figure(total.days.p50)} – P90 {figure(total.days.p90)}",
        )
        for total in totals(survey)
    ]
    built = sum(row.role is Role.BUILD for row in rows(survey))
    told = f"of {number(len(survey.integrations), 'integration')} found"
    made.append(_card("to build", str(built), "", told))
    if cost := run_cost_of(survey):
        month = cost.month
        told = f"month {month.p10:.0f} – {month.p90:.0f}, {100 * cost.share.p50:.0f} % a year"
        made.append(_card("run cost passes build", f"{month.p50:.0f}", " months", told))
    return el("dl", *made, class_="cards")


def _card(name: str, value: str, unit: str, spread: str) -> Element:
    shown = el("dd", value, el("small", unit))
    return el("div", el("dt", name), shown, el("dd", spread, class_="range"))


def _labels(labels: tuple[str, ...]) -> list[Part]:
    shown: list[Part] = []
    for label in labels[:6]:
        shown += [", " if shown else None, el("a", label, href=f"#/{label}")]
    more = len(labels) - 6
    return [*shown, f" and {more} more" if more > 0 else None]


def _curve(survey: Survey) -> Element | None:
    if survey.totals is None:
        return None
    chart = total_curve(days(survey.totals.production, hours_per_day(survey)))
    return figure_of("The total to build: a lognormal through its P50 and P90", chart)
