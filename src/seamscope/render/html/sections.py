"""The parts of the page, each from the survey alone; None if there is nothing to show."""

from collections import Counter
from xml.etree.ElementTree import Element

from seamscope.nodes import SystemNode
from seamscope.render.costdrivers import cost_drivers
from seamscope.render.digest import (
    ASSUMPTIONS,
    counted,
    figure,
    forgotten,
    number,
    ranked_questions,
    totals,
    totals_note,
)
from seamscope.render.html.article import places
from seamscope.render.html.charts import range_chart, total_curve
from seamscope.render.html.markup import Part, el, listing
from seamscope.render.html.tables import effort_table, findings_table, table
from seamscope.render.html.views import views
from seamscope.render.html.whatif import whatif_section
from seamscope.render.provenance import source_line
from seamscope.render.rows import Role, days, hours_per_day, rows
from seamscope.render.verdict import Advice, verdict
from seamscope.survey import Survey


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
        el("div", _drivers(survey), _curve(survey), class_="beside"),
    )


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


def landscape(survey: Survey) -> Element:
    """Return every drawing, the first at once and others when they are chosen."""
    drawn = views(survey)
    choices = [el("option", view.title, value=view.name) for view in drawn.made]
    tools = el(
        "div",
        el("label", "Find ", el("input", type="search", id="find", autocomplete="off")),
        el("label", "View ", el("select", *choices, id="view")) if len(choices) > 1 else None,
        el("button", "+", type="button", data_zoom="in", aria_label="Zoom in"),
        el("button", "−", type="button", data_zoom="out", aria_label="Zoom out"),
        el("button", "Fit", type="button", data_zoom="fit", aria_label="Fit the whole drawing"),
        class_="tools scripted",
    )
    frames = [
        el(
            "div" if place == 0 else "template",
            view.svg,
            class_="frame" if place == 0 else None,
            data_view=view.name,
        )
        for place, view in enumerate(drawn.made)
    ]
    left_out = [
        f"{view.title}: {view.note}, or the sheet of every system"
        for view in drawn.made
        if view.note
    ]
    notes = [*drawn.faults, *left_out]
    help_text = (
        "Drag to move, wheel with Ctrl to zoom, click for neighbours and evidence; with the "
        "keyboard: arrows go from system to system, Enter opens, + and − zoom, Escape clears."
    )
    return el(
        "div",
        tools if drawn.made else None,
        el("div", *frames, class_="map", id="map") if drawn.made else None,
        el("div", id="picked", class_="picked scripted", aria_live="polite"),
        el("p", help_text, class_="hint scripted", id="map-help"),
        *(el("p", note, class_="note") for note in notes),
    )


def effort(survey: Survey) -> Element | None:
    """Return the effort table with its filter, and the totals."""
    found = rows(survey)
    if not found:
        return None
    filters = el(
        "form",
        el("label", "Containing ", el("input", type="search", id="filter", autocomplete="off")),
        _choice("role", "Role", [role.value for role in Role]),
        _choice("class", "Class", ["S", "M", "L", "XL", "–"]),
        _choice("certainty", "Certainty", sorted({row.certainty or "–" for row in found})),
        el("output", id="filtered"),
        id="filters",
        class_="tools scripted",
        aria_label="Filter the effort table and the drawing",
    )
    lines: list[list[Part]] = [
        [t.name, *(figure(v) for v in (t.days.mean, t.days.p50, t.days.p80, t.days.p90))]
        for t in totals(survey)
    ]
    headers = ("total, person-days", "mean", "P50", "P80", "P90")
    return el(
        "div",
        filters,
        effort_table(found),
        table(headers, lines, "Totals in person-days") if lines else None,
        el("p", totals_note(survey)) if lines else None,
        *(el("p", line, class_="hint") for line in ASSUMPTIONS),
    )


def certainty(survey: Survey) -> Element | None:
    """Return the spread of each integration."""
    built = [row for row in rows(survey) if row.in_total and row.role is Role.BUILD]
    others = [row for row in rows(survey) if row not in built]
    parts = (
        _chart("Each integration to build: P50 to P90, the stroke is P80", range_chart(built)),
        _chart("What exists, if it had to be built again", range_chart(others)),
    )
    return el("div", *parts) if any(part is not None for part in parts) else None


def whatif(survey: Survey) -> Element | None:
    """Return the controls of the what-ifs, if there is a total to move."""
    if survey.totals is None or survey.totals.production.mean <= 0:
        return None
    told = (
        "The program's own figures, moved: a calibration scales everything; an answer takes its "
        "part of the spread away and leaves the mean, which it may move either way."
    )
    return el("div", el("p", told), whatif_section(survey))


