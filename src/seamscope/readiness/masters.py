"""Check the declared masters of entities against the flows of the landscape."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping

from seamscope.estimate.integration_context import fold
from seamscope.knowledge.entity_names import list_entity_keys
from seamscope.landscape import SharedEntity
from seamscope.readiness.content import read_content
from seamscope.readiness.types import (
    Answer,
    Facts,
    Verdict,
    list_names,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import State

MASTERS = "operation.masters"
Shared = tuple[SharedEntity, tuple[str, str]]
Edges = dict[str, set[str]]


def check_masters(facts: Facts, _: Answer) -> Verdict:
    """Check that each entity of the POC that two systems write has a master that fits the flows."""
    shared_entities = dict(_list_shared_entities(facts))
    declared = {text: system for text, system in facts.poc.operation.masters.items() if system}
    master_of = {
        key: system for text, system in declared.items() for key, _ in list_entity_keys(text)
    }
    ids = {fold(name): s.id for s in facts.landscape.systems for name in list_names(s)}
    wrong = [*_list_unknown(declared, ids), *_list_strangers(facts, declared, ids)]
    if wrong:
        return mark_contradicted(wrong, facts.cite_keys(MASTERS))
    missing = {key: shared for key, shared in shared_entities.items() if not master_of.get(key)}
    if missing:
        ordered = [missing[key] for key in sorted(missing)]
        names = ", ".join(_describe_entity(*shared) for shared in ordered)
        evidence = (place for shared, _ in ordered for place in shared.evidence[:2])
        return mark_open(f"no master is defined for {names}", evidence)
    unsettled = [
        *_list_third_writers(facts, shared_entities, master_of, ids),
        *_list_loops(facts, declared, ids),
    ]
    if unsettled:
        return mark_open("; ".join(unsettled), facts.cite_keys(MASTERS))
    return _confirm_masters(facts, shared_entities, declared, master_of)


def _confirm_masters(
    facts: Facts,
    shared_entities: Mapping[str, Shared],
    declared: Mapping[str, str],
    master_of: Mapping[str, str],
) -> Verdict:
    """Return the verdict for the case that every entity has a master.

    If no entity is shared, the line is open unless the POC describes the data that it writes.
    """
    answers = [
        f"{_describe_entity(*shared)}: {master_of[key]}"
        for key, shared in sorted(shared_entities.items())
    ]
    # A master in poc.yaml implies that several systems write the entity, even without such flows.
    answers += [
        f"{text}: {system}"
        for text, system in sorted(declared.items())
        if not shared_entities.keys() & {key for key, _ in list_entity_keys(text)}
    ]
    if answers:
        return mark_answered("; ".join(answers), facts.cite_keys(MASTERS))
    silent = sorted({t.system for t in facts.poc.writes if not t.entities and not t.datasets})
    if silent:
        return mark_open(
            f"poc.yaml does not specify what the POC writes to {', '.join(silent)}", ()
        )
    return mark_answered("no entity is known to be written by two systems", ())


def _list_unknown(declared: Mapping[str, str], ids: Mapping[str, str]) -> Iterator[str]:
    unknown = sorted({system for system in declared.values() if fold(system) not in ids})
    if unknown:
        yield f"unknown master system: {', '.join(unknown)}"


def _list_strangers(
    facts: Facts, declared: Mapping[str, str], ids: Mapping[str, str]
) -> Iterator[str]:
    """Yield masters that have no flow of their entity, although other systems exchange it."""
    for text, system in sorted(declared.items()):
        edges = _list_edges(facts, {key for key, _ in list_entity_keys(text)})
        near = {*edges, *(target for targets in edges.values() for target in targets)}
        master = ids.get(fold(system))
        if near and master and master not in near:
            names = ", ".join(sorted(facts.landscape.name(key) for key in near))
            yield f"{system} is declared master of {text}, but only {names} exchange it"


def _list_third_writers(
    facts: Facts,
    shared_entities: Mapping[str, Shared],
    master_of: Mapping[str, str],
    ids: Mapping[str, str],
) -> Iterator[str]:
    """Yield third systems that write an entity and have no rule in `operation.also_writes`."""
    for key, (shared, systems) in sorted(shared_entities.items()):
        master = ids.get(fold(master_of[key]), "")
        rule = _find_rule(facts, {key})
        others = sorted(
            facts.landscape.name(writer)
            for writer in set(shared.writers) - {*systems, master}
            if fold(facts.landscape.name(writer)) not in fold(rule)
        )
        if others:
            yield (
                f"{master_of[key]} is master of {shared.entity}, but {', '.join(others)} writes "
                f"it too: add the rule to operation.also_writes"
            )


def _list_loops(facts: Facts, declared: Mapping[str, str], ids: Mapping[str, str]) -> Iterator[str]:
    """Yield loops of three or more systems through which data returns to its master.

    Two systems that write to each other do not form a loop, because the master's data takes
    precedence.
    """
    for text, system in sorted(declared.items()):
        keys = {key for key, _ in list_entity_keys(text)}
        loop = _find_loop(_list_edges(facts, keys), ids[fold(system)])
        if loop and len(read_content(_find_rule(facts, keys)).words) < 2:
            names = " → ".join(facts.landscape.name(key) for key in loop)
            yield (
                f"{text} returns to its master {system} in a loop, {names}: specify in "
                f"operation.also_writes where the loop ends"
            )


def _find_rule(facts: Facts, keys: set[str]) -> str:
    """Return the rule in poc.yaml for writers of an entity besides its master, or ""."""
    rules = facts.poc.operation.also_writes.items()
    return next((rule for text, rule in rules if keys & {k for k, _ in list_entity_keys(text)}), "")


def _list_edges(facts: Facts, keys: set[str]) -> Edges:
    """Return the systems to which each system passes an entity, by active or planned flows.

    keys: keys of the entity's names.
    """
    edges: Edges = defaultdict(set)
    entity_of = {node.id: node.entity for node in facts.landscape.datasets}
    for flow in facts.landscape.flows:
        source, target = flow.source.system, flow.target.system
        if flow.state not in {State.ACTIVE, State.PLANNED} or source == target:
            continue
        ends = (entity_of.get(end.dataset, "") for end in (flow.source, flow.target))
        carried = {key for text in (*flow.entities, *ends) for key, _ in list_entity_keys(text)}
        if keys & carried:
            edges[source].add(target)
    return edges


def _find_loop(edges: Edges, master: str) -> tuple[str, ...]:
    """Return the shortest loop from a system through at least two others back to it, or ()."""
    waiting: deque[tuple[str, ...]] = deque(
        (master, target) for target in sorted(edges.get(master, ()))
    )
    seen = {path[-1] for path in waiting}
    while waiting:
        path = waiting.popleft()
        for target in sorted(edges.get(path[-1], ())):
            if target == master and len(path) > 2:
                return (*path, master)
            if target not in seen and target != master:
                seen.add(target)
                waiting.append((*path, target))
    return ()


def _list_shared_entities(facts: Facts) -> Iterator[tuple[str, Shared]]:
    """Yield (key, entity) for each entity that two systems write and that concerns the POC.

    An entity concerns the POC in two cases: an integration to build moves it; or the POC uses it,
    and it is moved by an integration that the POC depends on or affects.
    """
    near = {*facts.surface.build, *facts.surface.depends_on, *facts.surface.affects}
    poc = facts.poc
    poc_entities = {
        key
        for touch in (*poc.reads, *poc.writes)
        for entity in touch.entities
        for key, _ in list_entity_keys(entity)
    }
    for integration in facts.landscape.integrations:
        for shared in integration.entities_both_ways:
            for key, _ in list_entity_keys(shared.entity):
                concerns_poc = integration.id in near and key in poc_entities
                if integration.id in facts.surface.build or concerns_poc:
                    yield key, (shared, integration.systems)


def _describe_entity(shared: SharedEntity, systems: tuple[str, str]) -> str:
    """Return the entity's name, with the reason in brackets if a third system writes it as well."""
    third = set(shared.writers) - set(systems)
    return f"{shared.entity} ({shared.why})" if third else shared.entity
