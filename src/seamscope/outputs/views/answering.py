"""Select the questions that readers can answer in outputs."""

from dataclasses import replace

from seamscope.answers import load_rules, rank_questions
from seamscope.document import Survey
from seamscope.resolved import Question


def list_answerable_questions(survey: Survey) -> tuple[Question, ...]:
    """Return the questions that are in `answers.yaml`, in the same order."""
    first = rank_questions(survey.questions)[: load_rules().first]
    return tuple(first if survey.totals else map(drop_share, first))


def drop_share(question: Question) -> Question:
    """Remove the share of the uncertainty from a question, because it needs a total."""
    return replace(question, variance_share=None)
