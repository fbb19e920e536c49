"""The plan: hours that add up, dates by hand, and what each tool reads of it."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.document import Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.outputs import FORMATS
from seamscope.outputs.plan import Level, build_plan, tickets
from seamscope.outputs.plan.calendar import build_calendar
from seamscope.outputs.plan.schedule import Slot, Work, schedule_work

from .crowd_sample import large
from .survey_sample import small

NS = "{http://schemas.microsoft.com/project}"
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def drawn(name: str, survey: Survey) -> str:
    return FORMATS[name].render(survey).decode()


def test_the_plan_starts_on_the_date_in_poc_yaml() -> None:
    """Without a date, the plan uses a placeholder and says what to write in poc.yaml."""
    sample = small()
    assert sample.totals is not None
    told = build_plan(replace(sample, totals=replace(sample.totals, start="2027-03-01")))
    assert told.calendar.start.date().isoformat() == "2027-03-01"
    assert "it starts on 2027-03-01, as stated in poc.yaml" in told.notes
    assert any("`team: start:`" in note for note in build_plan(sample).notes)


def test_too_many_integrations_for_a_plan_are_refused() -> None:
    """The error says how many a plan holds and what to do."""
    crowd = large(1000, poc=False)
    survey = replace(crowd, estimates=tuple(replace(e, in_total=True) for e in crowd.estimates))
    with pytest.raises(SeamscopeError, match="are too many for a plan"):
        build_plan(survey)


def test_one_person_does_one_piece_at_a_time() -> None:
    """Of two ready pieces, the one with the longer remaining chain starts first."""
    works = [
        Work(key="a", hours=3),
        Work(key="b", hours=2),
        Work(key="c", hours=4, predecessors=("b",)),
    ]
    assert schedule_work(works, 1) == {
        "b": Slot(start=0, finish=2, critical=True),
        "c": Slot(start=2, finish=6, critical=True),
        "a": Slot(start=6, finish=9, critical=False),
    }


def test_two_people_work_in_parallel() -> None:
    """The second person takes work without predecessors; the chain b, c decides the end."""
    works = [
        Work(key="a", hours=3),
        Work(key="b", hours=2),
        Work(key="c", hours=4, predecessors=("b",)),
    ]
    made = schedule_work(works, 2)
    assert (made["a"].start, made["c"].finish) == (0, 6)


@pytest.mark.parametrize("after", [("a",), ("b",), ("nowhere",)])
def test_cycles_and_unknown_predecessors_are_errors(after: tuple[str, ...]) -> None:
    """The message names the work that waits for itself or for unknown work."""
    works = [
        Work(key="a", hours=1, predecessors=after),
        Work(key="b", hours=1, predecessors=("a",)),
    ]
    with pytest.raises(ValueError, match="waits for itself"):
        schedule_work(works, 1)


@st.composite
def projects(draw: st.DrawFn) -> list[Work]:
    hours = draw(st.lists(st.integers(1, 9), min_size=1, max_size=12))
    made = []
    for number, worth in enumerate(hours):
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set[int]()
        after = tuple(f"w{key}" for key in sorted(before))
        made.append(Work(key=f"w{number}", hours=worth, predecessors=after))
    return made


@settings(max_examples=60, deadline=None)
@given(projects(), st.integers(1, 4))
def test_schedules_follow_all_rules(works: list[Work], people: int) -> None:
    """Nothing starts before its predecessors, no more pieces than people, and nobody is idle."""
    made = schedule_work(works, people)
    for work in works:
        assert all(made[key].finish <= made[work.key].start for key in work.predecessors)
    for moment in {slot.start for slot in made.values()}:
        busy = [slot for slot in made.values() if slot.start <= moment < slot.finish]
        assert len(busy) <= people
    end = max(slot.finish for slot in made.values())
    longest: dict[str, float] = {}
    for work in works:
        longest[work.key] = work.hours + max((longest[key] for key in work.predecessors), default=0)
    best = max(*longest.values(), sum(work.hours for work in works) / people)
    assert best <= end <= (2 - 1 / people) * best + 1e-9


def test_working_hours_become_dates() -> None:
    """From Friday 2 Jan 2026: hour 8 ends that day and starts on Monday; a Saturday moves to
    Monday.
    """
    friday = build_calendar(datetime(2026, 1, 2), 8.0)  # noqa: DTZ001 - the calendar knows no zone
    assert friday.begin(0).isoformat() == "2026-01-02T08:00:00"
    assert friday.end(8).isoformat() == "2026-01-02T16:00:00"
    assert friday.begin(8).isoformat() == "2026-01-05T08:00:00"
    assert friday.end(49).isoformat() == "2026-01-12T09:00:00"
    saturday = build_calendar(datetime(2026, 1, 3), 7.5)  # noqa: DTZ001 - the calendar knows no zone
    assert saturday.begin(7.5).isoformat() == "2026-01-06T08:00:00"


def test_hours_add_up_at_every_level() -> None:
    """The sample counts 160 h and 20 h at P50; each level holds the same 180 h, each P80 1.5x."""
    made = build_plan(small())
    for level in Level:
        tasks = [task for task in made.tasks if task.level is level]
        assert sum(task.hours for task in tasks) == pytest.approx(made.hours)
        assert sum(task.hours_p80 for task in tasks) == pytest.approx(1.5 * made.hours)
    top = {task.key: task.hours for task in made.tasks if task.level is Level.INTEGRATION}
    assert top["I-001"] == pytest.approx(160)
    assert top["I-002"] == pytest.approx(20)


def test_phases_and_sources_are_predecessors() -> None:
    """I-002 supplies the data that I-001 reads, so I-001 is tested after I-002 is built."""
    made = build_plan(small())
    for part in (task for task in made.tasks if task.level is Level.PART):
        chain = [task for task in made.tasks if task.parent == part.key]
        assert all(one.finish <= other.start + 1e-9 for one, other in pairwise(chain))
    tested = [t for t in made.tasks if t.key.startswith("I-001.1 integration test:")]
    directions = {t.key for t in made.tasks if t.parent == "I-002" and "setup" not in t.name}
    phases = {t.key for t in made.tasks if t.parent in directions and t.name.startswith("build")}
    built = {t.key for t in made.tasks if t.parent in phases}
    assert tested
    assert built
    assert all(built <= set(task.predecessors) for task in tested)


def test_a_plan_lists_its_assumptions() -> None:
    """Without a team in poc.yaml, people and start are listed as assumptions."""
    said = " ".join(build_plan(small()).notes)
    for words in ("people are assumed", "placeholder", "P50", "management"):
        assert words in said


def test_mspdi_has_what_project_needs() -> None:
    """Unique ids from 0 on, links to predecessors, and an assignment for each role task."""
    root: Element = fromstring(drawn("mspdi", small()).encode())
    tasks = list(root.iter(f"{NS}Task"))
    numbers = [task.findtext(f"{NS}UID") for task in tasks]
    assert numbers == [str(number) for number in range(len(tasks))]
    leaves = {t.findtext(f"{NS}UID") for t in tasks if t.findtext(f"{NS}Summary") == "0"}
    assigned = [one.findtext(f"{NS}TaskUID") for one in root.iter(f"{NS}Assignment")]
    assert sorted(assigned, key=str) == sorted(leaves, key=str)
    links = {link.text for link in root.iter(f"{NS}PredecessorUID")}
    assert links
    assert links <= leaves
    assert tasks[0].findtext(f"{NS}Work") == "PT180H0M0S"


def test_jira_issues_follow_their_parents() -> None:
    """Epics have no parent, other issues one above; seconds add up to the hours of the plan."""
    rows = list(csv.DictReader(io.StringIO(drawn("jira", small()))))
    seen: set[str] = set()
    for row in rows:
        assert (row["Issue type"] == "Epic") == (row["Parent"] == "")
        assert not row["Parent"] or row["Parent"] in seen
        seen.add(row["Issue ID"])
    seconds = sum(int(row["Original estimate"] or 0) for row in rows)
    assert seconds == pytest.approx(180 * 3600, rel=0.01)  # each task is rounded to a minute


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [(2, {"Epic"}), (6, {"Epic", "Feature"}), (1000, {"Epic", "Feature", "User Story", "Task"})],
)
def test_tickets_are_cut_at_the_deepest_level_that_fits(
    rows: int, kinds: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With fewer rows allowed, the sample is exported with fewer levels."""
    monkeypatch.setattr(tickets, "AZURE_ROWS", rows)
    made = list(csv.DictReader(io.StringIO(drawn("azure-devops", small()))))
    assert {row["Work Item Type"] for row in made} == kinds


