"""Read ArchiMate models: application components, and flows and dependencies between them.

Only Flow relations have a direction. Serving, Association and Triggering become dependencies
without a direction. A relation of a service, function or interface is assigned to the component
that realises, performs or offers it; the record's reason describes this.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import check_state, skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.records import Interface, Record, System
from seamscope_connectors.archimate.model import Element, Model
from seamscope_connectors.archimate.relations import (
    OFFERED,
    PARTS,
    SYSTEMS,
    build_ref,
    build_relations,
    infer_shared_data,
    report_missing_applications,
    report_odd_parts,
)

# Relations whose source component owns the target: it performs, offers or contains it.
OWNING = frozenset({"Assignment", "Realization", "Composition", "Aggregation"})


# Names of user-defined properties, in lower case.
STATES = ("lifecycle", "status", "state", "life cycle", "lifecycle status", "lebenszyklus")
STATED = ("as of", "status date", "last updated", "last reviewed", "stand", "statusdatum")
HEADERS = re.compile(
    r'\A"?ID"?[,;\t]"?(?:Type"?[,;\t]"?Name"?[,;\t]"?Documentation|Key"?[,;\t]"?Value)"?', re.I
)


class ArchimateConnector(Connector):
    """Reads a model file, a coArchi folder, or the three CSV files of a model."""

    name = "archimate"
    reads = "ArchiMate models (Open Exchange, Archi, Archi's CSV files)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        head = file.head()
        if file.suffix in {".xml", ".archimate"}:
            if "www.opengroup.org/xsd/archimate" in head and re.search(r"<(\w+:)?model\b", head):
                return Claim(reason="an Open Exchange model", group=file.path)
            if "www.archimatetool.com/archimate" in head:
                if re.search(r"<archimate:model\b", head):
                    return Claim(reason="Archi's own model", group=file.path)
                return Claim(reason="coArchi's model in git", group=f"git:{_find_git_folder(file)}")
        if file.suffix == ".csv" and HEADERS.match(head):
            stem = re.sub(r"(elements|relations|properties)\.csv$", "", file.path, flags=re.I)
            return Claim(reason="the headers of Archi's CSV files", group=f"csv:{stem}")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        model = Model()
        for file in source.files:  # sorted by name, so elements.csv comes first
            yield from model.add(file)
        if len(source.files) > 1 and not model.elements:
            yield skip_entry(
                "the model contains no elements",
                "add the whole folder of the model to the inputs",
                source.file.at(1),
            )
        owners = find_owners(model)
        homes = {key: next(iter(found)) for key, found in owners.items() if len(found) == 1}
        for element in model.elements.values():
            yield from _read_element(element, model, homes)
        yield from build_relations(model, owners)
        yield from report_odd_parts(model)
        yield from report_missing_applications(model, source.file.at(1))
        yield from infer_shared_data(model, homes)


def _find_git_folder(file: File) -> str:
    """Return the folder of a coArchi model: the one named `model`, else the file's folder."""
    above, mark, _ = f"{file.folder}/".rpartition("/model/")
    if not mark and file.folder.startswith("model"):
        return "model"
    return f"{above}/model" if mark else file.folder


def find_owners(model: Model) -> dict[str, tuple[str, ...]]:
    """Return, for each element, the ids of the components that own it directly or through other
    elements.

    A component owns itself. If component A owns a service, it also owns the interfaces of the
    service.
    """
    above: dict[str, set[str]] = defaultdict(set)
    for relation in model.relations.values():
        target = model.elements.get(relation.target)
        if relation.type in OWNING and target is not None and target.type in PARTS:
            above[relation.target].add(relation.source)
    found: dict[str, tuple[str, ...]] = {}
    for key, element in model.elements.items():
        if element.type in SYSTEMS:
            found[key] = (key,)
        elif element.type in PARTS:
            found[key] = tuple(sorted(_climb_owners(key, above, model.elements)))
    return found


def _climb_owners(
    key: str, above: Mapping[str, set[str]], elements: Mapping[str, Element]
) -> set[str]:
    seen, todo, owners = {key}, [key], set[str]()
    while todo:
        for other in above.get(todo.pop(), ()):
            if other in elements and elements[other].type in SYSTEMS:
                owners.add(other)
            elif other not in seen:
                seen.add(other)
                todo.append(other)
    return owners


def _get_first(properties: Mapping[str, str], keys: Iterable[str]) -> str:
    """Return the value of the first of these keys whose property is not empty, "" if there is
    none.
    """
    return next((properties[key] for key in keys if properties.get(key)), "")


def _read_element(element: Element, model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    properties = {key.strip().casefold(): value for key, value in element.properties.items()}
    if element.type in SYSTEMS:
        if not element.name:
            yield skip_entry("the component has no name", "add a name", element.evidence)
            return
        stated = yield from check_state(_get_first(properties, STATES), element.evidence)
        stated = stated.as_of(_get_first(properties, STATED))
        yield System(
            name=element.name,
            state=stated.state,
            state_said=stated.said,
            state_date=stated.date,
            state_due=stated.due,
            evidence=element.evidence,
            owner=properties.get("owner", ""),
            support=properties.get("support", ""),
            criticality=properties.get("criticality", ""),
            vendor=properties.get("vendor", ""),
            product=properties.get("product", ""),
            domain=properties.get("domain", ""),
            hosting=properties.get("hosting", ""),
            classification=properties.get("classification", ""),
            environment=properties.get("environment", ""),
            documentation=properties.get("documentation", ""),
            clues=find_app_id_clues(element.properties.items()),
            other_names=element.other_names,
            description=element.description,
        )
    elif element.type in OFFERED and element.id in homes and element.name:
        yield Interface(
            system=build_ref(model, homes[element.id]),
            name=element.name,
            evidence=element.evidence,
        )
