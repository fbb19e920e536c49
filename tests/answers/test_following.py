"""An answer still belongs to its question after a merge of names has changed the id of the
question.
"""

from pathlib import Path

import pytest

from seamscope.answers import Applied, apply, follow_names, parse, rank_questions
from seamscope.config import Config
from seamscope.decisions import Way
from seamscope.pipeline import Job, run
from seamscope.records import Clue, ClueKind
from seamscope.resolved import Question

from .making import index_questions, question

# Crewing has the alias "Crew desk".
WAY = question(
    "direction:crewing--tolling", "direction", about=("crewing", "tolling", "crewing~tolling")
)
OWNER = question("attribute:crewing--owner", "attribute", subject="owner", about=("crewing",))
FACT = question("fact:mechanism:crewing--tolling", "fact", subject="mechanism")


def apply_answer(key: str, text: str, *asked: Question) -> Applied:
    index = index_questions(*asked)
    file = parse(f"answers:\n- id: {key}\n  answer: {text}\n".encode())
    return apply(follow_names(file, index), index, Config())


@pytest.mark.parametrize(
    ("key", "text", "asked"),
    [
        ("direction:crew-desk--tolling", "both", WAY),
        ("attribute:crew-desk--owner", "Ann", OWNER),
        ("fact:mechanism:crew-desk--tolling", "api", FACT),
        ("fact:mechanism:tolling--crew-desk", "api", FACT),
    ],
)
def test_an_old_name_that_is_an_alias_identifies_the_question(
    key: str, text: str, asked: Question
) -> None:
    """An answer under an id with an old name settles the question if the old name is an alias."""
    outcome = apply_answer(key, text, asked, question("place:other", "place"))
    assert outcome.settled == {asked.id}
    assert outcome.matched == {asked.id}
    assert not outcome.errors


@pytest.mark.parametrize(
    ("key", "text", "way"),
    [
        ("direction:crew-desk--tolling", "a to b", Way.THERE),
        ("direction:tolling--crew-desk", "a to b", Way.BACK),
        ("direction:tolling--crew-desk", "B to A", Way.THERE),
        ("direction:tolling--crew-desk", "Tolling to Crew desk", Way.BACK),
        ("direction:tolling--crew-desk", "none", Way.NONE),
    ],
)
def test_letters_of_a_direction_keep_their_systems(key: str, text: str, way: Way) -> None:
    """`a to b` keeps its direction if the new name of a system changes the order of the two in the
    id.
    """
    (decided,) = apply_answer(key, text, WAY).decisions.directed
    assert (decided.between, decided.way) == (("Crewing", "Tolling"), way)


@pytest.mark.parametrize(
    "key",
    [
        "direction:ledger--tolling",
        "direction:crew--tolling",
        "state:crew-desk",
        "direction:crewing",
    ],
)
def test_an_answer_about_other_systems_settles_no_question(key: str) -> None:
    """An answer settles no question if its id has only a similar name, or another kind."""
    outcome = apply_answer(key, "both", WAY)
    assert not outcome.settled
    assert len(outcome.errors) == 1


def test_an_open_entry_under_the_present_id_does_not_matter() -> None:
    """The answer under an old id counts, although an earlier run has added an open entry under the
    present id.
    """
    index = index_questions(WAY)
    text = f"- id: {WAY.id}\n  answer:\n- id: direction:crew-desk--tolling\n  answer: both\n"
    outcome = apply(follow_names(parse(f"answers:\n{text}".encode()), index), index, Config())
    assert outcome.settled == {WAY.id}
    assert not outcome.errors


def test_an_answer_under_the_present_id_wins() -> None:
    """If there are answers under the old and the present id, the present one counts and the old one
    is reported.
    """
    index = index_questions(WAY)
    text = f"- id: direction:crew-desk--tolling\n  answer: both\n- id: {WAY.id}\n  answer: a to b\n"
    file = parse(f"answers:\n{text}".encode())
    outcome = apply(follow_names(file, index), index, Config())
    assert [decided.way for decided in outcome.decisions.directed] == [Way.THERE]
    assert [error.line for error in outcome.errors] == [3]


