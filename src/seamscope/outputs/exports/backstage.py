"""The landscape as Backstage entities: domains, groups, systems, their components, their APIs.

Backstage relates components, not systems, so each system has one component that depends on
what feeds it.
"""

import re

from seamscope.document import Survey
from seamscope.outputs.exports.parts import Model, Part, model
from seamscope.outputs.tabulate import plain
from seamscope.records import State
from seamscope.resolved import InterfaceNode

VERSION = "backstage.io/v1alpha1"
LIFECYCLES = {State.ACTIVE: "production", State.PLANNED: "planned"}
UNKNOWN = "unknown"
LONGEST = 63  # characters of a name, by Backstage's descriptor format
Entity = dict[str, object]


def backstage(survey: Survey) -> bytes:
    """Return one YAML document for each entity."""
    import yaml

    made = model(survey)
    domains = _names([part.domain for part in made.parts], "domain")
    groups = _names([UNKNOWN, *(part.owner for part in made.parts)], "group")
    systems = _names([part.key for part in made.parts], "system")
    apis: dict[str, list[InterfaceNode]] = {}
    for item in survey.interfaces:
        apis.setdefault(item.system, []).append(item)
    api_names = _names([item.id for item in survey.interfaces], "api")
    entities: list[Entity] = [_domain(name, title) for title, name in domains.items()]
    entities += [_group(name, title) for title, name in groups.items()]
    for part in made.parts:
        owner, own = groups[part.owner or UNKNOWN], apis.get(part.system, [])
        entities.append(_system(part, systems[part.key], owner, domains.get(part.domain, "")))
        entities.append(_component(part, made, systems, owner, [api_names[a.id] for a in own]))
        entities += [_api(item, api_names[item.id], systems[part.key], owner) for item in own]
    text: str = yaml.dump_all(
        entities,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        sort_keys=False,
        explicit_start=True,
        width=1000,
    )
    return f"# {made.source}\n{text}".encode()


def _names(texts: list[str], kind: str) -> dict[str, str]:
    """Give every text a name that Backstage allows, unique among them; the empty has none."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, text in enumerate(dict.fromkeys(texts), start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        name = slug if slug and len(slug) <= LONGEST else f"{kind}-{number}"
        while name in taken:
            name = f"{kind}-{number}-{len(taken)}"
        if text:
            found[text] = name
            taken.add(name)
    return found


def _entity(kind: str, name: str, title: str, spec: Entity, told: str = "") -> Entity:
    described = {"description": told} if told else {}
    metadata = {"name": name, "title": title, **described}
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, "spec": spec}


def _domain(name: str, title: str) -> Entity:
    return _entity("Domain", name, title, {"owner": UNKNOWN})


def _group(name: str, title: str) -> Entity:
    return _entity("Group", name, title, {"type": "team", "children": []})


def _system(part: Part, name: str, owner: str, domain: str) -> Entity:
    spec: Entity = {"owner": owner, "lifecycle": _lifecycle(part.state)}
    spec |= {"domain": domain} if domain else {}
    spec |= {"type": part.kind} if part.kind else {}
    return _entity("System", name, part.name, spec, part.told)


def _component(
    part: Part, made: Model, systems: dict[str, str], owner: str, apis: list[str]
) -> Entity:
    feeding = {way.source for way in made.relations if way.target == part.key}
    spec: Entity = {
        "type": part.kind or "service",
        "lifecycle": _lifecycle(part.state),
        "owner": owner,
        "system": systems[part.key],
    }
    needed = [f"component:{systems[key]}" for key in sorted(feeding)]
    spec |= {"dependsOn": needed} if needed else {}
    spec |= {"providesApis": apis} if apis else {}
    return _entity("Component", systems[part.key], part.name, spec)


def _api(item: InterfaceNode, name: str, system: str, owner: str) -> Entity:
    protocol = plain(item.protocol).strip() or UNKNOWN
    told = f"{protocol}; {item.operations} operations; see {item.id}"
    spec: Entity = {
        "type": protocol,
        "lifecycle": _lifecycle(item.state),
        "owner": owner,
        "system": system,
        "definition": plain(told),
    }
    return _entity("API", name, plain(item.name).strip() or name, spec)


def _lifecycle(state: State) -> str:
    return LIFECYCLES.get(state, state.value)
