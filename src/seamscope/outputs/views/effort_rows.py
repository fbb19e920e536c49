"""The rows of the effort table, built once for every output."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from seamscope.document import Survey
from seamscope.estimate import Effort, Estimate, Scope
from seamscope.landscape import Direction, Integration
from seamscope.outputs.views.display_names import name_factor
from seamscope.records import Certainty, Mechanism, State
from seamscope.resolved import FlowEdge
from seamscope.wording import get_language, mark_text, translate, translate_term

IF_BUILT_NEW = mark_text("days if built new")
HOURS_PER_DAY = 8.0  # default for a survey without totals; otherwise the totals specify it
ARROWS = {
    Direction.BOTH: "⇄",
    Direction.A_TO_B: "→",
    Direction.B_TO_A: "→",  # the row swaps the systems, so data goes to the right
    Direction.UNKNOWN: "–?–",
}
MECHANISM_NAMES = {
    Mechanism.API: mark_text("API"),
    Mechanism.EVENTS: mark_text("events"),
    Mechanism.CDC: mark_text("CDC"),
    Mechanism.ETL: mark_text("ETL"),
    Mechanism.FILE: mark_text("file"),
    Mechanism.SQL: mark_text("SQL"),
    Mechanism.DATABASE_LINK: mark_text("DB link"),
    Mechanism.MANUAL: mark_text("manual"),
    Mechanism.UNKNOWN: mark_text("mechanism unknown"),
}


# Factors that apply to an estimate as a whole; they are not reasons for its size.
SUMMARY_FACTORS = frozenset({"unknown facts", "cap", "uncertainty", "expert"})


class Role(StrEnum):
    """The role of an integration for the POC, such as `build`."""

    BUILD = "build"
    TEST_AGAIN = "test again"  # reads data of the POC, from the system that the POC writes to
    DEPENDS_ON = "depends on"
    INDIRECT = "reached indirectly"  # passes on data that these integrations read
    RETIRE = "to be retired"  # of a system that the POC replaces
    OUTSIDE = "outside"
    EXISTS = "exists"  # in a survey without a POC


REACHED = frozenset({Role.TEST_AGAIN, Role.INDIRECT})  # carry data of the POC


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Mean and percentiles of one integration or of a total, in person-days."""

    mean: float
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRow:
    """One integration of the effort table.

    source, target: system ids; data moves from source to target, unless `direction` is both or
    unknown.
    systems: names of both systems with an arrow.
    mechanisms: names of mechanisms, the most used first.
    states: states of the flows if none is active, else ().
    effort_class: "" without an estimate.
    days: effort for production, None for existing integrations if others are to be built.
    if_built_new: effort to build an existing integration again.
    poc_days: effort for the POC only.
    reason: the main reason for the effort, or why there is no estimate.
    missing: number of unknown facts.
    certainty: certainty of the least certain flow.
    only_possible: whether all flows in operation have the certainty "possible".
    over_hub: whether one side is a hub, which only passes on the data of other systems.
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
    if_built_new: Days | None
    poc_days: Days | None
    in_total: bool
    reason: str
    missing: int
    both_ways: tuple[str, ...]
    certainty: str
    only_possible: bool
    over_hub: bool

    @property
    def is_two_way(self) -> bool:
        """Whether data moves in both directions, and neither of the systems is a hub."""
        return self.direction is Direction.BOTH and not self.over_hub

    @property
    def any_days(self) -> Days | None:
        """The days to build the integration or, if it exists, to build it again."""
        return self.days or self.if_built_new

    @property
    def days_word(self) -> str:
        """The label of the days: "person-days", or "days if built new" if it exists already."""
        return translate(IF_BUILT_NEW) if self.if_built_new else translate("person-days")

    @property
    def is_current(self) -> bool:
        """Whether the integration has an active flow or is to be built.

        Diagrams draw other integrations in grey.
        """
        return self.active or self.role is Role.BUILD

    @property
    def status(self) -> str:
        """The role of the integration, or the states of its flows if none is active ("retired")."""
        if self.is_current:
            return translate_term(self.role.value)
        return ", ".join(map(translate_term, self.states)) or translate("not active")


def list_effort_rows(survey: Survey) -> tuple[EffortRow, ...]:
    """Return a row for every integration, sorted by role, then by label.

    Integrations to build come first, the most expensive first; then those to test again. Without a
    POC, existing integrations are ranked: two-way integrations between systems first, then by
    complexity score. The rows of the last survey are cached, because one report needs them a dozen
    times.
    """
    return _build_rows(_SurveyKey(survey))


class _SurveyKey:
    """The cache key of the rows: a survey and a language.

    Surveys are compared by identity: comparing them by value takes longer than building the rows.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.language = get_language()

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _SurveyKey)
            and self.survey is other.survey
            and self.language == other.language
        )

    def __hash__(self) -> int:
        return hash((id(self.survey), self.language))


