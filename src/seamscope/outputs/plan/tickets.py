"""The plan as tickets: CSV imports for Jira Cloud and Azure DevOps.

Imports have a maximum number of rows, so a large plan is reduced to the levels that fit. Only
tickets of the lowest level have hours. The hours add up to the P50 of the total without the
reserve, and to the P80 with the reserve.
"""

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.plan import Kind, Level, Plan, Task, build_plan, split_by_role
from seamscope.outputs.plan.outline import choose_tasks, find_leaves
from seamscope.outputs.views.plan_options import Depth, PlanOptions
from seamscope.outputs.writers.mark import MARK
from seamscope.outputs.writers.tabulate import Cell, escape_markdown, format_csv

JIRA_ROWS, AZURE_ROWS = 1500, 1000
JIRA_TYPES = {Level.EPIC: "Epic", Level.STORY: "Story", Level.ROLE: "Sub-task"}
# Types of work items in Azure's Agile process, from the top level down.
AZURE_TYPES = {Level.EPIC: "Feature", Level.STORY: "User Story", Level.ROLE: "Task"}


def render_jira(survey: Survey, options: PlanOptions) -> bytes:
    """Return Jira issues as CSV, with each issue after its parent.

    Only issues of the lowest level have an estimate. It is in seconds, which Jira requires.
    """
    plan = build_plan(survey, options)
    shown = _select_tasks(plan, options.depth or Depth.STORY, JIRA_ROWS)
    leaves = find_leaves(shown)
    numbers = {task.key: number for number, task in enumerate(shown, start=1)}
    rows: list[list[Cell]] = [
        [
            JIRA_TYPES[task.level], numbers[task.key], numbers.get(task.parent),
            task.name[:250], _format_description(task, plan, first=task is shown[0]),
            round(task.hours * 3600) if task.key in leaves and task.hours else None,
            " ".join(_list_labels(task)), "integration",
        ]
        for task in shown
    ]  # fmt: skip
    headers = ["Issue type", "Issue ID", "Parent", "Summary", "Description", "Original estimate",
            "Labels", "Component"]  # fmt: skip
    return format_csv(headers, rows).encode()


def render_azure_devops(survey: Survey, options: PlanOptions) -> bytes:
    """Return work items of the Agile process as CSV; each level has its own title column."""
    plan = build_plan(survey, options)
    shown = _select_tasks(plan, options.depth or Depth.TASK, AZURE_ROWS)
    leaves = find_leaves(shown)
    depth = max((int(task.level) for task in shown), default=1)
    headers = ["Work Item Type", *(f"Title {number}" for number in range(1, depth + 1))]
    rows: list[list[Cell]] = []
    for task in shown:
        titles = [task.name[:250] if n == task.level else "" for n in range(1, depth + 1)]
        hours = round(task.hours, 2) if task.key in leaves and task.hours else None
        tags = "; ".join(_list_labels(task))
        rows.append([
            AZURE_TYPES[task.level], *titles,
            _format_description(task, plan, first=task is shown[0]), hours, tags,
        ])  # fmt: skip
    return format_csv([*headers, "Description", "Original Estimate", "Tags"], rows).encode()


def _select_tasks(plan: Plan, depth: Depth, max_rows: int) -> tuple[Task, ...]:
    """Return the tasks down to `depth`, or to the deepest level that fits into `max_rows`."""
    every = tuple(split_by_role(plan))
    depths = list(Depth)
    for lowest in reversed(depths[: depths.index(depth) + 1]):
        shown = choose_tasks(every, lowest)
        if len(shown) <= max_rows:
            return shown
    raise SeamscopeError(
        f"the plan has more integrations than one import can contain ({max_rows} rows)",
        remedy="run the survey with --poc to plan only what the POC needs, or write a plan with "
        "`seamscope render mspdi`",
    )


def _list_labels(task: Task) -> list[str]:
    named = task.kind in {Kind.MILESTONE, Kind.WAIT, Kind.RESERVE}
    return [
        *(["critical-path"] if task.critical else []),
        *([task.kind.value] if named else []),
    ]


def _format_description(task: Task, plan: Plan, *, first: bool) -> str:
    """Return the description of a ticket.

    first: whether this is the first ticket, whose description says that seamscope wrote the file.
    """
    start, end = plan.format_day(task.start), plan.format_day(task.finish, end=True)
    span = end if task.kind is Kind.MILESTONE else f"{start} to {end}"
    mark = [MARK] if first else []
    lines = (*task.description, task.key, span, *mark)
    return " · ".join(escape_markdown(line) for line in lines)
