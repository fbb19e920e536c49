"""ArchiMate models: application components and what flows between them.

Only Flow relations give a direction. Services, functions and interfaces stand for the component
that realises, performs or offers them; what is derived that way says so. Serving, association
and triggering join two systems without saying which way data goes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import checked_state, entry_fault
from seamscope.records import (
    Certainty,
    Dataset,
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Record,
    System,
    SystemRef,
)
from seamscope_connectors.archimate.model import Element, Model, Relation

SYSTEMS = frozenset({"ApplicationComponent", "ApplicationCollaboration"})
OFFERED = frozenset({"ApplicationService", "ApplicationInterface"})
DATA = frozenset({"DataObject"})
# source -> target: the source is, does or offers the target.
OWNING = frozenset({"Assignment", "Realization", "Composition", "Aggregation"})
JOINING = frozenset({"Serving", "UsedBy", "Association", "Triggering"})
PARTS = frozenset({
    "ApplicationFunction", "ApplicationProcess", "ApplicationInteraction", "ApplicationEvent",
    *OFFERED,
})  # fmt: skip
HEADERS = re.compile(
    r'\A"?ID"?[,;\t]"?(?:Type"?[,;\t]"?Name"?[,;\t]"?Documentation|Key"?[,;\t]"?Value)"?', re.I
)


class ArchimateConnector(Connector):
    """Reads a model, or the three CSV files of one together."""

    name = "archimate"
    reads = "ArchiMate models (Open Exchange, Archi, Archi's CSV files)"

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if file.suffix in {".xml", ".archimate"}:
            if "www.opengroup.org/xsd/archimate" in head and re.search(r"<(\w+:)?model\b", head):
                return Claim(reason="an Open Exchange model", group=file.path)
            if "www.archimatetool.com/archimate" in head:
                return Claim(reason="Archi's own model", group=file.path)
        if file.suffix == ".csv" and HEADERS.match(head):
            stem = re.sub(r"(elements|relations|properties)\.csv$", "", file.path, flags=re.I)
            return Claim(reason="the headers of Archi's CSV files", group=f"csv:{stem}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        model = Model()
        for file in source.files:  # elements stand before properties and relations by name
            yield from model.add(file)
        homes = _homes(model)
        for element in model.elements.values():
            yield from _element(element, model, homes)
        yield from _relations(model, homes)
        yield from _shared_data(model, homes)


def _homes(model: Model) -> dict[str, str]:
    """Return the one component that each part belongs to, over any number of steps."""
    above: dict[str, set[str]] = defaultdict(set)
    for relation in model.relations.values():
        target = model.elements.get(relation.target)
        if relation.type in OWNING and target is not None and target.type in PARTS:
            above[relation.target].add(relation.source)
    found: dict[str, str] = {}
    for key, element in model.elements.items():
        if element.type in SYSTEMS:
            found[key] = key
        elif element.type in PARTS:
            owners = _owners(key, above, model.elements)
            if len(owners) == 1:
                found[key] = owners.pop()
    return found


def _owners(key: str, above: Mapping[str, set[str]], elements: Mapping[str, Element]) -> set[str]:
    seen, todo, owners = {key}, [key], set[str]()
    while todo:
        for other in above.get(todo.pop(), ()):
            if other in elements and elements[other].type in SYSTEMS:
                owners.add(other)
            elif other not in seen:
                seen.add(other)
                todo.append(other)
    return owners


def _element(element: Element, model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    said = {key.strip().casefold(): value for key, value in element.properties.items()}
    if element.type in SYSTEMS:
        if not element.name:
            yield entry_fault("a component without a name", "name it", element.evidence)
            return
        state = yield from checked_state(
            said.get("lifecycle", "") or said.get("status", ""), element.evidence
        )
        yield System(
            name=element.name,
            state=state,
            evidence=element.evidence,
            owner=said.get("owner", ""),
            support=said.get("support", ""),
            criticality=said.get("criticality", ""),
            vendor=said.get("vendor", ""),
            product=said.get("product", ""),
            domain=said.get("domain", ""),
            hosting=said.get("hosting", ""),
            classification=said.get("classification", ""),
            environment=said.get("environment", ""),
            documentation=said.get("documentation", ""),
        )
    elif element.type in OFFERED and element.id in homes and element.name:
        yield Interface(
            system=_ref(model, homes[element.id]),
            name=element.name,
            evidence=element.evidence,
        )


def _relations(model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    outside: list[Relation] = []
    for relation in model.relations.values():
        ends = homes.get(relation.source), homes.get(relation.target)
        application = any(
            (one := model.elements.get(key)) is not None and one.type.startswith("Application")
            for key in (relation.source, relation.target)
        )
        match relation.type, ends:
            case "Flow", (str(start), str(end)) if start != end:
                yield _flow(model, relation, start, end)
            case _, (str(start), str(end)) if start != end and relation.type in JOINING:
                yield _dependency(model, relation, start, end)
            case "Flow", (None, _) | (_, None) if application:
                outside.append(relation)
            case _:
                pass
    if outside:
        what = f"flows with an end that belongs to no single component: {len(outside)}"
        yield entry_fault(what, "assign it to a component", outside[0].evidence)


def _ref(model: Model, key: str) -> SystemRef:
    return SystemRef(name=model.elements[key].name)


def _derived(model: Model, relation: Relation) -> str:
    """Return through which parts two components are joined, "" if they are joined themselves."""
    ends = (model.elements[relation.source], model.elements[relation.target])
    parts = [one.name or one.type for one in ends if one.type not in SYSTEMS]
    return f"derived through {' and '.join(parts)}" if parts else ""


def _flow(model: Model, relation: Relation, start: str, end: str) -> Flow:
    derived = _derived(model, relation)
    return Flow(
        source=Endpoint(system=_ref(model, start)),
        target=Endpoint(system=_ref(model, end)),
        entities=(relation.name,) if relation.name else (),
        certainty=Certainty.LIKELY if derived else Certainty.CERTAIN,
        reason=derived,
        evidence=relation.evidence,
    )


def _dependency(model: Model, relation: Relation, start: str, end: str) -> Dependency:
    derived = _derived(model, relation)
    said = f"{relation.type} does not say which way data goes"
    return Dependency(
        source=Endpoint(system=_ref(model, start)),
        target=Endpoint(system=_ref(model, end)),
        reason=f"{said}; {derived}" if derived else said,
        evidence=relation.evidence,
    )


def _shared_data(model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    """Yield what one component writes and others read: likely a flow, as nobody drew one."""
    writers, readers = _accesses(model, homes)
    for key in sorted(key for key, owners in writers.items() if len(owners) == 1):
        data, (owner,) = model.elements[key], writers[key]
        system = _ref(model, owner)
        yield Dataset(system=system, name=data.name, entity=data.name, evidence=data.evidence)
        for reader, relation in sorted(readers[key].items()):
            if reader != owner:
                yield Flow(
                    source=Endpoint(system=system, dataset=data.name),
                    target=Endpoint(system=_ref(model, reader)),
                    entities=(data.name,),
                    certainty=Certainty.LIKELY,
                    reason=f"one writes and the other reads {data.name}; no flow is drawn",
                    evidence=relation.evidence,
                )


def _accesses(
    model: Model, homes: Mapping[str, str]
) -> tuple[dict[str, set[str]], dict[str, dict[str, Relation]]]:
    """Return for each data object who writes it, and who reads it by which relation."""
    writers: dict[str, set[str]] = defaultdict(set)
    readers: dict[str, dict[str, Relation]] = defaultdict(dict)
    for relation in model.relations.values():
        data, home = model.elements.get(relation.target), homes.get(relation.source)
        if relation.type == "Access" and data is not None and data.type in DATA and home:
            if "write" in relation.access:
                writers[data.id].add(home)
            if "read" in relation.access:
                readers[data.id].setdefault(home, relation)
    return writers, readers
