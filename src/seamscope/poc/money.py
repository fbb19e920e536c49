"""Types for parts of `poc.yaml`: money, approvals, lead times, product work and hosting."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from seamscope.pydantic_rules import STRICT, describe

Days = float | tuple[float, float, float]  # a figure, or P10, P50 and P90


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A yearly cost from the user's own bills; it replaces the estimated line with its name."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=describe("Name of a line of `show costs`, or another name."))
    yearly: float = field(metadata=describe("Cost per year, in the team's currency."))
    source: str = field(default="", metadata=describe("Invoice, contract or quotation."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """The yearly cost of something that the POC replaces. It is saved when the contract ends."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    what: str = field(metadata=describe("System, spreadsheet or step that is retired."))
    yearly: float = field(metadata=describe("Its cost per year, in the team's currency."))
    contract_end: date | None = field(
        default=None, metadata=describe("Last day of its contract; it is paid until this day.")
    )
    source: str = field(default="", metadata=describe("Invoice, contract or quotation."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approval that the POC needs from someone else; pending until `signed` has a date."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    what: str = field(metadata=describe("Security review, works council, data protection…"))
    who: str = field(default="", metadata=describe("Who signs it."))
    signed: date | None = field(default=None, metadata=describe("Day on which it was signed."))
    expected: date | None = field(default=None, metadata=describe("Day on which it is expected."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTime:
    """A lead time from the user's own experience, which replaces the usual one.

    days: working days, or [optimistic, likely, pessimistic].
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    what: Literal[
        "access",
        "vendor ticket",
        "security review",
        "acceptance",
        "training",
        "change window",
        "cut-over",
    ] = field(
        metadata=describe(
            "access, vendor ticket, security review, acceptance, training, change window, cut-over"
        )
    )
    days: Days = field(metadata=describe("Working days, or [P10, P50, P90]."))
    system: str = field(default="", metadata=describe("Name of the system; empty for all systems."))
    source: str = field(default="", metadata=describe("Person or measurement that it comes from."))
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWork:
    """Work on the product itself besides the integrations, in person-days.

    Each part is a figure or [optimistic, likely, pessimistic]; missing parts are estimated.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    model: Days | None = field(default=None, metadata=describe("Person-days for the model."))
    screens: Days | None = field(
        default=None, metadata=describe("Person-days for screens and workflow.")
    )
    data: Days | None = field(
        default=None, metadata=describe("Person-days for preparing and labelling data.")
    )
    evaluation: Days | None = field(
        default=None, metadata=describe("Person-days for evaluation and shadow mode.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """Tokens of one run of the model, and their prices; unknown parts are estimated as ranges.

    Prices are per million tokens, in the team's currency.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    tokens_in: float | None = field(default=None, metadata=describe("Input tokens of one run."))
    tokens_out: float | None = field(default=None, metadata=describe("Output tokens of one run."))
    price_in: float | None = field(
        default=None, metadata=describe("Price of a million input tokens.")
    )
    price_out: float | None = field(
        default=None, metadata=describe("Price of a million output tokens.")
    )
    retrainings_per_year: float | None = field(
        default=None, metadata=describe("Number of retrainings of the model per year.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """Hosting of the solution, and the places where its data may be."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    where: str = field(default="", metadata=describe("Data centre, cloud and region."))
    residency: str = field(
        default="", metadata=describe("Required location of the data, such as EU only.")
    )
    sign_in: str = field(
        default="", metadata=describe("Sign-in of the users, such as Entra ID with SAML.")
    )
