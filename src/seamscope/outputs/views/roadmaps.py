"""The roadmap to go-live as sentences and as table rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import Cell
from seamscope.readiness import ReadinessState
from seamscope.roadmap import Milestone, Roadmap
from seamscope.wording import format_date, mark_each, translate, translate_term

TIME = "time"  # line of the readiness checklist
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
    """Return the go-live of the POC, "" if unknown, and whether it contradicts its target.

    "Go-live: the target is 6 months to go-live; 7.9 (6.5 to 10.0) months are estimated".
    """
    time = next((line for line in survey.readiness if line.id == TIME), None)
    is_late = time is not None and time.state is ReadinessState.CONTRADICTED
    if time and is_late:
        return translate("Late: {answer}", answer=time.answer), True
    if survey.roadmap is None or not survey.roadmap.go_live_p50:
        return "", False
    early, likely, late = (
        format_date(day)
        for day in (
            survey.roadmap.go_live_p10,
            survey.roadmap.go_live_p50,
            survey.roadmap.go_live_p90,
        )
    )
    words = translate(
        "Go-live {likely} at P50 ({early} to {late})", likely=likely, early=early, late=late
    )
    return words, False


def summarize_roadmap(roadmap: Roadmap) -> Iterator[str]:
    """Yield sentences: the go-live date, the critical path, and the assumptions."""
    if roadmap.go_live_p50:
        yield translate(
            "Go-live is {p50} at P50 and {p90} at P90, from a start on {start}.",
            p50=format_date(roadmap.go_live_p50),
            p90=format_date(roadmap.go_live_p90),
            start=format_date(roadmap.start),
        )
    else:
        low, high = roadmap.go_live.p50, roadmap.go_live.p90
        yield translate(
            "Go-live is {low:.0f} working days after the start at P50 and {high:.0f} at P90.",
            low=low,
            high=high,
        )
    yield translate(
        "The critical path is: {path}.",
        path=" → ".join(map(translate_term, roadmap.critical_path)),
    )
    for note in roadmap.notes:
        yield f"{note[0].upper()}{note[1:]}."
