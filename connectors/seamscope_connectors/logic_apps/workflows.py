"""Find the workflows in files of Logic Apps (Standard, Consumption, ARM) and Power Automate."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from seamscope.connector import Doc, File, is_secret_name
from seamscope.connector.arm_parameters import fill_expression
from seamscope.records import Evidence, State
from seamscope_connectors.logic_apps.apis import extract_name

MAX_TEMPLATES = 5  # deepest nesting of templates
GUID = re.compile(r"-?[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connection of workflows.

    api: the name of its connector.
    settings: its parameter values.
    """

    api: str
    name: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One workflow with the connections and parameters that it can use.

    product: "Azure Logic Apps" or "Power Automate".
    settings: parameter values by lower-case name.
    """

    name: str
    path: str
    definition: Doc
    product: str
    evidence: Evidence
    connections: dict[str, Connection] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    state: State = State.ACTIVE
    reason: str = ""

    @property
    def app(self) -> str:
        """The app of the workflow: the folder of a Standard app, else the workflow itself.

        Two apps may have different connections with the same name.
        """
        folders = self.path.split("/")
        is_standard = folders[-1].casefold() == "workflow.json" and len(folders) > 2
        return folders[-3] if is_standard else self.name


def list_workflows(file: File, document: Doc, given: Mapping[str, str]) -> Iterator[Workflow]:
    """Yield the workflows of a file: a definition, a package, or an ARM template.

    given: values of the template's parameters from the parameter file beside it, by lower-case
    name.
    """
    if document["resources"]:
        yield from _list_template_workflows(file, document, given)
        return
    properties = document["properties"] if document["properties"] else document
    definition = properties["definition"] if properties["definition"] else properties
    if definition["actions"] or definition["triggers"]:
        yield _build_workflow(file, document, properties, definition)


def _list_template_workflows(
    file: File, template: Doc, given: Mapping[str, str]
) -> Iterator[Workflow]:
    """Yield the workflows in an ARM template and its nested templates."""
    todo = [(template, 0)]
    while todo:
        found, depth = todo.pop(0)
        settings = {**_read_defaults(found["parameters"]), **given}
        shared = dict(_list_arm_connections(found, settings))
        for resource in found["resources"]:
            kind, properties = resource["type"].text.casefold(), resource["properties"]
            if kind.endswith("microsoft.resources/deployments") and depth < MAX_TEMPLATES:
                todo.append((properties["template"], depth + 1))
            if kind != "microsoft.logic/workflows":
                continue
            flow = _build_workflow(file, resource, properties, properties["definition"])
            yield Workflow(
                name=_resolve_arm_name(resource["name"].text, settings) or flow.name,
                path=flow.path,
                definition=flow.definition,
                product=flow.product,
                evidence=flow.evidence,
                connections={**shared, **dict(_add_settings(flow.connections, shared))},
                settings={**settings, **flow.settings},
                state=flow.state,
                reason=flow.reason,
            )


def _add_settings(
    own: Mapping[str, Connection], shared: Mapping[str, Connection]
) -> Iterator[tuple[str, Connection]]:
    """Yield the connections of a workflow with the settings of the connection resources they refer
    to.
    """
    for name, one in own.items():
        resource = shared.get(one.name) or shared.get(name)
        settings = one.settings or (resource.settings if resource else ())
        yield name, replace(one, settings=settings)


def _build_workflow(file: File, holder: Doc, properties: Doc, definition: Doc) -> Workflow:
    automate = bool(properties["connectionReferences"]) or holder["type"].text == (
        "Microsoft.Flow/flows"
    )
    text = properties["state"].text
    off = text.casefold() in {"disabled", "stopped", "suspended"}
    return Workflow(
        name=properties["displayName"].text or holder["name"].text or _name_by_file(file),
        path=file.path,
        definition=definition,
        product="Power Automate" if automate else "Azure Logic Apps",
        evidence=definition.evidence,
        connections={
            **dict(_list_references(properties["connectionReferences"])),
            **dict(_list_references(properties["parameters"]["$connections"]["value"])),
        },
        settings={
            **_read_defaults(definition["parameters"]),
            **_read_values(properties["parameters"]),
        },
        state=State.DISABLED if off else State.ACTIVE,
        reason=f"the workflow is {text.lower()}" if off else "",
    )


def _name_by_file(file: File) -> str:
    """Return a workflow's name from its file: the folder of `workflow.json`, else the file name."""
    if file.name.casefold() in {"workflow.json", "definition.json"}:
        return file.folder.rpartition("/")[2].rpartition("!")[2] or file.name
    return GUID.sub("", file.name.rpartition(".")[0])


