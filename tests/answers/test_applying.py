"""The effect of each kind of answer, and the answers that are rejected."""

from dataclasses import replace

import pytest

from seamscope.answers import AnswerFile, Applied, apply, parse
from seamscope.config import Alias, Config
from seamscope.decisions import Apart, Decisions, Directed, FlowState, Named, Stated, Way
from seamscope.records import Clue, ClueKind, State
from seamscope.resolved import Question, SystemNode

from .making import at, index_questions, landscape, question

SAME = question("same_system:crewing--tolling")
PLACE = question("place:plnsql02", "place", about=("plnsql02", "ledger"), candidates=("Ledger",))
CL_HOST = Clue(kind=ClueKind.HOST, value="ledgers")
CL = Clue(kind=ClueKind.NAME, value="CL")
ALIAS = question("place:cl", "place", subject="CL", clues=(CL,), about=("ledger", "tolling"))
WAY = question(
    "direction:crewing--tolling", "direction", about=("crewing", "tolling", "crewing~tolling")
)
ALIVE = question("state:ledger", "state", about=("ledger",), candidates=("active", "retired"))
FLOW = question("state:flow", "state", about=("crewing>ledger:file",), candidates=())
OWNER = question(
    "attribute:owner", "attribute", subject="owner", about=("ledger",), candidates=("Ann", "Bob")
)


MASTER = question("master:order", "master", subject="Order")
LISTING = question("same_system:tolling", candidates=(), about=("tolling",))
MECHANISM = question(
    "fact:mechanism", "fact", subject="mechanism", text="How will data move: by API or files?"
)
# Answers to other questions, which are not the names of systems.
MISFITS = (
    "both", "beide", "none", "a to b", "Crewing to Tolling", "Crew nach Ledger", "Crew -> Ledger",
    "retired", "unknown", "tbd", "unbekannt", "'?'", "'-'",
)  # fmt: skip


def answers(**given: str) -> AnswerFile:
    """Return an answer file with these answers by the id of their question."""
    rows = [f"- id: {key}\n  answer: {value}\n" for key, value in given.items()]
    return parse(("answers:\n" + "".join(rows)).encode())


def apply_answer(one: Question, text: str, config: Config | None = None) -> Applied:
    file = parse(f"answers:\n- id: {one.id}\n  answer: {text}\n".encode())
    return apply(file, index_questions(one), config or Config())


HERE = at("answers.yaml:3", "answers")


@pytest.mark.parametrize("word", ["yes", "Yes", "y", "true", "ja"])
def test_yes_makes_the_candidates_one_system(word: str) -> None:
    """The joined system has the name of the first candidate and the line of the answer as
    evidence.
    """
    outcome = apply_answer(SAME, word)
    assert outcome.decisions.named == (Named(system="Crewing", names=("Tolling",), evidence=HERE),)
    assert outcome.settled == {SAME.id}
    assert not outcome.errors


@pytest.mark.parametrize("word", ["no", "NO", "n", "nein"])
def test_no_keeps_the_candidates_apart(word: str) -> None:
    """After the answer "no", no later step joins the two candidates."""
    outcome = apply_answer(SAME, word)
    assert outcome.decisions.apart == (Apart(names=("Crewing", "Tolling"), evidence=HERE),)


def test_no_keeps_every_two_of_three_apart() -> None:
    """The answer "no" about three candidates keeps each of their three pairs apart."""
    three = question("same_system:x", candidates=("A", "B", "C"))
    pairs = {pair.names for pair in apply_answer(three, "no").decisions.apart}
    assert pairs == {("A", "B"), ("A", "C"), ("B", "C")}


def test_yes_to_one_name_that_is_listed_twice_joins_its_entries() -> None:
    """If a source lists one name with two ids, the answer "yes" joins the two entries."""
    twice = question("same_system:pay", candidates=("Pay",), about=("pay",))
    (named,) = apply_answer(twice, "yes").decisions.named
    assert (named.system, named.names) == ("Pay", ("Pay",))
    assert not apply_answer(twice, "no").decisions.apart


def test_a_name_puts_an_endpoint_into_its_system() -> None:
    """If the answer about a host names a system, the host becomes a clue of this system."""
    outcome = apply_answer(PLACE, "ledger")
    clue = Clue(kind=ClueKind.HOST, value="plnsql02")
    assert outcome.decisions.named == (Named(system="Ledger", clues=(clue,), evidence=HERE),)
    assert apply_answer(PLACE, "yes").decisions == outcome.decisions
    assert "Ledger" in outcome.answered[0].effect


