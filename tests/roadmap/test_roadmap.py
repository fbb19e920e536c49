"""The roadmap to go-live: dates worked out by hand, the shortest possible schedule, and the
critical path.
"""

from dataclasses import replace
from datetime import date, datetime

import pytest

from seamscope.estimate import AnswerEffect, Effort, Totals
from seamscope.landscape import Landscape
from seamscope.outputs.plan.calendar import build_calendar
from seamscope.poc import Approval, LeadTime, Member, Operation, Phase, Poc, Targets, Team, Touch
from seamscope.records import State
from seamscope.resolved import End, FlowEdge, Question, Resolved, SystemNode
from seamscope.roadmap import LegKind, Roadmap, build_roadmap, weigh_by_date
from seamscope.roadmap.team import (
    find_people,
    measure_attendance,
    measure_build,
    measure_duration,
    measure_shortest,
)
from seamscope.roadmap.workdays import (
    Workdays,
    add_months,
    count_months,
    is_frozen,
    list_holidays,
)
from seamscope.surface import Surface

SYSTEMS = (
    SystemNode(id="erp", name="ERP", kind="erp"),
    SystemNode(id="crm", name="CRM", kind="crm", hosting="SaaS"),
    SystemNode(id="poc", name="Promise", kind="poc"),
)
FLOWS = (
    FlowEdge(id="f1", source=End(system="crm"), target=End(system="poc"), state=State.PLANNED),
    FlowEdge(id="f2", source=End(system="poc"), target=End(system="erp"), state=State.PLANNED),
)
LANDSCAPE = Landscape(Resolved(systems=SYSTEMS, flows=FLOWS))
SURFACE = Surface(poc="poc", build=tuple(i.id for i in LANDSCAPE.integrations))
POC = Poc(
    name="Promise",
    start=date(2027, 1, 11),
    reads=(Touch(system="CRM"),),
    writes=(Touch(system="ERP"),),
    phases=(Phase(name="POC", weeks=8, gate="90 % kept"), Phase(name="Production")),
    team=Team(people=5),
)


def effort(hours: float) -> Effort:
    return Effort(mean=hours, p50=hours, p80=1.3 * hours, p90=1.5 * hours)


TOTALS = Totals(poc=effort(0), production=effort(800), management_hours=effort(120))


def plan_roadmap(poc: Poc = POC) -> Roadmap:
    found = build_roadmap(LANDSCAPE, SURFACE, (), TOTALS, poc)
    assert found is not None
    return found


def test_sixty_people_are_not_faster_than_the_shortest_schedule() -> None:
    """Sixty people need 109.1 working days for 190 days of work, because COCOMO II allows no
    shorter schedule.

    190 days are 10 person-months of 19 days, and .75 × 3.67 × 10 ^ .28 = 5.24 months of 20.8
    working days.
    """
    assert measure_shortest(190, 8) == pytest.approx(0.75 * 3.67 * 10**0.28 * 20.8)
    assert measure_build(190, Team(people=60), 8) == pytest.approx(109.1, abs=0.1)
    assert measure_build(190, Team(people=1), 8) == pytest.approx(10 * 20.8)


def test_people_are_on_leave_on_some_working_days() -> None:
    """One person works 228 days in 12 months, because 152 of the 166.4 hours of a month are
    worked.
    """
    assert measure_attendance() == pytest.approx(152 / 166.4)
    assert measure_duration(228, Team(people=1)) == pytest.approx(12 * 20.8)
    assert measure_duration(228, Team(people=2)) == pytest.approx(6 * 20.8)


def test_the_shortest_schedule_is_never_longer_than_one_person_needs() -> None:
    """For five days of work, the shortest schedule is as long as one person needs."""
    assert measure_shortest(5, 8) == pytest.approx(measure_duration(5, Team(people=1)))
    assert measure_shortest(0, 8) == 0


def test_the_largest_integration_is_a_floor_of_its_own() -> None:
    """The shortest schedule is at least the time that two people need for the largest integration,
    here 300 days of work.
    """
    assert measure_shortest(310, 8, 300) == pytest.approx(measure_duration(300, Team(people=2)))


