"""What answers would change: the figures of two surveys side by side, where they differ."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.landscape import Direction
from seamscope.outputs.views.total import compute_total
from seamscope.resolved import KnownFrom
from seamscope.wording import format_count


def render_trial(before: Survey, after: Survey) -> str:
    """Return one line for each figure that differs, then what each answer does."""
    lines = [
        ", ".join(_list_differences(before, after)) or "the answers change none of the figures"
    ]
    done = {answer.id for answer in before.answers if answer.applied}
    fresh = [answer for answer in after.answers if answer.id not in done]
    lines += [
        f"  {'' if answer.applied else 'not '}followed: {answer.answer} → {answer.effect}"
        for answer in fresh
    ]
    lines.append("nothing was written; answers count from the next `seamscope survey`")
    return "\n".join(lines) + "\n"


def _list_differences(before: Survey, after: Survey) -> Iterator[str]:
    for (name, old), (_, new) in zip(_list_counts(before), _list_counts(after), strict=True):
        if old != new:
            yield f"{name} {old:g} → {new:g}"
    open_before = before.accuracy.ends - before.accuracy.ends_placed
    placed = open_before - (after.accuracy.ends - after.accuracy.ends_placed)
    if placed > 0:
        yield f"{format_count(placed, 'end')} of flows placed"


def _list_counts(survey: Survey) -> Iterator[tuple[str, float]]:
    yield "systems", len(survey.systems)
    inferred = sum(system.known_from is KnownFrom.INFERRED for system in survey.systems)
    yield "inferred systems", inferred
    yield "endpoints not placed", len(survey.endpoints)
    yield "flows", len(survey.flows)
    yield "dependencies without a direction", len(survey.dependencies)
    active = [item for item in survey.integrations if item.active]
    yield "integrations", len(active)
    yield "two-way pairs", sum(item.direction is Direction.BOTH for item in active)
    yield "open questions", len(survey.questions)
    yield "findings", len(survey.findings)
    yield f"{SCOPE}, days at P80", _compute_days(survey)


def _compute_days(survey: Survey) -> float:
    total = compute_total(survey)
    return round(total.days.p80) if total else 0.0
