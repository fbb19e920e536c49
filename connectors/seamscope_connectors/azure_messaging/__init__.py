"""Read Azure API Management, Service Bus and Event Grid from ARM templates and compiled Bicep.

Names are resolved from the template and its parameter files. A Service Bus namespace is a system,
and forwarding inside it a flow. Event Grid passes events of a resource to a destination, and API
Management passes calls to its backends. Templates with workflows or factories belong to other
connectors.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry, skip_names
from seamscope.connector.properties import sort_by_environment
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
VALUES = re.compile(r"deploymentParameters\.json#", re.I)
TEMPLATE = re.compile(r'deploymentTemplate\.json#|"resources"\s{0,9}:\s{0,9}[\[{]', re.I)
OTHERS = re.compile(r'"Microsoft\.(?:Logic/workflows|(?:DataFactory|Synapse)/\w+)["/]', re.I)


class AzureMessagingConnector(Connector):
    """Reads templates without deploying them or running their functions."""

    name = "azure-messaging"
    reads = "Azure API Management, Service Bus and Event Grid (ARM templates, compiled Bicep)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix != ".json":
            return None
        head, group = file.head(262144), file.folder or "/"
        if VALUES.search(head[:4096]):
            return Claim(reason="the parameters of an ARM template", group=group)
        if not TYPES.search(head) or OTHERS.search(head):
            return None
        if TEMPLATE.search(head):
            return Claim(reason="an ARM template with messaging or API Management", group=group)
        return None

    def declines(self, file: File) -> str:
        head = file.head(262144) if file.suffix == ".json" else ""
        if TYPES.search(head) and OTHERS.search(head):
            return "it also deploys workflows or a factory, which other connectors read"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        given = [file for file in source.files if VALUES.search(file.head())]
        templates = [file for file in source.files if file not in given]
        if not templates:
            what = "the template of these parameters is missing, or another connector reads it"
            yield skip_entry(
                what, "add the template, or leave the parameter file out", given[0].at(1)
            )
        only = len(templates) == 1

        def read_template(file: File) -> Iterator[Record]:
            values = _find_values(file, given, only=only)
            yield from _list_records(file, _read_values(values) if values else {})

        yield from read_each(templates, read_template)


def _find_values(template: File, given: Sequence[File], *, only: bool) -> File | None:
    """Return the parameter file with the name of a template; production takes precedence.

    only: the inputs contain one template, to which any parameter file belongs.
    """
    stem = template.name.removesuffix(".json").removesuffix(".template").casefold()
    fitting = [file for file in given if only or file.name.casefold().startswith(f"{stem}.")]
    order = sort_by_environment(file.name for file in fitting)
    return min(fitting, key=lambda file: order.index(file.name), default=None)


def _read_values(file: File) -> dict[str, object]:
    """Return the values of a parameter file, without references to a key vault."""
    return {
        name.casefold(): value["value"].raw
        for name, value in file.document()["parameters"].items()
        if value["value"]
    }


def _list_records(file: File, values: dict[str, object]) -> Iterator[Record]:
    resources = list(list_resources(file.document(), values))
    found = [
        *list_buses(resources),
        *list_subscriptions(resources),
        *list_gateways(resources),
    ]
    yield from dict.fromkeys(found)  # copies that differ only in computed values
    yield from _report_incomplete(resources)
    if not found:
        what = "the template's services contain no entity, subscription or API"
        yield skip_entry(what, "add the templates that deploy them", file.at(1))


def _report_incomplete(resources: Sequence[Resource]) -> Iterator[Record]:
    """Report resources without a type, and those without the property in `NEEDED`."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for one in resources:
        if not one.document["type"].text:
            found["a type"].append(one)
        elif (key := NEEDED.get(one.type)) and not one.text(key) and not _is_secret(one):
            found[f"`{key}`"].append(one)
    for key, lacking in found.items():
        named = [(one.name or "without a name", one.evidence) for one in lacking]
        yield skip_names(f"resources that lack {key}", "export the template again", named)


def _is_secret(resource: Resource) -> bool:
    return resource.text("secret") == "true" or bool(resource.document["properties"]["keyVault"])
