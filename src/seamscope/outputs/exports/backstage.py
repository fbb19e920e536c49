"""The landscape as Backstage entities: domains, groups, systems, components and APIs.

Backstage relates components, not systems, so each system gets one component, which depends on the
components of the systems that send it data.
"""

import re

from seamscope.document import Survey
from seamscope.outputs.exports.model import Model, ModelSystem, build_model
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import State
from seamscope.resolved import InterfaceNode

VERSION = "backstage.io/v1alpha1"
LIFECYCLES = {State.ACTIVE: "production", State.PLANNED: "planned"}
UNKNOWN = "unknown"
LONGEST = 63  # characters that Backstage allows in a name
Entity = dict[str, object]


def render_backstage(survey: Survey) -> bytes:
    """Return one YAML document for each entity."""
    import yaml

    model = build_model(survey)
    domains = _name_entities([system.domain for system in model.systems], "domain")
    groups = _name_entities([UNKNOWN, *(system.owner for system in model.systems)], "group")
    systems = _name_entities([system.key for system in model.systems], "system")
    apis: dict[str, list[InterfaceNode]] = {}
    for item in survey.interfaces:
        apis.setdefault(item.system, []).append(item)
    api_names = _name_entities([item.id for item in survey.interfaces], "api")
    entities: list[Entity] = [_build_domain(name, title) for title, name in domains.items()]
    entities += [_build_group(name, title) for title, name in groups.items()]
    for system in model.systems:
        owner, system_apis = groups[system.owner or UNKNOWN], apis.get(system.system, [])
        entities.append(
            _build_system(system, systems[system.key], owner, domains.get(system.domain, ""))
        )
        entities.append(
            _build_component(system, model, systems, owner, [api_names[a.id] for a in system_apis])
        )
        entities += [
            _build_api(item, api_names[item.id], systems[system.key], owner) for item in system_apis
        ]
    text: str = yaml.dump_all(
        entities,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        sort_keys=False,
        explicit_start=True,
        width=1000,
    )
    return f"# {model.source}\n{text}".encode()


def _name_entities(texts: list[str], kind: str) -> dict[str, str]:
    """Map each string to a unique name that is valid in Backstage; empty strings are left out."""
    names: dict[str, str] = {}
    used: set[str] = set()
    for number, text in enumerate(dict.fromkeys(texts), start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        name = slug if slug and len(slug) <= LONGEST else f"{kind}-{number}"
        while name in used:
            name = f"{kind}-{number}-{len(used)}"
        if text:
            names[text] = name
            used.add(name)
    return names


def _build_entity(kind: str, name: str, title: str, spec: Entity, description: str = "") -> Entity:
    optional = {"description": description} if description else {}
    metadata = {"name": name, "title": title, **optional}
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, "spec": spec}


def _build_domain(name: str, title: str) -> Entity:
    return _build_entity("Domain", name, title, {"owner": UNKNOWN})


def _build_group(name: str, title: str) -> Entity:
    return _build_entity("Group", name, title, {"type": "team", "children": []})


def _build_system(system: ModelSystem, name: str, owner: str, domain: str) -> Entity:
    spec: Entity = {"owner": owner, "lifecycle": _format_lifecycle(system.state)}
    spec |= {"domain": domain} if domain else {}
    spec |= {"type": system.kind} if system.kind else {}
    return _build_entity("System", name, system.name, spec, system.description)


def _build_component(
    system: ModelSystem, model: Model, names: dict[str, str], owner: str, apis: list[str]
) -> Entity:
    sources = {relation.source for relation in model.relations if relation.target == system.key}
    spec: Entity = {
        "type": system.kind or "service",
        "lifecycle": _format_lifecycle(system.state),
        "owner": owner,
        "system": names[system.key],
    }
    dependencies = [f"component:{names[key]}" for key in sorted(sources)]
    spec |= {"dependsOn": dependencies} if dependencies else {}
    spec |= {"providesApis": apis} if apis else {}
    return _build_entity("Component", names[system.key], system.name, spec)


def _build_api(item: InterfaceNode, name: str, system: str, owner: str) -> Entity:
    protocol = clean_text(item.protocol).strip() or UNKNOWN
    definition = f"{protocol}; {item.operations} operations; see {item.id}"
    spec: Entity = {
        "type": protocol,
        "lifecycle": _format_lifecycle(item.state),
        "owner": owner,
        "system": system,
        "definition": clean_text(definition),
    }
    return _build_entity("API", name, clean_text(item.name).strip() or name, spec)


def _format_lifecycle(state: State) -> str:
    return LIFECYCLES.get(state, state.value)
