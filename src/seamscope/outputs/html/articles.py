"""The page of each integration and of each system: flows, estimates, evidence, questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate import Estimate
from seamscope.landscape import Integration
from seamscope.outputs.html.estimates import build_estimate, build_evidence_list
from seamscope.outputs.html.markup import Part, build_element, build_list
from seamscope.outputs.html.tables import build_class_mark, build_table
from seamscope.outputs.views.digest import format_day_range, format_question
from seamscope.outputs.views.display_names import name_kind
from seamscope.outputs.views.effort_rows import (
    IF_BUILT_NEW,
    EffortRow,
    get_hours_per_day,
    list_effort_rows,
    name_mechanism,
)
from seamscope.outputs.views.findings import describe_finding, name_severity
from seamscope.outputs.views.quality import describe_profiles
from seamscope.records import Evidence
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    Finding,
    FlowEdge,
    InterfaceNode,
    Question,
    SystemNode,
)
from seamscope.wording import format_count, mark_each, mark_text, translate, translate_term

T = TypeVar("T")


IN_FULL = 2_000  # with more integrations, the pages of systems leave out days and reasons
MAX_DATASETS = 300  # datasets on the page of one system; survey.json lists all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyIndex:
    """The objects of a survey that pages look up by id.

    in_full: whether pages contain all details.
    """

    names: dict[str, str]
    datasets: dict[str, str]
    flows: dict[str, FlowEdge]
    edges: dict[str, DependencyEdge]
    integrations: dict[str, Integration]
    estimates: dict[str, list[Estimate]]
    questions: dict[str, list[Question]]
    findings: dict[str, list[Finding]]
    rows: dict[str, list[EffortRow]]
    datasets_of: dict[str, list[DatasetNode]]
    interfaces_of: dict[str, list[InterfaceNode]]
    per_day: float
    in_full: bool


def index_survey(survey: Survey) -> SurveyIndex:
    """Index a survey once for all of its pages."""
    touching = (
        (side, row) for row in list_effort_rows(survey) for side in {row.source, row.target}
    )
    return SurveyIndex(
        names={system.id: system.name for system in survey.systems},
        datasets={dataset.id: dataset.name for dataset in survey.datasets},
        flows={flow.id: flow for flow in survey.flows},
        edges={edge.id: edge for edge in survey.dependencies},
        integrations={item.id: item for item in survey.integrations},
        estimates=_group_by_key((e.integration, e) for e in survey.estimates),
        questions=_group_by_key((key, q) for q in survey.questions for key in q.about),
        findings=_group_by_key((key, f) for f in survey.findings for key in f.where),
        rows=_group_by_key(touching),
        datasets_of=_group_by_key((d.system, d) for d in survey.datasets),
        interfaces_of=_group_by_key((i.system, i) for i in survey.interfaces),
        per_day=get_hours_per_day(survey),
        in_full=len(survey.integrations) <= IN_FULL,
    )


def _group_by_key(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def build_integration_article(row: EffortRow, index: SurveyIndex) -> Element:
    """Return the page with all facts of the survey about one integration."""
    item = index.integrations[row.integration]
    estimates = index.estimates.get(row.integration, [])
    return build_element(
        "article",
        *_build_lead(row, item, index),
        _build_flow_table(item, index),
        *(part for estimate in estimates for part in build_estimate(estimate, index.per_day)),
        build_question_list(index.questions.get(item.id, [])),
        build_finding_list(index.findings.get(item.id, [])),
        build_evidence_section(translate("Evidence for this integration"), item.evidence),
    )


def build_brief_article(row: EffortRow, index: SurveyIndex) -> Element:
    """Return a short page of an integration, with a reference to the complete facts."""
    item = index.integrations[row.integration]
    note = translate(
        "The landscape is too large to show everything in one file. `seamscope "
        "explain survey.json {label}` shows the flows, factors and evidence of this "
        "integration.",
        label=row.label,
    )
    return build_element(
        "article", *_build_lead(row, item, index), build_element("p", note, class_="note")
    )


def _build_lead(row: EffortRow, item: Integration, index: SurveyIndex) -> Iterator[Element]:
    yield build_element("h2", f"{row.label}  {row.systems}", tabindex="-1")
    yield build_element(
        "p", build_class_mark(row.effort_class), f" {_describe_row(row)}", class_="lead"
    )
    yield build_element("p", row.reason)
    yield _build_system_links(item, index)


def build_system_article(system: SystemNode, index: SurveyIndex) -> Element:
    """Return the page with all facts of the survey about one system."""
    facts = (
        (translate("kind"), name_kind(system.kind)),
        (translate("product"), system.product),
        (translate("vendor"), system.vendor),
        (translate("domain"), translate_term(system.domain)),
        (translate("owner"), system.owner),
        (translate("support"), system.support),
        (translate("criticality"), translate_term(system.criticality)),
        (translate("hosting"), system.hosting),
        (translate("classification"), system.classification),
        (translate("documentation"), system.documentation),
        (translate("lifecycle"), translate_term(system.lifecycle.value)),
        (translate("known from"), translate_term(system.known_from.value)),
        (translate("environments"), ", ".join(system.environments)),
        (translate("other names"), ", ".join(system.aliases)),
    )
    pairs = [
        part
        for name, value in facts
        if value
        for part in (build_element("dt", name), build_element("dd", value))
    ]
    neighbours = index.rows.get(system.id, [])
    return build_element(
        "article",
        build_element("h2", system.name or system.id, tabindex="-1"),
        build_element("dl", *pairs, class_="facts"),
        build_section(
            translate("Integrations ({count})", count=len(neighbours)),
            _build_integration_table(neighbours, in_full=index.in_full),
        ),
        build_interfaces(index.interfaces_of.get(system.id, [])),
        build_datasets(index.datasets_of.get(system.id, [])),
        build_merged_names(system),
        build_question_list(index.questions.get(system.id, [])),
        build_finding_list(index.findings.get(system.id, [])),
        build_evidence_section(translate("Evidence"), system.evidence),
    )


def _describe_row(row: EffortRow) -> str:
    parts = [
        row.status,
        ", ".join(row.mechanisms),
        translate("{days} {unit} (P50 to P90)", days=format_day_range(row.days), unit=row.days_word)
        if row.days
        else "",
        translate("certainty: {certainty}", certainty=translate_term(row.certainty))
        if row.certainty
        else "",
        translate("written by both systems: {entities}", entities=", ".join(row.both_ways))
        if row.both_ways
        else "",
    ]
    return " · ".join(part for part in parts if part)


def _build_system_links(item: Integration, index: SurveyIndex) -> Element:
    links = [
        build_element("a", index.names.get(side, side), href=f"#/system/{side}")
        for side in item.systems
    ]
    between = translate("Between {one} and {other}.", one="\0", other="\0").split("\0")
    return build_element("p", between[0], links[0], between[1], links[1], *between[2:])


def _build_flow_table(item: Integration, index: SurveyIndex) -> Element | None:
    lines = [_build_flow_row(index.flows[key], index) for key in item.flows if key in index.flows]
    lines += [
        _build_dependency_row(index.edges[key], index)
        for key in item.dependencies
        if key in index.edges
    ]
    if not lines:
        return None
    headers = mark_each("from", "to", "mechanism", "state and certainty", "details", "evidence")
    return build_section(
        translate("Flows ({count})", count=len(lines)), build_table(headers, lines)
    )


def _build_flow_row(flow: FlowEdge, index: SurveyIndex) -> list[Part]:
    details = (
        ", ".join(flow.entities), flow.frequency, flow.latency, flow.volume, flow.authentication,
        _describe_way(flow, index), _count_columns(flow), _describe_failure(flow), flow.reason,
    )  # fmt: skip
    return [
        _format_endpoint(flow.source.system, flow.source.dataset, index),
        _format_endpoint(flow.target.system, flow.target.dataset, index),
        " ".join(part for part in (name_mechanism(flow.mechanism), flow.technology) if part),
        f"{translate_term(flow.state.value)}, {translate_term(flow.certainty.value)}",
        "; ".join(part for part in details if part),
        build_evidence_list(flow.evidence),
    ]


def _describe_way(flow: FlowEdge, index: SurveyIndex) -> str:
    way = ", ".join(index.names.get(system, system) for system in flow.via)
    return translate("via {systems}", systems=way) if way else ""


def _describe_failure(flow: FlowEdge) -> str:
    rules = ", ".join(flow.error_handling)
    return translate("on failure: {rules}", rules=rules) if rules else ""


def _count_columns(flow: FlowEdge) -> str:
    count = format_count(len(flow.columns), "column")
    return translate("{columns} in the lineage", columns=count) if flow.columns else ""


def _build_dependency_row(edge: DependencyEdge, index: SurveyIndex) -> list[Part]:
    return [
        _format_endpoint(edge.source.system, edge.source.dataset, index),
        _format_endpoint(edge.target.system, edge.target.dataset, index),
        " ".join(part for part in (name_mechanism(edge.mechanism), edge.technology) if part),
        translate("{state}, direction unknown", state=translate_term(edge.state.value)),
        edge.reason,
        build_evidence_list(edge.evidence),
    ]


def _format_endpoint(system: str, dataset: str, index: SurveyIndex) -> str:
    name = index.names.get(system, system)
    return f"{name}: {index.datasets.get(dataset, dataset)}" if dataset else name


def _build_integration_table(neighbours: list[EffortRow], *, in_full: bool) -> Element | None:
    """Return a table of a system's integrations.

    in_full: whether the table has the columns days and reasons.
    """
    headers: tuple[str, ...] = mark_each("id", "systems", "role", "class")
    lines: list[list[Part]] = [
        [build_element("a", row.label, href=f"#/{row.label}"), row.systems, row.status,
         build_class_mark(row.effort_class)]
        for row in neighbours
    ]  # fmt: skip
    if in_full:
        days = translate("P50–P90, {unit}", unit=_name_days(neighbours))
        headers = (*headers, days, mark_text("main reason"))
        for row, line in zip(neighbours, lines, strict=True):
            line += [format_day_range(row.days), row.reason]
    return build_table(headers, lines) if lines else None


def _name_days(table: Sequence[EffortRow]) -> str:
    hypothetical = any(row.days and row.if_built_new for row in table)
    return translate(IF_BUILT_NEW) if hypothetical else translate("days")


def build_section(title: str, content: Part) -> Element | None:
    """Return a titled section, None if it has no content."""
    return (
        None if content is None else build_element("section", build_element("h3", title), content)
    )


def build_interfaces(nodes: list[InterfaceNode]) -> Element | None:
    """Return the interfaces that a system provides."""
    lines: list[list[Part]] = [
        [i.name, i.protocol, str(i.operations or ""), ", ".join(i.entities),
         ", ".join(i.authentication), translate_term(i.state.value),
         build_evidence_list(i.evidence)]
        for i in nodes
    ]  # fmt: skip
    headers = mark_each(
        "interface", "protocol", "operations", "entities", "authentication", "state", "evidence",
    )  # fmt: skip
    return (
        build_section(
            translate("Interfaces ({count})", count=len(lines)), build_table(headers, lines)
        )
        if lines
        else None
    )


def build_datasets(nodes: list[DatasetNode]) -> Element | None:
    """Return the datasets of a system, with measurements if there are any."""
    measured = any(d.profiles for d in nodes)
    lines: list[list[Part]] = [
        [d.name, d.kind, d.entity, "" if d.columns is None else str(len(d.columns)), d.owner,
         d.classification, *([describe_profiles(d)] if measured else []),
         build_evidence_list(d.evidence)]
        for d in nodes[:MAX_DATASETS]
    ]  # fmt: skip
    headers = (
        *mark_each("dataset", "kind", "entity", "columns", "owner", "classification"),
        *(mark_each("measured") if measured else ()),
        *mark_each("evidence"),
    )
    more = translate(", the first {count}", count=MAX_DATASETS) if len(nodes) > MAX_DATASETS else ""
    title = translate("Datasets ({count}{more})", count=len(nodes), more=more)
    return build_section(title, build_table(headers, lines)) if lines else None


def build_merged_names(system: SystemNode) -> Element | None:
    """Return the names that were merged into one system."""
    lines: list[list[Part]] = [
        [m.name, m.reason, build_evidence_list(m.evidence)] for m in system.merges
    ]
    headers = mark_each("name", "why it is this system", "evidence")
    return (
        build_section(translate("Names merged into this system"), build_table(headers, lines))
        if lines
        else None
    )


def build_question_list(questions: list[Question]) -> Element | None:
    """Return questions as a section."""
    lines = [format_question(question) for question in questions]
    return build_section(translate("Questions"), build_list(lines)) if lines else None


def build_finding_list(findings: list[Finding]) -> Element | None:
    """Return findings as a section."""
    lines: Iterable[Part] = [
        build_element(
            "span",
            f"{name_severity(f)}: {describe_finding(f)}",
            f" → {f.remedy}" if f.remedy else None,
        )
        for f in findings
    ]
    return build_section(translate("Findings"), build_list(lines)) if findings else None


def build_evidence_section(title: str, evidence: tuple[Evidence, ...]) -> Element | None:
    """Return evidence as a section."""
    return build_section(title, build_evidence_list(evidence))
