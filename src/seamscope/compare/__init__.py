"""Compare two surveys and explain what changed: inputs, systems, estimates, readiness and more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seamscope.compare.change import Change, convert_to_days, pair_percentiles
from seamscope.compare.input_changes import InputChanges
from seamscope.compare.integrations import compare_estimates, compare_integrations
from seamscope.document import Survey
from seamscope.estimate import Effort
from seamscope.estimate.one_total import SCOPE, sum_total

__all__ = ["Change", "Difference", "compare_surveys"]

SHORT = 12  # number of digits shown of a hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The changes between two surveys.

    unchanged: number of unchanged items, by kind.
    """

    changes: tuple[Change, ...]
    unchanged: tuple[tuple[str, int], ...]


def compare_surveys(old: Survey, new: Survey) -> Difference:
    """Return the differences between two surveys. Items are matched by id or text, not by order."""
    sources = InputChanges(old, new)
    changes: list[Change] = []
    unchanged: list[tuple[str, int]] = []
    for kind, compare in PARTS.items():
        compared = list(compare(old, new, sources))
        changes += [change for change in compared if change.is_change]
        unchanged.append((kind, sum(not change.is_change for change in compared)))
    return Difference(changes=tuple(changes), unchanged=tuple(unchanged))


def _compare_inputs(old: Survey, new: Survey, _: InputChanges) -> Iterator[Change]:
    before = {item.path: item.sha256 for item in old.meta.inputs}
    after = {item.path: item.sha256 for item in new.meta.inputs}
    for path in sorted({*before, *after}):
        was, now = (side.get(path, "")[:SHORT] or None for side in (before, after))
        yield Change(kind="input", subject=path, previous=was, new=now)
    former, latter = _list_options(old), _list_options(new)
    for option in sorted({*former, *latter}):
        yield Change(
            kind="input", subject=option, previous=former.get(option), new=latter.get(option)
        )


def _list_options(survey: Survey) -> dict[str, str]:
    """Return the version and the options of a run, such as seed, POC and calibration, by name."""
    options = {f"option {key}": value[:SHORT] for key, value in (survey.meta.options or {}).items()}
    return {**options, "program": survey.meta.tool_version, "seed": str(survey.meta.seed)}


def _compare_systems(old: Survey, new: Survey, sources: InputChanges) -> Iterator[Change]:
    before = {system.id: system for system in old.systems}
    after = {system.id: system for system in new.systems}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        parts = tuple(
            f"{name}: {a or 'unknown'} → {b or 'unknown'}"
            for name in ("name", "kind", "owner", "support", "criticality", "lifecycle", "hosting")
            if was and now and (a := getattr(was, name)) != (b := getattr(now, name))
        )
        yield Change(
            kind="system",
            subject=(now or was or before[key]).name,
            previous=was.lifecycle.value if was else None,
            new=now.lifecycle.value if now else None,
            reasons=parts
            or sources.explain(was.evidence if was else (), now.evidence if now else ()),
            is_different=bool(parts),
        )


def _compare_readiness(old: Survey, new: Survey, _: InputChanges) -> Iterator[Change]:
    before = {line.id: line for line in old.readiness}
    after = {line.id: line for line in new.readiness}
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        line = now or was
        yield Change(
            kind="readiness",
            subject=line.line if line else key,
            previous=was.state.value if was else None,
            new=now.state.value if now else None,
            reasons=(line.answer,) if line and line.answer else (),
        )


def _compare_findings(old: Survey, new: Survey, sources: InputChanges) -> Iterator[Change]:
    before = {(item.what, item.where): item for item in old.findings}
    after = {(item.what, item.where): item for item in new.findings}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        yield Change(
            kind="finding",
            subject=key[0],
            previous=was.severity.value if was else None,
            new=now.severity.value if now else None,
            reasons=sources.explain(was.evidence if was else (), now.evidence if now else ()),
        )


def _compare_questions(old: Survey, new: Survey, _: InputChanges) -> Iterator[Change]:
    before, after = ({q.text for q in survey.questions} for survey in (old, new))
    for text in sorted(before | after):
        was, now = ("open" if text in side else None for side in (before, after))
        yield Change(kind="question", subject=text, previous=was, new=now)


def _compare_totals(old: Survey, new: Survey, _: InputChanges) -> Iterator[Change]:
    names: dict[str, Callable[[Survey], Effort | None]] = {
        SCOPE: lambda survey: sum_total(survey.totals) if survey.totals else None,
        "of which integrations": lambda survey: survey.totals.production if survey.totals else None,
        "of which management": lambda survey: (
            survey.totals.management_hours if survey.totals else None
        ),
        "POC": lambda survey: survey.totals.poc if survey.totals else None,
    }
    for name, effort in names.items():
        was, now = convert_to_days(old, effort(old)), convert_to_days(new, effort(new))
        for percentile, a, b in pair_percentiles(was, now):
            yield Change(
                kind="total",
                subject=f"{name}, {percentile}, person-days",
                previous=a,
                new=b,
                precision=0.05,
            )
    was_cost, now_cost = (s.totals.run_cost if s.totals else None for s in (old, new))
    yield Change(
        kind="total",
        subject="run cost, P50, a year",
        previous=was_cost.yearly.p50 if was_cost else None,
        new=now_cost.yearly.p50 if now_cost else None,
        precision=0.5,
    )
    yield Change(
        kind="total",
        subject="run cost exceeds build cost, P50, months after go-live",
        previous=was_cost.month.p50 if was_cost else None,
        new=now_cost.month.p50 if now_cost else None,
        precision=0.05,
    )


PARTS: dict[str, Callable[[Survey, Survey, InputChanges], Iterator[Change]]] = {
    "input": _compare_inputs,
    "system": _compare_systems,
    "integration": compare_integrations,
    "estimate": compare_estimates,
    "readiness": _compare_readiness,
    "finding": _compare_findings,
    "question": _compare_questions,
    "total": _compare_totals,
}
