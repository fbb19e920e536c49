"""Relations of Backstage components and resources, and the providers of APIs."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import check_state, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import Dependency, Endpoint, Interface, Mechanism, Record, State
from seamscope_connectors.backstage.catalog import (
    Catalog,
    Entity,
    build_undefined_ref,
    complete_reference,
    list_items,
)

NO_DIRECTION = "the catalog says who {}, not which way the data flows"


def list_interfaces(api: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield an interface for each system that provides the API, else for the API's own system."""
    stated = yield from check_state(api.doc["spec"]["lifecycle"].text, api.doc.evidence)
    homes = [end.system for end in _list_providers(api, catalog)]
    if not homes:
        problem = f"no component provides API '{quote(api.title)}', and it has no `spec.system`"
        remedy = "add it to `providesApis` of a component"
        yield skip_entry(problem, remedy, api.doc["kind"].evidence)
    for home in homes:
        yield Interface(
            system=home,
            name=api.title,
            protocol=api.type,
            state=stated.state,
            evidence=api.doc["metadata"]["name"].evidence,
            definition=api.definition,
        )


def _list_providers(api: Entity, catalog: Catalog) -> list[Endpoint]:
    """Return the providers of an API, else the system named in its `spec.system`."""
    ends = dict.fromkeys(catalog.end(entity) for entity in catalog.list_providers(api.id))
    own = api.doc["spec"]["system"]
    return list(ends) or ([Endpoint(system=catalog.find_home(api))] if own else [])


def list_relations(entity: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield the relations of a component or resource: APIs consumed or provided, dependencies."""
    spec = entity.doc["spec"]
    stated = yield from check_state(spec["lifecycle"].text, spec["lifecycle"].evidence)
    state = stated.state
    for item in list_items(spec["consumesApis"]):
        yield from _list_api_dependencies(entity, item, catalog, state)
    for item in list_items(spec["providesApis"]):
        if catalog.find(item.text, "api", entity) is None:
            home = catalog.find_home(entity)
            yield Interface(system=home, name=item.text, state=state, evidence=item.evidence)
            problem = f"provides API '{quote(item.text)}', which the catalog does not define"
            yield skip_entry(problem, "add the API entity to the inputs", item.evidence)
    for key in ("dependsOn", "dependencyOf"):
        for item in list_items(spec[key]):
            yield _build_dependency(entity, item, key, catalog, state)


def _build_dependency(
    entity: Entity, item: Doc, key: str, catalog: Catalog, state: State
) -> Dependency:
    here = catalog.end(entity)
    found = catalog.find(item.text, "component", entity)
    there = Endpoint(system=build_undefined_ref(item.text, "component", entity))
    there = catalog.end(found) if found else there
    forth = key == "dependsOn"
    verb = "depends on" if forth else "is needed by"
    reason = f"{entity.title} {verb} {item.text}: {NO_DIRECTION.format('depends on whom')}"
    return Dependency(
        source=there if forth else here,
        target=here if forth else there,
        reason=reason if found else f"{reason}; the catalog does not define the other entity",
        evidence=item.evidence,
        technology=found.type if found else "",
        state=state,
        moves_data=False,
    )


def _list_api_dependencies(
    entity: Entity, item: Doc, catalog: Catalog, state: State
) -> Iterator[Record]:
    """Yield a dependency on each provider of a consumed API.

    A component that is listed under `consumesApis` instead of an API is accepted.
    """
    found = catalog.find(item.text, "api", entity)
    other = found or catalog.find(item.text, "component", entity)
    if found and found.kind == "api":
        ends = _list_providers(found, catalog)
    elif other:
        ends = [catalog.end(other)]
    else:
        providers = catalog.list_providers(complete_reference(item.text, "api", entity.namespace))
        ends = list(dict.fromkeys(catalog.end(provider) for provider in providers))
    if not ends:
        problem = f"consumes '{quote(item.text)}', which nothing in the catalog provides"
        yield skip_entry(problem, "add the API and its provider to the catalog", item.evidence)
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
            contract=found.definition if found else "",
        )
