"""Structurizr workspaces (workspace.json): software systems and how their parts use each other.

Relationships of containers and components are rolled up to their systems; linked ones are copies
that views and deployments make. A description such as "Sends invoices to" gives the direction,
"Uses" does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import entry_fault
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Flow,
    Record,
    System,
    SystemRef,
)

FORTH = re.compile(
    r"\b(sends?|publishes|writes?|pushes|exports?|uploads?|feeds?|delivers?|stores?|saves?"
    r"|persists?|emits?|forwards?|notif(?:y|ies)|posts?|replicates?|updates?|records?)\b",
    re.I,
)
BACK = re.compile(
    r"\b(reads?|receives?|gets?|fetches|pulls?|consumes?|subscribes?|imports?|loads?|queries"
    r"|retrieves?|downloads?|polls?|looks? up)\b",
    re.I,
)
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Owner:
    """The software system an element belongs to; "" for people and deployment nodes."""

    name: str


class StructurizrConnector(Connector):
    """Reads a workspace."""

    name = "structurizr"
    reads = "Structurizr workspaces (workspace.json)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and '"softwareSystems"' in file.head(200_000):
            return Claim(reason="a model with softwareSystems")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        model = source.file.document()["model"]
        owners: dict[str, Owner] = {}
        found: list[Doc] = []
        for system in model["softwareSystems"]:
            name = system["name"].text
            if not name:
                yield entry_fault("a software system without a name", "name it", system.evidence)
                continue
            _claim_parts(system, Owner(name), owners, found)
            yield System(name=name, evidence=system.evidence, owner=_owner(system))
        for person in [*model["people"], *model["customElements"]]:
            _claim_parts(person, Owner(""), owners, found)
        yield from _relationships(found, owners)


def _owner(system: Doc) -> str:
    return system["properties"].first("owner", "Owner", "team", "Team").text


def _claim_parts(top: Doc, owner: Owner, owners: dict[str, Owner], found: list[Doc]) -> None:
    todo = [top]
    while todo:
        element = todo.pop()
        owners[element["id"].text] = owner
        found += element["relationships"]
        todo += [*element["containers"], *element["components"]]


def _relationships(found: list[Doc], owners: dict[str, Owner]) -> Iterator[Record]:
    people: list[Doc] = []
    for relation in found:
        if relation["linkedRelationshipId"]:
            continue
        ends = [owners.get(relation[key].text) for key in ("sourceId", "destinationId")]
        match ends:
            case [Owner(name=""), _] | [_, Owner(name="")]:
                people.append(relation)
            case [Owner(name=one), Owner(name=other)] if one != other:
                yield from _between(relation, one, other)
            case [None, _] | [_, None]:
                what = "a relationship to an element that is not in the model"
                yield entry_fault(what, "export the workspace again", relation.evidence)
            case _:
                pass
    if people:
        what = f"relationships of people, who are no systems: {len(people)}"
        yield entry_fault(what, "nothing to do", people[0].evidence)


def _between(relation: Doc, one: str, other: str) -> Iterator[Record]:
    said, technology = relation["description"].text, relation["technology"].text
    ends = Endpoint(system=SystemRef(name=one)), Endpoint(system=SystemRef(name=other))
    ways = [ends] if FORTH.search(said) else []
    ways += [(ends[1], ends[0])] if BACK.search(said) else []
    for source, target in ways:
        yield Flow(
            source=source,
            target=target,
            mechanism=mechanism_of(technology),
            technology=technology,
            certainty=Certainty.LIKELY,
            reason=f"by the words '{said[:SHOWN]}'",
            evidence=relation.evidence,
        )
    if not ways:
        yield Dependency(
            source=ends[0],
            target=ends[1],
            reason=f"'{said[:SHOWN] or 'a line'}' does not say which way data goes",
            mechanism=mechanism_of(technology),
            technology=technology,
            evidence=relation.evidence,
        )
