"""Similar names, planned systems and stopped flows are asked about, with a low weight."""

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
    """One list may contain both: a list of flows may still have one under the other's name."""
    resolved = resolve([system(one, "apps.csv:2"), system(other, "apps.csv:3")])
    texts = list_texts(resolved, QuestionKind.SAME_SYSTEM)
    assert bool(texts) is asked
    assert len(resolved.systems) == 2


def test_a_pattern_of_names_is_not_asked_about() -> None:
    """Four names that are all alike follow a rule, so a question would teach nothing."""
    listed = [system(f"Station{letter}", f"apps.csv:{n}") for n, letter in enumerate("abcd", 2)]
    assert not list_texts(resolve(listed), QuestionKind.SAME_SYSTEM)


def test_a_retired_system_is_not_compared() -> None:
    """A successor with a similar name is no danger once its predecessor is retired."""
    listed = [system("Versand1a", "a.csv:2"), system("Versand1b", "a.csv:3", state=State.RETIRED)]
    assert not list_texts(resolve(listed), QuestionKind.SAME_SYSTEM)


def test_a_planned_system_is_asked_about_once() -> None:
    """Only a declared system is asked about."""
    records: list[Record] = [
        system("KegTrack", "apps.csv:2", state=State.PLANNED),
        system("Shop", "apps.csv:3"),
    ]
    (text,) = list_texts(resolve(records), QuestionKind.STATE)
    assert text == "Is KegTrack in operation by now? It is planned (apps.csv:2)"


def test_a_flow_that_is_switched_off_is_asked_about() -> None:
    """A second flow of the same direction that is active makes the question pointless."""
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
    """A list that still has the flow may be old, or the system is still in use."""
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
    """A status that is not understood is asked first."""
    records: list[Record] = [
        system("KegTrack", "apps.csv:2", state=State.PLANNED),
        replace(system("Till", "apps.csv:3", state=State.UNKNOWN), state_said="tbc"),
    ]
    asked = [question for question in resolve(records).questions if question.about]
    assert [question.about for question in asked] == [("till",), ("kegtrack",)]
    assert asked[0].weight > asked[1].weight


def test_the_two_ways_between_retired_systems_have_ids_of_their_own() -> None:
    """An answer about one way must never be taken for the other, whatever else comes or goes."""
    listed = [system("Tolling", "a.csv:2", state=State.RETIRED), system("Crewing", "a.csv:3")]
    there = replace(flow("Tolling", "Crewing", "f.csv:2"), declared=True)
    back = replace(flow("Crewing", "Tolling", "g.csv:2"), declared=True)
    alone = list_ids(resolve([*listed, there]))
    assert alone == ["state:tolling--to--crewing"]
    assert list_ids(resolve([*listed, there, back])) == ["state:crewing--to--tolling", *alone]


def list_ids(resolved: Resolved) -> list[str]:
    return sorted(one.id for one in resolved.questions if one.kind is QuestionKind.STATE)
