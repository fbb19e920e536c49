"""One integration's estimate: size, multipliers, spread and what nobody knows, put together."""

from math import exp, log, sqrt

from seamscope.estimate.base_hours import (
    DIRECTION,
    MECHANISM,
    SIZE,
    Sizes,
    Work,
    mean_groups,
    setup,
    setup_part,
    work,
)
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.calibration.apply import calibrated
from seamscope.estimate.constants import constants
from seamscope.estimate.drivers import DRIVERS, UNKNOWN, Ask, Driver
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.outcome import Item, Unknown, closing_factor
from seamscope.estimate.override import overridden
from seamscope.estimate.poc_scope import poc_portions
from seamscope.estimate.result import Effort, Estimate, Factor, Missing, Scope, SizePart
from seamscope.estimate.score import effort_class, lognormal, range_mean, range_variance, score
from seamscope.estimate.size import portions


def production(
    seam: Seam, sizes: Sizes, calibration: Calibration | None, *, in_total: bool
) -> Item:
    """Return what it takes to build an integration for production."""
    found = setup(seam)
    counted = portions(seam, mean_groups(sizes))
    base = work(counted, found.hours, sizes)
    parts = (*(p.part for p in counted), setup_part(found, base.setup))
    item = _item(seam, base, parts, Scope.PRODUCTION, DRIVERS, in_total=in_total)
    return overridden(seam, calibrated(item, calibration))


def poc(seam: Seam, sizes: Sizes) -> Item:
    """Return what the POC itself needs of an integration."""
    counted = poc_portions(seam, mean_groups(sizes))
    if not counted:
        return _nothing(seam)
    wanted = constants().poc.drivers
    drivers = tuple(driver for driver in DRIVERS if driver.name in wanted)
    parts = tuple(p.part for p in counted)
    return _item(seam, work(counted, {}, sizes), parts, Scope.POC, drivers, in_total=True)


def _item(
    seam: Seam,
    base: Work,
    parts: tuple[SizePart, ...],
    scope: Scope,
    drivers: tuple[Driver, ...],
    *,
    in_total: bool,
) -> Item:
    rated = [(driver, driver.rate(seam)) for driver in drivers]
    unknowns = (*_open_work(seam, base), *_open_ratings(seam, rated))
    interplay = base.variance - sum(base.shares.values())
    variance = (
        constants().spread.residual.value ** 2 + interplay + sum(u.variance for u in unknowns)
    )
    factors = [factor for _, factor in rated]
    log_em = sum(log(f.multiplier) + _drawn(f) for f in factors)
    mu = base.log_mean + _capped(log_em)
    effort = lognormal(mu, variance)
    closing = _closing(base, factors, log_em, mu + variance / 2, variance)
    mean = exp(mu + variance / 2)
    estimate = Estimate(
        integration=seam.integration.id,
        scope=scope,
        cfp=round(sum(part.cfp for part in parts), 6),
        size=parts,
        setup_hours=round(base.setup, 6),
        rate=round(base.rate, 6),
        score=round(score(mean), 6),
        effort_class=effort_class(mean),
        effort_hours=effort,
        factors=(*factors, *closing),
        missing=_missing(unknowns, variance),
        sigma=round(sqrt(variance), 6),
        in_total=in_total,
    )
    systems = seam.integration.systems
    return Item(estimate=estimate, systems=systems, mu=mu, variance=variance, unknowns=unknowns)


def _drawn(factor: Factor) -> float:
    """Return the mean of ln EM of an unknown: the middle of its range, not nominal."""
    return range_mean(factor.low, factor.high) if factor.rating == UNKNOWN else 0.0


def _capped(log_em: float) -> float:
    cap = constants().cap
    return min(log(cap.high), max(log(cap.low), log_em))


def _closing(
    base: Work, factors: list[Factor], log_em: float, log_mean: float, variance: float
) -> tuple[Factor, ...]:
    """Return the last factors, with which (setup + rate · CFP) · ΠEM is the mean to the end."""
    spread, cap = constants().spread, constants().cap
    closing = []
    drawn = sum(_drawn(factor) for factor in factors)
    unknown = [factor.name for factor in factors if factor.rating == UNKNOWN]
    if unknown:
        reason = f"{', '.join(unknown)}: the middle of each range, on the log scale"
        rating = f"{len(unknown)} unknown"
        closing.append(closing_factor("unknown facts", rating, exp(drawn), reason, spread.unknown))
    capped = _capped(log_em)
    if capped != log_em:
        reason = f"all multipliers together are kept inside {cap.low:g} to {cap.high:g}"
        closing.append(closing_factor("cap", "capped", exp(capped - log_em), reason, cap.source))
    left = exp(log_mean - log(base.mean) - capped)
    reason = "the mean lies above the middle: what goes wrong costs more than what goes well saves"
    rating = f"σ {sqrt(variance):.2f}"
    return (
        *closing,
        closing_factor("uncertainty", rating, left, reason, spread.residual.source),
    )


def _open_ratings(seam: Seam, rated: list[tuple[Driver, Factor]]) -> tuple[Unknown, ...]:
    return tuple(
        Unknown(
            fact=driver.fact,
            variance=range_variance(factor.low, factor.high),
            asks=driver.ask(seam),
        )
        for driver, factor in rated
        if factor.rating == UNKNOWN
    )


def _open_work(seam: Seam, base: Work) -> tuple[Unknown, ...]:
    about = (seam.integration.id,)
    texts = {
        SIZE: f"Which tables or business objects move between {seam.between}?",
        MECHANISM: f"How will data move between {seam.between}: by API, events, files or ETL?",
        DIRECTION: f"Which way does data move between {seam.between}?",
    }
    return tuple(
        Unknown(fact=fact, variance=share, asks=(Ask(text=texts[fact], about=about),))
        for fact, share in base.shares.items()
    )


def _missing(unknowns: tuple[Unknown, ...], variance: float) -> tuple[Missing, ...]:
    """Return one line for each question, the weightiest first; those of one fact share it."""
    found = [
        Missing(
            fact=unknown.fact,
            question=ask.text,
            variance_share=round(unknown.variance / len(unknown.asks) / variance, 6),
        )
        for unknown in unknowns
        for ask in unknown.asks
    ]
    return tuple(sorted(found, key=lambda m: (-m.variance_share, m.question)))


def _nothing(seam: Seam) -> Item:
    reason = "the POC only writes here, and leaves writing for production"
    source = constants().poc.source
    part = SizePart(name="no reads", cfp=0.0, reason=reason, source=source, assumed=True)
    nothing = Effort(mean=0.0, p50=0.0, p80=0.0, p90=0.0)
    estimate = Estimate(
        integration=seam.integration.id,
        scope=Scope.POC,
        cfp=0.0,
        size=(part,),
        setup_hours=0.0,
        rate=0.0,
        score=0.0,
        effort_class=effort_class(0),
        effort_hours=nothing,
    )
    return Item(estimate=estimate, systems=seam.integration.systems, mu=0.0, variance=0.0)
