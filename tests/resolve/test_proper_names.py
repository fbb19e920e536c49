"""A single word may mean the only listed system that has it in its name, or whose acronym it is."""

from dataclasses import replace

import pytest

from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Record, System
from seamscope.resolve import resolve
from seamscope.resolved import Resolved

from .making import end, flow, has_question, list_unplaced, names, ref, system

LEDGER = system("Ledger", "apps.csv:9")


def listed(name: str, description: str = "", kind: str = "") -> System:
    """Return a system from a list of applications."""
    return replace(system(name, f"apps.csv:{len(name)}"), description=description, kind=kind)


def mention(name: str, *others: Record) -> Resolved:
    """Return the result of resolving a flow from Ledger to a name that no list contains."""
    return resolve([*others, LEDGER, flow("Ledger", name, "interfaces.csv:2")])


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Tavoria", listed("Tavoria KYC")),
        ("Tavoria", listed("Tavoria Qualité", "Recalls et qualité")),
        ("Tavoria", listed("Tavoria Kernbank", "Kernbankensystem")),
        ("Tavoria", listed("TAVORIA Bestandsführung")),
        ("ERP", listed("Tavoria ERP")),
        ("CPQ", listed("Tavoria CPQ")),
        ("Screening (Tavoria)", listed("Tavoria KYC", "KYC and screening")),
        ("WM", listed("Tavoria WM")),  # two letters at the end of a name
        ("E1", listed("Tavoria EnterpriseOne")),
        ("T360", listed("Sunder Tavoria 360")),
        ("DWH", listed("Tavoria", "datawarehouse")),
        ("DWH", listed("Tavoria", "Data warehouse, loaded at night")),
        ("LIMS", listed("Tavoria", "LIMS of the laboratory")),
    ],
)
def test_one_word_refers_to_the_only_system_that_has_it(name: str, own: System) -> None:
    """`Tavoria` in a flow means the only system that has this word in its name, if its other words
    are only a description; a question asks to confirm it.
    """
    resolved = mention(name, own)
    assert not list_unplaced(resolved)
    assert names(resolved) == ["Ledger", own.name]
    assert has_question(resolved, f'Does "{name}" refer to {own.name}?')


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Tavoria", [listed("Tavoria KYC"), listed("Tavoria CRM")]),
        ("Tavoria", [listed("Tavoria KYC"), listed("Tavorio DMS")]),  # may be a typing error
        ("Tavoria", [listed("Tavoria Berths")]),  # the rest is not known to describe it
        ("Customer", [listed("Customer CRM")]),  # a word for an entity
        ("Payment", [listed("Payment KYC")]),
        ("ERP", [listed("Tavoria ERP"), listed("Sunder", kind="ERP")]),
        ("ERP", [listed("Tavoria ERP"), listed("ERP North")]),
        ("DWH", [listed("Tavoria", "Data warehouse"), listed("Sunder", "Data warehouse")]),
        ("X2", [listed("Tavoria X2")]),
        ("TB", [listed("Tavoria Berths")]),
        ("Tavoria and others", [listed("Tavoria KYC")]),
    ],
)
def test_a_word_of_several_systems_or_an_ordinary_one_is_asked_about(
    name: str, others: list[System]
) -> None:
    """A word is not assigned if it fits several systems, or if it is a word for an entity or a kind
    of system.
    """
    resolved = mention(name, *others)
    assert name in {*list_unplaced(resolved), *names(resolved)}


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (("Tavoria", "ERP"), ("Tavoria ERP", ""), True),
        (("Tavoria", "WMS"), ("WMS Tavoria", "Lager"), True),
        (("Tavoria", "Tavoria Qualité - recalls"), ("Tavoria Qualité", ""), True),
        (
            ("Bestelportaal", "Portail de commande"),
            ("Portail de commande", "NL: Bestelportaal"),
            True,
        ),
        (("Tavoria", "CRM"), ("Tavoria ERP", ""), False),
        (("Bestelportaal", "next to Portail de commande"), ("Portail de commande", ""), False),
    ],
)
def test_names_and_descriptions_of_two_files_join_systems(
    one: tuple[str, str], other: tuple[str, str], joined: bool
) -> None:
    """`Tavoria` with the description `ERP` in one file is `Tavoria ERP` in another; entries whose
    descriptions are each other's names are one system, too.
    """
    model = replace(system(one[0], "model.dsl:2"), description=one[1])
    row = replace(system(other[0], "apps.csv:2"), description=other[1])
    assert (len(names(resolve([model, row, LEDGER]))) == 2) is joined
    same_file = replace(row, evidence=replace(row.evidence, file="model.dsl"))
    assert len(names(resolve([model, same_file, LEDGER]))) == 3


def test_a_code_beside_the_name_is_a_short_name() -> None:
    """A code such as TVR in a column of ids is a short name of the system, so the database
    `TVRPROD` belongs to it.
    """
    own = replace(system("Tavoria", "apps.csv:2"), clues=ref(id="TVR").clues)
    resolved = resolve([own, LEDGER, flow("Ledger", end(ref(database="TVRPROD"), "t"))])
    assert not list_unplaced(resolved)


def test_an_answer_keeps_a_word_apart() -> None:
    """A word that a person did not want to have assigned stays an endpoint."""
    decisions = Decisions(unplaced=(Clue(kind=ClueKind.NAME, value="Tavoria"),))
    records: list[Record] = [
        listed("Tavoria KYC"),
        LEDGER,
        flow("Ledger", "Tavoria", "interfaces.csv:2"),
    ]
    assert list_unplaced(resolve(records, decisions=decisions)) == ["Tavoria"]


@pytest.mark.parametrize(
    ("clues", "found"),
    [
        ({"database": "TVRPROD"}, True),
        ({"database": "tvr_prod"}, True),
        ({"database": "tavoriadb"}, True),
        ({"source": "ORA_TVDW_RW"}, True),  # the name of its database, of four letters
        ({"source": "seaportal"}, True),  # its last words
        ({"account": "tvrbatch"}, True),
        ({"account": "tvrmq"}, True),
        ({"account": "tvrson"}, False),
        ({"account": "batch"}, False),
        ({"database": "TVXPROD"}, False),
        ({"source": "portal"}, False),
    ],
)
def test_databases_and_accounts_are_named_after_a_system(
    clues: dict[str, str], found: bool
) -> None:
    """A database or account belongs to a system if its name is a short code of the system and a
    usual ending, such as "PROD".
    """
    own = system("Tavoria Sea Portal", "apps.csv:2", database="TVDW")
    own = replace(own, aliases=("TVR", "Tavoria"))
    resolved = resolve([own, LEDGER, flow("Ledger", end(ref(**clues), "t"), "jobs.csv:2")])
    assert (not list_unplaced(resolved)) is found
