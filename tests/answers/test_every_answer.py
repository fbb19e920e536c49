"""Every question of a survey, answered with each answer that it offers, changes the survey."""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from seamscope.answers import Answered, AnswerFile, list_choices, parse
from seamscope.document import Survey
from seamscope.estimate import Scope
from seamscope.knowledge.ratings import read_rating
from seamscope.pipeline import Job, Outcome, ReadInputs, finish, read
from seamscope.resolved import Question, QuestionKind

ROOT = Path(__file__).parents[2]
INVENTORY = """\
inventory: 1
systems:
  - {name: Shop, kind: commerce}
  - {name: Shop Test, kind: commerce}
  - {name: Ledger, kind: erp, owner: Ann}
  - {name: Archive, kind: mainframe, product: COBOL}
flows:
  - {from: Shop, to: Ledger, entities: [Order]}
  - {from: Ledger, to: Shop, entities: [Order]}
  - {between: [Archive, Ledger], reason: an old drawing}
  - {from: {system: Archive, dataset: items}, to: Ledger}
  - {from: {system: Archive, dataset: old.items}, to: Ledger}
  - {from: {system: Archive, dataset: new.items}, to: Ledger}
"""
LIST = "name,owner\nLedger,Bob\nShop,Cyd\n"
POC = """\
name: Forecast
reads:
  - {system: Ledger}
  - {system: Archive, entities: [Invoice]}
writes:
  - {system: Shop}
"""
ESTATES = {
    "halden": (ROOT / "inventories/halden-pumps", "poc.yaml"),
    "lindgren": (ROOT / "inventories/lindgren-books", ""),
    "ostwind": (ROOT / "inventories/ostwind-ferries", ""),
    "bank": (ROOT / "tests/estates/bank/inputs", "../poc.yaml"),
    "grid": (ROOT / "tests/estates/grid/inputs", "../poc.yaml"),
}
FREE = {"owners": "Desk", "contract": "wiki/page", "size": "Order, Customer", "technology": "Ann"}
TRIED = 40  # answers that the slow test tries in each estate
# Answers that confirm what is assumed change nothing but the question.
CONFIRMED = ("as assumed", "declared as a system", "already settled")


def answer(done: ReadInputs, key: str, text: str) -> Outcome:
    """Return the outcome of a survey with one answer, as if it were written to answers.yaml."""
    content = f'answers:\n  - id: "{key}"\n    answer: "{text}"\n'
    return finish(done, home=parse(content.encode()))


def list_answers(survey: Survey) -> Iterator[tuple[Question, str]]:
    """Yield each question with each answer that it offers, or with a text if it offers none."""
    for question in survey.questions:
        offered = list_choices(question)
        for text in offered or ((FREE[question.subject],) if question.subject in FREE else ()):
            yield question, text


def list_facts(survey: Survey) -> tuple[object, ...]:
    """Return the contents of a survey that an answer may change, without the questions and
    answers.
    """
    return (
        survey.systems, survey.endpoints, survey.datasets, survey.flows, survey.dependencies,
        survey.integrations, survey.estimates, survey.totals, survey.readiness, survey.residue,
        [finding.what for finding in survey.findings],
    )  # fmt: skip


def check(done: ReadInputs, before: Survey, question: Question, text: str) -> str:
    """Return what is wrong with the effect of an answer, "" if nothing is."""
    outcome = answer(done, question.id, text)
    (given,) = outcome.survey.answers
    if not given.applied:
        return given.effect
    if any(one.id == question.id for one in outcome.survey.questions):
        return "asked again"
    if is_reported(outcome, given) or list_facts(outcome.survey) != list_facts(before):
        return check_hours(before, outcome.survey, question, text)
    return "changes nothing"


def is_reported(outcome: Outcome, given: Answered) -> bool:
    """Return whether the run says that an answer confirms a known fact or does not change the
    figures.
    """
    confirmed = any(words in given.effect for words in CONFIRMED)
    return confirmed or any("does not change the figures" in e.what for e in outcome.errors)