def _resolve_arm_name(text: str, settings: dict[str, str]) -> str:
    """Return a resource name; ``[parameters('name')]`` → the parameter's value, else "name"."""
    match = re.search(r"parameters\('([^']+)'\)", text)
    return (settings.get(match[1].casefold()) or match[1]) if match else text


def _list_references(listed: Doc) -> Iterator[tuple[str, Connection]]:
    """Yield the connections that a workflow declares, by the name that its actions use."""
    for name, entry in listed.items():
        api = entry["api"].first("name", "id").text or entry["id"].text
        own = entry["connection"]["connectionReferenceLogicalName"].text
        own = own or entry["connectionName"].text
        yield (
            name,
            Connection(api=extract_name(_extract_last(api) or name), name=_drop_expression(own)),
        )


def _drop_expression(name: str) -> str:
    return "" if "[" in name or "@" in name else name


def _extract_last(text: str) -> str:
    """Return the last quoted part of an ARM expression; any other string is unchanged."""
    quoted = re.findall(r"'([^']*)'", text) if text.startswith("[") else []
    return quoted[-1] if quoted else text


def _list_arm_connections(
    template: Doc, settings: Mapping[str, str]
) -> Iterator[tuple[str, Connection]]:
    """Yield the connection resources of a template by name, without secret values.

    settings: values of the template's parameters, which replace ``[parameters('server')]``.
    """
    for resource in template["resources"]:
        if resource["type"].text.casefold() != "microsoft.web/connections":
            continue
        properties = resource["properties"]
        name, api = resource["name"].text, properties["api"].first("id", "name").text
        texts = [
            fill_expression(value.text, settings)
            for key, value in properties["parameterValues"].items()
            if not is_secret_name(key) and value.text
        ]
        values = [text for text in texts if not text.startswith("[")]
        found = Connection(
            api=extract_name(_extract_last(api)),
            name=_drop_expression(name),
            settings=tuple(values),
        )
        yield _extract_last(name), found


def list_connections(document: Doc) -> Iterator[tuple[str, Connection]]:
    """Yield the connections of a `connections.json` by the name that actions use."""
    for name, entry in document["managedApiConnections"].items():
        yield name, Connection(api=extract_name(entry["api"]["id"].text or name), name=name)
    for name, entry in document["serviceProviderConnections"].items():
        texts = [
            value.text
            for key, value in entry["parameterValues"].items()
            if not value.is_mapping and not is_secret_name(key)
        ]
        provider = entry["serviceProvider"]["id"].text
        yield name, Connection(
            api=extract_name(provider or name), name=entry["displayName"].text or name,
            settings=tuple(text for text in texts if text),
        )  # fmt: skip
    for name, entry in document["functionConnections"].items():
        called = entry["function"]["id"].text
        host = entry["triggerUrl"].text
        yield (
            name,
            Connection(api="azurefunction", name=_extract_site(called) or name, settings=(host,)),
        )
    for name, entry in document["apiManagementConnections"].items():
        yield name, Connection(api="apimanagement", name=name, settings=(entry["baseUrl"].text,))


def _extract_site(resource: str) -> str:
    match = re.search(r"/sites/([^/]+)", resource)
    return match[1] if match else ""


def _read_defaults(parameters: Doc) -> dict[str, str]:
    """Return the default values of parameters by lower-case name, except secure parameters."""
    return {
        name.casefold(): value["defaultValue"].text
        for name, value in parameters.items()
        if _is_plain(value)
        and not isinstance(value["defaultValue"].value, dict | list) and value["defaultValue"].text
    }  # fmt: skip


def _read_values(parameters: Doc) -> dict[str, str]:
    """Return the assigned values of parameters by lower-case name, except secure parameters."""
    return {
        name.casefold(): value["value"].text
        for name, value in parameters.items()
        if name != "$connections" and _is_plain(value)
        and not isinstance(value["value"].value, dict | list) and value["value"].text
    }  # fmt: skip


def _is_plain(parameter: Doc) -> bool:
    secure = parameter["type"].text.casefold().startswith("secure")
    return not secure and not is_secret_name(parameter.pointer.rpartition(".")[2])


def read_parameters(document: Doc) -> dict[str, str]:
    """Return the values of a `parameters.json` by lower-case name."""
    return _read_values(document)
