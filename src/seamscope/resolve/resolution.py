"""Resolve all records in one pass, from names to systems, datasets, flows and questions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from seamscope.config import Config
from seamscope.decisions import Decisions
from seamscope.records import Evidence, Query, Record, Skipped
from seamscope.resolve import confirmations, datasets, flow_states, flows, hops, hubs, interfaces
from seamscope.resolve.catalogue import Catalogue, Unknown
from seamscope.resolve.connections import follow_connections
from seamscope.resolve.contracts import apply_contracts
from seamscope.resolve.decision_effects import (
    apply_decided_attributes,
    apply_decisions,
    apply_decisions_to_derived,
)
from seamscope.resolve.direction_authority import apply_direction_authority
from seamscope.resolve.due_states import doubt_overdue_states
from seamscope.resolve.locations import Places, locate
from seamscope.resolve.names import Ids
from seamscope.resolve.opposite_flows import replace_contradicted_flows
from seamscope.resolve.question_weights import weigh
from seamscope.resolve.register import build_question_id
from seamscope.resolve.staging import find_means, find_staging_areas, split_staging_areas
from seamscope.resolved import Finding, Question, Resolved


def resolve(
    records: Iterable[Record],
    config: Config = Config(),  # noqa: B008 (frozen)
    catalogue: Catalogue | None = None,
    decisions: Decisions = Decisions(),  # noqa: B008 (frozen)
    *,
    today: str = "",
    poc_names: Sequence[str] = (),
) -> Resolved:
    """Return each system, dataset, interface and flow once, with its evidence.

    Queries and skipped input are ignored. Ambiguous names stay separate and lead to a question.
    Every merge has a reason in `SystemNode.merges`.

    today: ISO date of the run, "" if the caller does not specify it.
    poc_names: names of systems in poc.yaml, under which these systems are shown.
    """
    described = apply_contracts(follow_connections(_sort_records(records)))
    ordered = doubt_overdue_states(described, today)
    places = locate(ordered, config, catalogue or Unknown(), decisions, poc_names)
    tables = datasets.build_datasets(ordered, places, decisions.same_datasets)
    ends = flows.Ends(places, tables)
    authority = (config.authority or {}).get("direction", "")
    towards = apply_direction_authority(ordered, ends, authority)
    ordered = [*flow_states.settle_flow_states(towards, ends, places.systems.nodes)]
    ordered = apply_decisions(ordered, ends, places, decisions)
    loosened = replace_contradicted_flows(ordered, ends)
    hop_edges = flows.merge_flows(loosened.records, ends)
    passing = hubs.find_hubs(
        places.systems.nodes, tables.nodes, hop_edges, places.systems.endpoints
    )
    routing = hubs.list_routing_hubs(places.systems.nodes)
    derived = hops.derive(hop_edges, passing, tables.nodes, routing)
    ways = apply_decisions_to_derived(derived.edges, places, decisions)
    edges = flows.assign_ids((*hop_edges, *ways))
    unclear = interfaces.merge_dependencies(loosened.records, ends)
    names = _collect_names(places, tables)
    findings = (
        *places.systems.findings,
        *tables.findings,
        *derived.findings,
        *flows.report_contradictions(edges, names),
        *interfaces.report_opposite_directions(loosened.opposed, names),
    )
    asked = (
        *places.systems.questions,
        *tables.questions,
        *interfaces.ask_directions(unclear, edges, names, loosened.opposed),
        *interfaces.ask_contents(edges, names),
        *flow_states.ask_unknown_flows(edges, names),
    )
    staging = find_staging_areas(places.systems.nodes, edges)
    staging |= find_means(places.systems.nodes, edges, unclear, ordered)
    systems, staged = split_staging_areas(places.systems.nodes, staging)
    endpoints = tuple(sorted((*places.systems.endpoints, *staged), key=lambda node: node.id))
    placeless = frozenset(node.id for node in endpoints)
    doubted = [*confirmations.ask_confirmations(systems, (*edges, *unclear), names, asked)]
    questions = _merge_questions((*asked, *doubted), places.systems.common_names)
    texts = {question.text for question in doubted}
    result = Resolved(
        systems=systems,
        endpoints=endpoints,
        datasets=tables.nodes,
        interfaces=interfaces.merge_interfaces(ordered, places),
        flows=edges,
        dependencies=unclear,
        questions=weigh(
            questions,
            (*edges, *unclear),
            placeless,
            frozenset(question.id for question in questions if question.text in texts),
        ),
        findings=tuple(sorted(findings, key=_rank_finding)),
    )
    return apply_decided_attributes(result, decisions)


def _sort_records(records: Iterable[Record]) -> list[Record]:
    """Return the records without duplicates, sorted by position.

    So the order of the inputs has no effect.
    """
    by_place: dict[Evidence, list[Record]] = defaultdict(list)
    for record in records:
        if not isinstance(record, Query | Skipped):
            by_place[record.evidence].append(record)
    result: list[Record] = []
    for evidence in sorted(by_place):
        together = by_place[evidence]
        result += sorted(dict.fromkeys(together), key=repr) if len(together) > 1 else together
    return result


def _collect_names(places: Places, tables: datasets.Datasets) -> dict[str, str]:
    """Return the names of systems, endpoints and datasets by id."""
    names = places.systems.names
    full = {node.id: f"{names[node.system]} / {node.name}" for node in tables.nodes}
    return names | full


def _merge_questions(asked: Iterable[Question], names: dict[str, str]) -> tuple[Question, ...]:
    """Return the questions sorted by text, with unique ids; questions of equal text are merged.

    If several questions have the same id, a hash of their systems is added to each id. So an id
    does not depend on the other questions.

    names: names of systems and endpoints by id.
    """
    result: dict[str, Question] = {}
    for question in asked:
        known = result.get(question.text, question)
        result[question.text] = replace(
            known,
            about=tuple(sorted({*known.about, *question.about})),
            evidence=tuple(sorted({*known.evidence, *question.evidence})),
        )
    identified = [
        replace(question, id=question.id or _build_question_id(question, names))
        for _, question in sorted(result.items())
    ]
    counts = Counter(question.id for question in identified)
    ids = Ids()
    return tuple(
        replace(
            question, id=ids.make(_tell_apart(question) if counts[question.id] > 1 else question.id)
        )
        for question in identified
    )


def _tell_apart(question: Question) -> str:
    about = "|".join((question.subject, *question.about))
    return f"{question.id}:{sha256(about.encode()).hexdigest()[:6]}"


def _build_question_id(question: Question, names: dict[str, str]) -> str:
    subject = [names[key] for key in question.about if key in names]
    return build_question_id(question.kind, subject or question.about)


def _rank_finding(finding: Finding) -> tuple[str, tuple[str, ...], tuple[Evidence, ...]]:
    return (finding.what, finding.where, finding.evidence)
