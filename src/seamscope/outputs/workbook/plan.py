"""The Plan sheet: the same epics and stories as in the MSPDI and ticket exports."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.plan import Kind, Level, Plan, Task, build_plan
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.plan_options import PlanOptions
from seamscope.outputs.workbook.sheet import Cell, Styles, write_table
from seamscope.wording import mark_each, translate, translate_term

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHEET = "Plan"
HEADERS = mark_each(
    "id", "task", "kind", "start", "finish", "person-days (P50, then the reserve)", "roles",
    "after", "critical", "what it is about",
)  # fmt: skip


def write_plan(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write the Plan sheet.

    The sheet is omitted if there is no total, or if there are too many integrations for a plan.
    """
    try:
        plan = build_plan(survey, PlanOptions())
    except SeamscopeError:  # too many integrations for a plan
        return
    if plan.tasks:
        per_day = get_hours_per_day(survey)
        lines = [*_list_tasks(plan, per_day), *((None, note) for note in plan.notes)]
        write_table(book.add_worksheet(SHEET), HEADERS, lines, styles)


def _list_tasks(plan: Plan, per_day: float) -> Iterator[Sequence[Cell]]:
    """Yield the tasks in outline order; epics have no days, so that the column can be summed."""
    for task in plan.tasks:
        yield (
            task.key,
            f"{'    ' if task.level is Level.STORY else ''}{task.name}",
            translate_term(task.kind.value),
            plan.format_day(task.start, end=task.kind is Kind.MILESTONE),
            plan.format_day(task.finish, end=True),
            round(task.hours / per_day, 2) if task.hours and task.level is Level.STORY else None,
            ", ".join(_list_roles(task, per_day)),
            ", ".join(task.predecessors),
            translate("yes") if task.critical else "",
            " · ".join(task.description),
        )


def _list_roles(task: Task, per_day: float) -> Iterator[str]:
    if task.level is Level.STORY:
        for item in task.assignments:
            yield f"{translate_term(item.role)} {item.hours / per_day:.1f}"
