"""Tables of the report: sortable, scrollable and with a name for screen readers."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from xml.etree.ElementTree import Element

from seamscope.outputs.html.markup import Part, append_part, build_element
from seamscope.outputs.html.payload import build_row_block
from seamscope.outputs.views.digest import format_poc_days, is_excluded
from seamscope.outputs.views.effort_rows import EffortRow, Role
from seamscope.wording import format_days, mark_each, mark_text, translate, translate_term

# Headers of right-aligned columns. Headers that begin with a statistic are right-aligned too.
FIGURE_HEADERS = frozenset({
    "mean", "CFP", "multiplier", "points", "score", "unknown facts", "records", "understood",
    "partly understood", "not understood", "share of the uncertainty", "share of the variance",
    "files", "columns", "operations",
})  # fmt: skip
STATISTICS = ("P10", "P50", "P80", "P90", "POC P50")
LATE = 200  # number of rows shown at first; a button shows all (without scripts, all are shown)
MOST = 500  # maximum number of rows in plain HTML; later rows of longer tables are packed


def build_table(headers: Sequence[str], lines: Iterable[Sequence[Part]], name: str = "") -> Element:
    """Return a table; a table with a name can be scrolled and sorted.

    headers: English headers from `mark_each`; they are translated here.
    """
    head = [_build_header(header) for header in headers]
    cells = [_describe_cell(header) for header in headers]
    body = [
        build_element("tr", *_build_cells(cells, line), class_=_choose_visibility(place))
        for place, line in enumerate(lines)
    ]
    if name:
        return _frame_rows(head, body, name)
    return build_element(
        "table", build_element("thead", build_element("tr", *head)), build_element("tbody", *body)
    )


def _frame_rows(head: Sequence[Element], body: Sequence[Element], name: str) -> Element:
    """Return a table in a scrollable region that can have the keyboard focus."""
    shown = body[:LATE] if len(body) > MOST else body
    table = build_element(
        "table",
        build_element("caption", name, class_="unseen"),
        build_element("thead", build_element("tr", *head)),
        build_element("tbody", *shown),
    )
    rest = body[len(shown) :]
    return build_element(
        "div",
        table,
        build_row_block(rest) if rest else None,
        class_="scroll",
        role="region",
        aria_label=translate("Table: {name}", name=name),
        tabindex="0",
    )


def build_class_mark(effort_class: str) -> Element:
    """Return the effort class as a letter in its colour."""
    return build_element(
        "span",
        effort_class or "–",
        class_=f"mark mark-{effort_class or 'none'}",
    )


def build_effort_table(
    effort_rows: Sequence[EffortRow], days: str = "days", *, estimated: bool = True
) -> Element:
    """Return the effort table with the data attributes that the filter uses.

    days: the word for person-days in the headers.
    estimated: whether the table has columns for days.
    """
    poc_days = mark_text("POC P50–P90, days")
    figures = (f"P50, {days}", f"P80, {days}", f"P90, {days}", poc_days)
    headers = (
        *mark_each("id", "systems and main reason", "role", "mechanism", "class"),
        *(figures if estimated else ()),
        *mark_each("score", "unknown facts", "certainty"),
    )
    head = [_build_header(header) for header in headers]
    cells = [_describe_cell(header) for header in headers]
    body = [
        build_element(
            "tr",
            *_build_cells(cells, list(_build_effort_cells(row, estimated=estimated))),
            class_=_choose_visibility(place),
            data_edge=row.label,
            data_role=row.role.value,
            data_class=row.effort_class or "–",
            data_certainty=row.certainty or "–",
            data_a=row.source,
            data_b=row.target,
        )
        for place, row in enumerate(effort_rows)
    ]
    what = (
        translate("Effort for each integration, in person-days")
        if estimated
        else translate("Existing integrations")
    )
    return _frame_rows(head, body, what)


def _build_header(header: str) -> Element:
    shown = translate_term(header)
    return build_element("th", shown, scope="col", class_=_choose_alignment(header))


def _build_effort_cells(row: EffortRow, *, estimated: bool) -> Iterator[Part]:
    yield build_element("a", row.label, href=f"#/{row.label}")
    both = (
        translate("written by both systems: {entities}; ", entities=", ".join(row.both_ways))
        if row.both_ways
        else ""
    )
    left_out = translate("; not in the total") if is_excluded(row) else ""
    # Next to integrations to build, existing integrations have no days, so no reason for days.
    existing = row.days is None and row.role is not Role.BUILD
    reason = both.removesuffix("; ") if existing else f"{both}{row.reason}{left_out}"
    yield build_element(
        "span",
        build_element("b", row.systems),
        build_element("small", reason) if reason else None,
    )
    yield row.status
    yield ", ".join(row.mechanisms)
    yield build_class_mark(row.effort_class)
    if estimated:
        yield from _build_day_cells(row)
    yield None if row.score is None else _build_sortable_figure(f"{row.score:.0f}", row.score)
    yield _build_sortable_figure(str(row.missing), row.missing) if row.effort_class else None
    yield translate_term(row.certainty)


def _build_day_cells(row: EffortRow) -> Iterator[Part]:
    estimate = row.days
    for value in (estimate.p50, estimate.p80, estimate.p90) if estimate else (None, None, None):
        yield None if value is None else _build_sortable_figure(format_days(value), value)
    yield (
        _build_sortable_figure(format_poc_days(row.poc_days), row.poc_days.p50)
        if row.poc_days
        else None
    )


def _build_sortable_figure(text: str, value: float) -> Element:
    """Return a figure as text, with its value for sorting."""
    return build_element("data", text, value=f"{value:.6g}")


def _describe_cell(header: str) -> dict[str, str]:
    """Return the HTML attributes of the cells in a column.

    One attribute is the header of the column; on phones, the stylesheet shows it in each cell.
    """
    empty = build_element("td", class_=_choose_alignment(header), data_label=translate_term(header))
    return dict(empty.attrib)


def _build_cells(cells: Sequence[dict[str, str]], line: Sequence[Part]) -> Iterator[Element]:
    """Yield the cells of a row.

    cells: the attributes of the cells of each column.
    """
    for attributes, part in zip(cells, line, strict=True):
        cell = Element("td", attributes)
        append_part(cell, part)
        yield cell


@cache  # called for each cell
def _choose_alignment(header: str) -> str | None:
    is_figure = header in FIGURE_HEADERS or header.startswith(STATISTICS)
    return "n" if is_figure else None


def _choose_visibility(place: int) -> str | None:
    return "late" if place >= LATE else None
