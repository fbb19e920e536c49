"""Read a key of poc.yaml and judge whether it answers its question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.estimate.drivers.base import match_rating
from seamscope.knowledge import load
from seamscope.poc import Goal, Phase, Poc, Statement, format_statement, read_statement
from seamscope.readiness.content import Content, read_content

RATED = {"sla": "service", "classification": "classification"}  # keys that a driver rates


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What an answer must contain at least; see `Content`. rating: a word that a driver rates."""

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
    rating: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """The needs of one key: one of `any` is enough.

    about: the question, whose words are no answer; wants: what is missing otherwise.
    """

    about: str
    wants: str
    any: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The content of one key. accepted: whether it answers; proofs: files, links or tickets."""

    text: str
    accepted: bool
    proofs: tuple[str, ...] = ()


@cache
def load_rules() -> dict[str, AnswerRule]:
    """Return the needs of each key by its path; the file is read and checked once."""
    from pydantic import TypeAdapter

    match load("readiness"):
        case {"answers": answers}:
            return TypeAdapter(dict[str, AnswerRule]).validate_python(answers)
        case _:
            raise ValueError("knowledge/readiness.yaml has no answers")


def read_reply(poc: Poc, field: str) -> Reply:
    """Return what poc.yaml says under a key and whether that answers the question."""
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
    """Return what an answer to a key must contain, "" for a figure."""
    rule = load_rules().get(field)
    return rule.wants if rule else ""


def is_answer(field: str, text: str) -> bool:
    """Return whether a text contains what an answer to a key must contain."""
    rule = load_rules().get(field)
    if rule is None:
        return bool(text.strip())
    content = read_content(text, rule.about)
    return any(_satisfies(content, need, field, text) for need in rule.any)


def _satisfies(content: Content, need: Need, field: str, text: str) -> bool:
    """Return whether a content has every part of a need."""
    flags = (
        (need.party, content.party),
        (need.date, content.date),
        (need.document, content.document),
        (need.cadence, content.cadence),
        (need.data_class, content.data_class),
        (need.crowd, content.crowd),
        (need.denial, content.denial),
        (need.rating, field in RATED and bool(match_rating(RATED[field], text))),
    )
    enough = (
        len(content.words) >= need.words
        and content.figures >= need.figures
        and content.functions >= need.functions
    )
    return enough and all(has for wanted, has in flags if wanted)


def _judge(value: object, field: str) -> Iterator[Reply]:
    """Yield a reply for a value, or for each of its parts."""
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
    """Return a success criterion; one without today's figure says so."""
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
