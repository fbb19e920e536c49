"""What components and resources say of one another, and who offers which API."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import SHOWN, checked_state, entry_fault
from seamscope.records import Dependency, Endpoint, Interface, Mechanism, Record, State
from seamscope_connectors.backstage.catalog import (
    Catalog,
    Entity,
    full_reference,
    listed,
    unlisted,
)

NO_DIRECTION = "the catalog says who {}, not which way data goes"


def offered(api: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield an API at each system that provides it, at its own system if none says so."""
    stated = yield from checked_state(api.doc["spec"]["lifecycle"].text, api.doc.evidence)
    homes = [end.system for end in _providing(api, catalog)]
    if not homes:
        what = f"no component provides API '{api.title[:SHOWN]}', and it names no system"
        yield entry_fault(what, "name it under `providesApis`", api.doc["kind"].evidence)
    for home in homes:
        yield Interface(
            system=home,
            name=api.title,
            protocol=api.type,
            state=stated.state,
            evidence=api.doc["metadata"]["name"].evidence,
        )


def _providing(api: Entity, catalog: Catalog) -> list[Endpoint]:
    """Return who provides an API, or the system it says it is part of."""
    ends = dict.fromkeys(catalog.end(entity) for entity in catalog.providers(api.id))
    own = api.doc["spec"]["system"]
    return list(ends) or ([Endpoint(system=catalog.home(api))] if own else [])


def used(entity: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield what a component or resource says of others: APIs, dependencies between systems."""
    spec = entity.doc["spec"]
    stated = yield from checked_state(spec["lifecycle"].text, spec["lifecycle"].evidence)
    state = stated.state
    for item in listed(spec["consumesApis"]):
        yield from _consumes(entity, item, catalog, state)
    for item in listed(spec["providesApis"]):
        if catalog.find(item.text, "api", entity) is None:
            home = catalog.home(entity)
            yield Interface(system=home, name=item.text, state=state, evidence=item.evidence)
            what = f"provides '{item.text[:SHOWN]}', which no file of the catalog describes"
            yield entry_fault(what, "add the API's description", item.evidence)
    for key in ("dependsOn", "dependencyOf"):
        for item in listed(spec[key]):
            yield _depends(entity, item, key, catalog, state)


def _depends(entity: Entity, item: Doc, key: str, catalog: Catalog, state: State) -> Dependency:
    here = catalog.end(entity)
    found = catalog.find(item.text, "component", entity)
    there = Endpoint(system=unlisted(item.text, "component", entity))
    there = catalog.end(found) if found else there
    forth = key == "dependsOn"
    verb = "depends on" if forth else "is needed by"
    reason = f"{entity.title} {verb} {item.text}: {NO_DIRECTION.format('depends on whom')}"
    return Dependency(
        source=there if forth else here,
        target=here if forth else there,
        reason=reason if found else f"{reason}; the catalog does not describe the other end",
        evidence=item.evidence,
        technology=found.type if found else "",
        state=state,
        moves_data=False,
    )


def _consumes(entity: Entity, item: Doc, catalog: Catalog, state: State) -> Iterator[Record]:
    """Yield who provides an API that is consumed; a component named in its place counts too."""
    found = catalog.find(item.text, "api", entity)
    other = found or catalog.find(item.text, "component", entity)
    if found and found.kind == "api":
        ends = _providing(found, catalog)
    elif other:
        ends = [catalog.end(other)]
    else:
        providers = catalog.providers(full_reference(item.text, "api", entity.namespace))
        ends = list(dict.fromkeys(catalog.end(provider) for provider in providers))
    if not ends:
        what = f"consumes '{item.text[:SHOWN]}', and nothing in the catalog provides it"
        yield entry_fault(what, "add the API and who provides it", item.evidence)
    technology = found.type if found and found.kind == "api" else ""
    for end in ends:
        yield Dependency(
            source=end,
            target=catalog.end(entity),
            reason=f"{entity.title} consumes {item.text}: {NO_DIRECTION.format('calls')}",
            evidence=item.evidence,
            mechanism=Mechanism.EVENTS if technology == "asyncapi" else Mechanism.API,
            technology=technology,
            state=state,
        )
