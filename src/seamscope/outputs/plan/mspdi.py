"""The plan as Microsoft Project XML (MSPDI), with elements in the order of its schema.

Every role task has an assignment, without which Project shows no duration, and a constraint to
start no earlier than scheduled.
"""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.plan import Level, Plan, Task, build_plan
from seamscope.outputs.writers.xml import add_child, encode_xml

START_NO_EARLIER = "4"
FINISH_TO_START = "1"
DAYS = "7"  # show durations in days
SUNDAY, SATURDAY = 1, 7
EXCEPTION = "0"  # a weekday that stands for a period of dates


def render_mspdi(survey: Survey) -> bytes:
    """Return the project as XML for Microsoft Project and ProjectLibre."""
    plan = build_plan(survey)
    root = Element("Project", {"xmlns": "http://schemas.microsoft.com/project"})
    _add_project_settings(root, plan)
    _add_calendar(root, plan)
    numbers = {task.key: str(number) for number, task in enumerate(plan.tasks, start=1)}
    tasks = add_child(root, "Tasks")
    _add_project_task(tasks, plan)
    outline = _number_outline(plan)
    for task in plan.tasks:
        _add_task(tasks, task, plan, numbers, outline[task.key])
    resources = add_child(root, "Resources")
    for number, role in enumerate(plan.roles, start=1):
        values = {
            "UID": str(number),
            "ID": str(number),
            "Name": role,
            "Type": "1",
            "MaxUnits": str(plan.people),
            "CalendarUID": "1",
        }
        _add_children(add_child(resources, "Resource"), values)
    _add_assignments(root, plan, numbers)
    return encode_xml(root)


def _add_children(parent: Element, values: dict[str, str]) -> None:
    for tag, text in values.items():
        add_child(parent, tag, text)


def _add_project_settings(root: Element, plan: Plan) -> None:
    calendar = plan.calendar
    values = {
        "SaveVersion": "14",
        "Name": "plan.xml",
        "Title": plan.title,
        "ScheduleFromStart": "1",
        "StartDate": calendar.start.isoformat(),
        "FinishDate": calendar.end(plan.finish).isoformat()
        if plan.tasks
        else calendar.start.isoformat(),
        "CalendarUID": "1",
        "DefaultStartTime": calendar.start.strftime("%H:%M:%S"),
        "DefaultFinishTime": calendar.end(calendar.minutes_per_day / 60).strftime("%H:%M:%S"),
        "MinutesPerDay": str(calendar.minutes_per_day),
        "MinutesPerWeek": str(5 * calendar.minutes_per_day),
        "DaysPerMonth": "20",
    }
    _add_children(root, values)


def _add_calendar(root: Element, plan: Plan) -> None:
    calendar = add_child(add_child(root, "Calendars"), "Calendar")
    _add_children(calendar, {"UID": "1", "Name": "Standard", "IsBaseCalendar": "1"})
    week = add_child(calendar, "WeekDays")
    evening = plan.calendar.end(plan.calendar.minutes_per_day / 60)
    for day in range(SUNDAY, SATURDAY + 1):
        works = SUNDAY < day < SATURDAY
        week_day = add_child(week, "WeekDay")
        _add_children(week_day, {"DayType": str(day), "DayWorking": "1" if works else "0"})
        if works:
            hours = add_child(add_child(week_day, "WorkingTimes"), "WorkingTime")
            _add_children(
                hours,
                {
                    "FromTime": plan.calendar.start.strftime("%H:%M:%S"),
                    "ToTime": evening.strftime("%H:%M:%S"),
                },
            )
    for holiday in plan.calendar.holidays:
        exception = add_child(week, "WeekDay")
        _add_children(exception, {"DayType": EXCEPTION, "DayWorking": "0"})
        period = add_child(exception, "TimePeriod")
        text = holiday.isoformat()
        _add_children(period, {"FromDate": f"{text}T00:00:00", "ToDate": f"{text}T23:59:00"})


def _add_project_task(tasks: Element, plan: Plan) -> None:
    calendar = plan.calendar
    end = calendar.end(plan.finish) if plan.tasks else calendar.start
    values = {
        "UID": "0",
        "ID": "0",
        "Name": plan.title,
        "Manual": "0",
        "OutlineNumber": "0",
        "OutlineLevel": "0",
        "Start": calendar.start.isoformat(),
        "Finish": end.isoformat(),
        "Duration": _format_duration(plan.finish),
        "DurationFormat": DAYS,
        "Work": _format_duration(plan.hours),
        "Summary": "1",
        "Notes": "; ".join(plan.notes),
    }
    _add_children(add_child(tasks, "Task"), values)


def _number_outline(plan: Plan) -> dict[str, str]:
    """Return the outline number of every task, such as "2.1.3"."""
    counts: dict[str, int] = {}
    numbers: dict[str, str] = {}
    for task in plan.tasks:
        counts[task.parent] = counts.get(task.parent, 0) + 1
        above = f"{numbers[task.parent]}." if task.parent else ""
        numbers[task.key] = f"{above}{counts[task.parent]}"
    return numbers


def _add_task(
    tasks: Element, task: Task, plan: Plan, numbers: dict[str, str], outline: str
) -> None:
    leaf = task.level is Level.ROLE
    calendar = plan.calendar
    start = calendar.begin(task.start).isoformat()
    values = {
        "UID": numbers[task.key],
        "ID": numbers[task.key],
        "Name": task.name,
        "Active": "1",
        "Manual": "0",
        "Type": "0",
        "WBS": outline,
        "OutlineNumber": outline,
        "OutlineLevel": str(int(task.level)),
        "Start": start,
        "Finish": calendar.end(task.finish).isoformat(),
        "Duration": _format_duration(task.hours if leaf else task.finish - task.start),
        "DurationFormat": DAYS,
        "Work": _format_duration(task.hours),
        "Summary": "0" if leaf else "1",
        "Critical": "1" if task.critical else "0",
        "ConstraintType": START_NO_EARLIER if leaf else "0",
        **({"ConstraintDate": start} if leaf else {}),
        "Notes": f"P50 {task.hours:.1f} h, P80 {task.hours_p80:.1f} h of work",
    }
    element = add_child(tasks, "Task")
    _add_children(element, values)
    for key in task.predecessors:
        link = {"PredecessorUID": numbers[key], "Type": FINISH_TO_START, "CrossProject": "0"}
        _add_children(add_child(element, "PredecessorLink"), link)


def _add_assignments(root: Element, plan: Plan, numbers: dict[str, str]) -> None:
    assignments = add_child(root, "Assignments")
    role_ids = {role: str(number) for number, role in enumerate(plan.roles, start=1)}
    leaves = [task for task in plan.tasks if task.level is Level.ROLE]
    for number, task in enumerate(leaves, start=1):
        values = {
            "UID": str(number),
            "TaskUID": numbers[task.key],
            "ResourceUID": role_ids[task.role],
            "Finish": plan.calendar.end(task.finish).isoformat(),
            "Start": plan.calendar.begin(task.start).isoformat(),
            "Units": "1",
            "Work": _format_duration(task.hours),
        }
        _add_children(add_child(assignments, "Assignment"), values)


def _format_duration(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"PT{whole}H{minutes}M0S"
