"""The plan as Microsoft Project XML (MSPDI), with elements in the order of its schema.

Tasks have assignments of roles with rates, because Project does not show durations and costs
without them. A task has a date constraint only if it starts later than its predecessors require.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.outputs.plan import Kind, Level, Plan, Task, build_plan, split_by_role
from seamscope.outputs.plan.outline import choose_tasks, find_leaves, number_outline
from seamscope.outputs.views.plan_options import Depth, PlanOptions
from seamscope.outputs.writers.xml import add_child, encode_xml
from seamscope.wording import translate_term

START_NO_EARLIER, AS_SOON_AS_POSSIBLE = "4", "0"
FINISH_TO_START = "1"
FIXED_DURATION = "1"
DAYS = "7"  # code of the duration format "days"
PER_HOUR = "2"
SUNDAY, SATURDAY = 1, 7
EXCEPTION = "0"  # DayType of a holiday, which is a date range instead of a weekday


def render_mspdi(survey: Survey, options: PlanOptions) -> bytes:
    """Return the project as XML for Microsoft Project and ProjectLibre."""
    plan = build_plan(survey, options)
    depth = options.depth or Depth.STORY
    every = tuple(split_by_role(plan)) if depth is Depth.TASK else plan.tasks
    shown = choose_tasks(every, depth)
    leaves = find_leaves(shown)
    root = Element("Project", {"xmlns": "http://schemas.microsoft.com/project"})
    _add_project_settings(root, plan)
    _add_calendar(root, plan)
    numbers = {task.key: str(number) for number, task in enumerate(shown, start=1)}
    tasks = add_child(root, "Tasks")
    _add_project_task(tasks, plan)
    outline = number_outline(shown)
    for task in shown:
        _add_task(tasks, task, plan, numbers, outline[task.key], leaf=task.key in leaves)
    _add_resources(root, plan)
    _add_assignments(root, plan, [task for task in shown if task.key in leaves], numbers)
    return encode_xml(root)


def _add_children(parent: Element, values: dict[str, str]) -> None:
    for tag, text in values.items():
        add_child(parent, tag, text)


def _add_project_settings(root: Element, plan: Plan) -> None:
    calendar = plan.calendar
    end = calendar.end(plan.finish) if plan.tasks else calendar.start
    money = (
        {"CurrencyDigits": "2", "CurrencySymbol": plan.currency, "CurrencyCode": plan.currency}
        if plan.currency
        else {}
    )
    values = {
        "SaveVersion": "14",
        "Name": "plan.xml",
        "Title": plan.title,
        "ScheduleFromStart": "1",
        "StartDate": calendar.start.isoformat(),
        "FinishDate": end.isoformat(),
        **money,
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
        "Work": _format_duration(plan.hours + plan.reserve),
        "Summary": "1",
        "Notes": " · ".join(plan.notes),
    }
    _add_children(add_child(tasks, "Task"), values)


def _add_task(
    tasks: Element, task: Task, plan: Plan, numbers: dict[str, str], outline: str, *, leaf: bool
) -> None:
    calendar = plan.calendar
    milestone = task.kind is Kind.MILESTONE
    finish = calendar.end(task.finish) if task.finish else calendar.begin(0)
    start = finish if milestone else calendar.begin(task.start)
    # Only stories have predecessors. If epics or the tasks of roles are the leaves, each needs
    # a date constraint instead.
    held = leaf and (task.levelled or task.level is not Level.STORY) and not milestone
    values = {
        "UID": numbers[task.key],
        "ID": numbers[task.key],
        "Name": task.name,
        "Active": "1",
        "Manual": "0",
        "Type": FIXED_DURATION,
        "WBS": outline,
        "OutlineNumber": outline,
        "OutlineLevel": str(int(task.level)),
        "Start": start.isoformat(),
        "Finish": finish.isoformat(),
        "Duration": _format_duration(task.finish - task.start),
        "DurationFormat": DAYS,
        "Work": _format_duration(task.hours),
        "EffortDriven": "0",
        "Milestone": "1" if milestone else "0",
        "Summary": "0" if leaf else "1",
        "Critical": "1" if task.critical else "0",
        "ConstraintType": START_NO_EARLIER if held else AS_SOON_AS_POSSIBLE,
        **({"ConstraintDate": start.isoformat()} if held else {}),
        "Notes": " · ".join(task.description),
    }
    element = add_child(tasks, "Task")
    _add_children(element, values)
    for key in task.predecessors:
        if key in numbers:
            link = {"PredecessorUID": numbers[key], "Type": FINISH_TO_START, "CrossProject": "0"}
            _add_children(add_child(element, "PredecessorLink"), link)


def _add_resources(root: Element, plan: Plan) -> None:
    resources = add_child(root, "Resources")
    for number, role in enumerate(plan.roles, start=1):
        rate = (
            {"StandardRate": f"{plan.rates[role]:.4f}", "StandardRateFormat": PER_HOUR}
            if plan.rates
            else {}
        )
        values = {
            "UID": str(number),
            "ID": str(number),
            "Name": translate_term(role),
            "Type": "1",
            "MaxUnits": f"{plan.units[role]:.1f}",
            **rate,
            "CalendarUID": "1",
        }
        _add_children(add_child(resources, "Resource"), values)


def _add_assignments(
    root: Element, plan: Plan, leaves: Sequence[Task], numbers: dict[str, str]
) -> None:
    assignments = add_child(root, "Assignments")
    role_ids = {role: str(number) for number, role in enumerate(plan.roles, start=1)}
    pairs = [(task, item) for task in leaves for item in task.assignments]
    for number, (task, item) in enumerate(pairs, start=1):
        span = task.finish - task.start
        values = {
            "UID": str(number),
            "TaskUID": numbers[task.key],
            "ResourceUID": role_ids[item.role],
            **({"Cost": f"{100 * item.hours * plan.rates[item.role]:.0f}"} if plan.rates else {}),
            "Finish": plan.calendar.end(task.finish).isoformat(),
            "Start": plan.calendar.begin(task.start).isoformat(),
            "Units": f"{item.hours / span:.4f}" if span else "1",
            "Work": _format_duration(item.hours),
        }
        _add_children(add_child(assignments, "Assignment"), values)


def _format_duration(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"PT{whole}H{minutes}M0S"
