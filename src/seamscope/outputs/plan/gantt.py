"""The plan as a Mermaid Gantt chart of stories, or of epics if there are many stories.

Starts and ends are dates, and end dates are inclusive. With times of day and excluded weekends,
Mermaid would move the ends, so that bars overlap their successors.
"""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.plan import Kind, Level, Plan, Task, build_plan
from seamscope.outputs.views.plan_options import Depth, PlanOptions
from seamscope.wording import format_count, translate

BARS = 60  # maximum number of bars on one page; more are illegible


def render_gantt(survey: Survey, options: PlanOptions) -> bytes:
    """Return the chart as Mermaid text.

    `:` and `#` are removed from names, because they end a name.
    """
    plan = build_plan(survey, options)
    epics = [task for task in plan.tasks if task.level is Level.EPIC]
    stories = [task for task in plan.tasks if task.level is Level.STORY]
    fine = len(stories) <= BARS and options.depth is not Depth.EPIC
    shown = stories if fine else epics[:BARS]
    holidays = "".join(f", {day}" for day in plan.calendar.holidays) if plan.dated else ""
    lines = [
        *(f"%% {_escape_text(note)}" for note in plan.notes),
        "gantt",
        f"  title {_escape_text(plan.title)}",
        "  dateFormat YYYY-MM-DD",
        "  inclusiveEndDates",
        f"  axisFormat {'%d %b' if plan.dated else 'week %W'}",
        f"  excludes weekends{holidays}",
        *_format_tasks(shown, plan),
    ]
    if not fine and len(epics) > BARS:
        lines.append(
            translate(
                "%% {epics}: render the plan as mspdi",
                epics=format_count(len(epics) - BARS, "more epic"),
            )
        )
    return ("\n".join(lines) + "\n").encode()


def _format_tasks(shown: list[Task], plan: Plan) -> Iterator[str]:
    by_key = {task.key: task for task in plan.tasks}
    section = ""
    for place, task in enumerate(shown, start=1):
        head = by_key[task.parent].name if task.parent else translate("Plan")
        if head != section:
            yield f"  section {_escape_text(head)}"
            section = head
        mark = "crit, " if task.critical else ""
        if task.kind is Kind.MILESTONE:
            day = plan.calendar.end(task.finish) if task.finish else plan.calendar.begin(0)
            yield f"  {_escape_text(task.name)} :{mark}milestone, t{place}, {day.date()}, 0d"
            continue
        start, end = plan.calendar.begin(task.start), plan.calendar.end(task.finish)
        yield f"  {_escape_text(task.name)} :{mark}t{place}, {start.date()}, {end.date()}"


def _escape_text(text: str) -> str:
    to, both = f" {translate('to')} ", f" {translate('and')} "
    arrows = text.replace("→", to).replace("⇄", both).replace("−", "-")
    text_without_marks = "".join(c if c.isalnum() or c in " .,-_/()" else " " for c in arrows)
    return " ".join(text_without_marks.split()) or translate("(no name)")
