"""Go through the checklist: what the POC answers, and what the sources say to the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.estimate import Totals
from seamscope.knowledge import load
from seamscope.landscape import Landscape
from seamscope.poc import Phase, Poc
from seamscope.readiness.checks import CHECKS
from seamscope.readiness.line import Facts, ReadinessLine, ReadinessState, Verdict
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of `knowledge/readiness.yaml`."""

    id: str
    line: str
    source: str
    fields: tuple[str, ...] = ()
    any: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All of `knowledge/readiness.yaml`."""

    no_answer: frozenset[str]
    negative: frozenset[str]
    lines: tuple[Item, ...]


@cache
def checklist() -> Checklist:
    """Return the checklist, read and checked once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Checklist).validate_python(load("readiness"))


def readiness(
    landscape: Landscape, surface: Surface, totals: Totals, poc: Poc | None
) -> tuple[ReadinessLine, ...]:
    """Return every line of the checklist with its state; nothing without a POC to judge."""
    if poc is None:
        return ()
    facts = Facts(landscape=landscape, surface=surface, totals=totals, poc=poc)
    return tuple(_line(item, facts) for item in checklist().lines)


def _line(item: Item, facts: Facts) -> ReadinessLine:
    found = _answered(item, facts) if item.fields else None
    if item.check:
        found = CHECKS[item.check](facts, found)
    assert found is not None, f"line {item.id} has neither fields nor a check"
    return ReadinessLine(
        id=item.id,
        line=item.line,
        state=found.state,
        answer=found.answer,
        source=item.source,
        evidence=found.evidence,
    )


def _answered(item: Item, facts: Facts) -> Verdict:
    """Say what the POC itself answers: all fields of a line, or any one of them."""
    words = {field: _words(facts.poc, field) for field in item.fields}
    good = [field for field, text in words.items() if _is_answer(text)]
    enough = bool(good) if item.any else len(good) == len(words)
    evidence = facts.at(*(good or words))
    if enough:
        answer = "; ".join(words[field] for field in good)
        return Verdict(state=ReadinessState.ANSWERED, answer=answer, evidence=evidence)
    missing = [_gap(field, text) for field, text in words.items() if field not in good]
    joined = (" or " if item.any else ", ").join(missing)
    return Verdict(state=ReadinessState.OPEN, answer=joined, evidence=evidence)


def _gap(field: str, text: str) -> str:
    return f"{field}: “{text}”" if text else f"{field} is empty"


def _is_answer(text: str) -> bool:
    bare = text.strip().strip(".!").casefold()
    return bare not in checklist().no_answer and bare not in checklist().negative


def _words(poc: Poc, field: str) -> str:
    """Return what stands under a key of the POC, as words; "" if nothing does."""
    value: object = poc
    for name in field.split("."):
        value = getattr(value, name)
    return _said(value)


def _said(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case Phase():
            return value.name
        case Mapping():
            return ", ".join(f"{key}: {_said(item)}" for key, item in value.items())
        case None:
            return ""
        case int() | float():
            return f"{value:,.10g}"
        case tuple():
            return ", ".join(_said(item) for item in value)
        case _:
            raise TypeError(f"no words for {type(value).__name__}")
