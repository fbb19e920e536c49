"""Datasets: which spellings inside one system mean the same table, topic or file."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seamscope.records import Column, Dataset, Dependency, Evidence, Flow, Record
from seamscope.resolve.hubs import is_store
from seamscope.resolve.locations import Places
from seamscope.resolve.names import Ids, dataset_parts, listed, slug
from seamscope.resolve.register import question_id
from seamscope.resolved import DatasetNode, Finding, Question, QuestionKind, Severity

Parts = tuple[str, ...]

# In a system with one of these, dots qualify nothing: "orders" is not "shop.orders".
OPAQUE = frozenset({"topic", "queue", "channel"})
CONTESTED = ("entity", "owner", "classification")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sighting:
    """One spelling of a dataset and where it stands."""

    parts: Parts
    evidence: Evidence
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Datasets:
    """The nodes, and the way from a system and a spelling to a node's id."""

    nodes: tuple[DatasetNode, ...]
    ids: dict[tuple[str, Parts], str]
    opaque: frozenset[str]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]

    def id(self, system: str, name: str) -> str:
        """Return the id of a dataset by a spelling of its name, "" for no name."""
        if not name.strip():
            return ""
        return self.ids[system, _whole(name) if system in self.opaque else dataset_parts(name)]


def build(records: Sequence[Record], places: Places) -> Datasets:
    """Make a node of every dataset that a record describes or a flow touches."""
    opaque = _opaque(records, places)
    sightings: dict[str, set[Sighting]] = defaultdict(set)
    described: dict[tuple[str, Parts], list[Dataset]] = defaultdict(list)
    for system, name, record in _named(records, places):
        parts = _whole(name) if system in opaque else dataset_parts(name)
        sightings[system].add(Sighting(parts=parts, evidence=record.evidence, name=name.strip()))
        if isinstance(record, Dataset):
            described[system, parts].append(record)
    systems = places.systems.names
    nodes: list[DatasetNode] = []
    ids: dict[tuple[str, Parts], str] = {}
    questions: list[Question] = []
    findings: list[Finding] = []
    for system in sorted(sightings):
        groups, unsure = _suffixes({sighting.parts for sighting in sightings[system]})
        made = _nodes(system, groups, sightings[system])
        for head, node in made.items():
            members = [record for parts in groups[head] for record in described[system, parts]]
            full, found = _described(node, members)
            nodes.append(full)
            findings += found
            ids |= {(system, parts): node.id for parts in groups[head]}
        for parts, heads in unsure.items():
            among = [made[head] for head in heads]
            questions.append(_question(systems[system], made[parts], among))
    return Datasets(
        nodes=tuple(sorted(nodes, key=lambda node: node.id)),
        ids=ids,
        opaque=opaque,
        questions=tuple(questions),
        findings=tuple(findings),
    )


def _whole(name: str) -> Parts:
    return (" ".join(name.casefold().split()),)


def _opaque(records: Sequence[Record], places: Places) -> frozenset[str]:
    hubs = {node.id for node in places.systems.nodes if is_store(node)}
    topics = {
        places.system(record.system, record.name, record.evidence).id
        for record in records
        if isinstance(record, Dataset) and record.kind.casefold() in OPAQUE
    }
    return frozenset(hubs | topics)


def _named(
    records: Sequence[Record], places: Places
) -> Iterator[tuple[str, str, Dataset | Flow | Dependency]]:
    for record in records:
        match record:
            case Dataset() if record.name.strip():
                system = places.system(record.system, record.name, record.evidence)
                yield system.id, record.name, record
            case Flow() | Dependency():
                for end in (record.source, record.target):
                    if end.dataset.strip():
                        system = places.system(end.system, end.dataset, record.evidence)
                        yield system.id, end.dataset, record
            case _:
                pass


