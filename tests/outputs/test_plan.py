"""The plan: its hours add up to the total, its dates are those worked out by hand, and each tool
can read it.
"""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.document import Meta, Survey
from seamscope.errors import SeamscopeError
from seamscope.estimate import Scope, SizePart
from seamscope.outputs import FORMATS
from seamscope.outputs.plan import Kind, Level, Plan, build_plan, split_by_role, tickets
from seamscope.outputs.plan.calendar import build_calendar
from seamscope.outputs.plan.capacity import describe_capacity
from seamscope.outputs.plan.constants import load_constants
from seamscope.outputs.plan.describe import Facts, describe_integration
from seamscope.outputs.plan.paths import Way
from seamscope.outputs.plan.schedule import Slot, Work, schedule_work
from seamscope.outputs.text.summary import Run, render_summary
from seamscope.outputs.views.board import build_board
from seamscope.outputs.views.breakdown import list_phases
from seamscope.outputs.views.effort_rows import list_effort_rows
from seamscope.outputs.views.plan_options import Depth, PlanOptions
from seamscope.outputs.views.regression import price_regression
from seamscope.outputs.views.total import compute_total
from seamscope.pipeline import Job, run
from seamscope.wording import format_figure

from .crowd_sample import large
from .survey_sample import small

NS = "{http://schemas.microsoft.com/project}"
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def render_text(name: str, survey: Survey) -> str:
    return FORMATS[name].render(survey).decode()


def test_the_plan_starts_on_the_date_in_poc_yaml() -> None:
    """The plan starts on `team: start:` of poc.yaml; without it, the plan counts weeks and says how
    to set it.
    """
    sample = small()
    assert sample.totals is not None
    plan = build_plan(replace(sample, totals=replace(sample.totals, start="2027-03-01")))
    assert plan.calendar.start.date().isoformat() == "2027-03-01"
    assert "it starts on 2027-03-01" in plan.notes
    counted = build_plan(sample)
    assert any("`team: start:`" in note for note in counted.notes)
    assert (counted.format_day(0), counted.format_day(41)) == ("week 1", "week 2")
    assert counted.format_day(40, end=True) == "week 1"


def test_a_printed_date_starts_the_plan_on_the_next_monday() -> None:
    """With `--date` on Wednesday 3 March 2027, the plan starts on Monday 8 March; `--start` takes
    precedence.
    """
    sample = small()
    printed = replace(sample, meta=replace(sample.meta, options={"date": "2027-03-03"}))
    assert build_plan(printed).calendar.start.date() == date(2027, 3, 8)
    chosen = build_plan(printed, PlanOptions(start=date(2027, 5, 3)))
    assert chosen.calendar.start.date() == date(2027, 5, 3)


def test_too_many_integrations_for_a_plan_are_refused() -> None:
    """A plan for too many integrations is an error."""
    crowd = large(1000, poc=False)
    survey = replace(crowd, estimates=tuple(replace(e, in_total=True) for e in crowd.estimates))
    with pytest.raises(SeamscopeError, match="are too many for a plan"):
        build_plan(survey)


def test_one_person_does_one_piece_at_a_time() -> None:
    """One person does the three pieces of work one after the other, and the piece with the longest
    chain of successors comes first.
    """
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
    """With two people, work without predecessors starts at once, and the chain of b and c
    determines the end.
    """
    works = [
        Work(key="a", hours=3),
        Work(key="b", hours=2),
        Work(key="c", hours=4, predecessors=("b",)),
    ]
    schedule = schedule_work(works, 2)
    assert (schedule["a"].start, schedule["c"].finish) == (0, 6)


@pytest.mark.parametrize("after", [("a",), ("b",), ("nowhere",)])
def test_cycles_and_unknown_predecessors_are_errors(after: tuple[str, ...]) -> None:
    """schedule_work raises ValueError if a task is its own predecessor, if two tasks wait for each
    other, or if a predecessor is not in the list.
    """
    works = [
        Work(key="a", hours=1, predecessors=after),
        Work(key="b", hours=1, predecessors=("a",)),
    ]
    with pytest.raises(ValueError, match="waits for itself"):
        schedule_work(works, 1)


