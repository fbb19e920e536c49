"""Read FHIR subscriptions: a server sends resources to the endpoint of a subscriber."""

import re
from collections.abc import Iterator

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.places import locate_mail, locate_place
from seamscope.records import (
    ClueKind,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.fhir.nodes import Node, Resource

STATES = {"active": State.ACTIVE, "requested": State.PLANNED, "off": State.DISABLED,
          "error": State.FAILED, "entered-in-error": State.RETIRED}  # fmt: skip
MAIL = frozenset({"email", "sms"})


def read_subscription(resource: Resource) -> Iterator[Record]:
    """Yield the flow of a subscription, or its endpoint alone if the server is unknown."""
    node = resource.node
    address = node.text("channel", "endpoint") or node.text("endpoint")
    channel = node.text("channel", "type") or node.text("channelType", "code")
    ends = locate_mail(address) if channel in MAIL else [locate_place(address)] if address else []
    target = next((end for end in ends if end.system.clues), None)
    server = _identify_server(resource.address)
    if target is None:
        what = f"a subscription by {channel or 'an unknown channel'} has no endpoint on a host"
        yield skip_entry(what, "list the flow to the subscriber in the inventory", node.evidence)
        return
    if server is None:
        yield Interface(
            system=target.system,
            name=target.dataset.strip("/") or address,
            protocol=f"fhir subscription, {channel}",
            entities=_list_types(node),
            evidence=node.evidence,
        )
        what = "the server of a subscription is unknown"
        yield skip_entry(what, "save the server's response to GET /Subscription", node.evidence)
        return
    yield Flow(
        source=Endpoint(system=server),
        target=target,
        mechanism=Mechanism.MANUAL if channel in MAIL else Mechanism.API,
        technology=f"FHIR subscription ({channel})",
        latency="near real time",
        entities=_list_types(node),
        state=STATES.get(node.text("status"), State.UNKNOWN),
        state_said=node.text("status"),
        evidence=node.evidence,
    )


def _identify_server(address: str) -> SystemRef | None:
    host = extract_host(address) if re.match(r"https?://", address, re.I) else ""
    known = host and host.casefold() not in LOCAL
    return SystemRef(clues=build_clues((ClueKind.HOST, host)), service=True) if known else None


def _list_types(node: Node) -> tuple[str, ...]:
    """Return the resource types that a subscription sends: ``Observation?code=x`` → Observation."""
    named = [one.text("resourceType") for one in node.each("filterBy")]
    criteria = node.text("criteria")
    if not criteria.startswith("http"):
        named.append(criteria.partition("?")[0])
    topic = (node.text("topic") or criteria).rpartition("/")[2]
    found = {name.rpartition("/")[2] for name in named if name}
    return tuple(sorted(found)) or ((topic,) if topic else ())
