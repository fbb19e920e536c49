"""Drivers that lie in what is promised: how fresh, how reliable, how understood, how guarded."""

import re
from collections.abc import Iterator

from seamscope.estimate.drivers.base import Ask, Driver, Finding, rated, spoken, unrated, worst
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.result import Factor
from seamscope.records import Evidence
from seamscope.resolved import SystemNode

# "every 5 minutes" and the like, as words the tables know.
EVERY = re.compile(r"\bevery \d+ (second|minute|hour|day|week|month)s?\b")
PACE = {
    "second": "seconds",
    "minute": "minutes",
    "hour": "hourly",
    "day": "daily",
    "week": "weekly",
    "month": "monthly",
}


def service(seam: Seam) -> Factor:
    """Rate how fresh data must be and what the POC promises.

    Easy: a file once a week.
    Hard: an answer in less than a second, all day and night.
    """
    return worst("service", _promises(seam), "neither a latency nor a frequency is said")


def _promises(seam: Seam) -> Iterator[Finding]:
    for flow in seam.flows:
        yield _wanted(flow.latency or flow.frequency, flow.evidence[:1])
    for touch in seam.touches:
        yield _wanted(touch.latency or touch.frequency, seam.said_by(touch))
    if seam.poc_system and seam.poc and seam.poc.sla:
        sla = seam.poc.sla
        said = f"the POC promises “{sla}”"
        yield Finding(rating=spoken("service", sla), said=said, evidence=seam.said_at("sla"))


def _wanted(text: str, evidence: tuple[Evidence, ...]) -> Finding:
    if not text:
        return Finding(rating="", said="")
    said = f"data is wanted “{text}”"
    return Finding(rating=pace(text), said=said, evidence=evidence)


def pace(text: str) -> str:
    """Return the service rating of a latency or frequency in words, "" if it is not understood."""
    paced = EVERY.sub(lambda found: PACE[found[1]], text.casefold())
    return spoken("service", paced)


def reliability(seam: Seam) -> Factor:
    """Rate by the more critical of the two systems.

    Easy: the canteen's menus, tier 4 on both sides.
    Hard: the order entry of the whole company at one end.
    """
    findings = (
        Finding(
            rating=spoken("reliability", end.criticality),
            said=f"{end.name} has criticality “{end.criticality}”",
            evidence=end.evidence[:1],
        )
        for end in seam.others
        if end.criticality
    )
    return worst("reliability", findings, "nobody says how critical the systems are")


def requirements(seam: Seam) -> Factor:
    """Rate how well the other side is understood: contracts, else documentation.

    Easy: OpenAPI and OData of both sides are at hand.
    Hard: a system nobody has written a page about.
    """
    contracts = [end for end in seam.others if seam.interfaces.get(end.id)]
    if contracts:
        evidence = tuple(e for end in contracts for e in seam.interfaces[end.id][0].evidence[:1])
        rating = "high" if len(contracts) == len(seam.others) else "nominal"
        said = f"a contract of {_names(contracts)} is at hand"
        return rated("requirements", rating, said, evidence)
    documented = [end for end in seam.others if end.documentation]
    if documented:
        evidence = tuple(e for end in documented for e in end.evidence[:1])
        said = f"documentation of {_names(documented)} is at hand"
        return rated("requirements", "nominal", said, evidence)
    return unrated("requirements", "neither a contract nor documentation is at hand")


def authentication(seam: Seam) -> Factor:
    """Rate how the called system authenticates its caller: as the flow says, else its contract.

    Easy: a key in a header.
    Hard: mutual TLS with certificates of two authorities.
    """
    said: list[tuple[str, tuple[Evidence, ...]]]
    said = [(flow.authentication, flow.evidence[:1]) for flow in seam.flows]
    said += [(touch.authentication, seam.said_by(touch)) for touch in seam.touches]
    said = [(text, evidence) for text, evidence in said if text]
    if not said:
        said = [
            (scheme, interface.evidence[:1])
            for end in seam.others
            for interface in seam.interfaces.get(end.id, ())
            for scheme in interface.authentication
        ]
    findings = (
        Finding(
            rating=spoken("authentication", text),
            said=f"the caller is known by {text}",
            evidence=evidence,
        )
        for text, evidence in said
    )
    return worst("authentication", findings, "nobody says how the caller is authenticated")


def called(seam: Seam) -> SystemNode:
    """Return the system whose door must be opened: the one with a contract, else the last."""
    doors = [end for end in seam.others if seam.interfaces.get(end.id)]
    return (doors or seam.others)[-1]


def _names(ends: list[SystemNode]) -> str:
    return " and ".join(end.name for end in ends)


def _service_asks(seam: Seam) -> tuple[Ask, ...]:
    text = f"How fresh must data between {seam.between} be, and what is promised when it stops?"
    return (Ask(text=text, about=(seam.integration.id,)),)


def _reliability_asks(seam: Seam) -> tuple[Ask, ...]:
    return tuple(
        Ask(text=f"How critical is {end.name} to the business?", about=(end.id,))
        for end in seam.others
    )


def _requirements_asks(seam: Seam) -> tuple[Ask, ...]:
    return tuple(
        Ask(text=f"Where is the contract or documentation of {end.name}?", about=(end.id,))
        for end in seam.others
    )


def _authentication_asks(seam: Seam) -> tuple[Ask, ...]:
    end = called(seam)
    return (Ask(text=f"How does {end.name} authenticate the caller?", about=(end.id,)),)


DRIVERS = (
    Driver(name="service", fact="latency", rate=service, ask=_service_asks),
    Driver(name="reliability", fact="criticality", rate=reliability, ask=_reliability_asks),
    Driver(name="requirements", fact="contract", rate=requirements, ask=_requirements_asks),
    Driver(
        name="authentication",
        fact="authentication",
        rate=authentication,
        ask=_authentication_asks,
    ),
)
