"""Salesforce: its objects, and whom it calls or shows data of.

Read from metadata (sfdx source or the older Metadata API layout) and from describe results. All
of a run is one source, because an object's fields stand in files of their own. A standard object
has no file, so only the fields added to it are known.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import each_of, entry_fault
from seamscope.records import Column, Dataset, Evidence, Record, Skipped, State, System
from seamscope_connectors.salesforce.outside import read_outside
from seamscope_connectors.salesforce.parts import ORG, READ, Part, parts_of

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
DESCRIBED = re.compile(r'"(?:actionOverrides|childSObject|soapType|referenceTo)"\s*:')
# What the ending of an object's name says it is.
KINDS = {"e": "event", "x": "external object", "mdt": "configuration", "b": "big object"}


@dataclass(slots=True)
class Known:
    """What several files say of one object; its own file or first field is the evidence."""

    evidence: Evidence
    label: str = ""
    state: State = State.ACTIVE
    columns: dict[str, Column] | None = None

    def add(self, column: Column) -> None:
        """Enter a field; the first file that has it counts."""
        if self.columns is None:
            self.columns = {}
        self.columns.setdefault(column.name, column)


class SalesforceConnector(Connector):
    """Reads objects, fields, endpoints and outbound messages; other metadata is counted."""

    name = "salesforce"
    reads = "Salesforce metadata (sfdx source, Metadata API) and describe results (JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and DESCRIBED.search(file.head(16384)):
            return Claim(reason="describes an object of Salesforce", group=self.name)
        if file.suffix != ".json" and NAMESPACE in file.head(2048):
            return Claim(reason="has the namespace of Salesforce metadata", group=self.name)
        return None

    def declines(self, file: File) -> str:
        if file.named("*-meta.xml"):
            return f"its root is not of the namespace {NAMESPACE}"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        parts: list[Part] = []
        objects: dict[str, Known] = {}
        for found in each_of(source.files, _read):
            match found:
                case Skipped():
                    yield found
                case Part():
                    parts.append(found)
                case Doc():
                    _described(found, objects)
        for part in parts:
            _declared(part, objects)
        if parts or objects:
            where = source.file.at()
            yield System(name=ORG.name, product="Salesforce", kind="crm", evidence=where)
        for name, known in sorted(objects.items()):
            yield _dataset(name, known)
        yield from read_outside(parts)
        yield from _unread(parts)


def _read(file: File) -> Iterator[Part | Doc | Skipped]:
    if file.suffix != ".json":
        yield from parts_of(file)
        return
    root = file.document()
    root = root["result"] if root["result"] else root
    for doc in root if root.is_list else [root]:
        if doc["name"].text and doc["fields"].is_list:
            yield doc
        else:
            problem = "no object with a name and fields"
            yield entry_fault(problem, "export `sf sobject describe`", doc.evidence)


def _described(doc: Doc, objects: dict[str, Known]) -> None:
    name = doc["name"].text
    known = objects.setdefault(name, Known(evidence=doc["name"].evidence))
    known.label = known.label or doc["label"].text
    for item in doc["fields"]:
        kind = _type(item["type"].text, item["referenceTo"].texts, item["externalId"].text)
        known.add(Column(name=item["name"].text, type=kind))


def _declared(part: Part, objects: dict[str, Known]) -> None:
    """Enter an object's file, or that of one of its fields."""
    if part.kind == "object":
        known = objects.setdefault(part.name, Known(evidence=part.file.at()))
        known.evidence = part.file.at()
        known.label = known.label or part.text("label")
        if part.text("deploymentStatus") == "InDevelopment":
            known.state = State.DEVELOPMENT
        for child in part.children("fields"):
            known.add(_column(child))
    elif part.kind == "field":
        name = PurePosixPath(part.file.path).parts[-3:][0]
        known = objects.setdefault(name, Known(evidence=part.file.at()))
        known.add(_column(part))


def _column(field: Part) -> Column:
    return Column(
        name=field.text("fullName") or field.name,
        type=_type(field.text("type"), field.texts("referenceTo"), field.text("externalId")),
        classification=field.text("securityClassification") or field.text("complianceGroup"),
    )


def _type(kind: str, targets: tuple[str, ...], external: str) -> str:
    """Return a field's type with what it refers to, e.g. ``Lookup(Account)``."""
    named = f"{kind}({', '.join(targets)})" if targets else kind
    return f"{named}, external id" if external == "true" else named


def _dataset(name: str, known: Known) -> Dataset:
    ending = name.rpartition("__")[2] if "__" in name else ""
    return Dataset(
        system=ORG,
        name=name,
        kind=KINDS.get(ending, "object"),
        entity=known.label,
        columns=tuple(known.columns.values()) if known.columns else None,
        state=known.state,
        evidence=known.evidence,
    )


def _unread(parts: list[Part]) -> Iterator[Skipped]:
    other: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.kind not in READ:
            other[part.kind].append(part)
    for kind, found in sorted(other.items()):
        problem = f"metadata of kind {kind[:40]}, which is not read: {len(found)}"
        yield entry_fault(problem, "nothing to do", found[0].file.at())
