"""The interactive sections: landscape, effort table, uncertainty and what-ifs."""

from collections.abc import Sequence
from functools import partial
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.charts import PRINTED, build_figure, draw_range_chart
from seamscope.outputs.html.drawings import LandscapeViews, draw_landscape_views
from seamscope.outputs.html.markup import Part, build_element
from seamscope.outputs.html.payload import PLAIN_PAGES, build_drawing_block
from seamscope.outputs.html.tables import build_effort_table, build_table
from seamscope.outputs.html.whatif import build_whatif_controls
from seamscope.outputs.views.digest import METHOD_NOTES, explain_totals, list_totals
from seamscope.outputs.views.effort_rows import EffortRow, Role, list_effort_rows, name_days
from seamscope.outputs.views.regression import explain_roles
from seamscope.wording import format_count, format_days, mark_each, translate, translate_term


def build_landscape(survey: Survey) -> Element:
    """Return all drawings of the landscape; map.js shows one at a time."""
    views = draw_landscape_views(survey)
    frames = [
        build_element("div", view.svg, class_="frame", data_view=view.name)
        if place == 0
        else build_drawing_block(view.name, view.svg, is_large=len(survey.systems) > PLAIN_PAGES)
        for place, view in enumerate(views.drawn)
    ]
    left_out = [
        translate(
            "{title}: {note}. The view “{all}” shows every system.",
            title=view.title,
            note=view.note,
            all=translate("All systems, by domain"),
        )
        for view in views.drawn
        if view.note
    ]
    notes = [*views.errors, *left_out]
    is_printed = bool(views.drawn) and views.drawn[0].is_printable
    unprinted = translate(
        "The drawing is too large for one page. `seamscope render pdf --page a4 -o FOLDER` splits "
        "it into pages with legible text."
    )
    help_text = translate(
        "Drag to move, use Ctrl and the wheel to zoom, click a system or a line for "
        "its neighbours and evidence. Keyboard: arrow keys move between systems, "
        "Enter opens, + and − zoom, Escape clears the selection."
    )
    return build_element(
        "div",
        _build_diagram_tools(views) if views.drawn else None,
        build_element(
            "div",
            *frames,
            class_="map" if is_printed else "map unprinted",
            id="map",
            data_centre=survey.surface.poc or None,
        )
        if views.drawn
        else None,
        build_element("p", unprinted, class_="paper") if views.drawn and not is_printed else None,
        build_element("div", id="picked", class_="picked scripted", aria_live="polite"),
        build_element("p", help_text, class_="hint scripted", id="map-help"),
        *(build_element("p", note, class_="note") for note in notes),
    )


def _build_diagram_tools(views: LandscapeViews) -> Element:
    choices = [build_element("option", view.title, value=view.name) for view in views.drawn]
    return build_element(
        "div",
        build_element(
            "label",
            translate("Find "),
            build_element("input", type="search", id="find", autocomplete="off"),
        ),
        build_element("label", translate("View "), build_element("select", *choices, id="view"))
        if len(choices) > 1
        else None,
        build_element(
            "button", "+", type="button", data_zoom="in", aria_label=translate("Zoom in")
        ),
        build_element(
            "button", "−", type="button", data_zoom="out", aria_label=translate("Zoom out")
        ),
        build_element(
            "button",
            translate("Fit"),
            type="button",
            data_zoom="fit",
            aria_label=translate("Fit the whole diagram"),
        ),
        class_="tools scripted",
    )


