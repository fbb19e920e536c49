"""Read the canvas of a NiFi flow: processors, ports, funnels, and the connections between them.

Keys follow NiFi 2 (`VersionedProcessGroup`): a flow definition has `flowContents`, the `flow.json`
of a running NiFi has `rootGroup`. An identifier is unique within its process group; if a versioned
group is used twice, its identifiers occur twice.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.records import Endpoint

PORTS = {"inputPorts": "InputPort", "outputPorts": "OutputPort"}
CONTENTS = {"processors": "", "funnels": "Funnel", **PORTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A process group: its path, and the parameters and variables of its processors."""

    path: str
    values: dict[str, str]

    def substitute(self, text: str) -> str:
        """Replace parameters (``#{crm.host}``) and variables (``${crm.host}``) whose value is
        known.
        """
        return re.sub(
            r"#\{\s*+'?([^{}'\s](?:[^{}']*?[^{}'\s])?)'?\s*+\}"
            r"|\$\{\s*+([\w.\-]++(?: ++[\w.\-]++)*+)\s*+\}",
            lambda m: self.values.get(f"#{m[1]}" if m[1] else f"${m[2]}", m[0]),
            text,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A processor, port or funnel.

    kind: its class without the package.
    outside: whether it is a port of the outermost process group.
    """

    doc: Doc
    kind: str
    scope: Scope
    stopped: str = ""  # "is disabled" or "is stopped", "" if it runs
    outside: bool = False
    host: str = ""  # URL of a remote process group

    @property
    def name(self) -> str:
        """The display name, or the class if there is no display name."""
        return self.doc["name"].text or self.kind

    @property
    def where(self) -> str:
        """The path of the process group and the name: "CRM/Nightly/PutSFTP"."""
        return "/".join(part for part in (self.scope.path, self.name) if part)

    def value(self, *names: str) -> str:
        """Return the first non-empty property with one of these names.

        Names of NiFi 1 are found as well: `put-db-record-table-name` for `Table Name`.
        """
        return get_value(self.doc["properties"], self.scope, *names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """All nodes by identifier.

    services: controller services by identifier and by name.
    feeds: predecessors of each node, with the relationships of the connection.
    feeding: nodes with a successor.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    services: dict[str, tuple[Doc, Scope]] = field(default_factory=dict)
    feeds: dict[str, list[tuple[str, frozenset[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    feeding: set[str] = field(default_factory=set)
    ends: dict[str, list[Endpoint]] = field(default_factory=dict)  # cached endpoints by node
    invalid: list[Doc] = field(default_factory=list)  # without identifier or type
    unresolved: list[Doc] = field(
        default_factory=list
    )  # connections with an end outside the export


def get_value(properties: Doc, scope: Scope, *names: str) -> str:
    """Return the first non-empty property with one of these names, with parameters replaced."""
    values = {_fold(key): value for key, value in properties.items() if value.text}
    for name in map(_fold, names):
        older = next((key for key in sorted(values) if key.endswith(name)), "")
        if found := values.get(name) or values.get(older):
            return scope.substitute(found.text)
    return ""


def get_constant(text: str) -> str:
    """Return a value without expressions, "" for ``${…}`` or ``#{…}``."""
    return "" if re.search(r"[#$]\{", text) else text


def build_canvas(document: Doc, beside: Sequence[Doc] = ()) -> Canvas:
    """Collect the nodes and connections of all process groups in an export.

    beside: documents with parameter contexts that are exported separately.
    """
    canvas = Canvas()
    runs = bool(document["rootGroup"])  # in flow.json only, ENABLED means "not started"
    top = document.first("flowContents", "rootGroup")
    contexts = {
        name: context for one in (*beside, document)
        for name, context in _index_contexts(one).items()
    }  # fmt: skip
    connections: list[tuple[str, Doc]] = []
    groups: dict[str, str] = {}  # pointer -> identifier
    todo = [(top, Scope(path="", values={}), True)]
    while todo:
        group, outer_scope, outer = todo.pop()
        scope = _build_scope(group, outer_scope, contexts, outer=outer)
        groups[group.pointer] = group["identifier"].text
        for own, node in _list_nodes(group, scope, runs=runs, outer=outer):
            earlier = canvas.nodes.get(own)
            repeats = earlier is not None and _get_group(earlier) != group.pointer
            key = f"{group.pointer}/{own}" if repeats else own
            usable = key and node.kind and key not in canvas.nodes
            canvas.nodes.update({key: node} if usable else {})
            canvas.invalid.extend([] if usable else [node.doc])
        for service in group["controllerServices"]:
            canvas.services[service["identifier"].text] = (service, scope)
        connections += [(group.pointer, connection) for connection in group["connections"]]
        todo += [(inner, scope, False) for inner in group["processGroups"]]
    for service in document["controllerServices"]:
        canvas.services[service["identifier"].text] = (service, Scope(path="", values={}))
    for identifier, service in document["externalControllerServices"].items():
        canvas.services[identifier] = (service, Scope(path="", values={}))
    # Generated flows may refer to a service by its name.
    for service, scope in list(canvas.services.values()):
        canvas.services.setdefault(service["name"].text, (service, scope))
    _add_connections(canvas, connections, groups)
    return canvas


def _build_scope(group: Doc, outer_scope: Scope, contexts: dict[str, Doc], *, outer: bool) -> Scope:
    own = {} if outer else {"path": group["name"].text}
    path = "/".join(part for part in (outer_scope.path, own.get("path", "")) if part)
    # Variables of NiFi 1 apply to nested groups, parameters only to the group with the context.
    values = {key: value for key, value in outer_scope.values.items() if key.startswith("$")}
    values |= {f"${key}": value.text for key, value in group["variables"].items() if value.text}
    seen: set[str] = set()
    todo = [group["parameterContextName"].text]
    while todo:
        name = todo.pop(0)
        if name in seen or name not in contexts:
            continue
        seen.add(name)
        todo += contexts[name]["inheritedParameterContexts"].texts
        for item in contexts[name]["parameters"]:
            if item["value"].text and item["sensitive"].text != "true":
                values.setdefault(f"#{item['name'].text}", item["value"].text)
    return Scope(path=path, values=values)


def _index_contexts(document: Doc) -> dict[str, Doc]:
    """Return the parameter contexts by name; an export contains them as a mapping, a flow.json as a
    list.
    """
    listed = document["parameterContexts"] or document["parameterContext"]
    if not listed and document["parameters"]:
        return {document["name"].text: document}
    return {
        context["name"].text: context for context in [*listed, *(doc for _, doc in listed.items())]
    }


def _list_nodes(group: Doc, scope: Scope, *, runs: bool, outer: bool) -> Iterator[tuple[str, Node]]:
    for key, kind in CONTENTS.items():
        for doc in group[key]:
            node = Node(
                doc=doc,
                kind=kind or doc["type"].text.rsplit(".", 1)[-1],
                scope=scope,
                stopped=_describe_stop(doc["scheduledState"].text, runs=runs and kind != "Funnel"),
                outside=outer and key in PORTS,
            )
            yield _get_id(doc), node
    for remote in group["remoteProcessGroups"]:
        host = scope.substitute(remote.first("targetUris", "targetUri").text)
        for key, kind in PORTS.items():
            for doc in remote[key]:
                node = Node(doc=doc, kind=f"Remote{kind}", scope=scope, host=host)
                yield _get_id(doc), node


def _get_id(doc: Doc) -> str:
    """Return the id of a node; `identifier` is not unique if a versioned group is used twice."""
    return doc.first("instanceIdentifier", "identifier").text


def _describe_stop(state: str, *, runs: bool) -> str:
    if state == "DISABLED":
        return "is disabled"
    return "is stopped" if runs and state in {"ENABLED", "STOPPED"} else ""


def _get_group(node: Node) -> str:
    """Return the pointer of the process group that contains a node."""
    return node.doc.pointer.rpartition(".")[0]


def _add_connections(
    canvas: Canvas, connections: list[tuple[str, Doc]], groups: dict[str, str]
) -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    for key, node in canvas.nodes.items():
        keys[node.doc["identifier"].text].append(key)
    for group, connection in connections:
        ends = [
            _find_node(connection[side], canvas, keys[connection[side]["id"].text], group, groups)
            for side in ("source", "destination")
        ]
        if not all(ends):
            canvas.unresolved.append(connection)
            continue
        relationships = frozenset(
            text.lower() for text in connection["selectedRelationships"].texts
        )
        canvas.feeds[ends[1]].append((ends[0], relationships))
        canvas.feeding.add(ends[0])


def _find_node(
    side: Doc, canvas: Canvas, keys: list[str], group: str, groups: dict[str, str]
) -> str:
    """Return the node at one end of a connection.

    If several nodes have the identifier, a node in or below the process group of the connection is
    preferred, then a node in the group that the connection specifies.

    side: `source` or `destination` of the connection.
    keys: nodes with this identifier.
    group: pointer of the connection's process group.
    groups: identifiers of process groups by pointer.
    """
    identifier = side["instanceIdentifier"].text
    if identifier in canvas.nodes:
        return identifier
    named = side["groupId"].text

    def measure_distance(key: str) -> tuple[bool, bool, int]:
        place = _get_group(canvas.nodes[key])
        return not f"{place}.".startswith(f"{group}."), groups.get(place) != named, len(place)

    return min(keys, key=measure_distance, default="")


def _fold(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
