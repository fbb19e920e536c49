"""Read ArchiMate models: application components and the flows between them.

Only Flow relations have a direction. Services, functions and interfaces count as the component that
realises, performs or offers them, and a record derived in this way has a reason. Serving,
association and triggering relate two systems without a direction of data.
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

# source -> target: the source is, performs or offers the target.
OWNING = frozenset({"Assignment", "Realization", "Composition", "Aggregation"})


# Properties that people add to elements, in lower case.
STATES = ("lifecycle", "status", "state", "life cycle", "lifecycle status", "lebenszyklus")
STATED = ("as of", "status date", "last updated", "last reviewed", "stand", "statusdatum")
HEADERS = re.compile(
    r'\A"?ID"?[,;\t]"?(?:Type"?[,;\t]"?Name"?[,;\t]"?Documentation|Key"?[,;\t]"?Value)"?', re.I
)


class ArchimateConnector(Connector):
    """Reads a model, or its three CSV files together."""

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
        for file in source.files:  # in the file, elements precede properties and relations
            yield from model.add(file)
        if len(source.files) > 1 and not model.elements:
            yield skip_entry(
                "the model contains no elements",
                "add its whole folder to the inputs",
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
    """Return the folder of a model in git: `model/` by its name, else the file's parent."""
    above, mark, _ = f"{file.folder}/".rpartition("/model/")
    if not mark and file.folder.startswith("model"):
        return "model"
    return f"{above}/model" if mark else file.folder


def find_owners(model: Model) -> dict[str, tuple[str, ...]]:
    """Return the components that each part belongs to, over any number of relations."""
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


def _get_first(said: Mapping[str, str], keys: Iterable[str]) -> str:
    """Return the first non-empty value of these properties."""
    return next((said[key] for key in keys if said.get(key)), "")


def _read_element(element: Element, model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    said = {key.strip().casefold(): value for key, value in element.properties.items()}
    if element.type in SYSTEMS:
        if not element.name:
            yield skip_entry("the component has no name", "add a name", element.evidence)
            return
        stated = yield from check_state(_get_first(said, STATES), element.evidence)
        stated = stated.as_of(_get_first(said, STATED))
        yield System(
            name=element.name,
            state=stated.state,
            state_said=stated.said,
            state_date=stated.date,
            state_due=stated.due,
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
