"""Two flows in opposite directions contradict each other only if they are claims about the same
data movement.
"""

from dataclasses import replace

import pytest

from seamscope.landscape import Landscape
from seamscope.landscape.integration import Direction
from seamscope.records import Certainty, Flow, Mechanism, Record, State
from seamscope.resolve import resolve
from seamscope.resolved import QuestionKind

from .making import flow


def build_stated_flow(source: str, target: str, place: str) -> Flow:
    """Return a flow as a list, a model or a CMDB states it."""
    return replace(flow(source, target, place), declared=True)


FORTH = build_stated_flow("Tolling", "Crewing", "a.csv:2")
BACK = build_stated_flow("Crewing", "Tolling", "b.csv:2")


def direction(records: list[Record]) -> Direction:
    """Return the direction of the only integration."""
    (integration,) = Landscape(resolve(records)).integrations
    return integration.direction


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FORTH, BACK),
        (replace(FORTH, interface="IF-7"), replace(BACK, interface="if-7")),
        (replace(FORTH, interface="IF-7"), replace(BACK, interface="12")),  # each list has its own
        (
            replace(FORTH, interface="IF-7", entities=("Toll",)),
            replace(BACK, interface="N-2", references=("IF-7",), entities=("Maut",)),
        ),
        (
            replace(FORTH, interface="N-1", references=("IF-7",)),
            replace(BACK, interface="N-2", references=("OLD-3", "if-7")),
        ),
        (replace(FORTH, entities=("Toll",)), replace(BACK, entities=("toll", "Pass"))),
        (replace(FORTH, mechanism=Mechanism.API), BACK),
        (
            replace(FORTH, mechanism=Mechanism.FILE, technology="SFTP"),
            replace(BACK, mechanism=Mechanism.FILE, technology="SFTP CSV"),
        ),
        (
            replace(FORTH, interface="IF-7"),
            replace(BACK, interface="IF-7", evidence=replace(FORTH.evidence, line=9)),
        ),
    ],
)
def test_opposite_claims_of_one_thing_are_shown_and_asked(
    one: Flow, other: Flow, order: int
) -> None:
    """If two sources state opposite directions, the direction is unknown and asked about, and both
    statements are kept as dependencies with their evidence.
    """
    resolved = resolve([one, other][::order])
    assert resolved.flows == ()
    ways = {(edge.source.system, edge.target.system) for edge in resolved.dependencies}
    assert ways == {("tolling", "crewing"), ("crewing", "tolling")}
    assert direction([one, other]) is Direction.UNKNOWN
    (question,) = (q for q in resolved.questions if q.kind is QuestionKind.DIRECTION)
    assert "Sources disagree: " in question.text
    for place in (str(one.evidence), str(other.evidence)):
        assert place in question.text
    assert question.candidates == ("Crewing to Tolling", "Tolling to Crewing", "both", "none")
    assert any("direction of data between" in finding.what for finding in resolved.findings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(FORTH, entities=("Toll",)), replace(BACK, entities=("Roster",))),
        (replace(FORTH, entities=("Toll",)), BACK),
        (FORTH, replace(BACK, declared=False)),
        (replace(FORTH, declared=False), replace(BACK, declared=False)),
        (FORTH, replace(BACK, evidence=replace(FORTH.evidence, line=9))),  # two rows of one list
        (FORTH, replace(BACK, evidence=FORTH.evidence)),  # one row that says both
        (replace(FORTH, mechanism=Mechanism.API), replace(BACK, mechanism=Mechanism.FILE)),
        (
            replace(FORTH, mechanism=Mechanism.ETL, technology="Fivetran"),
            replace(BACK, mechanism=Mechanism.ETL, technology="Reverse ETL"),
        ),
    ],
)
def test_opposite_flows_of_different_data_do_not_contradict_each_other(
    one: Flow, other: Flow
) -> None:
    """Opposite flows do not contradict each other if their entities or mechanisms differ, if they
    are in one list, or if one comes from code.
    """
    resolved = resolve([one, other])
    assert direction([one, other]) is Direction.BOTH
    assert {edge.evidence for edge in resolved.flows} == {(one.evidence,), (other.evidence,)}
    assert [q for q in resolved.questions if q.kind is QuestionKind.DIRECTION] == []


def test_a_statement_of_both_ways_settles_single_arrows() -> None:
    """If a third source has both directions, two opposite flows do not contradict each other."""
    both = [
        build_stated_flow("Tolling", "Crewing", "c.csv:5"),
        build_stated_flow("Crewing", "Tolling", "c.csv:5"),
    ]
    assert direction([FORTH, BACK, *both]) is Direction.BOTH


def test_two_sources_that_list_both_ways_agree() -> None:
    """Two exports of a CMDB that both have a row for each direction do not contradict each
    other.
    """
    rows = [
        replace(flow_, evidence=replace(flow_.evidence, file=file, line=line))
        for file in ("a.json", "b.csv")
        for line, flow_ in enumerate((FORTH, BACK), start=2)
    ]
    assert direction([*rows]) is Direction.BOTH


def test_a_retired_arrow_contradicts_nothing() -> None:
    """A retired flow does not contradict an active flow in the opposite direction."""
    # The pair is (crewing, tolling).
    assert direction([FORTH, replace(BACK, state=State.RETIRED)]) is Direction.B_TO_A
    resolved = resolve([FORTH, replace(BACK, state=State.RETIRED)])
    assert resolved.dependencies == ()


def test_both_ways_that_are_only_possible_are_asked_about() -> None:
    """`Exchanges data with` gives a possible flow in each direction, and a question that quotes
    these words.
    """
    reason = "by the words 'Exchanges data with'"
    both = [
        replace(build_stated_flow(*ends, "m.csv:2"), certainty=Certainty.POSSIBLE, reason=reason)
        for ends in (("Tolling", "Crewing"), ("Crewing", "Tolling"))
    ]
    resolved = resolve(both)
    assert {edge.certainty for edge in resolved.flows} == {Certainty.POSSIBLE}
    (question,) = (q for q in resolved.questions if q.kind is QuestionKind.DIRECTION)
    assert question.text.startswith("Does data move both ways between Crewing and Tolling?")
    assert "Exchanges data with" in question.text
    sure = resolve(
        [
            *both,
            build_stated_flow("Tolling", "Crewing", "a.csv:1"),
            build_stated_flow("Crewing", "Tolling", "a.csv:1"),
        ]
    )
    assert [q for q in sure.questions if q.kind is QuestionKind.DIRECTION] == []
