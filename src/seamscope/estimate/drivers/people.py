"""Effort drivers for people and places: owners, team, sites, environments and lifecycle."""

from seamscope.estimate.drivers.base import (
    Driver,
    DriverQuestion,
    RatedStatement,
    build_factor,
    build_unknown_factor,
    choose_worst,
)
from seamscope.estimate.integration_context import IntegrationContext, fold
from seamscope.estimate.result import Factor
from seamscope.knowledge.ratings import find_band
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import format_count

# Labels of the production environment, which is counted even if no source lists it.
LIVE = frozenset({"production", "prod", "live"})


def rate_cohesion(context: IntegrationContext) -> Factor:
    """Rate whether the owners of both systems are known, and whether they are the same.

    Easy: Sales owns both systems. Hard: the owner of the other system is unknown.
    """
    owners = {fold(end.owner) for end in context.others}
    if "" in owners:
        names = " and ".join(end.name for end in context.others if not end.owner.strip())
        return build_unknown_factor("cohesion", f"no owner is named for {names}")
    evidence = tuple(e for end in context.others for e in end.evidence[:1])
    if len(context.others) > 1 and len(owners) == 1:
        return build_factor(
            "cohesion", "high", f"{context.others[0].owner} owns both systems", evidence
        )
    statement = " and ".join(f"{end.owner} owns {end.name}" for end in context.others)
    return build_factor("cohesion", "nominal", statement, evidence)


def rate_multisite(context: IntegrationContext) -> Factor:
    """Rate how distributed the team is.

    Easy: one team in one room.
    Hard: four sites in three time zones.
    """
    team = context.poc.team if context.poc else None
    if team is None or team.sites is None:
        return build_unknown_factor("multisite", "the number of sites is unknown")
    teams = team.teams or 0
    statement = format_count(team.sites, "site") + (
        f", {format_count(teams, 'team')}" if teams else ""
    )
    evidence = (*context.cite_key("team.sites"), *context.cite_key("team.teams"))
    if team.sites > 2:
        return build_factor("multisite", "very low", statement, evidence)
    if team.sites > 1:
        return build_factor("multisite", "low", statement, evidence)
    return build_factor("multisite", "high" if teams == 1 else "nominal", statement, evidence)


def rate_installations(context: IntegrationContext) -> Factor:
    """Rate the number of environments that the integration must run in.

    Easy: development, test and production. Hard: six environments with different addresses and
    accounts.
    """
    if context.poc_system and context.poc and context.poc.environments is not None:
        count = context.poc.environments
        rating = find_band("installations", count)
        statement = f"the POC names {format_count(count, 'environment')}"
        return build_factor("installations", rating, statement, context.cite_key("environments"))
    statements = (
        RatedStatement(
            rating=find_band("installations", len(_list_environments(end))),
            text=f"{end.name} has {', '.join(_list_environments(end))}",
            evidence=end.evidence[:1],
        )
        for end in context.others
        if end.environments
    )
    return choose_worst("installations", statements, "the number of environments is unknown")


def _list_environments(end: SystemNode) -> tuple[str, ...]:
    others = {fold(label) for label in end.environments} - LIVE
    return ("production", *sorted(others))


def rate_migration(context: IntegrationContext) -> Factor:
    """Rate whether a system is being retired, replaced or introduced.

    Easy: both systems will remain. Hard: one is retired next year, the other is not live yet.
    """
    replaced = {fold(name) for name in (context.poc.replaces if context.poc else ())}
    changing = [
        end
        for end in context.others
        if end.lifecycle in (State.RETIRED, State.PLANNED) or fold(end.name) in replaced
    ]
    if not changing:
        return build_factor("migration", "nominal", "no system is being introduced or retired")
    statement = " and ".join(end.name for end in changing) + ": retired, planned or to be replaced"
    rating = "very high" if len(changing) > 1 else "high"
    return build_factor("migration", rating, statement, changing[0].evidence[:1])


def rate_capability(context: IntegrationContext) -> Factor:
    """Rate the capability of the team according to poc.yaml.

    Easy: people who have built five such integrations.
    Hard: a team formed yesterday.
    """
    text = context.poc.team.capability if context.poc else ""
    return _rate_team(context, "capability", text, "the team's capability is not rated")


def rate_experience(context: IntegrationContext) -> Factor:
    """Rate how well the team knows the systems, according to poc.yaml.

    Easy: they built both systems.
    Hard: they have never seen either.
    """
    text = context.poc.team.experience if context.poc else ""
    otherwise = "the team's experience with these systems is not rated"
    return _rate_team(context, "experience", text, otherwise)


def _rate_team(context: IntegrationContext, name: str, text: str, otherwise: str) -> Factor:
    rating = fold(text.replace("_", " ").replace("-", " "))
    if rating == "extra high":
        rating = "very high"  # these tables have no higher rating
    try:
        evidence = context.cite_key(f"team.{name}")
        return build_factor(name, rating, f"poc.yaml rates it {rating}", evidence)
    except KeyError:
        return build_unknown_factor(name, f"“{text}” is not a rating" if text else otherwise)


def _name_poc(context: IntegrationContext) -> tuple[str, ...]:
    return (context.poc_system,) if context.poc_system else ()


def _ask_about_cohesion(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    return tuple(
        DriverQuestion(text=f"Who owns {end.name}?", about=(end.id,))
        for end in context.others
        if not end.owner.strip()
    )


def _ask_about_sites(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    return (
        DriverQuestion(text="From how many sites does the team work?", about=_name_poc(context)),
    )


def _ask_about_environments(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    if context.poc_system:
        text = "In how many environments must the POC's integrations run?"
        return (DriverQuestion(text=text, about=_name_poc(context)),)
    return tuple(
        DriverQuestion(text=f"Which environments does {end.name} have?", about=(end.id,))
        for end in context.others
    )


def _ask_about_capability(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = "How capable is the team, from very low to very high?"
    return (DriverQuestion(text=text, about=_name_poc(context)),)


def _ask_about_experience(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = "How well does the team know these systems, from very low to very high?"
    return (DriverQuestion(text=text, about=_name_poc(context)),)


def _ask_nothing(_: IntegrationContext) -> tuple[DriverQuestion, ...]:
    return ()


DRIVERS = (
    Driver(name="cohesion", fact="owners", rate=rate_cohesion, ask=_ask_about_cohesion),
    Driver(name="multisite", fact="sites", rate=rate_multisite, ask=_ask_about_sites),
    Driver(
        name="installations",
        fact="environments",
        rate=rate_installations,
        ask=_ask_about_environments,
    ),
    Driver(name="migration", fact="lifecycle", rate=rate_migration, ask=_ask_nothing),
    Driver(
        name="capability", fact="team capability", rate=rate_capability, ask=_ask_about_capability
    ),
    Driver(
        name="experience", fact="team experience", rate=rate_experience, ask=_ask_about_experience
    ),
)