@pytest.mark.parametrize("days", [1.0, 19.0, 60.0, 190.0, 1900.0])
def test_more_people_never_need_longer_and_more_work_never_less(days: float) -> None:
    """The duration never grows with the number of people, and never shrinks with the effort."""
    needed = [measure_build(days, Team(people=n), 8) for n in (1, 2, 5, 20, 60)]
    assert needed == sorted(needed, reverse=True)
    assert measure_build(days * 1.1, Team(people=3), 8) >= measure_build(days, Team(people=3), 8)


def test_members_count_by_share_and_weeks() -> None:
    """Two developers at 80 % and a consultant at 50 % from week 3 count as 1.6 people, and from
    week 3 as 2.1, less their leave.
    """
    worked = measure_attendance()
    team = Team(
        members=(
            Member(role="developer", people=2, share=0.8),
            Member(role="consultant", share=0.5, from_week=3),
        )
    )
    assert find_people(team) == pytest.approx(1.6)
    assert measure_duration(16 * worked, team) == pytest.approx(10)  # two weeks of 8 days each
    assert measure_duration(26.5 * worked, team) == pytest.approx(15)  # and a week of 10.5


def test_working_days_skip_weekends_and_public_holidays() -> None:
    """After Thursday 25 March 2027, the next working day in Bavaria is Tuesday 30 March, because of
    Good Friday and Easter Monday.
    """
    free, note = list_holidays("DE", "BY", date(2027, 3, 25))
    days = Workdays(start=date(2027, 3, 25), holidays=free)  # a Thursday
    assert note == ""
    assert [days.add(n).isoformat() for n in (1, 2, 3)] == [
        "2027-03-25",
        "2027-03-30",
        "2027-03-31",
    ]
    assert days.count(date(2027, 3, 31)) == 2
    assert list_holidays("", "", date(2027, 1, 1)) == (
        frozenset(),
        "no public holidays: set `team: country:` in poc.yaml",
    )
    assert "no public holidays are known for ZZ" in list_holidays("ZZ", "", date(2027, 1, 1))[1]


def test_nothing_goes_live_in_the_change_freeze() -> None:
    """A date from 15 December to 6 January moves to 7 January."""
    assert is_frozen(date(2027, 12, 15))
    assert not is_frozen(date(2027, 12, 14))
    days = Workdays(start=date(2027, 12, 1))
    assert days.skip_freeze(date(2027, 12, 20)) == date(2028, 1, 7)


def test_the_plan_calendar_moves_over_holidays() -> None:
    """If Friday and Monday are holidays, the ninth working hour after Thursday morning begins on
    Tuesday.
    """
    free = (date(2027, 3, 26), date(2027, 3, 29))
    result = build_calendar(datetime(2027, 3, 25), 8.0, free)  # noqa: DTZ001 - it knows no zone
    assert result.end(8).isoformat() == "2027-03-25T16:00:00"
    assert result.begin(8).isoformat() == "2027-03-30T08:00:00"
    assert build_calendar(datetime(2027, 3, 26), 8.0, free).start.day == 30  # noqa: DTZ001


def test_the_poc_comes_first_and_what_decides_the_end_is_named() -> None:
    """The critical path begins with the eight weeks of the POC and ends with the change window and
    the cut-over, and the build starts after the POC.
    """
    found = plan_roadmap()
    legs = {leg.name: leg for leg in found.legs}
    assert legs["POC"].finish.p50 == 40
    assert legs["build and test"].start.p50 == 40
    assert found.critical_path[0] == "POC"
    assert found.critical_path[-2:] == ("change window of ERP", "cut-over")
    assert {leg.name for leg in found.legs if leg.critical} == set(found.critical_path)
    assert found.go_live.p10 < found.go_live.p50 < found.go_live.p90
    assert date(2027, 3, 5).isoformat() == legs["POC"].finish_date  # eight weeks from 11 January
    assert found.go_live_p50 < found.go_live_p90
    assert all(leg.source for leg in found.legs)


def test_lead_times_are_those_of_the_systems() -> None:
    """Both systems need access, only the hosted CRM needs a vendor ticket, and only the ERP, which
    is written, needs a change window.
    """
    kinds = [(leg.kind, leg.system) for leg in plan_roadmap().legs if leg.system]
    assert sorted(kinds) == [
        (LegKind.ACCESS, "crm"),
        (LegKind.ACCESS, "erp"),
        (LegKind.WINDOW, "erp"),
        (LegKind.VENDOR, "crm"),
    ]


