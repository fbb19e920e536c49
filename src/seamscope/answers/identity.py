"""Give every question a stable id."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from seamscope.resolve.names import build_slug
from seamscope.resolved import Question, QuestionKind

LONGEST = 60  # characters of a question's words in its id


def assign_ids(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions with ids built from kind, subject and `about` where they have none.

    Questions that would share an id each get a hash of their text appended, so that an id does not
    depend on which other questions are asked.
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
    # What lies between two systems may become more or less; the question stays the same.
    pair = question.kind is QuestionKind.DIRECTION
    parts += question.about[:2] if pair else question.about
    words = ":".join(parts) if parts else build_slug(question.text)[:LONGEST].strip("-")
    return replace(question, id=f"{question.kind.value}:{words}")
