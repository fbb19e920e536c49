"""Shorter names and technical spellings are assigned to a system that several clues indicate."""

from dataclasses import replace

import pytest

from seamscope.records import System
from seamscope.resolve import resolve
from seamscope.resolved import Resolved

from .making import CATALOGUE, end, flow, get_only, has_question, list_unplaced, names, ref, system


def build_listed(name: str, vendor: str = "", description: str = "", database: str = "") -> System:
    """Return a listed system with its vendor, its description and its database."""
    clues = ref(database=database).clues if database else ()
    return replace(system(name), vendor=vendor, description=description, clues=clues)


OTHERS = [system("Ledger", "inventory.yaml:2"), system("Crew Desk", "inventory.yaml:3")]


def mention(name: str, *listed: System) -> Resolved:
    """Return the result of resolving listed systems and a flow from Ledger to a name that no list
    contains.
    """
    return resolve([*listed, *OTHERS, flow("Ledger", name)])


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Tidewell", build_listed("Tidewell Berth Planning", vendor="Tidewell GmbH")),
        ("Docks", build_listed("Docks Archive", description="Docks4, archive of papers")),
        ("Nav7", build_listed("Nav7 Routing", database="NAV7PRD")),
        (
            "EDI converter",
            replace(build_listed("Gateway", description="EDI converter"), aliases=("EDI",)),
        ),
        (
            "Zollsystem",
            replace(build_listed("Exporter", description="Zollsystem"), aliases=("Zoll",)),
        ),
    ],
)
def test_two_signs_place_a_shorter_name_and_ask(name: str, listed: System) -> None:
    """A name is assigned to a system if two clues agree, such as the first word of its name and its
    vendor, description or database; a question asks to confirm it.
    """
    resolved = mention(name, listed)
    assert list_unplaced(resolved) == []
    assert name in get_only(resolved, listed.name).aliases
    assert has_question(resolved, f'Does "{name}" refer to {listed.name}?')


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Berth", [build_listed("Berth Planning")]),
        ("Payment", [build_listed("Payment Hub", vendor="Acme", description="SEPA")]),
        ("EDI converter", [replace(build_listed("Gateway"), aliases=("EDI",))]),
        (
            "Tidewell",
            [
                build_listed("Tidewell Berths", vendor="Tidewell"),
                replace(build_listed("Tidewell Tolls", vendor="Tidewell"), aliases=("TT",)),
            ],
        ),
        ("Warehouse", [build_listed("Warehouse Desk", vendor="Warehouse")]),
        ("Nav7", [build_listed("Nav7 Routing", database="NAV7_ROUTES_ARCHIVE")]),
    ],
)
def test_one_sign_or_two_systems_only_lead_to_a_question(name: str, listed: list[System]) -> None:
    """`Berth` is not assigned to Berth Planning if nothing else confirms it, and `Tidewell` is not
    assigned if two systems fit.
    """
    assert name in list_unplaced(mention(name, *listed))


def test_a_model_may_call_a_system_by_its_product_and_describe_it_by_its_name() -> None:
    """`Docks` with the description `Paper Store` is the system Paper Store with the alias `Docks
    Archive`.
    """
    listed = replace(build_listed("Paper Store"), aliases=("Docks Archive",))
    model = replace(system("Docks", "model.dsl:4"), description="Paper Store")
    assert names(resolve([listed, model, *OTHERS])) == ["Crew Desk", "Ledger", "Paper Store"]


def test_a_description_alone_joins_no_systems() -> None:
    """A system whose description is the name of another system stays a system of its own."""
    model = replace(system("Docks", "model.dsl:4"), description="Ledger")
    assert names(resolve([*OTHERS, model])) == ["Crew Desk", "Docks", "Ledger"]


@pytest.mark.parametrize(
    ("description", "joined"),
    [
        ("TideBoard", True),
        ("Replaced by TideBoard", False),
        ("TideBoard and its terminals", False),
        ("Invoices", False),
    ],
)
def test_a_description_that_is_only_a_name_joins_two_lists(
    description: str, *, joined: bool
) -> None:
    """If the description of "Berth Display" in a portfolio is only "TideBoard", it is the system
    TideBoard of the catalog.
    """
    portfolio = replace(system("Berth Display", "portfolio.csv:2"), description=description)
    catalog = [system("TideBoard", "catalog.yaml:2"), system("Invoices", "catalog.yaml:9")]
    found = names(resolve([portfolio, *catalog, *OTHERS]))
    assert (len({"Berth Display", "TideBoard"} & {*found}) == 1) is joined
    assert "Invoices" in found