def test_a_stated_lead_time_replaces_the_usual_one_and_may_decide() -> None:
    """If poc.yaml states 200 days for access to the ERP, these replace the usual days, and the
    access is on the critical path.
    """
    lead = LeadTime(what="access", system="ERP", days=200.0, source="last project")
    found = plan_roadmap(replace(POC, lead_times=(lead,)))
    leg = next(leg for leg in found.legs if leg.name == "access to ERP")
    assert (leg.days.p50, leg.assumed, leg.source) == (200, False, "last project")
    assert "access to ERP" in found.critical_path
    assert found.go_live.p50 > plan_roadmap().go_live.p50 + 50


def test_an_unsigned_approval_waits_and_a_signed_one_does_not() -> None:
    """An approval that is expected late is on the critical path and delays go-live; a signed
    approval has no effect.
    """
    far = Approval(what="works council", who="HR", expected=date(2028, 3, 1))
    found = plan_roadmap(replace(POC, approvals=(far,)))
    assert found.critical_path[1] == "works council by HR"
    assert found.go_live_p50 > "2028-03-01"
    signed = replace(far, signed=date(2027, 1, 2))
    assert plan_roadmap(replace(POC, approvals=(signed,))).go_live == plan_roadmap().go_live


def test_gates_and_the_decision_to_stop_are_milestones() -> None:
    """The gate, the decision to stop and go-live are milestones with dates, and the gate and the
    decision have their conditions.
    """
    stop = Operation(stop_date="2027-03-08", stop_evidence="P80 > 250 days", stop_authority="COO")
    found = plan_roadmap(replace(POC, operation=stop)).milestones
    assert [(m.name, m.p50) for m in found[:2]] == [
        ("gate after POC", "2027-03-05"),
        ("decision to go on or stop", "2027-03-08"),
    ]
    assert found[0].condition == "90 % kept"
    assert found[1].condition == "stop if P80 > 250 days; decided by COO"
    assert found[-1].name == "go-live"


def test_a_month_later_is_the_same_day_or_the_last_of_the_month() -> None:
    """Six months after 5 March are 5 September, six months after 31 August are the last of
    February, and half a month is 15 days.
    """
    assert add_months(date(2027, 3, 5), 6) == date(2027, 9, 5)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2027, 12, 1), 1.5) == date(2028, 1, 16)
    assert count_months(date(2027, 1, 1), date(2028, 1, 1)) == pytest.approx(12, abs=0.02)


def test_the_target_is_a_date_counted_from_the_gate() -> None:
    """With a target of six months and a gate on 5 March, the target is 5 September, 130 weekdays
    later; without a start, it is 6 × 20.8 days.
    """
    found = plan_roadmap(replace(POC, targets=Targets(months_to_production=6)))
    assert (found.gate, found.target) == ("2027-03-05", "2027-09-05")  # a Sunday
    assert found.target_days == 130
    assert plan_roadmap().target == ""
    undated = plan_roadmap(replace(POC, start=None, targets=Targets(months_to_production=6)))
    assert (undated.target, undated.target_days) == ("", 124.8)  # 6 × 20.8
    beyond = plan_roadmap(replace(POC, targets=Targets(months_to_production=1e9)))
    assert beyond.target == ""
    assert beyond.go_live_p50


def test_go_live_at_p80_has_the_reserve_of_the_total() -> None:
    """Go-live at P80 is between those at P50 and P90, and a wider total delays it."""
    found = plan_roadmap()
    assert found.go_live_p50 < found.go_live_p80 < found.go_live_p90
    assert found.go_live.p80 is not None
    assert found.go_live.p50 < found.go_live.p80 < found.go_live.p90
    wide = Effort(mean=800, p50=800, p80=2_400, p90=3_200)
    totals = replace(TOTALS, production=wide)
    late = build_roadmap(LANDSCAPE, SURFACE, (), totals, POC)
    assert late
    assert late.go_live_p80 > found.go_live_p80


def test_without_a_start_there_are_days_and_no_dates() -> None:
    """Without `start:` in poc.yaml, go-live is a number of days, and a note names this key."""
    found = plan_roadmap(replace(POC, start=None))
    assert (found.start, found.go_live_p50) == ("", "")
    assert found.go_live.p50 == plan_roadmap().go_live.p50
    assert any("`start:`" in note for note in found.notes)


