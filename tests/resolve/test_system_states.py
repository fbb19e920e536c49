"""The newest dated statement determines a state; other statements, and words that are not
understood, are asked about.
"""

from dataclasses import replace

import pytest

from seamscope.connector.states import read_state
from seamscope.records import Flow, Mechanism, Record, State, System
from seamscope.resolve import resolve
from seamscope.resolved import Question, QuestionKind, Resolved

from .making import flow, get_only, system


def build_stated_system(place: str, state: State, date: str = "", said: str = "") -> System:
    """Return a CRM with a state.
    date: when the state was stated.
    said: the words for the state in the source.
    """
    return replace(
        system("CRM", place, state=state), state_said=said or f"{state} {date}", state_date=date
    )


def build_declared_flow(
    place: str, state: State = State.ACTIVE, date: str = "", said: str = ""
) -> Flow:
    """Return a flow from A to B as a list states it.
    date: when its state was stated.
    said: the words for the state in the source.
    """
    return replace(
        flow("A", "B", place, state=state), declared=True, state_said=said, state_date=date
    )


def of_kind(resolved: Resolved, kind: QuestionKind) -> list[Question]:
    return [question for question in resolved.questions if question.kind is kind]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        ((State.ACTIVE, "2019"), (State.RETIRED, "2021"), State.RETIRED),
        ((State.RETIRED, "2021"), (State.ACTIVE, "2024-03-01"), State.ACTIVE),
        ((State.PLANNED, ""), (State.ACTIVE, "2022"), State.ACTIVE),
        ((State.RETIRED, "2021"), (State.DISABLED, "2021-06"), State.RETIRED),  # perhaps one day
        ((State.RETIRED, ""), (State.ACTIVE, ""), State.RETIRED),
        ((State.UNKNOWN, ""), (State.ACTIVE, ""), State.ACTIVE),
        ((State.UNKNOWN, ""), (State.RETIRED, ""), State.RETIRED),
    ],
)
def test_the_newest_dated_statement_sets_the_state(
    first: tuple[State, str], second: tuple[State, str], holds: State, order: int
) -> None:
    """If two sources disagree on a state, the system has the newer one, and a question quotes both
    and proposes states.
    """
    records: list[Record] = [
        build_stated_system("a.csv:2", *first),
        build_stated_system("b.csv:3", *second),
    ]
    resolved = resolve(records[::order])
    assert get_only(resolved, "CRM").lifecycle is holds
    (question,) = of_kind(resolved, QuestionKind.STATE)
    assert "a.csv:2" in question.text
    assert "b.csv:3" in question.text
    assert "retired" in question.candidates
    assert "unknown" not in question.candidates
    assert question.about == ("crm",)