def test_no_leaves_an_endpoint_unplaced_and_it_is_not_asked_again() -> None:
    """After the answer "no", the endpoint stays without a system and its question is settled."""
    outcome = apply_answer(PLACE, "no")
    assert outcome.decisions.unplaced == (Clue(kind=ClueKind.HOST, value="plnsql02"),)
    assert outcome.settled == {PLACE.id}


def test_a_name_that_is_asked_about_becomes_an_alias() -> None:
    """If the question has no clue, its name becomes an alias of the answered system."""
    (named,) = apply_answer(ALIAS, "Tolling").decisions.named
    assert (named.system, named.names, named.clues) == ("Tolling", ("CL",), ())


def test_an_unlisted_system_is_added_with_a_note() -> None:
    """An answer may name a system that no source lists; a note says so."""
    outcome = apply_answer(PLACE, "Old mainframe")
    assert outcome.decisions.named[0].system == "Old mainframe"
    (note,) = outcome.notes
    assert '"Old mainframe" is listed by no source' in note.what


@pytest.mark.parametrize("slip", ["Ledgr", "ledgers", "Tol ling"])
def test_a_misspelt_name_makes_no_new_system(slip: str) -> None:
    """A misspelt name of a known system is an error that asks "did you mean …"."""
    outcome = apply_answer(PLACE, slip)
    (error,) = outcome.errors
    assert "did you mean" in error.remedy
    assert not outcome.decisions.named
    assert not outcome.settled
    assert not outcome.answered[0].applied


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("a to b", Way.THERE),
        ("Crewing to Tolling", Way.THERE),
        ("crewing -> TOLLING", Way.THERE),
        ("Crewing → Tolling", Way.THERE),
        ("b to a", Way.BACK),
        ("Tolling to Crewing", Way.BACK),
        ("Crew desk to Tolling", Way.THERE),  # another name of Crewing
        ("Tolling => crew desk", Way.BACK),
        ("both", Way.BOTH),
        ("Both ways", Way.BOTH),
        ("none", Way.NONE),
        ("no", Way.NONE),
    ],
)
def test_a_direction_is_read_from_letters_names_and_words(text: str, way: Way) -> None:
    """A direction may be written with letters, names or words, and applies only to flows that were
    read at the undecided edge.
    """
    decided = Directed(
        between=("Crewing", "Tolling"), way=way, read_at=(at("flows.csv:2"),), evidence=HERE
    )
    assert apply_answer(WAY, text).decisions.directed == (decided,)


@pytest.mark.parametrize(
    ("asked_about", "text"),
    [
        (SAME, "Crewing"),
        (SAME, "maybe"),
        (WAY, "Crewing"),
        (WAY, "Crewing to Ledger"),
        (ALIVE, "sometimes"),
        (ALIVE, "unknown"),
        (OWNER, "yes"),
        (question("place:two", "place"), "yes"),
        *((PLACE, text) for text in MISFITS),
        *((MASTER, text) for text in (*MISFITS, "yes", "no", "Nowhere")),
        *((LISTING, text) for text in (*MISFITS, "no")),
        (question("same_system:several", candidates=()), "Ledger"),
        (question("release:x", "release"), "y"),
        (MECHANISM, "telepathy"),
        (question("fact:sites", "fact", subject="sites"), "many"),
        (question("fact:environments", "fact", subject="environments"), "0"),
        (question("fact:capability", "fact", subject="team capability"), "splendid"),
        (question("fact:owners", "fact", subject="owners", text="Who owns Ledger?"), "y"),
        (question("fact:sites2", "fact", text="From how many sites does it work?"), "no"),
    ],
)
def test_an_unsuitable_answer_is_reported_with_the_possible_ones(
    asked_about: Question, text: str
) -> None:
    """An answer that does not fit its question is an error with its line and the possible answers;
    the question stays open.
    """
    outcome = apply_answer(asked_about, text)
    (error,) = outcome.errors
    assert (error.line, error.file) == (3, "answers.yaml")
    assert "write" in error.remedy or "use one of" in error.remedy
    assert not outcome.settled
    assert outcome.decisions == Decisions()
    assert not outcome.masters
    assert not outcome.facts


@pytest.mark.parametrize("text", ["Order to Cash", "Both", "Crewing → Ledger"])
def test_a_listed_system_may_be_called_like_another_answer(text: str) -> None:
    """If a listed system has the name of another answer, the answer means the system."""
    node = SystemNode(id="odd", name=text)
    resolved = replace(landscape(), systems=(*landscape().systems, node))
    file = parse(f"answers:\n- id: {ALIAS.id}\n  answer: {text}\n".encode())
    outcome = apply(file, index_questions(ALIAS, resolved=resolved), Config())
    assert [one.system for one in outcome.decisions.named] == [text]


