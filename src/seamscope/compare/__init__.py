"""What changed between two surveys: systems, seams, days, readiness, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from seamscope.compare.change import Change, compared, days_of
from seamscope.compare.seams import estimates, integrations
from seamscope.compare.sources import Sources
from seamscope.document import Survey
from seamscope.estimate import Effort

__all__ = ["Change", "Difference", "difference"]

SHORT = 12  # digits of a hash that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Every change, kind by kind; unchanged: how many of each kind are as they were."""

    changes: tuple[Change, ...]
    unchanged: tuple[tuple[str, int], ...]


def difference(old: Survey, new: Survey) -> Difference:
    """Compare two surveys by ids; labels and the order of anything do not matter."""
    sources = Sources(old, new)
    changes: list[Change] = []
    unchanged: list[tuple[str, int]] = []
    for kind, compare in PARTS.items():
        found = list(compare(old, new, sources))
        changes += [change for change in found if change.is_change]
        unchanged.append((kind, sum(not change.is_change for change in found)))
    return Difference(changes=tuple(changes), unchanged=tuple(unchanged))


def _inputs(old: Survey, new: Survey, _: Sources) -> Iterator[Change]:
    before = {item.path: item.sha256 for item in old.meta.inputs}
    after = {item.path: item.sha256 for item in new.meta.inputs}
    for path in sorted({*before, *after}):
        was, now = (side.get(path, "")[:SHORT] or None for side in (before, after))
        yield Change(kind="input", what=path, previous=was, new=now)
    former, latter = _told(old), _told(new)
    for what in sorted({*former, *latter}):
        yield Change(kind="input", what=what, previous=former.get(what), new=latter.get(what))


def _told(survey: Survey) -> dict[str, str]:
    """Return what the run was told beside its inputs: program, seed, POC, calibration."""
    options = {f"option {key}": value[:SHORT] for key, value in (survey.meta.options or {}).items()}
    return {**options, "program": survey.meta.tool_version, "seed": str(survey.meta.seed)}


def _systems(old: Survey, new: Survey, sources: Sources) -> Iterator[Change]:
    before = {system.id: system for system in old.systems}
    after = {system.id: system for system in new.systems}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        parts = tuple(
            f"{name}: {a or 'not said'} → {b or 'not said'}"
            for name in ("name", "kind", "owner", "support", "criticality", "lifecycle", "hosting")
            if was and now and (a := getattr(was, name)) != (b := getattr(now, name))
        )
        yield Change(
            kind="system",
            what=(now or was or before[key]).name,
            previous=was.lifecycle.value if was else None,
            new=now.lifecycle.value if now else None,
            why=parts or sources.why(was.evidence if was else (), now.evidence if now else ()),
            differs=bool(parts),
        )


def _readiness(old: Survey, new: Survey, _: Sources) -> Iterator[Change]:
    before = {line.id: line for line in old.readiness}
    after = {line.id: line for line in new.readiness}
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        said = now or was
        yield Change(
            kind="readiness",
            what=said.line if said else key,
            previous=was.state.value if was else None,
            new=now.state.value if now else None,
            why=(said.answer,) if said and said.answer else (),
        )


def _findings(old: Survey, new: Survey, sources: Sources) -> Iterator[Change]:
    before = {(item.what, item.where): item for item in old.findings}
    after = {(item.what, item.where): item for item in new.findings}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        yield Change(
            kind="finding",
            what=key[0],
            previous=was.severity.value if was else None,
            new=now.severity.value if now else None,
            why=sources.why(was.evidence if was else (), now.evidence if now else ()),
        )


def _questions(old: Survey, new: Survey, _: Sources) -> Iterator[Change]:
    before, after = ({q.text for q in survey.questions} for survey in (old, new))
    for text in sorted(before | after):
        was, now = ("open" if text in side else None for side in (before, after))
        yield Change(kind="question", what=text, previous=was, new=now)


def _totals(old: Survey, new: Survey, _: Sources) -> Iterator[Change]:
    names: dict[str, Callable[[Survey], Effort | None]] = {
        "build": lambda survey: survey.totals.production if survey.totals else None,
        "management": lambda survey: survey.totals.management_hours if survey.totals else None,
        "POC": lambda survey: survey.totals.poc if survey.totals else None,
    }
    for name, effort in names.items():
        was, now = days_of(old, effort(old)), days_of(new, effort(new))
        for percentile, a, b in compared(was, now):
            yield Change(
                kind="total", what=f"{name}, days {percentile}", previous=a, new=b, precision=0.05
            )
    was_cost, now_cost = (s.totals.run_cost if s.totals else None for s in (old, new))
    yield Change(
        kind="total",
        what="running, a year P50",
        previous=was_cost.yearly.p50 if was_cost else None,
        new=now_cost.yearly.p50 if now_cost else None,
        precision=0.5,
    )
    yield Change(
        kind="total",
        what="month in which running passes building, P50",
        previous=was_cost.month.p50 if was_cost else None,
        new=now_cost.month.p50 if now_cost else None,
        precision=0.05,
    )


PARTS: dict[str, Callable[[Survey, Survey, Sources], Iterator[Change]]] = {
    "input": _inputs,
    "system": _systems,
    "integration": integrations,
    "estimate": estimates,
    "readiness": _readiness,
    "finding": _findings,
    "question": _questions,
    "total": _totals,
}
