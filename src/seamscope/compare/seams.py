"""What became of integrations and their estimates."""

from collections.abc import Iterator

from seamscope.compare.change import Change, days_of
from seamscope.compare.sources import Sources
from seamscope.compare.why import why
from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.landscape import Integration

SCOPES = {"poc": "POC", "production": "production"}


def integrations(old: Survey, new: Survey, sources: Sources) -> Iterator[Change]:
    """Yield every integration: gained, lost, of another direction, state or mechanism."""
    names = {s.id: s.name for survey in (old, new) for s in survey.systems}
    before = {item.id: item for item in old.integrations}
    after = {item.id: item for item in new.integrations}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        parts = tuple(_parts(was, now, old, new)) if was and now else ()
        any_side = now or was or before[key]
        yield Change(
            kind="integration",
            what=" – ".join(names.get(side, side) for side in any_side.systems),
            previous=_state(was, old),
            new=_state(now, new),
            why=parts or sources.why(was.evidence if was else (), now.evidence if now else ()),
            differs=bool(parts),
        )


def _parts(was: Integration, now: Integration, old: Survey, new: Survey) -> Iterator[str]:
    if was.direction is not now.direction:
        before, after = was.direction.value, now.direction.value
        yield f"direction {before} → {after}".replace("_", " ")
    before, after = (", ".join(s.entity for s in i.entities_both_ways) for i in (was, now))
    if before != after:
        before, after = before or "nothing", after or "nothing"
        yield f"written from both sides: {before} → {after}"
    came = _flows(now, new) - _flows(was, old)
    gone = _flows(was, old) - _flows(now, new)
    if came:
        yield f"gained {'; '.join(sorted(came)[:3])}" + (" …" if len(came) > 3 else "")
    if gone:
        yield f"lost {'; '.join(sorted(gone)[:3])}" + (" …" if len(gone) > 3 else "")


def _flows(integration: Integration, survey: Survey) -> set[str]:
    wanted = set(integration.flows)
    return {
        f"{f.source.dataset or f.source.system} → {f.target.dataset or f.target.system} by "
        f"{f.mechanism.value.replace('_', ' ')}, {f.state.value}"
        for f in survey.flows
        if f.id in wanted
    }


def _state(integration: Integration | None, survey: Survey) -> str | None:
    if integration is None:
        return None
    if integration.id in survey.surface.build:
        return "to build"
    return "active" if integration.active else "not active"


def estimates(old: Survey, new: Survey, sources: Sources) -> Iterator[Change]:
    """Yield P50 days of every estimate, and which facts moved them."""
    names = {s.id: s.name for survey in (old, new) for s in survey.systems}
    pairs = {i.id: i.systems for survey in (old, new) for i in survey.integrations}
    before = {(e.integration, e.scope): e for e in old.estimates}
    after = {(e.integration, e.scope): e for e in new.estimates}
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        sides = " – ".join(names.get(side, side) for side in pairs.get(key[0], (key[0],)))
        yield Change(
            kind="estimate",
            what=f"{sides}, {SCOPES[key[1].value]}, days P50",
            previous=_days(old, was),
            new=_days(new, now),
            why=tuple(why(was, now, sources)) if was and now else (),
            precision=0.05,
        )


def _days(survey: Survey, estimate: Estimate | None) -> float | None:
    effort = days_of(survey, estimate.effort_hours if estimate else None)
    return effort.p50 if effort else None
