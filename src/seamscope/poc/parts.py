"""The parts of `poc.yaml` that size the work: what is touched, who builds, in which phases."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from seamscope.user_files import STRICT, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One thing the POC reads or writes.

    system: a name or alias of a system of the landscape; datasets: names or `fnmatch` patterns,
    empty means not said; entities: business entities; mechanism and latency as the POC wants
    them in production; fields: how many fields per entity; volume: rows or messages as written.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str = field(metadata=about("A name or alias of a system of the landscape."))
    datasets: tuple[str, ...] = field(
        default=(), metadata=about("Tables, objects or topics; patterns with * and ? too.")
    )
    entities: tuple[str, ...] = field(
        default=(), metadata=about("Business entities, such as Customer or Sales order.")
    )
    mechanism: str = field(
        default="",
        metadata=about("In production: api, events, cdc, etl, file, sql or database link."),
    )
    technology: str = field(default="", metadata=about("OData, Kafka, Fivetran…"))
    latency: str = field(
        default="", metadata=about("How fresh data must be: batch, hourly, real time…")
    )
    frequency: str = field(default="", metadata=about("How often: nightly, every 5 minutes…"))
    volume: str = field(
        default="", metadata=about("Records with a period, such as 3,000 orders a day.")
    )
    fields: int | None = field(default=None, metadata=about("Fields of the widest record."))
    authentication: str = field(default="", metadata=about("oauth2, key pair, certificate…"))
    poc_mechanism: str = field(
        default="", metadata=about("How the POC gets the data today, such as csv extract.")
    )
    new: bool = field(
        default=False,
        metadata=about("true if no input lists the system because it does not exist yet."),
    )
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An expert's own figure for one integration: P10 / P50 / P90 in hours, and why."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str = field(metadata=about("The system at the other end of the integration."))
    hours: tuple[float, float, float] = field(
        metadata=about("Optimistic, likely, pessimistic: read as P10, P50, P90 in hours.")
    )
    reason: str = field(metadata=about("Why the expert's figure is to be believed."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who builds: day rates by role in `currency`, hours a day, how many people and teams."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    people: int | None = field(default=None, metadata=about("How many people build."))
    start: date | None = field(default=None, metadata=about("The day on which building begins."))
    teams: int | None = field(default=None, metadata=about("How many teams they are in."))
    sites: int | None = field(default=None, metadata=about("In how many places they sit."))
    capability: str = field(default="", metadata=about("very low, low, nominal, high, very high"))
    experience: str = field(default="", metadata=about("With these systems: very low … very high."))
    day_rates: dict[str, float] = field(
        default_factory=dict, metadata=about("Role to cost of a day, in `currency`.")
    )
    currency: str = "EUR"
    hours_per_day: float = field(default=8.0, metadata=about("Hours of a working day."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase of the way to production; the POC is the first of them, or stands alone."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=about("Proof of concept, pilot, production…"))
    weeks: float | None = field(default=None, metadata=about("How long it takes."))
    outcome: str = field(default="", metadata=about("What stands at its end."))
    gate: str = field(default="", metadata=about("Which evidence lets the next phase begin."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What production promises in figures, in the team's currency; the model is held against it."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    transactions_per_year: float | None = field(
        default=None, metadata=about("How often the process runs in a year.")
    )
    cost_per_transaction: float | None = field(
        default=None, metadata=about("The most that one run may cost.")
    )
    months_to_production: float | None = field(
        default=None, metadata=about("From the decision to the first productive day.")
    )
    annual_run_cost: float | None = field(
        default=None, metadata=about("The yearly budget for running it.")
    )
    maintenance_days_per_year: float | None = field(
        default=None, metadata=about("Person-days a year for upkeep.")
    )
