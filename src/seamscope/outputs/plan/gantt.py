"""The plan as a Mermaid Gantt chart of stories, or of epics if there are many stories.

Each bar has its start and its end as date and time. Mermaid is told no days off: it would draw a
stripe over every weekend and move the ends, so that bars overlap their successors.
"""

from collections.abc import Iterator
from textwrap import wrap

from seamscope.document import Survey
from seamscope.outputs.plan import Kind, Level, Plan, Task, build_plan
from seamscope.outputs.views.plan_options import Depth, PlanOptions
from seamscope.wording import format_count, translate

BARS = 60  # maximum number of bars on one page; more are illegible
SECTION = 20  # maximum number of characters in a line of a section's name, left of the bars
LETTER, GAP = 6.2, 24  # width of such a letter and the space around the name, in pixels
MOMENT = "%Y-%m-%dT%H:%M"


def render_gantt(survey: Survey, options: PlanOptions) -> bytes:
    """Return the chart as Mermaid text."""
    plan = build_plan(survey, options)
    epics = [task for task in plan.tasks if task.level is Level.EPIC]
    stories = [task for task in plan.tasks if task.level is Level.STORY]
    fine = len(stories) <= BARS and options.depth is not Depth.EPIC
    shown = stories if fine else epics[:BARS]
    lines = [
        _format_settings(plan, shown),
        *(f"%% {_escape_comment(note)}" for note in plan.notes),
        "gantt",
        f"  title {_escape_text(translate('{title} (red bars are critical)', title=plan.title))}",
        "  dateFormat YYYY-MM-DDTHH:mm",
        f"  axisFormat {'%d %b %Y' if plan.dated else 'week %W'}",
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


def _format_settings(plan: Plan, shown: list[Task]) -> str:
    """Return the directive that leaves enough room for the names of the sections."""
    names = {line for task in shown for line in _wrap_section(task, plan).split("<br>")}
    room = round(LETTER * max(map(len, names), default=0)) + GAP
    return f'%%{{init: {{"gantt": {{"leftPadding": {room}}}}}}}%%'


def _wrap_section(task: Task, plan: Plan) -> str:
    epics = {epic.key: epic.name for epic in plan.tasks if epic.level is Level.EPIC}
    name = _escape_text(epics[task.parent] if task.parent else translate("Plan"))
    return "<br>".join(wrap(name, SECTION, break_long_words=False))


def _format_tasks(shown: list[Task], plan: Plan) -> Iterator[str]:
    section = ""
    for place, task in enumerate(shown, start=1):
        head = _wrap_section(task, plan)
        if head != section:
            yield f"  section {head}"
            section = head
        mark = "crit, " if task.critical else ""
        if task.kind is Kind.MILESTONE:
            moment = plan.calendar.end(task.finish) if task.finish else plan.calendar.begin(0)
            yield f"  {_escape_text(task.name)} :{mark}milestone, t{place}, {moment:{MOMENT}}, 0d"
            continue
        start, end = plan.calendar.begin(task.start), plan.calendar.end(task.finish)
        yield f"  {_escape_text(task.name)} :{mark}t{place}, {start:{MOMENT}}, {end:{MOMENT}}"


def _escape_text(text: str) -> str:
    """Return a text without the characters that end a name: a colon becomes a dash."""
    to, both = f" {translate('to')} ", f" {translate('and')} "
    arrows = text.replace("→", to).replace("⇄", both).replace("−", "-").replace(": ", " – ")
    text_without_marks = "".join(c if c.isalnum() or c in " .,-–_/()" else " " for c in arrows)
    return " ".join(text_without_marks.split()) or translate("(no name)")


def _escape_comment(text: str) -> str:
    """Return a text on one line without braces, with which a directive begins."""
    return " ".join(text.replace("{", "(").replace("}", ")").split())
