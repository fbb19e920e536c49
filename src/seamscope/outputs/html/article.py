"""One page for each integration: flows, figures, factors, evidence and what nobody knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.landscape import Integration
from seamscope.outputs.html.figures import estimate_parts, places
from seamscope.outputs.html.listings import (
    asked,
    datasets,
    evidence_of,
    found_debts,
    interfaces,
    merges,
    section,
)
from seamscope.outputs.html.markup import Part, el
from seamscope.outputs.html.tables import class_mark, table
from seamscope.outputs.views.digest import span
from seamscope.outputs.views.rows import MECHANISMS, Row, hours_per_day, rows
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    Finding,
    FlowEdge,
    InterfaceNode,
    Question,
    SystemNode,
)
from seamscope.wording import number

T = TypeVar("T")


IN_FULL = 2_000  # integrations of a landscape whose systems' pages repeat days and reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What articles look up by id."""

    names: dict[str, str]
    datasets: dict[str, str]
    flows: dict[str, FlowEdge]
    edges: dict[str, DependencyEdge]
    integrations: dict[str, Integration]
    estimates: dict[str, list[Estimate]]
    questions: dict[str, list[Question]]
    findings: dict[str, list[Finding]]
    rows: dict[str, list[Row]]
    held: dict[str, list[DatasetNode]]
    offered: dict[str, list[InterfaceNode]]
    per_day: float
    in_full: bool


def facts(survey: Survey) -> Facts:
    """Index a survey once for all of its articles."""
    touching = ((side, row) for row in rows(survey) for side in {row.source, row.target})
    return Facts(
        names={system.id: system.name for system in survey.systems},
        datasets={dataset.id: dataset.name for dataset in survey.datasets},
        flows={flow.id: flow for flow in survey.flows},
        edges={edge.id: edge for edge in survey.dependencies},
        integrations={item.id: item for item in survey.integrations},
        estimates=_grouped((e.integration, e) for e in survey.estimates),
        questions=_grouped((key, q) for q in survey.questions for key in q.about),
        findings=_grouped((key, f) for f in survey.findings for key in f.where),
        rows=_grouped(touching),
        held=_grouped((d.system, d) for d in survey.datasets),
        offered=_grouped((i.system, i) for i in survey.interfaces),
        per_day=hours_per_day(survey),
        in_full=len(survey.integrations) <= IN_FULL,
    )


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def integration_article(row: Row, known: Facts) -> Element:
    """Return everything the survey holds on one integration."""
    item = known.integrations[row.integration]
    estimates = known.estimates.get(row.integration, [])
    return el(
        "article",
        *_lead(row, item, known),
        _flows(item, known),
        *(part for estimate in estimates for part in estimate_parts(estimate, known.per_day)),
        asked(known.questions.get(item.id, [])),
        found_debts(known.findings.get(item.id, [])),
        evidence_of("Why these two systems are one integration", item.evidence),
    )


def brief_article(row: Row, known: Facts) -> Element:
    """Return the head of an integration's page, and where the rest of it is."""
    item = known.integrations[row.integration]
    told = (
        f"The landscape is too large for all in one file: `seamscope explain survey.json "
        f"{row.label}` shows its flows, factors and evidence to the last point."
    )
    return el("article", *_lead(row, item, known), el("p", told, class_="note"))


def _lead(row: Row, item: Integration, known: Facts) -> Iterator[Element]:
    yield el("h2", f"{row.label}  {row.systems}", tabindex="-1")
    yield el("p", class_mark(row.effort_class), f" {_standing(row)}", class_="lead")
    yield el("p", row.reason)
    yield _ends(item, known)


