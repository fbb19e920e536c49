"""Parts of a survey as pandas or polars data frames.

Both libraries are optional, and are imported only when a frame is built.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from seamscope.errors import SeamscopeError
from seamscope.estimate import Estimate
from seamscope.landscape import Integration
from seamscope.records import Evidence
from seamscope.resolved import Finding, FlowEdge, Question, SystemNode

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

T = TypeVar("T")
FrameName = Literal["systems", "flows", "integrations", "estimates", "questions", "findings"]
Library = Literal["pandas", "polars"]
Cell = str | int | float | bool | list[str] | None
Names = Mapping[str, str]


class Kind(StrEnum):
    """The type of a column's cells, which cannot be inferred if there are no rows."""

    TEXT = "text"
    COUNT = "count"
    FIGURE = "figure"
    FLAG = "flag"
    TEXTS = "texts"


# Types of the columns in pandas; polars has methods instead of names.
PANDAS = {
    Kind.TEXT: "str",
    Kind.COUNT: "int64",
    Kind.FIGURE: "float64",
    Kind.FLAG: "bool",
    Kind.TEXTS: "object",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a frame.

    get: a function that returns the cell for an item and the names by id.
    """

    name: str
    kind: Kind
    get: Callable[[T, Names], Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The content of a data frame, independent of the library.

    columns: the name, the type and the cells of each column.
    """

    columns: tuple[tuple[str, Kind, list[Cell]], ...]


def _list_places(evidence: Iterable[Evidence]) -> list[str]:
    return [str(place) for place in evidence]


def _name(key: str, names: Names) -> str:
    return names.get(key, key)


SYSTEMS: tuple[Column[SystemNode], ...] = (
    Column("id", Kind.TEXT, lambda s, _: s.id),
    Column("name", Kind.TEXT, lambda s, _: s.name),
    Column("kind", Kind.TEXT, lambda s, _: s.kind),
    Column("product", Kind.TEXT, lambda s, _: s.product),
    Column("vendor", Kind.TEXT, lambda s, _: s.vendor),
    Column("domain", Kind.TEXT, lambda s, _: s.domain),
    Column("owner", Kind.TEXT, lambda s, _: s.owner),
    Column("support", Kind.TEXT, lambda s, _: s.support),
    Column("criticality", Kind.TEXT, lambda s, _: s.criticality),
    Column("hosting", Kind.TEXT, lambda s, _: s.hosting),
    Column("classification", Kind.TEXT, lambda s, _: s.classification),
    Column("lifecycle", Kind.TEXT, lambda s, _: s.lifecycle.value),
    Column("known_from", Kind.TEXT, lambda s, _: s.known_from.value),
    Column("aliases", Kind.TEXTS, lambda s, _: list(s.aliases)),
    Column("environments", Kind.TEXTS, lambda s, _: list(s.environments)),
    Column("evidence", Kind.TEXTS, lambda s, _: _list_places(s.evidence)),
)
FLOWS: tuple[Column[FlowEdge], ...] = (
    Column("id", Kind.TEXT, lambda f, _: f.id),
    Column("source_id", Kind.TEXT, lambda f, _: f.source.system),
    Column("source", Kind.TEXT, lambda f, names: _name(f.source.system, names)),
    Column("source_dataset", Kind.TEXT, lambda f, _: f.source.dataset),
    Column("target_id", Kind.TEXT, lambda f, _: f.target.system),
    Column("target", Kind.TEXT, lambda f, names: _name(f.target.system, names)),
    Column("target_dataset", Kind.TEXT, lambda f, _: f.target.dataset),
    Column("mechanism", Kind.TEXT, lambda f, _: f.mechanism.value),
    Column("technology", Kind.TEXT, lambda f, _: f.technology),
    Column("frequency", Kind.TEXT, lambda f, _: f.frequency),
    Column("latency", Kind.TEXT, lambda f, _: f.latency),
    Column("volume", Kind.TEXT, lambda f, _: f.volume),
    Column("error_handling", Kind.TEXTS, lambda f, _: list(f.error_handling)),
    Column("after_failure", Kind.FLAG, lambda f, _: f.after_failure),
    Column("entities", Kind.TEXTS, lambda f, _: list(f.entities)),
    Column("via", Kind.TEXTS, lambda f, _: list(f.via)),
    Column("derived", Kind.FLAG, lambda f, _: f.derived),
    Column("state", Kind.TEXT, lambda f, _: f.state.value),
    Column("certainty", Kind.TEXT, lambda f, _: f.certainty.value),
    Column("reason", Kind.TEXT, lambda f, _: f.reason),
    Column("evidence", Kind.TEXTS, lambda f, _: _list_places(f.evidence)),
)
INTEGRATIONS: tuple[Column[Integration], ...] = (
    Column("id", Kind.TEXT, lambda i, _: i.id),
    Column("label", Kind.TEXT, lambda i, _: i.label),
    Column("system_a_id", Kind.TEXT, lambda i, _: i.systems[0]),
    Column("system_a", Kind.TEXT, lambda i, names: _name(i.systems[0], names)),
    Column("system_b_id", Kind.TEXT, lambda i, _: i.systems[1]),
    Column("system_b", Kind.TEXT, lambda i, names: _name(i.systems[1], names)),
    Column("direction", Kind.TEXT, lambda i, _: i.direction.value),
    Column("flows", Kind.COUNT, lambda i, _: len(i.flows)),
    Column("dependencies", Kind.COUNT, lambda i, _: len(i.dependencies)),
    Column(
        "entities_both_ways",
        Kind.TEXTS,
        lambda i, _: [shared.entity for shared in i.entities_both_ways],
    ),
    Column("active", Kind.FLAG, lambda i, _: i.active),
    Column("evidence", Kind.TEXTS, lambda i, _: _list_places(i.evidence)),
)
ESTIMATES: tuple[Column[Estimate], ...] = (
    Column("integration", Kind.TEXT, lambda e, _: e.integration),
    Column("systems", Kind.TEXT, lambda e, names: _name(e.integration, names)),
    Column("scope", Kind.TEXT, lambda e, _: e.scope.value),
    Column("in_total", Kind.FLAG, lambda e, _: e.in_total),
    Column("score", Kind.FIGURE, lambda e, _: e.score),
    Column("class", Kind.TEXT, lambda e, _: e.effort_class.value),
    Column("cfp", Kind.FIGURE, lambda e, _: e.cfp),
    Column("mean_hours", Kind.FIGURE, lambda e, _: e.effort_hours.mean),
    Column("p50_hours", Kind.FIGURE, lambda e, _: e.effort_hours.p50),
    Column("p80_hours", Kind.FIGURE, lambda e, _: e.effort_hours.p80),
    Column("p90_hours", Kind.FIGURE, lambda e, _: e.effort_hours.p90),
    Column("missing", Kind.TEXTS, lambda e, _: [missing.fact for missing in e.missing]),
    Column("override", Kind.TEXT, lambda e, _: e.override),
)
QUESTIONS: tuple[Column[Question], ...] = (
    Column("id", Kind.TEXT, lambda q, _: q.id),
    Column("kind", Kind.TEXT, lambda q, _: q.kind.value),
    Column("text", Kind.TEXT, lambda q, _: q.text),
    Column("effect", Kind.TEXT, lambda q, _: q.effect),
    Column("weight", Kind.FIGURE, lambda q, _: q.weight),
    Column("variance_share", Kind.FIGURE, lambda q, _: q.variance_share),
    Column("decision", Kind.FIGURE, lambda q, _: q.decision),
    Column("key", Kind.TEXT, lambda q, _: q.key),
    Column("candidates", Kind.TEXTS, lambda q, _: list(q.candidates)),
    Column("about", Kind.TEXTS, lambda q, _: list(q.about)),
    Column("evidence", Kind.TEXTS, lambda q, _: _list_places(q.evidence)),
)
FINDINGS: tuple[Column[Finding], ...] = (
    Column("id", Kind.TEXT, lambda f, _: f.id),
    Column("severity", Kind.TEXT, lambda f, _: f.severity.value),
    Column("what", Kind.TEXT, lambda f, _: f.what),
    Column("remedy", Kind.TEXT, lambda f, _: f.remedy),
    Column("where", Kind.TEXTS, lambda f, _: list(f.where)),
    Column("evidence", Kind.TEXTS, lambda f, _: _list_places(f.evidence)),
)


def build_table(columns: Iterable[Column[T]], items: Iterable[T], names: Names) -> Table:
    """Return a table with a row for each item.

    names: the names of systems, endpoints and integrations, by id.
    """
    rows = list(items)
    return Table(
        columns=tuple(
            (column.name, column.kind, [column.get(row, names) for row in rows])
            for column in columns
        )
    )


def build_pandas_frame(table: Table) -> "pd.DataFrame":
    """Return a table as a `pandas.DataFrame`; raise SeamscopeError if pandas is missing."""
    try:
        import pandas as pd
    except ImportError:
        raise _describe_missing("pandas") from None
    series = {
        name: pd.Series(cells, dtype=PANDAS[kind], name=name) for name, kind, cells in table.columns
    }
    return pd.DataFrame(series)


def build_polars_frame(table: Table) -> "pl.DataFrame":
    """Return a table as a `polars.DataFrame`; raise SeamscopeError if polars is missing."""
    try:
        import polars as pl
    except ImportError:
        raise _describe_missing("polars") from None
    types = {
        Kind.TEXT: pl.String(),
        Kind.COUNT: pl.Int64(),
        Kind.FIGURE: pl.Float64(),
        Kind.FLAG: pl.Boolean(),
        Kind.TEXTS: pl.List(pl.String()),
    }
    return pl.DataFrame(
        [pl.Series(name, cells, dtype=types[kind]) for name, kind, cells in table.columns]
    )


def _describe_missing(library: str) -> SeamscopeError:
    return SeamscopeError(
        f"{library} is not installed, so this frame cannot be built",
        remedy=f"run `pip install 'seamscope[{library}]'`",
    )
