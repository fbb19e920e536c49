"""Find hosts and directions of data in the API contracts that a catalog refers to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Dependency,
    Flow,
    Interface,
    Mechanism,
    Record,
    System,
    SystemRef,
)

READS = "all operations of the contract {} only read"
WRITES = "all operations of the contract {} write"
BOTH = "the contract {} has operations that read and that write"


def apply_contracts(records: Iterable[Record]) -> list[Record]:
    """Return the records, completed from the contracts to which the entries of a catalog refer.

    The system that provides an API owns the host of its contract, unless the contract of another
    system has the same host. The operations of a contract determine the direction of the data: with
    reading operations, the caller receives data; with writing operations, it sends data. A contract
    that names its callers itself is not used for directions.
    """
    ordered = list(records)
    contracts = _index_contracts(ordered)
    hosts = _find_hosts(ordered, contracts)
    telling = {record.evidence.file for record in ordered if isinstance(record, Flow)}
    return [new for old in ordered for new in _apply(old, contracts, hosts, telling)]


def _index_contracts(records: Iterable[Record]) -> dict[str, Interface]:
    """Return the contracts by file and, if no other contract has the same title, by title."""
    files = {
        record.evidence.file: record
        for record in records
        if isinstance(record, Interface) and record.operations and not record.definition
    }
    titled: dict[str, list[Interface]] = defaultdict(list)
    for contract in files.values():
        titled[contract.name].append(contract)
    return {title: found[0] for title, found in titled.items() if len(found) == 1} | files


def _find_hosts(
    records: Iterable[Record], contracts: Mapping[str, Interface]
) -> dict[SystemRef, tuple[Clue, ...]]:
    """Return, for each system, the hosts that occur only in the contracts of this system."""
    owners: dict[Clue, set[SystemRef]] = defaultdict(set)
    for record in records:
        contract = contracts.get(record.definition) if isinstance(record, Interface) else None
        if contract is not None and isinstance(record, Interface):
            for clue in contract.system.clues:
                if clue.kind is ClueKind.HOST:
                    owners[clue].add(record.system)
    found: dict[SystemRef, list[Clue]] = defaultdict(list)
    for clue, refs in sorted(owners.items()):
        if len(refs) == 1:
            found[next(iter(refs))].append(clue)
    return {ref: tuple(clues) for ref, clues in found.items()}


def _apply(
    record: Record,
    contracts: Mapping[str, Interface],
    hosts: Mapping[SystemRef, tuple[Clue, ...]],
    telling: Set[str],
) -> list[Record]:
    match record:
        case System():
            own = [
                clue
                for ref, clues in hosts.items()
                if ref.name == record.name and {*ref.clues} <= {*record.clues}
                for clue in clues
            ]
            return [replace(record, clues=(*record.clues, *own)) if own else record]
        case Dependency(contract=key) if key in contracts:
            return [*_direct(record, contracts[key], telling)] or [record]
        case _:
            return [record]


def _direct(record: Dependency, contract: Interface, telling: Set[str]) -> Iterator[Flow]:
    """Yield the flows between the provider of an OpenAPI contract and its caller.

    telling: the contracts that name their callers themselves.
    """
    if not contract.protocol.startswith(("openapi", "swagger")):
        return
    counts = dict(contract.counts)
    writes = counts.get("writes", 0)
    reads = counts.get("operations", contract.operations) - writes
    if writes and contract.evidence.file in telling:
        return
    reason = BOTH if reads and writes else WRITES if writes else READS
    flow = Flow(
        source=record.source,
        target=record.target,
        mechanism=Mechanism.API,
        technology=record.technology,
        entities=contract.entities,
        state=record.state,
        certainty=Certainty.LIKELY,
        reason=reason.format(contract.evidence.file),
        evidence=record.evidence,
    )
    if reads:
        yield flow
    if writes:
        yield replace(flow, source=record.target, target=record.source)
