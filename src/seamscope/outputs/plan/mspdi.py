"""The plan as Microsoft Project XML (MSPDI), elements in the order of its schema.

Every role's task has an assignment, without which Project shows no duration, and starts no
earlier than levelled.
"""

from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.plan import Level, Plan, Task, plan
from seamscope.outputs.xml import child, document

START_NO_EARLIER = "4"
FINISH_TO_START = "1"
DAYS = "7"  # a duration shown in days
SUNDAY, SATURDAY = 1, 7


def mspdi(survey: Survey) -> bytes:
    """Return the project as XML that Microsoft Project and ProjectLibre open."""
    made = plan(survey)
    root = Element("Project", {"xmlns": "http://schemas.microsoft.com/project"})
    _head(root, made)
    _calendar(root, made)
    numbers = {task.key: str(number) for number, task in enumerate(made.tasks, start=1)}
    tasks = child(root, "Tasks")
    _whole(tasks, made)
    outline = _outline(made)
    for task in made.tasks:
        _task(tasks, task, made, numbers, outline[task.key])
    resources = child(root, "Resources")
    for number, role in enumerate(made.roles, start=1):
        said = {
            "UID": str(number),
            "ID": str(number),
            "Name": role,
            "Type": "1",
            "MaxUnits": str(made.people),
            "CalendarUID": "1",
        }
        _children(child(resources, "Resource"), said)
    _assignments(root, made, numbers)
    return document(root)


def _children(parent: Element, said: dict[str, str]) -> None:
    for tag, text in said.items():
        child(parent, tag, text)


def _head(root: Element, made: Plan) -> None:
    days = made.calendar
    said = {
        "SaveVersion": "14",
        "Name": "plan.xml",
        "Title": made.title,
        "ScheduleFromStart": "1",
        "StartDate": days.start.isoformat(),
        "FinishDate": days.end(made.finish).isoformat() if made.tasks else days.start.isoformat(),
        "CalendarUID": "1",
        "DefaultStartTime": days.start.strftime("%H:%M:%S"),
        "DefaultFinishTime": days.end(days.minutes_per_day / 60).strftime("%H:%M:%S"),
        "MinutesPerDay": str(days.minutes_per_day),
        "MinutesPerWeek": str(5 * days.minutes_per_day),
        "DaysPerMonth": "20",
    }
    _children(root, said)


def _calendar(root: Element, made: Plan) -> None:
    one = child(child(root, "Calendars"), "Calendar")
    _children(one, {"UID": "1", "Name": "Standard", "IsBaseCalendar": "1"})
    week = child(one, "WeekDays")
    evening = made.calendar.end(made.calendar.minutes_per_day / 60)
    for day in range(SUNDAY, SATURDAY + 1):
        works = SUNDAY < day < SATURDAY
        said = child(week, "WeekDay")
        _children(said, {"DayType": str(day), "DayWorking": "1" if works else "0"})
        if works:
            hours = child(child(said, "WorkingTimes"), "WorkingTime")
            _children(
                hours,
                {
                    "FromTime": made.calendar.start.strftime("%H:%M:%S"),
                    "ToTime": evening.strftime("%H:%M:%S"),
                },
            )


def _whole(tasks: Element, made: Plan) -> None:
    days = made.calendar
    end = days.end(made.finish) if made.tasks else days.start
    said = {
        "UID": "0",
        "ID": "0",
        "Name": made.title,
        "Manual": "0",
        "OutlineNumber": "0",
        "OutlineLevel": "0",
        "Start": days.start.isoformat(),
        "Finish": end.isoformat(),
        "Duration": _span(made.finish),
        "DurationFormat": DAYS,
        "Work": _span(made.hours),
        "Summary": "1",
        "Notes": "; ".join(made.notes),
    }
    _children(child(tasks, "Task"), said)


def _outline(made: Plan) -> dict[str, str]:
    """Return every task's place in the outline, e.g. "2.1.3"."""
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for task in made.tasks:
        counts[task.parent] = counts.get(task.parent, 0) + 1
        above = f"{found[task.parent]}." if task.parent else ""
        found[task.key] = f"{above}{counts[task.parent]}"
    return found


def _task(tasks: Element, task: Task, made: Plan, numbers: dict[str, str], outline: str) -> None:
    leaf = task.level is Level.ROLE
    days = made.calendar
    start = days.begin(task.start).isoformat()
    said = {
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
        "Finish": days.end(task.finish).isoformat(),
        "Duration": _span(task.hours if leaf else task.finish - task.start),
        "DurationFormat": DAYS,
        "Work": _span(task.hours),
        "Summary": "0" if leaf else "1",
        "Critical": "1" if task.critical else "0",
        "ConstraintType": START_NO_EARLIER if leaf else "0",
        **({"ConstraintDate": start} if leaf else {}),
        "Notes": f"P50 {task.hours:.1f} h, P80 {task.hours_p80:.1f} h of work",
    }
    one = child(tasks, "Task")
    _children(one, said)
    for key in task.after:
        link = {"PredecessorUID": numbers[key], "Type": FINISH_TO_START, "CrossProject": "0"}
        _children(child(one, "PredecessorLink"), link)


def _assignments(root: Element, made: Plan, numbers: dict[str, str]) -> None:
    listed = child(root, "Assignments")
    who = {role: str(number) for number, role in enumerate(made.roles, start=1)}
    leaves = [task for task in made.tasks if task.level is Level.ROLE]
    for number, task in enumerate(leaves, start=1):
        said = {
            "UID": str(number),
            "TaskUID": numbers[task.key],
            "ResourceUID": who[task.role],
            "Finish": made.calendar.end(task.finish).isoformat(),
            "Start": made.calendar.begin(task.start).isoformat(),
            "Units": "1",
            "Work": _span(task.hours),
        }
        _children(child(listed, "Assignment"), said)


def _span(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"PT{whole}H{minutes}M0S"
