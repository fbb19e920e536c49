"""What gates measure: one figure of a survey each, with what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate, Scope
from seamscope.readiness import ReadinessState
from seamscope.resolved import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a measure found: a figure, and what it is made of, the worst first."""

    figure: float
    of: tuple[str, ...] = ()


def _counted(survey: Survey) -> list[Estimate]:
    return [e for e in survey.estimates if e.in_total and e.scope is Scope.PRODUCTION]


def _labels(survey: Survey) -> dict[str, str]:
    return {integration.id: integration.label for integration in survey.integrations}


def _score(survey: Survey) -> Measured:
    labels = _labels(survey)
    ranked = sorted(_counted(survey), key=lambda e: (-e.score, e.integration))
    of = tuple(f"{labels.get(e.integration, e.integration)} scores {e.score:.0f}" for e in ranked)
    return Measured(figure=ranked[0].score if ranked else 0.0, of=of)


def _days(survey: Survey) -> Measured:
    if survey.totals is None:
        return Measured(figure=0.0)
    both = (survey.totals.production, survey.totals.management_hours)
    days = sum(effort.p80 for effort in both) / survey.totals.hours_per_day
    return Measured(figure=days, of=(f"build and management take {days:.0f} days at P80",))


def _run_cost(survey: Survey) -> Measured:
    cost = survey.totals.run_cost if survey.totals else None
    if cost is None:
        return Measured(figure=0.0)
    lines = sorted(cost.lines, key=lambda line: (-line.yearly.p90, line.name))
    of = tuple(f"{line.name} costs {line.yearly.p90:,.0f} at P90" for line in lines)
    return Measured(figure=cost.yearly.p90, of=of)


def _spread(survey: Survey) -> Measured:
    if survey.totals is None or not survey.totals.production.p50:
        return Measured(figure=1.0)
    ratio = survey.totals.production.p90 / survey.totals.production.p50
    asked = sorted(survey.questions, key=lambda q: (-(q.variance_share or 0.0), q.text))
    return Measured(figure=ratio, of=tuple(q.text for q in asked if q.variance_share))


def _unknowns(survey: Survey) -> Measured:
    labels = _labels(survey)
    counted = sorted(_counted(survey), key=lambda e: (-len(e.missing), e.integration))
    of = tuple(f"{labels.get(e.integration, '')} lacks {len(e.missing)}" for e in counted)
    return Measured(figure=sum(len(e.missing) for e in counted), of=of)


def _unowned(survey: Survey) -> Measured:
    met = {*survey.surface.build, *survey.surface.depends_on, *survey.surface.affects}
    near = {side for i in survey.integrations if i.id in met for side in i.systems}
    names = tuple(
        system.name
        for system in survey.systems
        if system.id in near - {survey.surface.poc} and not system.owner and not system.support
    )
    return Measured(figure=len(names), of=names)


def _not_understood(survey: Survey) -> Measured:
    """Return the share of SQL statements that lineage could not follow at all."""
    lost = [item for item in survey.meta.coverage if item.not_understood]
    total = sum(c.parsed + c.partly + c.not_understood for c in survey.meta.coverage)
    figure = sum(item.not_understood for item in lost) / total if total else 0.0
    ranked = sorted(lost, key=lambda item: (-item.not_understood, item.file))
    return Measured(figure=figure, of=tuple(f"{c.file}: {c.not_understood}" for c in ranked))


def _skipped(survey: Survey) -> Measured:
    of = tuple(f"{s.evidence}: {s.reason}" for s in survey.skipped)
    return Measured(figure=len(of), of=of)


def _findings(survey: Survey) -> Measured:
    of = tuple(f.what for f in survey.findings if f.severity is Severity.HIGH)
    return Measured(figure=len(of), of=of)


def _forgotten(survey: Survey) -> Measured:
    of = tuple(f"{item.system}: {item.reason}" for item in survey.surface.forgot)
    return Measured(figure=len(of), of=of)


def _lines(state: ReadinessState) -> Callable[[Survey], Measured]:
    def measure(survey: Survey) -> Measured:
        of = tuple(f"{x.line}: {x.answer}" for x in survey.readiness if x.state is state)
        return Measured(figure=len(of), of=of)

    return measure


MEASURES: dict[str, Callable[[Survey], Measured]] = {
    "score": _score,
    "days": _days,
    "run_cost": _run_cost,
    "spread": _spread,
    "unknowns": _unknowns,
    "unowned": _unowned,
    "not_understood": _not_understood,
    "skipped": _skipped,
    "findings": _findings,
    "forgotten": _forgotten,
    "open": _lines(ReadinessState.OPEN),
    "contradicted": _lines(ReadinessState.CONTRADICTED),
}
