"""The canvas of a NiFi flow: its processors, ports and funnels, and the connections between them.

Keys as NiFi 2 writes them (`VersionedProcessGroup`): a flow definition has `flowContents`, the
`flow.json` of a running NiFi has `rootGroup`. Identifiers hold across process groups.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from seamscope.connector import Doc
from seamscope.records import Endpoint

PORTS = {"inputPorts": "InputPort", "outputPorts": "OutputPort"}
CONTENTS = {"processors": "", "funnels": "Funnel", **PORTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A process group: its path, and the values its processors may refer to."""

    path: str
    values: dict[str, str]

    def filled(self, text: str) -> str:
        """Return a text with `#{parameter}` and `${variable}` put in, where their value is told."""
        return re.sub(
            r"#\{\s*'?([^{}']+?)'?\s*\}|\$\{\s*([\w.\- ]+?)\s*\}",
            lambda m: self.values.get(f"#{m[1]}" if m[1] else f"${m[2]}", m[0]),
            text,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One box: kind is a processor's class without its package; outside: at the canvas's edge."""

    doc: Doc
    kind: str
    scope: Scope
    stopped: str = ""  # why nothing passes: "is disabled", "is stopped"
    outside: bool = False
    host: str = ""  # of a remote process group: its URL

    @property
    def name(self) -> str:
        """The name people gave it, else its class."""
        return self.doc["name"].text or self.kind

    @property
    def where(self) -> str:
        """The path of its group with its name."""
        return "/".join(part for part in (self.scope.path, self.name) if part)

    def value(self, *names: str) -> str:
        """Return the first of these properties, by today's name or an older one that ends in it.

        NiFi 1 wrote `put-db-record-table-name` where NiFi 2 writes `Table Name`.
        """
        return value_of(self.doc["properties"], self.scope, *names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """All nodes by identifier; edges lead back: node -> (what feeds it, relationships)."""

    nodes: dict[str, Node] = field(default_factory=dict)
    services: dict[str, tuple[Doc, Scope]] = field(default_factory=dict)
    feeds: dict[str, list[tuple[str, frozenset[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    feeding: set[str] = field(default_factory=set)
    ends: dict[str, list[Endpoint]] = field(default_factory=dict)  # what is known of them by now
    faulty: list[Doc] = field(default_factory=list)  # boxes without an identity or a type
    lost: list[Doc] = field(default_factory=list)  # connections of which an end is not there


def value_of(properties: Doc, scope: Scope, *names: str) -> str:
    """Return the first of these properties that is given, parameters put in."""
    given = {_fold(key): value for key, value in properties.items() if value.text}
    for name in map(_fold, names):
        older = next((key for key in sorted(given) if key.endswith(name)), "")
        if found := given.get(name) or given.get(older):
            return scope.filled(found.text)
    return ""


def fixed(text: str) -> str:
    """Return a value that is the same at each run, "" for one that is made then."""
    return "" if re.search(r"[#$]\{", text) else text


def canvas_of(document: Doc) -> Canvas:
    """Read the nodes and connections of all groups of an export."""
    made = Canvas()
    runs = bool(document["rootGroup"])  # only then does ENABLED mean "not started"
    top = document.first("flowContents", "rootGroup")
    contexts = _contexts(document)
    connections: list[Doc] = []
    todo = [(top, Scope(path="", values={}), True)]
    while todo:
        group, above, outer = todo.pop()
        scope = _scope(group, above, contexts, outer=outer)
        for key, node in _nodes(group, scope, runs=runs, outer=outer):
            usable = key and node.kind and key not in made.nodes
            made.nodes.update({key: node} if usable else {})
            made.faulty.extend([] if usable else [node.doc])
        for service in group["controllerServices"]:
            made.services[service["identifier"].text] = (service, scope)
        connections += group["connections"]
        todo += [(inner, scope, False) for inner in group["processGroups"]]
    for service in document["controllerServices"]:
        made.services[service["identifier"].text] = (service, Scope(path="", values={}))
    for identifier, service in document["externalControllerServices"].items():
        made.services[identifier] = (service, Scope(path="", values={}))
    _connect(made, connections)
    return made


def _scope(group: Doc, above: Scope, contexts: dict[str, Doc], *, outer: bool) -> Scope:
    own = {} if outer else {"path": group["name"].text}
    path = "/".join(part for part in (above.path, own.get("path", "")) if part)
    # Variables of NiFi 1 hold further down; parameters hold in the group that names its context.
    values = {key: value for key, value in above.values.items() if key.startswith("$")}
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


def _contexts(document: Doc) -> dict[str, Doc]:
    """Return the parameter contexts by name: a mapping in a definition, a list in a flow.json."""
    listed = document["parameterContexts"]
    return {one["name"].text: one for one in [*listed, *(doc for _, doc in listed.items())]}


def _nodes(group: Doc, scope: Scope, *, runs: bool, outer: bool) -> Iterator[tuple[str, Node]]:
    for key, kind in CONTENTS.items():
        for doc in group[key]:
            node = Node(
                doc=doc,
                kind=kind or doc["type"].text.rsplit(".", 1)[-1],
                scope=scope,
                stopped=_stopped(doc["scheduledState"].text, runs=runs and kind != "Funnel"),
                outside=outer and key in PORTS,
            )
            yield _identity(doc), node
    for remote in group["remoteProcessGroups"]:
        host = scope.filled(remote.first("targetUris", "targetUri").text)
        for key, kind in PORTS.items():
            for doc in remote[key]:
                node = Node(doc=doc, kind=f"Remote{kind}", scope=scope, host=host)
                yield _identity(doc), node


def _identity(doc: Doc) -> str:
    """Return what tells a box from others; a group of the registry used twice repeats the rest."""
    return doc.first("instanceIdentifier", "identifier").text


def _stopped(state: str, *, runs: bool) -> str:
    if state == "DISABLED":
        return "is disabled"
    return "is stopped" if runs and state in {"ENABLED", "STOPPED"} else ""


def _connect(made: Canvas, connections: list[Doc]) -> None:
    plain = {node.doc["identifier"].text: key for key, node in made.nodes.items()}
    for connection in connections:
        ends = [_end(connection[side], made, plain) for side in ("source", "destination")]
        if not all(ends):
            made.lost.append(connection)
            continue
        relations = frozenset(text.lower() for text in connection["selectedRelationships"].texts)
        made.feeds[ends[1]].append((ends[0], relations))
        made.feeding.add(ends[0])


def _end(side: Doc, made: Canvas, plain: dict[str, str]) -> str:
    own = side["instanceIdentifier"].text
    return own if own in made.nodes else plain.get(side["id"].text, "")


def _fold(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
