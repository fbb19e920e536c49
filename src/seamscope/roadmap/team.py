"""Compute the duration of the build from the team's weekly capacity and the shortest schedule."""

from functools import cache

from seamscope.poc import Member, Team
from seamscope.roadmap.figures import load_figures

WEEK = 5  # working days
HOURS_PER_DAY = 8  # in the person-month of COCOMO II
LAST_WEEK = 1_040  # twenty years: longer plans are not computed
DEFAULT_PEOPLE = 3.0  # as in knowledge/plan.yaml


def find_people(team: Team) -> float:
    """Return the full-time equivalents in the first week that has members, or a default."""
    if team.members:
        return next((people for people in _list_weeks(team.members) if people), DEFAULT_PEOPLE)
    return float(team.people or DEFAULT_PEOPLE)


@cache
def _list_weeks(members: tuple[Member, ...]) -> tuple[float, ...]:
    """Return the full-time equivalents of the members in each week, from week 1."""
    return tuple(
        sum(
            member.people * member.share
            for member in members
            if (member.from_week or 1) <= week <= (member.to_week or LAST_WEEK)
        )
        for week in range(1, LAST_WEEK)
    )


def measure_attendance() -> float:
    """Return the share of working days on which people work, that is, are not on leave.

    The person-month of COCOMO II has 152 hours, and the working days of a month have 166.
    """
    month = load_figures().workdays_per_month.value * HOURS_PER_DAY
    return load_figures().law.hours_per_month / month


def measure_duration(days: float, team: Team) -> float:
    """Return the working days that a team needs for an effort of `days` person-days.

    A week without members has the capacity of the last week with members. All people are on leave
    for the usual share of the time.
    """
    people = find_people(team)
    left, passed = days / measure_attendance(), 0.0
    if not team.members:
        return left / people
    for present in _list_weeks(team.members):
        people = present or people
        if left <= people * WEEK:
            break
        left -= people * WEEK
        passed += WEEK
    return passed + left / people


def measure_shortest(days: float, hours_per_day: float, longest_chain: float = 0.0) -> float:
    """Return the working days that even the largest team needs for `days` person-days.

    The result is the larger of two durations. The first is the COCOMO II schedule, but at most the
    time that one person alone needs. The second is the time for the largest integration, because
    only a few people can work on one integration at a time.

    The COCOMO II schedule is in calendar months, so leave is not subtracted from its working days.

    longest_chain: person-days of the largest integration.
    """
    law = load_figures().law
    month = law.hours_per_month / hours_per_day
    effort = max(days, 0.0) / month
    months = law.coefficient * effort**law.exponent * law.shortest if effort else 0.0
    by_law = min(months, effort) * load_figures().workdays_per_month.value
    most = load_figures().people_per_integration.value * measure_attendance()
    return max(by_law, longest_chain / most)


def measure_build(
    days: float,
    team: Team,
    hours_per_day: float,
    longest_chain: float = 0.0,
    *,
    stretch: float = 1.0,
) -> float:
    """Return the working days of the build by this team, but at least the shortest schedule.

    stretch: factor on the shortest schedule, at least 1.
    """
    shortest = measure_shortest(days, hours_per_day, longest_chain)
    return max(measure_duration(days, team), shortest * stretch)
