"""Find the connection that a call of a workflow uses."""

import re

from seamscope.connector import Doc
from seamscope_connectors.logic_apps.apis import extract_name
from seamscope_connectors.logic_apps.workflows import Connection, Workflow

CONNECTION_ID = re.compile(r"\??\['connectionId'\].*", re.I | re.S)
MANAGED = frozenset({"ApiConnection", "ApiConnectionWebhook", "ApiConnectionNotification",
                     "OpenApiConnection", "OpenApiConnectionWebhook",
                     "OpenApiConnectionNotification"})  # fmt: skip


def find_connection(kind: str, inputs: Doc, workflow: Workflow) -> tuple[Connection, str]:
    """Return the connection of a call and its operation id, which is "" for plain HTTP."""
    if kind == "ServiceProvider":
        used = inputs["serviceProviderConfiguration"]
        found = workflow.connections.get(used["connectionName"].text)
        api = extract_name(used["serviceProviderId"].text)
        return found or Connection(api=api), used["operationId"].text
    if kind in MANAGED:
        return _find_managed_connection(inputs, workflow)
    if kind == "Function":
        named = inputs["function"].first("connectionName", "id").text
        found = workflow.connections.get(named)
        return found or Connection(api="azurefunction", name=_extract_app(named)), ""
    if kind == "ApiManagement":
        named = inputs["api"].first("connectionName", "id").text or "API Management"
        found = workflow.connections.get(named)
        return found or Connection(api="apimanagement", name=named.rpartition("/")[2]), ""
    return Connection(api="http"), ""


def _find_managed_connection(inputs: Doc, workflow: Workflow) -> tuple[Connection, str]:
    host = inputs["host"]
    held = host["connection"]
    reference = host["connectionName"].text or held["referenceName"].text or held["name"].text
    name = _extract_reference(reference)
    found = workflow.connections.get(name)
    api = host["apiId"].text or host["api"].first("runtimeUrl", "id").text
    api = api if "apis/" in api or "/apim/" in api else ""
    return found or Connection(api=extract_name(api or name)), host["operationId"].text


def _extract_reference(text: str) -> str:
    """Return sql_1 from ``@parameters('$connections')['sql_1']['connectionId']``.

    If the name is computed, return its constant beginning: ``[concat('sql_', rand(1,3))]`` → sql.
    """
    key = CONNECTION_ID.sub("", text).partition("'$connections')")[2]
    literal = re.match(r"\??\['([^']*)'\]", key)
    if literal:
        return literal[1]
    beginning = re.search(r"'([^']+)'", key)
    if beginning:
        return beginning[1].rstrip("_-")
    quoted = text.split("['")
    return quoted[1].partition("'")[0] if len(quoted) > 1 else text


def _extract_app(resource: str) -> str:
    """Return the Function App in a resource id: ``…/sites/billing/functions/f`` → "billing"."""
    return resource.partition("/sites/")[2].partition("/")[0] or resource