@lru_cache(maxsize=1)
def _build_rows(key: _SurveyKey) -> tuple[EffortRow, ...]:
    survey = key.survey
    facts = _Index(
        names={system.id: system.name for system in survey.systems},
        flows={flow.id: flow for flow in survey.flows},
        undirected={edge.id: edge.mechanism for edge in survey.dependencies},
        estimates={(item.integration, item.scope): item for item in survey.estimates},
        per_day=get_hours_per_day(survey),
        has_totals=survey.totals is not None,
    )
    ordered = sorted(survey.integrations, key=lambda item: (item.label, item.id))
    roles = _assign_roles(survey)
    rest = Role.OUTSIDE if survey.surface.poc else Role.EXISTS
    built = [_build_row(item, roles.get(item.id, rest), facts) for item in ordered]
    order = list(Role)
    return tuple(sorted(built, key=lambda row: (order.index(row.role), *_rank_row(row))))


def _rank_row(row: EffortRow) -> tuple[bool, float]:
    """Return the sort key of a row among the rows of its role: the effort, or the complexity."""
    match row.role:
        case Role.BUILD:
            return False, -row.days.p80 if row.days else 0.0
        case Role.EXISTS:
            return not row.is_two_way, -(-1.0 if row.score is None else row.score)
        case _:
            return False, 0.0


def name_days(survey: Survey) -> str:
    """Return the header for days: "days", or "days if built new" if nothing is to be built."""
    return translate("days") if survey.totals else translate(IF_BUILT_NEW)


def name_mechanism(mechanism: Mechanism) -> str:
    """Return the name of a mechanism in the current language."""
    return translate(MECHANISM_NAMES[mechanism])


def convert_to_days(effort: Effort, hours_per_day: float) -> Days:
    """Convert person-hours to person-days."""
    return Days(
        mean=effort.mean / hours_per_day,
        p50=effort.p50 / hours_per_day,
        p80=effort.p80 / hours_per_day,
        p90=effort.p90 / hours_per_day,
    )


