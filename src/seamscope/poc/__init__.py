"""What the proof of concept reads, writes, needs and promises: `poc.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.poc.parts import Override, Phase, Targets, Team, Touch
from seamscope.poc.running import Involved, Operation
from seamscope.user_files import STRICT, about, editor_schema, read_written

__all__ = [
    "Involved",
    "Operation",
    "Override",
    "Phase",
    "Poc",
    "Targets",
    "Team",
    "Touch",
    "poc_schema",
    "read_poc",
]

# Beyond these a figure is a slip of the pen, and no table could show what follows from it.
LEAST, MOST = 1e-6, 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Poc:
    """The proof of concept. Empty fields are unknown, and unknowns become questions.

    lines: the line of each key that was written, by its path, such as "operation.fallback";
    sha256: of the file; files: where a key stands that another file gives.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=about("What the proof of concept is called."))
    file: str = ""
    sha256: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    business_problem: str = field(
        default="", metadata=about("Which problem of whom it solves, with a figure.")
    )
    sponsor: str = field(default="", metadata=about("Who pays for the POC."))
    sponsor_after_poc: str = field(
        default="", metadata=about("Who pays for and stands behind it in production.")
    )
    reads: tuple[Touch, ...] = field(default=(), metadata=about("What it takes from systems."))
    writes: tuple[Touch, ...] = field(default=(), metadata=about("What it gives back to systems."))
    sla: str = field(
        default="", metadata=about("Level of service: very low … extra high, or as written.")
    )
    availability: str = field(default="", metadata=about("Hours or per cent it must be there."))
    environments: int | None = field(
        default=None, metadata=about("How many environments it is installed in.")
    )
    users: int | None = field(default=None, metadata=about("How many people use it."))
    classification: str = field(
        default="", metadata=about("How protected its data is: internal, personal, payment…")
    )
    replaces: tuple[str, ...] = field(
        default=(), metadata=about("Systems, sheets or steps that it replaces.")
    )
    success: dict[str, str] = field(
        default_factory=dict, metadata=about("Criterion to what counts as success.")
    )
    targets: Targets = field(default_factory=Targets)
    phases: tuple[Phase, ...] = field(
        default=(), metadata=about("The way to production, with the POC as its first phase.")
    )
    involved: Involved = field(default_factory=Involved)
    operation: Operation = field(default_factory=Operation)
    team: Team = field(default_factory=Team)
    overrides: tuple[Override, ...] = field(
        default=(), metadata=about("An expert's figures, which stand beside the model's.")
    )


def read_poc(path: Path) -> Poc:
    """Read `poc.yaml`; raise InputError with every error in it, each with its line."""
    found = read_written(path, Poc)
    poc = replace(found, file=path.name, sha256=sha256(path.read_bytes()).hexdigest())
    errors = [
        SeamscopeError(what, remedy=remedy, file=str(path), line=line)
        for what, remedy, line in _wrong(poc)
    ]
    if errors:
        raise InputError(*sorted(errors, key=lambda error: (error.line or 0, error.what)))
    return poc


def poc_schema() -> bytes:
    """Return the JSON Schema of `poc.yaml`, for editors that complete and check while typing."""
    return editor_schema(Poc, "The proof of concept, for seamscope")


def _wrong(poc: Poc) -> Iterator[tuple[str, str, int]]:
    """Yield what no type can say: the error, its remedy and its line."""
    if not poc.reads and not poc.writes:
        what = "the POC neither reads nor writes anything"
        yield what, "list what it touches under `reads:` and `writes:`", 1
    for item in poc.overrides:
        if not 0 < item.hours[0] <= item.hours[1] <= item.hours[2] <= MOST:
            what = f"hours of the override for {item.system} must rise from P10 to P90 and be"
            yield f"{what} above 0", "write [optimistic, likely, pessimistic] in hours", item.line
    for place, value in _amounts(poc):
        if value is not None and not LEAST <= value <= MOST:
            what = f"'{place}' must be a number above 0, and no more than {MOST:g}"
            yield what, "correct the value", poc.lines.get(place, 1)


def _amounts(poc: Poc) -> Iterator[tuple[str, float | None]]:
    """Yield every figure of which nothing or less would mean nothing, with its place."""
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
