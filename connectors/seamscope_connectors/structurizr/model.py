"""The JSON form of a workspace: elements by id, relationships beside the element they leave."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import entry_fault
from seamscope.connector.identifiers import app_ids_among
from seamscope.records import Record, System
from seamscope_connectors.structurizr.relations import Relation, records_of, state_by


def workspace_records(workspace: Doc) -> Iterator[Record]:
    """Yield the systems of a workspace and what runs between them."""
    model = workspace["model"]
    owners: dict[str, str] = {}  # element id -> its system, "" for people
    found: list[Doc] = []
    for system in model["softwareSystems"]:
        name = system["name"].text
        if not name:
            yield entry_fault("a software system without a name", "name it", system.evidence)
            continue
        _claim_parts(system, name, owners, found)
        state = state_by(_tags(system))
        yield System(
            name=name,
            evidence=system.evidence,
            owner=_owner(system),
            state=state,
            clues=app_ids_among((key, value.text) for key, value in system["properties"].items()),
            description=system["description"].text,
        )
    for person in [*model["people"], *model["customElements"]]:
        _claim_parts(person, "", owners, found)
    relations: list[Relation] = []
    for relation in found:
        # A linked one is a copy that views and deployments make.
        if relation["linkedRelationshipId"]:
            continue
        ends = [owners.get(relation[key].text) for key in ("sourceId", "destinationId")]
        match ends:
            case [str(source), str(target)]:
                relations.append(_relation(relation, source, target))
            case _:
                problem = "a relationship to an element that is not in the model"
                yield entry_fault(problem, "export the workspace again", relation.evidence)
    yield from records_of(relations)


def _relation(relation: Doc, source: str, target: str) -> Relation:
    return Relation(
        source=source,
        target=target,
        said=relation["description"].text,
        technology=relation["technology"].text,
        evidence=relation.evidence,
        state=state_by(_tags(relation)),
    )


def _tags(item: Doc) -> list[str]:
    return item["tags"].text.split(",")


def _owner(system: Doc) -> str:
    return system["properties"].first("owner", "Owner", "team", "Team").text


def _claim_parts(top: Doc, owner: str, owners: dict[str, str], found: list[Doc]) -> None:
    todo = [top]
    while todo:
        element = todo.pop()
        owners[element["id"].text] = owner
        found += element["relationships"]
        todo += [*element["containers"], *element["components"]]
