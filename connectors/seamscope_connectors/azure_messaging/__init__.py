"""Azure API Management, Service Bus and Event Grid in ARM templates and compiled Bicep.

Names are worked out as far as the template gives them. A namespace of Service Bus is a system, and
forwarding inside it a flow; Event Grid carries events of a resource to their destination; API
Management passes calls on to its backends. Templates with workflows or factories have readers of
their own.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import skip_entry
from seamscope.records import Record
from seamscope_connectors.azure_messaging.event_grid import list_subscriptions
from seamscope_connectors.azure_messaging.gateways import list_gateways
from seamscope_connectors.azure_messaging.service_bus import list_buses
from seamscope_connectors.azure_messaging.templates import list_resources

TYPES = re.compile(
    r"\"Microsoft\.ServiceBus/namespaces|eventSubscriptions\"|\"Microsoft\.ApiManagement/service/apis\""
    r"|\"type\"\s{0,9}:\s{0,9}\"apis\"",
    re.I,
)
TEMPLATE = re.compile(r'deploymentTemplate\.json#|"resources"\s{0,9}:\s{0,9}[\[{]', re.I)
OTHERS = re.compile(r'"Microsoft\.(?:Logic/workflows|(?:DataFactory|Synapse)/\w+)["/]', re.I)


class AzureMessagingConnector(Connector):
    """Reads templates; nothing is deployed, and no function of a template runs."""

    name = "azure-messaging"
    reads = "Azure API Management, Service Bus and Event Grid (ARM templates, compiled Bicep)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head = file.head(262144)
        if not TYPES.search(head) or OTHERS.search(head):
            return None
        if TEMPLATE.search(head):
            return Claim(reason="an ARM template with messaging or API Management")
        return None

    def declines(self, file: File) -> str:
        head = file.head(262144) if file.suffix == ".json" else ""
        if TYPES.search(head) and OTHERS.search(head):
            return "it deploys workflows or a factory as well, which have readers of their own"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        resources = list(list_resources(file.document()))
        found = [
            *list_buses(resources),
            *list_subscriptions(resources),
            *list_gateways(resources),
        ]
        yield from dict.fromkeys(found)  # copies that differ in what a deployment computes
        if not found:
            what = "a template whose services name no entity, subscription or API"
            yield skip_entry(what, "add the templates that deploy those", file.at(1))
