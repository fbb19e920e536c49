"""Find the questions whose answers decide whether the go-live meets its target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seamscope.estimate import AnswerEffect, Totals
from seamscope.estimate.run_cost_result import Span
from seamscope.poc import Poc
from seamscope.resolved import Question
from seamscope.roadmap.team import measure_build
from seamscope.roadmap.types import LegKind, Roadmap


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The target date of go-live, and the P80 figures of the roadmap to compare with it.

    days: the target in working days after the gate.
    after_gate: working days from the gate to go-live.
    build: person-days of the whole build.
    total: person-days of the integrations and their management. Only this part of the build depends
        on answers.
    """

    months: float
    days: float
    after_gate: float
    build: float
    total: float
    poc: Poc
    hours_per_day: float

    @property
    def is_late(self) -> bool:
        """Whether the go-live misses the target according to the current estimate."""
        return self.after_gate > self.days

    def misses(self, total: float) -> bool:
        """Return whether the go-live misses the target if the total becomes `total` person-days."""
        team, per_day = self.poc.team, self.hours_per_day
        now = measure_build(self.build, team, per_day)
        then = measure_build(max(self.build + total - self.total, 0.0), team, per_day)
        return self.after_gate + then - now > self.days


def weigh_by_date(
    questions: Sequence[Question],
    effects: Iterable[AnswerEffect],
    roadmap: Roadmap | None,
    totals: Totals | None,
    poc: Poc | None,
) -> tuple[Question, ...]:
    """Return the questions, with the probability that each answer changes a decision.

    A decision changes in two cases: the total moves above or below the budget, or the go-live moves
    past its target date or back. An answer moves the go-live only if the build is on the critical
    path. All figures are P80.
    """
    target = _find_target(roadmap, totals, poc)
    if target is None:
        return tuple(questions)
    found = {effect.question: effect for effect in effects}
    return tuple(_weigh(asked, found.get(_shorten(asked.text)), target) for asked in questions)


def _shorten(text: str) -> str:
    """Return a question up to its question mark. Effects in the estimate contain only this part."""
    return text.partition("?")[0] + "?"


def _find_target(roadmap: Roadmap | None, totals: Totals | None, poc: Poc | None) -> _Target | None:
    months = poc.targets.months_to_production if poc else None
    if roadmap is None or roadmap.target_days is None or totals is None:
        return None
    if poc is None or months is None:
        return None
    if not any(leg.critical for leg in roadmap.legs if leg.kind is LegKind.BUILD):
        return None
    total = (totals.production.p80 + totals.management_hours.p80) / totals.hours_per_day
    return _Target(
        months=months,
        days=roadmap.target_days,
        after_gate=_find_p80(roadmap.after_gate),
        build=max(_find_p80(roadmap.effort_days), total),
        total=total,
        poc=poc,
        hours_per_day=totals.hours_per_day,
    )


def _find_p80(span: Span) -> float:
    return span.p90 if span.p80 is None else span.p80


def _weigh(asked: Question, effect: AnswerEffect | None, target: _Target) -> Question:
    if effect is None:
        return asked
    shares = dict(effect.shares)
    turning = [name for name, total in effect.days if target.misses(total) != target.is_late]
    chance = sum(shares.get(name, 0.0) for name in turning)
    if not chance:
        return asked
    either = sum(shares.get(name, 0.0) for name in {*turning, *effect.crossing})
    words = (
        f"{100 * chance:.0f} % chance that the answer changes whether the project is live within "
        f"{target.months:g} months"
    )
    decision = round(max(either, asked.decision), 6)
    return replace(asked, decision=decision, effect="; ".join(filter(None, (asked.effect, words))))