@st.composite
def projects(draw: st.DrawFn) -> list[Work]:
    hours = draw(st.lists(st.integers(1, 9), min_size=1, max_size=12))
    result = []
    for number, worth in enumerate(hours):
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set[int]()
        after = tuple(f"w{key}" for key in sorted(before))
        result.append(Work(key=f"w{number}", hours=worth, predecessors=after))
    return result


@settings(max_examples=min(60, settings().max_examples), deadline=None)
@given(projects(), st.integers(1, 4))
def test_schedules_follow_all_rules(works: list[Work], people: int) -> None:
    """No work starts before its predecessors end, there is never more work than people, and the end
    is within the bound for list scheduling.
    """
    schedule = schedule_work(works, people)
    for work in works:
        assert all(schedule[key].finish <= schedule[work.key].start for key in work.predecessors)
    for moment in {slot.start for slot in schedule.values()}:
        busy = [slot for slot in schedule.values() if slot.start <= moment < slot.finish]
        assert len(busy) <= people
    end = max(slot.finish for slot in schedule.values())
    longest: dict[str, float] = {}
    for work in works:
        longest[work.key] = work.hours + max((longest[key] for key in work.predecessors), default=0)
    best = max(*longest.values(), sum(work.hours for work in works) / people)
    assert best <= end <= (2 - 1 / people) * best + 1e-9


def test_working_hours_become_dates() -> None:
    """From Friday 2 Jan 2026, the work up to hour 8 ends on Friday, and the work from hour 8 begins
    on Monday; a start on a Saturday moves to Monday.
    """
    friday = build_calendar(datetime(2026, 1, 2), 8.0)  # noqa: DTZ001 - the calendar knows no zone
    assert friday.begin(0).isoformat() == "2026-01-02T08:00:00"
    assert friday.end(8).isoformat() == "2026-01-02T16:00:00"
    assert friday.begin(8).isoformat() == "2026-01-05T08:00:00"
    assert friday.end(49).isoformat() == "2026-01-12T09:00:00"
    saturday = build_calendar(datetime(2026, 1, 3), 7.5)  # noqa: DTZ001 - the calendar knows no zone
    assert saturday.begin(7.5).isoformat() == "2026-01-06T08:00:00"


def test_time_that_passes_by_itself_takes_nobody() -> None:
    """A wait of 5 hours and a milestone need no person, so the only person of the team can work
    during the wait.
    """
    works = [
        Work(key="wait", hours=5, busy=False),
        Work(key="work", hours=3),
        Work(key="mark", hours=0, predecessors=("work",), busy=False),
        Work(key="after", hours=2, predecessors=("wait", "mark")),
    ]
    schedule = schedule_work(works, 1)
    times = [
        (schedule[key].start, schedule[key].finish) for key in ("wait", "work", "mark", "after")
    ]
    assert times == [(0, 5), (0, 3), (3, 3), (5, 7)]


def stories(plan: Plan) -> dict[str, str]:
    return {task.key: task.name for task in plan.tasks if task.level is Level.STORY}


def test_the_work_is_the_total_without_and_with_the_reserve() -> None:
    """The plan has 200 h of work (P50) and 100 h of reserve (up to P80), and the tasks of each
    level add up to 300 h.
    """
    plan = build_plan(small())
    assert [plan.hours, plan.reserve] == pytest.approx([200, 100])
    every = tuple(split_by_role(plan))
    for level in Level:
        assert sum(t.hours for t in every if t.level is level) == pytest.approx(300)
    [reserve] = [t for t in plan.tasks if t.kind is Kind.RESERVE]
    assert reserve.hours == pytest.approx(100)
    for task in plan.tasks:
        assert sum(item.hours for item in task.assignments) == pytest.approx(task.hours)


def test_nobody_works_longer_than_a_task_takes() -> None:
    """The hours of each role fit into the duration of its task: a task of 12 hours for two roles
    takes a day.
    """
    for survey in (small(), large(60, poc=True)):
        plan = build_plan(survey, PlanOptions())
        for task in plan.tasks:
            if task.level is Level.STORY and task.kind is Kind.WORK:
                worked = sum(item.hours for item in task.assignments)
                assert worked <= (task.finish - task.start) * len(task.assignments) + 1e-6


def list_units(plan: Plan, moment: float, roles: tuple[str, ...]) -> float:
    """Return how many people with these roles work at a moment of the plan."""
    return sum(
        item.hours / (task.finish - task.start)
        for task in plan.tasks
        if task.level is Level.STORY and task.hours and task.start <= moment < task.finish
        for item in task.assignments
        if item.role in roles
    )


