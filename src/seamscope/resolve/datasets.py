"""Resolve the spellings of dataset names: ``orders`` and ``db.public.orders`` are one table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.decisions import SameDataset
from seamscope.records import (
    Column,
    Dataset,
    Dependency,
    Evidence,
    Flow,
    Measurement,
    Profile,
    Record,
)
from seamscope.resolve.hubs import is_store
from seamscope.resolve.locations import Places
from seamscope.resolve.names import Ids, build_slug, fold, join_words, split_dataset_name
from seamscope.resolve.register import build_question_id
from seamscope.resolved import (
    DatasetNode,
    DatasetProfile,
    Finding,
    Question,
    QuestionKind,
    Severity,
)

Parts = tuple[str, ...]

# In a system with datasets of these kinds, dots are part of a name: "orders" is not a short form
# of "shop.orders".
OPAQUE = frozenset({"topic", "queue", "channel"})
CONTESTED = ("entity", "owner", "classification")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sighting:
    """One spelling of a dataset, and the place in the input where it occurs."""

    parts: Parts
    evidence: Evidence
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Datasets:
    """The dataset nodes, and the id of the node for each system and spelling.

    opaque: ids of the systems whose dataset names are not split at dots, such as brokers.
    """

    nodes: tuple[DatasetNode, ...]
    ids: dict[tuple[str, Parts], str]
    opaque: frozenset[str]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]

    def find_id(self, system: str, name: str) -> str:
        """Return the id of the dataset with this spelling of its name, "" for an empty name."""
        if not name.strip():
            return ""
        return self.ids[
            system, _keep_whole(name) if system in self.opaque else split_dataset_name(name)
        ]


def build_datasets(
    records: Sequence[Record], places: Places, same: Sequence[SameDataset] = ()
) -> Datasets:
    """Build a node for every dataset that a record describes or that a flow reads or writes.

    same: ambiguous names for which a person named the dataset.
    """
    opaque = _find_opaque_systems(records, places)
    sightings: dict[str, set[Sighting]] = defaultdict(set)
    described: dict[tuple[str, Parts], list[Dataset]] = defaultdict(list)
    profiled: dict[tuple[str, Parts], list[Profile]] = defaultdict(list)
    for system, name, record in _list_names(records, places):
        parts = _keep_whole(name) if system in opaque else split_dataset_name(name)
        sightings[system].add(Sighting(parts=parts, evidence=record.evidence, name=name.strip()))
        match record:
            case Dataset():
                described[system, parts].append(record)
            case Profile():
                profiled[system, parts].append(record)
            case _:
                pass
    systems, common = places.systems.names, places.systems.common_names
    nodes: list[DatasetNode] = []
    ids: dict[tuple[str, Parts], str] = {}
    questions: list[Question] = []
    findings: list[Finding] = []
    for system in sorted(sightings):
        groups, unsure = _group_by_suffix({sighting.parts for sighting in sightings[system]})
        told = [one for one in same if fold(one.system) == fold(common[system])]
        cited = _apply_answers(groups, unsure, told)
        nodes_by_head = _build_nodes(system, groups, sightings[system])
        for head, node in nodes_by_head.items():
            members = [record for parts in groups[head] for record in described[system, parts]]
            full, found = _add_descriptions(node, members)
            measured = [record for parts in groups[head] for record in profiled[system, parts]]
            full = replace(full, evidence=tuple(sorted({*full.evidence, *cited[head]})))
            nodes.append(_add_profiles(full, measured))
            findings += found
            ids |= {(system, parts): node.id for parts in groups[head]}
        for parts, heads in unsure.items():
            candidates = [nodes_by_head[head] for head in heads]
            node = nodes_by_head[parts]
            asked = _build_question(systems[system], node, candidates)
            key = build_question_id(QuestionKind.DATASET, (common[system], node.name))
            questions.append(replace(asked, id=key))
    return Datasets(
        nodes=tuple(sorted(nodes, key=lambda node: node.id)),
        ids=ids,
        opaque=opaque,
        questions=tuple(questions),
        findings=tuple(findings),
    )


def _keep_whole(name: str) -> Parts:
    return (" ".join(name.casefold().split()),)


def _find_opaque_systems(records: Sequence[Record], places: Places) -> frozenset[str]:
    hubs = {node.id for node in places.systems.nodes if is_store(node)}
    topics = {
        places.find_system(record.system, record.name, record.evidence).id
        for record in records
        if isinstance(record, Dataset) and record.kind.casefold() in OPAQUE
    }
    return frozenset(hubs | topics)


def _list_names(
    records: Sequence[Record], places: Places
) -> Iterator[tuple[str, str, Dataset | Profile | Flow | Dependency]]:
    for record in records:
        match record:
            case Dataset() | Profile() if record.name.strip():
                system = places.find_system(record.system, record.name, record.evidence)
                yield system.id, record.name, record
            case Flow() | Dependency():
                for end in (record.source, record.target):
                    if end.dataset.strip():
                        system = places.find_system(end.system, end.dataset, record.evidence)
                        yield system.id, end.dataset, record
            case _:
                pass


def _group_by_suffix(
    names: set[Parts],
) -> tuple[dict[Parts, list[Parts]], dict[Parts, list[Parts]]]:
    """Group short names with the only longer name that ends in them.

    "orders" is grouped with "db.public.orders" if no other name ends in "orders". Return the groups
    by their longest name, and each ambiguous name with the groups to which it may belong.
    """
    groups: dict[Parts, list[Parts]] = {}
    unsure: dict[Parts, list[Parts]] = {}
    ends: dict[Parts, set[Parts]] = defaultdict(set)  # the end of a name -> groups it fits
    for name in sorted(names, key=lambda name: (-len(name), name)):
        heads = sorted(ends.get(name, ()))
        if len(heads) == 1:
            groups[heads[0]].append(name)
            continue
        if heads:
            unsure[name] = heads
        groups[name] = [name]
        for start in range(1, len(name)):
            ends[name[start:]].add(name)
    return groups, unsure


def _apply_answers(
    groups: dict[Parts, list[Parts]],
    unsure: dict[Parts, list[Parts]],
    same: Sequence[SameDataset],
) -> dict[Parts, list[Evidence]]:
    """Merge the group of each ambiguous name into the group that a person named.

    Return the evidence of the answers by group.
    """
    cited: dict[Parts, list[Evidence]] = defaultdict(list)
    for one in same:
        name = split_dataset_name(one.name)
        head = split_dataset_name(one.dataset)
        if name in unsure and head in unsure[name] and name in groups:
            groups[head] += groups.pop(name)
            del unsure[name]
            cited[head].append(one.evidence)
            for heads in unsure.values():
                heads[:] = dict.fromkeys(head if h == name else h for h in heads)
    return cited


def _build_nodes(
    system: str, groups: dict[Parts, list[Parts]], sightings: set[Sighting]
) -> dict[Parts, DatasetNode]:
    by_parts: dict[Parts, list[Sighting]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda item: (item.evidence, item.name)):
        by_parts[sighting.parts].append(sighting)
    nodes_by_head: dict[Parts, DatasetNode] = {}
    ids = Ids()
    for head in sorted(groups):
        name = by_parts[head][0].name
        evidence: dict[str, Evidence] = {}
        for parts in groups[head]:
            for sighting in by_parts[parts]:
                known = evidence.get(sighting.evidence.file, sighting.evidence)
                evidence[sighting.evidence.file] = min(known, sighting.evidence)
        nodes_by_head[head] = DatasetNode(
            id=ids.make(f"{system}/{build_slug(name)}"),
            system=system,
            name=name,
            evidence=tuple(sorted(evidence.values())),
        )
    return nodes_by_head


def _add_descriptions(
    node: DatasetNode, records: Sequence[Dataset]
) -> tuple[DatasetNode, list[Finding]]:
    """Add the attributes that records state to a dataset, and report disagreements between them."""
    if not records:
        return node, []
    records = sorted(records, key=lambda record: record.evidence)
    findings = [
        finding
        for attribute in CONTESTED
        if (finding := _find_disagreement(node, attribute, records))
    ]
    columns, differ = _merge_columns(records)
    if differ:
        findings.append(_report_columns(node, records))
    kinds = [record.kind for record in records if record.kind != "table"]
    full = replace(
        node,
        kind=kinds[0] if kinds else node.kind,
        columns=columns,
        entity=_get_first(records, "entity"),
        owner=_get_first(records, "owner"),
        classification=_get_first(records, "classification"),
        evidence=tuple(sorted({*node.evidence, *(record.evidence for record in records)})),
    )
    return full, findings


def _add_profiles(node: DatasetNode, records: Sequence[Profile]) -> DatasetNode:
    """Add the measurements of a dataset. Equal measurements in several files are added once."""
    if not records:
        return node
    places: dict[DatasetProfile, set[Evidence]] = defaultdict(set)
    for record in records:
        profile = DatasetProfile(
            rows=record.rows,
            sampled=record.sampled,
            measured=record.measured,
            tool=record.tool,
            newest=record.newest,
            stale=record.stale,
            measurements=tuple(sorted(set(record.measurements), key=_rank_measurement)),
        )
        places[profile].add(record.evidence)
    merged = [replace(profile, evidence=tuple(sorted(found))) for profile, found in places.items()]
    merged.sort(key=lambda profile: (profile.measured, profile.evidence, repr(profile)))
    return replace(node, profiles=tuple(merged))


def _rank_measurement(one: Measurement) -> tuple[tuple[str, ...], str, str, str]:
    return (one.columns, one.measure.value, one.rule, repr(one))


def _get_first(records: Sequence[Dataset], attribute: str) -> str:
    return next(
        (value for record in records if (value := str(getattr(record, attribute)).strip())), ""
    )


def _merge_columns(records: Sequence[Dataset]) -> tuple[tuple[Column, ...] | None, bool]:
    """Return the columns of all records, and whether the records have different columns.

    If records disagree on the type of a column, the first record takes precedence.
    """
    known = [record.columns for record in records if record.columns is not None]
    if not known:
        return None, False
    merged: dict[str, Column] = {}
    for columns in known:
        for column in columns:
            old = merged.setdefault(column.name.casefold(), column)
            if old != column:
                merged[column.name.casefold()] = replace(
                    old,
                    type=old.type or column.type,
                    classification=old.classification or column.classification,
                    description=old.description or column.description,
                )
    names = {frozenset(column.name.casefold() for column in columns) for columns in known}
    return tuple(merged.values()), len(names - {frozenset()}) > 1


def _find_disagreement(
    node: DatasetNode, attribute: str, records: Sequence[Dataset]
) -> Finding | None:
    sides: dict[str, tuple[str, Evidence]] = {}
    for record in records:
        if value := _get_first([record], attribute):
            sides.setdefault(value.casefold(), (value, record.evidence))
    if len(sides) < 2:
        return None
    statements = " / ".join(f"{value} ({evidence})" for value, evidence in sides.values())
    return Finding(
        severity=Severity.LOW,
        what=f"Sources disagree on the {attribute} of {node.name}: {statements}",
        where=(node.id,),
        remedy="correct the source that is wrong; until then the value of the first source is used",
        evidence=tuple(sorted(evidence for _, evidence in sides.values())),
    )


def _report_columns(node: DatasetNode, records: Sequence[Dataset]) -> Finding:
    known = [record for record in records if record.columns]
    statements = " / ".join(f"{len(r.columns or ())} ({r.evidence})" for r in known)
    return Finding(
        severity=Severity.LOW,
        what=f"Sources disagree on the columns of {node.name}: {statements}",
        where=(node.id,),
        remedy="find out which source is current; until then the columns of all are shown",
        evidence=tuple(sorted({record.evidence for record in known})),
    )


def _build_question(system: str, node: DatasetNode, candidates: Sequence[DatasetNode]) -> Question:
    names = join_words((item.name for item in candidates), "or")
    return Question(
        text=(
            f"Which dataset of {system} is {node.name}: {names}? The name fits each of them, so "
            f"it is kept as a separate dataset"
        ),
        kind=QuestionKind.DATASET,
        subject=node.name,
        candidates=tuple(item.name for item in candidates),
        effect=f"merges {node.name} with the dataset that it refers to",
        about=tuple(sorted({node.id, *(item.id for item in candidates)})),
        evidence=node.evidence,
    )