def test_the_build_never_starts_before_its_first_day() -> None:
    """If the team starts on 1 June, the build starts then, although the gate is earlier."""
    found = plan_roadmap(replace(POC, team=replace(POC.team, start=date(2027, 6, 1))))
    build = next(leg for leg in found.legs if leg.kind is LegKind.BUILD)
    assert build.start.p50 == Workdays(start=date(2027, 1, 11)).count(date(2027, 6, 1)) == 101
    only = plan_roadmap(replace(POC, start=None, team=replace(POC.team, start=date(2027, 6, 1))))
    assert all(leg.kind is not LegKind.POC for leg in only.legs)


def test_without_a_poc_there_is_no_roadmap() -> None:
    """A landscape without a POC has no roadmap."""
    assert build_roadmap(LANDSCAPE, SURFACE, (), TOTALS, None) is None


@pytest.mark.parametrize(
    "poc",
    [
        replace(POC, phases=(Phase(name="POC", weeks=1e12),)),
        replace(POC, start=date(9999, 12, 30)),
        replace(POC, start=date(1, 1, 1), team=Team(people=5, start=date(9999, 12, 31))),
        replace(POC, lead_times=(LeadTime(what="access", days=1e12),)),
        replace(POC, team=Team(members=(Member(role="a", people=1e-6, share=1e-6),))),
        replace(POC, start=date(2100, 1, 1), team=Team(people=5, country="DE")),
    ],
)
def test_figures_beyond_the_calendar_give_no_dates_and_no_error(poc: Poc) -> None:
    """If go-live is more than twenty years ahead, it is a number of days without a date, and a note
    says so.
    """
    found = plan_roadmap(poc)
    assert found.go_live.p50 > 0
    if found.go_live.p90 > 5_200:
        assert found.go_live_p50 == ""
        assert any("twenty years" in note for note in found.notes)


WEEKDAYS = 365.25 * 5 / 7 / 12  # of a month, without public holidays
ASKED = "How well does the team know these systems?"
EFFECT = AnswerEffect(
    question=ASKED,
    days=(("nominal", 149.5), ("low", 230.0), ("high", 120.0)),
    shares=(("nominal", 0.5), ("low", 0.2), ("high", 0.3)),
)


def weigh(months: float | None, *, people: int = 2) -> Question:
    poc = replace(POC, team=Team(people=people), targets=Targets(months_to_production=months))
    (found,) = weigh_by_date([Question(text=ASKED)], [EFFECT], plan_roadmap(poc), TOTALS, poc)
    return found


def test_a_question_counts_by_the_chance_to_change_the_go_live() -> None:
    """The weight of a question is the probability of those answers that change whether go-live is
    before the target.
    """
    today = weigh(1000.0)
    assert today.decision == 0
    assert today.effect == ""
    roadmap = plan_roadmap(replace(POC, team=Team(people=2)))
    p80 = roadmap.after_gate.p80
    assert p80
    soon = weigh(p80 / WEEKDAYS + 0.1)  # just in time: 80 days more for two people are 40 days
    assert soon.decision == pytest.approx(0.2)
    assert "20 % chance that the answer changes whether the project is live within" in soon.effect
    late = weigh(p80 / WEEKDAYS - 0.1)  # just too late: 30 days less are 15 days
    assert late.decision == pytest.approx(0.3)


def test_budget_and_go_live_are_one_decision() -> None:
    """If an answer would exceed the budget and delay go-live beyond the target, its probability is
    counted once.
    """
    roadmap = plan_roadmap(replace(POC, team=Team(people=2)))
    p80 = roadmap.after_gate.p80
    assert p80
    poc = replace(
        POC, team=Team(people=2), targets=Targets(months_to_production=p80 / WEEKDAYS + 0.1)
    )
    effect = replace(EFFECT, crossing=("low", "high"), decision=0.5)
    (found,) = weigh_by_date(
        [Question(text=ASKED, decision=0.5)], [effect], plan_roadmap(poc), TOTALS, poc
    )
    assert found.decision == pytest.approx(0.5)


def test_without_a_target_no_question_changes() -> None:
    """Without a target or without a roadmap, the weights of questions do not change."""
    assert weigh(None).decision == 0
    asked = [Question(text=ASKED, decision=0.4)]
    assert weigh_by_date(asked, [EFFECT], None, TOTALS, POC) == tuple(asked)
