"""The type of `poc.yaml` as a whole."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from seamscope.poc.money import Approval, Bill, Hosting, Inference, LeadTime, ProductWork, Saving
from seamscope.poc.operation import Involved, Operation
from seamscope.poc.parts import Override, Phase, Targets, Team, Touch
from seamscope.poc.statement import Criterion
from seamscope.pydantic_rules import STRICT, describe


@dataclass(frozen=True, slots=True, kw_only=True)
class Poc:
    """The proof of concept. Empty fields are unknown and lead to questions.

    file: name of the file.
    sha256: hash of the file.
    lines: line of each key, by its path such as "operation.fallback".
    answer_files: for each key that an answer sets, the file of the answer.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    name: str = field(metadata=describe("Name of the proof of concept."))
    file: str = ""
    sha256: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    answer_files: dict[str, str] = field(default_factory=dict)
    business_problem: str = field(
        default="",
        metadata=describe("The business problem that the POC solves, for whom, with a figure."),
    )
    sponsor: str = field(default="", metadata=describe("Who pays for the POC."))
    sponsor_after_poc: str = field(default="", metadata=describe("Sponsor in production."))
    start: date | None = field(
        default=None,
        metadata=describe("First day of the POC. The build starts at the gate after it."),
    )
    reads: tuple[Touch, ...] = field(
        default=(), metadata=describe("Data that the POC reads from other systems.")
    )
    writes: tuple[Touch, ...] = field(
        default=(), metadata=describe("Data that the POC writes to other systems.")
    )
    sla: str = field(
        default="", metadata=describe("Service level: very low … extra high, or in your own words.")
    )
    availability: str = field(
        default="", metadata=describe("Required availability, in hours or per cent.")
    )
    environments: int | None = field(
        default=None, metadata=describe("Number of environments, production included.")
    )
    users: int | None = field(default=None, metadata=describe("Number of users."))
    classification: str = field(
        default="",
        metadata=describe("Classification of the POC's data: internal, personal, payment…"),
    )
    replaces: tuple[str, ...] = field(
        default=(), metadata=describe("Systems, spreadsheets or steps that the POC replaces.")
    )
    success: dict[str, Criterion] = field(
        default_factory=dict,
        metadata=describe("Success criteria: for each metric its target, or baseline and target."),
    )
    targets: Targets = field(default_factory=Targets)
    phases: tuple[Phase, ...] = field(
        default=(), metadata=describe("Phases on the way to production; the POC is the first.")
    )
    involved: Involved = field(default_factory=Involved)
    operation: Operation = field(default_factory=Operation)
    team: Team = field(default_factory=Team)
    hosting: Hosting = field(default_factory=Hosting)
    product: ProductWork = field(
        default_factory=ProductWork,
        metadata=describe("Person-days for the product itself: model, screens, data, evaluation."),
    )
    inference: Inference = field(
        default_factory=Inference,
        metadata=describe("Tokens of one run, their prices, and retrainings of the model."),
    )
    costs: tuple[Bill, ...] = field(
        default=(),
        metadata=describe("Yearly costs from your own bills. Each replaces a cost line by name."),
    )
    savings: tuple[Saving, ...] = field(
        default=(),
        metadata=describe("Yearly costs of retired systems, with the ends of their contracts."),
    )
    contract_ends: dict[str, date] = field(
        default_factory=dict,
        metadata=describe("Last day of the contract of each connected system, by system name."),
    )
    approvals: tuple[Approval, ...] = field(
        default=(),
        metadata=describe(
            "Approvals that the POC needs from others (security review, works council), signed or "
            "pending."
        ),
    )
    lead_times: tuple[LeadTime, ...] = field(
        default=(),
        metadata=describe("Your own lead times, in working days; they replace the usual ones."),
    )
    unknowns: tuple[str, ...] = field(
        default=(), metadata=describe("Open points, one sentence each.")
    )
    overrides: tuple[Override, ...] = field(
        default=(), metadata=describe("Expert estimates that replace the model's hours.")
    )
