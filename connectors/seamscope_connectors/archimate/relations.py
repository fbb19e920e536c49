"""Relations between the systems of a model: flows, dependencies, and data that two share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from seamscope.connector.entries import entry_fault
from seamscope.records import Certainty, Dataset, Dependency, Endpoint, Flow, Record, SystemRef
from seamscope_connectors.archimate.model import Model, Relation

SYSTEMS = frozenset({"ApplicationComponent", "ApplicationCollaboration"})


OFFERED = frozenset({"ApplicationService", "ApplicationInterface"})


DATA = frozenset({"DataObject"})


JOINING = frozenset({"Serving", "UsedBy", "Association", "Triggering"})


PARTS = frozenset({
    "ApplicationFunction", "ApplicationProcess", "ApplicationInteraction", "ApplicationEvent",
    *OFFERED,
})  # fmt: skip


def relations_of(model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    """Yield flows and dependencies between systems, and say which relations leave the model."""
    outside: list[Relation] = []
    for relation in model.relations.values():
        ends = homes.get(relation.source), homes.get(relation.target)
        application = any(
            (one := model.elements.get(key)) is not None and one.type.startswith("Application")
            for key in (relation.source, relation.target)
        )
        match relation.type, ends:
            case "Flow", (str(start), str(end)) if start != end:
                yield _flow(model, relation, start, end)
            case _, (str(start), str(end)) if start != end and relation.type in JOINING:
                yield _dependency(model, relation, start, end)
            case "Flow", (None, _) | (_, None) if application:
                outside.append(relation)
            case _:
                pass
    if outside:
        what = f"flows with an end that belongs to no single component: {len(outside)}"
        yield entry_fault(what, "assign it to a component", outside[0].evidence)


def ref_of(model: Model, key: str) -> SystemRef:
    """Return an element as a system."""
    return SystemRef(name=model.elements[key].name)


def _derived(model: Model, relation: Relation) -> str:
    """Return through which parts two components are joined, "" if they are joined themselves."""
    ends = (model.elements[relation.source], model.elements[relation.target])
    parts = [one.name or one.type for one in ends if one.type not in SYSTEMS]
    return f"derived through {' and '.join(parts)}" if parts else ""


def _flow(model: Model, relation: Relation, start: str, end: str) -> Flow:
    derived = _derived(model, relation)
    return Flow(
        source=Endpoint(system=ref_of(model, start)),
        target=Endpoint(system=ref_of(model, end)),
        entities=(relation.name,) if relation.name else (),
        certainty=Certainty.LIKELY if derived else Certainty.CERTAIN,
        reason=derived,
        evidence=relation.evidence,
    )


def _dependency(model: Model, relation: Relation, start: str, end: str) -> Dependency:
    derived = _derived(model, relation)
    said = f"{relation.type} does not say which way data goes"
    return Dependency(
        source=Endpoint(system=ref_of(model, start)),
        target=Endpoint(system=ref_of(model, end)),
        reason=f"{said}; {derived}" if derived else said,
        evidence=relation.evidence,
    )


def shared_data(model: Model, homes: Mapping[str, str]) -> Iterator[Record]:
    """Yield what components write and others read: likely flows, as nobody drew them.

    Two components that write one object without reading it share it, whichever way data goes.
    """
    writers, readers = _accesses(model, homes)
    for key, owners in sorted(writers.items()):
        data = model.elements[key]
        for owner in sorted(owners):
            system = ref_of(model, owner)
            yield Dataset(system=system, name=data.name, entity=data.name, evidence=data.evidence)
            for reader, relation in sorted(readers[key].items()):
                if reader != owner:
                    yield Flow(
                        source=Endpoint(system=system, dataset=data.name),
                        target=Endpoint(system=ref_of(model, reader)),
                        entities=(data.name,),
                        certainty=Certainty.LIKELY,
                        reason=f"one writes and the other reads {data.name}; no flow is drawn",
                        evidence=relation.evidence,
                    )
        for one, other in combinations(sorted(owners), 2):
            if not {one, other} <= readers[key].keys():
                yield Dependency(
                    source=Endpoint(system=ref_of(model, one)),
                    target=Endpoint(system=ref_of(model, other)),
                    reason=f"both write {data.name}, and the model does not say that both read it",
                    written=(data.name,),
                    evidence=owners[one].evidence,
                )


def _accesses(
    model: Model, homes: Mapping[str, str]
) -> tuple[dict[str, dict[str, Relation]], dict[str, dict[str, Relation]]]:
    """Return for each data object who writes it and who reads it, by which relation."""
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
