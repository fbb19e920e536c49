"""Answers in `poc.yaml`: a text, or a text with who vouches for it, where the proof is, by when."""

from dataclasses import dataclass, field
from typing import ClassVar

from seamscope.user_files import STRICT, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An answer with its proof.

    who: the person or team that answers for it; where: the file, link or ticket that proves it;
    by: the date by which it holds.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    answer: str = field(default="", metadata=describe("The answer itself."))
    who: str = field(default="", metadata=describe("Person or team that answers for it."))
    where: str = field(default="", metadata=describe("File, link or ticket that proves it."))
    by: str = field(default="", metadata=describe("Date by which it holds."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A success criterion: what is measured today, what it must become, and the proof."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    baseline: str = field(default="", metadata=describe("The figure as it is today."))
    target: str = field(default="", metadata=describe("The figure that counts as success."))
    who: str = field(default="", metadata=describe("Person or team that measures it."))
    where: str = field(default="", metadata=describe("File, link or ticket with the measurement."))
    by: str = field(default="", metadata=describe("Date by which the target is reached."))


Answer = str | Statement  # an answer as a person writes it in poc.yaml
Criterion = str | Goal  # a success criterion, likewise


def read_statement(value: Answer | Criterion) -> Statement:
    """Return an answer or a criterion with its parts; a plain text has no proof."""
    match value:
        case Statement():
            return value
        case Goal(baseline=baseline, target=target):
            parts = (f"today {baseline}" if baseline else "", f"target {target}" if target else "")
            text = ", ".join(part for part in parts if part)
            return Statement(answer=text, who=value.who, where=value.where, by=value.by)
        case str():
            return Statement(answer=value)


def format_statement(value: Answer | Criterion) -> str:
    """Return an answer as one text: `weekly report, by Ann, by 2027-05-14`."""
    statement = read_statement(value)
    parts = (
        statement.answer.strip(),
        f"responsible: {statement.who}" if statement.who.strip() else "",
        f"by {statement.by}" if statement.by.strip() else "",
    )
    return ", ".join(part for part in parts if part)
