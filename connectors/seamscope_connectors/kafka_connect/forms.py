"""Find the connector configurations in a file, in every format in which tools store or export them.

Reads the request to create a connector, the response to it, ``GET
/connectors?expand=info&expand=status``, `.properties`, and the Kubernetes resources of Strimzi and
of Confluent for Kubernetes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Doc, File
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.connector.usage import Lines, Usage
from seamscope.records import Skipped, State

CLASS = "connector.class"
PROPERTY = re.compile(r"^[ \t]*connector\.class[ \t]*[=:]", re.M)
# JSON keys, strings and brackets; strings are matched so that brackets inside them are ignored.
TOKEN = re.compile(r'"(?P<key>(?:[^"\\]|\\.)*+)"\s*+:|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]')
RESOURCE = re.compile(r"^apiVersion:\s*[\"']?(?:kafka\.strimzi\.io|platform\.confluent\.io)/", re.M)
RESOURCE_KIND = re.compile(r"^kind:\s*[\"']?(?:KafkaConnector|Connector)\b", re.M)
RESOURCE_KINDS = frozenset({"KafkaConnector", "Connector"})
STATES = {"PAUSED": State.DISABLED, "STOPPED": State.DISABLED, "FAILED": State.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A connector configuration and its state. said: the state as the file spells it."""

    config: Doc
    state: State = State.ACTIVE
    said: str = ""


def is_configuration(file: File) -> bool:
    """Return whether a file contains connector configurations."""
    head = file.head(65536)
    match file.suffix:
        case ".properties":
            return PROPERTY.search(head) is not None
        case ".json":
            return _has_connector_class(head)
        case ".yaml" | ".yml":
            return bool(RESOURCE.search(head) and RESOURCE_KIND.search(head))
    return False


def _has_connector_class(head: str) -> bool:
    """Return whether `connector.class` is a key at the root of the JSON or in a `config`.

    A `config` is at the root, or below the name of the connector: ``{"crm": {"info": {"config":``.
    Other nested configurations and strings are ignored.
    """
    if f'"{CLASS}"' not in head:  # rules out most files quickly
        return False
    keys: list[str] = []  # keys of the open objects, "" for list items
    last = ""
    for found in TOKEN.finditer(head):
        match found[0]:
            case "{" | "[":
                keys.append(last)
                last = ""
            case "}" | "]":
                keys = keys[:-1]
            case _ if found["key"] == CLASS:
                return _is_form([key for key in keys if key])
            case _:
                last = found["key"] or ""
    return False


def _is_form(keys: list[str]) -> bool:
    return keys in ([], ["config"]) or (len(keys) == 3 and keys[1:] == ["info", "config"])


def list_setups(file: File) -> Iterator[Setup | Skipped]:
    """Yield the connector configurations of a file; report entries without a configuration."""
    if file.suffix == ".properties":
        pairs = re.findall(r"^[ \t]*([^#!\s=:]+)[ \t]*[=:][ \t]*(.*)$", file.text(), re.M)
        settings: dict[str, str] = dict(pairs)
        yield from _read_entry(Doc(settings, Usage(settings, file.at), "", 1))
    elif file.suffix == ".json":
        root = file.document()
        for item in _list_entries(root):
            yield from _read_entry(item)
    else:
        for resource in file.documents():
            yield from _read_resource(resource)


def _list_entries(root: Doc) -> list[Doc]:
    if root.is_list:
        return list(root)
    if root["config"] or root[CLASS]:
        return [root]
    entries = [item for _, item in root.items()]
    # A damaged entry of a listing is reported, so it is not left out here.
    is_listing = any(item.is_mapping and item["info"] for item in entries)
    return entries if is_listing else [root]


def _read_entry(item: Doc) -> Iterator[Setup | Skipped]:
    """Yield the configuration of an entry, with the state in its `status` if it has one."""
    info = item["info"] if item.is_mapping and item["info"].is_mapping else item
    config = info["config"] if info["config"] else info
    if not config[CLASS].text:
        problem = f"the entry has no `{CLASS}`"
        remedy = "export the configuration of the connector, not only its status"
        yield skip_entry(problem, remedy, item.evidence)
        return
    said = item["status"]["connector"]["state"].text if item["status"].is_mapping else ""
    yield Setup(config=config, state=STATES.get(said.upper(), State.ACTIVE), said=said)


def _read_resource(resource: Doc) -> Iterator[Setup | Skipped]:
    """Yield the configuration of a Kubernetes resource, which has the connector class beside its
    `config`.
    """
    kind = resource["kind"].text
    spec = resource["spec"]
    name = spec["class"].text
    if kind not in RESOURCE_KINDS or not name:
        where = resource["kind"].evidence
        problem = "the connector has no `class`"
        if kind not in RESOURCE_KINDS:
            problem = f"a resource of kind {quote(kind) or 'unknown'} contains no connector"
        yield skip_entry(problem, "export the resource of the connector again", where)
        return
    config = spec.first("config", "configs")
    settings = config.raw if isinstance(config.raw, dict) else {}
    merged = Lines({**settings, CLASS: name, "name": resource["metadata"]["name"].text})
    merged.lines = {
        **getattr(settings, "lines", {}), CLASS: spec["class"].line, "name": resource.line
    }  # fmt: skip
    paused = spec["pause"].text == "true"
    said = spec["state"].text or ("paused" if paused else "")
    yield Setup(
        config=Doc(merged, config.usage, config.pointer, config.line),
        state=STATES.get(said.upper(), State.ACTIVE),
        said=said,
    )