def get_hours_per_day(survey: Survey) -> float:
    """Return the working hours per day that this survey uses."""
    hours = survey.totals.hours_per_day if survey.totals else HOURS_PER_DAY
    return hours if hours > 0 else HOURS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The objects that the rows look up by id."""

    names: dict[str, str]
    flows: dict[str, FlowEdge]
    undirected: dict[str, Mechanism]
    estimates: dict[tuple[str, Scope], Estimate]
    per_day: float
    has_totals: bool


def _build_row(item: Integration, role: Role, facts: _Index) -> EffortRow:
    sides = item.systems[::-1] if item.direction is Direction.B_TO_A else item.systems
    flows = [facts.flows[key] for key in item.flows if key in facts.flows]
    edges = [facts.undirected[key] for key in item.dependencies if key in facts.undirected]
    production = facts.estimates.get((item.id, Scope.PRODUCTION))
    poc = facts.estimates.get((item.id, Scope.POC))
    shown = production or poc
    days = convert_to_days(production.effort_hours, facts.per_day) if production else None
    built = role is Role.BUILD
    return EffortRow(
        label=item.label,
        integration=item.id,
        source=sides[0],
        target=sides[1],
        systems=f" {ARROWS[item.direction]} ".join(facts.names.get(side, side) for side in sides),
        direction=item.direction,
        role=role,
        active=item.active,
        states=() if item.active else tuple(sorted({flow.state.value for flow in flows})),
        mechanisms=_rank_mechanisms([*(flow.mechanism for flow in flows), *edges]),
        cfp=shown.cfp if shown else None,
        score=shown.score if shown else None,
        effort_class=shown.effort_class.value if shown else "",
        days=days if built or not facts.has_totals else None,
        if_built_new=None if built else days,
        poc_days=convert_to_days(poc.effort_hours, facts.per_day) if poc else None,
        in_total=bool(shown and shown.in_total),
        reason=_find_main_reason(shown) if shown else _explain_missing_estimate(item, role),
        missing=len(shown.missing) if shown else 0,
        both_ways=tuple(shared.entity for shared in item.entities_both_ways),
        certainty=_find_weakest_certainty(flows),
        only_possible=not edges and _are_only_possible(flows),
        over_hub=bool(item.hub),
    )


def _are_only_possible(flows: Sequence[FlowEdge]) -> bool:
    """Return whether all active flows have the certainty "possible".

    If no flow is active, all flows count.
    """
    counted = [flow for flow in flows if flow.state is State.ACTIVE] or flows
    return bool(counted) and all(flow.certainty is Certainty.POSSIBLE for flow in counted)


def _assign_roles(survey: Survey) -> dict[str, Role]:
    """Return the role of each integration; of several roles, the one that means the most work."""
    surface = survey.surface
    replaced = set(surface.replaced)
    return {
        **dict.fromkeys(surface.depends_on, Role.DEPENDS_ON),
        **{i.id: Role.RETIRE for i in survey.integrations if not replaced.isdisjoint(i.systems)},
        **dict.fromkeys(surface.affects, Role.INDIRECT),
        **dict.fromkeys(_find_tested(survey), Role.TEST_AGAIN),
        **dict.fromkeys(surface.build, Role.BUILD),
    }


def _find_tested(survey: Survey) -> Iterator[str]:
    """Yield the ids of integrations that read data of the POC from a system that it writes."""
    poc, affects = survey.surface.poc, set(survey.surface.affects)
    flows = {flow.id: flow for flow in survey.flows}
    written = {flow.target.system for flow in survey.flows if poc and flow.source.system == poc}
    for item in survey.integrations:
        if item.id in affects and any(
            flows[key].source.system in written for key in item.flows if key in flows
        ):
            yield item.id


def _rank_mechanisms(mechanisms: Iterable[Mechanism]) -> tuple[str, ...]:
    """Return the distinct names of mechanisms, the mechanism with the most flows first."""
    counts: dict[str, int] = {}
    for mechanism in mechanisms:
        words = name_mechanism(mechanism)
        counts[words] = counts.get(words, 0) + 1
    return tuple(sorted(counts, key=lambda words: (-counts[words], words)))


def _find_main_reason(estimate: Estimate) -> str:
    """Return the main reason for an estimate: the expert, the largest factor, or the size."""
    if estimate.override:
        return translate("estimated by an expert: {override}", override=estimate.override)
    facts = [factor for factor in estimate.factors if factor.name not in SUMMARY_FACTORS]
    raising = [factor for factor in facts if factor.points > 0]
    if raising:
        factor = min(raising, key=lambda factor: (-factor.points, factor.name))
        return translate(
            "{factor} {rating} (+{points:.0f} points): {reason}",
            factor=name_factor(factor.name),
            rating=translate_term(factor.rating),
            points=factor.points,
            reason=factor.reason,
        )
    if estimate.size:
        part = min(estimate.size, key=lambda part: (-part.cfp, part.name))
        return translate(
            "size, mostly {part} ({cfp:g} CFP): {reason}",
            part=translate_term(part.name),
            cfp=part.cfp,
            reason=part.reason,
        )
    return translate("setup, {hours:g} h once per pair of systems", hours=estimate.setup_hours)


def _explain_missing_estimate(item: Integration, role: Role) -> str:
    if not item.active:
        return translate("not estimated: no active flow")
    if role is Role.OUTSIDE:
        return translate("not estimated: the POC does not touch it")
    if item.direction is Direction.UNKNOWN:
        return translate("not estimated: the direction of the data is unknown")
    return translate("not estimated")


def _find_weakest_certainty(flows: list[FlowEdge]) -> str:
    ranked = list(Certainty)
    certainties = [flow.certainty for flow in flows]
    return max(certainties, key=ranked.index).value if certainties else ""