def test_an_unlisted_name_is_a_system_or_the_name_of_one() -> None:
    """To the question whether a name is a separate system, the answer may be "yes" or the name of
    the system that it belongs to.
    """
    (own,) = apply_answer(LISTING, "yes").decisions.named
    assert (own.system, own.names) == ("Tolling", ())
    (other,) = apply_answer(LISTING, "ledger").decisions.named
    assert (other.system, other.names) == ("Ledger", ("Tolling",))
    (same,) = apply_answer(LISTING, "tolling").decisions.named
    assert (same.system, same.names) == ("Tolling", ())


def test_a_name_that_is_asked_about_may_be_a_system_itself() -> None:
    """The answer may be the name in the question itself, although it is similar to a candidate."""
    one = Clue(kind=ClueKind.NAME, value="Ledgers")
    asked = question("place:ledgers", "place", subject="Ledgers", clues=(one,))
    (named,) = apply_answer(asked, "Ledgers").decisions.named
    assert (named.system, named.names) == ("Ledgers", ("Ledgers",))
    host = question("place:host", "place", subject="host ledgers", clues=(CL_HOST,))
    outcome = apply_answer(host, "both")
    assert "such as Crewing or Tolling," in outcome.errors[0].remedy


@pytest.mark.parametrize("text", ["API", "events", "files", "ETL", "REST API (JSON)"])
def test_a_mechanism_is_read_as_in_an_inventory(text: str) -> None:
    """A mechanism may be answered with the words that the question offers and with those of
    inventories.
    """
    assert apply_answer(MECHANISM, text).settled == {MECHANISM.id}


@pytest.mark.parametrize("word", ["retired", "abgeschaltet", "decommissioned"])
def test_a_state_is_that_of_the_system(word: str) -> None:
    """The state of a system may be answered with any word that lists use for it, in several
    languages.
    """
    stated = Stated(system="Ledger", attribute="state", value="retired", evidence=HERE)
    assert apply_answer(ALIVE, word).decisions.stated == (stated,)


def test_a_state_of_a_flow_applies_to_flows_of_the_same_place() -> None:
    """The answered state applies only to flows that were read at the same place as the flow of the
    question.
    """
    decided = FlowState(
        between=("Crewing", "Ledger"),
        state=State.RETIRED,
        read_at=(at("flows.csv:4"),),
        evidence=HERE,
    )
    assert apply_answer(FLOW, "retired").decisions.flow_states == (decided,)


def test_an_attribute_is_settled_with_any_value() -> None:
    """The answered value of an attribute may be one that no source gives."""
    assert [s.value for s in apply_answer(OWNER, "Cyd").decisions.stated] == ["Cyd"]


@pytest.mark.parametrize(
    ("fact", "attribute", "text"),
    [
        ("owners", "owner", "Ann"),
        ("criticality", "criticality", "high"),
        ("contract", "documentation", "wiki/ledger"),
    ],
)
def test_a_fact_of_a_system_becomes_its_attribute(fact: str, attribute: str, text: str) -> None:
    """The answer about a fact sets the attribute of the system that the estimate reads."""
    one = question(f"fact:{fact}", "fact", subject=fact, about=("ledger",))
    (stated,) = apply_answer(one, text).decisions.stated
    assert (stated.system, stated.attribute, stated.value) == ("Ledger", attribute, text)


@pytest.mark.parametrize("text", ["none", "undocumented", "very low"])
def test_no_documentation_is_a_fact_of_the_estimate_and_not_a_document(text: str) -> None:
    one = question("fact:contract", "fact", subject="contract", about=("ledger",))
    decisions = apply_answer(one, text).decisions
    assert not decisions.stated
    assert [(told.fact, told.value) for told in decisions.told] == [("contract", text)]


@pytest.mark.parametrize(
    ("fact", "text", "bad"),
    [
        ("lineage", "joined", "somehow"),
        ("volume", "3,000 orders a day", "lots"),
        ("columns", "40", "a few"),
        ("latency", "alle 15 Min.", "soon"),
        ("classification", "no", "perhaps"),
        ("data quality", "few duplicates", "who knows"),
        ("authentication", "OAuth 2.0", "somehow"),
        ("mechanism", "api", "telepathy"),
        ("size", "Order, Customer and Item", "yes"),
        ("technology", "Ann, by ODBC", ""),
    ],
)
def test_a_fact_of_an_integration_is_passed_to_the_estimate(fact: str, text: str, bad: str) -> None:
    """The answer is passed to the estimate with its integration and fact; a text that the estimate
    cannot rate is an error.
    """
    which = "Which tables move?" if fact == "size" else "What is it?"
    one = question(f"fact:{fact}", "fact", subject=fact, about=("ledger--tolling",), text=which)
    outcome = apply_answer(one, text)
    assert not outcome.errors
    (told,) = outcome.decisions.told
    assert (told.about, told.fact, told.value) == (("ledger--tolling",), fact, text)
    assert {"Ledger", "Tolling"} <= set(told.names)
    if bad:
        assert apply_answer(one, bad).errors


