"""The possible answers to each kind of question, as a list of choices or a description."""

from collections.abc import Mapping

from seamscope.answers.lowering import asks_about_listing
from seamscope.answers.values import describe_fact
from seamscope.answers.words import split_direction
from seamscope.records import State
from seamscope.resolved import Question, QuestionKind
from seamscope.wording import mark_text, translate, translate_stored, translate_term

YES_NO = ("yes", "no")
STATES = tuple(state.value for state in State if state is not State.UNKNOWN)
WAYS = ("a to b", "b to a", "both", "none")
# Answers that a kind of question offers in addition to its candidates.
OFFERED: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.SAME_SYSTEM: YES_NO,
    QuestionKind.PLACE: ("no",),
    QuestionKind.DATASET: ("no",),
    QuestionKind.STATE: STATES,
    QuestionKind.DIRECTION: WAYS,
    QuestionKind.UNREAD: (mark_text("nothing"),),
}
# The possible answers to each kind of question, as shown before the keys of `seamscope review`.
DESCRIBED: Mapping[QuestionKind, str] = {
    QuestionKind.SAME_SYSTEM: mark_text("y yes, n no"),
    QuestionKind.PLACE: mark_text(
        "the name of a system (Tab completes), or n if it belongs to none"
    ),
    QuestionKind.DATASET: mark_text(
        "the name of the dataset (Tab completes), or n if it is a separate dataset"
    ),
    QuestionKind.MASTER: mark_text("the name of a system (Tab completes)"),
    QuestionKind.RELEASE: mark_text("the name of a person or a team"),
    QuestionKind.ATTRIBUTE: mark_text("the correct value (Tab completes)"),
    QuestionKind.CONTENT: mark_text("one of the candidates, or “both”"),
    QuestionKind.UNREAD: mark_text("“nothing”, or “read by” and who read it"),
}


def list_choices(question: Question) -> tuple[str, ...]:
    """Return the answers that a reader can choose from, in the order in which they are shown."""
    fixed = OFFERED.get(question.kind, ())
    match question.kind:
        case QuestionKind.SAME_SYSTEM if _is_single_listing(question):
            return ("yes",)
        case QuestionKind.SAME_SYSTEM | QuestionKind.STATE:
            return fixed
        case QuestionKind.DIRECTION if question.candidates:
            return tuple(dict.fromkeys((*question.candidates, "both", "none")))
        case _:
            return tuple(dict.fromkeys((*question.candidates, *fixed)))


def label_choice(choice: str, question: Question) -> str:
    """Return the label of an answer: its translation, and the word to write.

    In German, ``copied`` → ``kopiert (copied)``.
    """
    for source, target in split_direction(choice):
        if f"{target} to {source}" in question.candidates:
            return translate("{source} to {target}", source=source, target=target)
    shown = _translate(choice)
    return choice if shown == choice else f"{shown} ({choice})"


def _translate(choice: str) -> str:
    """Return an offered answer in the current language, unchanged if it is not translated."""
    shown = translate_stored(choice)
    return translate_term(choice) if shown == choice else shown


def restore_choice(text: str, question: Question) -> str:
    """Return the offered answer that has this label or translation, else the text itself."""
    wanted = text.strip().casefold()
    for choice in list_choices(question):
        labels = (choice, _translate(choice), label_choice(choice, question))
        if wanted in map(str.casefold, labels):
            return choice
    return text


def is_closed(question: Question) -> bool:
    """Return whether a question accepts only the offered answers, no free text."""
    closed = question.kind in {QuestionKind.SAME_SYSTEM, QuestionKind.STATE}
    return closed and not _is_single_listing(question)


def describe_answers(question: Question) -> str:
    """Return a description of the possible answers to a question."""
    match question.kind:
        case QuestionKind.SAME_SYSTEM if _is_single_listing(question):
            return translate("y a separate system, or the name of the system that it belongs to")
        case QuestionKind.PLACE if len(question.candidates) == 1:
            return translate("y yes, n if it belongs to none, or the name of another system")
        case QuestionKind.DIRECTION:
            sides = [name for name in question.candidates if name not in WAYS]
            ways = (f"a to b ({sides[0]}), b to a" if sides else "a to b, b to a", "both, none")
            return translate("one of {choices}", choices=", ".join(ways))
        case QuestionKind.STATE:
            return translate("one of {choices}", choices=", ".join(STATES))
        case QuestionKind.FACT:
            return describe_fact(question)
        case kind:
            return translate(DESCRIBED[kind])


def _is_single_listing(question: Question) -> bool:
    return asks_about_listing(question) and len(question.about) == 1
