"""Give every question an id that stays the same while the question does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from seamscope.resolve.names import slug
from seamscope.resolved import Question, QuestionKind

LONGEST = 60  # characters of a question's words in its id


def identified(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions, those without an id with one of their kind, subject and `about`.

    Of several that would share an id, each gets a mark of its words, so that none depends on
    which others are asked.
    """
    made = [question if question.id else _named(question) for question in questions]
    counts = Counter(question.id for question in made)
    return tuple(
        replace(q, id=f"{q.id}:{sha256(q.text.encode()).hexdigest()[:6]}")
        if counts[q.id] > 1
        else q
        for q in made
    )


def _named(question: Question) -> Question:
    parts = [slug(question.subject)] if question.subject else []
    # What lies between two systems may become more or less; the question stays the same.
    pair = question.kind is QuestionKind.DIRECTION
    parts += question.about[:2] if pair else question.about
    words = ":".join(parts) if parts else slug(question.text)[:LONGEST].strip("-")
    return replace(question, id=f"{question.kind.value}:{words}")
