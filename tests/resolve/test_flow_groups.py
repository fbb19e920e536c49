"""Flows between the same two systems are one flow or several, depending on the data that they
name.
"""

from dataclasses import replace

import pytest

from seamscope.records import Certainty, Flow, State
from seamscope.resolve import resolve
from seamscope.resolved import FlowEdge

from .making import end, flow, has_question, touch


def carry(*entities: str, frequency: str = "", line: int = 1, possible: bool = False) -> Flow:
    """Return a flow from A to B on a line of a list.
    possible: whether the row is hidden, so that the flow is only possible.
    """
    made = flow("A", "B", f"list.csv:{line}", frequency=frequency)
    certainty = Certainty.POSSIBLE if possible else Certainty.CERTAIN
    reason = "the row is hidden" if possible else ""
    return replace(made, entities=entities, certainty=certainty, reason=reason)


def describe(*made: Flow) -> list[tuple[tuple[str, ...], str, Certainty]]:
    """Return the entities, frequency and certainty of each resolved flow."""
    return [(edge.entities, edge.frequency, edge.certainty) for edge in list_edges(*made)]


def list_edges(*made: Flow) -> tuple[FlowEdge, ...]:
    """Return the resolved flows between A and B."""
    return resolve(made).flows


SURE, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE


def test_two_interfaces_with_different_data_do_not_contradict_each_other() -> None:
    """Customers that go daily and prices that go hourly are two flows without a contradiction."""
    edges = list_edges(
        carry("Customers", frequency="daily"), carry("Prices", frequency="hourly", line=2)
    )
    assert [(e.entities, e.frequency) for e in edges] == [
        (("Customers",), "daily"),
        (("Prices",), "hourly"),
    ]
    assert not any(edge.reason for edge in edges)
    assert len({edge.id for edge in edges}) == 2


def test_sources_that_name_the_same_data_contradict_each_other() -> None:
    """Two sources with different frequencies for `Customer` and `customers` disagree about one
    flow.
    """
    (edge,) = list_edges(
        carry("Customer", frequency="daily"), carry("customers", frequency="hourly", line=2)
    )
    assert "sources differ on the frequency: daily" in edge.reason


def test_flows_without_a_difference_stay_one_flow() -> None:
    """Two rows that differ only in their entity are one flow with both entities."""
    assert describe(
        carry("Customers", frequency="daily"), carry("Prices", frequency="daily", line=2)
    ) == [(("Customers", "Prices"), "daily", SURE)]


def test_entities_that_one_row_names_together_are_one_flow() -> None:
    """If one row has Customers and Prices together, the rows that have only one of them belong to
    the same flow.
    """
    (edge,) = list_edges(
        carry("Customers", frequency="daily"),
        carry("Prices", frequency="hourly", line=2),
        carry("Customers", "Prices", line=3),
    )
    assert edge.entities == ("Customers", "Prices")


@pytest.mark.parametrize("line", [1, 9])
def test_a_source_without_data_supports_each_flow(line: int) -> None:
    """A source that does not name the data is evidence of every flow between the two systems and
    changes none of their details.
    """
    edges = list_edges(
        carry("Customers", frequency="daily", line=3),
        carry("Prices", frequency="hourly", line=4),
        carry(line=line),
    )
    assert [(e.entities, e.frequency, len(e.evidence)) for e in edges] == [
        (("Customers",), "daily", 2),
        (("Prices",), "hourly", 2),
    ]


def test_equal_datasets_are_one_flow_whatever_it_is_called() -> None:
    """Two sources with the same target table and different entities describe one flow."""
    first = replace(flow("A", end("B", "stock"), "a.csv:1", frequency="daily"), entities=("X",))
    second = replace(flow("A", end("B", "stock"), "b.csv:1", frequency="hourly"), entities=("Y",))
    (edge,) = list_edges(first, second)
    assert "sources differ on the frequency" in edge.reason


def test_what_only_a_doubtful_row_carries_is_possible() -> None:
    """The entity of a hidden row is a possible flow, even if a visible row makes another flow
    certain.
    """
    hidden = carry("Payroll", line=2, possible=True)
    assert describe(carry("Invoices"), hidden) == [
        (("Invoices",), "", SURE),
        (("Payroll",), "", POSSIBLE),
    ]
    assert describe(carry(), hidden) == [((), "", SURE), (("Payroll",), "", POSSIBLE)]


def test_a_doubtful_row_that_repeats_a_sure_one_adds_only_its_place() -> None:
    """A hidden row with the entity of a visible row adds evidence, and changes neither the
    certainty nor the frequency.
    """
    hidden = carry("Invoices", frequency="weekly", line=1, possible=True)
    (edge,) = list_edges(hidden, carry("Invoices", frequency="daily", line=2))
    assert (edge.certainty, edge.frequency, len(edge.evidence)) == (SURE, "daily", 2)
    assert edge.reason == (
        "sources differ on the frequency: daily (list.csv:2) / weekly (list.csv:1)"
    )


def test_a_dependency_that_moves_no_data_asks_for_no_direction() -> None:
    """A dependency that moves no data, such as signing on to a server, or that is retired, gives no
    question about its direction.
    """
    moving = touch("A", "B", "m.xml:1")
    assert has_question(resolve([moving]), "In which direction does data move between A and B?")
    still = resolve([replace(moving, moves_data=False)])
    assert not has_question(still, "In which direction does data move")
    ended = resolve([replace(moving, state=State.RETIRED)])
    assert not has_question(ended, "In which direction does data move")
    both = resolve([replace(moving, state=State.RETIRED), moving])
    assert has_question(both, "In which direction does data move between A and B?")
    assert len(still.dependencies) == 1
