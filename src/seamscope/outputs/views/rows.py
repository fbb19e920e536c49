"""The effort table's rows, built once for the terminal, Markdown, CSV, JSON and the diagram."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from seamscope.document import Survey
from seamscope.estimate import Effort, Estimate, Scope
from seamscope.landscape import Direction, Integration
from seamscope.records import Certainty, Mechanism
from seamscope.resolved import FlowEdge

HOURS_PER_DAY = 8.0  # only where a survey holds no totals to say it
ARROWS = {
    Direction.BOTH: "⇄",
    Direction.A_TO_B: "→",
    Direction.B_TO_A: "→",  # the row turns the systems round, so that data always goes right
    Direction.UNKNOWN: "–?–",
}
MECHANISMS = {
    Mechanism.API: "API",
    Mechanism.EVENTS: "events",
    Mechanism.CDC: "CDC",
    Mechanism.ETL: "ETL",
    Mechanism.FILE: "file",
    Mechanism.SQL: "SQL",
    Mechanism.DATABASE_LINK: "DB link",
    Mechanism.MANUAL: "manual",
    Mechanism.UNKNOWN: "mechanism unknown",
}


# Factors of the whole sum, not of a fact: they close the estimate, and are no reason for its size.
CLOSING = frozenset({"unknown facts", "cap", "uncertainty", "expert"})


class Role(StrEnum):
    """What an integration is to the POC. Without a POC every one of them is to build."""

    BUILD = "build"
    DEPENDS_ON = "depends on"
    AFFECTS = "affects"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Person-days: mean and percentiles of one integration or of a total."""

    mean: float
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One integration of the effort table.

    source, target: ids, turned so that data goes from source to target unless `direction` is
    both or unknown; systems: their names with the arrow; mechanisms: in words, most flows first;
    states: of its flows, when none is active; effort_class: of `days`, "" without an estimate;
    days: for production, poc_days: for the POC alone; reason: what makes it that size, or why
    there is no figure; missing: how many facts nobody knows; certainty: of its weakest flow.
    """

    label: str
    integration: str
    source: str
    target: str
    systems: str
    direction: Direction
    role: Role
    active: bool
    states: tuple[str, ...]
    mechanisms: tuple[str, ...]
    cfp: float | None
    score: float | None
    effort_class: str
    days: Days | None
    poc_days: Days | None
    in_total: bool
    reason: str
    missing: int
    both_ways: tuple[str, ...]
    certainty: str

    @property
    def counts(self) -> bool:
        """Whether it is at work today or to be built: what is drawn and said in full."""
        return self.active or self.role is Role.BUILD

    @property
    def standing(self) -> str:
        """Return its role, or why it is neither at work nor to be built ("planned", "retired")."""
        return self.role.value if self.counts else ", ".join(self.states) or "not active"


def rows(survey: Survey) -> tuple[Row, ...]:
    """Return a row for every integration, what is to build first, then by label.

    A report asks for them a dozen times; of the last survey they are kept.
    """
    return _rows(_Same(survey))


class _Same:
    """A survey as a key: it never changes, and comparing it by value takes longer than its rows."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.survey is other.survey

    def __hash__(self) -> int:
        return id(self.survey)


@lru_cache(maxsize=1)
def _rows(same: _Same) -> tuple[Row, ...]:
    survey = same.survey
    facts = _Facts(
        names={system.id: system.name for system in survey.systems},
        flows={flow.id: flow for flow in survey.flows},
        undirected={edge.id: edge.mechanism for edge in survey.dependencies},
        estimates={(item.integration, item.scope): item for item in survey.estimates},
        per_day=hours_per_day(survey),
    )
    ordered = sorted(survey.integrations, key=lambda item: (item.label, item.id))
    roles = _roles(survey)
    made = [_row(item, roles.get(item.id, Role.OUTSIDE), facts) for item in ordered]
    order = list(Role)
    return tuple(sorted(made, key=lambda row: order.index(row.role)))


def days(effort: Effort, hours_per_day: float) -> Days:
    """Turn person-hours into person-days."""
    return Days(
        mean=effort.mean / hours_per_day,
        p50=effort.p50 / hours_per_day,
        p80=effort.p80 / hours_per_day,
        p90=effort.p90 / hours_per_day,
    )


