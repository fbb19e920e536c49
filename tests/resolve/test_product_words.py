"""A system is found by a word of its product, by a former name, or by two of its names together."""

import pytest

from seamscope.records import (
    Clue,
    ClueKind,
    Connection,
    Endpoint,
    Evidence,
    Flow,
    Record,
    System,
    SystemRef,
)
from seamscope.resolve import resolve
from seamscope.resolved import Resolved

WHERE = Evidence(file="list.csv", line=1)
OTHER = Evidence(file="other.csv", line=1)


def system(name: str, product: str = "", *, where: Evidence = WHERE, **more: object) -> System:
    aliases = more.pop("aliases", ())
    app_id = more.pop("app_id", "")
    clues = (Clue(kind=ClueKind.APP_ID, value=str(app_id)),) if app_id else ()
    assert isinstance(aliases, tuple)
    text = str(more.pop("description", ""))
    return System(
        name=name, product=product, evidence=where, aliases=aliases, clues=clues, description=text
    )


def flow(source: SystemRef, target: SystemRef) -> Flow:
    return Flow(source=Endpoint(system=source), target=Endpoint(system=target), evidence=OTHER)


def list_ends(*records: Record) -> set[tuple[str, str]]:
    result = resolve(records)
    names = {node.id: node.name for node in result.systems}
    names |= {node.id: node.name for node in result.endpoints}
    return {(names[edge.source.system], names[edge.target.system]) for edge in result.flows}


def list_systems(result: Resolved) -> list[str]:
    return sorted(node.name for node in result.systems)


CRM = system("Crm One")


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Tallowman", system("Recover", "Expero Tallowman")),
        ("Netfrost", system("Watch", "Ibex Netfrost/OMNIX 8.1")),
        ("Oldmail", system("Mailer", aliases=("MLR (formerly Oldmail)",))),
        ("Oldmail", system("Mailer", aliases=("MLR (antes Oldmail)",))),
        ("ERP L4Q", system("Ledger", aliases=("ERP", "L4Q"))),
        ("Ledger (Kenaro)", system("Ledger", "Kenaro FX")),
        ("BDE Lund", system("Shop 8 Floor Lund", aliases=("BDE",))),
        ("Central Node", system("Central Node Porting")),
        ("VIGIA", system("Vigía")),
        ("Megafono", system("Megáfono")),
    ],
)
def test_a_name_means_the_only_system_that_it_fits(written: str, listed: System) -> None:
    """A name is assigned if it is the product of only one system, its former name, two of its
    names, or its name without accents.
    """
    ends = list_ends(CRM, listed, flow(SystemRef(name="Crm One"), SystemRef(name=written)))
    assert ends == {("Crm One", listed.name)}


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Ibex", (system("Watch", "Ibex Netfrost"), system("Queue", "Ibex MQX"))),
        ("Netfrost", (system("Watch", "Ibex Netfrost"), system("Netfrost Reports"))),
        ("Portal", (system("Portal Dealers"),)),
        ("Oldmail", (system("Mailer (ex Oldmail)"), system("Oldmail", where=OTHER))),
    ],
)
def test_a_name_that_fits_several_systems_means_none(
    written: str, listed: tuple[System, ...]
) -> None:
    """A name is not assigned if it is the vendor of two products, words that two systems have in
    common, or a general word.
    """
    ends = list_ends(CRM, *listed, flow(SystemRef(name="Crm One"), SystemRef(name=written)))
    assert ends == {("Crm One", written)}


@pytest.mark.parametrize(
    "modelled",
    [
        system("Smallgrid (TRACE)", where=OTHER),
        system("Smallgrid PNI", where=OTHER, description="Local name: TRACE"),
    ],
)
def test_a_model_that_calls_a_system_by_its_product_lists_no_second_one(modelled: System) -> None:
    """If a model lists the product of a listed system, with another of its names in brackets or in
    the description, both are one system.
    """
    result = resolve([system("TRACE", "GX Smallgrid PNI"), modelled, CRM])
    assert len(list_systems(result)) == 2


