"""Compare the integrations of two surveys and their estimates."""

from collections.abc import Iterator

from seamscope.compare.change import Change, convert_to_days
from seamscope.compare.estimate_changes import explain_estimate_change
from seamscope.compare.input_changes import InputChanges
from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.landscape import Integration

SCOPES = {"poc": "POC", "production": "production"}


def compare_integrations(old: Survey, new: Survey, sources: InputChanges) -> Iterator[Change]:
    """Yield a `Change` for every integration, including unchanged integrations.

    The reasons of a change are the direction, the entities that both systems write, and the flows.
    """
    names = {s.id: s.name for survey in (old, new) for s in survey.systems}
    before = {item.id: item for item in old.integrations}
    after = {item.id: item for item in new.integrations}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        parts = tuple(_list_changes(was, now, old, new)) if was and now else ()
        any_side = now or was or before[key]
        yield Change(
            kind="integration",
            subject=" – ".join(names.get(side, side) for side in any_side.systems),
            previous=_describe_state(was, old),
            new=_describe_state(now, new),
            reasons=parts
            or sources.explain(was.evidence if was else (), now.evidence if now else ()),
            is_different=bool(parts),
        )


def _list_changes(was: Integration, now: Integration, old: Survey, new: Survey) -> Iterator[str]:
    if was.direction is not now.direction:
        before, after = was.direction.value, now.direction.value
        yield f"direction {before} → {after}".replace("_", " ")
    before, after = (", ".join(s.entity for s in i.entities_both_ways) for i in (was, now))
    if before != after:
        yield f"written by both systems: {before or 'nothing'} → {after or 'nothing'}"
    gained = _describe_flows(now, new) - _describe_flows(was, old)
    lost = _describe_flows(was, old) - _describe_flows(now, new)
    if gained:
        yield f"gained {'; '.join(sorted(gained)[:3])}" + (" …" if len(gained) > 3 else "")
    if lost:
        yield f"lost {'; '.join(sorted(lost)[:3])}" + (" …" if len(lost) > 3 else "")


def _describe_flows(integration: Integration, survey: Survey) -> set[str]:
    ids = set(integration.flows)
    return {
        f"{f.source.dataset or f.source.system} → {f.target.dataset or f.target.system} by "
        f"{f.mechanism.value.replace('_', ' ')}, {f.state.value}"
        for f in survey.flows
        if f.id in ids
    }


def _describe_state(integration: Integration | None, survey: Survey) -> str | None:
    if integration is None:
        return None
    if integration.id in survey.surface.build:
        return "to build"
    return "active" if integration.active else "not active"


def compare_estimates(old: Survey, new: Survey, sources: InputChanges) -> Iterator[Change]:
    """Yield a `Change` of the P50 in person-days for every estimate, even if it is unchanged."""
    names = {s.id: s.name for survey in (old, new) for s in survey.systems}
    pairs = {i.id: i.systems for survey in (old, new) for i in survey.integrations}
    before = {(e.integration, e.scope): e for e in old.estimates}
    after = {(e.integration, e.scope): e for e in new.estimates}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        sides = " – ".join(names.get(side, side) for side in pairs.get(key[0], (key[0],)))
        yield Change(
            kind="estimate",
            subject=f"{sides}, {SCOPES[key[1].value]}, P50, person-days",
            previous=_get_median_days(old, was),
            new=_get_median_days(new, now),
            reasons=tuple(explain_estimate_change(was, now, sources)) if was and now else (),
            precision=0.05,
        )


def _get_median_days(survey: Survey, estimate: Estimate | None) -> float | None:
    effort = convert_to_days(survey, estimate.effort_hours if estimate else None)
    return effort.p50 if effort else None
