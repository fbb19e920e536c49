"""Answer each kind of question that a survey asks, and check the landscape afterwards."""

from pathlib import Path

import pytest

from seamscope.answers import Answered, label_choice, read_answers, restore_choice
from seamscope.outputs.writers.languages import use_language
from seamscope.pipeline import Job, Outcome, run
from seamscope.resolved import Question, QuestionKind

INVENTORY = """\
inventory: 1
systems:
  - {name: FleetDesk, kind: crm, owner: Ann}
  - {name: Ledger, kind: erp, owner: Ann}
  - {name: Tolling, kind: billing, databases: [TOLL], owner: Ann}
flows:
  - {from: Ledger, to: Tolling, mechanism: api, entities: [Order]}
  - {from: Tolling, to: Ledger, mechanism: file, entities: [Order]}
  - {between: [FleetDesk, Ledger], reason: an old drawing}
"""
LIST = "Name,Owner,Status\nFleet Desk,Bob,Active\nLedger,Cyd,Active\n"
SQL = "USE OrdDB;\nINSERT INTO plan.dbo.target SELECT * FROM TOLL.dbo.src;\n"
SAME, WAY = "same_system:fleet-desk--fleetdesk", "direction:fleetdesk--ledger"
PLACE = "place:database-plan"
MASTER = "master:order"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Write two lists and a script that lead to one question of each kind; return their folder."""
    for name, text in (("inventory.yaml", INVENTORY), ("apps.csv", LIST), ("load.sql", SQL)):
        (tmp_path / name).write_text(text)
    return tmp_path


def survey_with_answers(estate: Path, **answers: str) -> Outcome:
    """Survey the estate with these answers in answers.yaml, and update the file as survey does."""
    path = estate / "answers.yaml"
    rows = "".join(f"  - id: {key}\n    answer: {text}\n" for key, text in answers.items())
    path.write_text(f"answers:\n{rows}" if rows else "answers: []\n")
    outcome = run(Job(paths=(estate,), answers=path))
    path.write_bytes(outcome.answers.content)
    return outcome


def names(outcome: Outcome) -> list[str]:
    return [node.name for node in outcome.survey.systems]


def list_asked(outcome: Outcome) -> dict[str, Question]:
    return {question.id: question for question in outcome.survey.questions}


def get_only_answer(outcome: Outcome) -> Answered:
    (one,) = outcome.survey.answers
    assert one.applied, one.effect
    assert [(place.file, place.line) for place in one.evidence] == [("answers.yaml", 3)]
    return one


@pytest.mark.slow
def test_the_estate_asks_about_each_kind(estate: Path) -> None:
    """The estate leads to questions about names, a direction, an endpoint and a master, and they
    come before the questions about facts.
    """
    outcome = survey_with_answers(estate)
    found = list_asked(outcome)
    assert {SAME, WAY, PLACE, MASTER} <= found.keys()
    assert names(outcome) == ["Fleet Desk", "FleetDesk", "Ledger", "Tolling"]
    written = [entry.id for entry in read_answers(estate / "answers.yaml").entries]
    facts = [place for place, key in enumerate(written) if key.startswith("fact:")]
    assert max(written.index(key) for key in (SAME, WAY, PLACE, MASTER)) < min(facts)


@pytest.mark.slow
def test_yes_joins_and_no_keeps_apart(estate: Path) -> None:
    """After "yes" or "no", the question is asked neither in this run nor in the next."""
    joined = survey_with_answers(estate, **{SAME: "yes"})
    assert len(names(joined)) == 3
    assert "Fleet Desk" in {*names(joined), *(a for s in joined.survey.systems for a in s.aliases)}
    apart = survey_with_answers(estate, **{SAME: "no"})
    assert len(names(apart)) == 4
    for outcome in (joined, apart):
        get_only_answer(outcome)
        assert SAME not in list_asked(outcome)
        again = run(Job(paths=(estate,), answers=estate / "answers.yaml"))
        assert SAME not in list_asked(again)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("FleetDesk to Ledger", [("fleetdesk", "ledger")]),
        ("b to a", [("ledger", "fleetdesk")]),
        ("both", [("fleetdesk", "ledger"), ("ledger", "fleetdesk")]),
        ("none", []),
    ],
)
def test_a_direction_makes_flows(text: str, ways: list[tuple[str, str]], estate: Path) -> None:
    """The answered direction turns a dependency into flows whose evidence is the inventory and the
    answer.
    """
    outcome = survey_with_answers(estate, **{WAY: text})
    get_only_answer(outcome)
    pair = {"fleetdesk", "ledger"}
    flows = [f for f in outcome.survey.flows if {f.source.system, f.target.system} == pair]
    assert [(f.source.system, f.target.system) for f in flows] == ways
    for flow in flows:
        assert {place.file for place in flow.evidence} == {"inventory.yaml", "answers.yaml"}
    assert bool(outcome.survey.dependencies) is (not ways)
    assert WAY not in list_asked(outcome)


def test_an_endpoint_is_assigned_to_the_answered_system(estate: Path) -> None:
    """If the answer names a system, flows to the database end at this system; after "no", the
    database stays an endpoint.
    """
    outcome = survey_with_answers(estate, **{PLACE: "Ledger"})
    get_only_answer(outcome)
    assert not outcome.survey.endpoints
    assert any(
        flow.target.system == "ledger" and flow.source.system == "tolling"
        and {place.file for place in flow.evidence} >= {"load.sql"}
        for flow in outcome.survey.flows
    )  # fmt: skip
    left = survey_with_answers(estate, **{PLACE: "no"})
    get_only_answer(left)
    assert [node.name for node in left.survey.endpoints] == ["plan"]
    for one in (outcome, left):
        assert PLACE not in list_asked(one)


def test_a_master_is_named_for_the_entity(estate: Path) -> None:
    """An answer names the master of an entity, also without a POC."""
    outcome = survey_with_answers(estate, **{MASTER: "Tolling"})
    get_only_answer(outcome)
    shared = [e for i in outcome.survey.integrations for e in i.entities_both_ways]
    assert [(one.entity, one.master) for one in shared] == [("Order", "Tolling")]
    assert MASTER not in list_asked(outcome)


def test_an_attribute_is_settled_and_the_finding_goes(estate: Path) -> None:
    """The answered owner replaces the two owners in the lists, and the finding about them is
    gone.
    """
    before = survey_with_answers(estate)
    key = next(key for key in list_asked(before) if key.startswith("attribute:"))
    assert any("owner of Ledger" in finding.what for finding in before.survey.findings)
    outcome = survey_with_answers(estate, **{key: "Dan"})
    get_only_answer(outcome)
    owners = {node.name: node.owner for node in outcome.survey.systems}
    assert owners["Ledger"] == "Dan"
    assert not any("owner of Ledger" in finding.what for finding in outcome.survey.findings)


def test_an_answer_that_raises_a_question_which_is_answered_too(estate: Path) -> None:
    """If an answer joins two systems with different owners, the answer about the owner is applied
    in the same run.
    """
    joined = survey_with_answers(estate, **{SAME: "yes"})
    fresh = next(
        key for key, q in list_asked(joined).items()
        if key.startswith("attribute:") and "Ledger" not in q.text
    )  # fmt: skip
    for answers in ({SAME: "yes", fresh: "Bob"}, {fresh: "Bob", SAME: "yes"}):
        outcome = survey_with_answers(estate, **answers)
        assert [one.applied for one in outcome.survey.answers] == [True, True]
        assert "Bob" in {node.owner for node in outcome.survey.systems}
        assert not outcome.errors


def test_the_ids_of_questions_do_not_change_when_others_come(estate: Path) -> None:
    """A further input file changes no id of a question, so that an answer still belongs to its
    question.
    """
    before = set(list_asked(survey_with_answers(estate)))
    (estate / "more.csv").write_text("Name,Owner\nAbacus,Eve\nZebra,Eve\n")
    assert before - set(list_asked(survey_with_answers(estate))) == set()


def test_answers_are_shown_in_the_language_of_the_reader() -> None:
    """A translated candidate has the word for `answers.yaml` in brackets: `kopiert (copied)`.
    Review accepts both words.
    """
    fact = Question(text="Copied?", candidates=("copied", "joined"))
    way = Question(
        text="Which way?",
        kind=QuestionKind.DIRECTION,
        candidates=("Order to Cash to A", "A to Order to Cash"),
    )
    with use_language("de"):
        assert label_choice("copied", fact) == "kopiert (copied)"
        assert restore_choice("Kopiert", fact) == "copied"
        assert label_choice("Order to Cash to A", way) == "Order to Cash an A"
        assert restore_choice("A an Order to Cash", way) == "A to Order to Cash"
    assert label_choice("copied", fact) == "copied"
