"""Compute the figures that gates limit, with the items that contribute to each figure."""

from collections.abc import Callable
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Estimate, Scope
from seamscope.estimate.one_total import SCOPE, sum_total
from seamscope.readiness import ReadinessState
from seamscope.resolved import Severity
from seamscope.wording import format_count, format_figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A figure and the items that contribute to it, the largest contributor first."""

    figure: float
    contributors: tuple[str, ...] = ()


def _list_counted_estimates(survey: Survey) -> list[Estimate]:
    return [e for e in survey.estimates if e.in_total and e.scope is Scope.PRODUCTION]


def _index_labels(survey: Survey) -> dict[str, str]:
    return {integration.id: integration.label for integration in survey.integrations}


def _measure_score(survey: Survey) -> Measurement:
    labels = _index_labels(survey)
    ranked = sorted(_list_counted_estimates(survey), key=lambda e: (-e.score, e.integration))
    of = tuple(f"{labels.get(e.integration, e.integration)} scores {e.score:.0f}" for e in ranked)
    return Measurement(figure=ranked[0].score if ranked else 0.0, contributors=of)


def _measure_days(survey: Survey) -> Measurement:
    if survey.totals is None:
        return Measurement(figure=0.0)
    days = sum_total(survey.totals).p80 / survey.totals.hours_per_day
    return Measurement(
        figure=days,
        contributors=(f"{format_figure(days)} person-days at P80: {SCOPE}",),
    )


def _measure_run_cost(survey: Survey) -> Measurement:
    cost = survey.totals.run_cost if survey.totals else None
    if cost is None:
        return Measurement(figure=0.0)
    lines = sorted(cost.lines, key=lambda line: (-line.yearly.p90, line.name))
    of = tuple(
        f"{line.name} costs {format_figure(line.yearly.p90)} a year at P90" for line in lines
    )
    return Measurement(figure=cost.yearly.p90, contributors=of)


def _measure_spread(survey: Survey) -> Measurement:
    if survey.totals is None or not survey.totals.production.p50:
        return Measurement(figure=1.0)
    ratio = survey.totals.production.p90 / survey.totals.production.p50
    questions = sorted(survey.questions, key=lambda q: (-(q.variance_share or 0.0), q.text))
    return Measurement(
        figure=ratio, contributors=tuple(q.text for q in questions if q.variance_share)
    )


def _measure_unknowns(survey: Survey) -> Measurement:
    labels = _index_labels(survey)
    counted = sorted(
        _list_counted_estimates(survey), key=lambda e: (-len(e.missing), e.integration)
    )
    of = tuple(
        f"{labels.get(e.integration, '')} lacks {format_count(len(e.missing), 'fact')}"
        for e in counted
    )
    return Measurement(figure=sum(len(e.missing) for e in counted), contributors=of)


def _measure_unowned(survey: Survey) -> Measurement:
    met = {*survey.surface.build, *survey.surface.depends_on, *survey.surface.affects}
    near = {side for i in survey.integrations if i.id in met for side in i.systems}
    names = tuple(
        system.name
        for system in survey.systems
        if system.id in near - {survey.surface.poc} and not system.owner and not system.support
    )
    return Measurement(figure=len(names), contributors=names)


def _measure_not_understood(survey: Survey) -> Measurement:
    """Return the share of SQL statements that were not understood."""
    incomplete = [item for item in survey.meta.coverage if item.not_understood]
    total = sum(c.parsed + c.partly + c.not_understood for c in survey.meta.coverage)
    figure = sum(item.not_understood for item in incomplete) / total if total else 0.0
    ranked = sorted(incomplete, key=lambda item: (-item.not_understood, item.file))
    return Measurement(
        figure=figure,
        contributors=tuple(
            f"{c.file}: {format_count(c.not_understood, 'statement')}" for c in ranked
        ),
    )


def _measure_skipped(survey: Survey) -> Measurement:
    of = tuple(f"{s.evidence}: {s.reason}" for s in survey.skipped)
    return Measurement(figure=len(of), contributors=of)


def _measure_findings(survey: Survey) -> Measurement:
    """Count the findings of high severity without an acceptance."""
    of = tuple(
        f"{f.id}: {f.what}" if f.id else f.what
        for f in survey.findings
        if f.severity is Severity.HIGH and not f.is_accepted
    )
    return Measurement(figure=len(of), contributors=of)


def _measure_forgotten(survey: Survey) -> Measurement:
    of = tuple(f"{item.system}: {item.reason}" for item in survey.surface.forgot)
    return Measurement(figure=len(of), contributors=of)


def _make_readiness_measure(state: ReadinessState) -> Callable[[Survey], Measurement]:
    def measure(survey: Survey) -> Measurement:
        of = tuple(f"{x.line}: {x.answer}" for x in survey.readiness if x.state is state)
        return Measurement(figure=len(of), contributors=of)

    return measure


MEASURES: dict[str, Callable[[Survey], Measurement]] = {
    "score": _measure_score,
    "days": _measure_days,
    "run_cost": _measure_run_cost,
    "spread": _measure_spread,
    "unknowns": _measure_unknowns,
    "unowned": _measure_unowned,
    "not_understood": _measure_not_understood,
    "skipped": _measure_skipped,
    "findings": _measure_findings,
    "forgotten": _measure_forgotten,
    "open": _make_readiness_measure(ReadinessState.OPEN),
    "contradicted": _make_readiness_measure(ReadinessState.CONTRADICTED),
}
