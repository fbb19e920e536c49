"""ServiceNow CMDB exports: applications, what they run on, and which way data goes between them.

List exports (CSV, XLSX) and the Table API's JSON give the same graph. An application service
folds into the business application that consumes it; its servers and databases are clues.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import SHOWN, each_of, entry_fault
from seamscope.connector.relations import read_relation
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import environment_of
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Flow,
    Record,
    Skipped,
    State,
    System,
)
from seamscope_connectors.servicenow.fold import Relation, fold_parts, related
from seamscope_connectors.servicenow.graph import PARTS, Cmdb, build, item_state
from seamscope_connectors.servicenow.items import Item, read_items, recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Whether an item's flows are at work, and why not; stated: what the item says of itself."""

    state: State
    stated: Stated
    reason: str = ""


class ServiceNowConnector(Connector):
    """Reads items and relations together, since a relation names items of other files."""

    name = "servicenow"
    reads = "ServiceNow CMDB: items and relations (CSV, XLSX, Table API JSON)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        reason = recognised(file)
        return Claim(reason=reason, group=self.name) if reason else None

    def read(self, source: Source) -> Iterator[Record]:
        rows: list[Item] = []
        for row in each_of(source.files, read_items):
            match row:
                case Skipped():
                    yield row
                case Item() if row.is_nameless:
                    yield entry_fault("an item without a name", "fill it in", row.evidence)
                case Item():
                    rows.append(row)
        cmdb = build(rows)
        relations = yield from related(cmdb)
        loose = fold_parts(cmdb, relations)
        lives: dict[int, Live] = {}
        for number in range(len(cmdb.items)):
            lives[number] = yield from _live(cmdb.items[number])
        yield from _systems(cmdb, loose, lives)
        yield from _joined(cmdb, relations, lives)


def _live(item: Item) -> Generator[Record, None, Live]:
    stated = yield from item_state(item)
    name = item.text("name")[:SHOWN]
    if stated.state not in {State.ACTIVE, State.UNKNOWN}:
        return Live(state=stated.state, stated=stated, reason=f"{name} is {stated.state}")
    if environment := environment_of(item.text("environment")):
        reason = f"{name} is used for {environment}"
        return Live(state=State.DEVELOPMENT, stated=stated, reason=reason)
    # What is not known of a system says nothing of its relations.
    return Live(state=State.ACTIVE, stated=stated)


def _systems(cmdb: Cmdb, loose: set[int], lives: dict[int, Live]) -> Iterator[Record]:
    """Yield each item that stands for itself, with what was folded into it as clues."""
    folded: dict[int, list[int]] = {}
    for part, home in cmdb.homes.items():
        folded.setdefault(home, []).append(part)
    groupings: list[Item] = []
    for number, item in enumerate(cmdb.items):
        if not cmdb.kind(number):
            groupings.append(item)
        elif number not in cmdb.homes and number not in loose:
            yield _system(cmdb, number, folded.get(number, []), lives[number].stated)
            yield from _instances(cmdb, number, folded.get(number, []))
    for kind, problem in (("hardware", "servers and devices"), ("database", "databases")):
        unused = [cmdb.items[n] for n in sorted(loose) if cmdb.kind(n) == kind]
        yield from _count(f"{problem} that belong to no single system", unused)
    yield from _count("services, capabilities and other groupings, no systems", groupings)


def _instances(cmdb: Cmdb, number: int, folded: list[int]) -> Iterator[System]:
    """Yield the test and development instances of a system, as environments of it."""
    home = cmdb.items[number].text("name")
    for part in folded:
        item = cmdb.items[part]
        environment = _environment(cmdb, part)
        if environment and item.text("name") != home:
            yield System(
                name=item.text("name"),
                environment=environment,
                aliases=(home,),
                clues=_ids([item]),
                evidence=item.evidence,
            )


def _environment(cmdb: Cmdb, part: int) -> str:
    """Return the environment that an instance of an application is, "" for production."""
    is_instance = cmdb.kind(part) == "service"
    return environment_of(cmdb.items[part].text("environment")) if is_instance else ""


