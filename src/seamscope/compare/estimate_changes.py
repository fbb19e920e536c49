"""Explain why an estimate changed: how many points its size, rate and factors contribute."""

from collections.abc import Iterator
from math import exp, log

from seamscope.compare.input_changes import InputChanges
from seamscope.estimate import Estimate, Factor
from seamscope.estimate.score import compute_points
from seamscope.records import Evidence

UNSEEN = 0.0001  # smaller changes of ln(hours) are ignored: two decimals of hours do not show them


def explain_estimate_change(was: Estimate, now: Estimate, sources: InputChanges) -> Iterator[str]:
    """Yield the reasons why an estimate changed, with their points, the largest first.

    Points are 100·ln(new/old)/ln(200), as in the score. Their sum is the change of the score
    before it is limited to 0..100.
    """
    if now.override != was.override:
        yield f"estimated by an expert: {now.override or 'no longer'}"
    changes = [*_explain_base(was, now, sources), *_explain_factors(was, now, sources)]
    for weight, text in sorted(changes, key=lambda change: (-abs(change[0]), change[1])):
        yield f"{text} ({weight:+.1f} points)" if abs(weight) >= 0.05 else text


def _explain_base(
    was: Estimate, now: Estimate, sources: InputChanges
) -> Iterator[tuple[float, str]]:
    before, after = (e.setup_hours + e.rate * e.cfp for e in (was, now))
    if before == after:
        return
    weight = compute_points(after / before) if before > 0 and after > 0 else 0.0
    parts = []
    if was.cfp != now.cfp:
        parts.append(f"size {was.cfp:.3g} → {now.cfp:.3g} CFP")
    if was.setup_hours != now.setup_hours:
        parts.append(f"setup {was.setup_hours:.3g} → {now.setup_hours:.3g} h")
    if was.rate != now.rate:
        parts.append(f"rate {was.rate:.3g} → {now.rate:.3g} h per CFP")
    parts += _explain_size(was, now, sources)
    yield weight, "; ".join(parts)


def _explain_size(was: Estimate, now: Estimate, sources: InputChanges) -> list[str]:
    before, after = ({part.name: part for part in e.size} for e in (was, now))
    reasons = []
    for name in sorted({*before, *after}):
        a, b = before.get(name), after.get(name)
        if (a.cfp if a else 0.0) != (b.cfp if b else 0.0):
            reason = (b or before[name]).reason
            cause = _format_cause(a.evidence if a else (), b.evidence if b else (), sources)
            reasons.append(f"{name}: {reason}{cause}")
    return reasons


def _explain_factors(
    was: Estimate, now: Estimate, sources: InputChanges
) -> Iterator[tuple[float, str]]:
    before, after = ({factor.name: factor for factor in e.factors} for e in (was, now))
    for name in sorted({*before, *after}):
        a, b = before.get(name), after.get(name)
        weight = _compute_log(b) - _compute_log(a)
        rated = (a.rating if a else "none") != (b.rating if b else "none")
        if abs(weight) > UNSEEN or rated:
            cause = _format_cause(a.evidence if a else (), b.evidence if b else (), sources)
            text = f"{name}: {a.rating if a else 'none'} → {b.rating if b else 'none'}"
            reason = f", {b.reason}" if b else ""
            yield compute_points(exp(weight)), f"{text}{reason}{cause}"


def _compute_log(factor: Factor | None) -> float:
    return log(factor.multiplier) if factor else 0.0


def _format_cause(
    old: tuple[Evidence, ...], new: tuple[Evidence, ...], sources: InputChanges
) -> str:
    causes = sources.explain(old, new)
    return f" [{causes[0]}]" if causes else ""
