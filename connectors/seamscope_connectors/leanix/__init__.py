"""LeanIX workbooks: applications, and the interfaces that one provides and others consume.

LeanIX says of provider and consumer that they do not tell the direction of the data; where the
interface has a data flow direction, it is as seen from the provider.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import SHOWN, each_of, entry_fault
from seamscope.connector.identifiers import app_ids_among
from seamscope.connector.states import Stated
from seamscope.records import (
    Clue,
    ClueKind,
    Dataset,
    Dependency,
    Endpoint,
    Record,
    System,
)
from seamscope_connectors.leanix.interfaces import read_interface
from seamscope_connectors.leanix.model import Model, index
from seamscope_connectors.leanix.sheets import (
    KNOWN,
    Fact,
    Relation,
    as_of,
    fact_state,
    is_list,
    is_snapshot,
    read_sheets,
)

OURS = frozenset({"Application", "Interface", "DataObject"})


class LeanIxConnector(Connector):
    """Reads the full snapshot and the export of the inventory."""

    name = "leanix"
    reads = "LeanIX full snapshots and inventory exports (XLSX)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".xlsx", ".csv"} or not file.size:
            return None
        tables = file.heads(KNOWN)
        if any(is_snapshot(table) for table in tables):
            return Claim(reason="has relations between fact sheets", group=self.name)
        if any(is_list(table) for table in tables):
            return Claim(reason="has the columns of fact sheets", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        facts: list[Fact] = []
        relations: list[Relation] = []
        for found in each_of(source.files, read_sheets):
            match found:
                case Fact():
                    facts.append(found)
                case Relation():
                    relations.append(found)
                case _:
                    yield found
        day = as_of(facts)
        stated: dict[int, Stated] = {}
        for number, fact in enumerate(facts):
            stated[number] = yield from fact_state(fact, day)
        model = index(facts, {number: one.state for number, one in stated.items()})
        yield from _systems(model, stated)
        yield from _relations(model, relations, day)
        for number, fact in enumerate(facts):
            if fact.type == "Interface":
                yield from read_interface(model, number)


def _systems(model: Model, stated: Mapping[int, Stated]) -> Iterator[Record]:
    others: dict[str, list[Fact]] = defaultdict(list)
    for number, fact in enumerate(model.facts):
        if fact.type == "Application":
            yield _system(fact, stated[number])
        elif fact.type not in {"Interface", "DataObject"}:
            others[fact.type].append(fact)
    for kind, found in sorted(others.items()):
        problem = f"fact sheets of type {kind[:SHOWN]}, no systems: {len(found)}"
        yield entry_fault(problem, "nothing to do", found[0].row.evidence)


def _system(fact: Fact, stated: Stated) -> System:
    row = fact.row
    people = fact.subscribers
    owners = [v for role, v in people.items() if "owner" in role or role == "responsible"]
    support = [v for role, v in people.items() if "support" in role or "operation" in role]
    aliases = (row.get("alias"), fact.display if fact.display != fact.name else "")
    return System(
        name=fact.name,
        evidence=row.evidence,
        kind=row.get("category"),
        owner=next(iter(owners), ""),
        support=next(iter(support), ""),
        criticality=row.get("businesscriticality"),
        hosting=row.get("hostingtype"),
        classification=row.get("dataclassification"),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        aliases=tuple(alias for alias in aliases if alias),
        clues=(
            *((Clue(kind=ClueKind.ID, value=row.get("id")),) if row.get("id") else ()),
            *app_ids_among(row.cells.items()),
        ),
        description=row.get("description"),
    )


def _relations(model: Model, relations: list[Relation], day: str) -> Iterator[Record]:
    """Sort the relations by what they join; count those that join nothing of ours."""
    other: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        if not {kind for _, kind in relation.ends} <= OURS:
            other[relation.type].append(relation)
            continue
        ends = [model.find(*end) for end in relation.ends]
        if not all(len(found) == 1 for found in ends):
            yield _lost(relation, ends)
        elif record := _joined(model, relation, (ends[0][0], ends[1][0]), day):
            yield record
    for kind, found in sorted(other.items()):
        problem = f"relations of type {kind[:80]}, no seams: {len(found)}"
        yield entry_fault(problem, "nothing to do", found[0].evidence)


def _lost(relation: Relation, ends: list[list[int]]) -> Record:
    name = next(end[0] for end, found in zip(relation.ends, ends, strict=True) if len(found) != 1)
    many = all(ends)
    problem = (
        f"'{name[:SHOWN]}' is {'the name of several' if many else 'not among the'} fact sheets"
    )
    remedy = "rename one of them" if many else "export the full snapshot"
    return entry_fault(f"a relation is left out: {problem}", remedy, relation.evidence)


def _joined(model: Model, relation: Relation, ends: tuple[int, int], day: str) -> Record | None:
    """Enter what a relation says of an interface; return what it says of two applications."""
    kind = relation.type.lower()
    by_type = {model.facts[n].type: n for n in ends}
    if "Interface" in by_type and len(by_type) == 2:
        number = by_type.pop("Interface")
        (other,) = by_type.values()
        over = _over(relation, day)
        sides = {"provider": model.providers, "consumer": model.consumers}
        side = next((found for word, found in sides.items() if word in kind), model.objects)
        if "DataObject" not in by_type and side is model.objects:
            return entry_fault(f"'{kind[:80]}' says neither provider nor consumer", "name one",
                               relation.evidence)  # fmt: skip
        if other not in side[number]:
            side[number].append(other)
        if over:
            model.over[number, other] = over
        return None
    if set(by_type) == {"Application", "DataObject"}:
        fact = model.facts[by_type["DataObject"]]
        home = model.ref(by_type["Application"])
        return Dataset(system=home, name=fact.name, kind="data object", entity=fact.name,
                       evidence=relation.evidence)  # fmt: skip
    if set(by_type) == {"Application"} and "require" in kind:
        source, target = (Endpoint(system=model.ref(n)) for n in ends)
        reason = f"'{relation.type}' does not say which way data goes"
        return Dependency(source=source, target=target, reason=reason, evidence=relation.evidence)
    return entry_fault(f"'{kind[:80]}' joins no systems", "nothing to do", relation.evidence)


def _over(relation: Relation, day: str) -> str:
    """Return why a relation is no longer at work, "" if it is."""
    row = relation.row
    if row and row.get("status").casefold() == "archived":
        return "the relation is archived"
    until = row.get("activeuntil")[:10] if row else ""
    return f"the relation was active until {until}" if until and day and until < day else ""
