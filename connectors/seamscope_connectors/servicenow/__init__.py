"""Read ServiceNow CMDB exports: applications, their infrastructure and the flows between them.

List exports (CSV, XLSX) and JSON of the Table API are read in the same way. An application service
is merged into the business application that consumes it; servers and databases become clues to the
application that uses them.
"""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from seamscope.connector import Claim, Connector, File, Source, extract_host
from seamscope.connector.entries import note_reading, read_each, skip_entry, skip_part
from seamscope.connector.relations import read_relation
from seamscope.connector.scrub import quote
from seamscope.connector.states import Stated
from seamscope.connector.vocabulary import is_test_environment, parse_environment
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Endpoint,
    Evidence,
    Flow,
    Record,
    Skipped,
    State,
    System,
    SystemRef,
)
from seamscope_connectors.servicenow.fold import Relation, merge_parts, resolve_relations
from seamscope_connectors.servicenow.graph import (
    Cmdb,
    build_cmdb,
    derive_state,
    interpret_type,
)
from seamscope_connectors.servicenow.items import Item, read_items, recognise
from seamscope_connectors.servicenow.owned import is_owned, list_owned_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """The state of an item's flows.

    stated: the state of the item itself.
    reason: the reason why the flows do not run, "" if they run.
    """

    state: State
    stated: Stated
    reason: str = ""


# Meaning of a relation type -> (sender, receiver) pairs: 0 is the parent, 1 the child.
PAIRS = {
    "forth": ((0, 1),),
    "back": ((1, 0),),
    "both": ((0, 1), (1, 0)),
    "possibly": ((0, 1), (1, 0)),
}


class ServiceNowConnector(Connector):
    """Reads items and relations together, because relations refer to items in other files."""

    name = "servicenow"
    reads = "ServiceNow CMDB: items and relations (CSV, XLSX, Table API JSON)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        reason = recognise(file)
        return Claim(reason=reason, group=self.name) if reason else None

    def read(self, source: Source) -> Iterator[Record]:
        rows: list[Item] = []
        for row in read_each(source.files, read_items):
            match row:
                case Skipped():
                    yield row
                case Item() if row.is_half_type:
                    what = "the sys_id or a descriptor of the relation type is missing"
                    yield skip_entry(
                        what, "export cmdb_rel_type with sys_id and both descriptors", row.evidence
                    )
                case Item() if row.is_nameless:
                    problem = "the item has no name"
                    yield skip_entry(problem, "fill in the name in ServiceNow", row.evidence)
                case Item():
                    rows.append(row)
        cmdb = build_cmdb(rows)
        if not cmdb.items:
            yield from _relate_names(cmdb)
            return
        relations = yield from resolve_relations(cmdb)
        unassigned = merge_parts(cmdb, relations)
        states: dict[int, FlowState] = {}
        for number in range(len(cmdb.items)):
            states[number] = yield from _derive_flow_state(cmdb.items[number])
        yield from _list_systems(cmdb, unassigned, states)
        yield from _list_flows(cmdb, relations, states)


def _derive_flow_state(item: Item) -> Generator[Record, None, FlowState]:
    stated = yield from derive_state(item)
    name = quote(item.text("name"))
    if stated.state not in {State.ACTIVE, State.UNKNOWN}:
        return FlowState(state=stated.state, stated=stated, reason=f"{name} is {stated.state}")
    if environment := parse_environment(item.text("environment")):
        reason = f"{name} is used for {environment}"
        return FlowState(state=State.DEVELOPMENT, stated=stated, reason=reason)
    # A system in an unknown state does not affect the state of its flows.
    return FlowState(state=State.ACTIVE, stated=stated)


def _list_systems(
    cmdb: Cmdb, unassigned: set[int], states: dict[int, FlowState]
) -> Iterator[Record]:
    """Yield each item that is a system, with the items merged into it as clues."""
    merged: dict[int, list[int]] = {}
    for part, home in cmdb.homes.items():
        merged.setdefault(home, []).append(part)
    groupings: list[Item] = []
    for number, item in enumerate(cmdb.items):
        if not cmdb.classify(number):
            groupings.append(item)
        elif number not in cmdb.homes and number not in unassigned:
            yield _build_system(cmdb, number, merged.get(number, []), states[number].stated)
            yield from _list_instances(cmdb, number, merged.get(number, []))
    yield from list_owned_parts(cmdb, sorted(unassigned))
    unassigned = {number for number in unassigned if not is_owned(cmdb.items[number])}
    for kind, name in (("hardware", "servers and devices"), ("database", "databases")):
        unused = [cmdb.items[n] for n in sorted(unassigned) if cmdb.classify(n) == kind]
        yield from _report_count(f"{name} that belong to no single system", unused, skip_part)
    yield from _report_count(
        "services, capabilities and other groupings are not read as systems", groupings, skip_part
    )


def _list_instances(cmdb: Cmdb, number: int, merged: list[int]) -> Iterator[System]:
    """Yield the test and development instances of a system, and the servers of each."""
    home = cmdb.items[number].text("name")
    for part in merged:
        item = cmdb.items[part]
        environment = _get_environment(cmdb, part)
        if not environment or item.text("name") == home:
            continue
        service = cmdb.classify(part) == "service"
        yield System(
            name=item.text("name") if service else home,
            environment=environment,
            aliases=(home,) if service else (),
            clues=_build_id_clues([item]) if service else cmdb.list_part_clues(part),
            evidence=item.evidence,
        )


