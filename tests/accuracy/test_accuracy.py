"""The accuracy section of a survey."""

from dataclasses import replace

import pytest

from seamscope.accuracy import Accuracy, measure_accuracy
from seamscope.document import Meta, Survey
from seamscope.outputs.views.accuracy_line import describe_accuracy
from seamscope.records import ClueKind, Evidence
from seamscope.resolved import End, EndpointNode, FlowEdge, Merge, Resolved, SystemNode


def at(file: str, connector: str) -> Evidence:
    return Evidence(file=file, line=1, connector=connector)


CMDB, LIST, OTHER_LIST = at("cmdb.csv", "servicenow"), at("a.csv", "tables"), at("b.csv", "tables")


def flow(key: str, target: str, *evidence: Evidence, derived: bool = False) -> FlowEdge:
    return FlowEdge(
        id=key, source=End(system="a"), target=End(system=target), derived=derived,
        evidence=evidence,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("evidence", "confirmed"),
    [
        ((CMDB, LIST), 1),
        ((LIST, OTHER_LIST), 0),  # two exports of one kind may be copies of one another
        ((CMDB, at("cmdb.csv", "tables")), 0),  # one file, whoever reads it
        ((CMDB, CMDB), 0),
        ((CMDB, at("answers.yaml", "answers")), 1),
        ((), 0),
    ],
)
def test_a_system_is_confirmed_by_two_connectors_in_two_files(
    evidence: tuple[Evidence, ...], confirmed: int
) -> None:
    """A system counts as confirmed if two connectors found it in two different files."""
    node = SystemNode(id="a", name="A", evidence=evidence)
    assert measure_accuracy(Resolved(systems=(node,))).systems_confirmed == confirmed


def test_evidence_of_a_merged_name_confirms_the_system() -> None:
    """The evidence of a merged name counts as evidence of the system."""
    merge = Merge(name="AA", reason="alias", evidence=(LIST,))
    node = SystemNode(id="a", name="A", evidence=(CMDB,), merges=(merge,))
    assert measure_accuracy(Resolved(systems=(node,))).systems_confirmed == 1


def test_endpoints_are_no_systems_and_derived_flows_are_not_counted() -> None:
    """A flow to an endpoint has one end without a system. A derived flow is not counted, because it
    repeats its hops.
    """
    resolved = Resolved(
        systems=(SystemNode(id="a", name="A"), SystemNode(id="b", name="B")),
        endpoints=(EndpointNode(id="h", name="h", kind=ClueKind.HOST),),
        flows=(flow("1", "b", CMDB, LIST), flow("2", "h", LIST), flow("3", "b", derived=True)),
    )
    found = measure_accuracy(resolved)
    assert (found.flows, found.flows_confirmed) == (2, 1)
    assert (found.ends, found.ends_placed) == (4, 3)
    assert found.shares == (0.0, 0.5, 0.75)


def test_the_shares_of_an_empty_survey_are_zero() -> None:
    """The shares of an empty survey are 0, so nothing is divided by zero."""
    assert measure_accuracy(Resolved()).shares == (0.0, 0.0, 0.0)


def test_the_accuracy_sentence_has_all_figures() -> None:
    """The accuracy sentence has all measured figures; for an empty survey, it is empty."""
    meta = Meta(tool="seamscope", tool_version="1", schema_version="2")
    survey = Survey(
        meta=meta,
        accuracy=Accuracy(
            systems=31, systems_confirmed=12, flows=40, flows_confirmed=5, ends=80, ends_placed=74,
            newest="2025-03-01",
        ),
    )  # fmt: skip
    assert describe_accuracy(survey) == (
        "Accuracy: two independent sources confirm 12 of 31 systems and 5 of 40 flows; 74 of 80 "
        "flow endpoints are assigned to a system; the newest dated evidence is of 2025-03-01."
    )
    assert describe_accuracy(replace(survey, accuracy=Accuracy())) == ""
