"""The whole result: one document, from which every output is drawn."""

from dataclasses import dataclass

from seamscope.estimate import Estimate, Totals
from seamscope.landscape import Integration
from seamscope.nodes import (
    DatasetNode,
    DependencyEdge,
    Finding,
    FlowEdge,
    InterfaceNode,
    Question,
    SystemNode,
)
from seamscope.records import Evidence, Skipped
from seamscope.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file the run read: its path below the input root, its hash, and who read it."""

    path: str
    sha256: str
    connector: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much SQL was understood, by file and dialect, in statements."""

    file: str
    dialect: str
    parsed: int = 0
    partly: int = 0
    not_understood: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Which program made this, from what, and how."""

    tool: str
    tool_version: str
    schema_version: str
    title: str = ""
    inputs: tuple[InputFile, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    seed: int = 0
    options: dict[str, str] | None = None
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessLine:
    """One line of the production checklist: answered, open or contradicted."""

    line: str
    state: str
    answer: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The whole result, keys in the order of the document, lists sorted by id."""

    meta: Meta
    systems: tuple[SystemNode, ...] = ()
    datasets: tuple[DatasetNode, ...] = ()
    interfaces: tuple[InterfaceNode, ...] = ()
    flows: tuple[FlowEdge, ...] = ()
    dependencies: tuple[DependencyEdge, ...] = ()
    integrations: tuple[Integration, ...] = ()
    surface: Surface = Surface()
    estimates: tuple[Estimate, ...] = ()
    totals: Totals | None = None
    readiness: tuple[ReadinessLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    skipped: tuple[Skipped, ...] = ()
