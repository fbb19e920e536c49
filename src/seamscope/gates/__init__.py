"""Gates for a pipeline: figures of a survey held against limits, and lines that must be answered.

To add a gate, write a measure in `measures.py` and its key in `config.Gates`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from seamscope.config import Gates
from seamscope.document import Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.gates.measures import MEASURES, Measured
from seamscope.knowledge import load
from seamscope.readiness import ReadinessState

NAMED = 5  # offenders that a reason names


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate held against a survey. limit, found: as they are read; why: what fails it."""

    name: str
    limit: str
    found: str
    passed: bool
    why: str = ""


def check(survey: Survey, gates: Gates) -> tuple[Gate, ...]:
    """Return every chosen gate with its verdict; raise InputError for a line nobody knows.

    Where nothing is chosen the defaults of `knowledge/gates.yaml` hold.
    """
    limits = {name: limit for name in MEASURES if (limit := getattr(gates, name)) is not None}
    if not limits and not gates.require:
        limits = dict(_defaults())
    measured = (_held(name, limit, MEASURES[name](survey)) for name, limit in limits.items())
    return (*measured, *_required(survey, gates.require))


def parse_limit(text: str) -> tuple[str, float]:
    """Read `days=300`; raise InputError if it names no gate or gives no number."""
    name, _, value = text.partition("=")
    known = [item.name for item in fields(Gates) if item.name in MEASURES]
    if name not in known:
        what, remedy = f"no gate is called {name!r}", f"one of: {', '.join(known)}"
        raise InputError(SeamscopeError(what, remedy=remedy))
    try:
        return name, float(value)
    except ValueError:
        what = f"--limit {text!r} gives no number"
        raise InputError(SeamscopeError(what, remedy="write it as days=300")) from None


def _held(name: str, limit: float, found: Measured) -> Gate:
    passed = found.figure <= limit
    return Gate(
        name=name,
        limit=f"at most {limit:g}",
        found=f"{found.figure:.4g}",
        passed=passed,
        why="" if passed else _some(found.of),
    )


def _some(of: tuple[str, ...]) -> str:
    more = len(of) - NAMED
    return "; ".join(of[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _required(survey: Survey, wanted: Iterable[str]) -> Iterator[Gate]:
    lines = {line.id: line for line in survey.readiness}
    names = list(lines) if "all" in wanted else list(dict.fromkeys(wanted))
    unknown = [name for name in names if name not in lines]
    if unknown and lines:
        what = f"no line of the checklist is called {', '.join(map(repr, unknown))}"
        raise InputError(SeamscopeError(what, remedy=f"one of: {', '.join(lines)}"))
    if not lines and list(wanted):
        why = "the survey was made without a POC, so nothing is answered"
        yield Gate(name="require", limit="answered", found="no checklist", passed=False, why=why)
        return
    for name in names:
        line = lines[name]
        passed = line.state is ReadinessState.ANSWERED
        why = "" if passed else f"{line.line}: {line.answer}"
        found = line.state.value
        yield Gate(name=name, limit="answered", found=found, passed=passed, why=why)


def _defaults() -> Iterator[tuple[str, float]]:
    match load("gates"):
        case {"defaults": dict(defaults)}:
            for name, item in defaults.items():
                yield str(name), float(item["limit"])
        case _:
            raise ValueError("knowledge/gates.yaml says no defaults")
