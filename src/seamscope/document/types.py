"""The survey: the whole result of a run as one document."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args, overload

from seamscope.accuracy import Accuracy
from seamscope.answers import Answered
from seamscope.document import frames
from seamscope.document.frames import FrameName, Library
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

if TYPE_CHECKING:  # optional, and slow to import
    import pandas as pd
    import polars as pl

# Version of the structure of survey.json; `migration` converts older versions.
SCHEMA_VERSION = "2"

# Maximum number of rows in the table that a notebook shows.
NOTEBOOK_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One input file.

    path: relative to the input root.
    connector: name of the connector that read it.
    records: number of records read from the file.
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
    """The whole result of a run. Lists are sorted by id.

    residue: mentions of other systems in the inputs, such as an address, that no record covers.
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
    def is_empty(self) -> bool:
        """Whether the survey has neither a system nor an endpoint."""
        return not (self.systems or self.endpoints)

    @property
    def graph(self) -> SystemGraph:
        """A new networkx MultiDiGraph: one node per system, one edge per flow or dependency."""
        resolved = Resolved(
            systems=self.systems,
            datasets=self.datasets,
            interfaces=self.interfaces,
            flows=self.flows,
            dependencies=self.dependencies,
        )
        return Landscape(resolved).to_graph()

    @overload
    def frame(self, name: FrameName, library: Literal["pandas"] = ...) -> "pd.DataFrame": ...
    @overload
    def frame(self, name: FrameName, library: Literal["polars"]) -> "pl.DataFrame": ...

    def frame(self, name: FrameName, library: Library = "pandas") -> "pd.DataFrame | pl.DataFrame":
        """Return a part of the survey as a data frame, with a row for each item.

        Hours are person-hours. Raises ValueError for an unknown name or library, and
        SeamscopeError if the library is not installed.

        name: systems, flows, integrations, estimates, questions or findings.
        library: pandas or polars.
        """
        table = self._tabulate(name)
        match library:
            case "pandas":
                return frames.build_pandas_frame(table)
            case "polars":
                return frames.build_polars_frame(table)
            case _:
                known = ", ".join(get_args(Library))
                raise ValueError(f"unknown library {library!r}; use one of {known}")

    def _tabulate(self, name: FrameName) -> frames.Table:
        names = self._index_names()
        match name:
            case "systems":
                return frames.build_table(frames.SYSTEMS, self.systems, names)
            case "flows":
                return frames.build_table(frames.FLOWS, self.flows, names)
            case "integrations":
                return frames.build_table(frames.INTEGRATIONS, self.integrations, names)
            case "estimates":
                return frames.build_table(frames.ESTIMATES, self.estimates, names)
            case "questions":
                return frames.build_table(frames.QUESTIONS, self.questions, names)
            case "findings":
                return frames.build_table(frames.FINDINGS, self.findings, names)
            case _:
                known = ", ".join(get_args(FrameName))
                raise ValueError(f"unknown frame {name!r}; use one of {known}")

    def _index_names(self) -> dict[str, str]:
        """Return the names by id; an integration is named after both of its systems."""
        names = {system.id: system.name for system in self.systems}
        names |= {endpoint.id: endpoint.name for endpoint in self.endpoints}
        return names | {
            i.id: " – ".join(names.get(key, key) for key in i.systems) for i in self.integrations
        }

    def _repr_html_(self) -> str:
        """Return the HTML that notebooks show: counts, and the most complex integrations."""
        names = self._index_names()
        hours = self.totals.hours_per_day if self.totals else 8.0
        estimates = [e for e in self.estimates if e.scope is Scope.PRODUCTION]
        rows = [
            (
                names.get(e.integration, e.integration),
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
