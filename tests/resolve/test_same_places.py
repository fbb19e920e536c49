"""An entry with the name of a system's database, or with its host, may be this system."""

from dataclasses import replace

import pytest

from seamscope.records import System
from seamscope.resolve import resolve

from .making import CATALOGUE, end, flow, get_only, list_unplaced, names, ref, system

OTHERS = (system("Ledger", "apps.csv:8"), system("Crew Desk", "apps.csv:9"))


def listed(name: str, file: str, line: int, description: str = "", **clues: str) -> System:
    """Return a row of a list as a system.
    clues: values by kind of clue: `host="srv1"`.
    """
    row = system(name, f"{file}:{line}", connector="tables" if file == "apps.csv" else "cmdb")
    return replace(row, description=description, clues=ref(**clues).clues)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        # The name of the database.
        (
            listed("Lagerheld", "apps.csv", 2, host="srv-lag01", database="LGHPRD"),
            listed("LGHPRD", "cmdb.csv", 2, "Lagerverwaltung"),
        ),
        # One host, and the description names the other list's system, its database or its alias.
        (
            replace(
                listed("Porta Chiusa", "apps.csv", 2, "Serrature", host="srv-ser01"),
                aliases=("PCH",),
            ),
            listed("Door locks", "cmdb.csv", 2, "Card encoding Porta Chiusa", host="srv-ser01"),
        ),
        (
            listed("Estrelia", "apps.csv", 2, host="srv-est01.corp.example", database="estr_prd"),
            listed("Loyalty", "cmdb.csv", 2, "Programme (estr_prd)", host="SRV-EST01"),
        ),
        # One host, and one name contains the other.
        (
            listed("Tariflux RMS", "apps.csv", 2, host="srv-rms01"),
            listed("RMS", "cmdb.csv", 2, "Revenue", host="srv-rms01"),
        ),
        # A general name, whose description is the name of the product; or the word "product".
        (
            listed("Cardiro", "apps.csv", 2, "Passerelle de paiement"),
            listed("Payment gateway", "cmdb.csv", 2, "Cardiro"),
        ),
        (
            listed("Zimmermeister", "apps.csv", 2),
            listed("Housekeeping", "cmdb.csv", 2, "Mobile App, Produkt Zimmermeister"),
        ),
    ],
)
def test_a_second_list_names_a_system_by_its_place_or_product(own: System, other: System) -> None:
    """Two entries of different lists are one system if one has the other's database as its name, or
    if both have the same host and a description names the other.
    """
    resolved = resolve([own, other, *OTHERS, flow(other.name, "Ledger"), flow(own.name, "Ledger")])
    assert len(resolved.systems) == 3
    assert {own.name, other.name} <= {name for node in resolved.systems
                                      for name in (node.name, *node.aliases)}  # fmt: skip


@pytest.mark.parametrize(
    ("own", "other"),
    [
        # A shared host without other evidence.
        (
            listed("Lagerheld", "apps.csv", 2, "Lagerverwaltung", host="srv-all01"),
            listed("Fuhrpark", "cmdb.csv", 2, "Fahrzeuge", host="srv-all01"),
        ),
        # The description of a system with a real name contains its purpose.
        (
            listed("Cardiro", "apps.csv", 2),
            listed("Terminalia", "cmdb.csv", 2, "Cardiro"),
        ),
        # One list has both.
        (
            listed("Lagerheld", "apps.csv", 2, host="srv-lag01", database="LGHPRD"),
            listed("LGHPRD", "apps.csv", 3, "Lagerverwaltung"),
        ),
        # One host, and a description that relates another system to this one.
        (
            listed("Orion", "apps.csv", 2, host="srv-ori01"),
            listed("Deposita", "cmdb.csv", 2, "Archive of Orion", host="srv-ori01"),
        ),
        (
            listed("Orion", "apps.csv", 2, host="srv-ori01"),
            listed("Zubringer", "cmdb.csv", 2, "beliefert Orion", host="srv-ori01"),
        ),
        # One host, and a name with a word more, which tells two systems apart.
        (
            listed("Order Management", "apps.csv", 2, host="srv-om01"),
            listed("Order Management Archive", "cmdb.csv", 2, host="srv-om01"),
        ),
        # A system whose database the other system uses.
        (
            listed("Fleet Desk", "apps.csv", 2, database="Orion"),
            listed("Orion", "cmdb.csv", 2, "Dispatch"),
        ),
        # A description with the name alone, without a common host.
        (
            listed("Porta Chiusa", "apps.csv", 2, host="srv-ser01"),
            listed("Door locks", "cmdb.csv", 2, "Events of Porta Chiusa"),
        ),
    ],
)
def test_one_sign_joins_nothing(own: System, other: System) -> None:
    """Two entries of different lists are two systems if all they have in common is a host, or the
    mention of one in the description of the other.
    """
    assert {own.name, other.name} <= {*names(resolve([own, other, *OTHERS]))}


