"""The roadmap to go-live as sentences and as table rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import Cell
from seamscope.readiness import ReadinessState
from seamscope.roadmap import Milestone, Roadmap
from seamscope.wording import format_date, mark_each, translate, translate_term

TIME = "time"  # id of the line about the go-live date in the readiness checklist
HEADERS = mark_each(
    "leg or milestone",
    "P10, working days",
    "P50, working days",
    "P90, working days",
    "starts, P50",
    "ends, P50",
    "critical",
    "source",
)


def list_roadmap_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return a row for each leg (phase of the roadmap), then for each milestone."""
    roadmap = survey.roadmap
    if roadmap is None:
        return []
    rows: list[tuple[Cell, ...]] = [
        (
            translate_term(leg.name),
            *(round(value) for value in (leg.days.p10, leg.days.p50, leg.days.p90)),
            format_date(leg.start_date) or translate("day {p50:.0f}", p50=leg.start.p50),
            format_date(leg.finish_date) or translate("day {p50:.0f}", p50=leg.finish.p50),
            translate("yes") if leg.critical else "",
            leg.source,
        )
        for leg in roadmap.legs
    ]
    return [*rows, *(_build_milestone_row(item) for item in roadmap.milestones)]


def _build_milestone_row(item: Milestone) -> tuple[Cell, ...]:
    span = item.days
    days = [round(v) for v in (span.p10, span.p50, span.p90)] if span else [None, None, None]
    likely, late = format_date(item.p50), format_date(item.p90)
    end = f"{likely} (P90 {late})" if late else likely
    return (translate("milestone: {item}", item=item.name), *days, "", end, "", item.condition)


def describe_go_live(survey: Survey) -> tuple[str, bool]:
    """Return when the POC goes live, "" if unknown, and whether its P50 is after the target.

    For example, "Late: go-live 2027-11-02 at P80 (P50 2027-09-21), target 2027-09-05". Like that of
    the total, the P80 includes the reserve for unread inputs.
    """
    roadmap = survey.roadmap
    time = next((line for line in survey.readiness if line.id == TIME), None)
    is_late = time is not None and time.state is ReadinessState.CONTRADICTED
    # A survey of an older version has no target date.
    undated = is_late and roadmap is not None and not roadmap.target
    if roadmap is None or not roadmap.go_live_p50 or undated:
        return (
            translate("Late: {answer}", answer=time.answer) if time and is_late else ""
        ), is_late
    is_late = bool(roadmap.target) and roadmap.go_live_p50 > roadmap.target
    name, late = find_late_date(roadmap)
    words = translate(
        "go-live {late} at {percentile} (P50 {p50})",
        late=format_date(late),
        percentile=name,
        p50=format_date(roadmap.go_live_p50),
    )
    if roadmap.target:
        words += translate(", target {target}", target=format_date(roadmap.target))
    words = translate("late: {words}", words=words) if is_late else words
    return f"{words[:1].upper()}{words[1:]}", is_late


def find_late_date(roadmap: Roadmap) -> tuple[str, str]:
    """Return "P80" and the go-live date at P80; for surveys of older versions, P90."""
    if roadmap.go_live_p80:
        return translate("P80"), roadmap.go_live_p80
    return translate("P90"), roadmap.go_live_p90


def summarize_roadmap(roadmap: Roadmap) -> Iterator[str]:
    """Yield sentences on the go-live date, the critical path, and the assumptions."""
    if roadmap.go_live_p50:
        yield translate(
            "Go-live is {late} at {percentile} (P50 {p50}, P90 {p90}), from a start on {start}.",
            late=format_date(find_late_date(roadmap)[1]),
            percentile=find_late_date(roadmap)[0],
            p50=format_date(roadmap.go_live_p50),
            p90=format_date(roadmap.go_live_p90),
            start=format_date(roadmap.start),
        )
    else:
        days = roadmap.go_live
        yield translate(
            "Go-live is {high:.0f} working days after the start at {percentile} (P50 {low:.0f}, "
            "P90 {p90:.0f}).",
            high=days.p90 if days.p80 is None else days.p80,
            percentile=translate("P90") if days.p80 is None else translate("P80"),
            low=days.p50,
            p90=days.p90,
        )
    yield translate(
        "P80 and P90 include the reserve for unread inputs, as the total does. The go-live also "
        "includes the work on the product itself, which the total does not."
    )
    yield translate(
        "The critical path is: {path}.",
        path=" → ".join(map(translate_term, roadmap.critical_path)),
    )
    for note in roadmap.notes:
        yield f"{note[0].upper()}{note[1:]}."
