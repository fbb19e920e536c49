"""The parts of `poc.yaml` that decide whether production will ever come: people and running."""

from dataclasses import dataclass, field
from typing import ClassVar

from seamscope.user_files import STRICT, about


def _ask(question: str) -> str:
    """Return a text field that is a question while it is empty."""
    made: str = field(default="", metadata=about(question))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What running it means; every field is a question while it is empty."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    owner_at_2am: str = _ask("Who is called at 2 am when the POC itself stands still?")
    owners: dict[str, str] = field(
        default_factory=dict,
        metadata=about("For each touched system: who is called at 2 am when it stands still?"),
    )
    monitoring: str = _ask("What watches it, and what is watched?")
    alerting: str = _ask("Who gets which alert, and within what time do they act?")
    drift: str = _ask("How is it noticed that data or model have drifted?")
    retraining: str = _ask("How often, on what and by whom is the model trained again?")
    fallback: str = _ask("What happens when the model is wrong or silent?")
    governance: str = _ask("Who decides what the data may be used for, and under which rules?")
    production_data: str = _ask("Has it run on real production data, and on whose?")
    data_quality: str = _ask("What was wrong with that data, and who mends it at the source?")
    masters: dict[str, str] = field(
        default_factory=dict,
        metadata=about("For each entity written from several sides: which system's value wins?"),
    )
    retirement: str = _ask("What is switched off when it runs, and when?")
    retraining_of_people: str = _ask("Who is retrained or gets another task, and who told them?")
    training: str = _ask("How do its users learn to work with it?")
    annual_cost: str = _ask("What does a year cost, and from whose budget is it paid?")
    stop_authority: str = _ask("Who may end it?")
    stop_evidence: str = _ask("On which evidence is it ended?")
    stop_date: str = _ask("When is that decided?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Who takes part in the decisions; every field is a question while it is empty."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    cross_functional: str = _ask("Which functions sit in the team beside data and IT?")
    operations_in_architecture: str = _ask("Who of operations decides about the architecture?")
    operations_in_pipeline: str = _ask("Who of operations decides about the data pipeline?")
    operations_in_deployment: str = _ask("Who of operations decides about the deployment?")
