"""Read a key of poc.yaml, and decide whether its value answers the key's question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load
from seamscope.knowledge.ratings import match_rating
from seamscope.poc import Goal, Phase, Poc, Statement, format_statement, read_statement
from seamscope.readiness.content import Content, read_content

RATED = {"sla": "service", "classification": "classification"}  # key -> effort driver


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The minimum content of an accepted answer; see `Content`.

    words: number of meaningful words; if `functions` is set, as in `others`.
    others: number of meaningful words that are not a function of a company, such as sales.
    rating: whether it needs a word that the effort driver of the key understands.
    """

    words: int = 0
    figures: int = 0
    party: bool = False
    date: bool = False
    document: bool = False
    cadence: bool = False
    data_class: bool = False
    crowd: bool = False
    denial: bool = False
    functions: int = 0
    roles: int = 0
    body: bool = False
    crew: bool = False
    others: int = 0
    rating: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """The rule for answers to one key.

    any: alternatives, one of which suffices.
    about: the question, whose words are not counted as part of an answer.
    wants: a description of the required content for the user.
    """

    about: str
    wants: str
    any: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The value of one key of poc.yaml.

    accepted: whether the value answers the question.
    proofs: files, links or tickets that the value refers to.
    """

    text: str
    accepted: bool
    proofs: tuple[str, ...] = ()


@cache
def load_rules() -> dict[str, AnswerRule]:
    """Return the rule of each key of poc.yaml by its path, from `readiness.yaml`, read once."""
    from pydantic import TypeAdapter

    match load("readiness"):
        case {"answers": answers}:
            return TypeAdapter(dict[str, AnswerRule]).validate_python(answers)
        case _:
            raise ValueError("knowledge/readiness.yaml has no answers")


def read_reply(poc: Poc, field: str) -> Reply:
    """Return the text of a key of poc.yaml, and whether it answers the question."""
    value: object = poc
    for name in field.split("."):
        value = getattr(value, name)
    replies = tuple(_judge(value, field))
    return Reply(
        text=", ".join(reply.text for reply in replies if reply.text),
        accepted=any(reply.accepted for reply in replies),
        proofs=tuple(proof for reply in replies for proof in reply.proofs),
    )


def describe_need(field: str) -> str:
    """Return a description of the required content of a key, "" if any text is accepted."""
    rule = load_rules().get(field)
    return rule.wants if rule else ""


def is_answer(field: str, text: str) -> bool:
    """Return whether a value is an accepted answer to a key."""
    rule = load_rules().get(field)
    if rule is None:
        return bool(text.strip())
    content = read_content(text, rule.about)
    return any(_satisfies(content, need, field, text) for need in rule.any)


def _satisfies(content: Content, need: Need, field: str, text: str) -> bool:
    """Return whether an answer has all of the content that a need requires."""
    flags = (
        (need.party, content.party),
        (need.date, content.date),
        (need.document, content.document),
        (need.cadence, content.cadence),
        (need.data_class, content.data_class and not content.guess),
        (need.crowd, content.crowd),
        (need.denial, content.denial),
        (need.body, content.body),
        (need.crew, content.crew),
        (
            need.rating,
            field in RATED and bool(match_rating(RATED[field], text)) and not content.guess,
        ),
    )
    enough = (
        (content.others if need.functions else len(content.words)) >= need.words
        and content.others >= need.others
        and content.figures >= need.figures
        and content.functions >= need.functions
        and content.roles >= need.roles
    )
    return enough and all(has for wanted, has in flags if wanted)


def _judge(value: object, field: str) -> Iterator[Reply]:
    """Yield a reply for a value of poc.yaml, or for each item of a list or mapping."""
    match value:
        case str() | Statement():
            yield _judge_statement(value, field)
        case Mapping():
            yield from (_judge_criterion(str(key), item, field) for key, item in value.items())
        case tuple():
            for item in value:
                yield from _judge(item, field)
        case Phase():
            yield Reply(text=value.name, accepted=True)
        case int() | float():
            yield Reply(text=f"{value:,.10g}", accepted=True)
        case _:
            yield Reply(text="", accepted=False)


def _judge_statement(value: str | Statement, field: str) -> Reply:
    statement = read_statement(value)
    parts = (statement.answer, statement.who, statement.where, statement.by)
    whole = " ".join(part for part in parts if part)
    proofs = (statement.where,) if statement.where.strip() else ()
    if not proofs and field == "operation.production_data" and read_content(whole).document:
        proofs = (statement.answer,)
    return Reply(text=format_statement(statement), accepted=is_answer(field, whole), proofs=proofs)


def _judge_criterion(name: str, value: object, field: str) -> Reply:
    """Return the reply for a success criterion, with a note if today's figure is missing."""
    match value:
        case str() | Goal():
            statement = read_statement(value)
        case _:
            raise TypeError(f"cannot read a {type(value).__name__}")
    text = format_statement(statement)
    accepted = is_answer(field, text)
    figures = read_content(text).figures
    note = " (today's figure is missing)" if accepted and figures < 2 else ""
    return Reply(
        text=f"{name}: {text}{note}",
        accepted=accepted,
        proofs=(statement.where,) if statement.where.strip() else (),
    )
