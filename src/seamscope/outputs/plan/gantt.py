"""The plan as a Mermaid gantt chart: phases, or whole integrations where those are too many."""

from seamscope.document import Survey
from seamscope.outputs.plan import Level, Plan, Task, plan
from seamscope.wording import number

BARS = 60  # more are no longer read on a page


def gantt(survey: Survey) -> bytes:
    """Return the chart; names are words only, since a colon or a number sign would end them."""
    made = plan(survey)
    top = [task for task in made.tasks if task.level is Level.INTEGRATION]
    bars = [task for task in made.tasks if task.level is Level.PHASE]
    shown = bars if len(bars) <= BARS else top[:BARS]
    lines = [
        f"%% {_words('; '.join(made.notes))}",
        "gantt",
        f"  title {_words(made.title)}",
        "  dateFormat YYYY-MM-DDTHH:mm",
        "  axisFormat %d %b",
        "  excludes weekends",
        *_lines(shown, made),
    ]
    if len(bars) > BARS and len(top) > BARS:
        lines.append(f"%% {number(len(top) - BARS, 'more integration')}: see the plan as mspdi")
    return ("\n".join(lines) + "\n").encode()


def _lines(shown: list[Task], made: Plan) -> list[str]:
    by_key = {task.key: task for task in made.tasks}
    lines: list[str] = []
    section = ""
    for place, task in enumerate(shown, start=1):
        part = by_key[task.parent] if task.parent else task
        head = f"{by_key[part.parent].name} {part.name}" if part.parent else "Integrations"
        if head != section:
            lines.append(f"  section {_words(head)}")
            section = head
        start = made.calendar.begin(task.start).isoformat(timespec="minutes")
        end = made.calendar.end(task.finish).isoformat(timespec="minutes")
        mark = "crit, " if task.critical else ""
        lines.append(f"  {_words(task.name)} :{mark}t{place}, {start}, {end}")
    return lines


def _words(text: str) -> str:
    arrows = text.replace("→", " to ").replace("⇄", " and ")
    kept = "".join(c if c.isalnum() or c in " .,-_/()" else " " for c in arrows)
    return " ".join(kept.split()) or "(no name)"