def test_the_units_of_a_role_are_what_the_plan_needs_of_it() -> None:
    """The units of a role are the largest number of its people that work at the same time, and at
    most the size of the team.
    """
    for survey in (small(), large(60, poc=True)):
        plan = build_plan(survey, PlanOptions())
        for role, units in plan.units.items():
            needed = max(list_units(plan, task.start, (role,)) for task in plan.tasks)
            assert units <= plan.people
            assert min(needed, plan.people) <= units + 1e-6
            assert units <= max(needed + 0.1, 0.1) + 1e-6
        assert any("units of a role" in note for note in plan.notes)


def test_a_shortage_of_people_is_named() -> None:
    """If tasks at the same time need one person more than the team has, a note says so."""
    plan = build_plan(small())
    work = next(t for t in plan.tasks if t.level is Level.STORY and t.kind is Kind.WORK)
    tasks = tuple(replace(work, key=f"{work.key}{n}") for n in range(plan.people + 1))
    whole = replace(work, start=0.0, finish=work.hours)
    crowded = replace(plan, tasks=tuple(replace(whole, key=one.key) for one in tasks))
    [note] = describe_capacity(crowded)
    assert f"{plan.people + 1:.1f} people are needed, but the team has {plan.people}" in note


def test_work_has_whole_half_days() -> None:
    """The hours of each work task and the duration of every task are multiples of 4 hours."""
    for task in build_plan(small()).tasks:
        if task.kind is Kind.WORK:
            assert task.hours % 4 == pytest.approx(0)
            assert task.hours > 0
        assert (task.finish - task.start) % 4 == pytest.approx(0)


def test_the_shares_of_every_phase_add_up() -> None:
    """The shares of the kinds of tasks in each phase add up to 1.

    The kinds set-up, errors and test again are left out, because their shares depend on their size.
    """
    by_size = {"set-up", "errors", "test again"}
    kinds = {key: kind for key, kind in load_constants().stories.items() if key not in by_size}
    for phase, _ in list_phases():
        assert sum(kind.phases.get(phase, 0) for kind in kinds.values()) == pytest.approx(1)


def test_the_plan_has_every_step_to_retirement() -> None:
    """The plan contains every step from the start of the build over contracts, paths and tests to
    go-live, hypercare and retirement.
    """
    plan = stories(build_plan(small()))
    for words in (
        "Start of the build", "Project management", "Contract agreed: Salesforce", "Read path",
        "Error handling and reconciliation", "System test with SAP S/4HANA",
        "End-to-end regression", "Handover to operations", "Training of users", "Cut-over",
        "Go-live",
        "Hypercare", "Retirement", "Reserve",
    ):  # fmt: skip
        assert any(name.startswith(words) for name in plan.values()), words


def test_tasks_follow_their_predecessors() -> None:
    """A task starts at the end of its last predecessor, or later if nobody is free; I-001 is tested
    after I-002, which feeds it.
    """
    plan = {task.key: task for task in build_plan(small()).tasks}
    for task in (task for task in plan.values() if task.level is Level.STORY):
        earliest = max((plan[key].finish for key in task.predecessors), default=0.0)
        assert task.start >= earliest - 1e-9
        assert task.levelled == (task.start > earliest + 1e-6)
    assert "I-002.errors" in plan["I-001.test"].predecessors
    assert plan["R.live"].predecessors == ("R.cutover",)


def test_a_path_has_the_data_of_its_direction_only() -> None:
    """The description of the read path lists only entities that are read, that of the write path
    only entities that are written.
    """
    facts = Facts.index(small())
    row = next(row for row in list_effort_rows(small()) if row.label == "I-001")
    other, _ = facts.find_other(row)
    for way, own, opposite in ((Way.READ, "reads", "writes"), (Way.WRITE, "writes", "reads")):
        text = " ".join(describe_integration(row, other, facts, way))
        assert f"Entities: {own}" in text
        assert f"Entities: {opposite}" not in text


def test_descriptions_say_what_is_needed_to_begin() -> None:
    """A description has the entities, mechanism, owner, open questions and the condition for
    "done".
    """
    plan = {task.key: task for task in build_plan(small()).tasks}
    text = " ".join(plan["I-001.1"].description)
    for words in ("Entities: reads", "mechanism: API", "Owner: Sales IT", "Is there a contract?",
                  "Done when:"):  # fmt: skip
        assert words in text
    regression = " ".join(plan["R.1"].description)
    assert "Fax Gateway" in regression  # what is affected must be tested again


