"""How long a team needs: its capacity week by week, and the shortest schedule for an effort."""

from functools import cache

from seamscope.poc import Member, Team
from seamscope.roadmap.figures import load_figures

WEEK = 5  # working days
LAST_WEEK = 1_040  # twenty years; a plan that is longer is no plan
DEFAULT_PEOPLE = 3.0  # as in knowledge/plan.yaml


def find_people(team: Team) -> float:
    """Return the full-time equivalents of the first week with anybody, else the assumed team."""
    if team.members:
        return next((people for people in _list_weeks(team.members) if people), DEFAULT_PEOPLE)
    return float(team.people or DEFAULT_PEOPLE)


@cache
def _list_weeks(members: tuple[Member, ...]) -> tuple[float, ...]:
    """Return the full-time equivalents of each week."""
    return tuple(
        sum(
            member.people * member.share
            for member in members
            if (member.from_week or 1) <= week <= (member.to_week or LAST_WEEK)
        )
        for week in range(1, LAST_WEEK)
    )


def measure_duration(days: float, team: Team) -> float:
    """Return the working days in which a team does an effort in person-days.

    After the last week of its members, the team goes on as it was in the last week with anybody.
    """
    people = find_people(team)
    if not team.members:
        return days / people
    left, passed = days, 0.0
    for present in _list_weeks(team.members):
        people = present or people
        if left <= people * WEEK:
            break
        left -= people * WEEK
        passed += WEEK
    return passed + left / people


def measure_shortest(days: float, hours_per_day: float, longest_chain: float = 0.0) -> float:
    """Return the working days below which no team can do an effort in person-days.

    The larger of the law of the schedule and the critical path; longest_chain: person-days of the
    largest integration, on which only a few people can work at a time. One person alone is never
    too slow for the law.
    """
    law = load_figures().law
    month = law.hours_per_month / hours_per_day
    effort = max(days, 0.0) / month
    months = law.coefficient * effort**law.exponent * law.shortest if effort else 0.0
    by_law = min(months, effort) * month
    return max(by_law, longest_chain / load_figures().people_per_integration.value)


def measure_build(
    days: float,
    team: Team,
    hours_per_day: float,
    longest_chain: float = 0.0,
    *,
    stretch: float = 1.0,
) -> float:
    """Return the working days of the build: what the team needs, and never below the shortest.

    stretch: how far the schedule lies above the shortest, 1 for the shortest.
    """
    shortest = measure_shortest(days, hours_per_day, longest_chain)
    return max(measure_duration(days, team), shortest * stretch)
