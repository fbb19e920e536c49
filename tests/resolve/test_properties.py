"""Property tests of resolve: the order of records does not matter, nothing is lost, and it is
idempotent.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.config import Alias, Config, Home
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Mechanism,
    Record,
    State,
    System,
    SystemRef,
)
from seamscope.resolve import resolve
from seamscope.resolved import FlowEdge, Resolved

from .making import CATALOGUE, end, flow, ref, system

NAMES = (
    "CRM",
    "crm ",
    "CRM Test",
    "ERP",
    "Kafka",
    "SFDC",
    "Salesforce",
    "Salesforce Sandbox",
    "R/3",
    "SAP ECC Europe",
    "crm-test",
    "orders",
)
CLASS_SALESFORCE = Clue(kind=ClueKind.CLASS, value="salesforce")
CLASS_POSTGRES = Clue(kind=ClueKind.CLASS, value="postgres")
VALUES = ("crm", "orders", "h1", "h2", "crm_test")
EXAMPLES = min(40, settings().max_examples)
DATASETS = ("", "orders", "public.orders", "erp.orders", "crm.erp.orders", '"Orders"', "t.csv")
CONFIGS = (
    Config(),
    Config(different=(("CRM", "ERP"),)),
    Config(
        systems=(Alias(system="ERP", names=("R/3",), namespaces=("erp.*",), hosts=("h1",)),),
        homes=(Home(system="CRM", match="b*"), Home(system="SFDC", database="orders")),
    ),
)

evidences = st.builds(
    Evidence,
    file=st.sampled_from(["a.csv", "b.csv", "x/c.sql"]),
    line=st.integers(1, 40),
    connector=st.sampled_from(["one", "two"]),
)
telling = st.sampled_from([ClueKind.SOURCE, ClueKind.CLASS, ClueKind.PRODUCT])
clues = st.lists(
    st.one_of(
        st.builds(Clue, kind=st.sampled_from(list(ClueKind)), value=st.sampled_from(VALUES)),
        st.builds(Clue, kind=telling, value=st.sampled_from(["salesforce", "postgres"])),
    ),
    max_size=3,
).map(tuple)
refs = st.builds(SystemRef, name=st.sampled_from(("", "", *NAMES)), clues=clues)
ends = st.builds(Endpoint, system=refs, dataset=st.sampled_from(DATASETS))
states = st.sampled_from([State.ACTIVE, State.ACTIVE, State.DISABLED, State.PLANNED, State.UNKNOWN])
dates = st.sampled_from(["", "", "2021", "2021-03", "2024-05-01"])
systems = st.builds(
    System,
    name=st.sampled_from(NAMES),
    evidence=evidences,
    kind=st.sampled_from(["", "broker", "crm"]),
    product=st.sampled_from(["", "SAP ECC", "postgres"]),
    owner=st.sampled_from(["", "Ann", "Bo"]),
    environment=st.sampled_from(["", "", "test"]),
    state=states,
    state_date=dates,
    state_due=dates,
    aliases=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    clues=clues,
)
datasets = st.builds(
    Dataset,
    system=refs,
    name=st.sampled_from(DATASETS[1:]),
    evidence=evidences,
    columns=st.sampled_from([None, (Column(name="a"),), (Column(name="b", type="int"),)]),
    kind=st.sampled_from(["table", "topic"]),
    owner=st.sampled_from(["", "Ann"]),
)
flows = st.builds(
    Flow,
    source=ends,
    target=ends,
    evidence=evidences,
    mechanism=st.sampled_from([Mechanism.API, Mechanism.EVENTS]),
    technology=st.sampled_from(["", "REST", "rest"]),
    frequency=st.sampled_from(["", "daily", "hourly"]),
    entities=st.sampled_from([(), ("Order",), ("Item", "Order")]),
    via=st.lists(refs, max_size=1).map(tuple),
    state=states,
    state_date=dates,
    state_due=dates,
    interface=st.sampled_from(["", "IF-1", "IF-2"]),
    declared=st.booleans(),
)
dependencies = st.builds(
    Dependency, source=ends, target=ends, reason=st.just("not said"), evidence=evidences
)
records = st.lists(st.one_of(systems, datasets, flows, dependencies), max_size=14)


def write_records(resolved: Resolved) -> Iterator[Record]:
    """Yield the records of a result, as a source would that gives every system an id."""
    names = {node.id: node.name for node in resolved.systems}
    tables = {node.id: node.name for node in resolved.datasets}

    def here(evidence: Evidence) -> Evidence:
        return replace(evidence, connector="again")

    def refer(system: str) -> SystemRef:
        return SystemRef(name=names[system], clues=(Clue(kind=ClueKind.ID, value=system),))

    for node in resolved.systems:
        whole = System(
            name=node.name,
            evidence=here(node.evidence[0]),
            kind=node.kind,
            product=node.product,
            vendor=node.vendor,
            domain=node.domain,
            owner=node.owner,
            state=node.lifecycle,
            aliases=node.aliases,
            clues=refer(node.id).clues,
        )
        yield whole
        for label in node.environments:
            yield replace(whole, environment=label, aliases=(), owner="", clues=())
    for table in (table for table in resolved.datasets if table.system in names):
        yield Dataset(
            system=refer(table.system),
            name=table.name,
            evidence=here(table.evidence[0]),
            columns=table.columns,
            kind=table.kind,
            owner=table.owner,
        )
    for edge in (edge for edge in between_systems(resolved) if not edge.derived):
        source, target = (
            Endpoint(system=refer(end.system), dataset=tables.get(end.dataset, ""))
            for end in (edge.source, edge.target)
        )
        for evidence in edge.evidence:
            yield Flow(
                source=source,
                target=target,
                evidence=here(evidence),
                mechanism=edge.mechanism,
                technology=edge.technology,
                frequency=edge.frequency,
                entities=edge.entities,
                via=tuple(refer(system) for system in edge.via if system in names),
                state=edge.state,
                certainty=edge.certainty,
                reason=edge.reason,
            )


def between_systems(resolved: Resolved) -> list[FlowEdge]:
    """Return the flows between two systems; flows of endpoints are left out, because a further list
    may assign them.
    """
    ids = {node.id for node in resolved.systems}
    return [edge for edge in resolved.flows if {edge.source.system, edge.target.system} <= ids]


def collect_essence(resolved: Resolved) -> list[object]:
    """Return everything in a result that a second run must not change."""

    def places(edge: FlowEdge) -> FlowEdge:
        return replace(
            edge,
            via=tuple(system for system in edge.via if system in ids),
            evidence=tuple(sorted({replace(e, connector="") for e in edge.evidence})),
        )

    ids = {node.id for node in resolved.systems}

    systems_ = [
        (n.id, n.name, n.kind, n.product, n.vendor, n.owner, n.lifecycle, n.environments, n.aliases)
        for n in resolved.systems
    ]
    tables = [
        (n.id, n.system, n.name, n.kind, n.columns, n.owner)
        for n in resolved.datasets
        if n.system in ids
    ]
    return [systems_, tables, [places(edge) for edge in between_systems(resolved)]]


@settings(max_examples=EXAMPLES, deadline=None)
@given(records, st.sampled_from(CONFIGS), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    made: list[Record], config: Config, dice: random.Random
) -> None:
    """The result is the same in whatever order the records are read."""
    shuffled = [*made]
    dice.shuffle(shuffled)
    assert resolve(made, config, CATALOGUE) == resolve(shuffled, config, CATALOGUE)


@settings(max_examples=EXAMPLES, deadline=None)
@given(records)
def test_a_resolved_landscape_resolves_to_itself(made: list[Record]) -> None:
    """Resolving the records of a result gives the same result."""
    once = resolve(made, catalogue=CATALOGUE)
    twice = resolve(write_records(once), catalogue=CATALOGUE)
    assert collect_essence(twice) == collect_essence(once)


@pytest.mark.parametrize(
    "made",
    [
        # The endpoint of a class becomes a system through its test environment.
        [
            flow(end(ref()), "Salesforce Sandbox"),
            replace(
                flow(end(ref()), "orders", "flows.csv:2"),
                via=(SystemRef(clues=(CLASS_SALESFORCE, CLASS_POSTGRES)),),
            ),
        ],
        # There is a recognised system of the name as well.
        [
            flow(end(ref()), "Salesforce Sandbox"),
            flow("SFDC", "CRM", "flows.csv:2"),
            replace(
                flow(end(ref()), "orders", "flows.csv:3"),
                via=(SystemRef(clues=(CLASS_SALESFORCE, CLASS_POSTGRES)),),
            ),
        ],
        # The product follows from an alias.
        [system("orders", aliases=("SFDC",)), flow("SFDC", "Salesforce Sandbox")],
        # Production and a test environment claim one alias.
        [
            system("SFDC", environment="test"),
            system("orders", aliases=("crm ",)),
            system("CRM Test", "x.csv:1", environment="test", aliases=("SFDC", "CRM")),
        ],
        # Two test environments declare the alias, and one of them is named after it.
        [
            system("SFDC", environment="test"),
            system("orders", environment="test", aliases=("crm ",)),
            system("CRM Test", "x.csv:1", environment="test", aliases=("SFDC", "CRM")),
        ],
        # A production system is called like a test environment of a product, and has one itself.
        [
            system("CRM"),
            system("Salesforce Sandbox", "x.csv:1", aliases=("CRM",)),
            Dataset(
                system=ref("CRM Test"),
                name="orders",
                evidence=Evidence(file="x.csv", line=2, connector="one"),
            ),
        ],
    ],
)
def test_a_test_environment_is_settled_at_once(made: list[Record]) -> None:
    """Resolving the records of a result with test environments gives the same result."""
    once = resolve(made, catalogue=CATALOGUE)
    twice = resolve(write_records(once), catalogue=CATALOGUE)
    assert collect_essence(twice) == collect_essence(once)


def test_a_row_may_list_a_system_that_data_passes_through() -> None:
    """A name in `via` is a system if the same row of a list also lists it as a system."""
    way = replace(flow("CRM", "Dispatch"), via=(ref("Gateway"),))
    listed = replace(system("Gateway"), evidence=way.evidence)
    assert "Gateway" not in {node.name for node in resolve([way]).systems}
    assert "Gateway" in {node.name for node in resolve([way, listed]).systems}


@settings(max_examples=EXAMPLES, deadline=None)
@given(records)
def test_a_source_that_repeats_known_facts_adds_no_system(made: list[Record]) -> None:
    """A further list of the known systems adds no system."""
    once = resolve(made, catalogue=CATALOGUE)
    listed = (record for record in write_records(once) if isinstance(record, System))
    again = [replace(one, evidence=replace(one.evidence, file="list.csv")) for one in listed]
    known = {node.name for node in once.systems}
    both = resolve([*made, *again], catalogue=CATALOGUE)
    assert {node.name for node in both.systems} <= known
    assert len(both.systems) <= len(once.systems)


@settings(max_examples=EXAMPLES, deadline=None)
@given(records, st.sampled_from(CONFIGS))
def test_the_evidence_of_every_record_is_in_the_result(made: list[Record], config: Config) -> None:
    """The evidence of every record is in the result, every node and edge has evidence, and every id
    is unique.
    """
    resolved = resolve(made, config, CATALOGUE)
    listed = {item for node in resolved.systems for item in node.evidence}
    touched = {item for edge in resolved.flows for item in edge.evidence}
    unclear = {item for edge in resolved.dependencies for item in edge.evidence}
    for record in made:
        match record:
            case System():
                assert record.evidence in listed
            case Flow():
                assert record.evidence in touched
            case Dependency():
                assert record.evidence in unclear
            case _:
                pass
    every = [
        *((0, node.id, node.evidence) for node in resolved.systems),
        *((0, node.id, node.evidence) for node in resolved.endpoints),
        *((1, node.id, node.evidence) for node in resolved.datasets),
        *((2, edge.id, edge.evidence) for edge in resolved.flows),
        *((3, edge.id, edge.evidence) for edge in resolved.dependencies),
    ]
    assert all(evidence for _, _, evidence in every)
    assert len({(kind, text) for kind, text, _ in every}) == len(every)
    ids = {id_ for kind, id_, _ in every if kind < 2}
    ends_ = [end for edge in resolved.flows for end in (edge.source, edge.target)]
    assert {text for end in ends_ for text in (end.system, end.dataset)} - {""} <= ids


@settings(max_examples=EXAMPLES, deadline=None)
@given(records, st.sampled_from(CONFIGS))
def test_every_name_leads_somewhere(made: list[Record], config: Config) -> None:
    """Each listed name is the name of a system, an alias, or the name in a merge."""
    resolved = resolve(made, config, CATALOGUE)
    known = {
        name.strip().casefold()
        for node in resolved.systems
        for name in (node.name, *node.aliases, *(merge.name for merge in node.merges))
    }
    for record in made:
        if isinstance(record, System):
            spelled = record.name.strip().casefold()
            assert spelled in known or spelled.replace("-", " ") in known