def test_a_plan_lists_its_assumptions() -> None:
    """If poc.yaml does not specify a team, the notes of the plan say that its people and its start
    are assumed.
    """
    plan = " ".join(build_plan(small()).notes)
    for words in ("people are assumed", "counts weeks", "P50", "reserve"):
        assert words in plan


@pytest.mark.parametrize("depth", list(Depth))
def test_mspdi_has_what_project_needs(depth: Depth) -> None:
    """In MSPDI, the ids count up from 0, links refer to existing tasks, and the assignments add up
    to the P80.
    """
    content = FORMATS["mspdi"].render(small(), options=PlanOptions(depth=depth))
    root: Element = fromstring(content)
    tasks = list(root.iter(f"{NS}Task"))
    numbers = [task.findtext(f"{NS}UID") for task in tasks]
    assert numbers == [str(number) for number in range(len(tasks))]
    leaves = {t.findtext(f"{NS}UID") for t in tasks if t.findtext(f"{NS}Summary") == "0"}
    work = 0
    for one in root.iter(f"{NS}Assignment"):
        assert one.findtext(f"{NS}TaskUID") in leaves
        hours, minutes = re.findall(r"\d+", str(one.findtext(f"{NS}Work")))[:2]
        work += 60 * int(hours) + int(minutes)
    assert work == pytest.approx(300 * 60, abs=len(tasks))  # each is rounded to a minute
    assert {link.text for link in root.iter(f"{NS}PredecessorUID")} <= set(numbers)
    assert tasks[0].findtext(f"{NS}Work") == "PT300H0M0S"


def test_mspdi_has_milestones_and_few_constraints() -> None:
    """A milestone has a duration of 0, and a task has a date constraint only if it waits for a
    person.
    """
    root: Element = fromstring(render_text("mspdi", small()).encode())
    plan = {task.name: task for task in build_plan(small()).tasks}
    tasks = [t for t in root.iter(f"{NS}Task") if t.findtext(f"{NS}Summary") == "0"]
    marks = [t for t in tasks if t.findtext(f"{NS}Milestone") == "1"]
    assert {t.findtext(f"{NS}Duration") for t in marks} == {"PT0H0M0S"}
    assert "Go-live" in {t.findtext(f"{NS}Name") for t in marks}
    held = [t for t in tasks if t.find(f"{NS}ConstraintDate") is not None]
    assert all(plan[str(t.findtext(f"{NS}Name"))].levelled for t in held)
    assert len(held) < len(tasks) / 2


