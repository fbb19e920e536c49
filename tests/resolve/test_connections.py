"""References that use a named connection belong to the system at the address of this connection."""

from dataclasses import replace

import pytest

from seamscope.records import Clue, ClueKind, Connection, Record
from seamscope.resolve import resolve

from .making import at, end, flow, list_unplaced, ref, system


def build_connection(name: str, place: str = "connections.csv:2", **clues: str) -> Connection:
    """Return a named connection.
    clues: values by kind of clue: `host="db3"`.
    """
    found = tuple(Clue(kind=ClueKind(kind), value=value) for kind, value in clues.items())
    return Connection(name=name, clues=found, evidence=at(place))


def list_ends(records: list[Record]) -> set[tuple[str, str]]:
    """Return the names of the source and target system of each flow."""
    resolved = resolve(records)
    names = {node.id: node.name for node in resolved.systems}
    names |= {node.id: node.name for node in resolved.endpoints}
    return {(names[edge.source.system], names[edge.target.system]) for edge in resolved.flows}


SYSTEMS = [
    system("Quay", "apps.csv:2", database="SHIPS"),
    system("Ledger", "apps.csv:3", host="sql7.example"),
]
MOVE = flow(end(ref(source="Ship_Ora"), "berth"), end(ref(source="ledger_mssql"), "stage"))


def test_a_job_reaches_the_system_behind_its_connections() -> None:
    """A job that names two connections is a flow between the systems at their addresses, whatever
    the case of the names in the list of connections.
    """
    listed = [
        build_connection("ship_ora", database="SHIPS", host="db3"),
        build_connection("LEDGER_MSSQL", "connections.csv:3", host="sql7"),
    ]
    assert list_ends([*SYSTEMS, MOVE, *listed]) == {("Quay", "Ledger")}


def test_a_connection_listed_for_two_places_tells_neither() -> None:
    """A connection that is listed with two databases, as for test and production, identifies
    neither.
    """
    listed = [
        build_connection("Ship_Ora", database="SHIPS"),
        build_connection("Ship_Ora", "test.csv:2", database="SHIPS_T"),
        build_connection("ledger_mssql", "connections.csv:3", host="sql7.example"),
    ]
    assert list_unplaced(resolve([*SYSTEMS, MOVE, *listed])) == ["Ship_Ora"]


def test_a_reference_with_a_place_of_its_own_keeps_it() -> None:
    """If a job has the address itself, the address in the list of connections does not count."""
    own = flow(
        end(ref(source="Ship_Ora", database="SHIPS"), "berth"),
        end(ref(host="sql7.example"), "stage"),
    )
    listed = [build_connection("Ship_Ora", database="OTHER")]
    assert list_ends([*SYSTEMS, own, *listed]) == {("Quay", "Ledger")}


@pytest.mark.parametrize("kind", ["database", "server"])
def test_a_database_or_link_without_a_host_may_be_named_like_a_connection(kind: str) -> None:
    """The name in ``USING 'SHIPNET'`` of a database link is looked up in the list of connections,
    such as tnsnames.ora.
    """
    link = flow(end(ref(**{kind: "SHIPNET"}), "berth"), end(ref(host="sql7.example"), "stage"))
    listed = [build_connection("SHIPNET", database="SHIPS", host="db3")]
    assert list_ends([*SYSTEMS, link, *listed]) == {("Quay", "Ledger")}


def test_a_database_with_a_host_is_not_taken_for_a_connection() -> None:
    """A database with a host is not looked up in the list of connections."""
    link = flow(
        end(ref(database="SHIPNET", host="elsewhere.example"), "berth"),
        end(ref(host="sql7.example"), "stage"),
    )
    listed = [build_connection("SHIPNET", database="SHIPS", host="db3")]
    assert ("Quay", "Ledger") not in list_ends([*SYSTEMS, link, *listed])


def test_a_listed_account_leads_to_the_application_that_uses_it() -> None:
    """A list of accounts assigns the account `tu_0815` to the application with the alias CAP."""
    listed = replace(system("Capacity Planning", "apps.csv:4"), aliases=("CAP",))
    used = build_connection("tu_0815", "accounts.csv:2", account="CAP")
    client = flow(end("Quay", "berth"), end(ref(account="TU_0815"), ""))
    assert list_ends([*SYSTEMS, listed, client, used]) == {("Quay", "Capacity Planning")}


def test_a_listed_account_of_an_application_that_nobody_lists_is_asked_about() -> None:
    """An account whose application no list contains stays an endpoint, because a list of accounts
    declares no systems.
    """
    used = build_connection("tu_0815", "accounts.csv:2", account="Somebody's tool")
    client = flow(end("Quay", "berth"), end(ref(account="tu_0815"), ""))
    resolved = resolve([*SYSTEMS, client, used])
    assert list_unplaced(resolved) == ["tu_0815"]
    assert {node.name for node in resolved.systems} == {"Quay", "Ledger"}
