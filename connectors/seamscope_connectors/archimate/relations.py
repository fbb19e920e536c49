"""Derive flows and dependencies between the systems of a model from its relations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from seamscope.connector.entries import skip_entry
from seamscope.connector.relations import Direction, read_relation
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Dataset,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Record,
    SystemRef,
)
from seamscope_connectors.archimate.model import ELEMENTS, RELATIONS, Model, Relation

SYSTEMS = frozenset({"ApplicationComponent", "ApplicationCollaboration"})


OFFERED = frozenset({"ApplicationService", "ApplicationInterface"})


DATA = frozenset({"DataObject"})


JOINING = frozenset({"Serving", "UsedBy", "Association", "Triggering"})


PARTS = frozenset({
    "ApplicationFunction", "ApplicationProcess", "ApplicationInteraction", "ApplicationEvent",
    *OFFERED,
})  # fmt: skip


def build_relations(model: Model, owners: Mapping[str, tuple[str, ...]]) -> Iterator[Record]:
    """Yield flows and dependencies between systems; report relations without a clear system.

    owners: the ids of the components that own each element.
    """
    flows: list[Relation] = []
    others: list[Relation] = []
    for relation in model.relations.values():
        is_flow = relation.type == "Flow"
        if not (is_flow or relation.type in JOINING) or not _is_application(model, relation):
            continue
        starts, ends = (owners.get(key, ()) for key in (relation.source, relation.target))
        if not (starts and ends) or (is_flow and len(starts) + len(ends) > 2):
            (flows if is_flow else others).append(relation)
            continue
        pairs = [(start, end) for start in starts for end in ends if start != end]
        for pair in pairs:
            yield from _build_relation(model, relation, pair, shared=len(pairs) > 1)
    if flows:
        problem = (
            f"flows whose source or target does not belong to exactly one component: {len(flows)}"
        )
        yield skip_entry(problem, "assign these elements to components", flows[0].evidence)
    if others:
        kinds = ", ".join(sorted({relation.type for relation in others}))
        problem = (
            f"relations ({kinds}) whose source or target does not belong to a component: "
            f"{len(others)}"
        )
        yield skip_entry(problem, "assign these elements to components", others[0].evidence)


def report_odd_parts(model: Model) -> Iterator[Record]:
    """Report what the model leaves unclear.

    These are unknown types, relations whose source or target is not in the model, and Access
    relations that do not state whether they read or write.
    """
    unknown_elements = [one for one in model.elements.values() if one.type not in ELEMENTS]
    if unknown_elements:
        kinds = ", ".join(sorted({f"'{quote(one.type)}'" for one in unknown_elements}))
        what = f"elements of an unknown type: {len(unknown_elements)} ({quote(kinds, 200)})"
        yield skip_entry(
            what, "correct the type, or export the model again", unknown_elements[0].evidence
        )
    unknown_relations = [one for one in model.relations.values() if one.type not in RELATIONS]
    if unknown_relations:
        kinds = ", ".join(sorted({f"'{quote(one.type)}'" for one in unknown_relations}))
        what = f"relations of an unknown type: {len(unknown_relations)} ({quote(kinds, 200)})"
        yield skip_entry(
            what, "correct the type, or export the model again", unknown_relations[0].evidence
        )
    known = model.elements.keys() | model.relations.keys()
    gone = [one for one in model.relations.values() if not {one.source, one.target} <= known]
    if gone:
        what = f"relations whose source or target is not in the model: {len(gone)}"
        yield skip_entry(what, "export the model again, with all its elements", gone[0].evidence)
    silent = [
        one for one in model.relations.values()
        if one.type == "Access" and one.access not in {"read", "write", "readwrite"}
    ]  # fmt: skip
    if silent:
        what = f"Access relations that are neither Read nor Write: {len(silent)}"
        yield skip_entry(
            what, "set the access type of these relations in the model", silent[0].evidence
        )


def report_missing_applications(model: Model, where: Evidence) -> Iterator[Record]:
    """Report a model without application components, with the flows that are therefore not read."""
    if not model.elements or any(one.type in SYSTEMS for one in model.elements.values()):
        return
    flows = [
        f"{model.elements[one.source].name} -> {model.elements[one.target].name}"
        for one in model.relations.values()
        if one.type == "Flow" and {one.source, one.target} <= model.elements.keys()
    ]
    shown = f" ({quote('; '.join(flows), 200)})" if flows else ""
    problem = "no application components found"
    if flows:
        plural = "s" if len(flows) > 1 else ""
        problem += f"; {len(flows)} flow{plural} between other elements{shown}, not read"
    remedy = "model the applications that these elements serve, or list the flows in an inventory"
    yield skip_entry(problem, remedy, where)


def _is_application(model: Model, relation: Relation) -> bool:
    """Return whether a relation is between applications.

    For a Flow, an application as source or target is enough; any other relation needs both.
    """
    ends = (model.elements.get(key) for key in (relation.source, relation.target))
    found = [one is not None and one.type.startswith("Application") for one in ends]
    return any(found) if relation.type == "Flow" else all(found)


def _build_relation(
    model: Model, relation: Relation, ends: tuple[str, str], *, shared: bool
) -> Iterator[Record]:
    """Yield the flow or dependency of a relation between two components.

    An Association named "sends orders to" is a likely flow.

    ends: ids of the components.
    shared: whether the relation may belong to other components as well.
    """
    start, end = ends
    words = read_relation(relation.name)
    if relation.type == "Flow":
        yield _build_flow(model, relation, start, end)
        return
    if shared or words.direction is None:
        yield _build_dependency(model, relation, start, end, shared=shared)
        return
    ways = [(start, end)] if words.direction is not Direction.BACKWARD else []
    ways += [(end, start)] if words.direction is not Direction.FORWARD else []
    for source, target in ways:
        yield Flow(
            source=Endpoint(system=build_ref(model, source)),
            target=Endpoint(system=build_ref(model, target)),
            certainty=words.certainty,
            reason=f"read from the name '{quote(relation.name)}' of the {relation.type} relation",
            evidence=relation.evidence,
        )


def build_ref(model: Model, key: str) -> SystemRef:
    """Return the system of an element, by its name."""
    return SystemRef(name=model.elements[key].name)


def _describe_path(model: Model, relation: Relation) -> str:
    """Return a reason that names the services or interfaces that a relation connects, "" if it
    connects none.
    """
    ends = (model.elements[relation.source], model.elements[relation.target])
    parts = [one.name or one.type for one in ends if one.type not in SYSTEMS]
    return f"derived through {' and '.join(parts)}" if parts else ""


def _build_flow(model: Model, relation: Relation, start: str, end: str) -> Flow:
    derived = _describe_path(model, relation)
    return Flow(
        source=Endpoint(system=build_ref(model, start)),
        target=Endpoint(system=build_ref(model, end)),
        entities=(relation.name,) if relation.name else (),
        certainty=Certainty.LIKELY if derived else Certainty.CERTAIN,
        reason=derived,
        evidence=relation.evidence,
    )


def _build_dependency(
    model: Model, relation: Relation, start: str, end: str, *, shared: bool
) -> Dependency:
    derived = _describe_path(model, relation)
    reason = f"a relation of type {relation.type} has no direction of data"
    if shared:
        reason += ", and it may belong to several components"
    return Dependency(
        source=Endpoint(system=build_ref(model, start)),
        target=Endpoint(system=build_ref(model, end)),
        reason=f"{reason}; {derived}" if derived else reason,
        evidence=relation.evidence,
        moves_data=not read_relation(relation.name).only_depends,
    )


def infer_shared_data(model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    """Yield likely flows from each component that writes a data object to each component that reads
    it.

    Two components that both write a data object get a dependency, unless both also read it.
    """
    writers, readers = _list_accesses(model, homes)
    for key, owners in sorted(writers.items()):
        data = model.elements[key]
        for owner in sorted(owners):
            system = build_ref(model, owner)
            yield Dataset(system=system, name=data.name, entity=data.name, evidence=data.evidence)
            for reader, relation in sorted(readers[key].items()):
                if reader != owner:
                    yield Flow(
                        source=Endpoint(system=system, dataset=data.name),
                        target=Endpoint(system=build_ref(model, reader)),
                        entities=(data.name,),
                        certainty=Certainty.LIKELY,
                        reason=f"one component writes {data.name} and the other reads it",
                        evidence=relation.evidence,
                    )
        for one, other in combinations(sorted(owners), 2):
            if not {one, other} <= readers[key].keys():
                yield Dependency(
                    source=Endpoint(system=build_ref(model, one)),
                    target=Endpoint(system=build_ref(model, other)),
                    reason=f"both write {data.name}, and at least one of them does not read it",
                    written=(data.name,),
                    evidence=owners[one].evidence,
                )


def _list_accesses(
    model: Model, homes: Mapping[str, str]
) -> tuple[dict[str, dict[str, Relation]], dict[str, dict[str, Relation]]]:
    """Return the components that write each data object, and the components that read it.

    Each of the two mappings contains the Access relation by data object id and component id.
    """
    writers: dict[str, dict[str, Relation]] = defaultdict(dict)
    readers: dict[str, dict[str, Relation]] = defaultdict(dict)
    for relation in model.relations.values():
        data, home = model.elements.get(relation.target), homes.get(relation.source)
        if relation.type == "Access" and data is not None and data.type in DATA and home:
            if "write" in relation.access:
                writers[data.id].setdefault(home, relation)
            if "read" in relation.access:
                readers[data.id].setdefault(home, relation)
    return writers, readers
