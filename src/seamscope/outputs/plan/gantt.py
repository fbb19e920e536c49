"""The plan as a Mermaid Gantt chart of phases, or of integrations if there are many phases."""

from seamscope.document import Survey
from seamscope.outputs.plan import Level, Plan, Task, build_plan
from seamscope.wording import format_count

BARS = 60  # more are illegible on one page


def render_gantt(survey: Survey) -> bytes:
    """Return the chart; names contain no colon and no `#`, which would end them in Mermaid."""
    plan = build_plan(survey)
    top = [task for task in plan.tasks if task.level is Level.INTEGRATION]
    bars = [task for task in plan.tasks if task.level is Level.PHASE]
    shown = bars if len(bars) <= BARS else top[:BARS]
    lines = [
        f"%% {_escape_text('; '.join(plan.notes))}",
        "gantt",
        f"  title {_escape_text(plan.title)}",
        "  dateFormat YYYY-MM-DDTHH:mm",
        "  axisFormat %d %b",
        "  excludes weekends",
        *_format_legs(survey),
        *_format_tasks(shown, plan),
    ]
    if len(bars) > BARS and len(top) > BARS:
        lines.append(
            f"%% {format_count(len(top) - BARS, 'more integration')}: render the plan as mspdi"
        )
    return ("\n".join(lines) + "\n").encode()


def _format_legs(survey: Survey) -> list[str]:
    """Return the POC, lead times and milestones before and beside the build, if they have dates."""
    roadmap = survey.roadmap
    if roadmap is None or not roadmap.start:
        return []
    lines = ["  section Way to go-live"]
    for place, leg in enumerate(roadmap.legs, start=1):
        mark = "crit, " if leg.critical else ""
        dates = f"{leg.start_date}T08:00, {leg.finish_date}T16:00"
        lines.append(f"  {_escape_text(leg.name)} :{mark}w{place}, {dates}")
    named = f"go-live P50, P90 {roadmap.go_live_p90}"
    return [*lines, f"  {_escape_text(named)} :milestone, golive, {roadmap.go_live_p50}T16:00, 0d"]


def _format_tasks(shown: list[Task], plan: Plan) -> list[str]:
    by_key = {task.key: task for task in plan.tasks}
    lines: list[str] = []
    section = ""
    for place, task in enumerate(shown, start=1):
        part = by_key[task.parent] if task.parent else task
        head = f"{by_key[part.parent].name} {part.name}" if part.parent else "Integrations"
        if head != section:
            lines.append(f"  section {_escape_text(head)}")
            section = head
        start = plan.calendar.begin(task.start).isoformat(timespec="minutes")
        end = plan.calendar.end(task.finish).isoformat(timespec="minutes")
        mark = "crit, " if task.critical else ""
        lines.append(f"  {_escape_text(task.name)} :{mark}t{place}, {start}, {end}")
    return lines


def _escape_text(text: str) -> str:
    arrows = text.replace("→", " to ").replace("⇄", " and ")
    text_without_marks = "".join(c if c.isalnum() or c in " .,-_/()" else " " for c in arrows)
    return " ".join(text_without_marks.split()) or "(no name)"