def _get_environment(cmdb: Cmdb, part: int) -> str:
    """Return the environment of a service, server or database, "" for production.

    For a server, the column may contain a purpose instead of an environment: "File Services".
    """
    text = cmdb.items[part].text("environment")
    is_instance = cmdb.classify(part) == "service" or is_test_environment(text)
    return parse_environment(text) if is_instance else ""


def _build_id_clues(items: list[Item]) -> tuple[Clue, ...]:
    return tuple(Clue(kind=ClueKind.ID, value=item.text("id")) for item in items if item.text("id"))


def _build_host_clues(item: Item) -> Iterator[Clue]:
    """Yield the servers in a column of the application itself, such as ``u_server``."""
    for name in re.split(r"[;,\s]+", item.cell("host").text):
        if host := extract_host(name):
            yield Clue(kind=ClueKind.HOST, value=host)


def _build_system(cmdb: Cmdb, number: int, merged: list[int], stated: Stated) -> System:
    item = cmdb.items[number]
    own = [part for part in (number, *merged) if part == number or not _get_environment(cmdb, part)]
    members = [cmdb.items[part] for part in own]
    services = [cmdb.items[part] for part in own if cmdb.classify(part) == "service"]
    clues = [*_build_id_clues(members), *item.app_ids, *_build_host_clues(item)]
    for part in merged:
        if not _get_environment(cmdb, part):
            clues += cmdb.list_part_clues(part)
    aliases = dict.fromkeys(service.text("name") for service in services)
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
        environment=parse_environment(item.text("environment")),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
        aliases=tuple(name for name in aliases if name != item.text("name")),
        clues=tuple(clues),
        other_names=item.codes,
        description=item.text("description"),
    )


def _list_flows(
    cmdb: Cmdb, relations: list[Relation], states: dict[int, FlowState]
) -> Iterator[Record]:
    """Yield flows and dependencies between systems; report relations without two systems."""
    inner: list[Item] = []
    outer: list[Item] = []
    for relation in relations:
        ends = (relation.parent, relation.child)
        kinds = {cmdb.classify(number) for number in ends}
        if cmdb.find_home(ends[0]) == cmdb.find_home(ends[1]):
            inner.append(relation.item)
        elif "" in kinds or any(
            cmdb.classify(number) == "hardware" and number not in cmdb.homes for number in ends
        ):
            outer.append(relation.item)
        else:
            yield from _list_relation_flows(cmdb, relation, states)
    yield from _report_count("relations inside one system are left out", inner, note_reading)
    yield from _report_count(
        "relations to groupings and shared devices are not read", outer, skip_part
    )


def _list_relation_flows(
    cmdb: Cmdb, relation: Relation, states: dict[int, FlowState]
) -> Iterator[Record]:
    parent = Endpoint(system=cmdb.build_ref(relation.parent))
    child = Endpoint(system=cmdb.build_ref(relation.child))
    ends = (relation.parent, relation.child)
    numbers = (*ends, *(cmdb.find_home(number) for number in ends))
    active = FlowState(state=State.ACTIVE, stated=Stated())
    worst = next((flow_state for n in numbers if (flow_state := states[n]).reason), active)
    yield from _build_flows((parent, child), relation.type, relation.item.evidence, worst)


def _relate_names(cmdb: Cmdb) -> Iterator[Record]:
    """Yield the flows of an export that contains relations, but not their items.

    A relation that does not move data, such as ``Orders Runs on plnsql02``, is left out, because
    without the class of an item it is unknown which end is a system.
    """
    active = FlowState(state=State.ACTIVE, stated=Stated())
    rest: list[Item] = []
    for item in cmdb.relations:
        cell = item.cell("type")
        words = cell.text or cmdb.types.get(cell.id, "")
        ends = (item.cell("parent").text, item.cell("child").text)
        if all(ends) and interpret_type(words) in PAIRS:
            parent, child = (Endpoint(system=SystemRef(name=name)) for name in ends)
            yield from _build_flows((parent, child), words, item.evidence, active)
        else:
            rest.append(item)
    if rest:
        problem = f"relations without their items: {len(rest)}"
        yield skip_entry(problem, "export the items (table cmdb_ci) too", rest[0].evidence)


def _build_flows(
    ends: tuple[Endpoint, Endpoint], words: str, where: Evidence, worst: FlowState
) -> Iterator[Record]:
    """Yield the flows between parent and child that the type of a relation means, or a
    dependency.
    """
    meaning = interpret_type(words)
    possible = meaning == "possibly"
    reasons = (worst.reason, f"inferred from '{quote(words, 80)}'" if possible else "")
    for first, second in PAIRS.get(meaning, ()):
        yield Flow(
            source=ends[first],
            target=ends[second],
            evidence=where,
            state=worst.state,
            certainty=Certainty.POSSIBLE if possible else Certainty.CERTAIN,
            reason="; ".join(filter(None, reasons)),
        )
    if meaning not in PAIRS:
        description = f"the type '{quote(words, 80)}'" if words else "a relation without a type"
        yield Dependency(
            source=ends[0],
            target=ends[1],
            reason=f"{description} has no direction of data",
            evidence=where,
            state=worst.state,
            moves_data=not read_relation(words.partition("::")[0]).only_depends,
        )


def _report_count(
    problem: str,
    items: list[Item],
    report: Callable[[str, str, Evidence], Skipped] = skip_entry,
) -> Iterator[Skipped]:
    if items:
        remedy = "if some are systems, change their class to Business Application"
        yield report(f"{problem}: {len(items)}", remedy, items[0].evidence)