def test_a_host_of_three_systems_joins_none_of_them() -> None:
    """Three systems on one host stay three, even if their descriptions mention each other."""
    rows = [
        listed("Lagerheld", "apps.csv", 2, host="srv-all01"),
        listed("Fuhrpark", "more.csv", 2, "uses Lagerheld", host="srv-all01"),
        listed("Kasse", "cmdb.csv", 2, "feeds Lagerheld", host="srv-all01"),
    ]
    assert {"Lagerheld", "Fuhrpark", "Kasse"} <= {*names(resolve([*rows, *OTHERS]))}


@pytest.mark.parametrize("name", ["Voyagia (APP-17)", "Voyagia (app-17)"])
def test_an_application_id_in_brackets_identifies_a_system(name: str) -> None:
    """An entry `Voyagia (APP-17)` is the listed system with the application id APP-17."""
    own = system("Voyagia TOS", "apps.csv:2", app_id="APP-17")
    assert names(resolve([own, system(name, "register.md:3"), *OTHERS])) == [
        "Crew Desk", "Ledger", "Voyagia TOS",
    ]  # fmt: skip


def test_a_year_in_brackets_is_no_application_id() -> None:
    """`Cargo (2019)` is a system of its own, because no list has the application id 2019."""
    own = system("Voyagia TOS", "apps.csv:2", app_id="APP-17")
    assert "Cargo (2019)" in names(resolve([own, system("Cargo (2019)", "register.md:3")]))


@pytest.mark.parametrize(
    ("own", "written"),
    [
        # The server is called so; the description has another form of the word.
        (listed("Symphonia", "apps.csv", 2, "Restaurants", host="srv-tpv01"), "TPV (Symphonia)"),
        (listed("Nomalia", "apps.csv", 2, "Nómina España"), "Nóminas (Nomalia)"),
        (listed("Gehalto", "apps.csv", 2, "Abrechnung der Löhne"), "Abrechnungen (Gehalto)"),
    ],
)
def test_a_word_before_the_name_is_confirmed_by_hosts_and_descriptions(
    own: System, written: str
) -> None:
    """`TPV (Symphonia)` is the listed Symphonia if its host or its description contains the word
    `TPV`.
    """
    resolved = resolve([own, *OTHERS, flow(written, "Ledger")])
    assert not list_unplaced(resolved)
    assert get_only(resolved, own.name).id == resolved.flows[0].source.system


def test_two_descriptions_give_a_system_another_name() -> None:
    """`Club Sirena` is assigned to Estrelia if one source describes it only by these words and
    another one repeats them; one description is not enough.
    """
    own = listed("Estrelia", "apps.csv", 2)
    model = listed("Estrelia", "model.dsl", 4, "Club Sirena")
    catalogue = listed("Estrelia", "catalog.yaml", 4, "Programa de puntos Club Sirena")
    both = resolve([own, model, catalogue, *OTHERS, flow("Club Sirena", "Ledger")])
    assert not list_unplaced(both)
    alone = resolve([own, catalogue, *OTHERS, flow("Club Sirena", "Ledger")])
    assert list_unplaced(alone) == ["Club Sirena"]


