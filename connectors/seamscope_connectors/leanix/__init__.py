"""Read LeanIX workbooks: applications, and interfaces with their providers and consumers.

In LeanIX, provider and consumer do not imply a direction of data, unless the export says so in a
remark. An interface may have a data flow direction, which is seen from the provider.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.lists.places import read_places
from seamscope.connector.scrub import quote
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
from seamscope_connectors.leanix.model import Model, build_model
from seamscope_connectors.leanix.sheets import (
    KNOWN,
    Fact,
    Relation,
    Remark,
    derive_state,
    find_direction,
    find_export_date,
    find_place_kind,
    is_list,
    is_snapshot,
    read_sheets,
)

RELATED_TYPES = frozenset({"Application", "Interface", "DataObject"})


class LeanIxConnector(Connector):
    """Reads full snapshots and inventory exports of LeanIX."""

    name = "leanix"
    reads = "LeanIX full snapshots and inventory exports (XLSX)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".xlsx", ".csv"} or not file.size:
            return None
        tables = file.read_heads(KNOWN)
        if any(is_snapshot(table) for table in tables):
            return Claim(reason="has relations between fact sheets", group=self.name)
        if any(is_list(table) for table in tables):
            return Claim(reason="has the columns of fact sheets", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        facts: list[Fact] = []
        relations: list[Relation] = []
        remarks: list[Remark] = []
        for found in read_each(source.files, read_sheets):
            match found:
                case Fact():
                    facts.append(found)
                case Relation():
                    relations.append(found)
                case Remark():
                    remarks.append(found)
                case _:
                    yield found
        export_date = find_export_date(facts)
        stated: dict[int, Stated] = {}
        for number, fact in enumerate(facts):
            stated[number] = yield from derive_state(fact, export_date)
        model = build_model(
            facts,
            {number: fact_stated.state for number, fact_stated in stated.items()},
            find_direction(remarks),
        )
        yield from _list_systems(model, stated)
        yield from _process_relations(model, relations, export_date)
        for number, fact in enumerate(tuple(facts)):
            if fact.type == "Interface":
                yield from read_interface(model, number)


def _list_systems(model: Model, stated: Mapping[int, Stated]) -> Iterator[Record]:
    other_facts: dict[str, list[Fact]] = defaultdict(list)
    for number, fact in enumerate(model.facts):
        if fact.type == "Application":
            yield _build_system(fact, stated[number])
        elif fact.type not in {"Interface", "DataObject"}:
            other_facts[fact.type].append(fact)
    for kind, found in sorted(other_facts.items()):
        problem = f"fact sheets of type {quote(kind)} are not read as systems: {len(found)}"
        remedy = "if some are systems, change their type to Application"
        yield skip_entry(problem, remedy, found[0].row.evidence)


def _build_system(fact: Fact, stated: Stated) -> System:
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
        state_due=stated.due,
        aliases=tuple(alias for alias in aliases if alias),
        clues=(
            *((Clue(kind=ClueKind.ID, value=row.get("id")),) if row.get("id") else ()),
            *find_app_id_clues(row.cells.items()),
            *(
                place
                for header, cell in row.cells.items()
                if cell and (kind := find_place_kind(header))
                for place in read_places(cell, kind)
            ),
        ),
        description=row.get("description"),
    )


def _process_relations(
    model: Model, relations: list[Relation], export_date: str
) -> Iterator[Record]:
    """Yield the records of relations between applications, interfaces and data objects.

    Relations of other fact sheets are reported.
    """
    other: dict[str, list[Relation]] = defaultdict(list)
    missing = {kind for kind in ("Application", "DataObject") if not model.has_type(kind)}
    for relation in relations:
        if not {kind for _, kind in relation.ends} <= RELATED_TYPES:
            other[relation.type].append(relation)
            continue
        ends = [_find_end(model, relation, end, missing) for end in relation.ends]
        if not all(len(found) == 1 for found in ends):
            yield _report_unresolved(relation, ends)
        elif record := _process_relation(model, relation, (ends[0][0], ends[1][0]), export_date):
            yield record
    for kind, found in sorted(other.items()):
        problem = f"relations of type {quote(kind, 80)} are not read as flows: {len(found)}"
        remedy = "model the flows among them as interfaces in LeanIX"
        yield skip_entry(problem, remedy, found[0].evidence)


def _find_end(
    model: Model, relation: Relation, end: tuple[str, str], missing: Collection[str]
) -> list[int]:
    """Return the fact sheets at one end of a relation.

    An export of interfaces does not contain the applications that its relations name. Such an
    application is added to the model.

    missing: types of which the export contains no fact sheets.
    """
    found = model.find(*end)
    if found or end[1] not in missing or relation.listed is None:
        return found
    return [model.add(*end, relation.listed)]


def _report_unresolved(relation: Relation, ends: list[list[int]]) -> Record:
    name = next(end[0] for end, found in zip(relation.ends, ends, strict=True) if len(found) != 1)
    is_ambiguous = all(ends)
    count = "several fact sheets are" if is_ambiguous else "no fact sheet is"
    remedy = "rename one of the fact sheets" if is_ambiguous else "export the full snapshot"
    problem = f"the relation is not read, because {count} named '{quote(name)}'"
    return skip_entry(problem, remedy, relation.evidence)


def _process_relation(
    model: Model, relation: Relation, ends: tuple[int, int], export_date: str
) -> Record | None:
    """Add a relation of an interface to the model; return the record of any other relation."""
    kind = relation.type.lower()
    numbers_by_type = {model.facts[n].type: n for n in ends}
    if "Interface" in numbers_by_type and len(numbers_by_type) == 2:
        number = numbers_by_type.pop("Interface")
        (other,) = numbers_by_type.values()
        ended = _explain_end(relation, export_date)
        related = {"provider": model.providers, "consumer": model.consumers}
        numbers = next((found for word, found in related.items() if word in kind), model.objects)
        if "DataObject" not in numbers_by_type and numbers is model.objects:
            problem = (
                f"relation type '{quote(kind, 80)}' is neither a provider nor a consumer relation"
            )
            remedy = "change the relation to a provider or consumer relation"
            return skip_entry(problem, remedy, relation.evidence)
        if other not in numbers[number]:
            numbers[number].append(other)
        if ended:
            model.ended[number, other] = ended
        return None
    if set(numbers_by_type) == {"Application", "DataObject"}:
        fact = model.facts[numbers_by_type["DataObject"]]
        home = model.build_ref(numbers_by_type["Application"])
        return Dataset(system=home, name=fact.name, kind="data object", entity=fact.name,
                       evidence=relation.evidence)  # fmt: skip
    if set(numbers_by_type) == {"Application"} and "require" in kind:
        source, target = (Endpoint(system=model.build_ref(n)) for n in ends)
        reason = f"a relation of type '{relation.type}' has no direction of data"
        return Dependency(source=source, target=target, reason=reason, evidence=relation.evidence)
    problem = f"relation type '{quote(kind, 80)}' does not connect two systems"
    remedy = "model the flows among them as interfaces in LeanIX"
    return skip_entry(problem, remedy, relation.evidence)


def _explain_end(relation: Relation, export_date: str) -> str:
    """Return the reason why a relation has ended (archived, `activeUntil` is past), or ""."""
    row = relation.row
    if row and row.get("status").casefold() == "archived":
        return "the relation is archived"
    until = row.get("activeuntil")[:10] if row else ""
    return (
        f"the relation was active until {until}"
        if until and export_date and until < export_date
        else ""
    )
