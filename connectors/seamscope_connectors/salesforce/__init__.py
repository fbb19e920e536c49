"""Read Salesforce: objects, outgoing calls and messages, and external data that it displays.

Reads metadata (sfdx source or the older Metadata API layout), Apex and describe results. All files
of the inputs are read together, because each field of an object has its own file, and code names
credentials whose address is in another file. Standard objects have no metadata file, so only their
custom fields are known.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import note_reading, read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Column, Dataset, Evidence, Record, Skipped, State, System
from seamscope_connectors.salesforce.apex import SUFFIXES, Code, is_apex, read_apex
from seamscope_connectors.salesforce.external import list_external_flows
from seamscope_connectors.salesforce.inward import list_apps, list_events
from seamscope_connectors.salesforce.outward import (
    gather_outside,
    list_callouts,
    list_flow_calls,
    list_sent_messages,
    report_missing,
)
from seamscope_connectors.salesforce.parts import COMPANIONS, INSIDE, ORG, READ, Part, parse_parts

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
DESCRIBE_RESULT = re.compile(r'"(?:actionOverrides|childSObject|soapType|referenceTo)"\s*:')
# Suffix of an object's API name -> its kind: `Order__e` is an event.
KINDS = {"e": "event", "x": "external object", "mdt": "configuration", "b": "big object"}


@dataclass(slots=True)
class ObjectDefinition:
    """An object, merged from several files.

    evidence: the object's own file, otherwise the file of its first field.
    columns: its fields by name, None if no field is known.
    """

    evidence: Evidence
    label: str = ""
    state: State = State.ACTIVE
    columns: dict[str, Column] | None = None

    def add(self, column: Column) -> None:
        """Add a field, unless it is already known from another file."""
        if self.columns is None:
            self.columns = {}
        self.columns.setdefault(column.name, column)


class SalesforceConnector(Connector):
    """Reads objects, endpoints, messages, events, flows and Apex; reports other metadata."""

    name = "salesforce"
    reads = "Salesforce metadata (sfdx source, Metadata API), Apex and describe results (JSON)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and DESCRIBE_RESULT.search(file.head(16384)):
            return Claim(reason="describes a Salesforce object", group=self.name)
        if is_apex(file):
            return Claim(reason="an Apex class or trigger", group=self.name)
        if file.suffix != ".json" and NAMESPACE in file.head(2048):
            return Claim(reason="has the Salesforce metadata namespace", group=self.name)
        return None

    def declines(self, file: File) -> str:
        if file.named("*-meta.xml"):
            return f"the root element is not in the namespace {NAMESPACE}"
        return ""

    def read(self, source: Source) -> Iterator[Record]:
        found = list(read_each(source.files, _parse_file))
        yield from (one for one in found if isinstance(one, Skipped))
        parts = [one for one in found if isinstance(one, Part)]
        codes = [one for one in found if isinstance(one, Code)]
        objects: dict[str, ObjectDefinition] = {}
        for doc in (one for one in found if isinstance(one, Doc)):
            _merge_describe_result(doc, objects)
        for part in parts:
            _merge_metadata(part, objects)
        if parts or objects or codes:
            where = source.file.at()
            yield System(
                name=ORG.name, product="Salesforce", kind="crm", evidence=where, listing=False
            )
        for name, definition in sorted(objects.items()):
            yield _build_dataset(name, definition)
        yield from _list_connections(parts, codes)
        yield from _report_unsupported(parts)


def _list_connections(parts: list[Part], codes: list[Code]) -> Iterator[Record]:
    """Yield the flows and dependencies between Salesforce and other systems, and events.

    Code and flows are read before credentials, because they show the direction of data.
    """
    outside = gather_outside(parts)
    yield from list_callouts(codes, outside)
    yield from list_flow_calls(parts, outside)
    yield from list_events(parts, codes, outside)
    yield from list_apps(parts)
    yield from report_missing(outside)
    yield from list_external_flows(parts, outside.shown, list_sent_messages(parts))


def _parse_file(file: File) -> Iterator[Part | Code | Doc | Skipped]:
    if file.suffix in SUFFIXES:
        yield read_apex(file)
        return
    if file.suffix != ".json":
        yield from parse_parts(file)
        return
    root = file.document()
    root = root["result"] if root["result"] else root
    for doc in root if root.is_list else [root]:
        if doc["name"].text and doc["fields"].is_list:
            yield doc
        else:
            problem = "not a describe result with `name` and `fields`"
            yield skip_entry(problem, "export the object with `sf sobject describe`", doc.evidence)


def _merge_describe_result(doc: Doc, objects: dict[str, ObjectDefinition]) -> None:
    name = doc["name"].text
    definition = objects.setdefault(name, ObjectDefinition(evidence=doc["name"].evidence))
    definition.label = definition.label or doc["label"].text
    for item in doc["fields"]:
        kind = _format_type(item["type"].text, item["referenceTo"].texts, item["externalId"].text)
        definition.add(Column(name=item["name"].text, type=kind))


def _merge_metadata(part: Part, objects: dict[str, ObjectDefinition]) -> None:
    """Merge the metadata of an object or of one of its fields into `objects`."""
    if part.kind == "object":
        definition = objects.setdefault(part.name, ObjectDefinition(evidence=part.file.at()))
        definition.evidence = part.file.at()
        definition.label = definition.label or part.text("label")
        if part.text("deploymentStatus") == "InDevelopment":
            definition.state = State.DEVELOPMENT
        for child in part.children("fields"):
            definition.add(_build_column(child))
    elif part.kind == "field":
        name = PurePosixPath(part.file.path).parts[-3:][0]
        definition = objects.setdefault(name, ObjectDefinition(evidence=part.file.at()))
        definition.add(_build_column(part))


def _build_column(field: Part) -> Column:
    return Column(
        name=field.text("fullName") or field.name,
        type=_format_type(field.text("type"), field.texts("referenceTo"), field.text("externalId")),
        classification=field.text("securityClassification") or field.text("complianceGroup"),
        description=shorten_description(field.text("label")),
    )


def _format_type(kind: str, targets: tuple[str, ...], external: str) -> str:
    """Return the type of a field with the objects it refers to: ``Lookup(Account)``."""
    type_name = f"{kind}({', '.join(targets)})" if targets else kind
    return f"{type_name}, external id" if external == "true" else type_name


def _build_dataset(name: str, definition: ObjectDefinition) -> Dataset:
    ending = name.rpartition("__")[2] if "__" in name else ""
    return Dataset(
        system=ORG,
        name=name,
        kind=KINDS.get(ending, "object"),
        entity=definition.label,
        columns=tuple(definition.columns.values()) if definition.columns else None,
        state=definition.state,
        evidence=definition.evidence,
    )


def _report_unsupported(parts: list[Part]) -> Iterator[Skipped]:
    unsupported: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        if part.kind not in READ | COMPANIONS:
            unsupported[part.kind].append(part)
    for kind, found in sorted(unsupported.items()):
        problem = f"metadata files of kind {quote(kind)} are not supported: {len(found)}"
        remedy = "list the integrations that they define in the inventory"
        report = note_reading if kind in INSIDE else skip_entry
        yield report(problem, remedy, found[0].file.at())