def test_a_name_in_another_language_is_assigned() -> None:
    """A name in another language that only one list has for a system is assigned to the system."""
    own = replace(system("Almara CRS", "apps.csv:2"), other_names=("Central de Reservas",))
    resolved = resolve([own, *OTHERS, flow("Central de reservas", "Ledger")])
    assert resolved.flows[0].source.system == "almara-crs"


def test_a_database_with_a_word_for_production_is_described_by_the_product() -> None:
    """The entry `CALA_PRD` is the Cala Data Platform, because this name begins with "Cala" and the
    description contains its alias Snowdrop.
    """
    own = replace(system("Cala Data Platform", "apps.csv:2"), aliases=("Snowdrop",))
    other = listed("CALA_PRD", "cmdb.csv", 2, "Snowdrop account Cala")
    assert names(resolve([own, other, *OTHERS])) == ["Cala Data Platform", "Crew Desk", "Ledger"]


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("K01CLNT100", "K01", True),  # a client of an SAP system
        ("K01CLNT100", "K02", False),
        ("RechnungScan", "RECHSCAN", True),  # the beginnings of both words
        ("Kaufmann Portal", "KAUFPORT", True),
        ("Rechnung", "RECH", False),
    ],
)
def test_technical_names_shorten_a_name(name: str, source: str, *, expected: bool) -> None:
    """The connection `KAUFPORT` belongs to Kaufmann Portal, whose words begin with these
    letters.
    """
    resolved = resolve(
        [system(name, "apps.csv:2"), *OTHERS, flow(end(ref(source=source)), "Ledger")]
    )
    assert (source not in list_unplaced(resolved)) is expected


def test_a_name_in_brackets_lists_no_application() -> None:
    """A name in brackets in a list of servers, such as "(Dateiserver)", is an endpoint; a known
    product in brackets is a system.
    """
    rows = [
        system("(Dateiserver)", "servers.csv:2", host="srv-fs01"),
        system("(Snowflake)", "servers.csv:3", host="srv-sn01"),
    ]
    resolved = resolve([*rows, *OTHERS], catalogue=CATALOGUE)
    assert names(resolved) == ["Crew Desk", "Ledger", "Snowflake"]
    assert list_unplaced(resolved) == ["Dateiserver"]


def test_a_domain_of_hosts_named_after_systems_is_the_organisations_own() -> None:
    """A host with a short name, such as `alm.acme.example`, belongs to its system only if three
    hosts of the domain have names of systems.
    """
    rows = [system("Almara CRS", "apps.csv:2", aliases=("ALM", "CRM")), *OTHERS]
    hosts = ["ledger.acme.example", "alm.acme.example"]
    calls = [flow(end(ref(host=host)), "Crew Desk", f"a.yml:{n}") for n, host in enumerate(hosts)]
    assert list_unplaced(resolve([*rows, *calls])) == ["alm.acme.example"]
    desk = flow(end(ref(host="crew-desk.acme.example")), "Ledger", "b.yml:3")
    general = flow(end(ref(host="crm.acme.example")), "Ledger", "b.yml:4")
    resolved = resolve([*rows, *calls, desk, general])
    assert list_unplaced(resolved) == ["crm.acme.example"]


def test_a_connection_may_have_the_words_of_its_host() -> None:
    """The connection `alm_mc_acme` to the host `mc.acme.example` belongs to the system with the
    short name ALM.
    """
    place = end(ref(host="mc.acme.example", source="alm_mc_acme"))
    rows = [system("Almara CRS", "apps.csv:2", aliases=("ALM",)), *OTHERS]
    assert not list_unplaced(resolve([*rows, flow(place, "Ledger")]))