def test_a_state_that_nobody_understands_is_unknown_and_asked() -> None:
    """A status that is not understood, such as "sleepy", makes the state unknown, and a question
    quotes it.
    """
    unknown = build_stated_system("a.csv:2", State.UNKNOWN, said="sleepy")
    resolved = resolve([unknown, system("CRM", "b.csv:3")])
    assert get_only(resolved, "CRM").lifecycle is State.UNKNOWN
    alone = resolve([unknown])
    assert get_only(alone, "CRM").lifecycle is State.UNKNOWN
    for result in (resolved, alone):
        (question,) = of_kind(result, QuestionKind.STATE)
        assert 'The status "sleepy" (a.csv:2) is not understood' in question.text
        assert [str(item) for item in question.evidence] == ["a.csv:2"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_source_without_a_state_is_not_cited(order: int) -> None:
    """If two sources disagree on a state, the question and the finding do not name a third source
    without a state.
    """
    records: list[Record] = [
        system("CRM", "a.xlsx:2"),
        build_stated_system("b.xlsx:3", State.RETIRED, "2021"),
        build_stated_system("c.xlsx:4", State.ACTIVE, said="live"),
    ]
    resolved = resolve(records[::order])
    (question,) = of_kind(resolved, QuestionKind.STATE)
    (finding,) = resolved.findings
    for item in (question, finding):
        assert [place.file for place in item.evidence] == ["b.xlsx", "c.xlsx"]
    assert "a.xlsx" not in question.text
    silent = resolve([record for record in records if record.evidence.file != "c.xlsx"])
    assert (silent.findings, of_kind(silent, QuestionKind.STATE)) == ((), [])


def test_one_statement_asks_nothing() -> None:
    """Two sources with the same state and different dates do not disagree."""
    resolved = resolve(
        [
            build_stated_system("a.csv:2", State.RETIRED, "2019"),
            build_stated_system("b.csv:3", State.RETIRED),
        ]
    )
    assert get_only(resolved, "CRM").lifecycle is State.RETIRED
    assert of_kind(resolved, QuestionKind.STATE) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_newer_word_on_a_flow_holds_and_the_reason_says_whose(order: int) -> None:
    """A flow has the state of the newest list, and its reason names this list."""
    old = build_declared_flow("a.csv:2", State.ACTIVE, "2020", "live")
    new = build_declared_flow("b.csv:3", State.RETIRED, "2024", "retired 2024")
    (edge,) = resolve([old, new][::order]).flows
    assert edge.state is State.RETIRED
    assert "b.csv:3 says retired as of 2024" in edge.reason
    back = build_declared_flow("c.csv:4", State.ACTIVE, "2025-01", "live")
    assert {edge.state for edge in resolve([old, new, back][::order]).flows} == {State.ACTIVE}


def test_a_stop_in_words_holds_against_silence_but_not_against_code() -> None:
    """A flow that one list calls paused is disabled, even if another list has the flow without a
    status; if configuration shows that it runs, both states are kept.
    """
    stop = build_declared_flow("b.csv:3", State.DISABLED, said="paused")
    assert [e.state for e in resolve([build_declared_flow("a.csv:2"), stop]).flows] == [
        State.DISABLED
    ]
    running = flow("A", "B", "job.json:1")
    states = {edge.state for edge in resolve([running, stop]).flows}
    assert states == {State.ACTIVE, State.DISABLED}


@pytest.mark.parametrize(
    "source", [State.PLANNED, State.DEVELOPMENT, State.DISABLED, State.RETIRED]
)
@pytest.mark.parametrize("idle", ["A", "B"])
def test_a_listed_flow_of_a_planned_or_retired_system_has_its_state(
    source: State, idle: str
) -> None:
    """A listed flow to or from a planned or retired system has the state of this system."""
    records: list[Record] = [
        build_declared_flow("model.xml:2"),
        system(idle, "apps.csv:4", state=source),
    ]
    (edge,) = resolve(records).flows
    assert edge.state is source
    assert edge.reason == f"{idle} is {source}"


def test_a_flow_whose_state_is_said_or_that_runs_is_not_held_back() -> None:
    """A flow to a planned system is active if a list calls it live or if it comes from
    configuration.
    """
    planned = system("B", "apps.csv:4", state=State.PLANNED)
    for one in (build_declared_flow("a.csv:2", said="live"), flow("A", "B", "job.json:1")):
        assert [edge.state for edge in resolve([one, planned]).flows] == [State.ACTIVE]


def test_a_listed_flow_of_a_failed_or_unknown_system_is_active() -> None:
    """A listed flow to a system in the state failed or unknown is active, because the system may be
    in operation.
    """
    for state in (State.FAILED, State.UNKNOWN):
        end = system("B", "apps.csv:4", state=state)
        assert [edge.state for edge in resolve([build_declared_flow("a.csv:2"), end]).flows] == [
            State.ACTIVE
        ]


def test_a_stop_of_another_interface_stops_nothing() -> None:
    """A retired file transfer does not change the state of an API between the same systems."""
    alive = replace(build_declared_flow("a.csv:2"), mechanism=Mechanism.API)
    stop = replace(build_declared_flow("b.csv:3", State.RETIRED, "2021"), mechanism=Mechanism.FILE)
    states = {edge.state for edge in resolve([alive, stop]).flows}
    assert states == {State.ACTIVE, State.RETIRED}


def test_a_flow_in_an_unknown_state_is_asked_about() -> None:
    """A flow with a status that is not understood is kept in the state unknown, and a question asks
    whether data still moves.
    """
    unsure = replace(
        build_declared_flow("a.csv:2", State.UNKNOWN), reason="its status 'odd' is not understood"
    )
    resolved = resolve([unsure])
    assert [edge.state for edge in resolved.flows] == [State.UNKNOWN]
    (question,) = of_kind(resolved, QuestionKind.STATE)
    assert question.text.startswith("Does data still move from A to B? Its status 'odd' is not")


@pytest.mark.parametrize(
    ("today", "state"),
    [("2026-11-29", State.UNKNOWN), ("2020-05-01", State.ACTIVE), ("", State.ACTIVE)],
)
def test_an_announced_change_that_is_overdue_makes_the_state_unknown(
    today: str, state: State
) -> None:
    """The state of a system that was to be retired in 2021 is unknown after 2021, and a question
    asks for it.
    """
    record = replace(system("CRM", "a.csv:2"), state_said="to be retired 2021", state_due="2021")
    resolved = resolve([record], today=today)
    assert get_only(resolved, "CRM").lifecycle is state
    texts = [question.text for question in of_kind(resolved, QuestionKind.STATE)]
    status = 'The status "to be retired 2021" (a.csv:2) contains a date that has passed.'
    asked = [f"Is CRM still in use? {status}"]
    assert texts == (asked if state is State.UNKNOWN else [])


def test_the_newest_date_in_the_sources_has_passed() -> None:
    """If the run has no date, the newest date in the sources decides whether an announced date has
    passed.
    """
    overdue = replace(system("CRM", "a.csv:2"), state_said="sunset 2021", state_due="2021")
    planned = replace(system("Hub", "a.csv:3", state=State.PLANNED), state_due="2025")
    other = replace(system("ERP", "b.csv:2"), state_said="active since 2024", state_date="2024")
    resolved = resolve([overdue, planned, other])
    assert get_only(resolved, "CRM").lifecycle is State.UNKNOWN
    assert get_only(resolved, "Hub").lifecycle is State.PLANNED


def test_a_newer_statement_settles_an_overdue_state() -> None:
    """A system whose announced end has passed is active if a newer source says so."""
    overdue = replace(system("CRM", "a.csv:2"), state_said="sunset 2021", state_due="2021")
    newer = build_stated_system("b.csv:3", State.ACTIVE, "2024")
    assert get_only(resolve([overdue, newer], today="2026"), "CRM").lifecycle is State.ACTIVE


def test_a_flow_whose_end_was_due_is_asked_about() -> None:
    """A flow that was to be switched off in 2022 is in the state unknown in 2024, and a question
    asks for it.
    """
    edge = replace(build_declared_flow("a.csv:2", said="to be switched off 2022"), state_due="2022")
    resolved = resolve([system("A"), system("B"), edge], today="2024-01-01")
    assert [one.state for one in resolved.flows] == [State.UNKNOWN]
    (question,) = of_kind(resolved, QuestionKind.STATE)
    assert "contains a date that has passed" in question.text


@pytest.mark.parametrize(
    ("said", "asked"), [("in Ablösung", True), ("phase-out", True), ("in Betrieb", False)]
)
def test_an_end_without_a_date_is_asked_about(said: str, asked: bool) -> None:
    """A system with an announced end without a date is active, and a question asks for it."""
    resolved = resolve([build_stated_system("a.csv:2", State.ACTIVE, said=said)])
    assert get_only(resolved, "CRM").lifecycle is State.ACTIVE
    assert bool(of_kind(resolved, QuestionKind.STATE)) is asked


@pytest.mark.parametrize(
    "said",
    ["abzulösen bis 2028", "in Ablösung bis 2028", "to be replaced by 2028", "à remplacer en 2028",
     "a sustituir antes de 2028", "da dismettere entro il 2028", "te vervangen voor 2028",
     "uit te faseren tegen 2028", "a substituir até 2028", "do zastąpienia do 2028"],
)  # fmt: skip
def test_the_date_of_an_announced_end_is_kept(said: str) -> None:
    """A system that is to end in 2028 is active in 2026, and a finding names the year."""
    stated = read_state(said)
    assert stated is not None
    assert (stated.state, stated.due) == (State.ACTIVE, "2028")
    one = replace(system("CRM", "a.csv:2"), state_said=stated.said, state_due=stated.due)
    resolved = resolve([one], today="2026-11-30")
    assert get_only(resolved, "CRM").lifecycle is State.ACTIVE
    (finding,) = resolved.findings
    assert finding.what == f'CRM is announced to end in 2028: "{said}"'


def test_an_end_that_has_passed_is_asked_about_instead() -> None:
    one = replace(system("CRM", "a.csv:2"), state_said="to be retired 2021", state_due="2021")
    resolved = resolve([one], today="2026-11-30")
    assert resolved.findings == ()
    assert of_kind(resolved, QuestionKind.STATE)
