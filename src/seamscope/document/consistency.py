"""Check the consistency of a decoded survey.

Without these checks, an edited or damaged document would lead to outputs with wrong figures.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import get_args, get_type_hints

from seamscope.document.types import Survey
from seamscope.estimate import Effort, Scope
from seamscope.estimate.run_cost_result import Lever, Span
from seamscope.records import Evidence
from seamscope.resolved import DependencyEdge, FlowEdge

# The largest accepted figure, above any real count, effort or cost.
MOST = 1e12
# Largest rounding error of one figure, in hours; sums may differ by it for each part.
ROUNDING = 0.005
# Years that dates may have, because Python and Microsoft Project support them.
FIRST_YEAR, LAST_YEAR = 1970, 2149
HOURS_OF_A_DAY = 24.0
MOST_PEOPLE = 10_000

# Fields that may be negative: a multiplier below 1 lowers the score, and a seed is any integer.
_SIGNED = frozenset({"points", "seed"})
# Fields that are a share or probability, 0..1.
_SHARES = frozenset({"variance_share", "chance", "decision"})
# Name of a field -> condition for its figure, and the message if it is not met.
_LIMITS: dict[str, tuple[Callable[[float], bool], str]] = {
    "people": (
        lambda figure: 1 <= figure <= MOST_PEOPLE,
        f"the number of people is not between 1 and {MOST_PEOPLE:,}",
    ),
    "hours_per_day": (
        lambda figure: 0 < figure <= HOURS_OF_A_DAY,
        "the hours per day must be above 0 and at most 24",
    ),
    "multiplier": (lambda figure: figure > 0, "a multiplier must be above 0"),
}
# The date of a source is a year, a month or a day: "2021", "2024-03", "2024-03-31".
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

_RESTORE = "run `seamscope survey` again, or restore the file that it wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An inconsistency of a survey.

    pointer: JSON Pointer (RFC 6901) of the wrong value.
    """

    pointer: str
    what: str
    remedy: str = _RESTORE

    def __str__(self) -> str:
        return f"{self.pointer}: {self.what}"


def find_faults(survey: Survey) -> Iterator[Fault]:
    """Yield all faults: repeated and dangling ids, impossible figures, wrong dates and sums."""
    yield from _find_repeated_ids(survey)
    yield from _find_dangling_ids(survey)
    yield from _find_figures(survey)
    yield from _find_dates(survey)
    yield from _find_sums(survey)


