"""The way to go-live as sentences and as rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import Cell
from seamscope.roadmap import Milestone, Roadmap

HEADERS = (
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
    """Return a row for each leg, then for each milestone; without a roadmap none."""
    roadmap = survey.roadmap
    if roadmap is None:
        return []
    rows: list[tuple[Cell, ...]] = [
        (
            leg.name,
            *(round(value) for value in (leg.days.p10, leg.days.p50, leg.days.p90)),
            leg.start_date or f"day {leg.start.p50:.0f}",
            leg.finish_date or f"day {leg.finish.p50:.0f}",
            "yes" if leg.critical else "",
            leg.source,
        )
        for leg in roadmap.legs
    ]
    return [*rows, *(_build_milestone_row(item) for item in roadmap.milestones)]


def _build_milestone_row(item: Milestone) -> tuple[Cell, ...]:
    span = item.days
    days = [round(v) for v in (span.p10, span.p50, span.p90)] if span else [None, None, None]
    end = f"{item.p50} (P90 {item.p90})" if item.p90 else item.p50
    return (f"milestone: {item.name}", *days, "", end, "", item.condition)


def summarize_roadmap(roadmap: Roadmap) -> Iterator[str]:
    """Yield go-live, what decides it, and the assumptions, as sentences."""
    if roadmap.go_live_p50:
        yield (
            f"Go-live is {roadmap.go_live_p50} at P50 and {roadmap.go_live_p90} at P90, from a "
            f"start on {roadmap.start}."
        )
    else:
        low, high = roadmap.go_live.p50, roadmap.go_live.p90
        yield f"Go-live is {low:.0f} working days after the start at P50 and {high:.0f} at P90."
    yield f"The critical path is: {' → '.join(roadmap.critical_path)}."
    for note in roadmap.notes:
        yield f"{note[0].upper()}{note[1:]}."
