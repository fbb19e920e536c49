"""Rank the next steps: open questions to answer, and unread inputs to check."""

from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.output_folders import ANSWERS
from seamscope.outputs.views.composition import list_unread
from seamscope.outputs.views.digest import rank_questions
from seamscope.wording import translate


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A question to answer, or the advice to look at unread inputs.

    share: share of the uncertainty of the total that it removes, None without a total; key: where
    to answer, or a command to run.
    """

    text: str
    share: float | None
    key: str


def rank_next_steps(survey: Survey) -> tuple[NextStep, ...]:
    """Return the open questions in order, and among them a step about unread inputs.

    The position of this step follows from its share of the uncertainty.
    """
    steps = [
        NextStep(
            text=item.text, share=item.variance_share, key=item.key or (ANSWERS if item.id else "")
        )
        for item in rank_questions(survey)
    ]
    unread = survey.totals.not_readable if survey.totals else None
    if unread is None:
        return tuple(steps)
    text = translate("Which integrations do {inputs} contain?", inputs=list_unread(survey))
    key = translate("`seamscope show skipped` and `seamscope show residue` list them")
    step = NextStep(text=text, share=unread.variance_share, key=key)
    place = sum((other.share or 0.0) > unread.variance_share for other in steps)
    return (*steps[:place], step, *steps[place:])
