"""Tables of the page: each can be sorted, scrolls by itself and is named for readers."""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.html.markup import Part, el
from seamscope.outputs.views.digest import figure, is_left_out, span
from seamscope.outputs.views.rows import Row

# Headers whose cells are figures: they stand on the right
FIGURES = frozenset({
    "mean", "P50", "P80", "P90", "CFP", "×", "points", "score", "unknown facts", "days", "share",
    "P50, days", "P80, days", "P90, days", "POC P50–P90, days", "P50–P90, days", "records",
    "understood", "partly", "not understood", "share of the uncertainty", "files",
    "share of this spread", "P10 a year", "P50 a year", "P90 a year", "days a year",
    "columns", "operations",
})  # fmt: skip


LATE = 200  # rows laid out at once; the script shows more on demand, print and no-script all


def table(headers: Sequence[str], lines: Iterable[Sequence[Part]], name: str = "") -> Element:
    """Return a table; with a name it is a region of its own that can be scrolled and sorted."""
    head = [el("th", header, scope="col", class_=_figures(header)) for header in headers]
    body = [
        el("tr", *_cells(headers, line), class_=_late(place)) for place, line in enumerate(lines)
    ]
    made = el("table", el("thead", el("tr", *head)), el("tbody", *body))
    return framed(made, name) if name else made


def framed(made: Element, name: str) -> Element:
    """Return a table inside a region that scrolls and can be reached by keyboard."""
    made.insert(0, el("caption", name, class_="unseen"))
    return el("div", made, class_="scroll", role="region", aria_label=name, tabindex="0")


def class_mark(effort_class: str) -> Element:
    """Return the size class as a letter in its colour."""
    return el("span", effort_class or "–", class_=f"mark mark-{effort_class or 'none'}")


def effort_table(found: Sequence[Row]) -> Element:
    """Return the effort table: every row of the survey, ready to be sorted and filtered."""
    headers = (
        "id", "systems, and why that size", "role", "how", "class", "P50, days", "P80, days",
        "P90, days", "POC P50–P90, days", "score", "unknown facts", "certainty",
    )  # fmt: skip
    head = [el("th", header, scope="col", class_=_figures(header)) for header in headers]
    body = [
        el(
            "tr",
            *_cells(headers, list(_effort_cells(row))),
            class_=_late(place),
            data_edge=row.label,
            data_role=row.role.value,
            data_class=row.effort_class or "–",
            data_certainty=row.certainty or "–",
            data_a=row.source,
            data_b=row.target,
        )
        for place, row in enumerate(found)
    ]
    made = el("table", el("thead", el("tr", *head)), el("tbody", *body))
    return framed(made, "Effort for each integration, in person-days")


def findings_table(survey: Survey) -> Element | None:
    """Return the findings, gravest first, with what to do about each."""
    order = ("high", "medium", "low")
    found = sorted(survey.findings, key=lambda f: (order.index(f.severity.value), f.what, f.where))
    if not found:
        return None
    names = {item.id: item.name for item in survey.systems}
    labels = {item.id: item.label for item in survey.integrations}
    lines: list[list[Part]] = [
        [
            el("span", f.severity.value, class_=f"severity {f.severity.value}"),
            f.what,
            el("span", *_links(f.where, names, labels)),
            f.remedy,
            ", ".join(map(str, f.evidence)),
        ]
        for f in found
    ]
    return table(("severity", "what", "where", "what to do", "read from"), lines, "Findings")


def _links(where: Iterable[str], names: dict[str, str], labels: dict[str, str]) -> Iterator[Part]:
    for number, key in enumerate(where):
        if number:
            yield ", "
        if key in labels:
            yield el("a", labels[key], href=f"#/{labels[key]}")
        elif key in names:
            yield el("a", names[key], href=f"#/system/{key}")
        else:
            yield key


def _effort_cells(row: Row) -> Iterator[Part]:
    yield el("a", row.label, href=f"#/{row.label}")
    both = f"written from both sides: {', '.join(row.both_ways)}; " if row.both_ways else ""
    left_out = "; not in the total" if is_left_out(row) else ""
    yield el("span", el("b", row.systems), el("small", f"{both}{row.reason}{left_out}"))
    yield row.standing
    yield ", ".join(row.mechanisms)
    yield class_mark(row.effort_class)
    made = row.days
    for value in (made.p50, made.p80, made.p90) if made else (None, None, None):
        yield None if value is None else _number(figure(value), value)
    yield _number(span(row.poc_days), row.poc_days.p50) if row.poc_days else None
    yield None if row.score is None else _number(f"{row.score:.0f}", row.score)
    yield _number(str(row.missing), row.missing) if row.effort_class else None
    yield row.certainty


def _number(text: str, value: float) -> Element:
    """Return a figure as it is read, with its value for sorting."""
    return el("data", text, value=f"{value:.6g}")


def _cells(headers: Sequence[str], line: Sequence[Part]) -> Iterator[Element]:
    for header, part in zip(headers, line, strict=True):
        yield el("td", part, class_=_figures(header))


def _figures(header: str) -> str | None:
    return "n" if header in FIGURES else None


def _late(place: int) -> str | None:
    return "late" if place >= LATE else None
