"""Read Structurizr JSON workspaces: elements by id, and relationships listed at their source."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.records import Record, System
from seamscope_connectors.structurizr.relations import Relation, build_records, derive_state


def read_workspace(workspace: Doc) -> Iterator[Record]:
    """Yield the systems of a workspace, and the flows and dependencies between them."""
    model = workspace["model"]
    owners: dict[str, str] = {}  # element id -> its system, "" for people
    found: list[Doc] = []
    for system in model["softwareSystems"]:
        name = system["name"].text
        if not name:
            problem = "the software system has no name"
            yield skip_entry(problem, "add a name and export again", system.evidence)
            continue
        _collect_parts(system, name, owners, found)
        state = derive_state(_get_tags(system))
        yield System(
            name=name,
            evidence=system.evidence,
            owner=_get_owner(system),
            state=state,
            clues=find_app_id_clues(
                (key, value.text) for key, value in system["properties"].items()
            ),
            description=system["description"].text,
        )
    for person in [*model["people"], *model["customElements"]]:
        _collect_parts(person, "", owners, found)
    relations: list[Relation] = []
    for relation in found:
        # A linked relationship is a copy of another relationship.
        if relation["linkedRelationshipId"]:
            continue
        ends = [owners.get(relation[key].text) for key in ("sourceId", "destinationId")]
        match ends:
            case [str(source), str(target)]:
                relations.append(_build_relation(relation, source, target))
            case _:
                problem = "the relationship refers to an element that is not in the model"
                yield skip_entry(problem, "export the workspace again", relation.evidence)
    yield from build_records(relations)


def _build_relation(relation: Doc, source: str, target: str) -> Relation:
    return Relation(
        source=source,
        target=target,
        description=relation["description"].text,
        technology=relation["technology"].text,
        evidence=relation.evidence,
        state=derive_state(_get_tags(relation)),
    )


def _get_tags(item: Doc) -> list[str]:
    return item["tags"].text.split(",")


def _get_owner(system: Doc) -> str:
    return system["properties"].first("owner", "Owner", "team", "Team").text


def _collect_parts(top: Doc, owner: str, owners: dict[str, str], found: list[Doc]) -> None:
    todo = [top]
    while todo:
        element = todo.pop()
        owners[element["id"].text] = owner
        found += element["relationships"]
        todo += [*element["containers"], *element["components"]]
