"""The survey: the whole result of a run as one document."""

from dataclasses import dataclass, field

from seamscope.accuracy import Accuracy
from seamscope.answers import Answered
from seamscope.estimate import Estimate, Scope, Totals
from seamscope.landscape import Integration, Landscape, SystemGraph
from seamscope.ledger import Ledger
from seamscope.lineage import Coverage
from seamscope.notebook import build_html
from seamscope.readiness import ReadinessLine
from seamscope.records import Skipped
from seamscope.residue import Residue
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    EndpointNode,
    Finding,
    FlowEdge,
    InterfaceNode,
    Question,
    Resolved,
    SystemNode,
)
from seamscope.roadmap import Roadmap
from seamscope.surface import Surface
from seamscope.wording import format_count, format_days

# Version of the structure of survey.json; `migration` converts older ones.
SCHEMA_VERSION = "2"

# Rows of the table that a notebook shows.
NOTEBOOK_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One input file.

    path: relative to the input root; connector: name of the connector that read it; records: how
    many records it gave.
    """

    path: str
    sha256: str
    connector: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The program, inputs and options that produced the survey."""

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
class Survey:
    """The whole result of a run. Fields are in the order of the JSON keys, lists sorted by id.

    residue: hints in the inputs to other systems, such as an address, that no record covers.
    """

    meta: Meta
    accuracy: Accuracy = field(default_factory=Accuracy)
    systems: tuple[SystemNode, ...] = ()
    endpoints: tuple[EndpointNode, ...] = ()
    datasets: tuple[DatasetNode, ...] = ()
    interfaces: tuple[InterfaceNode, ...] = ()
    flows: tuple[FlowEdge, ...] = ()
    dependencies: tuple[DependencyEdge, ...] = ()
    integrations: tuple[Integration, ...] = ()
    surface: Surface = field(default_factory=Surface)
    estimates: tuple[Estimate, ...] = ()
    totals: Totals | None = None
    roadmap: Roadmap | None = None
    readiness: tuple[ReadinessLine, ...] = ()
    ledger: Ledger | None = None
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Answered, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    residue: tuple[Residue, ...] = ()

    @property
    def graph(self) -> SystemGraph:
        """Return a new networkx MultiDiGraph: systems by id, an edge per flow and dependency."""
        resolved = Resolved(
            systems=self.systems,
            datasets=self.datasets,
            interfaces=self.interfaces,
            flows=self.flows,
            dependencies=self.dependencies,
        )
        return Landscape(resolved).to_graph()

    def _repr_html_(self) -> str:
        """Return the summary that notebooks show: counts and the most complex integrations."""
        names = {system.id: system.name for system in self.systems}
        ends = {
            i.id: " – ".join(names.get(key, key) for key in i.systems) for i in self.integrations
        }
        hours = self.totals.hours_per_day if self.totals else 8.0
        estimates = [e for e in self.estimates if e.scope is Scope.PRODUCTION]
        rows = [
            (
                ends.get(e.integration, e.integration),
                f"{e.score:.0f}",
                e.effort_class.value,
                format_days(e.effort_hours.p50 / hours),
                format_days(e.effort_hours.p80 / hours),
            )
            for e in sorted(estimates, key=lambda e: (-e.score, e.integration))
        ]
        headers = ("Integration", "Score (0–100)", "Class", "P50, days", "P80, days")
        counts = (
            format_count(len(self.systems), "system"),
            format_count(len(self.integrations), "integration"),
            format_count(len(self.questions), "open question"),
        )
        title = self.meta.title or "Survey"
        return build_html(title, ", ".join(counts), headers, rows[:NOTEBOOK_ROWS])