def test_jira_issues_follow_their_parents() -> None:
    """Epics have no parent, other issues have a parent in an earlier row, and the estimates add up
    to the hours of the plan.
    """
    rows = list(csv.DictReader(io.StringIO(render_text("jira", small()))))
    seen: set[str] = set()
    for row in rows:
        assert (row["Issue type"] == "Epic") == (row["Parent"] == "")
        assert not row["Parent"] or row["Parent"] in seen
        seen.add(row["Issue ID"])
    seconds = sum(int(row["Original estimate"] or 0) for row in rows)
    assert seconds == pytest.approx(300 * 3600, abs=len(rows))
    reserve = sum(int(row["Original estimate"] or 0) for row in rows if "reserve" in row["Labels"])
    assert seconds - reserve == pytest.approx(200 * 3600, abs=len(rows))


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (5, {"Feature"}),
        (45, {"Feature", "User Story"}),
        (1000, {"Feature", "User Story", "Task"}),
    ],
)
def test_tickets_are_cut_at_the_deepest_level_that_fits(
    rows: int, kinds: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If an import allows fewer rows, the tickets have fewer levels."""
    monkeypatch.setattr(tickets, "AZURE_ROWS", rows)
    output = list(csv.DictReader(io.StringIO(render_text("azure-devops", small()))))
    assert {row["Work Item Type"] for row in output} == kinds


def test_too_many_integrations_for_an_import_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If one import cannot contain all integrations, the export is an error and drops no row."""
    monkeypatch.setattr(tickets, "JIRA_ROWS", 1)
    with pytest.raises(SeamscopeError, match="more integrations than one import can contain"):
        render_text("jira", small())


def test_azure_title_columns_show_the_level() -> None:
    """Each row has its title in exactly one column, that of its level."""
    types = ["Feature", "User Story", "Task"]
    for row in csv.DictReader(io.StringIO(render_text("azure-devops", small()))):
        titles = [bool(row[f"Title {number}"]) for number in range(1, 4)]
        assert titles == [kind == row["Work Item Type"] for kind in types]


def test_the_gantt_chart_fits_one_page() -> None:
    """The chart has at most 60 bars, each with a name, its marks, and the times of its start and
    end.
    """
    day = r"\d{4}-\d\d-\d\dT\d\d:\d\d"
    bar = rf"  [^:#;]+ :(crit, )?(milestone, t\d+, {day}, 0d|t\d+, {day}, {day})"
    for survey in (EMPTY, small(), large(20, poc=True)):
        bars = [line for line in render_text("gantt", survey).splitlines() if " :" in line]
        assert len(bars) <= 60
        assert all(re.fullmatch(bar, line) for line in bars)


def test_a_bar_of_the_gantt_chart_has_the_times_of_its_task() -> None:
    """A bar has the start and end of its task, and none of them is on a weekend."""
    text, plan = render_text("gantt", small()), build_plan(small())
    assert "excludes" not in text
    tasks = [task for task in plan.tasks if task.level is Level.STORY]
    bars = [line for line in text.splitlines() if " :" in line]
    for task, line in zip(tasks, bars, strict=True):
        times = [
            datetime.fromisoformat(text) for text in re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", line)
        ]
        assert all(day.weekday() < 5 for day in times)
        ends = [plan.calendar.begin(task.start), plan.calendar.end(task.finish)]
        assert times == (ends if task.kind is not Kind.MILESTONE else [times[0]])


def test_an_empty_survey_has_an_empty_plan() -> None:
    """Without an integration to build, the plan has no task and can still be written in all
    formats.
    """
    assert not build_plan(EMPTY).tasks
    for name in ("mspdi", "jira", "azure-devops", "gantt"):
        assert render_text(name, EMPTY)


def with_regression(cfp: float) -> Survey:
    """Return the sample with a regression test as a further part of the first integration to build.
    cfp: size of this part.
    """
    sample = small()
    counted = next(e for e in sample.estimates if e.in_total and e.scope is Scope.PRODUCTION)
    tested = SizePart(name="CRM: regression test", cfp=cfp, reason="x", source="x",
                      direction="regression test")  # fmt: skip
    grown = replace(counted, size=(*counted.size, tested))
    estimates = tuple(grown if e is counted else e for e in sample.estimates)
    return replace(sample, estimates=estimates)


def test_testing_again_is_one_task_with_the_price_of_the_board_page() -> None:
    """Testing again is one task that names the systems. Its hours are those of the estimate,
    rounded to half a day.
    """
    assert price_regression(small()) == 0
    assert "Test existing integrations again" not in stories(build_plan(small()))
    survey = with_regression(2.0)
    price = price_regression(survey)
    estimate = next(e for e in survey.estimates if e.size[-1].direction == "regression test")
    share = (
        2
        * estimate.rate
        / (estimate.setup_hours + estimate.rate * sum(part.cfp for part in estimate.size))
    )
    counted = [e for e in survey.estimates if e.in_total and e.scope is Scope.PRODUCTION]
    mean = sum(e.effort_hours.mean for e in counted)
    assert price == pytest.approx(22.0 * share * estimate.effort_hours.mean / mean)
    plan = build_plan(survey)
    [task] = [t for t in plan.tasks if t.name == "Test existing integrations again"]
    assert task.hours / 8 == pytest.approx(price, abs=0.5)
    assert "Systems to test again: " in task.description[0]
    assert plan.hours == pytest.approx(build_plan(small()).hours)
    assert build_board(survey).test_days == price


INVENTORY = """\
inventory: 1
systems:
  - {name: SAP ERP, kind: erp}
  - {name: CRM, kind: crm, hosting: SaaS}
"""
POC = """\
name: Promise
start: 2027-01-11
reads: [{system: CRM, mechanism: api, entities: [Customer, Order]}]
writes: [{system: SAP ERP, mechanism: api, entities: [Order]}]
"""


@pytest.mark.parametrize(
    "facts",
    [
        "team: {people: 5, country: SE}",
        "team: {people: 1}",
        "team: {people: 40, country: DE}",
        "approvals: [{what: works council, who: HR, expected: 2028-03-01}]",
        "lead_times: [{what: security review, days: [20, 90, 200]}]",
        "product: {model: [200, 400, 900]}",
        "phases: [{name: POC, weeks: 25}]",
    ],
)
def test_the_plan_goes_live_on_the_date_of_the_roadmap(facts: str, tmp_path: Path) -> None:
    """With leave, holidays, waiting times and a change freeze, the plan has the go-live date of the
    roadmap.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "poc.yaml").write_text(POC + facts)
    survey = run(Job(paths=(tmp_path / "inventory.yaml",), poc=tmp_path / "poc.yaml")).survey
    assert survey.roadmap is not None
    plan = build_plan(survey)
    live = next(task for task in plan.tasks if task.key == "R.live")
    assert plan.calendar.end(live.finish).date().isoformat() == survey.roadmap.go_live_p50


def test_the_security_review_gates_protected_data_and_the_cut_over(tmp_path: Path) -> None:
    """The set-up waits for the security review if the data is personal, and a late review delays
    go-live.
    """
    live = []
    for kind, days in (("personal data", 90), ("personal data", 5), ("internal", 90)):
        crm = f"{{name: CRM, kind: crm, classification: {kind}}}"
        (tmp_path / "inventory.yaml").write_text(
            f"inventory: 1\nsystems:\n  - {crm}\n  - {{name: SAP ERP, kind: erp}}\n"
        )
        (tmp_path / "poc.yaml").write_text(
            f"{POC}lead_times: [{{what: security review, days: {days}}}]\n"
        )
        survey = run(Job(paths=(tmp_path / "inventory.yaml",), poc=tmp_path / "poc.yaml")).survey
        plan = {task.key: task for task in build_plan(survey).tasks}
        review = next(task for task in plan.values() if task.name == "Wait: security review")
        waiting = [task.name for task in plan.values() if review.key in task.predecessors]
        protected = kind == "personal data"
        assert waiting == [
            *(["Set-up: connection, accounts, deployment"] if protected else []), "Cut-over",
        ]  # fmt: skip
        gated = (
            "the set-up of CRM (protected data) and the cut-over" if protected else "the cut-over"
        )
        assert f"Must end before: {gated}" in review.description
        assert survey.roadmap is not None
        live.append(survey.roadmap.go_live.p50)
    assert live[0] > live[1]
    assert live[0] > live[2]


def test_the_plan_costs_the_price_of_the_total_at_the_rate_of_each_role(tmp_path: Path) -> None:
    """The hours of each role at its day rate add up to the price of the total at P80."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "poc.yaml").write_text(f"{POC}team: {{day_rates: {{developer: 800, tester: 400}}}}")
    survey = run(Job(paths=(tmp_path / "inventory.yaml",), poc=tmp_path / "poc.yaml")).survey
    plan, total = build_plan(survey), compute_total(survey)
    assert total is not None
    assert total.cost is not None
    assert (plan.rates["developer"], plan.rates["tester"]) == (100, 50)
    items = [i for task in plan.tasks if task.level is Level.STORY for i in task.assignments]
    cost = sum(item.hours * plan.rates[item.role] for item in items)
    assert cost == pytest.approx(total.cost.p80, rel=1e-6)


def test_every_output_has_the_price_at_the_average_of_the_rates(tmp_path: Path) -> None:
    """All outputs show the same price and name the average day rate."""
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "poc.yaml").write_text(f"{POC}team: {{day_rates: {{developer: 800, tester: 400}}}}")
    survey = run(Job(paths=(tmp_path / "inventory.yaml",), poc=tmp_path / "poc.yaml")).survey
    total = compute_total(survey)
    assert total is not None
    assert total.cost is not None
    price = json.loads(render_text("json", survey))["price"]
    assert price["p80"] == pytest.approx(total.cost.p80, abs=0.01)
    assert price["day_rates_by_role"] == {"developer": 800, "tester": 400}
    average = f"at an average {price['currency']} {format_figure(total.rate)} a day"
    for name in ("table", "markdown", "html", "svg"):
        assert average in render_text(name, survey)
    assert f"average rate {format_figure(total.rate)}" in render_summary(survey, Run())
