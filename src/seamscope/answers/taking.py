"""Take the answers of another file over into `answers.yaml`."""

from collections.abc import Iterable
from dataclasses import replace

from seamscope.answers.entry import AnswerFile
from seamscope.answers.writing import ranked, updated, with_answers
from seamscope.errors import SeamscopeError
from seamscope.resolved import Question


def taken(
    home: AnswerFile, given: AnswerFile, questions: Iterable[Question]
) -> tuple[AnswerFile, tuple[SeamscopeError, ...]]:
    """Return `answers.yaml` with the answers of another file, and what could not be taken.

    questions: all that are asked, so that an answer to any of them has an entry to stand in. An
    answer that differs from one that is there already is not taken: both are named.
    """
    errors = list(given.errors)
    there = {entry.id: entry for entry in home.entries}
    fresh = {}
    for entry in given.answered:
        known = there.get(entry.id)
        if known is None or not known.answer:
            fresh[entry.id] = entry
        elif known.answer != entry.answer:
            what = f'"{entry.answer}" here is "{known.answer}" at {home.name}:{known.line}'
            remedy = "correct one of them; the one in answers.yaml is followed"
            errors.append(_fault(given, entry.line, what, remedy))
    asked = {question.id: question for question in ranked(questions)}
    missing = [key for key in fresh if key not in there]
    for key in missing:
        if key not in asked:
            what = f'no question has the id "{key}"'
            errors.append(_fault(given, fresh.pop(key).line, what, "delete it, or correct the id"))
    # Whatever is answered has a place, be it beyond the first questions.
    wanted = [replace(asked[key], weight=float("inf")) for key in missing if key in asked]
    kept = [asked[entry.id] for entry in home.entries if entry.id in asked]
    filled = updated(home, [*wanted, *kept]) if wanted else home
    return with_answers(filled, fresh), tuple(errors)


def _fault(file: AnswerFile, line: int, what: str, remedy: str) -> SeamscopeError:
    return SeamscopeError(what, remedy=remedy, file=file.shown or file.name, line=line)
