"""Types for answers in `poc.yaml`: a sentence, or a sentence with a person, proof and date."""

from dataclasses import dataclass, field
from typing import ClassVar

from seamscope.pydantic_rules import STRICT, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An answer with its proof.

    who: the person or team that is responsible.
    where: the file, link or ticket that proves the answer.
    by: the date from which the answer is true.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    answer: str = field(default="", metadata=describe("The answer itself."))
    who: str = field(default="", metadata=describe("Person or team that is responsible for it."))
    where: str = field(default="", metadata=describe("File, link or ticket that proves it."))
    by: str = field(default="", metadata=describe("Date from which it is true."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A success criterion: the figure today, the target figure, and the proof."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    baseline: str = field(default="", metadata=describe("The figure today."))
    target: str = field(default="", metadata=describe("The figure that must be reached."))
    who: str = field(default="", metadata=describe("Person or team that measures it."))
    where: str = field(default="", metadata=describe("File, link or ticket with the measurement."))
    by: str = field(default="", metadata=describe("Date by which the target is reached."))


Answer = str | Statement  # an answer in poc.yaml
Criterion = str | Goal  # a success criterion in poc.yaml


def read_statement(value: Answer | Criterion) -> Statement:
    """Return an answer or criterion as a `Statement`; a plain text becomes its `answer`."""
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
    """Return an answer as one line: `weekly report, responsible: Ann, by 2027-05-14`."""
    statement = read_statement(value)
    parts = (
        statement.answer.strip(),
        f"responsible: {statement.who}" if statement.who.strip() else "",
        f"by {statement.by}" if statement.by.strip() else "",
    )
    return ", ".join(part for part in parts if part)
