"""Read Azure API Management, Service Bus and Event Grid from ARM templates and compiled Bicep.

Expressions in names are evaluated with the template and its parameter files. A Service Bus
namespace is a system, and forwarding inside it is a flow. An Event Grid subscription is a flow from
a resource to its destination, and an API Management API is a flow to its backend. Templates that
also contain Logic Apps or data factories are read by their own connectors.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.arm_parameters import (
    find_parameter_file,
    is_parameter_file,
    list_parameter_files,
    read_parameter_values,
)
from seamscope.connector.entries import read_each, skip_entry, skip_names
from seamscope.records import Record
from seamscope_connectors.azure_messaging.event_grid import list_subscriptions
from seamscope_connectors.azure_messaging.gateways import NEEDED, list_gateways
from seamscope_connectors.azure_messaging.service_bus import list_buses
from seamscope_connectors.azure_messaging.templates import Resource, list_resources

TYPES = re.compile(
    r"\"Microsoft\.ServiceBus/namespaces|eventSubscriptions\"|\"Microsoft\.ApiManagement/service/apis\""
    r"|\"type\"\s{0,9}:\s{0,9}\"apis\"",
    re.I,
)
TEMPLATE = re.compile(r'deploymentTemplate\.json#|"resources"\s{0,9}:\s{0,9}[\[{]', re.I)
OTHERS = re.compile(r'"Microsoft\.(?:Logic/workflows|(?:DataFactory|Synapse)/\w+)["/]', re.I)


class AzureMessagingConnector(Connector):
    """Reads ARM templates and their parameter files without deploying anything."""

    name = "azure-messaging"
    reads = "Azure API Management, Service Bus and Event Grid (ARM templates, compiled Bicep)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head, group = file.head(262144), file.folder or "/"
        if not TYPES.search(head) or OTHERS.search(head):
            return None
        if TEMPLATE.search(head):
            return Claim(reason="an ARM template with messaging or API Management", group=group)
        return None

    def list_companions(self, file: File) -> tuple[str, ...]:
        return list_parameter_files(file)

    def declines(self, file: File) -> str:
        head = file.head(262144) if file.suffix == ".json" else ""
        if TYPES.search(head) and OTHERS.search(head):
            return "it also deploys a Logic App or a data factory, so another connector reads it"
        if is_parameter_file(file):
            return "it has the parameters of an ARM template that is not among the inputs"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        given = [file for file in source.files if is_parameter_file(file)]
        templates = [file for file in source.files if file not in given]
        only = len(templates) == 1

        def read_template(file: File) -> Iterator[Record]:
            values = find_parameter_file(file, given, only=only)
            yield from _list_records(file, read_parameter_values(values) if values else {})

        yield from read_each(templates, read_template)


def _list_records(file: File, values: dict[str, object]) -> Iterator[Record]:
    resources = list(list_resources(file.document(), values))
    found = [
        *list_buses(resources),
        *list_subscriptions(resources),
        *list_gateways(resources),
    ]
    yield from dict.fromkeys(found)  # without copies that are equal after evaluation
    yield from _report_incomplete(resources)
    if not found:
        what = "the template contains no queue, topic, event subscription or API"
        yield skip_entry(what, "add the templates that deploy these", file.at(1))


def _report_incomplete(resources: Sequence[Resource]) -> Iterator[Record]:
    """Report resources without a type, or without a property that `NEEDED` lists for their type."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for one in resources:
        if not one.document["type"].text:
            found["a type"].append(one)
        elif (key := NEEDED.get(one.type)) and not one.text(key) and not _is_secret(one):
            found[f"`{key}`"].append(one)
    for key, lacking in found.items():
        named = [(one.name or "without a name", one.evidence) for one in lacking]
        yield skip_names(f"resources without {key}", "export the template again", named)


def _is_secret(resource: Resource) -> bool:
    return resource.text("secret") == "true" or bool(resource.document["properties"]["keyVault"])
