"""What the proof of concept reads, writes, needs and promises: `poc.yaml`."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from seamscope.errors import InputError, SeamscopeError
from seamscope.written import STRICT, read_written


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One thing the POC reads or writes.

    system: a name or alias of a system of the landscape; datasets: names or `fnmatch` patterns,
    empty means not said; entities: business entities; mechanism and latency as the POC wants
    them in production; fields: how many fields per entity; volume: rows or messages as written.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str
    datasets: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    mechanism: str = ""
    technology: str = ""
    latency: str = ""
    frequency: str = ""
    volume: str = ""
    fields: int | None = None
    authentication: str = ""
    poc_mechanism: str = ""  # how the POC itself gets the data today, e.g. "csv extract"
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An expert's own figure for one integration: P10 / P50 / P90 in hours, and why."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str
    hours: tuple[float, float, float]
    reason: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who builds: day rates by role in `currency`, hours a day, how many people and teams."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    people: int | None = None
    teams: int | None = None
    sites: int | None = None
    capability: str = ""  # very low, low, nominal, high, very high
    experience: str = ""
    day_rates: dict[str, float] = field(default_factory=dict)
    currency: str = "EUR"
    hours_per_day: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What running it means; every field is a question while it is empty."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    owner_at_2am: str = ""
    fallback: str = ""
    drift: str = ""
    stop_authority: str = ""
    stop_evidence: str = ""
    annual_cost: str = ""
    monitoring: str = ""
    training: str = ""
    data_quality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poc:
    """The proof of concept. Empty fields are unknown, and unknowns become questions."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str
    file: str = ""
    business_problem: str = ""
    sponsor: str = ""
    reads: tuple[Touch, ...] = ()
    writes: tuple[Touch, ...] = ()
    sla: str = ""  # very low … extra high, or as written
    availability: str = ""
    environments: int | None = None
    users: int | None = None
    classification: str = ""
    replaces: tuple[str, ...] = ()
    success: dict[str, str] = field(default_factory=dict)
    operation: Operation = Operation()
    team: Team = Team()
    overrides: tuple[Override, ...] = ()


def read_poc(path: Path) -> Poc:
    """Read `poc.yaml`; raise InputError with every error in it, each with its line."""
    poc = replace(read_written(path, Poc), file=path.name)
    errors = [
        SeamscopeError(
            f"hours of the override for {item.system} must rise from P10 to P90 and be above 0",
            remedy="write [optimistic, likely, pessimistic] in hours",
            file=str(path),
            line=item.line,
        )
        for item in poc.overrides
        if not 0 < item.hours[0] <= item.hours[1] <= item.hours[2]
    ]
    if not poc.reads and not poc.writes:
        errors.append(
            SeamscopeError(
                "the POC neither reads nor writes anything",
                remedy="list what it touches under `reads:` and `writes:`",
                file=str(path),
                line=1,
            )
        )
    if errors:
        raise InputError(*errors)
    return poc
