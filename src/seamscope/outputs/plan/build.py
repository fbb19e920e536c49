"""Build the plan: tasks in half days that add up to the total, scheduled by team and roadmap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate.runcost.day_rates import weigh_roles
from seamscope.outputs.plan.calendar import build_calendar
from seamscope.outputs.plan.capacity import describe_capacity, measure_units
from seamscope.outputs.plan.constants import load_constants
from seamscope.outputs.plan.legs import measure_build_days
from seamscope.outputs.plan.schedule import Slot, Work, schedule_work
from seamscope.outputs.plan.steps import RELEASE, Step, list_steps, split_roles
from seamscope.outputs.plan.tasks import Assignment, Kind, Level, Plan, Task
from seamscope.outputs.views.breakdown import list_roles
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.plan_options import PlanOptions
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.total import compute_total, format_headline
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.roadmap import LegKind
from seamscope.wording import format_count, translate, translate_term

TRIES = 24  # bisection steps for the pace; more steps would not change a task by half a day
SLOWEST = 1000.0  # maximum pace: a task may last 1,000 times its work
# Stories of the release epic whose durations are multiplied by the pace, like those of all other
# epics; all people work on the other stories of the release epic.
TESTS = {"test again", "regression"}
MANY = 400  # with more steps in the plan, only TRIES / 3 bisection steps, to finish in a second


def build_plan(survey: Survey, options: PlanOptions = PlanOptions()) -> Plan:  # noqa: B008 (frozen)
    """Return the plan for the integrations in the total; if there are none, it has no tasks.

    The work adds up to the P50 of the total; work and reserve add up to the P80. Raises
    SeamscopeError for more integrations than one project plan can contain.
    """
    _check_size(survey)
    per_day = get_hours_per_day(survey)
    steps = list_steps(survey)
    hours, reserve = _allocate_hours(survey, steps, per_day / 2)
    people = _find_people(survey)
    pace, slots = _schedule(survey, steps, hours, people)
    tasks = tuple(_list_tasks(steps, hours, slots)) if steps else ()
    first, dated = _find_start(survey, options)
    total = compute_total(survey)
    roles = (*list_roles(), load_constants().manager)
    start = datetime.combine(first, datetime.min.time())
    plan = Plan(
        title=clean_text(survey.meta.title).strip() or translate("Integrations"),
        tasks=tasks,
        roles=roles,
        people=people,
        units=measure_units(tasks, roles, people),
        calendar=build_calendar(start, per_day, _list_holidays(survey)),
        hours=sum(hours.values()) - reserve,
        reserve=reserve,
        finish=max((task.finish for task in tasks), default=0.0),
        dated=dated,
        rates=_list_rates(survey, roles) if total and total.cost else {},
        currency=total.currency if total else "",
        headline=format_headline(survey),
        notes=tuple(_list_notes(survey, first if dated else None, pace)),
    )
    if not tasks:
        return plan
    return replace(plan, notes=(*plan.notes, *describe_capacity(plan)))


def _check_size(survey: Survey) -> None:
    count, most = len(list_counted_estimates(survey)), int(load_constants().most.value)
    if count > most:
        raise SeamscopeError(
            f"{count:,} integrations are too many for a plan (at most {most:,})",
            remedy="run the survey with --poc, which limits the plan to what the POC needs",
        )


def _find_people(survey: Survey) -> int:
    stated = survey.totals.people if survey.totals else None
    return stated or int(load_constants().people.value)


def _find_start(survey: Survey, options: PlanOptions) -> tuple[date, bool]:
    """Return the first day of the build, and whether it is known.

    The day is that of `--start`, else of the roadmap, else of poc.yaml, else the Monday after
    `--date`. Without any of these, it is a placeholder, and the plan shows weeks instead of dates.
    """
    legs = survey.roadmap.legs if survey.roadmap else ()
    planned = next((leg.start_date for leg in legs if leg.kind is LegKind.BUILD), "")
    stated = planned or (survey.totals.start if survey.totals else "")
    if options.start:
        return options.start, True
    if stated:
        return date.fromisoformat(stated), True
    if day := (survey.meta.options or {}).get("date", ""):
        printed = date.fromisoformat(day)
        return printed + timedelta(days=7 - printed.weekday()), True
    return load_constants().start.value, False


def _list_rates(survey: Survey, roles: Iterable[str]) -> dict[str, float]:
    """Return the cost of an hour of each role; for a role without a rate, the general day rate."""
    cost, per_day = get_run_cost(survey), get_hours_per_day(survey)
    if cost is None:
        return {}
    stated = dict(cost.role_rates)
    return {role: stated.get(role, cost.day_rate.p50) / per_day for role in roles}


def _list_holidays(survey: Survey) -> tuple[date, ...]:
    days = survey.roadmap.holidays if survey.roadmap else ()
    return tuple(date.fromisoformat(day) for day in days)


def _allocate_hours(
    survey: Survey, steps: Sequence[Step], grain: float
) -> tuple[dict[str, float], float]:
    """Return the hours of each step, and the reserve; together they are the P80 of the total.

    Work is rounded to half days (`grain`) by the method of largest remainders. Project management
    gets the rest of the P50.
    """
    totals, total = survey.totals, compute_total(survey)
    if totals is None or total is None or not steps:
        return {}, 0.0
    built = [step for step in steps if step.kind is Kind.WORK]
    halves = _apportion([step.weight for step in built], int(totals.production.p50 / grain + 1e-6))
    hours = {step.key: grain * count for step, count in zip(built, halves, strict=True)}
    per_day = get_hours_per_day(survey)
    rest = total.days.p50 * per_day - sum(hours.values())
    reserve = (total.days.p80 - total.days.p50) * per_day
    for step in steps:
        if step.kind is Kind.MANAGEMENT:
            hours[step.key] = rest
        elif step.kind is Kind.RESERVE:
            hours[step.key] = reserve
    return hours, reserve


def _apportion(weights: Sequence[float], units: int) -> list[int]:
    """Split `units` into whole numbers in proportion to the weights.

    Each number is at least 1, unless there are more weights than units.
    """
    least = 1 if units >= len(weights) else 0
    whole = sum(weights) or 1.0
    shares = [weight / whole * units for weight in weights]
    counts = [max(least, int(share)) for share in shares]
    while (left := units - sum(counts)) > 0:
        rests = sorted(range(len(shares)), key=lambda place: (counts[place] - shares[place], place))
        for place in rests[:left]:
            counts[place] += 1
    for _ in range(-left):  # small weights were rounded up to 1: reduce the largest numbers instead
        place = max(range(len(counts)), key=lambda place: (counts[place], place))
        counts[place] -= 1
    return counts


def _schedule(
    survey: Survey, steps: Sequence[Step], hours: Mapping[str, float], people: int
) -> tuple[float, dict[str, Slot]]:
    """Return the pace and the schedule at that pace.

    The pace is the duration of a task divided by its work. It exceeds 1 if build and test take
    longer in the roadmap than the work requires, because the team has other work there too.
    """
    per_day = get_hours_per_day(survey)
    target = measure_build_days(survey.roadmap) * per_day if survey.roadmap else 0.0

    def place(pace: float, rest: float = 0.0) -> dict[str, Slot]:
        works = _list_works(steps, hours, pace=pace, grain=per_day / 2, people=people, rest=rest)
        return schedule_work(list(works), people)

    low, slots = 1.0, place(1.0)
    if not steps or slots[f"{RELEASE}.1"].finish >= target:
        return low, slots
    high = 2.0
    while high < SLOWEST and place(high)[f"{RELEASE}.1"].finish < target:
        low, high = high, 2 * high
    for _ in range(TRIES if len(steps) < MANY else TRIES // 3):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if place(middle)[f"{RELEASE}.1"].finish <= target else (low, middle)
        )
    return low, place(low, target - place(low)[f"{RELEASE}.1"].finish)


def _list_works(
    steps: Sequence[Step],
    hours: Mapping[str, float],
    *,
    pace: float,
    grain: float,
    people: int,
    rest: float,
) -> Iterator[Work]:
    """Yield the steps as work to schedule, with durations rounded up to half days.

    On a story of the release epic, one person for each of its roles works at the same time, if the
    team has so many people; on any other story, one person works.

    rest: hours by which the last test is extended, so that the build ends on the same day as in the
    roadmap.
    """
    for step in steps:
        if step.kind in {Kind.MANAGEMENT, Kind.RESERVE}:
            continue
        work = hours.get(step.key, 0.0)
        of_release = step.key.startswith(f"{RELEASE}.") and step.story not in TESTS
        crew = min(people, len(split_roles(step.story)) or people) if step.story else people
        least = max(work / crew if of_release else work * pace, step.days * 2 * grain)
        last = rest if step.key == f"{RELEASE}.1" else 0.0
        yield Work(
            key=step.key,
            hours=ceil((least + last) / grain - 1e-6) * grain,
            predecessors=step.after,
            busy=step.kind is Kind.WORK,
        )


def _list_tasks(
    steps: Sequence[Step], hours: Mapping[str, float], slots: dict[str, Slot]
) -> Iterator[Task]:
    """Yield the tasks: each epic once, before its stories."""
    live = slots[f"{RELEASE}.live"].finish
    whole = Slot(start=0.0, finish=live, critical=False)  # management and reserve, until go-live
    placed = {step.key: slots.get(step.key, whole) for step in steps}
    epics = dict.fromkeys(step.epic for step in steps)
    shares = _share_roles(steps, hours)
    for key, name in epics:
        members = [step for step in steps if step.epic[0] == key]
        stories = [
            _build_story(step, hours.get(step.key, 0.0), placed, shares[step.key])
            for step in members
        ]
        yield Task(
            key=key, parent="", level=Level.EPIC, kind=Kind.EPIC,
            name=clean_text(name).strip() or key,
            description=stories[0].description[:-1] if stories[0].kind is Kind.WORK else (),
            hours=sum(task.hours for task in stories),
            start=min(task.start for task in stories),
            finish=max(task.finish for task in stories),
            critical=any(task.critical for task in stories),
            assignments=_sum_assignments(stories),
        )  # fmt: skip
        yield from stories


def _share_roles(
    steps: Sequence[Step], hours: Mapping[str, float]
) -> dict[str, Mapping[str, float]]:
    """Return the share of each role in each step, by the key of the step.

    Tasks are rounded to half days. The reserve gets the hours of each role that the rounding omits,
    so that roles and price of the plan are those of the total.
    """
    manager = {load_constants().manager: 1.0}
    shares: dict[str, Mapping[str, float]] = {
        step.key: manager
        if step.kind is Kind.MANAGEMENT
        else split_roles(step.story)
        if step.story
        else {}
        for step in steps
    }
    planned: dict[str, float] = {}
    for key, parts in shares.items():
        for role, share in parts.items():
            planned[role] = planned.get(role, 0.0) + share * hours.get(key, 0.0)
    whole = sum(hours.values())
    lacking = {
        role: max(weight * whole - planned.get(role, 0.0), 0.0)
        for role, weight in weigh_roles().items()
    }
    rest = sum(lacking.values())
    for step in steps:
        if step.kind is Kind.RESERVE and rest:
            shares[step.key] = {role: lack / rest for role, lack in lacking.items() if lack}
    return shares


def _build_story(
    step: Step, hours: float, placed: Mapping[str, Slot], shares: Mapping[str, float]
) -> Task:
    slot = placed[step.key]
    earliest = max((placed[key].finish for key in step.after), default=0.0)
    return Task(
        key=step.key,
        parent=step.epic[0],
        level=Level.STORY,
        kind=step.kind,
        name=clean_text(step.name).strip() or step.key,
        description=tuple(clean_text(line) for line in step.description),
        hours=hours,
        start=slot.start,
        finish=slot.finish,
        critical=slot.critical,
        levelled=slot.start > earliest + 1e-6,
        predecessors=step.after,
        assignments=tuple(
            Assignment(role=role, hours=share * hours) for role, share in shares.items() if hours
        ),
    )


def _sum_assignments(stories: Sequence[Task]) -> tuple[Assignment, ...]:
    hours: dict[str, float] = {}
    for item in (item for task in stories for item in task.assignments):
        hours[item.role] = hours.get(item.role, 0.0) + item.hours
    return tuple(Assignment(role=role, hours=value) for role, value in sorted(hours.items()))


def split_by_role(plan: Plan) -> Iterator[Task]:
    """Yield the tasks of a plan, and below each story one task for each role that works on it."""
    for task in plan.tasks:
        yield task
        if task.level is not Level.STORY:
            continue
        for item in task.assignments:
            yield replace(
                task,
                key=f"{task.key}: {item.role}",
                parent=task.key,
                level=Level.ROLE,
                name=f"{translate_term(item.role)}: {task.name}",
                description=(),
                hours=item.hours,
                predecessors=(),
                assignments=(item,),
            )


def _list_notes(survey: Survey, start: date | None, pace: float) -> Iterator[str]:
    if survey.totals is None:
        yield (
            translate(
                "there is nothing to build, and without a POC there is no estimate; run "
                "`seamscope survey` with --poc"
            )
        )
        return
    if headline := format_headline(survey):
        yield headline
    yield translate("work is the P50 of the total; the reserve is the rest up to its P80")
    if not survey.totals.people:
        people = load_constants().people
        yield (
            translate(
                "{people:g} people are assumed ({source}); set `team: people:` in poc.yaml",
                people=people.value,
                source=people.source,
            )
        )
    if start:
        yield translate("it starts on {start}", start=start)
    else:
        yield translate(
            "the plan counts weeks; for dates, set `team: start:` in poc.yaml or `render --start`"
        )
    if pace > 1:
        yield (
            translate(
                "each build task lasts {pace:.1f} times its work, so that build and test together "
                "take as long as in the roadmap",
                pace=pace,
            )
        )
    count = len(_list_holidays(survey))
    free = (
        translate("without {holidays}", holidays=format_count(count, "public holiday"))
        if count
        else translate("no holidays")
    )
    yield translate(
        "anyone can do the work of any role; working days are Monday to Friday, {free}", free=free
    )
    yield translate_term(load_constants().shares_source)