def build_effort(survey: Survey) -> Element | None:
    """Return the effort table with its filter and the totals."""
    effort_rows = list_effort_rows(survey)
    if not effort_rows:
        return None
    filters = build_element(
        "form",
        build_element(
            "label",
            translate("Containing "),
            build_element("input", type="search", id="filter", autocomplete="off"),
        ),
        _build_filter("role", translate("Role"), [role.value for role in Role]),
        _build_filter("class", translate("Class"), ["S", "M", "L", "XL", "–"]),
        _build_filter(
            "certainty",
            translate("Certainty"),
            sorted({row.certainty or "–" for row in effort_rows}),
        ),
        build_element("output", id="filtered", data_all=str(len(effort_rows))),
        id="filters",
        class_="tools scripted",
        aria_label=translate("Filter the effort table and the diagram"),
    )
    roles = explain_roles(effort_rows)
    lines: list[list[Part]] = [
        [t.name, *(format_days(v) for v in (t.days.mean, t.days.p50, t.days.p80, t.days.p90))]
        for t in list_totals(survey)
    ]
    headers = mark_each("total, person-days", "mean", "P50", "P80", "P90")
    return build_element(
        "div",
        filters,
        *_build_effort_tables(effort_rows, name_days(survey)),
        build_element("p", roles, class_="hint") if roles else None,
        build_table(headers, lines, translate("Totals in person-days")) if lines else None,
        build_element("p", explain_totals(survey)) if lines or not survey.totals else None,
        *(build_element("p", translate_term(line), class_="hint") for line in METHOD_NOTES),
    )


def _build_effort_tables(effort_rows: Sequence[EffortRow], days: str) -> list[Element]:
    """Return a table of integrations to build, and a collapsed table of existing integrations.

    The table of existing integrations has no days. If all integrations are to be built, or none is,
    return one table with days.

    days: the word for person-days in the headers.
    """
    to_build = [row for row in effort_rows if row.role is Role.BUILD]
    others = [row for row in effort_rows if row.role is not Role.BUILD]
    if not to_build or not others:
        return [build_effort_table(effort_rows, days)]
    counted = format_count(len(others), "existing integration")
    folded = build_element(
        "details",
        build_element(
            "summary",
            translate("{integrations}, which need not be built", integrations=counted),
            build_element("span", class_="kept"),
        ),
        build_effort_table(others, estimated=False),
        class_="existing",
    )
    return [build_effort_table(to_build, days), folded]


def build_certainty(survey: Survey) -> Element | None:
    """Return charts of the range of each estimate; None if there are none."""
    to_build: list[EffortRow] = []
    others: list[EffortRow] = []
    for row in list_effort_rows(survey):
        (to_build if row.in_total and row.role is Role.BUILD else others).append(row)
    parts = (
        build_figure(
            translate("Integrations to build: P50 to P90, with a mark at P80"),
            partial(draw_range_chart, to_build),
        ),
        build_figure(
            translate("Existing integrations: days if built new, P50 to P90"),
            partial(draw_range_chart, others),
        ),
    )
    if not any(part is not None for part in parts):
        return None
    unprinted = [part for part in parts if part is not None and part.get("class")]
    note = translate("Charts with more than {count} bars are not printed.", count=PRINTED)
    return build_element(
        "div", *parts, build_element("p", note, class_="paper") if unprinted else None
    )


def build_whatif(survey: Survey) -> Element | None:
    """Return the what-if controls; None if there is no total."""
    if survey.totals is None or survey.totals.production.mean <= 0:
        return None
    note = translate(
        "Change the assumptions of the total. A calibration scales all figures. "
        "An answered question removes its share of the variance; the mean does not change, "
        "because the answer may raise or lower it."
    )
    return build_element("div", build_element("p", note), build_whatif_controls(survey))


def _build_option(value: str) -> Element:
    """Return an option of a filter.

    It shows the translated text; its value is the English text, as in the rows to filter.
    """
    shown = translate_term(value)
    return build_element("option", shown, value=None if shown == value else value)


def _build_filter(name: str, title: str, values: list[str]) -> Element:
    options = [
        build_element("option", translate("any"), value=""),
        *map(_build_option, values),
    ]
    return build_element(
        "label", f"{title} ", build_element("select", *options, id=f"filter-{name}")
    )
