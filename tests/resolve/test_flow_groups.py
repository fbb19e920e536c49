"""Which flows between the same two systems are one data movement, and which are several."""

from dataclasses import replace

import pytest

from seamscope.records import Certainty, Flow, State
from seamscope.resolve import resolve
from seamscope.resolved import FlowEdge

from .making import end, flow, has_question, touch


def carry(*entities: str, frequency: str = "", line: int = 1, possible: bool = False) -> Flow:
    """A flow from A to B in a separate line of a list."""
    made = flow("A", "B", f"list.csv:{line}", frequency=frequency)
    certainty = Certainty.POSSIBLE if possible else Certainty.CERTAIN
    reason = "the row is hidden" if possible else ""
    return replace(made, entities=entities, certainty=certainty, reason=reason)


def describe(*made: Flow) -> list[tuple[tuple[str, ...], str, Certainty]]:
    """The content, frequency and certainty of each edge."""
    return [(edge.entities, edge.frequency, edge.certainty) for edge in list_edges(*made)]


def list_edges(*made: Flow) -> tuple[FlowEdge, ...]:
    """The flows between A and B."""
    return resolve(made).flows


SURE, POSSIBLE = Certainty.CERTAIN, Certainty.POSSIBLE


def test_two_interfaces_with_different_data_do_not_contradict_each_other() -> None:
    """Customers go daily and prices hourly: both are true."""
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
    """The spelling of the entity makes no difference."""
    (edge,) = list_edges(
        carry("Customer", frequency="daily"), carry("customers", frequency="hourly", line=2)
    )
    assert "sources differ on the frequency: daily" in edge.reason


def test_flows_without_a_difference_stay_one_flow() -> None:
    """A list with one row for each entity describes one interface."""
    assert describe(
        carry("Customers", frequency="daily"), carry("Prices", frequency="daily", line=2)
    ) == [(("Customers", "Prices"), "daily", SURE)]


def test_entities_that_one_row_names_together_are_one_flow() -> None:
    """A row with both entities connects the rows of each."""
    (edge,) = list_edges(
        carry("Customers", frequency="daily"),
        carry("Prices", frequency="hourly", line=2),
        carry("Customers", "Prices", line=3),
    )
    assert edge.entities == ("Customers", "Prices")


@pytest.mark.parametrize("line", [1, 9])
def test_a_source_without_data_supports_each_flow(line: int) -> None:
    """A model that draws one arrow means all that goes along it, and changes no detail."""
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
    """The table says what is moved."""
    first = replace(flow("A", end("B", "stock"), "a.csv:1", frequency="daily"), entities=("X",))
    second = replace(flow("A", end("B", "stock"), "b.csv:1", frequency="hourly"), entities=("Y",))
    (edge,) = list_edges(first, second)
    assert "sources differ on the frequency" in edge.reason


def test_what_only_a_doubtful_row_carries_is_possible() -> None:
    """A hidden row does not become certain because of a visible row."""
    hidden = carry("Payroll", line=2, possible=True)
    assert describe(carry("Invoices"), hidden) == [
        (("Invoices",), "", SURE),
        (("Payroll",), "", POSSIBLE),
    ]
    assert describe(carry(), hidden) == [((), "", SURE), (("Payroll",), "", POSSIBLE)]


def test_a_doubtful_row_that_repeats_a_sure_one_adds_only_its_place() -> None:
    """Neither its doubt nor its details replace what is sure."""
    hidden = carry("Invoices", frequency="weekly", line=1, possible=True)
    (edge,) = list_edges(hidden, carry("Invoices", frequency="daily", line=2))
    assert (edge.certainty, edge.frequency, len(edge.evidence)) == (SURE, "daily", 2)
    assert edge.reason == (
        "sources differ on the frequency: daily (list.csv:2) / weekly (list.csv:1)"
    )


def test_a_dependency_that_moves_no_data_asks_for_no_direction() -> None:
    """Running SQL on a server, or signing on there, has no direction to ask for."""
    moving = touch("A", "B", "m.xml:1")
    assert has_question(resolve([moving]), "In which direction does data move between A and B?")
    still = resolve([replace(moving, moves_data=False)])
    assert not has_question(still, "In which direction does data move")
    ended = resolve([replace(moving, state=State.RETIRED)])
    assert not has_question(ended, "In which direction does data move")
    both = resolve([replace(moving, state=State.RETIRED), moving])
    assert has_question(both, "In which direction does data move between A and B?")
    assert len(still.dependencies) == 1