def hours_per_day(survey: Survey) -> float:
    """Return the working hours of a day that this survey reckons with."""
    stated = survey.totals.hours_per_day if survey.totals else HOURS_PER_DAY
    return stated if stated > 0 else HOURS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What a row looks up by id."""

    names: dict[str, str]
    flows: dict[str, FlowEdge]
    undirected: dict[str, Mechanism]
    estimates: dict[tuple[str, Scope], Estimate]
    per_day: float


def _row(item: Integration, role: Role, facts: _Facts) -> Row:
    sides = item.systems[::-1] if item.direction is Direction.B_TO_A else item.systems
    flows = [facts.flows[key] for key in item.flows if key in facts.flows]
    edges = [facts.undirected[key] for key in item.dependencies if key in facts.undirected]
    production = facts.estimates.get((item.id, Scope.PRODUCTION))
    poc = facts.estimates.get((item.id, Scope.POC))
    shown = production or poc
    return Row(
        label=item.label,
        integration=item.id,
        source=sides[0],
        target=sides[1],
        systems=f" {ARROWS[item.direction]} ".join(facts.names.get(side, side) for side in sides),
        direction=item.direction,
        role=role,
        active=item.active,
        states=() if item.active else tuple(sorted({flow.state.value for flow in flows})),
        mechanisms=_mechanisms([*(flow.mechanism for flow in flows), *edges]),
        cfp=shown.cfp if shown else None,
        score=shown.score if shown else None,
        effort_class=shown.effort_class.value if shown else "",
        days=days(production.effort_hours, facts.per_day) if production else None,
        poc_days=days(poc.effort_hours, facts.per_day) if poc else None,
        in_total=bool(shown and shown.in_total),
        reason=_main_reason(shown) if shown else _no_figure(item, role),
        missing=len(shown.missing) if shown else 0,
        both_ways=tuple(shared.entity for shared in item.entities_both_ways),
        certainty=_weakest(flows),
    )


def _roles(survey: Survey) -> dict[str, Role]:
    surface = survey.surface
    return {
        **dict.fromkeys(surface.affects, Role.AFFECTS),
        **dict.fromkeys(surface.depends_on, Role.DEPENDS_ON),
        **dict.fromkeys(surface.build, Role.BUILD),
    }


def _mechanisms(found: Iterable[Mechanism]) -> tuple[str, ...]:
    """Return each mechanism once, the one that most flows use first."""
    counts: dict[str, int] = {}
    for mechanism in found:
        words = MECHANISMS[mechanism]
        counts[words] = counts.get(words, 0) + 1
    return tuple(sorted(counts, key=lambda words: (-counts[words], words)))


def _main_reason(estimate: Estimate) -> str:
    """Name what weighs most: an expert's word, the heaviest factor, else the size."""
    if estimate.override:
        return f"an expert's figure: {estimate.override}"
    facts = [factor for factor in estimate.factors if factor.name not in CLOSING]
    heavy = [factor for factor in facts if factor.points > 0]
    if heavy:
        factor = min(heavy, key=lambda factor: (-factor.points, factor.name))
        return f"{factor.name} {factor.rating} (+{factor.points:.0f} points): {factor.reason}"
    if estimate.size:
        part = min(estimate.size, key=lambda part: (-part.cfp, part.name))
        return f"size, most of it {part.name} ({part.cfp:g} CFP): {part.reason}"
    return f"setup, {estimate.setup_hours:g} h for a pair of systems"


def _no_figure(item: Integration, role: Role) -> str:
    if not item.active:
        return "not estimated: no active flow"
    if role is Role.OUTSIDE:
        return "not estimated: outside what the POC touches"
    if item.direction is Direction.UNKNOWN:
        return "not estimated: nobody says which way data goes"
    return "not estimated"


def _weakest(flows: list[FlowEdge]) -> str:
    ranked = list(Certainty)
    found = [flow.certainty for flow in flows]
    return max(found, key=ranked.index).value if found else ""
