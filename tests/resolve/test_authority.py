"""`authority:` in seamscope.yaml specifies the source that decides an attribute or the direction of
data.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from seamscope.config import Config, read_config
from seamscope.errors import InputError
from seamscope.records import Record, State
from seamscope.resolve import resolve

from .making import at, flow, get_only, system, touch

CMDB: Record = system("CRM", "cmdb.csv:2", owner="Ann", connector="servicenow", state=State.RETIRED)
LIST: Record = system("CRM", "a/apps.csv:2", owner="Bob", connector="tables")


@pytest.mark.parametrize(
    ("authority", "owner"),
    [({}, "Bob"), ({"owner": "servicenow"}, "Ann"), ({"owner": "tables"}, "Bob"),
     ({"owner": "cmdb*"}, "Ann"), ({"owner": "leanix"}, "Bob"), ({"support": "servicenow"}, "Bob")],
)  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_the_authority_decides_an_attribute(
    authority: dict[str, str], owner: str, order: int
) -> None:
    """`authority: owner:` names the connector or path whose owner counts; without it, the first
    source counts, and a question is asked.
    """
    records: list[Record] = [CMDB, LIST][::order]
    resolved = resolve(records, Config(authority=authority))
    assert get_only(resolved, "CRM").owner == owner
    settled = authority.get("owner", "leanix") != "leanix"
    disagree = [q for q in resolved.questions if "owner of CRM" in q.text]
    assert bool(disagree) is not settled


@pytest.mark.parametrize(
    ("source", "state"), [("tables", State.ACTIVE), ("servicenow", State.RETIRED)]
)
def test_the_authority_decides_the_state(source: str, state: State) -> None:
    """The state of a system is that of the source in `authority: state:`."""
    resolved = resolve([CMDB, LIST], Config(authority={"state": source}))
    assert get_only(resolved, "CRM").lifecycle is state


def test_an_owner_that_the_authority_lacks_comes_from_another_source() -> None:
    """If the source in `authority: owner:` has no owner for a system, the owner of another source
    counts.
    """
    silent = system("CRM", "cmdb.csv:2", connector="servicenow")
    resolved = resolve([silent, LIST], Config(authority={"owner": "servicenow"}))
    assert get_only(resolved, "CRM").owner == "Bob"


SYSTEMS: list[Record] = [system("Crewing"), system("Tolling", "inventory.yaml:2")]


@pytest.mark.parametrize("other", ["against", "along", "undirected"])
def test_the_authority_decides_which_way_data_goes(other: str) -> None:
    """If the source in `authority: direction:` has a flow from Crewing to Tolling, an opposite or
    undirected entry of another source gets this direction, too.
    """
    sure = flow("Crewing", "Tolling", "code.json:1")
    drawings: dict[str, Record] = {
        "against": flow("Tolling", "Crewing", "list.csv:2"),
        "along": flow("Crewing", "Tolling", "list.csv:2"),
        "undirected": touch("Tolling", "Crewing", "list.csv:2"),
    }
    resolved = resolve([*SYSTEMS, sure, drawings[other]], Config(authority={"direction": "code*"}))
    (edge,) = resolved.flows
    assert (edge.source.system, edge.target.system) == ("crewing", "tolling")
    assert set(edge.evidence) == {at("code.json:1"), at("list.csv:2")}
    assert ("decided by code*" in edge.reason) is (other != "along")
    assert not resolved.dependencies


def test_code_stands_for_every_source_that_nobody_wrote_as_a_list() -> None:
    """With `authority: direction: code`, a flow of a list is reversed if configuration or code
    shows the opposite direction.
    """
    records: list[Record] = [
        *SYSTEMS,
        flow("Crewing", "Tolling", "code.json:1"),
        replace(flow("Tolling", "Crewing", "list.csv:2"), declared=True),
    ]
    (edge,) = resolve(records, Config(authority={"direction": "code"})).flows
    assert (edge.source.system, edge.target.system) == ("crewing", "tolling")


def test_an_authority_that_shows_both_ways_turns_nothing() -> None:
    """If the source in `authority: direction:` has flows in both directions, no flow is
    reversed.
    """
    records = [
        *SYSTEMS,
        flow("Crewing", "Tolling", "code.json:1"),
        flow("Tolling", "Crewing", "code.json:2"),
        flow("Tolling", "Crewing", "list.csv:2"),
    ]
    found = resolve(records, Config(authority={"direction": "code*"})).flows
    assert len({(edge.source.system, edge.target.system) for edge in found}) == 2


def test_an_attribute_that_no_source_decides_is_an_error_with_its_line(tmp_path: Path) -> None:
    """An unknown attribute below `authority:`, such as `ownr`, is an error with its line."""
    path = tmp_path / "seamscope.yaml"
    path.write_text("authority:\n  owner: servicenow\n  ownr: leanix\n")
    with pytest.raises(InputError) as caught:
        read_config(path)
    assert f"{path}:3: 'authority.ownr'" in str(caught.value)
    path.write_text("authority: {owner: servicenow, state: leanix, direction: code}\n")
    assert read_config(path).authority == {
        "owner": "servicenow", "state": "leanix", "direction": "code",
    }  # fmt: skip
