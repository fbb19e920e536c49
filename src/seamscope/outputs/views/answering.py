"""Select the questions that readers can answer in outputs, and the suggested answers."""

from collections.abc import Mapping
from dataclasses import replace

from seamscope.answers import load_rules, rank_questions
from seamscope.document import Survey
from seamscope.records import State
from seamscope.resolved import Question, QuestionKind

YES_NO = ("yes", "no")
STATES = tuple(state.value for state in State if state is not State.UNKNOWN)
WAYS = ("a to b", "b to a", "both", "none")
# Answers that a kind of question offers in addition to its candidates.
OFFERED: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.SAME_SYSTEM: YES_NO,
    QuestionKind.PLACE: ("no",),
    QuestionKind.STATE: STATES,
    QuestionKind.DIRECTION: WAYS,
}
# Kinds of questions that accept only the offered answers, no free text.
CLOSED = frozenset({QuestionKind.SAME_SYSTEM, QuestionKind.STATE})


def list_answerable_questions(survey: Survey) -> tuple[Question, ...]:
    """Return the questions that are in `answers.yaml`, in the same order."""
    first = rank_questions(survey.questions)[: load_rules().first]
    return tuple(first if survey.totals else map(drop_share, first))


def drop_share(question: Question) -> Question:
    """Return a question without its share of the uncertainty, for a survey without a total."""
    return replace(question, variance_share=None)


def list_choices(question: Question) -> tuple[str, ...]:
    """Return the answers that a reader can choose from, in the order in which they are shown."""
    fixed = OFFERED.get(question.kind, ())
    match question.kind:
        case QuestionKind.SAME_SYSTEM | QuestionKind.STATE:
            return fixed
        case QuestionKind.DIRECTION if question.candidates:
            return tuple(dict.fromkeys((*question.candidates, "both", "none")))
        case _:
            return tuple(dict.fromkeys((*question.candidates, *fixed)))
