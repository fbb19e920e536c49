"""Briefs as Markdown: one for each integration to build, for the team that builds it."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate.process import join_names
from seamscope.knowledge import load
from seamscope.outputs.views.digest import (
    format_day_range,
)
from seamscope.outputs.views.effort_rows import (
    EffortRow,
    Role,
    list_effort_rows,
    name_mechanism,
)
from seamscope.outputs.views.findings import describe_finding, name_severity
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.outputs.views.provenance import describe_source, format_evidence
from seamscope.outputs.writers.tabulate import (
    Cell,
    escape_markdown_line,
    format_bullet,
    format_markdown_table,
)
from seamscope.records import EdgeKind, State
from seamscope.resolved import DatasetNode, FlowEdge, SystemNode
from seamscope.wording import format_count, mark_each, mark_text, translate, translate_term

MOST_FIELDS = 200
NOTHING = mark_text(
    "# Briefs\n\nThere is nothing to build, so there is no brief: add a POC with --poc, or declare "
    "`build: true` or `replace: true` in an inventory.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The survey, with its systems, datasets and flows by id."""

    survey: Survey
    systems: dict[str, SystemNode]
    datasets: dict[str, DatasetNode]
    flows: dict[str, FlowEdge]

    def name(self, key: str) -> str:
        """Return the name of a system, or its id if it is an endpoint."""
        return self.systems[key].name if key in self.systems else key


def render_briefs(survey: Survey) -> bytes:
    """Return a brief for each integration to build, the largest first."""
    index = _Index(
        survey=survey,
        systems={item.id: item for item in survey.systems},
        datasets={item.id: item for item in survey.datasets},
        flows={item.id: item for item in survey.flows},
    )
    rows = [row for row in list_effort_rows(survey) if row.role is Role.BUILD]
    rows.sort(key=lambda row: (-(row.days.p50 if row.days else 0.0), row.label))
    if not rows:
        return NOTHING.encode()
    source = escape_markdown_line(describe_source(survey))
    lines = (*(line for row in rows for line in _write_brief(row, index)), source)
    return "".join(f"{line}\n" for line in lines).encode()


def _write_brief(row: EffortRow, index: _Index) -> Iterator[str]:
    flows = _list_flows(row, index)
    yield f"# {escape_markdown_line(f'{row.label} {row.systems}')}"
    yield ""
    days = format_day_range(row.days)
    size = (
        translate(
            "Class {size}, {days} person-days from P50 to P90.",
            size=row.effort_class,
            days=days,
        )
        if days
        else ""
    )
    yield escape_markdown_line(
        " ".join(
            part for part in (size, translate("Main reason: {reason}.", reason=row.reason)) if part
        )
    )
    yield ""
    yield from _write_table(translate("What moves"), _list_moves(flows, index))
    yield from _write_field_map(flows, index)
    yield from _write_table(translate("Systems"), _list_systems(row, index))
    yield from _write_bullets(translate("Who does it"), _list_duties(row, index))
    yield from _write_bullets(translate("Error handling"), _list_rules("errors", flows, index))
    yield from _write_bullets(translate("Conflicts and findings"), _list_findings(row, index))
    yield from _write_bullets(translate("Open questions"), _list_questions(row, index))
    yield from _write_bullets(
        translate("Acceptance criteria"), _list_rules("acceptance", flows, index)
    )


def _list_flows(row: EffortRow, index: _Index) -> list[FlowEdge]:
    ids = next(i.flows for i in index.survey.integrations if i.id == row.integration)
    live = [index.flows[key] for key in ids if key in index.flows]
    return [flow for flow in live if flow.state in (State.ACTIVE, State.PLANNED)]


def _list_moves(flows: list[FlowEdge], index: _Index) -> tuple[tuple[str, ...], list[list[Cell]]]:
    headers = mark_each(
        "from", "to", "data", "mechanism", "how often", "volume", "sign-on", "evidence"
    )
    return headers, [
        [
            index.name(flow.source.system), index.name(flow.target.system),
            ", ".join(_list_data(flow, index)) or translate("not named"),
            flow.technology or name_mechanism(flow.mechanism), flow.latency or flow.frequency,
            flow.volume, flow.authentication, format_evidence(flow.evidence),
        ]
        for flow in flows
    ]  # fmt: skip


def _list_data(flow: FlowEdge, index: _Index) -> tuple[str, ...]:
    """Return the entities and datasets of a flow, () if none is known."""
    ends = (end.dataset for end in (flow.target, flow.source) if end.dataset)
    named = [index.datasets[key].name for key in ends if key in index.datasets]
    return tuple(dict.fromkeys((*flow.entities, *named)))


def _group_lanes(flows: list[FlowEdge]) -> list[list[FlowEdge]]:
    """Group flows that have the same source, target and mechanism (a lane), in order."""
    lanes: dict[tuple[str, str, str], list[FlowEdge]] = {}
    for flow in flows:
        key = (flow.source.system, flow.target.system, flow.mechanism.value)
        lanes.setdefault(key, []).append(flow)
    return [*lanes.values()]


