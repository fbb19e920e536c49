"""The parts of the page that one works with: drawings, effort table, spreads, what-ifs."""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.charts import figure_of, range_chart
from seamscope.outputs.html.markup import Part, el
from seamscope.outputs.html.tables import effort_table, table
from seamscope.outputs.html.views import views
from seamscope.outputs.html.whatif import whatif_section
from seamscope.outputs.views.digest import ASSUMPTIONS, figure, totals, totals_note
from seamscope.outputs.views.rows import Role, Row, rows


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
    built: list[Row] = []
    others: list[Row] = []
    for row in rows(survey):
        (built if row.in_total and row.role is Role.BUILD else others).append(row)
    parts = (
        figure_of("Each integration to build: P50 to P90, the stroke is P80", range_chart(built)),
        figure_of("What exists, if it had to be built again", range_chart(others)),
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


def _choice(name: str, title: str, values: list[str]) -> Element:
    options = [el("option", "any", value=""), *(el("option", value) for value in values)]
    return el("label", f"{title} ", el("select", *options, id=f"filter-{name}"))
