"""The estimate of one integration, from its size, multipliers, spread and unknown facts."""

from math import exp, log, sqrt

from seamscope.estimate.base_hours import (
    DIRECTION,
    MECHANISM,
    SIZE,
    BaseHours,
    build_setup_part,
    compute_base_hours,
    find_setup,
)
from seamscope.estimate.calibration import Calibration
from seamscope.estimate.calibration.apply import apply_calibration
from seamscope.estimate.constants import load_constants
from seamscope.estimate.drivers import DRIVERS, UNKNOWN, Driver, DriverQuestion
from seamscope.estimate.drivers.base import build_unknown_factor, rate
from seamscope.estimate.group_multipliers import weigh_by_group
from seamscope.estimate.group_sizes import GroupSizes
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.override import apply_override
from seamscope.estimate.poc_scope import build_poc_portions
from seamscope.estimate.result import Effort, Estimate, Factor, Missing, Scope, SizePart
from seamscope.estimate.score import (
    build_lognormal_effort,
    classify_effort,
    compute_score,
    dampen,
)
from seamscope.estimate.size import build_portions
from seamscope.estimate.work_item import Unknown, WorkItem, build_closing_factor
from seamscope.faults import Attempt, run_unprotected

# A difference of ln hours that is too small to change a rounded figure.
NEGLIGIBLE = 1e-9

FACT_DRIVERS = {driver.fact: driver.name for driver in DRIVERS}
LISTED = "of the flow in the inventory, or of its row in the list of interfaces"
# Where the user answers the questions about size, mechanism and direction: for an integration of
# the POC, and for an integration that only the inventory lists.
INPUT_ANSWERS = {
    SIZE: (
        "`datasets:` or `entities:` of the system under `reads:` or `writes:` in poc.yaml",
        f"`entities:` {LISTED}",
    ),
    MECHANISM: (
        "`mechanism:` of the system under `reads:` or `writes:` in poc.yaml",
        f"`mechanism:` {LISTED}",
    ),
    DIRECTION: (
        "this question in answers.yaml, or `from:` and `to:` of the flow in the inventory",
        "this question in answers.yaml, or `from:` and `to:` of the flow in the inventory",
    ),
}


def estimate_production(
    context: IntegrationContext,
    sizes: GroupSizes,
    calibration: Calibration | None,
    *,
    in_total: bool,
    attempt: Attempt = run_unprotected,
) -> WorkItem:
    """Return the effort to build an integration for production."""
    setup = find_setup(context)
    portions = build_portions(context, sizes)
    base = compute_base_hours(portions, setup.hours, sizes)
    parts = (*(p.part for p in portions), build_setup_part(setup, base.setup))
    item = _build_item(
        context, base, parts, Scope.PRODUCTION, DRIVERS, attempt=attempt, in_total=in_total
    )
    return apply_override(context, apply_calibration(item, calibration))


def estimate_poc(
    context: IntegrationContext, sizes: GroupSizes, attempt: Attempt = run_unprotected
) -> WorkItem:
    """Return the effort for the POC itself to read its data once from a system."""
    portions = build_poc_portions(context, sizes.mean)
    if not portions:
        return _build_empty_item(context)
    names = load_constants().poc.drivers
    drivers = tuple(driver for driver in DRIVERS if driver.name in names)
    parts = tuple(p.part for p in portions)
    base = compute_base_hours(portions, {}, sizes)
    return _build_item(context, base, parts, Scope.POC, drivers, attempt=attempt, in_total=True)


def _build_item(
    context: IntegrationContext,
    base: BaseHours,
    parts: tuple[SizePart, ...],
    scope: Scope,
    drivers: tuple[Driver, ...],
    *,
    attempt: Attempt,
    in_total: bool,
) -> WorkItem:
    rated = [(driver, _rate(driver, context, attempt)) for driver in drivers]
    if scope is Scope.PRODUCTION:  # the POC only reads, so its data groups differ
        rated = weigh_by_group(context, rated, base.mean)
    unknowns = (*_list_unknown_inputs(context, base), *_list_unknown_ratings(context, rated))
    interaction = base.variance - sum(base.shares.values())
    variance = (
        load_constants().spread.residual.value ** 2
        + interaction
        + sum(u.variance for u in unknowns)
    )
    factors = [factor for _, factor in rated]
    log_em = sum(log(factor.multiplier) for factor in factors)
    mu = base.log_mean + dampen(log_em)
    effort = build_lognormal_effort(mu, variance)
    closing = _build_closing_factors(base, log_em, mu + variance / 2, variance)
    mean = exp(mu + variance / 2)
    estimate = Estimate(
        integration=context.integration.id,
        scope=scope,
        cfp=round(sum(part.cfp for part in parts), 6),
        size=parts,
        setup_hours=round(base.setup, 6),
        rate=round(base.rate, 6),
        score=round(compute_score(mean), 6),
        effort_class=classify_effort(mean),
        effort_hours=effort,
        factors=(*factors, *closing),
        missing=_list_missing_facts(
            unknowns, variance, log_em, base.log_mean, in_poc=bool(context.poc_system)
        ),
        sigma=round(sqrt(variance), 6),
        in_total=in_total,
    )
    systems = context.integration.systems
    return WorkItem(estimate=estimate, systems=systems, mu=mu, variance=variance, unknowns=unknowns)