def system_article(system: SystemNode, known: Facts) -> Element:
    """Return everything the survey holds on one system."""
    said = (
        ("kind", system.kind), ("product", system.product), ("vendor", system.vendor),
        ("domain", system.domain), ("owner", system.owner), ("support", system.support),
        ("criticality", system.criticality), ("hosting", system.hosting),
        ("classification", system.classification), ("documentation", system.documentation),
        ("lifecycle", system.lifecycle.value), ("known from", system.known_from.value),
        ("environments", ", ".join(system.environments)),
        ("also called", ", ".join(system.aliases)),
    )  # fmt: skip
    pairs = [part for name, value in said if value for part in (el("dt", name), el("dd", value))]
    found = known.rows.get(system.id, [])
    return el(
        "article",
        el("h2", system.name or system.id, tabindex="-1"),
        el("dl", *pairs, class_="facts"),
        section(f"Integrations ({len(found)})", _neighbours(found, in_full=known.in_full)),
        interfaces(known.offered.get(system.id, [])),
        datasets(known.held.get(system.id, [])),
        merges(system),
        asked(known.questions.get(system.id, [])),
        found_debts(known.findings.get(system.id, [])),
        evidence_of("Read from", system.evidence),
    )


def _standing(row: Row) -> str:
    parts = [
        row.standing,
        ", ".join(row.mechanisms),
        f"{span(row.days)} person-days (P50–P90)" if row.days else "",
        f"certainty: {row.certainty}" if row.certainty else "",
        f"written from both sides: {', '.join(row.both_ways)}" if row.both_ways else "",
    ]
    return " · ".join(part for part in parts if part)


def _ends(item: Integration, known: Facts) -> Element:
    links = [el("a", known.names.get(side, side), href=f"#/system/{side}") for side in item.systems]
    return el("p", "Between ", links[0], " and ", links[1], ".")


def _flows(item: Integration, known: Facts) -> Element | None:
    found = [_flow(known.flows[key], known) for key in item.flows if key in known.flows]
    found += [_edge(known.edges[key], known) for key in item.dependencies if key in known.edges]
    if not found:
        return None
    headers = ("from", "to", "how", "state and certainty", "said about it", "read from")
    return section(f"Flows ({len(found)})", table(headers, found))


def _flow(flow: FlowEdge, known: Facts) -> list[Part]:
    said = (
        ", ".join(flow.entities), flow.frequency, flow.latency, flow.volume, flow.authentication,
        f"via {', '.join(known.names.get(v, v) for v in flow.via)}" if flow.via else "",
        f"{number(len(flow.columns), 'column')} traced" if flow.columns else "", flow.reason,
    )  # fmt: skip
    return [
        _end(flow.source.system, flow.source.dataset, known),
        _end(flow.target.system, flow.target.dataset, known),
        " ".join(part for part in (MECHANISMS[flow.mechanism], flow.technology) if part),
        f"{flow.state.value}, {flow.certainty.value}",
        "; ".join(part for part in said if part),
        places(flow.evidence),
    ]


def _edge(edge: DependencyEdge, known: Facts) -> list[Part]:
    return [
        _end(edge.source.system, edge.source.dataset, known),
        _end(edge.target.system, edge.target.dataset, known),
        " ".join(part for part in (MECHANISMS[edge.mechanism], edge.technology) if part),
        f"{edge.state.value}, direction not known",
        edge.reason,
        places(edge.evidence),
    ]


def _end(system: str, dataset: str, known: Facts) -> str:
    name = known.names.get(system, system)
    return f"{name}: {known.datasets.get(dataset, dataset)}" if dataset else name


def _neighbours(found: list[Row], *, in_full: bool) -> Element | None:
    """Return the integrations of a system; in a large landscape their own pages say the rest."""
    headers: tuple[str, ...] = ("id", "systems", "role", "class")
    lines: list[list[Part]] = [
        [el("a", row.label, href=f"#/{row.label}"), row.systems, row.standing,
         class_mark(row.effort_class)]
        for row in found
    ]  # fmt: skip
    if in_full:
        headers = (*headers, "P50–P90, days", "why")
        for row, line in zip(found, lines, strict=True):
            line += [span(row.days), row.reason]
    return table(headers, lines) if lines else None
