"""Drivers that lie in people and places: owners, team, sites, environments, moving systems."""

from seamscope.estimate.drivers.base import Ask, Driver, Finding, band, rated, unrated, worst
from seamscope.estimate.integration_context import Seam, fold
from seamscope.estimate.result import Factor
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import format_count

# Labels that mean the environment every system has anyway.
LIVE = frozenset({"production", "prod", "live"})


def cohesion(seam: Seam) -> Factor:
    """Rate whether the people who must agree are known, and whether they are the same.

    Easy: Sales owns both systems.
    Hard: nobody knows whose the other one is.
    """
    owners = {fold(end.owner) for end in seam.others}
    if "" in owners:
        names = " and ".join(end.name for end in seam.others if not end.owner.strip())
        return unrated("cohesion", f"nobody is named as the owner of {names}")
    evidence = tuple(e for end in seam.others for e in end.evidence[:1])
    if len(seam.others) > 1 and len(owners) == 1:
        return rated("cohesion", "high", f"{seam.others[0].owner} owns both systems", evidence)
    named = " and ".join(f"{end.owner} owns {end.name}" for end in seam.others)
    return rated("cohesion", "nominal", named, evidence)


def multisite(seam: Seam) -> Factor:
    """Rate how spread out the team works.

    Easy: one team in one room.
    Hard: four sites in three time zones.
    """
    team = seam.poc.team if seam.poc else None
    if team is None or team.sites is None:
        return unrated("multisite", "nobody says from how many sites the team works")
    teams = team.teams or 0
    said = format_count(team.sites, "site") + (f", {format_count(teams, 'team')}" if teams else "")
    evidence = (*seam.said_at("team.sites"), *seam.said_at("team.teams"))
    if team.sites > 2:
        return rated("multisite", "very low", said, evidence)
    if team.sites > 1:
        return rated("multisite", "low", said, evidence)
    return rated("multisite", "high" if teams == 1 else "nominal", said, evidence)


def installations(seam: Seam) -> Factor:
    """Rate the number of environments the integration must run in.

    Easy: development, test and production.
    Hard: six, each with its own addresses and accounts.
    """
    if seam.poc_system and seam.poc and seam.poc.environments is not None:
        count = seam.poc.environments
        rating = band("installations", count)
        said = f"the POC names {format_count(count, 'environment')}"
        return rated("installations", rating, said, seam.said_at("environments"))
    findings = (
        Finding(
            rating=band("installations", len(_environments(end))),
            said=f"{end.name} has {', '.join(_environments(end))}",
            evidence=end.evidence[:1],
        )
        for end in seam.others
        if end.environments
    )
    return worst("installations", findings, "nobody says how many environments there are")


def _environments(end: SystemNode) -> tuple[str, ...]:
    others = {fold(label) for label in end.environments} - LIVE
    return ("production", *sorted(others))


def migration(seam: Seam) -> Factor:
    """Rate whether an end is on its way out or not there yet.

    Easy: both systems are there to stay.
    Hard: one goes next year, the other is not there yet.
    """
    replaced = {fold(name) for name in (seam.poc.replaces if seam.poc else ())}
    moving = [
        end
        for end in seam.others
        if end.lifecycle in (State.RETIRED, State.PLANNED) or fold(end.name) in replaced
    ]
    if not moving:
        return rated("migration", "nominal", "neither system is on its way in or out")
    said = " and ".join(end.name for end in moving) + ": retired, planned or to be replaced"
    rating = "very high" if len(moving) > 1 else "high"
    return rated("migration", rating, said, moving[0].evidence[:1])


def capability(seam: Seam) -> Factor:
    """Rate what the team can do, as the POC's description says.

    Easy: people who did it five times.
    Hard: a team that was put together yesterday.
    """
    said = seam.poc.team.capability if seam.poc else ""
    return _said(seam, "capability", said, "nobody rates the team's capability")


def experience(seam: Seam) -> Factor:
    """Rate how well the team knows the systems, as the POC's description says.

    Easy: they built both.
    Hard: they have never seen either.
    """
    said = seam.poc.team.experience if seam.poc else ""
    return _said(seam, "experience", said, "nobody rates the team's experience with these systems")


def _said(seam: Seam, name: str, text: str, otherwise: str) -> Factor:
    rating = fold(text.replace("_", " ").replace("-", " "))
    if rating == "extra high":
        rating = "very high"  # the tables end there
    try:
        evidence = seam.said_at(f"team.{name}")
        return rated(name, rating, f"the POC's description says {rating}", evidence)
    except KeyError:
        return unrated(name, f"“{text}” is no rating" if text else otherwise)


def _about_poc(seam: Seam) -> tuple[str, ...]:
    return (seam.poc_system,) if seam.poc_system else ()


def _cohesion_asks(seam: Seam) -> tuple[Ask, ...]:
    return tuple(
        Ask(text=f"Who owns {end.name}?", about=(end.id,))
        for end in seam.others
        if not end.owner.strip()
    )


def _multisite_asks(seam: Seam) -> tuple[Ask, ...]:
    return (Ask(text="From how many sites does the team work?", about=_about_poc(seam)),)


def _installations_asks(seam: Seam) -> tuple[Ask, ...]:
    if seam.poc_system:
        text = "In how many environments must the POC's integrations run?"
        return (Ask(text=text, about=_about_poc(seam)),)
    return tuple(
        Ask(text=f"Which environments does {end.name} have?", about=(end.id,))
        for end in seam.others
    )


def _capability_asks(seam: Seam) -> tuple[Ask, ...]:
    text = "How capable is the team, from very low to very high?"
    return (Ask(text=text, about=_about_poc(seam)),)


def _experience_asks(seam: Seam) -> tuple[Ask, ...]:
    text = "How well does the team know these systems, from very low to very high?"
    return (Ask(text=text, about=_about_poc(seam)),)


def _no_asks(_: Seam) -> tuple[Ask, ...]:
    return ()


DRIVERS = (
    Driver(name="cohesion", fact="owners", rate=cohesion, ask=_cohesion_asks),
    Driver(name="multisite", fact="sites", rate=multisite, ask=_multisite_asks),
    Driver(name="installations", fact="environments", rate=installations, ask=_installations_asks),
    Driver(name="migration", fact="lifecycle", rate=migration, ask=_no_asks),
    Driver(name="capability", fact="team capability", rate=capability, ask=_capability_asks),
    Driver(name="experience", fact="team experience", rate=experience, ask=_experience_asks),
)
