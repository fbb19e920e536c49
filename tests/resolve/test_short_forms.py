"""A short form such as "CC West" means the only listed system that it fits, here Control Centre
West.
"""

import pytest

from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Record, System
from seamscope.resolve import resolve
from seamscope.resolve.short_forms import is_abbreviated, is_consonantal, is_short_form

from .making import flow, has_question, list_unplaced, names, system


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("CC West", "Control Centre West"),
        ("Fleet TMS", "Fleet Trip Management System"),
        ("T365 Billing", "Tarn 365 Billing"),
    ],
)
def test_words_may_be_initials_beside_a_word_in_full(short: str, name: str) -> None:
    """A short form has initials of adjacent words beside at least one whole word; numbers are
    whole.
    """
    assert is_short_form(short, name)
    assert not is_short_form(name, short)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("CCW", "Control Centre West"),  # initials alone
        ("CC East", "Control Centre West"),
        ("CC West", "Control Centre West Coast"),
        ("West CC", "Control Centre West"),
        ("Control Centre West", "Control Centre West"),
    ],
)
def test_other_names_are_no_short_forms(short: str, name: str) -> None:
    """Initials alone, another word, a missing word or another order of the words is not a short
    form.
    """
    assert not is_short_form(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Vertragsverw. Sach", "Vertragsverwaltung Sach"),
        ("Contr. Adm. Motor", "Contract Administration Motor"),
        ("Cust Port 2", "Customer Portal 2"),
        ("Zollabw.", "Zollabwicklung"),
    ],
)
def test_words_may_be_abbreviated_to_their_beginnings(short: str, name: str) -> None:
    """A name is an abbreviation if each of its words is the beginning of the word at the same
    position.
    """
    assert is_abbreviated(short, name)
    assert not is_abbreviated(name, short)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Order", "OrderHub"),  # a single word without a dot may begin many names
        ("Region 1", "Region 10"),
        ("CC West", "Control Centre West"),
        ("Vertragsverw. Leben", "Vertragsverwaltung Sach"),
        ("Sach Vertragsverw.", "Vertragsverwaltung Sach"),
        ("C. West", "Control West"),  # too short
        ("Control West", "Control West"),
    ],
)
def test_other_beginnings_are_no_abbreviations(short: str, name: str) -> None:
    """A single word without a dot, a shortened number, another order or another word is not an
    abbreviation.
    """
    assert not is_abbreviated(short, name)


def list_records(name: str, *systems: System) -> list[Record]:
    """Return listed systems, one more system called Tolls, and a flow from a name to Tolls."""
    return [*systems, system("Tolls", "inventory.yaml:9"), flow(name, "Tolls", "interfaces.csv:2")]


CENTRE = system("Control Centre West", "inventory.yaml:1")


def test_a_short_form_means_the_only_system_of_the_long_one() -> None:
    """A flow of "CC West" belongs to Control Centre West, and a question asks to confirm it."""
    resolved = resolve(list_records("CC West", CENTRE))
    assert names(resolved) == ["Control Centre West", "Tolls"]
    assert has_question(resolved, 'Does "CC West" refer to Control Centre West?')


def test_a_short_form_of_two_names_means_neither() -> None:
    """A short form that fits two systems is assigned to neither."""
    other = system("Crew Compass West", "inventory.yaml:2")
    resolved = resolve(list_records("CC West", CENTRE, other))
    assert "CC West" in [*names(resolved), *list_unplaced(resolved)]


def test_a_short_form_is_not_assigned_if_an_answer_says_so() -> None:
    """If a person answered that a short form does not mean the system, it is not assigned."""
    clue = Clue(kind=ClueKind.NAME, value="CC West")
    resolved = resolve(list_records("CC West", CENTRE), decisions=Decisions(unplaced=(clue,)))
    assert "CC West" in [*names(resolved), *list_unplaced(resolved)]


@pytest.mark.parametrize("generic", ["Platform", "System"])
def test_a_name_without_its_generic_word_needs_a_description_with_it(generic: str) -> None:
    """`X-Dock` means a system such as `X-Dock System` only if the description of the system
    contains `X-Dock`; otherwise it is asked about.
    """
    plain = system(f"X-Dock {generic}", "inventory.yaml:1")
    described = System(
        name=plain.name, evidence=plain.evidence, description="X-Dock, swaps loads of trucks"
    )
    assert list_unplaced(resolve(list_records("X-Dock", plain))) == ["X-Dock"]
    resolved = resolve(list_records("X-Dock", described))
    assert names(resolved) == ["Tolls", f"X-Dock {generic}"]
    assert has_question(resolved, f'Does "X-Dock" refer to X-Dock {generic}?')


@pytest.mark.parametrize(
    ("name", "listed"),
    [("Contr. Centre West", "Control Centre West"), ("Control Centre West", "Contr. Centre West")],
)
def test_an_abbreviated_name_is_asked_about_with_its_candidate(name: str, listed: str) -> None:
    """If the name in a flow abbreviates a listed name, or the listed name abbreviates it, it stays
    an endpoint, and a question proposes the listed system.
    """
    resolved = resolve(list_records(name, system(listed, "inventory.yaml:1")))
    assert name in list_unplaced(resolved)
    (asked,) = (q for q in resolved.questions if q.subject == name)
    assert asked.candidates == (listed,)
    assert f'Which system does "{name}" refer to: {listed}?' in asked.text


def test_two_listed_names_of_which_one_is_abbreviated_are_asked_about() -> None:
    """If two lists have a name and its abbreviation, there are two systems, and a question asks
    whether they are one.
    """
    short = system("Contr. Centre West", "cmdb.csv:2")
    resolved = resolve([CENTRE, short])
    assert len(resolved.systems) == 2
    assert has_question(resolved, "one system? They are treated as separate systems")


@pytest.mark.parametrize(
    ("code", "name", "fits"),
    [
        ("tdw", "tidewater", True),
        ("crwng", "crewingdesk", True),
        ("td", "tidewater", False),  # two letters fit too many names
        ("twd", "tidewater", False),  # another order
        ("ide", "tidewater", False),
        ("tide", "tidewater", False),  # a word with vowels is not a code
        ("crm", "crime", False),  # the name is hardly longer
    ],
)
def test_a_code_has_the_consonants_of_a_name(code: str, name: str, *, fits: bool) -> None:
    """A code of at least three letters fits a name if it begins like the name and has only
    consonants of it, in their order.
    """
    assert is_consonantal(code, name) is fits