def test_a_fact_that_nothing_uses_is_stored_with_a_note() -> None:
    """An answer about a fact that nothing uses is stored, and a note says that it does not change
    the figures.
    """
    outcome = apply_answer(question("fact:x", "fact", subject="weather"), "rain")
    (answer,) = outcome.answered
    assert (answer.answer, answer.applied) == ("rain", True)
    assert "stored" in answer.effect
    assert "changes" not in outcome.notes[0].what
    assert "does not change the figures" in outcome.notes[0].what
    assert outcome.settled == {"fact:x"}


def test_an_answer_that_matches_no_question_is_reported() -> None:
    """An answer without a question is an error with its line; for a mistyped id, the remedy
    contains the right id.
    """
    file = answers(**{"same_system:crewing--toling": "yes", "place:gone": "Ledger"})
    outcome = apply(file, index_questions(SAME, PLACE), Config())
    assert [error.line for error in outcome.errors] == [3, 5]
    assert SAME.id in outcome.errors[0].remedy
    assert [answer.applied for answer in outcome.answered] == [False, False]


AB = question("same_system:a--b", candidates=("A", "B"))
BC = question("same_system:b--c", candidates=("B", "C"))
AC = question("same_system:a--c", candidates=("A", "C"))


def test_answers_that_join_what_another_keeps_apart_are_named_and_none_is_followed() -> None:
    """If the answers say that A is B, that B is C and that A is not C, the error names the three
    lines and none of the answers is applied.
    """
    file = answers(**{AB.id: "yes", BC.id: "yes", AC.id: "no", SAME.id: "yes"})
    outcome = apply(file, index_questions(AB, BC, AC, SAME), Config())
    (error,) = outcome.errors
    for line in (3, 5, 7):
        assert f"answers.yaml:{line}" in error.what
    assert [named.system for named in outcome.decisions.named] == ["Crewing"]
    assert not outcome.decisions.apart
    assert outcome.settled == {SAME.id}


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (Config(file="seamscope.yaml", different=(("Tolling", "Crewing"),)), "yes"),
        (
            Config(
                file="seamscope.yaml",
                systems=(Alias(system="Crewing", names=("tolling",), line=7),),
            ),
            "no",
        ),
    ],
)
def test_an_answer_against_the_configuration_is_an_error(config: Config, text: str) -> None:
    """An answer that contradicts seamscope.yaml is an error that names both places, because neither
    takes precedence.
    """
    outcome = apply_answer(SAME, text, config)
    (error,) = outcome.errors
    assert "seamscope.yaml" in error.what
    assert "answers.yaml:3" in error.what
    assert not outcome.settled


@pytest.mark.parametrize(
    ("first", "one", "second", "other"),
    [
        (PLACE, "Ledger", question("place:h2", "place", about=("plnsql02",)), "Tolling"),
        (OWNER, "Ann", question("attribute:2", "attribute", subject="owner", about=("ledger",)),
         "Bob"),
        (WAY, "both", question("direction:2", "direction", about=WAY.about), "a to b"),
        (FLOW, "retired", question("state:2", "state", about=FLOW.about), "active"),
        (question("fact:s1", "fact", subject="sites"), "2",
         question("fact:s2", "fact", subject="sites"), "3"),
    ],
)  # fmt: skip
def test_two_answers_that_cannot_both_be_right_are_an_error_that_names_both(
    first: Question, one: str, second: Question, other: str
) -> None:
    """Two contradictory answers are an error with both lines, in either order; equal answers are
    not.
    """
    for file in (
        answers(**{first.id: one, second.id: other}),
        answers(**{second.id: other, first.id: one}),
    ):
        outcome = apply(file, index_questions(first, second), Config())
        (error,) = outcome.errors
        assert "answers.yaml:3" in error.what
        assert "answers.yaml:5" in error.what
        assert not outcome.settled
    agreed = answers(**{first.id: one, second.id: one})
    assert not apply(agreed, index_questions(first, second), Config()).errors
