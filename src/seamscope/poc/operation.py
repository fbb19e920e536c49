"""Parts of `poc.yaml` about production readiness: operation and the people involved."""

from dataclasses import dataclass, field
from typing import ClassVar

from seamscope.user_files import STRICT, describe


def _question_field(question: str) -> str:
    """Return a text field that the survey asks about while it is empty."""
    text: str = field(default="", metadata=describe(question))
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """How the solution is operated; the survey asks about every empty field."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    owner_at_2am: str = _question_field("Who is on call when the service is down at 2 am?")
    owners: dict[str, str] = field(
        default_factory=dict,
        metadata=describe("For each connected system: who is on call when it is down at 2 am?"),
    )
    monitoring: str = _question_field("Which tool monitors it, and which signals?")
    alerting: str = _question_field("Who receives which alert, and how fast must they respond?")
    drift: str = _question_field("How is drift of data or model detected?")
    retraining: str = _question_field(
        "How often, on which data and by whom is the model retrained?"
    )
    fallback: str = _question_field("What happens when the model is wrong or unavailable?")
    governance: str = _question_field(
        "Who decides how the data may be used, and under which rules?"
    )
    production_data: str = _question_field("Has it run on real production data, and on whose?")
    data_quality: str = _question_field(
        "Which data-quality problems were found, and who fixes them at the source?"
    )
    masters: dict[str, str] = field(
        default_factory=dict,
        metadata=describe(
            "For each entity that several systems write: which system is the master?"
        ),
    )
    retirement: str = _question_field("What is decommissioned once it runs, and when?")
    retraining_of_people: str = _question_field("Whose work changes, and have they been informed?")
    training: str = _question_field("How are its users trained?")
    annual_cost: str = _question_field(
        "What does a year of operation cost, and whose budget pays for it?"
    )
    stop_authority: str = _question_field("Who has the authority to stop it?")
    stop_evidence: str = _question_field("Which evidence leads to stopping it?")
    stop_date: str = _question_field("When is that decision made?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Who takes part in the decisions; the survey asks about every empty field."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    cross_functional: str = _question_field("Which functions besides data and IT are on the team?")
    operations_in_architecture: str = _question_field(
        "Who from operations takes part in architecture decisions?"
    )
    operations_in_pipeline: str = _question_field(
        "Who from operations takes part in data pipeline decisions?"
    )
    operations_in_deployment: str = _question_field(
        "Who from operations takes part in deployment decisions?"
    )
