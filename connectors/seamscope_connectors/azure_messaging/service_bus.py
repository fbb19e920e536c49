"""Read Azure Service Bus: queues and topics of a namespace, and forwarding between them."""

from collections.abc import Iterator

from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import keep_in, list_setting_rules
from seamscope.connector.scrub import quote
from seamscope.records import (
    Endpoint,
    Evidence,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.azure_messaging.places import find_end
from seamscope_connectors.azure_messaging.templates import Resource

SPACE = "microsoft.servicebus/namespaces"
ENTITIES = {f"{SPACE}/queues": "queue", f"{SPACE}/topics": "topic"}
SUBSCRIPTIONS = f"{SPACE}/topics/subscriptions"
ON = frozenset({"", "active", "creating", "restoring", "renaming"})
OFF = {"disabled": "is disabled", "senddisabled": "accepts no messages",
       "receivedisabled": "delivers no messages"}  # fmt: skip


def list_buses(resources: list[Resource]) -> Iterator[Record]:
    """Yield an interface for each queue and topic, and a flow for each `forwardTo`."""
    for resource in resources:
        kind = ENTITIES.get(resource.type, "")
        space = find_end(f"/providers/{SPACE}/{resource.names[0]}")
        known = kind or resource.type == SUBSCRIPTIONS
        if space is None or not known:
            continue
        if not resource.name:
            what = "the queue, topic or subscription has no name"
            yield skip_entry(what, "set `name` in the template", resource.evidence)
            continue
        state, reason = _read_state(resource)
        if kind:
            yield Interface(
                system=space.system,
                name=resource.name,
                protocol=f"Azure Service Bus {kind}",
                state=state,
                evidence=resource.evidence,
            )
        dataset = "/".join(resource.names[1:2]).replace("<", "").replace(">", "")
        yield from _list_forwards(resource, space.system, dataset, state, reason)


def _read_state(resource: Resource) -> tuple[State, str]:
    text = resource.text("status")
    status = text.casefold()
    if status in ON or "<" in status:
        return State.ACTIVE, ""
    if status in OFF:
        return State.DISABLED, f"{resource.name} {OFF[status]}"
    return State.UNKNOWN, f"the status '{quote(text)}' is unknown"


def _list_failure_rules(resource: Resource) -> tuple[str, ...]:
    """Return the attempts to deliver a message, and where an undeliverable message is kept."""
    keys = ("maxDeliveryCount", "deadLetteringOnMessageExpiration")
    kept = resource.text("forwardDeadLetteredMessagesTo").rpartition("/")[2]
    found = [*list_setting_rules((key, resource.text(key)) for key in keys)]
    return tuple(sorted({*found, *([keep_in(kept)] if kept else [])}))


def _list_forwards(
    resource: Resource, system: SystemRef, dataset: str, state: State, reason: str
) -> Iterator[Flow]:
    target = resource.text("forwardTo").rpartition("/")[2].replace("<", "").replace(">", "")
    if target and target != dataset:
        where: Evidence = resource.evidence
        yield Flow(
            source=Endpoint(system=system, dataset=dataset),
            target=Endpoint(system=system, dataset=target),
            mechanism=Mechanism.EVENTS,
            technology="Azure Service Bus forwarding",
            latency="near real time",
            error_handling=_list_failure_rules(resource),
            route=resource.name,
            state=state,
            reason=reason,
            evidence=where,
        )
