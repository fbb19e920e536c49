"""The plan as tickets: CSV imports for Jira Cloud and Azure DevOps.

Imports have a maximum number of rows, so a large plan is cut at the deepest level that fits.
Hours are P50 and add up at every level.
"""

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.plan import Level, Plan, Task, build_plan
from seamscope.outputs.writers.tabulate import Cell, escape_markdown, format_csv

JIRA_ROWS, AZURE_ROWS = 1500, 1000
# Jira has three levels: the phases of all parts are stories of the integration.
JIRA_TYPES = {Level.INTEGRATION: "Epic", Level.PHASE: "Story", Level.ROLE: "Sub-task"}
AZURE_TYPES = {
    Level.INTEGRATION: "Epic",
    Level.PART: "Feature",
    Level.PHASE: "User Story",
    Level.ROLE: "Task",
}


def render_jira(survey: Survey) -> bytes:
    """Return Jira issues, each after its parent; estimates in seconds, on the lowest level only."""
    plan = build_plan(survey)
    shown, lowest = _select_levels(plan, tuple(JIRA_TYPES), JIRA_ROWS)
    numbers = {task.key: number for number, task in enumerate(shown, start=1)}
    by_key = {task.key: task for task in plan.tasks}
    rows: list[list[Cell]] = []
    for task in shown:
        parent = by_key.get(task.parent)
        while parent is not None and parent.key not in numbers:
            parent = by_key.get(parent.parent)
        seconds = round(task.hours * 60) * 60 if task.level is lowest else None
        rows.append([
            JIRA_TYPES[task.level], numbers[task.key], numbers[parent.key] if parent else None,
            _format_summary(task, by_key), _format_description(task), seconds,
            "critical-path" if task.critical else "", "integration",
        ])  # fmt: skip
    headers = ["Issue type", "Issue ID", "Parent", "Summary", "Description", "Original estimate",
            "Labels", "Component"]  # fmt: skip
    return format_csv(headers, rows).encode()


def render_azure_devops(survey: Survey) -> bytes:
    """Return work items of the Agile process; the title column shows the level."""
    plan = build_plan(survey)
    shown, lowest = _select_levels(plan, tuple(AZURE_TYPES), AZURE_ROWS)
    by_key = {task.key: task for task in plan.tasks}
    depth = int(lowest)
    headers = ["Work Item Type", *(f"Title {number}" for number in range(1, depth + 1))]
    rows: list[list[Cell]] = []
    for task in shown:
        titles = [
            _format_summary(task, by_key) if n == task.level else "" for n in range(1, depth + 1)
        ]
        hours = round(task.hours, 2) if task.level is Level.ROLE else None
        tags = "critical path" if task.critical else ""
        rows.append([AZURE_TYPES[task.level], *titles, _format_description(task), hours, tags])
    return format_csv([*headers, "Description", "Original Estimate", "Tags"], rows).encode()


def _select_levels(
    plan: Plan, levels: tuple[Level, ...], max_rows: int
) -> tuple[list[Task], Level]:
    """Return the tasks down to the deepest level that fits into `max_rows` rows, and that level."""
    for lowest in reversed(levels):
        shown = [t for t in plan.tasks if t.level in levels and t.level <= lowest]
        if len(shown) <= max_rows:
            return shown, lowest
    raise SeamscopeError(
        f"the plan has more integrations than one import can hold ({max_rows} rows)",
        remedy="run the survey with --poc to plan only what the POC needs, or use `--as mspdi`",
    )


def _format_summary(task: Task, by_key: dict[str, Task]) -> str:
    """Return a title with its phase and part, at most 250 characters."""
    names = [task.name]
    if task.level is Level.ROLE:
        names.insert(0, by_key[task.parent].name)
    if task.level in {Level.PHASE, Level.ROLE}:
        phase = task if task.level is Level.PHASE else by_key[task.parent]
        names.append(f"({by_key[phase.parent].name})")
    return " ".join(names)[:250]


def _format_description(task: Task) -> str:
    return escape_markdown(
        f"{task.key}; P50 {task.hours:.1f} h, P80 {task.hours_p80:.1f} h of work"
    )