def check_hours(before: Survey, after: Survey, question: Question, text: str) -> str:
    """Return the difference between the median hours that the question announced and the actual
    ones, "" if none.
    """
    hours = {e.integration: e for e in after.estimates if e.scope is Scope.PRODUCTION}
    for old in before.estimates:
        for missing in old.missing if old.scope is Scope.PRODUCTION else ():
            driver = RATED.get(missing.fact)
            if missing.question != question.text or driver is None or old.override:
                continue
            announced = dict(missing.effects)[read_rating(driver, text)]
            now = hours[old.integration].effort_hours.p50
            if abs(now / announced - 1) > 0.01:
                return f"{old.integration}: {announced} hours announced, {now} hours now"
    return ""


# Facts whose answer changes only one rating of an integration. Owners and criticality of one system
# are rated together with those of the other.
RATED = {
    "lineage": "transformation",
    "volume": "volume",
    "latency": "service",
    "authentication": "authentication",
    "classification": "classification",
    "data quality": "data_quality",
    "columns": "fields",
    "team capability": "capability",
    "team experience": "experience",
}


@pytest.fixture
def estate(tmp_path: Path) -> ReadInputs:
    """Read a small estate that leads to a question about each kind of fact."""
    texts = {"inventory.yaml": INVENTORY, "apps.csv": LIST, "call.txt": "Shop asks the Archive."}
    for name, content in texts.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    described = tmp_path.parent / f"{tmp_path.name}.yaml"
    described.write_text(POC, encoding="utf-8")
    return read(Job(paths=(tmp_path,), poc=described))


def test_an_answer_about_each_fact_has_the_effect_that_it_announces(estate: ReadInputs) -> None:
    before = finish(estate, home=AnswerFile()).survey
    facts = {
        question.subject: (question, text)
        for question, text in list_answers(before)
        if question.kind is QuestionKind.FACT
    }
    assert {"size", "mechanism", "lineage", "volume", "columns", "technology", "owners"} <= {*facts}
    found = {fact: check(estate, before, *asked) for fact, asked in facts.items()}
    assert not any(found.values()), found


@pytest.mark.slow
def test_every_answer_has_the_effect_that_it_announces(estate: ReadInputs) -> None:
    before = finish(estate, home=AnswerFile()).survey
    found = {
        f"{question.id}: {text}": fault
        for question, text in list_answers(before)
        if (fault := check(estate, before, question, text))
    }
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ESTATES)
def test_every_answer_changes_an_estate(name: str) -> None:
    folder, poc = ESTATES[name]
    done = read(Job(paths=(folder,), poc=folder / poc if poc else None))
    before = finish(done, home=AnswerFile()).survey
    tried = sorted(list_answers(before), key=lambda one: crc32(f"{one[0].id}{one[1]}".encode()))
    found = {
        f"{question.id}: {text}": fault
        for question, text in tried[:TRIED]
        if (fault := check(done, before, question, text))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["nothing", "nichts", "no", "read by Ann Ohm", "read: Ann Ohm"])
def test_an_unread_file_without_content_is_removed_from_the_reserve(
    estate: ReadInputs, text: str
) -> None:
    """If the answer says that an unread file contains nothing more, its reserve is removed from the
    P80, and the skipped input quotes the answer.
    """
    before = finish(estate, home=AnswerFile()).survey
    (asked,) = (q for q in before.questions if q.kind is QuestionKind.UNREAD)
    assert (asked.id, asked.candidates) == ("unread:call-txt", ())
    assert list_choices(asked) == ("nothing",)
    outcome = answer(estate, asked.id, text)
    after = outcome.survey
    assert before.totals is not None
    assert after.totals is not None
    assert after.totals.production.p80 < before.totals.production.p80
    assert after.totals.production.p50 == before.totals.production.p50
    assert after.totals.not_readable is None
    (skipped,) = (one for one in after.skipped if one.evidence.file == "call.txt")
    assert skipped.reason.endswith(f"answered at answers.yaml:3: {text}")
    found = [f.what for f in after.findings if f.what.startswith("call.txt was not read")]
    assert len(found) == 1
    assert f"“{text}”" in found[0]


@pytest.mark.parametrize("text", ["yes", "three flows", "read"])
def test_an_answer_that_leaves_the_content_open_is_refused(estate: ReadInputs, text: str) -> None:
    """An answer that does not say that an unread file contains nothing more is not applied."""
    (given,) = answer(estate, "unread:call-txt", text).survey.answers
    assert not given.applied
    assert "does not say that the file contains nothing more" in given.effect
