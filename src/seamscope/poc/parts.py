"""Types for parts of `poc.yaml`: accesses, overrides, team, phases and targets."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from seamscope.poc.paces import Pace
from seamscope.poc.statement import Answer
from seamscope.pydantic_rules import STRICT, describe
from seamscope.user_values import Amount, MechanismWord, RatingWord, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One access of the POC: data that it reads from or writes to a system.

    system: name or alias of a system of the landscape.
    datasets: names or `fnmatch` patterns, empty if unknown.
    mechanism, latency: requirements in production.
    fields: number of fields of the widest record.
    volume: amount of changes as written, such as "3,000 orders a day".
    stock: existing records that must be loaded once.
    ceiling: a limit of the system, such as API calls a day.
    phase: the first phase of `phases` that needs the access.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str = field(metadata=describe("Name or alias of a system in the landscape."))
    datasets: tuple[str, ...] = field(
        default=(), metadata=describe("Tables, objects or topics, also as patterns with * and ?.")
    )
    entities: tuple[str, ...] = field(
        default=(), metadata=describe("Business entities, such as Customer or Sales order.")
    )
    mechanism: MechanismWord = field(
        default="",
        metadata=describe("In production: api, events, cdc, etl, file, sql or database link."),
    )
    technology: str = field(default="", metadata=describe("OData, Kafka, Fivetran…"))
    latency: Pace = field(
        default="", metadata=describe("Required freshness: batch, hourly, real time…")
    )
    frequency: Pace = field(default="", metadata=describe("How often: nightly, every 5 minutes…"))
    volume: Volume = field(
        default="", metadata=describe("Number of records per period, such as 3,000 orders a day.")
    )
    stock: Amount = field(
        default="",
        metadata=describe(
            "Records to load once before the first change, such as 2 million orders."
        ),
    )
    ceiling: Volume = field(
        default="",
        metadata=describe("Limit of the system, such as 100,000 API calls a day."),
    )
    phase: str = field(
        default="", metadata=describe("Phase that first needs this access; a name from `phases`.")
    )
    fields: int | None = field(
        default=None, metadata=describe("Number of fields of the widest record.")
    )
    authentication: str = field(default="", metadata=describe("oauth2, key pair, certificate…"))
    poc_mechanism: str = field(
        default="",
        metadata=describe("Method by which the POC reads the data today, such as csv extract."),
    )
    transformation: str = field(
        default="",
        metadata=describe("Processing of the data: copied, joined, computed, heavily computed."),
    )
    data_quality: str = field(
        default="",
        metadata=describe("Known quality of the data: clean, few duplicates, missing keys…"),
    )
    new: bool = field(
        default=False,
        metadata=describe("true if no input lists the system because it does not exist yet."),
    )
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An expert's estimate for one integration: P10, P50 and P90 in hours, with the reason."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str = field(metadata=describe("The system at the other end of the integration."))
    hours: tuple[float, float, float] = field(
        metadata=describe("Hours: optimistic, likely, pessimistic (P10, P50, P90).")
    )
    reason: str = field(
        metadata=describe("Reason why the expert's figure should replace the model's.")
    )
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """People of one role, with the share of their time and the weeks in which they work.

    from_week, to_week: first and last week of the build, counted from 1.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    role: str = field(metadata=describe("Role, such as developer or SAP consultant."))
    people: float = field(default=1.0, metadata=describe("Number of people of this role."))
    share: float = field(default=1.0, metadata=describe("Share of their time, 0.5 for half."))
    from_week: int | None = field(default=None, metadata=describe("First week, counted from 1."))
    to_week: int | None = field(default=None, metadata=describe("Last week."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The team that builds: size, sites, ratings, and day rates by role in `currency`.

    members: roles with their people, shares and weeks, which replace `people`.
    country, region: the place whose public holidays apply, such as DE and BY.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    people: int | None = field(default=None, metadata=describe("Number of people who build."))
    start: date | None = field(default=None, metadata=describe("First day of the build."))
    teams: int | None = field(default=None, metadata=describe("Number of teams."))
    sites: int | None = field(
        default=None, metadata=describe("Number of sites the team works from.")
    )
    capability: RatingWord = field(
        default="", metadata=describe("very low, low, nominal, high or very high.")
    )
    experience: RatingWord = field(
        default="", metadata=describe("Experience with these systems: very low … very high.")
    )
    day_rates: dict[str, float] = field(
        default_factory=dict, metadata=describe("Day rates by role, in `currency`.")
    )
    currency: str = "EUR"
    hours_per_day: float = field(default=8.0, metadata=describe("Hours of a working day."))
    members: tuple[Member, ...] = field(
        default=(), metadata=describe("Roles with their people, share of time and weeks.")
    )
    country: str = field(
        default="", metadata=describe("Country whose public holidays apply, such as DE.")
    )
    region: str = field(default="", metadata=describe("State or province, such as BY."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase on the way to production; the POC is the first."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=describe("Proof of concept, pilot, production…"))
    weeks: float | None = field(default=None, metadata=describe("Duration in weeks."))
    outcome: str = field(default="", metadata=describe("Result of the phase."))
    gate: Answer = field(
        default="",
        metadata=describe("Evidence required before the next phase starts, with a threshold."),
    )
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Targets for production, in the team's currency. The survey compares its figures with them."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    transactions_per_year: float | None = field(
        default=None, metadata=describe("Number of runs of the process per year.")
    )
    cost_per_transaction: float | None = field(
        default=None, metadata=describe("Highest acceptable cost of one run.")
    )
    months_to_production: float | None = field(
        default=None, metadata=describe("Months from the gate after the POC to go-live.")
    )
    build_days: float | None = field(
        default=None,
        metadata=describe("Highest acceptable total of the build at P80, in person-days."),
    )
    annual_run_cost: float | None = field(
        default=None, metadata=describe("Yearly budget for running the product.")
    )
    maintenance_days_per_year: float | None = field(
        default=None, metadata=describe("Person-days per year for maintenance.")
    )
