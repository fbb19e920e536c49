"""A survey's counted estimates as tasks, laid out in time on the team."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.knowledge import load
from seamscope.outputs.plan.calendar import calendar
from seamscope.outputs.plan.order import Feeds, Leaf, waits_for
from seamscope.outputs.plan.schedule import Slot, Work, schedule
from seamscope.outputs.plan.tasks import Level, Plan, Task
from seamscope.outputs.tabulate import plain
from seamscope.outputs.views.breakdown import parts, phases, role_share, roles
from seamscope.outputs.views.cost_drivers import counted_estimates
from seamscope.outputs.views.rows import hours_per_day, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    value: int
    source: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Most:
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
    feeds: Feeds
    most: _Most


def plan(survey: Survey) -> Plan:
    """Return the plan of what the totals count; without such an estimate it has no task.

    Raises SeamscopeError for more integrations than one project can have.
    """
    known = TypeAdapter(_Constants).validate_python(load("plan"))
    _refuse_too_many(survey, known.most.value)
    leaves = tuple(_leaves(survey))
    after = waits_for(leaves, known.feeds)
    said = survey.totals.people if survey.totals else None
    people = said or known.people.value
    at_p50 = _slots(leaves, after, people, likely=True)
    at_p80 = _slots(leaves, after, people, likely=False)
    began = survey.totals.start if survey.totals else ""
    day = date.fromisoformat(began) if began else known.start.value
    start = datetime.combine(day, datetime.min.time())
    return Plan(
        title=plain(survey.meta.title).strip() or "Integrations",
        tasks=tuple(_outline(leaves, after, at_p50, at_p80)),
        roles=roles(),
        people=people,
        calendar=calendar(start, hours_per_day(survey)),
        finish=max((slot.finish for slot in at_p50.values()), default=0.0),
        finish_p80=max((slot.finish for slot in at_p80.values()), default=0.0),
        notes=tuple(_notes(survey, known, said, began)),
    )


def _refuse_too_many(survey: Survey, most: int) -> None:
    count = len(counted_estimates(survey))
    if count > most:
        raise SeamscopeError(
            f"{count:,} integrations are no project: a plan holds {most:,}",
            remedy="survey with a POC, so that only what it needs is planned",
        )


def _leaves(survey: Survey) -> Iterator[Leaf]:
    """Yield the work of each role, in the order of the outline."""
    by_id = {row.integration: row for row in rows(survey)}
    per_day = hours_per_day(survey)
    numbers: dict[str, int] = defaultdict(int)
    for part in parts(survey):
        row = by_id.get(part.integration)
        if row is None or row.days is None:
            continue
        numbers[part.integration] += 1
        for phase, share in phases():
            for role in roles():
                weight = part.share * share * role_share(phase, role) * per_day
                if weight > 0:
                    yield Leaf(
                        row=row,
                        part=part,
                        number=numbers[part.integration],
                        phase=phase,
                        role=role,
                        hours=weight * row.days.p50,
                        hours_p80=weight * row.days.p80,
                    )


def _slots(
    leaves: tuple[Leaf, ...], after: dict[str, tuple[str, ...]], people: int, *, likely: bool
) -> dict[str, Slot]:
    works = [
        Work(
            key=leaf.path[3],
            hours=leaf.hours if likely else leaf.hours_p80,
            after=after[leaf.path[3]],
        )
        for leaf in leaves
    ]
    return schedule(works, people)


def _outline(
    leaves: tuple[Leaf, ...],
    after: dict[str, tuple[str, ...]],
    at_p50: dict[str, Slot],
    at_p80: dict[str, Slot],
) -> Iterator[Task]:
    """Yield every line above a role's task before it, each once."""
    inside: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        for key in leaf.path:
            inside[key].append(leaf)
    told: set[str] = set()
    for leaf in leaves:
        names = (f"{leaf.row.label} {leaf.row.systems}", leaf.part.name, leaf.phase, leaf.role)
        for level, key, name in zip(Level, leaf.path, names, strict=True):
            if key in told:
                continue
            told.add(key)
            slots = [at_p50[one.path[3]] for one in inside[key]]
            yield Task(
                key=key,
                parent=leaf.path[level - 2] if level > 1 else "",
                level=level,
                name=plain(name).strip() or key,
                role=leaf.role if level is Level.ROLE else "",
                hours=sum(one.hours for one in inside[key]),
                hours_p80=sum(one.hours_p80 for one in inside[key]),
                start=min(slot.start for slot in slots),
                finish=max(slot.finish for slot in slots),
                finish_p80=max(at_p80[one.path[3]].finish for one in inside[key]),
                critical=any(slot.critical for slot in slots),
                after=after[key] if level is Level.ROLE else (),
            )


def _notes(survey: Survey, known: _Constants, said: int | None, began: str) -> Iterator[str]:
    if said is None:
        yield (
            f"{known.people.value} people are assumed ({known.people.source}): "
            "say `team: people:` in poc.yaml"
        )
    if began:
        yield f"it starts on {began}, as poc.yaml says"
    else:
        assumed = f"it starts on {known.start.value}: {known.start.source}"
        yield f"{assumed}; say `team: start:` in poc.yaml"
    yield "durations are P50; the sum of P50s is no P50 of the sum, see the totals of the survey"
    yield "P80 takes every integration at its P80: all at once is less likely than one in five"
    yield "anyone does any role's work; no holidays; Monday to Friday"
    yield f"{known.feeds.after} waits for {known.feeds.before} elsewhere: {known.feeds.source}"
    if survey.totals:
        hours = survey.totals.management_hours.p50
        yield f"project management comes on top: {hours:.0f} h at P50"