@pytest.mark.parametrize(
    ("key", "text", "applied"),
    [
        ("same_system:crew-desk--crewing", "yes", True),
        ("same_system:crew-desk--crewing", "no", False),
        ("same_system:crew-desk", "no", True),
        ("same_system:crew-desk", "Crewing", True),
        ("same_system:crew-desk", "yes", False),
        ("same_system:crewing", "yes", True),
        ("place:crew-desk", "Crewing", True),
        ("place:crew-desk", "yes", True),
        ("place:crew-desk", "Ledger", False),
        ("place:crew-desk", "no", False),
    ],
)
def test_a_question_that_names_have_settled_is_no_error(
    key: str, text: str, *, applied: bool
) -> None:
    """An answer that agrees with the known names of a system counts as applied; one that
    contradicts them is an error.
    """
    outcome = apply_answer(key, text, WAY)
    assert [answer.applied for answer in outcome.answered] == [applied]
    assert bool(outcome.errors) is not applied
    assert not outcome.settled  # there is no such question


def test_a_survey_shows_an_answer_that_names_have_settled(tmp_path: Path) -> None:
    """If the configuration declares the name that an answer is about, the answer is shown as
    already settled.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "seamscope.yaml").write_text("systems:\n  - {system: Zoll, names: [Abgaben]}\n")
    (tmp_path / "answers.yaml").write_text(
        "answers:\n  - id: same_system:abgaben\n    answer: no\n"
    )
    done = run(Job(paths=(tmp_path,), answers=tmp_path / "answers.yaml"))
    (answer,) = done.survey.answers
    assert answer.applied
    assert answer.effect == "already settled: the names are those of Zoll"
    assert not done.errors


INVENTORY = """\
inventory: 1
systems:
  - {name: Portal, kind: crm}
  - {name: Zoll, kind: erp}
  - {name: Ledger, kind: erp}
flows:
  - {from: Ledger, to: Zoll, mechanism: file}
  - {between: [Portal, Zoll], reason: an old drawing}
"""


@pytest.mark.parametrize("name", ["Zoll System", "Abgaben"])
def test_a_merge_in_the_configuration_keeps_the_answer(name: str, tmp_path: Path) -> None:
    """The answer about a direction still applies after the configuration has renamed a system, even
    if the new name is sorted before the other one.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "answers.yaml").write_text(
        "answers:\n  - id: direction:portal--zoll\n    answer: a to b\n"
    )

    def list_pairs() -> list[tuple[str, str]]:
        done = run(Job(paths=(tmp_path,), answers=tmp_path / "answers.yaml"))
        assert not done.errors
        assert not any(q.id.startswith("direction:") for q in done.survey.questions)
        names = {node.id: node.name for node in done.survey.systems}
        (answer,) = done.survey.answers
        assert answer.applied
        (tmp_path / "answers.yaml").write_bytes(done.answers.content)
        return [(names[f.source.system], names[f.target.system]) for f in done.survey.flows]

    assert ("Portal", "Zoll") in list_pairs()
    (tmp_path / "seamscope.yaml").write_text(f"systems:\n  - {{system: {name}, names: [Zoll]}}\n")
    for _ in range(2):
        assert ("Portal", name) in list_pairs()


def test_names_are_asked_about_before_masters_and_directions_of_their_systems() -> None:
    """Questions about names come before the other questions about the same systems, regardless of
    their weight; questions about other systems keep their place.
    """
    master = question("master:order", "master", weight=90, about=("crewing", "tolling"))
    way = question("direction:crewing--ledger", "direction", weight=70, about=("crewing", "ledger"))
    same = question("same_system:tolling--x", weight=5, about=("tolling", "x"))
    clue = Clue(kind=ClueKind.NAME, value="L")
    place = question("place:l", "place", weight=3, about=("l", "ledger"), clues=(clue,))
    other = question("same_system:p--q", weight=4, about=("p", "q"))
    settled = question("place:h", "place", weight=2, about=("ledger",))
    ranked = rank_questions((settled, other, place, way, master, same))
    assert [one.id for one in ranked] == [
        same.id, master.id, place.id, way.id, other.id, settled.id,
    ]  # fmt: skip
