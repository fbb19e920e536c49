"""Why an estimate moved: sizes, rates and factors that changed, each with its points."""

from collections.abc import Iterator
from math import exp, log

from seamscope.compare.sources import Sources
from seamscope.estimate import Estimate, Factor
from seamscope.estimate.score import compute_points
from seamscope.records import Evidence

UNSEEN = 0.0001  # of ln hours: far below the hundredth of an hour that estimates keep


def why(was: Estimate, now: Estimate, sources: Sources) -> Iterator[str]:
    """Yield what moved an estimate, the weightiest first; points add up to that of the score.

    Points are those of the unclamped score: 100·ln(ratio)/ln(200).
    """
    if now.override != was.override:
        yield f"an expert's figure: {now.override or 'withdrawn'}"
    moved = [*_work(was, now, sources), *_factors(was, now, sources)]
    for weight, text in sorted(moved, key=lambda one: (-abs(one[0]), one[1])):
        yield f"{text} ({weight:+.1f} points)" if abs(weight) >= 0.05 else text


def _work(was: Estimate, now: Estimate, sources: Sources) -> Iterator[tuple[float, str]]:
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
    parts += _sized(was, now, sources)
    yield weight, "; ".join(parts)


def _sized(was: Estimate, now: Estimate, sources: Sources) -> list[str]:
    before, after = ({part.name: part for part in e.size} for e in (was, now))
    told = []
    for name in sorted({*before, *after}):
        a, b = before.get(name), after.get(name)
        if (a.cfp if a else 0.0) != (b.cfp if b else 0.0):
            reason = (b or before[name]).reason
            seen = _seen(a.evidence if a else (), b.evidence if b else (), sources)
            told.append(f"{name}: {reason}{seen}")
    return told


def _factors(was: Estimate, now: Estimate, sources: Sources) -> Iterator[tuple[float, str]]:
    before, after = ({factor.name: factor for factor in e.factors} for e in (was, now))
    for name in sorted({*before, *after}):
        a, b = before.get(name), after.get(name)
        weight = _log(b) - _log(a)
        rated = (a.rating if a else "none") != (b.rating if b else "none")
        if abs(weight) > UNSEEN or rated:
            seen = _seen(a.evidence if a else (), b.evidence if b else (), sources)
            told = f"{name}: {a.rating if a else 'none'} → {b.rating if b else 'none'}"
            reason = f", {b.reason}" if b else ""
            yield compute_points(exp(weight)), f"{told}{reason}{seen}"


def _log(factor: Factor | None) -> float:
    return log(factor.multiplier) if factor else 0.0


def _seen(old: tuple[Evidence, ...], new: tuple[Evidence, ...], sources: Sources) -> str:
    told = sources.why(old, new)
    return f" [{told[0]}]" if told else ""