def _rate(driver: Driver, context: IntegrationContext, attempt: Attempt) -> Factor:
    """Return the factor of a driver; if the driver raises an error, its rating is "unknown"."""
    return attempt(
        f"The driver {driver.name} in the estimate of {context.integration.id}",
        lambda: rate(driver, context),
        build_unknown_factor(driver.name, "could not be rated because of an error in seamscope"),
    )


def _build_closing_factors(
    base: BaseHours, log_em: float, log_mean: float, variance: float
) -> tuple[Factor, ...]:
    """Return the factors "cap" and "uncertainty", which complete the product of an estimate.

    With them, (setup + rate · CFP) · product of all multipliers equals the mean of the hours.
    """
    closing = []
    damped = dampen(log_em)
    if abs(damped - log_em) > NEGLIGIBLE:
        reason = (
            f"the product of the multipliers, {exp(log_em):.2f}, is dampened to {exp(damped):.2f}"
        )
        source = load_constants().cap.source
        closing.append(build_closing_factor("cap", "damped", exp(damped - log_em), reason, source))
    multiplier = exp(log_mean - log(base.mean) - damped)
    reason = "the mean is above the median, because overruns are larger than underruns"
    rating = f"σ {sqrt(variance):.2f}"
    source = load_constants().spread.residual.source
    return (*closing, build_closing_factor("uncertainty", rating, multiplier, reason, source))


def _list_unknown_ratings(
    context: IntegrationContext, rated: list[tuple[Driver, Factor]]
) -> tuple[Unknown, ...]:
    return tuple(
        Unknown(
            fact=driver.fact,
            variance=factor.variance,
            questions=driver.ask(context),
        )
        for driver, factor in rated
        if factor.rating == UNKNOWN
    )


def _list_unknown_inputs(context: IntegrationContext, base: BaseHours) -> tuple[Unknown, ...]:
    about = (context.integration.id,)
    texts = {
        SIZE: f"Which tables or business objects move between {context.between}?",
        MECHANISM: f"How will data move between {context.between}: by API, events, files or ETL?",
        DIRECTION: f"In which direction does data move between {context.between}?",
    }
    return tuple(
        Unknown(
            fact=fact, variance=share, questions=(DriverQuestion(text=texts[fact], about=about),)
        )
        for fact, share in base.shares.items()
    )


def _list_missing_facts(
    unknowns: tuple[Unknown, ...],
    variance: float,
    log_em: float,
    log_base: float,
    *,
    in_poc: bool,
) -> tuple[Missing, ...]:
    """Return each question with the share of the variance that its answer removes, largest first.

    If several questions are about one fact, each gets an equal part of the variance of the fact.
    """
    missing = [
        Missing(
            fact=unknown.fact,
            question=question.text,
            variance_share=round(unknown.variance / len(unknown.questions) / variance, 6),
            answer=_find_answer(unknown.fact, in_poc=in_poc),
            effects=_list_effects(unknown.fact, log_em, log_base),
        )
        for unknown in unknowns
        for question in unknown.questions
    ]
    return tuple(sorted(missing, key=lambda m: (-m.variance_share, m.question)))


def _find_answer(fact: str, *, in_poc: bool) -> str:
    """Return the key in the user's files that answers the question about a fact.

    in_poc: whether poc.yaml describes the integration; if not, only the inventory does.
    """
    if name := FACT_DRIVERS.get(fact):
        table = load_constants().drivers[name]
        return table.answer if in_poc else table.listed or table.answer
    stated, listed = INPUT_ANSWERS.get(fact, ("", ""))
    return stated if in_poc else listed


def _list_effects(fact: str, log_em: float, log_base: float) -> tuple[tuple[str, float], ...]:
    """Return the possible ratings, each with the median hours, the most likely rating first."""
    table = load_constants().drivers.get(FACT_DRIVERS.get(fact, ""))
    if table is None:
        return ()
    shares = sorted(table.shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        (rating, round(exp(log_base + dampen(log_em + log(table.ratings[rating]))), 2))
        for rating, _ in shares
    )


def _build_empty_item(context: IntegrationContext) -> WorkItem:
    reason = "the POC only writes to this system, and writes are built for production only"
    source = load_constants().poc.source
    part = SizePart(name="no reads", cfp=0.0, reason=reason, source=source, assumed=True)
    nothing = Effort(mean=0.0, p50=0.0, p80=0.0, p90=0.0)
    estimate = Estimate(
        integration=context.integration.id,
        scope=Scope.POC,
        cfp=0.0,
        size=(part,),
        setup_hours=0.0,
        rate=0.0,
        score=0.0,
        effort_class=classify_effort(0),
        effort_hours=nothing,
    )
    return WorkItem(estimate=estimate, systems=context.integration.systems, mu=0.0, variance=0.0)
