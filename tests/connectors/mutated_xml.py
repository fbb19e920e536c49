"""Change XML files, one attribute, text or element at a time."""

import copy
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from xml.etree import ElementTree as ET

from seamscope.records import Record

WRONG = ("7007", "xyzzy", "{x}")
ENDINGS = (".xml", ".dtsx", ".conmgr", ".edmx", ".wsdl", ".archimate", ".object", ".workflow",
           ".remoteSite", ".sqlproj")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A changed XML file and the position of the change."""

    kind: str
    place: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    def removed(self, before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
        """Return no records, because a change of XML drops only settings and no entries."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Xml:
    """A parsed XML file, with the prefixes of its namespaces."""

    root: ET.Element
    prefixes: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, path: str, data: bytes) -> Self | None:
        """Return the elements of a file, None if it is not XML or declares entities."""
        if not path.endswith(ENDINGS) or b"<!ENTITY" in data:
            return None
        try:
            events = list(ET.iterparse(io.BytesIO(data), events=("start-ns",)))
            root = ET.fromstring(data)
        except ET.ParseError:
            return None
        return cls(root=root, prefixes=tuple(prefix for _, prefix in events))

    def write(self) -> bytes:
        """Return the file as bytes."""
        return self._write(self.root)

    def _write(self, root: ET.Element) -> bytes:
        for prefix, uri in self.prefixes:
            if prefix:  # ElementTree would give an inner default namespace to the whole file
                ET.register_namespace(prefix, uri)
        stream = io.BytesIO()
        ET.ElementTree(root).write(stream, encoding="utf-8", xml_declaration=True)
        return stream.getvalue()

    def mutate(self, dice: random.Random) -> Change:
        """Return the file with one change at one place."""
        root = copy.deepcopy(self.root)
        element = dice.choice(list(root.iter()))
        kind = dice.choice(["wrong type", "dropped", "doubled"])
        place = element.tag.rpartition("}")[2]
        parent = next((one for one in root.iter() if element in list(one)), None)
        if kind == "doubled" and parent is not None:
            parent.insert(list(parent).index(element), copy.deepcopy(element))
        elif element.attrib and dice.random() < 0.7:
            name = dice.choice(sorted(element.attrib))
            place = f"{place}@{name.rpartition('}')[2]}={element.attrib[name][:30]}"
            kind = _change_attribute(element, name, kind, dice)
        elif not list(element) and (element.text or "").strip():
            place = f"{place} {(element.text or '').strip()[:30]}"
            kind = _change_text(element, parent, kind, dice)
        else:
            kind = "nothing"
        return Change(kind=kind, place=place, data=self._write(root))


def _change_attribute(element: ET.Element, name: str, kind: str, dice: random.Random) -> str:
    if kind == "dropped" and not _is_switch(element.attrib[name]):
        del element.attrib[name]
        return kind
    element.set(name, dice.choice(WRONG))
    return "wrong type"


def _is_switch(text: str) -> bool:
    """Return whether a value is a yes or no, for which a default exists."""
    return text.strip().casefold() in {"true", "false", "yes", "no", "0", "1", "-1"}


def _change_text(
    element: ET.Element, parent: ET.Element | None, kind: str, dice: random.Random
) -> str:
    if kind == "dropped" and parent is not None and not _is_switch(element.text or ""):
        parent.remove(element)
        return kind
    if dice.random() < 0.5:
        element.text = dice.choice(WRONG)
    else:
        element.text = None
        element.append(ET.Element("x"))
    return "wrong type"
