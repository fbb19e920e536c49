"""Show the effect of answers: the figures that differ between two surveys."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.landscape import Direction
from seamscope.outputs.views.findings import count_accepted
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.outputs.views.total import compute_total
from seamscope.resolved import KnownFrom
from seamscope.wording import format_count, translate


def render_trial(before: Survey, after: Survey) -> str:
    """Return a line with the figures that differ, then a line for the effect of each new answer."""
    lines = [
        ", ".join(_list_differences(before, after))
        or translate("the answers change none of the figures")
    ]
    done = {answer.id for answer in before.answers if answer.applied}
    fresh = [answer for answer in after.answers if answer.id not in done]
    lines += [
        f"  {translate('applied') if answer.applied else translate('not applied')}: "
        f"{answer.answer} → {answer.effect}"
        for answer in fresh
    ]
    lines.append(translate("nothing was written; the next `seamscope survey` will use the answers"))
    return "\n".join(lines) + "\n"


def _list_differences(before: Survey, after: Survey) -> Iterator[str]:
    for (name, old), (_, new) in zip(_list_counts(before), _list_counts(after), strict=True):
        if old != new:
            yield f"{name} {old:g} → {new:g}"
    open_before = before.accuracy.ends - before.accuracy.ends_placed
    placed = open_before - (after.accuracy.ends - after.accuracy.ends_placed)
    if placed > 0:
        yield translate("{ends} of flows placed", ends=format_count(placed, "end"))


def _list_counts(survey: Survey) -> Iterator[tuple[str, float]]:
    yield translate("systems"), len(survey.systems)
    inferred = sum(system.known_from is KnownFrom.INFERRED for system in survey.systems)
    yield translate("inferred systems"), inferred
    yield translate("endpoints not placed"), len(survey.endpoints)
    yield translate("flows"), len(survey.flows)
    yield translate("dependencies without a direction"), len(survey.dependencies)
    active = [item for item in survey.integrations if item.active]
    yield translate("integrations"), len(active)
    yield translate("two-way pairs"), sum(item.direction is Direction.BOTH for item in active)
    yield translate("open questions"), len(rank_questions(survey))
    yield translate("findings"), len(survey.findings) - count_accepted(survey)
    yield translate("{scope}, days at P80", scope=translate(SCOPE)), _compute_days(survey)


def _compute_days(survey: Survey) -> float:
    total = compute_total(survey)
    return round(total.days.p80) if total else 0.0
