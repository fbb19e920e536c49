"""Checks of the systems that the POC touches: who answers for them, and are they there."""

import re

from seamscope.estimate.integration_context import fold
from seamscope.readiness.line import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    answered,
    contradicted,
    names_of,
    places,
    unanswered,
)
from seamscope.records import State
from seamscope.resolved import SystemNode

HOURS = re.compile(
    r"\b(\d{1,2})[:.](\d{2})\s*(?:h|uhr)?\s*(?:to|until|till|bis|-|–)\s*(\d{1,2})[:.](\d{2})\b",
    re.IGNORECASE,
)
DAYTIME = ("office hours", "business hours", "working hours", "daytime", "9 to 5", "9x5", "8x5")


def owners(facts: Facts, _: Answer) -> Verdict:
    """Every touched system must have somebody on call, by the POC or by the inventory."""
    said = {fold(name): who for name, who in facts.poc.operation.owners.items() if who.strip()}
    known, missing, against = [], [], []
    for system in facts.touched:
        names = {fold(name) for name in names_of(system)}
        mine = next((said[name] for name in sorted(names) if name in said), "")
        theirs = system.support
        if mine and theirs and fold(mine) != fold(theirs):
            against.append(f"{system.name}: {mine} by the POC, {theirs} by the inventory")
        if (mine or theirs) and not asleep(mine or theirs):
            known.append(f"{system.name}: {mine or theirs}")
        elif mine or theirs:
            missing.append(f"{system.name} ({mine or theirs} is asleep at 2 am)")
        else:
            missing.append(f"{system.name}" + (f" (owner {system.owner})" if system.owner else ""))
    evidence = (*facts.at("operation.owners"), *places(facts.touched))
    if against:
        return contradicted(against, evidence)
    if missing:
        return unanswered(f"nobody on call is known for {', '.join(missing)}", evidence)
    return answered("; ".join(known), evidence)


def monitoring(facts: Facts, said: Answer) -> Verdict:
    """The monitoring that the POC names must be a system that is alive."""
    watching = [s for s in facts.landscape.systems if s.kind.casefold() == "monitoring"]
    named = [s for s in watching if _mentions(facts.poc.operation.monitoring, s)]
    gone = [s for s in named if s.lifecycle is State.RETIRED]
    if gone:
        text = [f"the POC names {s.name}, which is {s.lifecycle.value}" for s in gone]
        return contradicted(text, places(gone))
    if said and said.state is ReadinessState.OPEN and watching:
        names = ", ".join(s.name for s in watching)
        return unanswered(f"{said.answer}; {names} is there and not named", places(watching))
    return said or unanswered("not said", ())


def contracts(facts: Facts, _: Answer) -> Verdict:
    """Each touched system needs an interface contract or documentation."""
    bare = [
        s for s in facts.touched if not facts.landscape.interfaces_of(s.id) and not s.documentation
    ]
    if bare:
        names = ", ".join(s.name for s in bare)
        return unanswered(f"neither contract nor documentation of {names}", places(bare))
    return answered(f"for every system, {len(facts.touched)} in all", places(facts.touched))


def lifecycle(facts: Facts, _: Answer) -> Verdict:
    """A touched system that is retired or not there yet contradicts the plan."""
    gone = [s for s in facts.touched if s.lifecycle is not State.ACTIVE]
    if gone:
        return contradicted([f"{s.name} is {s.lifecycle.value}" for s in gone], places(gone))
    return answered(f"every system is active, {len(facts.touched)} in all", places(facts.touched))


def forgotten(facts: Facts, _: Answer) -> Verdict:
    """Systems that production will meet and the POC does not name are open."""
    found = facts.surface.forgot
    nodes = [facts.landscape.system(item.system) for item in found if item.system]
    if found:
        names = ", ".join(s.name for s in nodes) or found[0].reason
        return unanswered(f"the POC does not mention {names}" if nodes else names, places(nodes))
    return answered("none was found", ())


def retirement(facts: Facts, said: Answer) -> Verdict:
    """What is switched off must not be something the POC or anybody else still reads."""
    gone = {fold(name) for name in facts.poc.replaces}
    needed = [s for s in facts.touched if gone & {fold(n) for n in names_of(s)}]
    if needed:
        text = [f"the POC replaces {s.name} and reads or writes it" for s in needed]
        return contradicted(text, (*facts.at("replaces"), *places(needed)))
    systems = {s.id: s for s in facts.landscape.systems if gone & {fold(n) for n in names_of(s)}}
    fed = sorted(
        {
            facts.landscape.name(flow.target.system)
            for flow in facts.landscape.flows
            if flow.source.system in systems
            and flow.state is State.ACTIVE
            and flow.target.system not in systems
        }
    )
    if fed and said:
        names = ", ".join(s.name for s in systems.values())
        more = f"{names} still feeds {', '.join(fed)}"
        return unanswered(f"{said.answer}; {more}", (*said.evidence, *places(systems.values())))
    return said or unanswered("not said", ())


def asleep(text: str) -> bool:
    """Say whether hours in a text leave out 2 am, such as "ERP desk (06:00 to 20:00)"."""
    spans = [
        (60 * int(h1) + int(m1), 60 * int(h2) + int(m2)) for h1, m1, h2, m2 in HOURS.findall(text)
    ]
    night = 2 * 60
    if spans:
        return not any(a <= night < b if a < b else night >= a or night < b for a, b in spans)
    return any(word in text.casefold() for word in DAYTIME)


def _mentions(text: str, system: SystemNode) -> bool:
    folded = fold(text)
    return any(fold(name) in folded for name in (system.name, *system.aliases))
