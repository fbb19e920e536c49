"""The survey: the whole result of a run as one document, and its JSON form."""

import math
import re
from dataclasses import dataclass, field

import msgspec

from seamscope.accuracy import Accuracy
from seamscope.answers import Answered
from seamscope.errors import InputError, SeamscopeError
from seamscope.estimate import Estimate, Scope, Totals
from seamscope.landscape import Integration, Landscape, SystemGraph
from seamscope.lineage import Coverage
from seamscope.notebook import build_html
from seamscope.readiness import ReadinessLine
from seamscope.records import Skipped
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
from seamscope.surface import Surface
from seamscope.wording import format_count

SCHEMA_VERSION = "1"

# Rows of the table that a notebook shows.
NOTEBOOK_ROWS = 20

# More precise than any estimate, yet coarse enough to hide the last bits of a float, which differ
# between processors and numpy builds.
DECIMALS = 6

_EVIDENCE = {"file", "line", "place", "connector"}
# Encoded JSON has no line break inside a string, so a line that starts with a key is a key.
_EVIDENCE_LINES = re.compile(
    r'\{\n +("file": [^\n]*(?:\n +"(?:line|place|connector)": [^\n]*)*)\n +\}'
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One input file.

    path: below the input root; connector: that read it; records: how many it gave.
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
    """The whole result; fields are in the order of the JSON keys, lists are sorted by id."""

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
    readiness: tuple[ReadinessLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: tuple[Answered, ...] = ()
    skipped: tuple[Skipped, ...] = ()

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
                f"{e.effort_hours.p50 / hours:.3g}",
                f"{e.effort_hours.p80 / hours:.3g}",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    schema_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    meta: _Version


def encode(survey: Survey) -> bytes:
    """Return the survey as indented JSON; the same survey gives the same bytes.

    Keys are in the order of the class fields; each piece of evidence takes one line, without empty
    fields. Raises ValueError for a figure that is not finite, which JSON cannot represent.
    """
    built = msgspec.to_builtins(survey, order="deterministic")
    compact = msgspec.json.encode(_prepare_for_json(built))
    pretty = msgspec.json.format(compact, indent=2).decode()
    return (_EVIDENCE_LINES.sub(_join_lines, pretty) + "\n").encode()


def decode(content: bytes, name: str = "") -> Survey:
    """Read JSON written by `encode`. name: of the file, for error messages.

    Raises InputError if it is not JSON, not a survey, or has another schema version.
    """
    try:
        version = msgspec.json.decode(content, type=_Head).meta.schema_version
        if version != SCHEMA_VERSION:
            remedy = f"run `seamscope survey` again; this program reads version {SCHEMA_VERSION}"
            problem = f"the survey has schema version {version!r}"
            raise InputError(SeamscopeError(problem, remedy=remedy, file=name))
        return msgspec.json.decode(content, type=Survey)
    except msgspec.ValidationError as error:
        remedy = "give the survey.json that `seamscope survey` wrote"
        raise InputError(
            SeamscopeError(f"not a survey: {error}", remedy=remedy, file=name)
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        remedy = "give the survey.json that `seamscope survey` wrote"
        raise InputError(SeamscopeError(f"not JSON: {error}", remedy=remedy, file=name)) from None


def build_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document, generated from its classes."""
    schema = msgspec.json.schema(Survey)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"seamscope survey, schema version {SCHEMA_VERSION}",
        **schema,
    }


def encode_json_schema() -> bytes:
    """Return the content of `survey.schema.json`, the published contract."""
    return msgspec.json.format(msgspec.json.encode(build_json_schema()), indent=2) + b"\n"


def _prepare_for_json(value: object) -> object:
    """Round floats, replace characters that UTF-8 cannot encode, drop empty evidence fields."""
    match value:
        case float():
            if not math.isfinite(value):
                raise ValueError(f"a survey cannot contain the figure {value}")
            return round(value, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
        case str():  # JSON input can contain lone surrogates, which UTF-8 cannot encode
            return value if value.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            is_evidence = value.keys() == _EVIDENCE
            return {
                key: _prepare_for_json(item)
                for key, item in value.items()
                if item or not is_evidence or key == "file"
            }
        case list() | tuple():
            return [_prepare_for_json(item) for item in value]
        case _:
            return value


def _join_lines(match: re.Match[str]) -> str:
    return "{" + re.sub(r"\n +", " ", match[1]) + "}"
