"""Build the plan: the estimates that the total counts as tasks, scheduled for the team."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.knowledge import load
from seamscope.outputs.plan.calendar import build_calendar
from seamscope.outputs.plan.predecessors import PhaseDependency, RoleTask, find_predecessors
from seamscope.outputs.plan.schedule import Slot, Work, schedule_work
from seamscope.outputs.plan.tasks import Level, Plan, Task
from seamscope.outputs.views.breakdown import break_down, get_role_share, list_phases, list_roles
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day, list_effort_rows
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.roadmap import LegKind
from seamscope.wording import format_count


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    value: int
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    value: int
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    value: date
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Constants:
    people: _People
    start: _Start
    feeds: PhaseDependency
    most: _Limit


def build_plan(survey: Survey) -> Plan:
    """Return the plan of all integrations that the total counts; it may have no task.

    Raises SeamscopeError for more integrations than one project plan can hold.
    """
    constants = TypeAdapter(_Constants).validate_python(load("plan"))
    _check_size(survey, constants.most.value)
    role_tasks = tuple(_list_role_tasks(survey))
    predecessors = find_predecessors(role_tasks, constants.feeds)
    stated_people = survey.totals.people if survey.totals else None
    people = stated_people or constants.people.value
    at_p50 = _schedule_role_tasks(role_tasks, predecessors, people, likely=True)
    at_p80 = _schedule_role_tasks(role_tasks, predecessors, people, likely=False)
    stated_start = _find_start(survey)
    day = date.fromisoformat(stated_start) if stated_start else constants.start.value
    start = datetime.combine(day, datetime.min.time())
    return Plan(
        title=clean_text(survey.meta.title).strip() or "Integrations",
        tasks=tuple(_list_tasks(role_tasks, predecessors, at_p50, at_p80)),
        roles=list_roles(),
        people=people,
        calendar=build_calendar(start, get_hours_per_day(survey), _list_holidays(survey)),
        finish=max((slot.finish for slot in at_p50.values()), default=0.0),
        finish_p80=max((slot.finish for slot in at_p80.values()), default=0.0),
        notes=tuple(_list_notes(survey, constants, stated_people, stated_start)),
    )


def _find_start(survey: Survey) -> str:
    """Return the first day of the build: after the POC if its start is known, else as stated."""
    legs = survey.roadmap.legs if survey.roadmap else ()
    planned = next((leg.start_date for leg in legs if leg.kind is LegKind.BUILD), "")
    return planned or (survey.totals.start if survey.totals else "")


def _list_holidays(survey: Survey) -> tuple[date, ...]:
    days = survey.roadmap.holidays if survey.roadmap else ()
    return tuple(date.fromisoformat(day) for day in days)


def _check_size(survey: Survey, most: int) -> None:
    count = len(list_counted_estimates(survey))
    if count > most:
        raise SeamscopeError(
            f"{count:,} integrations are too many for a plan, which holds {most:,}",
            remedy="run the survey with --poc, which limits the plan to what the POC needs",
        )


def _list_role_tasks(survey: Survey) -> Iterator[RoleTask]:
    """Yield one task for each role, in the order of the outline."""
    by_id = {row.integration: row for row in list_effort_rows(survey)}
    per_day = get_hours_per_day(survey)
    numbers: dict[str, int] = defaultdict(int)
    for part in break_down(survey):
        row = by_id.get(part.integration)
        if row is None or row.days is None:
            continue
        numbers[part.integration] += 1
        for phase, share in list_phases():
            for role in list_roles():
                weight = part.share * share * get_role_share(phase, role) * per_day
                if weight > 0:
                    yield RoleTask(
                        row=row,
                        part=part,
                        number=numbers[part.integration],
                        phase=phase,
                        role=role,
                        hours=weight * row.days.p50,
                        hours_p80=weight * row.days.p80,
                    )


def _schedule_role_tasks(
    role_tasks: tuple[RoleTask, ...],
    predecessors: dict[str, tuple[str, ...]],
    people: int,
    *,
    likely: bool,
) -> dict[str, Slot]:
    works = [
        Work(
            key=leaf.path[3],
            hours=leaf.hours if likely else leaf.hours_p80,
            predecessors=predecessors[leaf.path[3]],
        )
        for leaf in role_tasks
    ]
    return schedule_work(works, people)


def _list_tasks(
    role_tasks: tuple[RoleTask, ...],
    predecessors: dict[str, tuple[str, ...]],
    at_p50: dict[str, Slot],
    at_p80: dict[str, Slot],
) -> Iterator[Task]:
    """Yield each integration, part and phase once, before the role tasks below it."""
    members: dict[str, list[RoleTask]] = defaultdict(list)
    for leaf in role_tasks:
        for key in leaf.path:
            members[key].append(leaf)
    listed: set[str] = set()
    for leaf in role_tasks:
        names = (f"{leaf.row.label} {leaf.row.systems}", leaf.part.name, leaf.phase, leaf.role)
        for level, key, name in zip(Level, leaf.path, names, strict=True):
            if key in listed:
                continue
            listed.add(key)
            slots = [at_p50[other.path[3]] for other in members[key]]
            yield Task(
                key=key,
                parent=leaf.path[level - 2] if level > 1 else "",
                level=level,
                name=clean_text(name).strip() or key,
                role=leaf.role if level is Level.ROLE else "",
                hours=sum(other.hours for other in members[key]),
                hours_p80=sum(other.hours_p80 for other in members[key]),
                start=min(slot.start for slot in slots),
                finish=max(slot.finish for slot in slots),
                finish_p80=max(at_p80[other.path[3]].finish for other in members[key]),
                critical=any(slot.critical for slot in slots),
                predecessors=predecessors[key] if level is Level.ROLE else (),
            )


def _list_notes(
    survey: Survey, constants: _Constants, stated_people: int | None, stated_start: str
) -> Iterator[str]:
    if stated_people is None:
        yield (
            f"{constants.people.value} people are assumed ({constants.people.source}); "
            "set `team: people:` in poc.yaml"
        )
    if stated_start:
        after = survey.roadmap and any(leg.kind is LegKind.POC for leg in survey.roadmap.legs)
        why = "after the POC" if after else "as stated in poc.yaml"
        yield f"it starts on {stated_start}, {why}"
    else:
        assumed = f"it starts on {constants.start.value}: {constants.start.source}"
        yield f"{assumed}; set `team: start:` in poc.yaml"
    yield "durations are P50 and do not add up to the P50 of the total, which the survey gives"
    yield "P80 dates assume every integration at its P80, which is less likely than 20 %"
    count = len(_list_holidays(survey))
    free = f"without {format_count(count, 'public holiday')}" if count else "no holidays"
    yield f"anyone can do the work of any role; Monday to Friday, {free}"
    feeds = constants.feeds
    yield f"{feeds.after} waits for {feeds.before} of the sources: {feeds.source}"
    if survey.totals:
        hours = survey.totals.management_hours.p50
        yield f"project management is not included: {hours:.0f} h at P50"
