"""The decision of a person takes precedence over every source, and has no other effect."""

import pytest

from seamscope.decisions import (
    Apart,
    Decisions,
    Directed,
    FlowState,
    Named,
    Stated,
    Way,
)
from seamscope.records import Clue, ClueKind, Mechanism, Record, State
from seamscope.resolve import resolve
from seamscope.resolved import Resolved

from .making import (
    at,
    build_mention,
    flow,
    get_only,
    has_question,
    names,
    reasons,
    ref,
    system,
    touch,
)

HERE = at("answers.yaml:12", "answers")


def resolve_with_decisions(records: list[Record], **result: object) -> Resolved:
    decisions = Decisions(**{key: (value,) for key, value in result.items()})  # type: ignore[arg-type]
    return resolve(records, decisions=decisions)


def test_two_names_become_one_system_with_the_answer_as_the_reason() -> None:
    """An answer that merges two systems is the reason of the merge and evidence of the system."""
    records: list[Record] = [system("Crewing", "a.csv:2"), system("Crew desk", "b.csv:3")]
    resolved = resolve_with_decisions(
        records, named=Named(system="Crewing", names=("Crew desk",), evidence=HERE)
    )
    node = get_only(resolved, "Crewing")
    assert names(resolved) == ["Crewing"]
    assert ("Crew desk", "declared alias in answers.yaml") in reasons(node)
    assert HERE in node.evidence


def test_one_name_with_two_ids_is_one_system_where_a_person_says_so() -> None:
    """Two entries of a CMDB with the same name and different ids are one system if a person decided
    so.
    """
    records: list[Record] = [
        system("Pay", "cmdb.csv:2", id="A1", connector="cmdb"),
        system("Pay", "cmdb.csv:3", id="A2", connector="cmdb"),
        system("Ledger", "cmdb.csv:4", id="A3", connector="cmdb"),
    ]
    resolved = resolve_with_decisions(
        records, named=Named(system="Pay", names=("Pay",), evidence=HERE)
    )
    assert names(resolved) == ["Ledger", "Pay"]
    assert not has_question(resolved, "Is Pay")


def test_a_clue_of_any_kind_leads_to_the_system_that_was_named() -> None:
    """A decision may assign a clue of any kind, such as a host or a server, to a system."""
    for kind, value in (("host", "plnsql02"), ("source", "prs"), ("server", "LNK")):
        records: list[Record] = [system("Orders"), build_mention(ref(**{kind: value}))]
        clue = Clue(kind=ClueKind(kind), value=value)
        resolved = resolve_with_decisions(
            records, named=Named(system="Orders", clues=(clue,), evidence=HERE)
        )
        assert names(resolved) == ["Orders"], kind


def test_names_that_were_kept_apart_are_not_merged() -> None:
    """Two names that a person keeps apart are not merged, even if a source declares one as an alias
    of the other.
    """
    records: list[Record] = [system("SAP", "a.csv:2", aliases=("ERP",)), system("ERP", "b.csv:3")]
    resolved = resolve_with_decisions(records, apart=Apart(names=("SAP", "ERP"), evidence=HERE))
    assert names(resolved) == ["ERP", "SAP"]


TOUCH = touch("Crewing", "Tolling", "list.csv:2")
LISTED: list[Record] = [system("Crewing", "a.csv:2"), system("Tolling", "a.csv:3"), TOUCH]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Way.THERE, {("crewing", "tolling")}),
        (Way.BACK, {("tolling", "crewing")}),
        (Way.BOTH, {("crewing", "tolling"), ("tolling", "crewing")}),
        (Way.NONE, set()),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_an_undirected_edge_goes_the_way_that_was_decided(
    way: Way, expected: set[tuple[str, str]], *, swapped: bool
) -> None:
    """A dependency becomes a flow in the decided direction, whichever system it names first, and
    the line of the answer is evidence.
    """
    pair = ("Tolling", "Crewing") if swapped else ("Crewing", "Tolling")
    turned = {Way.THERE: Way.BACK, Way.BACK: Way.THERE}.get(way, way) if swapped else way
    decision = Directed(between=pair, way=turned, read_at=(TOUCH.evidence,), evidence=HERE)
    resolved = resolve_with_decisions(LISTED, directed=decision)
    found = {(edge.source.system, edge.target.system) for edge in resolved.flows}
    assert found == expected
    read_from = [flow.evidence for flow in resolved.flows]
    read_from += [edge.evidence for edge in resolved.dependencies]
    assert all({TOUCH.evidence, HERE} <= set(evidence) for evidence in read_from)
    assert bool(resolved.dependencies) is (way is Way.NONE)


def test_opposite_flows_that_claim_the_same_are_turned_and_others_stay() -> None:
    """A decision on a direction reverses the flow on the input line for which it was made; flows on
    other lines, or between other systems, do not change.
    """
    records: list[Record] = [
        *LISTED[:2],
        system("Ledger", "a.csv:4"),
        flow("Tolling", "Crewing", "list.csv:5"),
        flow("Tolling", "Ledger", "list.csv:5"),
        flow("Tolling", "Crewing", "other.csv:9", mechanism=Mechanism.FILE),
    ]
    decision = Directed(
        between=("Crewing", "Tolling"), way=Way.THERE, read_at=(at("list.csv:5"),), evidence=HERE
    )
    found = {
        (edge.source.system, edge.target.system, str(edge.evidence[-1]))
        for edge in resolve_with_decisions(records, directed=decision).flows
    }
    assert found == {
        ("crewing", "tolling", "list.csv:5"),
        ("tolling", "ledger", "list.csv:5"),
        ("tolling", "crewing", "other.csv:9"),
    }


def test_a_state_of_flows_is_that_of_what_was_read_there() -> None:
    """A decision on a state changes the flow on the input line for which it was made, and is
    evidence of this flow; other flows do not change.
    """
    records: list[Record] = [*LISTED[:2], flow("Crewing", "Tolling", "list.csv:5"),
                             flow("Tolling", "Crewing", "list.csv:6")]  # fmt: skip
    decision = FlowState(
        between=("Crewing", "Tolling"),
        state=State.RETIRED,
        read_at=(at("list.csv:5"),),
        evidence=HERE,
    )
    there, back = resolve_with_decisions(records, flow_states=decision).flows
    assert (there.state, back.state) == (State.RETIRED, State.ACTIVE)
    assert HERE in there.evidence
    assert HERE not in back.evidence


@pytest.mark.parametrize(
    ("attribute", "value"), [("owner", "Zoë"), ("criticality", "high"), ("documentation", "wiki")]
)
def test_an_attribute_is_what_was_decided_with_its_evidence(attribute: str, value: str) -> None:
    """A decided attribute replaces that of any list, even if the decision uses an alias of the
    system.
    """
    records: list[Record] = [system("CRM", "a.csv:2", owner="Ann", aliases=("Kunden",))]
    decision = Stated(system="Kunden", attribute=attribute, value=value, evidence=HERE)
    node = get_only(resolve_with_decisions(records, stated=decision), "CRM")
    assert getattr(node, attribute) == value
    assert HERE in node.evidence
    assert any(HERE in merge.evidence for merge in node.merges)


def test_a_state_of_a_system_is_what_was_decided() -> None:
    """A system has the decided state, whatever the lists say."""
    for state in (State.RETIRED, State.ACTIVE, State.PLANNED):
        records: list[Record] = [system("CRM", "a.csv:2", state=State.DISABLED)]
        decision = Stated(system="CRM", attribute="state", value=state.value, evidence=HERE)
        assert get_only(resolve_with_decisions(records, stated=decision), "CRM").lifecycle is state