def _suffixes(names: set[Parts]) -> tuple[dict[Parts, list[Parts]], dict[Parts, list[Parts]]]:
    """Group names so that "orders" stands with "db.public.orders", if it is the only one.

    Returns the groups by their fullest name, and names that fit several groups with these.
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


def _nodes(
    system: str, groups: dict[Parts, list[Parts]], sightings: set[Sighting]
) -> dict[Parts, DatasetNode]:
    by_parts: dict[Parts, list[Sighting]] = defaultdict(list)
    for sighting in sorted(sightings, key=lambda item: (item.evidence, item.name)):
        by_parts[sighting.parts].append(sighting)
    made: dict[Parts, DatasetNode] = {}
    ids = Ids()
    for head in sorted(groups):
        name = by_parts[head][0].name
        evidence: dict[str, Evidence] = {}
        for parts in groups[head]:
            for sighting in by_parts[parts]:
                known = evidence.get(sighting.evidence.file, sighting.evidence)
                evidence[sighting.evidence.file] = min(known, sighting.evidence)
        made[head] = DatasetNode(
            id=ids.make(f"{system}/{slug(name)}"),
            system=system,
            name=name,
            evidence=tuple(sorted(evidence.values())),
        )
    return made


def _described(node: DatasetNode, records: Sequence[Dataset]) -> tuple[DatasetNode, list[Finding]]:
    """Add what records say of a dataset; they come fullest name first, so sort them anew."""
    if not records:
        return node, []
    records = sorted(records, key=lambda record: record.evidence)
    findings = [finding for what in CONTESTED if (finding := _disagreement(node, what, records))]
    columns, odd = _columns(records)
    if odd:
        findings.append(_column_finding(node, records))
    kinds = [record.kind for record in records if record.kind != "table"]
    full = replace(
        node,
        kind=kinds[0] if kinds else node.kind,
        columns=columns,
        entity=_first(records, "entity"),
        owner=_first(records, "owner"),
        classification=_first(records, "classification"),
        evidence=tuple(sorted({*node.evidence, *(record.evidence for record in records)})),
    )
    return full, findings


def _first(records: Sequence[Dataset], what: str) -> str:
    return next((value for record in records if (value := str(getattr(record, what)).strip())), "")


def _columns(records: Sequence[Dataset]) -> tuple[tuple[Column, ...] | None, bool]:
    """Return the columns any record knows, the first word counts; and whether records differ."""
    known = [record.columns for record in records if record.columns is not None]
    if not known:
        return None, False
    merged: dict[str, Column] = {}
    for columns in known:
        for column in columns:
            old = merged.setdefault(column.name.casefold(), column)
            merged[column.name.casefold()] = replace(
                old,
                type=old.type or column.type,
                classification=old.classification or column.classification,
            )
    names = {frozenset(column.name.casefold() for column in columns) for columns in known}
    return tuple(merged.values()), len(names - {frozenset()}) > 1


def _disagreement(node: DatasetNode, what: str, records: Sequence[Dataset]) -> Finding | None:
    sides: dict[str, tuple[str, Evidence]] = {}
    for record in records:
        if value := _first([record], what):
            sides.setdefault(value.casefold(), (value, record.evidence))
    if len(sides) < 2:
        return None
    said = " / ".join(f"{value} ({evidence})" for value, evidence in sides.values())
    return Finding(
        severity=Severity.LOW,
        what=f"Sources disagree on the {what} of {node.name}: {said}",
        where=(node.id,),
        remedy="correct the source that is wrong; until then the first is used",
        evidence=tuple(sorted(evidence for _, evidence in sides.values())),
    )


def _column_finding(node: DatasetNode, records: Sequence[Dataset]) -> Finding:
    known = [record for record in records if record.columns]
    said = " / ".join(f"{len(r.columns or ())} ({r.evidence})" for r in known)
    return Finding(
        severity=Severity.LOW,
        what=f"Sources disagree on the columns of {node.name}: {said}",
        where=(node.id,),
        remedy="find out which source is current; until then the columns of all are shown",
        evidence=tuple(sorted({record.evidence for record in known})),
    )


def _question(system: str, node: DatasetNode, among: Sequence[DatasetNode]) -> Question:
    names = listed((item.name for item in among), "or")
    return Question(
        text=(
            f"Which dataset of {system} is {node.name}: {names}? The name fits each, so it "
            "stands by itself; write the full name where it is used"
        ),
        kind=QuestionKind.PLACE,
        id=question_id(QuestionKind.PLACE, (system, node.name)),
        candidates=tuple(item.name for item in among),
        effect=f"joins {node.name} with the dataset it means",
        about=tuple(sorted({node.id, *(item.id for item in among)})),
        evidence=node.evidence,
    )
