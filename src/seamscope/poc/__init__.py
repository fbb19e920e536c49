"""Read `poc.yaml`: what the proof of concept reads, writes, requires and promises."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.poc.operation import Involved, Operation
from seamscope.poc.parts import Override, Phase, Targets, Team, Touch
from seamscope.user_files import STRICT, build_editor_schema, describe, read_user_file

__all__ = [
    "Involved",
    "Operation",
    "Override",
    "Phase",
    "Poc",
    "Targets",
    "Team",
    "Touch",
    "build_poc_schema",
    "read_poc",
]

# A figure outside these bounds is a typing error.
MIN_AMOUNT, MAX_AMOUNT = 1e-6, 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Poc:
    """The proof of concept. Empty fields are unknown, and unknowns become questions.

    lines: line of each key in the file, by its path, such as "operation.fallback"; sha256: hash
    of the file; files: the file of a key that another file sets.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=describe("Name of the proof of concept."))
    file: str = ""
    sha256: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    business_problem: str = field(
        default="", metadata=describe("The business problem it solves, for whom, with a figure.")
    )
    sponsor: str = field(default="", metadata=describe("Who pays for the POC."))
    sponsor_after_poc: str = field(default="", metadata=describe("Who sponsors it in production."))
    reads: tuple[Touch, ...] = field(
        default=(), metadata=describe("The data it reads from systems.")
    )
    writes: tuple[Touch, ...] = field(
        default=(), metadata=describe("The data it writes to systems.")
    )
    sla: str = field(
        default="", metadata=describe("Service level: very low … extra high, or in your own words.")
    )
    availability: str = field(
        default="", metadata=describe("Required availability, in hours or per cent.")
    )
    environments: int | None = field(
        default=None, metadata=describe("Number of environments it is installed in.")
    )
    users: int | None = field(default=None, metadata=describe("Number of users."))
    classification: str = field(
        default="", metadata=describe("Classification of its data: internal, personal, payment…")
    )
    replaces: tuple[str, ...] = field(
        default=(), metadata=describe("Systems, spreadsheets or steps that it replaces.")
    )
    success: dict[str, str] = field(
        default_factory=dict, metadata=describe("Success criteria: name to target.")
    )
    targets: Targets = field(default_factory=Targets)
    phases: tuple[Phase, ...] = field(
        default=(), metadata=describe("Phases on the way to production; the POC is the first.")
    )
    involved: Involved = field(default_factory=Involved)
    operation: Operation = field(default_factory=Operation)
    team: Team = field(default_factory=Team)
    overrides: tuple[Override, ...] = field(
        default=(), metadata=describe("Expert estimates that replace the model's hours.")
    )


def read_poc(path: Path) -> Poc:
    """Read `poc.yaml`; raise InputError with all its errors, each with its line."""
    content = read_user_file(path, Poc)
    poc = replace(content, file=path.name, sha256=sha256(path.read_bytes()).hexdigest())
    errors = [
        SeamscopeError(what, remedy=remedy, file=str(path), line=line)
        for what, remedy, line in _find_errors(poc)
    ]
    if errors:
        raise InputError(*sorted(errors, key=lambda error: (error.line or 0, error.what)))
    return poc


def build_poc_schema() -> bytes:
    """Return the JSON Schema of `poc.yaml`, for completion and checks in editors."""
    return build_editor_schema(Poc, "The proof of concept, for seamscope")


def _find_errors(poc: Poc) -> Iterator[tuple[str, str, int]]:
    """Yield errors that types cannot express: message, remedy and line."""
    if not poc.reads and not poc.writes:
        what = "the POC neither reads nor writes anything"
        yield what, "list the systems it uses under `reads:` and `writes:`", 1
    for override in poc.overrides:
        low, likely, high = override.hours
        if not 0 < low <= likely <= high <= MAX_AMOUNT:
            what = f"hours of the override for {override.system} must rise from P10 to P90 and be"
            yield (
                f"{what} above 0",
                "write [optimistic, likely, pessimistic] in hours",
                override.line,
            )
    for place, value in _list_amounts(poc):
        if value is not None and not MIN_AMOUNT <= value <= MAX_AMOUNT:
            what = f"'{place}' must be a number above 0, and no more than {MAX_AMOUNT:g}"
            yield what, "correct the value", poc.lines.get(place, 1)


def _list_amounts(poc: Poc) -> Iterator[tuple[str, float | None]]:
    """Yield every figure that must be positive, with its path in the file."""
    yield "environments", poc.environments
    yield "users", poc.users
    team, targets = poc.team, poc.targets
    yield from (("team.people", team.people), ("team.teams", team.teams))
    yield from (("team.sites", team.sites), ("team.hours_per_day", team.hours_per_day))
    yield from ((f"team.day_rates.{role}", rate) for role, rate in team.day_rates.items())
    yield "targets.transactions_per_year", targets.transactions_per_year
    yield "targets.cost_per_transaction", targets.cost_per_transaction
    yield "targets.months_to_production", targets.months_to_production
    yield "targets.annual_run_cost", targets.annual_run_cost
    yield "targets.maintenance_days_per_year", targets.maintenance_days_per_year
    for index, phase in enumerate(poc.phases):
        yield f"phases.{index}.weeks", phase.weeks
    for name, touches in (("reads", poc.reads), ("writes", poc.writes)):
        for index, touch in enumerate(touches):
            yield f"{name}.{index}.fields", touch.fields
