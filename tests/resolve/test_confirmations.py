"""Similar names, planned systems and stopped flows give questions with a low weight."""

from dataclasses import replace

import pytest

from seamscope.records import Record, State
from seamscope.resolve import resolve
from seamscope.resolved import QuestionKind, Resolved

from .making import flow, system


def list_texts(resolved: Resolved, kind: QuestionKind) -> list[str]:
    return [question.text for question in resolved.questions if question.kind is kind]


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("KastenKonto", "KastenKontor", True),
        ("OrderPoint", "OrderPort", True),
        ("TRASA", "TRASKA", True),
        ("Depot Nordwest", "Depot Nordwast", True),
        ("SAP ECC", "SAP EWM", False),
        ("Portal B2B", "Portal B2C", False),
        ("Lager 1", "Lager 2", False),
        ("Depot Nord", "Depot Sued", False),
        ("Faktura", "Natura", False),
        ("Billing", "Billing Archive", False),
    ],
)
def test_names_that_differ_by_a_few_letters_are_asked_about(
    one: str, other: str, asked: bool
) -> None:
    """If two names in one list differ by a few letters, a question asks whether they are one
    system; numbers, short codes and whole other words are not asked about.
    """
    resolved = resolve([system(one, "apps.csv:2"), system(other, "apps.csv:3")])
    texts = list_texts(resolved, QuestionKind.SAME_SYSTEM)
    assert bool(texts) is asked
    assert len(resolved.systems) == 2


def test_a_pattern_of_names_is_not_asked_about() -> None:
    """Four names that differ only in their last letter follow a pattern and are not asked about."""
    listed = [system(f"Station{letter}", f"apps.csv:{n}") for n, letter in enumerate("abcd", 2)]
    assert not list_texts(resolve(listed), QuestionKind.SAME_SYSTEM)


def test_a_retired_system_is_not_compared() -> None:
    """Two similar names are not asked about if one of the systems is retired."""
    listed = [system("Versand1a", "a.csv:2"), system("Versand1b", "a.csv:3", state=State.RETIRED)]
    assert not list_texts(resolve(listed), QuestionKind.SAME_SYSTEM)


def test_a_planned_system_is_asked_about_once() -> None:
    """One question asks whether a planned system is in operation by now."""
    records: list[Record] = [
        system("KegTrack", "apps.csv:2", state=State.PLANNED),
        system("Shop", "apps.csv:3"),
    ]
    (text,) = list_texts(resolve(records), QuestionKind.STATE)
    assert text == "Is KegTrack in operation by now? It is planned (apps.csv:2)"


def test_a_flow_that_is_switched_off_is_asked_about() -> None:
    """A disabled flow is asked about, unless an active flow has the same direction."""
    records: list[Record] = [
        system("Shop", "apps.csv:2"),
        system("Ledger", "apps.csv:3"),
        flow("Shop", "Ledger", "pipe.json:7", state=State.DISABLED),
        flow("Ledger", "Shop", "pipe.json:9"),
    ]
    (text,) = list_texts(resolve(records), QuestionKind.STATE)
    assert text.startswith("Is data to move from Shop to Ledger again? The flow is switched off")
    assert "pipe.json:7" in text
    active = [*records, flow("Shop", "Ledger", "other.json:1")]
    assert not list_texts(resolve(active), QuestionKind.STATE)


def test_a_flow_of_a_retired_system_is_asked_about() -> None:
    """An active flow of a retired system is asked about; a retired flow is not."""
    still_listed = replace(flow("Old Till", "Ledger", "flows.csv:4"), declared=True)
    records: list[Record] = [
        system("Old Till", "apps.csv:2", state=State.RETIRED),
        system("Ledger", "apps.csv:3"),
        still_listed,
    ]
    (text,) = list_texts(resolve(records), QuestionKind.STATE)
    assert text == (
        "Does data still move from Old Till to Ledger? Old Till is retired, but the inputs still "
        "contain the flow (flows.csv:4)"
    )
    stopped = replace(still_listed, state=State.RETIRED, state_said="stopped 2021")
    assert not list_texts(resolve([*records[:2], stopped]), QuestionKind.STATE)


def test_a_confirmation_weighs_less_than_a_doubt() -> None:
    """A question about a status that is not understood comes before a question about a planned
    system.
    """
    records: list[Record] = [
        system("KegTrack", "apps.csv:2", state=State.PLANNED),
        replace(system("Till", "apps.csv:3", state=State.UNKNOWN), state_said="tbc"),
    ]
    asked = [question for question in resolve(records).questions if question.about]
    assert [question.about for question in asked] == [("till",), ("kegtrack",)]
    assert asked[0].weight > asked[1].weight


def test_the_two_ways_between_retired_systems_have_ids_of_their_own() -> None:
    """The questions about the two directions between two systems have different ids, which do not
    depend on other questions.
    """
    listed = [system("Tolling", "a.csv:2", state=State.RETIRED), system("Crewing", "a.csv:3")]
    there = replace(flow("Tolling", "Crewing", "f.csv:2"), declared=True)
    back = replace(flow("Crewing", "Tolling", "g.csv:2"), declared=True)
    alone = list_ids(resolve([*listed, there]))
    assert alone == ["state:tolling--to--crewing"]
    assert list_ids(resolve([*listed, there, back])) == ["state:crewing--to--tolling", *alone]


def list_ids(resolved: Resolved) -> list[str]:
    return sorted(one.id for one in resolved.questions if one.kind is QuestionKind.STATE)


@pytest.mark.parametrize(
    ("vendors", "other"),
    [
        (("Keystone Systems", "Ember"), ", or ClaimsNow, the only system of this vendor?"),
        (("Keystone Systems", "Keystone"), "?"),
        (("Ember", "Ember"), "?"),
    ],
)
def test_a_vendor_is_asked_about_with_its_only_system(vendors: tuple[str, str], other: str) -> None:
    """If a flow contains the vendor of a listed system instead of a name, a question asks whether a
    separate system or the listed one is meant.
    """
    listed = [system("ClaimsNow", "a.csv:2"), system("PolicyNow", "a.csv:3")]
    records = [replace(one, vendor=name) for one, name in zip(listed, vendors, strict=True)]
    resolved = resolve([*records, flow("Keystone", "PolicyNow", "f.csv:2")])
    (text,) = list_texts(resolved, QuestionKind.SAME_SYSTEM)
    assert text.startswith(f"Is Keystone a separate system{other} No source lists it")
