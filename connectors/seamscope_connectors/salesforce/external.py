"""Find external systems in Salesforce's endpoints, data sources and outbound messages.

Endpoints are named credentials and remote sites.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from seamscope.connector import extract_host
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
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

# Kinds for a service; a remote site only permits calls to a host.
SERVICE_KINDS = frozenset({"dataSource", "namedCredential"})
FLAGS = ("isWritable", "writable", "isActive")
ENDPOINT_KINDS = {"namedCredential": "named credential", "remoteSite": "remote site"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalSource:
    """An external data source and its system."""

    part: Part
    system: SystemRef

    @property
    def writable(self) -> bool:
        """Whether Salesforce may change records of the data source."""
        return "true" in (self.part.text("isWritable"), self.part.text("writable"))


def list_external_flows(
    parts: list[Part], shown: Collection[str], sent: Mapping[str, bool]
) -> Iterator[Record]:
    """Yield dependencies on endpoints, and flows of external objects and outbound messages.

    shown: credentials and hosts that already have a flow, so that they yield no dependency.
    sent: for each outbound message, whether an active Salesforce Flow sends it.
    """
    sources: dict[str, ExternalSource] = {}
    for part in parts:
        yield from _report_odd_flags(part)
        if part.kind in ENDPOINT_KINDS:
            if not {part.name.casefold(), extract_host(_get_url(part))} & set(shown):
                yield _build_call(part)
        elif part.kind == "dataSource":
            sources[part.name] = ExternalSource(
                part=part, system=_identify_system(part, part.text("endpoint"))
            )
        elif part.kind == "workflow":
            yield from _list_messages(part, sent)
    for part in parts:
        if part.kind == "object":
            yield from _list_object_flows(part, sources)


def _report_odd_flags(part: Part) -> Iterator[Record]:
    """Report settings other than true and false, which are read as false."""
    for tag in FLAGS:
        text = part.text(tag)
        if part.children(tag) and text not in {"true", "false"}:
            problem = f"{tag} is '{quote(text)}' instead of true or false; read as false"
            yield skip_entry(problem, "correct the setting in Salesforce", part.file.at(part.root))


def _identify_system(part: Part, url: str) -> SystemRef:
    """Return the external system at a URL, by its host and its label in Salesforce."""
    label = part.text("label") or part.text("masterLabel") or part.name
    host = extract_host(url) if url else ""
    clues = [Clue(kind=ClueKind.HOST, value=host)] if host else []
    found = (*clues, Clue(kind=ClueKind.SOURCE, value=label))
    return SystemRef(clues=found, service=part.kind in SERVICE_KINDS)


def identify_system(credential: Part) -> SystemRef:
    """Return the system that a named credential gives access to."""
    return _identify_system(credential, _get_url(credential))


def _get_url(part: Part) -> str:
    """Return the URL of an endpoint; newer named credentials store it in a parameter."""
    for parameter in part.children("namedCredentialParameters"):
        if parameter.text("parameterType") == "Url":
            return parameter.text("parameterValue") or parameter.text("url")
    return part.text("endpoint") or part.text("url")


def _build_call(part: Part) -> Record:
    url, kind = _get_url(part), ENDPOINT_KINDS[part.kind]
    if not extract_host(url):
        problem = f"{kind} '{quote(part.name)}' has no host"
        remedy = "list the system and the flow in the inventory"
        return skip_entry(problem, remedy, part.file.at())
    return Dependency(
        source=Endpoint(system=ORG),
        target=Endpoint(system=_identify_system(part, url)),
        reason=f"{kind} {part.name} permits calls, but has no direction of data",
        evidence=part.file.at(part.root),
        mechanism=Mechanism.API,
        technology=f"Salesforce {kind}",
        state=State.DISABLED if part.text("isActive") == "false" else State.ACTIVE,
    )


def _list_object_flows(part: Part, sources: dict[str, ExternalSource]) -> Iterator[Record]:
    """Yield the flow from the data source of an external object into Salesforce.

    If the data source is writable, also yield the flow back.
    """
    name = part.text("externalDataSource")
    if not name and part.name.endswith("__x"):
        problem = "the external object has no data source"
        yield skip_entry(problem, "retrieve the object again", part.file.at(part.root))
    if not name:
        return
    source = sources.get(name)
    if source is None:
        problem = f"the external data source '{quote(name)}' is not in the inputs"
        yield skip_entry(
            problem, "add the folder dataSources to the inputs", part.file.at(part.root)
        )
    system = source.system if source else SystemRef(clues=(Clue(kind=ClueKind.SOURCE, value=name),))
    external_end = Endpoint(system=system, dataset=part.text("externalName"))
    salesforce_end = Endpoint(system=ORG, dataset=part.name)
    kind = source.part.text("type") if source else ""
    technology = f"Salesforce Connect {kind}".strip()
    yield Flow(
        source=external_end,
        target=salesforce_end,
        evidence=part.file.at(part.root),
        mechanism=Mechanism.API,
        technology=technology,
        latency="real time",
    )
    if source and source.writable:
        yield Flow(
            source=salesforce_end,
            target=external_end,
            evidence=source.part.file.at(source.part.root),
            mechanism=Mechanism.API,
            technology=technology,
            certainty=Certainty.LIKELY,
            reason=f"external data source {name} is writable",
        )


def _list_messages(part: Part, sent: Mapping[str, bool]) -> Iterator[Record]:
    """Yield a flow for each outbound message of an object.

    The flow is disabled if no active workflow rule or Salesforce Flow sends the message.
    """
    active_messages = {
        action.text("name")
        for rule in part.children("rules")
        if rule.text("active") == "true"
        for action in rule.children("actions")
        if action.text("type") == "OutboundMessage"
    }
    for message in part.children("outboundMessages"):
        name = message.text("fullName")
        active = name in active_messages or sent.get(f"{part.name}.{name}".casefold(), False)
        yield Flow(
            source=Endpoint(system=ORG, dataset=part.name),
            target=Endpoint(system=_identify_system(message, message.text("endpointUrl"))),
            evidence=message.evidence,
            mechanism=Mechanism.API,
            technology="Salesforce outbound message",
            latency="near real time",
            state=State.ACTIVE if active else State.DISABLED,
            reason="" if active else "no active workflow rule or flow sends the message",
        )
