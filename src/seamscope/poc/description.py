"""The proof of concept as `poc.yaml` describes it."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from seamscope.poc.money import Approval, Bill, Hosting, Inference, LeadTime, ProductWork, Saving
from seamscope.poc.operation import Involved, Operation
from seamscope.poc.parts import Override, Phase, Targets, Team, Touch
from seamscope.poc.statement import Criterion
from seamscope.user_files import STRICT, describe


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
    start: date | None = field(
        default=None, metadata=describe("First day of the POC; the build follows its gate.")
    )
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
    success: dict[str, Criterion] = field(
        default_factory=dict,
        metadata=describe("Success criteria: metric to target, or to baseline and target."),
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
        default_factory=Inference, metadata=describe("Tokens of a run, their prices, retraining.")
    )
    costs: tuple[Bill, ...] = field(
        default=(), metadata=describe("Yearly costs from your own bills; each replaces a line.")
    )
    savings: tuple[Saving, ...] = field(
        default=(), metadata=describe("Yearly cost of what is retired, with the contract's end.")
    )
    contract_ends: dict[str, date] = field(
        default_factory=dict,
        metadata=describe("Last day of the contract of each connected system, by its name."),
    )
    approvals: tuple[Approval, ...] = field(
        default=(), metadata=describe("Decisions of others that it needs, signed or not.")
    )
    lead_times: tuple[LeadTime, ...] = field(
        default=(), metadata=describe("Lead times that replace the usual ones, in working days.")
    )
    unknowns: tuple[str, ...] = field(
        default=(), metadata=describe("What is known to be unknown, one sentence each.")
    )
    overrides: tuple[Override, ...] = field(
        default=(), metadata=describe("Expert estimates that replace the model's hours.")
    )
