"""Technical accounts that are named after an application belong to it."""

import pytest

from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Record
from seamscope.resolve import resolve

from .making import (
    build_mention,
    end,
    flow,
    get_only,
    has_question,
    list_unplaced,
    names,
    reasons,
    ref,
    system,
)


@pytest.mark.parametrize(
    "account", ["svc_prophet", "PROPHET-APP", "prophet_ro", "etl.prophet.loader", "prophet"]
)
def test_an_account_means_the_system_of_its_name(account: str) -> None:
    """An account with the name of a system and a suffix belongs to this system, and a question asks
    to confirm it.
    """
    resolved = resolve([system("Prophet"), build_mention(ref(account=account))])
    assert (names(resolved), list_unplaced(resolved)) == (["Prophet"], [])
    assert reasons(get_only(resolved, "Prophet")) == [(account, "the account has its name")]
    assert has_question(resolved, f'Does the account "{account}" belong to Prophet?')


def test_an_account_of_several_words_means_the_system_of_these_words() -> None:
    """`svc_barrel_ledger` belongs to Barrel Ledger."""
    resolved = resolve([system("Barrel Ledger"), build_mention(ref(account="svc_barrel_ledger"))])
    assert names(resolved) == ["Barrel Ledger"]
    assert not resolved.endpoints


@pytest.mark.parametrize("account", ["svc_prophets", "svc_pro", "svc_batch", "svc_prophet_archive"])
def test_an_account_of_another_name_is_asked_about(account: str) -> None:
    """An account that contains only a part of a system's name, or a longer name, is asked about."""
    resolved = resolve([system("Prophet"), build_mention(ref(account=account))])
    assert (names(resolved), list_unplaced(resolved)) == (["Prophet"], [account])
    assert has_question(resolved, f'Which system uses the account "{account}"?')


def test_an_account_that_a_person_denied_stays_unplaced() -> None:
    """If a person answered that an account does not belong to the system of its name, it stays an
    endpoint.
    """
    clue = Clue(kind=ClueKind.ACCOUNT, value="svc_prophet")
    resolved = resolve(
        [system("Prophet"), build_mention(ref(account="svc_prophet"))],
        decisions=Decisions(unplaced=(clue,)),
    )
    assert (names(resolved), list_unplaced(resolved)) == (["Prophet"], ["svc_prophet"])


def test_the_application_of_a_client_is_known_by_its_account() -> None:
    """If the program in a log is only a framework, the account identifies the application."""
    reading = flow(
        end(ref(database="casks"), "press.vat"),
        end(ref(product="Spring App", account="svc_prophet")),
    )
    records: list[Record] = [system("Prophet"), system("Casks", database="casks"), reading]
    (edge,) = resolve(records).flows
    assert (edge.source.system, edge.target.system) == ("casks", "prophet")


@pytest.mark.parametrize(
    ("folder", "listed", "places"),
    [
        ("plsql", ("Prophet", "Casks"), ["Casks", "Prophet"]),  # both owners are systems
        ("plsql", ("Prophet", "Ledger"), ["Prophet", "plsql"]),  # one owner is; the other is asked
        ("plsql", ("Ledger",), ["plsql", "plsql"]),  # no owner is
        ("ledger", ("Prophet", "Casks", "Ledger"), ["Ledger", "Ledger"]),
    ],
)
def test_the_code_of_two_owners_in_one_folder_runs_in_two_systems(
    folder: str, listed: tuple[str, ...], places: list[str]
) -> None:
    """A folder with the name of a system belongs to it, whoever owns the routines."""
    records: list[Record] = [system(name) for name in listed]
    records += [
        flow(end(ref(folder=folder, account=owner), "a.b"), end(ref(name="Elsewhere"), owner))
        for owner in ("casks", "prophet")
    ]
    resolved = resolve(records)
    called = {node.id: node.name for node in resolved.systems}
    called |= {node.id: node.name for node in resolved.endpoints}
    assert sorted(called[edge.source.system] for edge in resolved.flows) == places