def _ids(items: list[Item]) -> tuple[Clue, ...]:
    return tuple(Clue(kind=ClueKind.ID, value=one.text("id")) for one in items if one.text("id"))


def _system(cmdb: Cmdb, number: int, folded: list[int], stated: Stated) -> System:
    item = cmdb.items[number]
    own = [part for part in (number, *folded) if part == number or not _environment(cmdb, part)]
    members = [cmdb.items[part] for part in own]
    services = [cmdb.items[part] for part in own if cmdb.kind(part) == "service"]
    clues = [*_ids(members), *item.app_ids]
    for part in folded:
        name = cmdb.items[part].text("host") or cmdb.items[part].text("name")
        kind = PARTS.get(cmdb.kind(part))
        if kind:
            clues.append(Clue(kind=kind, value=name))
    aliases = dict.fromkeys(one.text("name") for one in services)
    return System(
        name=item.text("name"),
        evidence=item.evidence,
        kind=item.text("class"),
        vendor=item.text("vendor"),
        domain=item.text("domain"),
        owner=item.text("owner"),
        support=item.text("support"),
        criticality=item.text("criticality"),
        hosting=item.text("hosting"),
        classification=item.text("classification"),
        environment=environment_of(item.text("environment")),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        aliases=tuple(name for name in aliases if name != item.text("name")),
        clues=tuple(clues),
        other_names=item.codes,
        description=item.text("description"),
    )


def _joined(cmdb: Cmdb, relations: list[Relation], lives: dict[int, Live]) -> Iterator[Record]:
    """Yield the flows and dependencies between systems, and how many relations join none."""
    inside: list[Item] = []
    around: list[Item] = []
    for relation in relations:
        ends = (relation.parent, relation.child)
        kinds = {cmdb.kind(number) for number in ends}
        if cmdb.home(ends[0]) == cmdb.home(ends[1]):
            inside.append(relation.item)
        elif "" in kinds or any(
            cmdb.kind(number) == "hardware" and number not in cmdb.homes for number in ends
        ):
            around.append(relation.item)
        else:
            yield from _between(cmdb, relation, lives)
    yield from _count("relations inside one system", inside)
    yield from _count("relations to groupings and shared devices", around)


def _between(cmdb: Cmdb, relation: Relation, lives: dict[int, Live]) -> Iterator[Record]:
    parent = Endpoint(system=cmdb.ref(relation.parent))
    child = Endpoint(system=cmdb.ref(relation.child))
    ends = (relation.parent, relation.child)
    numbers = (*ends, *(cmdb.home(number) for number in ends))
    active = Live(state=State.ACTIVE, stated=Stated())
    worst = next((live for n in numbers if (live := lives[n]).reason), active)
    way = relation.meaning
    ways = {"forth": [(parent, child)], "back": [(child, parent)]}
    ways["both"] = ways["possibly"] = [*ways["forth"], *ways["back"]]
    possible = way == "possibly"
    reasons = (worst.reason, f"by the words '{relation.type[:80]}'" if possible else "")
    for source, target in ways.get(way, []):
        yield Flow(
            source=source,
            target=target,
            evidence=relation.item.evidence,
            state=worst.state,
            certainty=Certainty.POSSIBLE if possible else Certainty.CERTAIN,
            reason="; ".join(filter(None, reasons)),
        )
    if way not in ways:
        said = f"'{relation.type[:80]}'" if relation.type else "a relation without a type"
        yield Dependency(
            source=parent,
            target=child,
            reason=f"{said} does not say which way data goes",
            evidence=relation.item.evidence,
            state=worst.state,
            moves_data=not read_relation(relation.type.partition("::")[0]).only_depends,
        )


def _count(problem: str, items: list[Item]) -> Iterator[Skipped]:
    if items:
        remedy = "nothing to do, unless one of them is a system: then give it a class of its own"
        yield entry_fault(f"{problem}: {len(items)}", remedy, items[0].evidence)