def _find_repeated_ids(survey: Survey) -> Iterator[Fault]:
    lists: dict[str, Sequence[str]] = {
        "systems": [node.id for node in survey.systems],
        "endpoints": [node.id for node in survey.endpoints],
        "datasets": [node.id for node in survey.datasets],
        "interfaces": [node.id for node in survey.interfaces],
        "flows": [edge.id for edge in survey.flows],
        "dependencies": [edge.id for edge in survey.dependencies],
        "integrations": [integration.id for integration in survey.integrations],
        "estimates": [f"{e.integration} ({e.scope.value})" for e in survey.estimates],
    }
    for name, ids in lists.items():
        seen: set[str] = set()
        for number, key in enumerate(ids):
            if not key or key in seen:
                problem = f"the id {key!r} is used twice" if key else "the id is empty"
                yield Fault(pointer=f"/{name}/{number}", what=problem)
            seen.add(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """Ids in one part of the survey that must exist in another part.

    pointer: JSON Pointer with ``{}`` for the position of the id.
    known: the ids that exist.
    kind: what the ids refer to, such as "system", for the message.
    """

    pointer: str
    ids: Sequence[str]
    known: frozenset[str]
    kind: str


def _find_dangling_ids(survey: Survey) -> Iterator[Fault]:
    for listing in (_list_ends, _list_members, _list_surface, _list_subjects):
        for reference in listing(survey):
            for number, key in enumerate(reference.ids):
                if key not in reference.known:
                    pointer = reference.pointer.format(number)
                    problem = f"refers to the {reference.kind} {key!r}, which is not in the survey"
                    yield Fault(pointer=pointer, what=problem)


def _list_places(survey: Survey) -> frozenset[str]:
    """Return the ids that a flow or dependency may refer to as its end: systems and endpoints."""
    return frozenset({*(s.id for s in survey.systems), *(e.id for e in survey.endpoints)})


def _list_ends(survey: Survey) -> Iterator[_Reference]:
    places = _list_places(survey)
    datasets = frozenset(node.id for node in survey.datasets)
    place, dataset = "system or endpoint", "dataset"
    named: list[tuple[str, Sequence[FlowEdge | DependencyEdge]]] = [
        ("flows", survey.flows),
        ("dependencies", survey.dependencies),
    ]
    for name, edges in named:
        for number, edge in enumerate(edges):
            at = f"/{name}/{number}"
            for side, end in (("source", edge.source), ("target", edge.target)):
                pointer = f"{at}/{side}"
                yield _Reference(
                    pointer=f"{pointer}/system", ids=(end.system,), known=places, kind=place
                )
                ids = (end.dataset,) if end.dataset else ()
                yield _Reference(
                    pointer=f"{pointer}/dataset", ids=ids, known=datasets, kind=dataset
                )
    for number, flow in enumerate(survey.flows):
        at = f"/flows/{number}"
        yield _Reference(pointer=f"{at}/via/{{}}", ids=flow.via, known=places, kind=place)
        stops = [end.system for end in flow.stops]
        yield _Reference(pointer=f"{at}/stops/{{}}/system", ids=stops, known=places, kind=place)
    for name, owners in (
        ("datasets", [node.system for node in survey.datasets]),
        ("interfaces", [node.system for node in survey.interfaces]),
    ):
        yield _Reference(pointer=f"/{name}/{{}}/system", ids=owners, known=places, kind=place)


def _list_members(survey: Survey) -> Iterator[_Reference]:
    systems = frozenset(node.id for node in survey.systems)
    flows = frozenset(edge.id for edge in survey.flows)
    dependencies = frozenset(edge.id for edge in survey.dependencies)
    for number, integration in enumerate(survey.integrations):
        at = f"/integrations/{number}"
        for name, ids, known, kind in (
            ("systems", integration.systems, systems, "system"),
            ("flows", integration.flows, flows, "flow"),
            ("dependencies", integration.dependencies, dependencies, "dependency"),
        ):
            yield _Reference(pointer=f"{at}/{name}/{{}}", ids=ids, known=known, kind=kind)
    integrations = frozenset(integration.id for integration in survey.integrations)
    yield _Reference(
        pointer="/estimates/{}/integration",
        ids=[estimate.integration for estimate in survey.estimates],
        known=integrations,
        kind="integration",
    )


def _list_surface(survey: Survey) -> Iterator[_Reference]:
    surface = survey.surface
    systems = frozenset(node.id for node in survey.systems)
    integrations = frozenset(integration.id for integration in survey.integrations)
    touched = frozenset({*(d.id for d in survey.datasets), *(i.id for i in survey.interfaces)})
    yield _Reference(
        pointer="/surface/poc",
        ids=(surface.poc,) if surface.poc else (),
        known=systems,
        kind="system",
    )
    for name, ids, known, kind in (
        ("build", surface.build, integrations, "integration"),
        ("depends_on", surface.depends_on, integrations, "integration"),
        ("affects", surface.affects, integrations, "integration"),
        ("replaced", surface.replaced, systems, "system"),
        ("touchpoints", surface.touchpoints, touched, "dataset or interface"),
        ("upstream", surface.upstream, systems, "system"),
        ("downstream", surface.downstream, systems, "system"),
    ):
        yield _Reference(pointer=f"/surface/{name}/{{}}", ids=ids, known=known, kind=kind)
    yield _Reference(
        pointer="/surface/forgot/{}/system",
        ids=[forgotten.system for forgotten in surface.forgot],
        known=systems | {""},
        kind="system",
    )


def _list_subjects(survey: Survey) -> Iterator[_Reference]:
    known = _list_places(survey).union(
        (node.id for node in survey.datasets),
        (node.id for node in survey.interfaces),
        (edge.id for edge in survey.flows),
        (edge.id for edge in survey.dependencies),
        (integration.id for integration in survey.integrations),
    )
    for number, question in enumerate(survey.questions):
        pointer = f"/questions/{number}/about/{{}}"
        yield _Reference(pointer=pointer, ids=question.about, known=known, kind="thing")


def _find_figures(survey: Survey) -> Iterator[Fault]:
    """Yield a fault for each invalid number; evidence that occurs several times is checked once."""
    seen: set[int] = set()
    todo: list[tuple[object, str, str]] = [(survey, "", "")]
    while todo:
        value, pointer, name = todo.pop()
        match value:
            case bool() | str() | None | Lever():  # a Lever's figures may be negative
                pass
            case int() | float():
                if problem := _judge(value, name):
                    yield Fault(pointer=pointer, what=problem)
            case tuple():
                items = [(one, f"{pointer}/{n}", name) for n, one in enumerate(value)]
                todo += reversed(items)
            case Evidence() if id(value) in seen:
                pass
            case _:
                seen.add(id(value))
                yield from _find_disorder(value, pointer)
                todo += _list_unjudged(value, pointer)


def _list_unjudged(value: object, pointer: str) -> list[tuple[object, str, str]]:
    """Return the fields of an object that need a check, as (value, pointer, name).

    The fields are in reverse order. Integers from 0 to MOST need no check in fields without
    additional limits.
    """
    parts: list[tuple[object, str, str]] = []
    for name in reversed(find_number_fields(type(value))):
        inner = getattr(value, name)
        is_usual = type(inner) is int and 0 <= inner <= MOST and name not in _JUDGED
        if inner != () and not is_usual:
            parts.append((inner, f"{pointer}/{name}", name))
    return parts


# Fields with additional limits, besides the limits for all numbers.
_JUDGED = _SHARES | _LIMITS.keys()
_NUMBER_FIELDS: dict[type, tuple[str, ...]] = {}


def find_number_fields(owner: type) -> tuple[str, ...]:
    """Return the names of the fields whose annotation is a number, or contains numbers."""
    if owner not in _NUMBER_FIELDS:
        _NUMBER_FIELDS[owner] = _list_number_fields(owner)
    return _NUMBER_FIELDS[owner]


def _list_number_fields(owner: type) -> tuple[str, ...]:
    if not is_dataclass(owner):
        return ()
    hints = get_type_hints(owner)
    return tuple(field.name for field in fields(owner) if _may_hold_numbers(hints[field.name]))


def _may_hold_numbers(hint: object) -> bool:
    inner = get_args(hint)
    if inner:
        return any(map(_may_hold_numbers, inner))
    is_number = isinstance(hint, type) and issubclass(hint, int | float) and hint is not bool
    return is_number or (isinstance(hint, type) and bool(find_number_fields(hint)))


def _judge(figure: float, name: str) -> str:
    """Return what is wrong with a figure, "" if it is valid.

    name: the name of the figure's field.
    """
    if not math.isfinite(figure) or abs(figure) > MOST:
        return "the figure is too large"
    if figure < 0 and name not in _SIGNED:
        return f"the figure is negative ({figure:g})"
    if name in _SHARES and figure > 1:
        return f"the share is above 1 ({figure:g})"
    if name in _LIMITS:
        is_possible, problem = _LIMITS[name]
        return "" if is_possible(figure) else f"{problem} ({figure:g})"
    return ""


def _find_disorder(value: object, pointer: str) -> Iterator[Fault]:
    match value:
        case Effort():
            percentiles = [value.p50, value.p80, value.p90]
        case Span():
            percentiles = [value.p10, value.p50, value.p90]
        case _:
            return
    if percentiles != sorted(percentiles):
        figures = ", ".join(f"{figure:g}" for figure in percentiles)
        yield Fault(pointer=pointer, what=f"the percentiles are not in ascending order ({figures})")


def _find_dates(survey: Survey) -> Iterator[Fault]:
    start = survey.totals.start if survey.totals else ""
    stated = (survey.meta.options or {}).get("date", "")
    for pointer, text in (("/totals/start", start), ("/meta/options/date", stated)):
        if text and not _is_day(text):
            problem = f"{text[:40]!r} is not a date of the form YYYY-MM-DD"
            years = f"from {FIRST_YEAR} to {LAST_YEAR}"
            yield Fault(pointer=pointer, what=f"{problem}, {years}")
    newest = survey.accuracy.newest
    if newest and not _PARTIAL_DATE.fullmatch(newest):
        problem = f"{newest[:40]!r} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD"
        yield Fault(pointer="/accuracy/newest", what=problem)


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return FIRST_YEAR <= day.year <= LAST_YEAR and text == day.isoformat()


def _find_sums(survey: Survey) -> Iterator[Fault]:
    for number, estimate in enumerate(survey.estimates):
        parts = [part.cfp for part in estimate.size]
        if not parts:  # an expert's estimate has hours, but no parts
            continue
        pointer = f"/estimates/{number}/cfp"
        yield from _find_difference(estimate.cfp, parts, pointer, "parts in `size`")
    totals = survey.totals
    if totals is None:
        return
    for scope, effort in ((Scope.POC, totals.poc), (Scope.PRODUCTION, totals.production)):
        counted = [e for e in survey.estimates if e.scope is scope and e.in_total]
        hours = [estimate.effort_hours.mean for estimate in counted]
        pointer = f"/totals/{scope.value}/mean"
        yield from _find_difference(effort.mean, hours, pointer, "estimates that count")
    for name, shares in (("by_phase", totals.by_phase), ("by_role", totals.by_role)):
        hours = [share for _, share in shares]
        if hours:
            pointer = "/totals/production/mean"
            yield from _find_difference(totals.production.mean, hours, pointer, f"hours {name}")


def _find_difference(
    whole: float, parts: Sequence[float], pointer: str, what: str
) -> Iterator[Fault]:
    added = math.fsum(parts)
    if not math.isclose(whole, added, rel_tol=1e-6, abs_tol=ROUNDING * (len(parts) + 1)):
        yield Fault(pointer=pointer, what=f"{whole:g} is not the sum of the {what} ({added:g})")