def test_a_successor_of_the_same_start_stays_a_system_of_its_own() -> None:
    """Prepay and Prepay NG, which have different products, are two systems."""
    listed = (system("Prepay", "Charger"), system("Prepay NG", "Matrox", where=OTHER))
    assert list_systems(resolve(listed)) == ["Prepay", "Prepay NG"]


def test_an_application_id_places_hosts_and_databases() -> None:
    """A host with an application id in a CMDB belongs to the listed system with this id."""
    owned = Connection(
        name="srv01",
        clues=(
            Clue(kind=ClueKind.HOST, value="srv01.corp.example"),
            Clue(kind=ClueKind.APP_ID, value="APP-1"),
        ),
        evidence=OTHER,
    )
    by_short_name = SystemRef(clues=(Clue(kind=ClueKind.HOST, value="srv01"),))
    ledger = system("Ledger", app_id="APP-1")
    ends = list_ends(CRM, ledger, owned, flow(SystemRef(name="Crm One"), by_short_name))
    assert ends == {("Crm One", "Ledger")}


@pytest.mark.parametrize("host", ["sftp.millbank.example", "files.central-millbank.example"])
def test_a_foreign_domain_belongs_to_the_system_that_it_is_named_after(host: str) -> None:
    """A host of another company belongs to Millbank Clearing if one label of the host is the
    beginning of this name and of no other.
    """
    there = SystemRef(clues=(Clue(kind=ClueKind.HOST, value=host),))
    ends = list_ends(CRM, system("Millbank Clearing"), flow(SystemRef(name="Crm One"), there))
    expected = "Millbank Clearing" if host.startswith("sftp") else host
    assert ends == {("Crm One", expected)}


def test_a_foreign_domain_may_be_a_short_name() -> None:
    """The host `acme.friss.example` belongs to the system with the alias FRISS."""
    there = SystemRef(clues=(Clue(kind=ClueKind.HOST, value="acme.friss.example"),))
    fraud = system("Fraud Check", aliases=("FRISS",))
    assert list_ends(CRM, fraud, flow(SystemRef(name="Crm One"), there)) == {
        ("Crm One", "Fraud Check")
    }


def test_a_foreign_domain_may_spell_a_name_with_hyphens() -> None:
    """The host `acme.desk-now.example` belongs to the system DeskNow."""
    there = SystemRef(clues=(Clue(kind=ClueKind.HOST, value="acme.desk-now.example"),))
    ends = list_ends(CRM, system("DeskNow"), flow(SystemRef(name="Crm One"), there))
    assert ends == {("Crm One", "DeskNow")}


@pytest.mark.parametrize(
    ("clue", "placed"),
    [
        (Clue(kind=ClueKind.DATABASE, value="lake_prd"), True),
        (Clue(kind=ClueKind.DATABASE, value="lake_old"), False),
        (Clue(kind=ClueKind.FOLDER, value="dbt_lake"), True),
        (Clue(kind=ClueKind.FOLDER, value="misc_lake"), False),
        (Clue(kind=ClueKind.SOURCE, value="LAKEPRD1_ro"), True),
    ],
)
def test_technical_words_beside_a_name_do_not_hide_it(clue: Clue, *, placed: bool) -> None:
    """A database or account with the name of a system belongs to it if all other words are
    technical, such as "prd" for production.
    """
    owned = System(
        name="The Lake",
        evidence=WHERE,
        aliases=("LAKE",),
        clues=(Clue(kind=ClueKind.DATABASE, value="LAKEPRD1"),),
    )
    ends = list_ends(CRM, owned, flow(SystemRef(name="Crm One"), SystemRef(clues=(clue,))))
    assert (ends == {("Crm One", "The Lake")}) is placed


@pytest.mark.parametrize(
    ("description", "systems"),
    [
        ("Mailer receives the score on Mondays", ["Mailer"]),
        ("Receives the score on Mondays", ["Churn score in Mailer", "Mailer"]),
    ],
)
def test_a_part_in_a_system_is_no_system(description: str, systems: list[str]) -> None:
    """`Churn score in Mailer` is a part of Mailer, and not a system, if its description mentions
    Mailer.
    """
    part = system("Churn score in Mailer", where=OTHER, description=description)
    assert list_systems(resolve([system("Mailer"), part])) == systems