def test_too_many_integrations_for_an_import_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The error names the limit and an alternative; no row is dropped silently."""
    monkeypatch.setattr(tickets, "JIRA_ROWS", 1)
    with pytest.raises(SeamscopeError, match="more integrations than one import can hold"):
        drawn("jira", small())


def test_azure_title_columns_show_the_level() -> None:
    """Each row has one title, in the column of its level."""
    types = ["Epic", "Feature", "User Story", "Task"]
    for row in csv.DictReader(io.StringIO(drawn("azure-devops", small()))):
        titles = [bool(row[f"Title {number}"]) for number in range(1, 5)]
        assert titles == [kind == row["Work Item Type"] for kind in types]


def test_the_gantt_chart_fits_one_page() -> None:
    """It has at most 60 bars; each line has a name, marks, a start and an end."""
    for survey in (EMPTY, small(), large(20, poc=True)):
        bars = [line for line in drawn("gantt", survey).splitlines() if " :" in line]
        assert len(bars) <= 60
        assert all(line.count(":") == 3 for line in bars)


def test_an_empty_survey_has_an_empty_plan() -> None:
    """Without an integration to build there is no task, and all formats work."""
    assert not build_plan(EMPTY).tasks
    for name in ("mspdi", "jira", "azure-devops", "gantt"):
        assert drawn(name, EMPTY)