def test_a_description_of_two_systems_joins_neither() -> None:
    """If the descriptions of two systems are only "TideBoard", neither of them is the system
    TideBoard.
    """
    rows = [
        replace(system(name, f"portfolio.csv:{line}"), description="TideBoard")
        for line, name in enumerate(("Berth Display", "Gate Display"), 2)
    ]
    found = names(resolve([*rows, system("TideBoard", "catalog.yaml:2"), *OTHERS]))
    assert {"Berth Display", "Gate Display", "TideBoard"} <= {*found}


@pytest.mark.parametrize(
    ("clues", "listed"),
    [
        ({"source": "CrewDesk"}, "Crew Desk"),
        ({"source": "Crew Desk events"}, "Crew Desk"),
        ({"source": "data sets PORTP.BTH.*"}, "Berth Planning"),
        ({"folder": "berthdb"}, "Berth Planning"),
        ({"host": "berths.port.example"}, "Berth Planning"),
        ({"product": "JDBC Thin", "account": "svc_bth"}, "Berth Planning"),
    ],
)
def test_technical_names_spell_systems_in_their_own_way(clues: dict[str, str], listed: str) -> None:
    """Technical names of participants, contracts, datasets, folders, hosts and accounts are
    assigned to the system that they abbreviate, and a question asks to confirm it.
    """
    berth = replace(
        system("Berth Planning", host="srv1.port.example", database="BERTHDB"),
        aliases=("BTH", "Berths"),
    )
    resolved = resolve([berth, *OTHERS, flow("Ledger", end(ref(**clues), "t"))])
    assert list_unplaced(resolved) == []
    ids = {node.id: node.name for node in resolved.systems}
    assert {ids[edge.target.system] for edge in resolved.flows} == {listed}
    assert has_question(resolved, f"belong to {listed}?")


@pytest.mark.parametrize(
    "clues",
    [
        {"source": "data sets LEDGER.BTH.*"},  # two systems qualify it
        {"host": "berths.vendor.example"},  # in the domain of somebody else
        {"source": "Desk events"},
    ],
)
def test_ambiguous_technical_names_are_asked_about(clues: dict[str, str]) -> None:
    """A technical name that fits two systems, or only resembles one, stays an endpoint."""
    berth = replace(system("Berth Planning", host="srv1.port.example"), aliases=("BTH", "Berths"))
    resolved = resolve([berth, *OTHERS, flow("Crew Desk", end(ref(**clues), "t"))])
    assert len(list_unplaced(resolved)) == 1


@pytest.mark.parametrize("name", ["Crew Desk (UAT)", "Crew Desk [test]"])
def test_an_environment_in_brackets_is_no_system_of_its_own(name: str) -> None:
    """A name such as "Crew Desk (test)" is an environment of Crew Desk."""
    resolved = resolve([*OTHERS, system(name, "inventory.yaml:9")])
    assert names(resolved) == ["Crew Desk", "Ledger"]
    assert len(get_only(resolved, "Crew Desk").environments) == 1


def test_a_tool_that_moves_data_is_no_system_unless_a_list_has_it() -> None:
    """A data movement tool that reads a table is an endpoint, because it is not known where it
    writes; if a list contains the tool, it is a system.
    """
    read = flow("Ledger", end(ref(product="Acme Movers"), "t"))
    assert list_unplaced(resolve([*OTHERS, read], catalogue=CATALOGUE)) == ["Acme Movers"]
    listed = system("Movers", "inventory.yaml:8", product="Acme Movers")
    resolved = resolve([*OTHERS, listed, read], catalogue=CATALOGUE)
    assert list_unplaced(resolved) == []


@pytest.mark.parametrize("name", ["Way9 Berth Management", "BerthMedia", "Berth Manager"])
def test_a_short_form_is_asked_about_with_the_names_that_it_may_stand_for(name: str) -> None:
    """The short form "BMS" stays an endpoint, and a question proposes the system whose name it may
    abbreviate.
    """
    resolved = mention("BMS", build_listed(name))
    assert list_unplaced(resolved) == ["BMS"]
    assert has_question(resolved, f'Which system does "BMS" refer to: {name}?')
