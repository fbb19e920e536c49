"""Whom Salesforce calls, whose data it shows, and where it sends messages."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import host_of
from seamscope.connector.entries import SHOWN, entry_fault
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.salesforce.parts import ORG, Part

# Parts that set up a service of their own; a remote site only allows a host.
DECLARED = frozenset({"dataSource", "namedCredential"})
CALLS = {"namedCredential": "named credential", "remoteSite": "remote site"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """An external data source: its system, and whether Salesforce may write to it."""

    part: Part
    system: SystemRef

    @property
    def writable(self) -> bool:
        """Whether records of it can be changed from Salesforce."""
        return "true" in (self.part.text("isWritable"), self.part.text("writable"))


def read_outside(parts: list[Part]) -> Iterator[Record]:
    """Yield dependencies on endpoints, and flows of external objects and outbound messages."""
    sources: dict[str, Outside] = {}
    for part in parts:
        if part.kind in CALLS:
            yield _called(part)
        elif part.kind == "dataSource":
            sources[part.name] = Outside(part=part, system=_system(part, part.text("endpoint")))
        elif part.kind == "workflow":
            yield from _messages(part)
    for part in parts:
        if part.kind == "object" and (name := part.text("externalDataSource")):
            yield from _shown(part, name, sources)


def _system(part: Part, url: str) -> SystemRef:
    """Name the far end by its host, else by what Salesforce calls it."""
    label = part.text("label") or part.text("masterLabel") or part.name
    host = host_of(url) if url else ""
    clues = [Clue(kind=ClueKind.HOST, value=host)] if host else []
    found = (*clues, Clue(kind=ClueKind.SOURCE, value=label))
    return SystemRef(clues=found, service=part.kind in DECLARED)


def _url(part: Part) -> str:
    """Return the address of an endpoint; newer named credentials keep it among parameters."""
    for parameter in part.children("namedCredentialParameters"):
        if parameter.text("parameterType") == "Url":
            return parameter.text("parameterValue") or parameter.text("url")
    return part.text("endpoint") or part.text("url")


def _called(part: Part) -> Record:
    url, problem = _url(part), CALLS[part.kind]
    if not host_of(url):
        fault = f"{problem} '{part.name[:SHOWN]}' names no host"
        return entry_fault(fault, "say in the inventory which system it is", part.file.at())
    return Dependency(
        source=Endpoint(system=ORG),
        target=Endpoint(system=_system(part, url)),
        reason=f"{problem} {part.name} says whom Salesforce may call, not which way data goes",
        evidence=part.file.at(part.root),
        mechanism=Mechanism.API,
        technology=f"Salesforce {problem}",
        state=State.DISABLED if part.text("isActive") == "false" else State.ACTIVE,
    )


def _shown(part: Part, name: str, sources: dict[str, Outside]) -> Iterator[Record]:
    """An external object shows data where it lies; a writable source gets changes back."""
    outside = sources.get(name)
    system = (
        outside.system if outside else SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),))
    )
    there = Endpoint(system=system, dataset=part.text("externalName"))
    here = Endpoint(system=ORG, dataset=part.name)
    kind = outside.part.text("type") if outside else ""
    technology = f"Salesforce Connect {kind}".strip()
    yield Flow(
        source=there,
        target=here,
        evidence=part.file.at(part.root),
        mechanism=Mechanism.API,
        technology=technology,
        latency="real time",
    )
    if outside and outside.writable:
        yield Flow(
            source=here,
            target=there,
            evidence=outside.part.file.at(outside.part.root),
            mechanism=Mechanism.API,
            technology=technology,
            certainty=Certainty.LIKELY,
            reason=f"external data source {name} may be written to",
        )


def _messages(part: Part) -> Iterator[Record]:
    """Outbound messages of an object's workflow; one that no active rule sends is disabled."""
    sent = {
        action.text("name")
        for rule in part.children("rules")
        if rule.text("active") == "true"
        for action in rule.children("actions")
        if action.text("type") == "OutboundMessage"
    }
    for message in part.children("outboundMessages"):
        active = message.text("fullName") in sent
        yield Flow(
            source=Endpoint(system=ORG, dataset=part.name),
            target=Endpoint(system=_system(message, message.text("endpointUrl"))),
            evidence=message.evidence,
            mechanism=Mechanism.API,
            technology="Salesforce outbound message",
            latency="near real time",
            state=State.ACTIVE if active else State.DISABLED,
            reason="" if active else "no active workflow rule sends it",
        )
