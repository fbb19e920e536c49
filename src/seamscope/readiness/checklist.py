"""Evaluate the readiness checklist: answers in poc.yaml, then checks against the sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.errors import locate_error
from seamscope.estimate import Totals
from seamscope.knowledge import load
from seamscope.landscape import Landscape
from seamscope.poc import Phase, Poc
from seamscope.readiness.checks import CHECKS
from seamscope.readiness.types import Facts, ReadinessLine, ReadinessState, Verdict
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """One line of `knowledge/readiness.yaml`.

    fields: keys of poc.yaml that answer it; any: whether one of them is enough; check: name in
    CHECKS.
    """

    id: str
    line: str
    source: str
    fields: tuple[str, ...] = ()
    any: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The content of `knowledge/readiness.yaml`.

    no_answer: words such as "tbd" that answer nothing; negative: words such as "none".
    """

    no_answer: frozenset[str]
    negative: frozenset[str]
    lines: tuple[ChecklistLine, ...]


@cache
def load_checklist() -> Checklist:
    """Return the validated checklist, read once."""
    from pydantic import TypeAdapter

    return TypeAdapter(Checklist).validate_python(load("readiness"))


def evaluate_readiness(
    landscape: Landscape, surface: Surface, totals: Totals, poc: Poc | None
) -> tuple[ReadinessLine, ...]:
    """Return every checklist line with its state; empty without a POC."""
    if poc is None:
        return ()
    facts = Facts(landscape=landscape, surface=surface, totals=totals, poc=poc)
    return tuple(_guard_line(item, facts) for item in load_checklist().lines)


def _guard_line(item: ChecklistLine, facts: Facts) -> ReadinessLine:
    """Evaluate a line; leave it open if evaluating it fails, so that the others are kept."""
    try:
        return _evaluate_line(item, facts)
    except Exception as error:  # noqa: BLE001 (one line must not cost the checklist)
        fault = f"not evaluated because of an error in seamscope ({locate_error(error)})"
        return ReadinessLine(
            id=item.id,
            line=item.line,
            state=ReadinessState.OPEN,
            answer=f"{fault}; report it with the version",
            source=item.source,
        )


def _evaluate_line(item: ChecklistLine, facts: Facts) -> ReadinessLine:
    verdict = _evaluate_fields(item, facts) if item.fields else None
    if item.check:
        verdict = CHECKS[item.check](facts, verdict)
    assert verdict is not None, f"checklist line {item.id} has neither fields nor a check"
    return ReadinessLine(
        id=item.id,
        line=item.line,
        state=verdict.state,
        answer=verdict.answer,
        source=item.source,
        evidence=verdict.evidence,
    )


def _evaluate_fields(item: ChecklistLine, facts: Facts) -> Verdict:
    """Evaluate the fields of a line in poc.yaml: all of them, or any one if the line says so."""
    values = {field: _read_field(facts.poc, field) for field in item.fields}
    answered = [field for field, text in values.items() if _is_answer(text)]
    is_answered = bool(answered) if item.any else len(answered) == len(values)
    evidence = facts.at(*(answered or values))
    if is_answered:
        answer = "; ".join(values[field] for field in answered)
        return Verdict(state=ReadinessState.ANSWERED, answer=answer, evidence=evidence)
    missing = [
        _describe_gap(field, text) for field, text in values.items() if field not in answered
    ]
    joined = (" or " if item.any else ", ").join(missing)
    return Verdict(state=ReadinessState.OPEN, answer=joined, evidence=evidence)


def _describe_gap(field: str, text: str) -> str:
    return f"{field}: “{text}”" if text else f"{field} is empty"


def _is_answer(text: str) -> bool:
    normalized = text.strip().strip(".!").casefold()
    return (
        normalized not in load_checklist().no_answer and normalized not in load_checklist().negative
    )


def _read_field(poc: Poc, field: str) -> str:
    """Return the value of a key of the POC as text; "" if it is empty."""
    value: object = poc
    for name in field.split("."):
        value = getattr(value, name)
    return _format_value(value)


def _format_value(value: object) -> str:
    match value:
        case str():
            return value.strip()
        case Phase():
            return value.name
        case Mapping():
            return ", ".join(f"{key}: {_format_value(item)}" for key, item in value.items())
        case None:
            return ""
        case int() | float():
            return f"{value:,.10g}"
        case tuple():
            return ", ".join(_format_value(item) for item in value)
        case _:
            raise TypeError(f"cannot format a {type(value).__name__}")