def _describe_lane(lane: list[FlowEdge], index: _Index) -> dict[str, str]:
    """Return the values for the placeholders of a rule: systems, data and latency.

    If no flow of the lane names its data, `data` is "records", as in "All records of one day…".
    lane: flows with the same systems and mechanism.
    """
    data = dict.fromkeys(entity for flow in lane for entity in flow.entities)
    data = data or dict.fromkeys(name for flow in lane for name in _list_data(flow, index))
    paces = dict.fromkeys(flow.latency or flow.frequency for flow in lane)
    latency = next((pace for pace in paces if pace), "")
    return {
        "source": index.name(lane[0].source.system),
        "target": index.name(lane[0].target.system),
        "data": translate("{data} records", data=join_names(tuple(data)))
        if data
        else translate("records"),
        "latency": f" ({latency})" if latency else "",
    }


def _write_field_map(flows: list[FlowEdge], index: _Index) -> Iterator[str]:
    """Yield a table of source and target columns, from lineage.

    Without lineage, yield a table of the known columns; the team fills in the target fields.
    """
    mapped: list[list[Cell]] = [
        [edge.source, edge.target, translate_term(edge.kind.value)]
        for flow in flows
        for edge in flow.columns
        if edge.kind is not EdgeKind.INDIRECT
    ]
    if mapped:
        known = mark_each("source field", "target field", "kind")
        yield from _write_table(translate("Field map, from lineage"), (known, mapped[:MOST_FIELDS]))
    else:
        mapped = [*_list_known_columns(flows, index)]
        empty = mark_each("dataset", "field", "type", "target field", "rule")
        yield from _write_table(translate("Field map, to fill in"), (empty, mapped[:MOST_FIELDS]))
    if len(mapped) > MOST_FIELDS:
        yield translate(
            "{mapped:,} more fields are in survey.json.", mapped=len(mapped) - MOST_FIELDS
        )
        yield ""
    if not mapped:
        yield from _write_bullets(
            translate("Field map"),
            iter([translate("No columns of the data are known: list them.")]),
        )


def _list_known_columns(flows: list[FlowEdge], index: _Index) -> Iterator[list[Cell]]:
    keys = dict.fromkeys(end.dataset for flow in flows for end in (flow.source, flow.target))
    for node in (index.datasets[key] for key in keys if key in index.datasets):
        for column in node.columns or ():
            yield [node.name, column.name, column.type, "", ""]


def _list_systems(row: EffortRow, index: _Index) -> tuple[tuple[str, ...], list[list[Cell]]]:
    headers = mark_each("system", "kind", "owner", "support", "criticality", "classification",
               "documentation")  # fmt: skip
    found = (index.systems[key] for key in (row.source, row.target) if key in index.systems)
    return headers, [
        [
            s.name,
            translate_term(s.kind),
            s.owner,
            s.support,
            translate_term(s.criticality),
            s.classification,
            s.documentation,
        ]
        for s in found
    ]


def _list_duties(row: EffortRow, index: _Index) -> Iterator[str]:
    duties = index.survey.ledger.duties if index.survey.ledger else ()
    for duty in duties:
        if duty.integration in (row.integration, row.label):
            for verb, who in (
                (translate("Builds"), duty.builds),
                (translate("Runs"), duty.runs),
                (translate("Approves"), duty.approves),
            ):
                yield f"{verb}: {who or translate('no name given')}"


def _list_rules(kind: str, flows: list[FlowEdge], index: _Index) -> Iterator[str]:
    """Yield the rules in knowledge/briefs.yaml for the mechanisms and directions of the flows.

    kind: `errors` or `acceptance`. Each rule is yielded once.
    """
    match load("briefs"):
        case {"errors": dict(errors), "acceptance": dict(acceptance)}:
            rules = errors if kind == "errors" else acceptance
        case _:
            raise ValueError("knowledge/briefs.yaml must have errors and acceptance")
    found: dict[str, None] = {}
    for lane in _group_lanes(flows):
        way = "writes" if lane[0].source.system == index.survey.surface.poc else "reads"
        words = _describe_lane(lane, index)
        for key in ("any", lane[0].mechanism.value, way):
            for rule in rules.get(key, ()):
                found.setdefault(translate_term(str(rule)).format(**words))
    yield from found


def _list_findings(row: EffortRow, index: _Index) -> Iterator[str]:
    integration = next(i for i in index.survey.integrations if i.id == row.integration)
    for shared in integration.entities_both_ways:
        master = (
            translate("its master is {master}", master=shared.master)
            if shared.master
            else translate("no master is defined")
        )
        yield translate(
            "{entity} is written by both systems; {master}", entity=shared.entity, master=master
        )
    about = {row.integration, row.source, row.target} - {index.survey.surface.poc}
    for finding in index.survey.findings:
        if not about.isdisjoint(finding.where):
            remedy = f": {finding.remedy}" if finding.remedy else ""
            yield f"{name_severity(finding)}: {describe_finding(finding)}{remedy}"


def _list_questions(row: EffortRow, index: _Index) -> Iterator[str]:
    about = {row.integration, row.source, row.target} - {index.survey.surface.poc}
    for question in rank_questions(index.survey):
        if not about.isdisjoint(question.about):
            key = translate(" (answer with {key})", key=question.key) if question.key else ""
            yield f"{question.text}{key}"


def _write_table(heading: str, table: tuple[tuple[str, ...], list[list[Cell]]]) -> Iterator[str]:
    headers, rows = table
    if rows:
        yield f"## {heading}"
        yield ""
        yield format_markdown_table(headers, rows)


def _write_bullets(heading: str, texts: Iterator[str]) -> Iterator[str]:
    lines = [format_bullet(text) for text in dict.fromkeys(texts)]
    if lines:
        yield f"## {heading} ({format_count(len(lines), 'point')})"
        yield ""
        yield from (*lines, "")