def questions(survey: Survey) -> Element | None:
    """Return every question, those whose answers narrow the total most first."""
    names = {item.id: item.name for item in survey.systems}
    names |= {item.id: item.label for item in survey.integrations}
    lines: list[list[Part]] = [
        [
            question.text,
            "" if question.variance_share is None else f"{100 * question.variance_share:.1f} %",
            ", ".join(names.get(key, key) for key in question.about),
            ", ".join(map(str, question.evidence)),
        ]
        for question in ranked_questions(survey)
    ]
    headers = ("question", "share of the uncertainty", "about", "read from")
    return table(headers, lines, "Questions") if lines else None


def forgotten_systems(survey: Survey) -> Element | None:
    """Return the systems that the POC does not mention and production meets."""
    found = forgotten(survey)
    return listing(found) if found else None


def readiness(survey: Survey) -> Element | None:
    """Return the production checklist with answers and evidence."""
    if not survey.readiness:
        return None
    counts = Counter(line.state for line in survey.readiness)
    said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    lines: list[list[Part]] = [
        [
            line.line,
            el("span", line.state, class_=f"state {line.state.split()[0] if line.state else ''}"),
            line.answer,
            ", ".join(map(str, line.evidence)),
        ]
        for line in survey.readiness
    ]
    headers = ("line", "state", "answer", "read from")
    return el("div", el("p", f"{said}."), table(headers, lines, "Readiness for production"))


def findings(survey: Survey) -> Element | None:
    """Return what makes seams expensive or risky."""
    return findings_table(survey)


def systems(survey: Survey) -> Element | None:
    """Return every system with its owner and how it is known."""
    headers = (
        "system",
        "kind",
        "product",
        "domain",
        "owner",
        "lifecycle",
        "known from",
        "read from",
    )
    lines = [_system(system) for system in survey.systems]
    return table(headers, lines, "Systems") if lines else None


def skipped(survey: Survey) -> Element | None:
    """Return what was not read, with its place, its reason and what to do."""
    lines: list[list[Part]] = [
        [item.kind, str(item.evidence), item.reason, item.remedy] for item in survey.skipped
    ]
    headers = ("kind", "place", "why", "what to do")
    return table(headers, lines, "What was not read") if lines else None


def method(survey: Survey) -> Element:
    """Return how figures are made, on whose figures they rest, and which files were read."""
    figures = {part.source for item in survey.estimates for part in item.size}
    figures |= {factor.source for item in survey.estimates for factor in item.factors}
    figures -= {""}
    files: list[list[Part]] = [
        [f.path, f.connector or "nothing claims it", str(f.records), el("code", f.sha256[:16])]
        for f in survey.meta.inputs
    ]
    sql: list[list[Part]] = [
        [c.file, c.dialect, str(c.parsed), str(c.partly), str(c.not_understood)]
        for c in survey.meta.coverage
    ]
    options = ", ".join(f"{k}: {v}" for k, v in sorted((survey.meta.options or {}).items()) if v)
    return el(
        "div",
        el("p", survey.meta.method) if survey.meta.method else None,
        el("p", f"Options: {options}.") if options else None,
        _folded("Sources of the figures", listing(sorted(figures))) if figures else None,
        _folded(
            f"Files ({len(files)})",
            table(("file", "read by", "records", "SHA-256 begins"), files, "Files"),
        )
        if files
        else None,
        _folded(
            "SQL coverage, in statements",
            table(("file", "dialect", "understood", "partly", "not understood"), sql, "SQL"),
        )
        if sql
        else None,
    )


def _cards(survey: Survey) -> Element | None:
    made = [
        el(
            "div",
            el("dt", total.name),
            el("dd", figure(total.days.p80), el("small", " days at P80")),
            el(
                "dd", f"P50 {figure(total.days.p50)} – P90 {figure(total.days.p90)}", class_="range"
            ),
        )
        for total in totals(survey)
    ]
    built = sum(row.role is Role.BUILD for row in rows(survey))
    told = f"of {number(len(survey.integrations), 'integration')} found"
    made.append(
        el("div", el("dt", "to build"), el("dd", str(built)), el("dd", told, class_="range"))
    )
    return el("dl", *made, class_="cards")


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
    return _chart("The total to build: a lognormal through its P50 and P90", chart)


def _chart(title: str, chart: Element | None) -> Element | None:
    return None if chart is None else el("figure", el("figcaption", title), chart)


def _choice(name: str, title: str, values: list[str]) -> Element:
    options = [el("option", "any", value=""), *(el("option", value) for value in values)]
    return el("label", f"{title} ", el("select", *options, id=f"filter-{name}"))


def _system(system: SystemNode) -> list[Part]:
    return [
        el("a", system.name or system.id, href=f"#/system/{system.id}"),
        system.kind,
        system.product,
        system.domain,
        system.owner,
        system.lifecycle.value,
        system.known_from.value,
        places(system.evidence[:3]),
    ]


def _folded(title: str, content: Element) -> Element:
    return el("details", el("summary", title), content)
