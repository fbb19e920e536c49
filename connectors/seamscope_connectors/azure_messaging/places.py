"""Find the endpoints of Azure resource paths and URLs."""

import re

from seamscope.connector import extract_host
from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, Endpoint, SystemRef
from seamscope_connectors.azure_messaging.templates import plain

PLACEHOLDER = re.compile(r"<([^<>]{1,99})>")
PROVIDED = re.compile(r"/providers/(microsoft\.\w+)/(.+)", re.I)
HOSTS = {
    "microsoft.servicebus/namespaces": ("servicebus.windows.net", "Azure Service Bus"),
    "microsoft.storage/storageaccounts": ("blob.core.windows.net", ""),
    "microsoft.web/sites": ("azurewebsites.net", ""),
    "microsoft.apimanagement/service": ("azure-api.net", "Azure API Management"),
    "microsoft.keyvault/vaults": ("vault.azure.net", ""),
}
# Without a host: Event Hubs shares its host with Service Bus, so the name identifies the system.
PRODUCTS = {
    "microsoft.eventhub/namespaces": "Azure Event Hubs",
    "microsoft.eventgrid/topics": "Azure Event Grid",
    "microsoft.eventgrid/domains": "Azure Event Grid",
    "microsoft.eventgrid/namespaces": "Azure Event Grid",
}
QUEUES = "queueservices"


def find_end(text: str) -> Endpoint | None:
    """Return the endpoint of a resource path or a URL, None if neither contains a name.

    ``/providers/Microsoft.ServiceBus/namespaces/bus/queues/in`` → host bus.servicebus.windows.net,
    in.
    """
    match = PROVIDED.search(text)
    if match is None:
        return _find_address(text)
    steps = match[2].split("/")
    kind, name = f"{match[1]}/{steps[0]}".casefold(), steps[1] if len(steps) > 1 else ""
    inner = [plain(step) for step in steps[3::2] if step != "default"]
    if kind == "microsoft.storage/storageaccounts" and QUEUES in match[2].casefold():
        return _build(name, ("queue.core.windows.net", ""), "", "/".join(inner))
    return _build(name, HOSTS.get(kind), PRODUCTS.get(kind, ""), "/".join(inner))


def _find_address(text: str) -> Endpoint | None:
    """Return the host of a URL as an endpoint; ``https://<crmUrl>/api`` → a system named crmUrl."""
    rest = text.partition("://")[2] or text
    place, _, path = rest.partition("/")
    host = extract_host(text) if "://" in text and "<" not in place else ""
    named = PLACEHOLDER.search(place)
    clues = build_clues((ClueKind.HOST, host), (ClueKind.SOURCE, named[1] if named else ""))
    if not clues:
        return None
    dataset = re.split(r"[?<]", path)[0].strip("/")
    return Endpoint(system=SystemRef(clues=clues, service=True), dataset=dataset)


def _build(name: str, host: tuple[str, str] | None, product: str, dataset: str) -> Endpoint:
    known = bool(name) and "<" not in name
    clues = build_clues(
        (ClueKind.HOST, f"{name}.{host[0]}" if host and known else ""),
        (ClueKind.SOURCE, "" if host and known else plain(name)),
        (ClueKind.PRODUCT, host[1] if host else product),
    )
    return Endpoint(system=SystemRef(clues=clues, service=True), dataset=dataset)
