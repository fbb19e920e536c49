"""Gather the mappings in objects of SAP's Enterprise Services Repository (`xiObj`).

An operation mapping refers to the message mappings that it runs. The field mappings of these
message mappings become the column edges of a flow.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.entries import note_reading, skip_names
from seamscope.connector.message_mappings import list_mapped_fields
from seamscope.records import ColumnEdge, Evidence, Record
from seamscope_connectors.sap_process_integration.directory import MappingKey
from seamscope_connectors.sap_process_integration.elements import find_child, read_local_name

MESSAGE, OPERATION = "XI_TRAFO", "MAPPING"  # types of mappings
# SAP's prefixes: OM_Orders (operation mapping) uses MM_Orders (message mapping).
PREFIX = re.compile(r"(?:OM|MM|IM)_(?=.)", re.I)


@dataclass(slots=True)
class Repository:
    """The mappings in all files of a source, by name and namespace.

    messages: the column edges of message mappings.
    operations: the message mappings of an operation mapping.
    places: evidence of message mappings.
    named: mappings that routes name but that are not in the inputs.
    used: message mappings that routes use.
    others: objects that are no mappings.
    """

    messages: dict[MappingKey, tuple[ColumnEdge, ...]] = field(default_factory=dict)
    operations: dict[MappingKey, tuple[MappingKey, ...]] = field(default_factory=dict)
    places: dict[MappingKey, Evidence] = field(default_factory=dict)
    named: dict[str, Evidence] = field(default_factory=dict)
    used: set[MappingKey] = field(default_factory=set)
    others: list[tuple[str, Evidence]] = field(default_factory=list)

    def find_columns(self, keys: Iterable[MappingKey], where: Evidence) -> tuple[ColumnEdge, ...]:
        """Return the column edges of operation mappings. where: evidence of the route."""
        found: dict[ColumnEdge, None] = {}
        for key in keys:
            operation = _find(self.operations, key)
            parts = self.operations[operation] if operation else (key,)
            for part in parts:
                message = _find(self.messages, part)
                if message is None:
                    self.named.setdefault(part[0], where)
                else:
                    self.used.add(message)
                    found |= dict.fromkeys(self.messages[message])
        return tuple(found)

    def report(self) -> Iterator[Record]:
        """Yield notes about mappings without fields, and objects that no route uses."""
        if self.named:
            remedy = "export these message mappings from the Enterprise Services Repository as XML"
            what = "the fields of mappings are not in the inputs"
            yield skip_names(what, remedy, self.named.items(), skip=note_reading)
        idle = [(key[0], self.places[key]) for key in self.messages if key not in self.used]
        if idle:
            remedy = "add the integrated configurations, and the operation mappings between them"
            yield skip_names("mappings that no interface in the inputs uses", remedy, idle)
        if self.others:
            remedy = "nothing to do, if they are data types, messages and service interfaces"
            what = "objects of the repository that are no mappings are not read"
            yield skip_names(what, remedy, self.others, skip=note_reading)


def gather_repository(file: File, repository: Repository) -> Iterator[Record]:
    """Add the mappings of a file to the repository."""
    root = file.xml()
    key = _read_key(root)
    kind = "" if key is None else key.get("typeID", "")
    names = [] if key is None else [(one.text or "").strip() for one in key if one.text]
    name = (names[0] if names else PurePosixPath(file.name).stem, names[1] if names[1:] else "")
    where = file.at(root, name[0])
    if kind == MESSAGE:
        repository.messages[name] = list_mapped_fields(file)
        repository.places[name] = where
    elif kind == OPERATION:
        repository.operations[name] = tuple(_list_messages(root))
    else:
        repository.others.append((f"{kind} {name[0]}".strip(), where))
    yield from ()


def _read_key(root: Element) -> Element | None:
    info = find_child(root, "idInfo")
    return None if info is None else find_child(info, "key")


def _list_messages(root: Element) -> Iterator[MappingKey]:
    """Yield the message mappings that an operation mapping refers to."""
    for element in root.iter():
        if read_local_name(element) == "key" and element.get("typeID") == MESSAGE:
            names = [(one.text or "").strip() for one in element]
            if names and names[0]:
                yield names[0], names[1] if names[1:] else ""


def _find(known: Iterable[MappingKey], key: MappingKey) -> MappingKey | None:
    """Return the key with this name and namespace, otherwise the only key with this name.

    If no key has the name, names are compared without the prefixes OM_, MM_ and IM_: a route may
    name the operation mapping OM_Orders, of which only the message mapping MM_Orders was exported.
    """
    listed = list(known)
    for alike in (
        [one for one in listed if one == key],
        [one for one in listed if one[0] == key[0]],
        [one for one in listed if PREFIX.sub("", one[0]) == PREFIX.sub("", key[0])],
    ):
        if len(alike) == 1:
            return alike[0]
    return None
