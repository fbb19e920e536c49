"""Read the relations of Backstage components and resources, and the providers of APIs."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.entries import check_state, skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Flow,
    Interface,
    Mechanism,
    Record,
    State,
)
from seamscope_connectors.backstage.catalog import (
    Catalog,
    Entity,
    build_undefined_ref,
    complete_reference,
    list_items,
)

NO_DIRECTION = "the catalog does not contain the direction of the data"


def list_interfaces(api: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield an interface of an API for each system that provides it.

    If no component provides the API, its own `spec.system` counts as the provider.
    """
    stated = yield from check_state(api.doc["spec"]["lifecycle"].text, api.doc.evidence)
    homes = [end.system for end in _list_providers(api, catalog)]
    if not homes:
        lacking = "provider" if catalog.is_grouped(api) else "provider and no `spec.system`"
        problem = f"API '{quote(api.title)}' has no {lacking}"
        remedy = "add the API to `providesApis` of a component"
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
    """Return the providers of an API, or the system in its `spec.system` if no component provides
    it.
    """
    ends = dict.fromkeys(catalog.end(entity) for entity in catalog.list_providers(api.id))
    own = api.doc["spec"]["system"]
    is_own = bool(own) and not catalog.is_grouped(api)
    return list(ends) or ([Endpoint(system=catalog.find_home(api))] if is_own else [])


def list_relations(entity: Entity, catalog: Catalog) -> Iterator[Record]:
    """Yield the records for the APIs and dependencies that a component or resource declares.

    The keys are `consumesApis`, `providesApis` with an API that the catalog does not define,
    `dependsOn` and `dependencyOf`.
    """
    spec = entity.doc["spec"]
    stated = yield from check_state(spec["lifecycle"].text, spec["lifecycle"].evidence)
    state = stated.state
    for item in list_items(spec["consumesApis"]):
        yield from _list_api_dependencies(entity, item, catalog, state)
    for item in list_items(spec["providesApis"]):
        if catalog.find(item.text, "api", entity) is None:
            home = catalog.find_home(entity)
            yield Interface(system=home, name=item.text, state=state, evidence=item.evidence)
            problem = (
                f"`providesApis` refers to '{quote(item.text)}', which the catalog does not define"
            )
            yield skip_entry(problem, "add the API entity to the inputs", item.evidence)
    for key in ("dependsOn", "dependencyOf"):
        for item in list_items(spec[key]):
            yield _build_dependency(entity, item, key, catalog, state)


def _build_dependency(
    entity: Entity, item: Doc, key: str, catalog: Catalog, state: State
) -> Dependency:
    own_end = catalog.end(entity)
    found = catalog.find(item.text, "component", entity)
    other_end = Endpoint(system=build_undefined_ref(item.text, "component", entity))
    other_end = catalog.end(found) if found else other_end
    depends = key == "dependsOn"
    verb = "depends on" if depends else "is needed by"
    reason = f"{entity.title} {verb} {item.text}: {NO_DIRECTION}"
    return Dependency(
        source=other_end if depends else own_end,
        target=own_end if depends else other_end,
        reason=reason if found else f"{reason}; the catalog does not define the other entity",
        evidence=item.evidence,
        technology=found.type if found else "",
        state=state,
        moves_data=False,
    )


def _list_api_dependencies(
    entity: Entity, item: Doc, catalog: Catalog, state: State
) -> Iterator[Record]:
    """Yield a dependency on each provider of an API in `consumesApis`.

    If all operations of the API only read, yield a flow from the provider to the consumer instead.
    An entry may also refer to a component instead of an API.
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
        problem = f"`consumesApis` refers to '{quote(item.text)}', which no component provides"
        yield skip_entry(problem, "add the API and its provider to the catalog", item.evidence)
    technology = found.type if found and found.kind == "api" else ""
    if found and found.kind == "api" and found.only_reads:
        for end in ends:
            yield Flow(
                source=end,
                target=catalog.end(entity),
                mechanism=Mechanism.API,
                technology=technology,
                state=state,
                certainty=Certainty.LIKELY,
                reason=f"{entity.title} consumes {item.text}, whose operations only read",
                evidence=item.evidence,
            )
        return
    for end in ends:
        yield Dependency(
            source=end,
            target=catalog.end(entity),
            reason=f"{entity.title} consumes {item.text}: {NO_DIRECTION}",
            evidence=item.evidence,
            mechanism=Mechanism.EVENTS if technology == "asyncapi" else Mechanism.API,
            technology=technology,
            state=state,
            contract=(found.definition or found.title) if found else "",
        )
