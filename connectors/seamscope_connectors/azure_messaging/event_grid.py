"""Read Azure Event Grid subscriptions: flows from the source of events to the destination."""

from collections.abc import Iterator

from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import keep_in, list_setting_rules
from seamscope.records import Endpoint, Flow, Mechanism, Record, State
from seamscope_connectors.azure_messaging.places import find_end
from seamscope_connectors.azure_messaging.templates import Resource, plain

GRID = "microsoft.eventgrid"
SYSTEM_TOPICS = f"{GRID}/systemtopics"
ADDRESSES = ("resourceId", "endpointUrl", "endpointBaseUrl")


def list_subscriptions(resources: list[Resource]) -> Iterator[Record]:
    """Yield a flow for each event subscription."""
    topics = {
        one.name.casefold(): one.text("source") for one in resources if one.type == SYSTEM_TOPICS
    }
    for resource in resources:
        if resource.type.endswith("/eventsubscriptions"):
            yield from _list_flow(resource, topics)


def _list_flow(resource: Resource, topics: dict[str, str]) -> Iterator[Record]:
    source, target = _find_source(resource, topics), _find_target(resource)
    if source is None or target is None:
        side = "source" if source is None else "destination"
        what = f"the template does not contain the {side} of the event subscription"
        yield skip_entry(what, "list the flow in the inventory", resource.evidence)
        return
    yield Flow(
        source=source,
        target=target,
        mechanism=Mechanism.EVENTS,
        technology=f"Azure Event Grid to {_destination(resource).split('/')[0]}",
        latency="near real time",
        error_handling=_list_failure_rules(resource),
        entities=tuple(_event_types(resource)),
        route=resource.name,
        state=State.DISABLED if resource.left_out else State.ACTIVE,
        reason="the template's values do not deploy it" if resource.left_out else "",
        evidence=resource.evidence,
    )


def _list_failure_rules(resource: Resource) -> tuple[str, ...]:
    """Return the attempts to deliver an event, and where an undeliverable event is kept."""
    attempts = resource.text("retryPolicy", "maxDeliveryAttempts")
    holders = (("deadLetterDestination",),
               ("deadLetterWithResourceIdentity", "deadLetterDestination"))  # fmt: skip
    kept = [holder for holder in holders if resource.text(*holder, "endpointType")]
    names = [resource.text(*holder, "properties", "blobContainerName") for holder in kept]
    found = [*list_setting_rules([("maxDeliveryAttempts", attempts)]), *map(keep_in, names)]
    return tuple(sorted(set(found)))


def _find_source(resource: Resource, topics: dict[str, str]) -> Endpoint | None:
    """Return the resource whose events a subscription receives, None if unknown.

    The resource is the parent of the subscription, its `scope`, or the `source` of a system topic.

    topics: `source` of each system topic.
    """
    kind, names = resource.type, resource.names
    if kind.startswith(f"{SYSTEM_TOPICS}/"):
        return find_end(topics.get(plain(names[0]).casefold(), "")) or find_end(
            f"/providers/{GRID}/topics/{names[0]}"
        )
    if kind.endswith("/providers/eventsubscriptions"):
        above = kind.removesuffix("/providers/eventsubscriptions")
        provider, *kinds = above.split("/")
        pairs = zip(kinds, names, strict=False)
        path = "/".join(f"{one}/{name}" for one, name in pairs)
        return find_end(f"/providers/{provider}/{path}")
    if kind == f"{GRID}/eventsubscriptions":
        return find_end(resource.own("scope"))
    provider, *kinds = kind.split("/")
    pairs = zip(kinds[:-1], names, strict=False)
    return find_end(f"/providers/{provider}/" + "/".join(f"{one}/{name}" for one, name in pairs))


def _find_target(resource: Resource) -> Endpoint | None:
    for holder in (("destination",), ("deliveryWithResourceIdentity", "destination")):
        for key in ADDRESSES:
            text = resource.text(*holder, "properties", key)
            queue = resource.text(*holder, "properties", "queueName")
            inside = f"/queueServices/default/queues/{queue}" if queue else ""
            end = find_end(f"{text}{inside}") if text else None
            if end is not None:
                return end
    return None


def _destination(resource: Resource) -> str:
    kind = resource.text("destination", "endpointType")
    other = resource.text("deliveryWithResourceIdentity", "destination", "endpointType")
    return kind or other or "an endpoint"


def _event_types(resource: Resource) -> Iterator[str]:
    for item in resource.document["properties"]["filter"]["includedEventTypes"].texts:
        if not item.startswith(("[", "Microsoft.")):
            yield item
