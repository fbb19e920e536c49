"""Compare figures of a survey with limits, and find checklist lines that are not answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from seamscope.config import Gates
from seamscope.document import Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.gates.measures import MEASURES, Measurement
from seamscope.knowledge import load
from seamscope.readiness import ReadinessState
from seamscope.wording import format_figure

NAMED = 5  # maximum number of contributors in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The result of one gate.

    limit, found: the limit and the measured figure, as text.
    why: why the gate failed, or "".
    """

    name: str
    limit: str
    found: str
    passed: bool
    why: str = ""


def check_gates(survey: Survey, gates: Gates) -> tuple[Gate, ...]:
    """Return the result of every configured gate; raise InputError for an unknown checklist line.

    Without any configured gate, the defaults of `knowledge/gates.yaml` apply.
    """
    limits = {name: limit for name in MEASURES if (limit := getattr(gates, name)) is not None}
    if not limits and not gates.require:
        limits = dict(_load_defaults())
    measured = (_check_gate(name, limit, MEASURES[name](survey)) for name, limit in limits.items())
    return (*measured, *_check_required(survey, gates.require))


def parse_limit(text: str) -> tuple[str, float]:
    """Parse `days=300`; raise InputError if the gate is unknown or the limit is not a number."""
    name, _, value = text.partition("=")
    names = [item.name for item in fields(Gates) if item.name in MEASURES]
    if name not in names:
        problem, remedy = f"unknown gate {name!r}", f"use one of: {', '.join(names)}"
        raise InputError(SeamscopeError(problem, remedy=remedy))
    try:
        return name, float(value)
    except ValueError:
        problem = f"--limit {text!r} has no number"
        raise InputError(SeamscopeError(problem, remedy="write it like days=300")) from None


def _check_gate(name: str, limit: float, measurement: Measurement) -> Gate:
    passed = measurement.figure <= limit
    return Gate(
        name=name,
        limit=f"at most {limit:g}",
        found=_format_found(measurement.figure, limit),
        passed=passed,
        why="" if passed else _format_offenders(measurement.contributors),
    )


def _format_found(figure: float, limit: float) -> str:
    """Return the figure as text, with enough digits to show whether it exceeds the limit."""
    for digits in (3, 6):
        text = format_figure(figure, digits)
        if (float(text.replace(",", "")) <= limit) == (figure <= limit):
            return text
    return repr(figure)


def _format_offenders(of: tuple[str, ...]) -> str:
    more = len(of) - NAMED
    return "; ".join(of[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _check_required(survey: Survey, required: Iterable[str]) -> Iterator[Gate]:
    lines = {line.id: line for line in survey.readiness}
    names = list(lines) if "all" in required else list(dict.fromkeys(required))
    unknown = [name for name in names if name not in lines]
    if unknown and lines:
        problem = f"unknown checklist line {', '.join(map(repr, unknown))}"
        raise InputError(SeamscopeError(problem, remedy=f"use one of: {', '.join(lines)}"))
    if not lines and list(required):
        why = "the survey has no POC, so no line is answered; run the survey with --poc"
        yield Gate(name="require", limit="answered", found="no checklist", passed=False, why=why)
        return
    for name in names:
        line = lines[name]
        passed = line.state is ReadinessState.ANSWERED
        why = "" if passed else f"{line.line}: {line.answer}"
        state = line.state.value
        yield Gate(name=name, limit="answered", found=state, passed=passed, why=why)


def _load_defaults() -> Iterator[tuple[str, float]]:
    match load("gates"):
        case {"defaults": dict(defaults)}:
            for name, item in defaults.items():
                yield str(name), float(item["limit"])
        case _:
            raise ValueError("knowledge/gates.yaml has no defaults")
