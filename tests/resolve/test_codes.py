"""Two systems with the same short code, such as "KAK", are one only if another fact confirms it."""

from dataclasses import replace

import pytest

from seamscope.records import Record, System
from seamscope.resolve import resolve

from .making import flow, has_question, names, reasons, ref, system


def code(name: str, text: str, place: str, product: str = "", **clues: str) -> System:
    """Return a listed system.
    text: a short code that its list mentions, but does not declare as an alias.
    """
    listed = system(name, place, product=product)
    return replace(listed, clues=ref(**clues).clues, other_names=(text,))


@pytest.mark.parametrize(
    ("first", "second", "fact"),
    [
        (
            code("Kundenakte", "KAK", "apps.csv:2", host="kak-01.corp.example"),
            code("Customer file", "KAK", "cmdb.csv:5", host="kak-01"),
            'both have "kak-01"',
        ),
        (
            code("Kundenakte", "KAK", "apps.csv:2", database="AKTE"),
            code("Customer file", "KAK", "cmdb.csv:5", database="akte"),
            'both have "akte"',
        ),
        (
            code("Kundenakte", "KAK", "apps.csv:2", product="Tideplan"),
            code("Customer file", "KAK", "cmdb.csv:5", product="tideplan"),
            'both are "tideplan"',
        ),
        (
            code("Akte der Mandanten", "KAK", "apps.csv:2"),
            code("Mandanten und Verträge", "KAK", "cmdb.csv:5"),
            'both names contain "mandanten"',
        ),
    ],
)
def test_one_code_and_one_more_fact_make_one_system(
    first: System, second: System, fact: str
) -> None:
    """Two systems with the same code are one if they also have a host, a database, a product or a
    word of their names in common.
    """
    resolved = resolve([first, second])
    (node,) = resolved.systems
    merged = [reason for _, reason in reasons(node)]
    assert merged == [f'both are called "KAK", and {fact}']


def test_an_alias_of_two_lists_and_one_host_make_one_system() -> None:
    """Two systems with the same alias of several words are one if they have the same host; without
    it, they stay two.
    """
    first = system("Fabrica", "apps.csv:2", aliases=("Line South",))
    second = system("FabLine", "cmdb.csv:5", aliases=("line south",))
    host = ref(host="mes-02.corp.example").clues
    (node,) = resolve([replace(first, clues=host), replace(second, clues=host)]).systems
    assert tuple(reasons(node)[0][1].removeprefix('both are called "').split('", and ', 1)) == (
        "Line South",
        'both have "mes-02"',
    )
    assert names(resolve([first, second])) == ["FabLine", "Fabrica"]


@pytest.mark.parametrize(
    ("first", "second", "fact"),
    [
        (
            replace(code("Bench", "EOL", "apps.csv:2"), description="EOL test / banco prova"),
            code("banco prova", "EOL", "elenco.csv:5"),
            'the description of one contains "banco prova", which is a name of the other',
        ),
        (
            code("gestionale KER", "P4H", "elenco.csv:5"),
            replace(code("Ledger", "P4H", "apps.csv:2"), aliases=("KER",)),
            'the name of one contains "KER", which is a name of the other',
        ),
    ],
)
def test_a_code_and_a_name_of_the_other_make_one_system(
    first: System, second: System, fact: str
) -> None:
    """Two systems with the same code are one if one list has the name of the other system in its
    name or description.
    """
    (node,) = resolve([first, second]).systems
    assert any(fact in reason for _, reason in reasons(node))


def test_the_code_of_joined_systems_leads_to_them() -> None:
    """If two systems with the code KAK are one, a flow of "KAK" belongs to this system."""
    records: list[Record] = [
        code("Kundenakte", "KAK", "apps.csv:2", host="kak-01"),
        code("Customer file", "KAK", "cmdb.csv:5", host="kak-01"),
        system("Quay", "apps.csv:3"),
        flow("KAK", "Quay", "flows.csv:2"),
    ]
    (edge,) = resolve(records).flows
    assert edge.source.system == resolve(records).systems[0].id


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (code("Card desk", "CMS", "apps.csv:2"), code("Web pages", "CMS", "cmdb.csv:5")),
        (
            code("Kartenwesen", "CMS", "apps.csv:2", host="krt-01", product="Tideplan"),
            code("Webseiten", "CMS", "cmdb.csv:5", host="web-07", product="Dockbuch"),
        ),
        (code("Card system", "CMS", "apps.csv:2"), code("Page system", "CMS", "cmdb.csv:5")),
    ],
)
def test_a_code_alone_is_asked_about(first: System, second: System) -> None:
    """Two systems that have only a code in common stay two and are asked about, because "CMS" may
    mean cards in one list and web content in another.
    """
    resolved = resolve([first, second])
    assert names(resolved) == sorted([first.name, second.name])
    assert has_question(resolved, first.name, second.name, 'both are also called "CMS"')


def test_a_declared_code_of_two_systems_is_asked_about() -> None:
    """Two systems that have only a declared alias in common stay two and are asked about."""
    records = [
        system("Card desk", "apps.csv:2", aliases=("CMS",)),
        system("Web pages", "cmdb.csv:5", aliases=("CMS",)),
    ]
    resolved = resolve(records)
    assert names(resolved) == ["Card desk", "Web pages"]
    assert has_question(resolved, 'Which system does "CMS" refer to, Card desk or Web pages?')


def test_two_systems_of_one_list_are_never_joined_by_a_code() -> None:
    """Two rows of one list with the same code and host are two systems."""
    records = [
        code("Kundenakte", "KAK", "apps.csv:2", host="kak-01"),
        code("Customer file", "KAK", "apps.csv:3", host="kak-01"),
    ]
    assert names(resolve(records)) == ["Customer file", "Kundenakte"]


def test_a_long_text_is_no_code() -> None:
    """Another name of several words is not a code, so it does not join two systems with the same
    host.
    """
    records = [
        code("Kundenakte", "Stammdaten der Kunden", "apps.csv:2", host="kak-01"),
        code("Customer file", "Stammdaten der Kunden", "cmdb.csv:5", host="kak-01"),
    ]
    assert names(resolve(records)) == ["Customer file", "Kundenakte"]


def test_a_third_list_leads_to_the_joined_system() -> None:
    """Systems in three lists with the same code and database are one system."""
    records = [
        code("Kundenakte", "KAK", "apps.csv:2", database="AKTE"),
        code("Customer file", "KAK", "cmdb.csv:5", database="AKTE"),
        code("Dossier client", "KAK", "liste.csv:9", database="AKTE"),
    ]
    (node,) = resolve(records).systems
    assert {str(item) for item in node.evidence} == {"apps.csv:2", "cmdb.csv:5", "liste.csv:9"}
