"""Import the answers of another file into `answers.yaml`."""

from collections.abc import Iterable
from dataclasses import replace

from seamscope.answers.entry import AnswerFile
from seamscope.answers.writing import fill_in_answers, rank_questions, update_file
from seamscope.errors import SeamscopeError
from seamscope.resolved import Question


def import_answers(
    home: AnswerFile, imported: AnswerFile, questions: Iterable[Question]
) -> tuple[AnswerFile, tuple[SeamscopeError, ...]]:
    """Return `answers.yaml` with the answers of another file, and errors for rejected answers.

    An answer that differs from an existing answer is not imported; the error shows both.

    questions: all questions of the survey, from which missing entries are created.
    """
    errors = list(imported.errors)
    there = {entry.id: entry for entry in home.entries}
    fresh = {}
    for entry in imported.answered:
        known = there.get(entry.id)
        if known is None or not known.answer:
            fresh[entry.id] = entry
        elif known.answer != entry.answer:
            problem = f'the answer is "{entry.answer}", but "{known.answer}" at '
            problem += f"{home.name}:{known.line}"
            remedy = "correct one of them; the answer in answers.yaml is used"
            errors.append(_build_error(imported, entry.line, problem, remedy))
    asked = {question.id: question for question in rank_questions(questions)}
    missing = [key for key in fresh if key not in there]
    for key in missing:
        if key not in asked:
            problem = f'no question has the id "{key}"'
            errors.append(
                _build_error(imported, fresh.pop(key).line, problem, "delete it, or correct the id")
            )
    # An answered question gets an entry even if it is not among the most important questions.
    wanted = [replace(asked[key], weight=float("inf")) for key in missing if key in asked]
    existing = [asked[entry.id] for entry in home.entries if entry.id in asked]
    updated_file = update_file(home, [*wanted, *existing]) if wanted else home
    return fill_in_answers(updated_file, fresh), tuple(errors)


def _build_error(file: AnswerFile, line: int, problem: str, remedy: str) -> SeamscopeError:
    return SeamscopeError(problem, remedy=remedy, file=file.shown or file.name, line=line)
