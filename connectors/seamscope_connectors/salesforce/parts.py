"""Read a Salesforce metadata file: its kind, its name, and the text of its XML elements."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.records import Evidence, SystemRef

NS = "{http://soap.sforce.com/2006/04/metadata}"
ORG = SystemRef(name="Salesforce")
# Kinds that are parsed; most files of an org have other kinds.
READ = frozenset({"object", "field", "namedCredential", "remoteSite", "dataSource", "workflow",
                  "flow", "externalServiceRegistration", "platformEventChannelMember",
                  "managedEventSubscription", "eventRelay", "connectedApp"})  # fmt: skip
# Kinds that are ignored, because they only accompany code or a channel.
COMPANIONS = frozenset({"cls", "trigger", "platformEventChannel", "externalCredential"})
# Kinds for screens, reports and permissions inside the org, which do not move data.
INSIDE = frozenset({"app", "businessProcess", "compactLayout", "customPermission", "dashboard",
                    "fieldSet", "flexipage", "globalValueSet", "group", "labels", "layout",
                    "listView", "permissionset", "permissionsetgroup", "profile", "queue",
                    "quickAction", "recordType", "report", "reportType", "role", "sharingRules",
                    "standardValueSet", "tab", "translation", "objectTranslation",
                    "validationRule"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A metadata file or one element of it.

    kind: kind of the file, such as ``field``, ``object`` or ``remoteSite``.
    name: name of the file.
    root: the root element of the file, or the element.
    """

    file: File
    kind: str
    name: str
    root: Element

    def text(self, tag: str) -> str:
        """Return the text of a child element, "" if there is none."""
        return (self.root.findtext(NS + tag) or "").strip()

    def texts(self, tag: str) -> tuple[str, ...]:
        """Return the non-empty text of each child element with this tag."""
        return tuple(text for found in self.root.findall(NS + tag) if (text := found.text or ""))

    def children(self, tag: str) -> "list[Part]":
        """Return all child elements with this tag."""
        return [replace(self, root=found) for found in self.root.findall(NS + tag)]

    @property
    def evidence(self) -> Evidence:
        """The position of this element."""
        return self.file.at(self.root, self.text("fullName") or self.name)


def parse_parts(file: File) -> Iterator[Part]:
    """Yield the metadata of a file named `Name.kind-meta.xml` or, formerly, `Name.kind`.

    A file of an unsupported kind is not parsed and has an empty root element.
    """
    name, _, kind = file.name.removesuffix("-meta.xml").rpartition(".")
    root = file.xml() if kind in READ else Element(kind)
    yield Part(file=file, kind=kind, name=name, root=root)
