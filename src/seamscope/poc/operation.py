"""Types for parts of `poc.yaml`: operation in production, and the people involved."""

from dataclasses import dataclass, field
from typing import ClassVar

from seamscope.poc.statement import Answer
from seamscope.pydantic_rules import STRICT, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Operation of the solution; the survey asks about every empty field."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    owner_at_2am: Answer = field(
        default="", metadata=describe("Who is on call when the service is down at 2 am?")
    )
    owners: dict[str, Answer] = field(
        default_factory=dict,
        metadata=describe("For each connected system: who is on call when it is down at 2 am?"),
    )
    monitoring: Answer = field(
        default="", metadata=describe("Which tool monitors it, and which signals?")
    )
    alerting: Answer = field(
        default="", metadata=describe("Who receives which alert, and how fast must they respond?")
    )
    drift: Answer = field(default="", metadata=describe("How is drift of data or model detected?"))
    retraining: Answer = field(
        default="",
        metadata=describe("How often, on which data and by whom is the model retrained?"),
    )
    fallback: Answer = field(
        default="", metadata=describe("What happens when the model is wrong or unavailable?")
    )
    governance: Answer = field(
        default="",
        metadata=describe("Who decides how the data may be used, and under which rules?"),
    )
    production_data: Answer = field(
        default="", metadata=describe("Has it run on real production data, and on whose?")
    )
    data_quality: Answer = field(
        default="",
        metadata=describe(
            "Which data-quality problems were found, and who fixes them at the source?"
        ),
    )
    masters: dict[str, str] = field(
        default_factory=dict,
        metadata=describe(
            "For each entity that several systems write: which system is the master?"
        ),
    )
    also_writes: dict[str, str] = field(
        default_factory=dict,
        metadata=describe(
            "For each entity that systems other than its master write: which systems, by which "
            "rule?"
        ),
    )
    retirement: Answer = field(
        default="", metadata=describe("What is decommissioned after go-live, and when?")
    )
    retraining_of_people: Answer = field(
        default="", metadata=describe("Whose work changes, and have they been informed?")
    )
    training: Answer = field(default="", metadata=describe("How are its users trained?"))
    annual_cost: Answer = field(
        default="",
        metadata=describe("What does a year of operation cost, and whose budget pays for it?"),
    )
    stop_authority: Answer = field(
        default="", metadata=describe("Who has the authority to stop it?")
    )
    stop_evidence: Answer = field(
        default="", metadata=describe("Which evidence leads to stopping it?")
    )
    stop_date: Answer = field(default="", metadata=describe("When is that decision made?"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """People who take part in the decisions; the survey asks about every empty field."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    cross_functional: Answer = field(
        default="", metadata=describe("Which functions besides data and IT are on the team?")
    )
    operations_in_architecture: Answer = field(
        default="", metadata=describe("Who from operations takes part in architecture decisions?")
    )
    operations_in_pipeline: Answer = field(
        default="", metadata=describe("Who from operations takes part in data pipeline decisions?")
    )
    operations_in_deployment: Answer = field(
        default="", metadata=describe("Who from operations takes part in deployment decisions?")
    )
