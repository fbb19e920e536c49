"""Result types of the roadmap to go-live: legs, milestones, dates."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.estimate.run_cost_result import Span
from seamscope.records import Evidence


class LegKind(StrEnum):
    """The kind of a leg of the roadmap."""

    POC = "poc"
    ACCESS = "access"
    VENDOR = "vendor ticket"
    SECURITY = "security review"
    APPROVAL = "approval"
    BUILD = "build"
    ACCEPTANCE = "acceptance"
    TRAINING = "training"
    WINDOW = "change window"
    CUTOVER = "cut-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One step of the roadmap that takes time before go-live.

    start, finish: working days after the start of the plan.
    days: duration in working days.
    assumed: whether the duration is assumed, because poc.yaml does not specify it.
    critical: whether the leg is on the critical path if every leg takes its P50.
    start_date, finish_date: dates at P50, "" if poc.yaml has no start.
    """

    name: str
    kind: LegKind
    system: str = ""
    days: Span
    start: Span
    finish: Span
    source: str
    assumed: bool = True
    critical: bool = False
    start_date: str = ""
    finish_date: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A gate, the decision to stop, or go-live.

    days: working days after the start, None if poc.yaml has a date.
    p50, p90: dates, "" if unknown.
    condition: the condition in poc.yaml.
    """

    name: str
    condition: str = ""
    days: Span | None = None
    p50: str = ""
    p90: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """The roadmap from the start of the plan to go-live.

    start: date, "" if poc.yaml has none.
    go_live: working days from the start to go-live.
    after_gate: working days from the gate after the POC to go-live. go_live_p10 … p90: dates of
    go-live, "" if poc.yaml has no start.
    gate: date of the gate at P50.
    target: date by which poc.yaml wants to go live, "" if unknown.
    target_days: working days from the gate to the target, None without a target.
    people: full-time equivalents at the start.
    effort_days: person-days of the whole build. P80 and P90 include the reserve for unread inputs.
    shortest_days: working days that even the largest team needs.
    critical_path: names of legs in order.
    holidays: dates of public holidays within the plan.
    """

    start: str = ""
    legs: tuple[Leg, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    go_live: Span
    after_gate: Span
    go_live_p10: str = ""
    go_live_p50: str = ""
    go_live_p80: str = ""
    go_live_p90: str = ""
    gate: str = ""
    target: str = ""
    target_days: float | None = None
    people: float
    effort_days: Span
    shortest_days: float = 0.0
    critical_path: tuple[str, ...] = ()
    holidays: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
