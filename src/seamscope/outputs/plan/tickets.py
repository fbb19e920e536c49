"""The plan as tickets to import: Jira Cloud's CSV and Azure DevOps' CSV.

An importer takes only so many rows, so a large plan goes down to the deepest level that fits;
hours are those at P50 and add up at every level.
"""

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs.plan import Level, Plan, Task, plan
from seamscope.outputs.tabulate import Cell, csv_text, markdown

JIRA_ROWS, AZURE_ROWS = 1500, 1000
# Jira knows three levels: a part's phases are stories of the integration.
JIRA_TYPES = {Level.INTEGRATION: "Epic", Level.PHASE: "Story", Level.ROLE: "Sub-task"}
AZURE_TYPES = {
    Level.INTEGRATION: "Epic",
    Level.PART: "Feature",
    Level.PHASE: "User Story",
    Level.ROLE: "Task",
}


def jira_csv(survey: Survey) -> bytes:
    """Return issues, each below its parent; estimates in seconds, on the lowest level only."""
    made = plan(survey)
    shown, lowest = _fitting(made, tuple(JIRA_TYPES), JIRA_ROWS)
    numbers = {task.key: number for number, task in enumerate(shown, start=1)}
    by_key = {task.key: task for task in made.tasks}
    rows: list[list[Cell]] = []
    for task in shown:
        above = by_key.get(task.parent)
        while above is not None and above.key not in numbers:
            above = by_key.get(above.parent)
        seconds = round(task.hours * 60) * 60 if task.level is lowest else None
        rows.append([
            JIRA_TYPES[task.level], numbers[task.key], numbers[above.key] if above else None,
            _summary(task, by_key), _told(task), seconds,
            "critical-path" if task.critical else "", "integration",
        ])  # fmt: skip
    head = ["Issue type", "Issue ID", "Parent", "Summary", "Description", "Original estimate",
            "Labels", "Component"]  # fmt: skip
    return csv_text(head, rows).encode()


def azure_csv(survey: Survey) -> bytes:
    """Return work items of the Agile process; the column of the title says how deep one is."""
    made = plan(survey)
    shown, lowest = _fitting(made, tuple(AZURE_TYPES), AZURE_ROWS)
    by_key = {task.key: task for task in made.tasks}
    depth = int(lowest)
    head = ["Work Item Type", *(f"Title {number}" for number in range(1, depth + 1))]
    rows: list[list[Cell]] = []
    for task in shown:
        titles = [_summary(task, by_key) if n == task.level else "" for n in range(1, depth + 1)]
        hours = round(task.hours, 2) if task.level is Level.ROLE else None
        tags = "critical path" if task.critical else ""
        rows.append([AZURE_TYPES[task.level], *titles, _told(task), hours, tags])
    return csv_text([*head, "Description", "Original Estimate", "Tags"], rows).encode()


def _fitting(made: Plan, levels: tuple[Level, ...], most: int) -> tuple[list[Task], Level]:
    """Return the tasks down to the deepest level with which at most `most` rows are needed."""
    for lowest in reversed(levels):
        shown = [t for t in made.tasks if t.level in levels and t.level <= lowest]
        if len(shown) <= most:
            return shown, lowest
    raise SeamscopeError(
        f"the plan has more integrations than the {most} rows one import takes",
        remedy="survey with a POC, so that only what it needs is planned; or use `--as mspdi`",
    )


def _summary(task: Task, by_key: dict[str, Task]) -> str:
    """Return a title that says where it belongs, at most 250 characters."""
    names = [task.name]
    if task.level is Level.ROLE:
        names.insert(0, by_key[task.parent].name)
    if task.level in {Level.PHASE, Level.ROLE}:
        phase = task if task.level is Level.PHASE else by_key[task.parent]
        names.append(f"({by_key[phase.parent].name})")
    return " ".join(names)[:250]


def _told(task: Task) -> str:
    return markdown(f"{task.key}; P50 {task.hours:.1f} h, P80 {task.hours_p80:.1f} h of work")
