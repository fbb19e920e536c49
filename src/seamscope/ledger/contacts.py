"""List the people to ask, with questions and a mail, and the duties for each integration."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.estimate.integration_context import fold
from seamscope.ledger.facts import Facts
from seamscope.ledger.types import Contact, Duties
from seamscope.poc import format_statement
from seamscope.resolved import SystemNode

NOBODY = "no name given"
MOST_QUESTIONS = 8  # number of questions in one mail


def list_contacts(facts: Facts) -> tuple[Contact, ...]:
    """Return each owner with the questions about their systems.

    Questions about systems without an owner come last, under the name `NOBODY`.
    """
    owners = {s.id: _find_contact(s) for s in facts.landscape.systems if s.id != facts.surface.poc}
    integrations = {i.id: i.systems for i in facts.landscape.integrations}
    flows = {f.id: (f.source.system, f.target.system) for f in facts.landscape.flows}
    datasets = {d.id: d.system for d in facts.landscape.datasets}
    asked: dict[str, list[str]] = defaultdict(list)
    systems: dict[str, set[str]] = defaultdict(set)
    near = {system.id for system in facts.near}
    for question in facts.questions:
        about: set[str] = set()
        for key in question.about:
            about |= {key, datasets.get(key, ""), *integrations.get(key, ()), *flows.get(key, ())}
        for key in sorted(about & owners.keys() & near):
            who = owners[key] or NOBODY
            systems[who].add(facts.landscape.name(key))
            if question.text not in asked[who]:
                asked[who].append(question.text)
    return tuple(
        _build_contact(facts, who, sorted(systems[who]), asked[who])
        for who in sorted(asked, key=lambda name: (name == NOBODY, name))
    )


def _find_contact(system: SystemNode) -> str:
    return system.owner or system.support


def _build_contact(facts: Facts, who: str, systems: list[str], questions: list[str]) -> Contact:
    listed = questions[:MOST_QUESTIONS]
    more = len(questions) - len(listed)
    body = "\n".join(f"{number}. {text}" for number, text in enumerate(listed, start=1))
    rest = f"\n{more} more questions are in the survey." if more else ""
    mail = (
        f"Subject: {facts.poc.name}: questions about {', '.join(systems)}\n\n"
        f"Dear {who if who != NOBODY else 'colleague'},\n\n"
        f"we are estimating what it takes to run “{facts.poc.name}” in production. It uses "
        f"{', '.join(systems)}. Could you answer these questions, or tell us who can?"
        f"\n\n{body}{rest}\n"
    )
    return Contact(who=who, systems=tuple(systems), questions=tuple(questions), mail=mail)


def list_duties(facts: Facts) -> Iterator[Duties]:
    """Yield the people who build, run and approve each integration to build; "" if unknown."""
    owners = {fold(n): format_statement(w) for n, w in facts.poc.operation.owners.items()}
    governance = format_statement(facts.poc.operation.governance)
    for integration in facts.build:
        ends = [
            facts.landscape.get_system(k) for k in integration.systems if k != facts.surface.poc
        ]
        runs = [
            next(
                (owners[fold(n)] for n in (s.name, s.id, *s.aliases) if fold(n) in owners),
                s.support,
            )
            for s in ends
        ]
        team = facts.poc.team
        builds = ", ".join(member.role for member in team.members)
        yield Duties(
            integration=integration.id,
            systems=" and ".join(s.name for s in ends),
            builds=builds or (f"{team.people} people" if team.people else ""),
            runs=", ".join(name for name in runs if name),
            approves=", ".join(s.owner for s in ends if s.owner) or governance,
        )
