"""Assign each question an id that remains the same in later runs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from seamscope.resolve.names import build_slug
from seamscope.resolved import Question, QuestionKind

LONGEST = 60  # maximum number of characters of the question's text in an id


def assign_ids(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions, with an id from kind, subject and `about` if they have none yet.

    If several questions have the same id, a hash of the text is appended to each id.
    """
    identified_questions = [
        question if question.id else _assign_id(question) for question in questions
    ]
    counts = Counter(question.id for question in identified_questions)
    return tuple(
        replace(q, id=f"{q.id}:{sha256(q.text.encode()).hexdigest()[:6]}")
        if counts[q.id] > 1
        else q
        for q in identified_questions
    )


def _assign_id(question: Question) -> Question:
    parts = [build_slug(question.subject)] if question.subject else []
    # The ids of flows are left out: if other flows join two systems, the question is the same.
    pair = question.kind is QuestionKind.DIRECTION
    parts += question.about[:2] if pair else question.about
    words = ":".join(parts) if parts else build_slug(question.text)[:LONGEST].strip("-")
    return replace(question, id=f"{question.kind.value}:{words}")
