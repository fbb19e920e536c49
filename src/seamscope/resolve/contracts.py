"""Read hosts and data directions from the API contracts that a catalog refers to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
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


def apply_contracts(records: Iterable[Record]) -> list[Record]:
    """Return the records, completed from the contracts that the entries of a catalog refer to.

    The system that provides an API owns the host of its contract, unless contracts of other systems
    contain the same host. The caller of a contract without a writing operation receives data.
    """
    ordered = list(records)
    contracts = {
        record.evidence.file: record
        for record in ordered
        if isinstance(record, Interface) and record.operations and not record.definition
    }
    hosts = _find_hosts(ordered, contracts)
    return [_apply(record, contracts, hosts) for record in ordered]


def _find_hosts(
    records: Iterable[Record], contracts: Mapping[str, Interface]
) -> dict[SystemRef, tuple[Clue, ...]]:
    """Return the hosts in each system's contracts, except for hosts in other systems' contracts."""
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
) -> Record:
    match record:
        case System():
            own = [
                clue
                for ref, clues in hosts.items()
                if ref.name == record.name and {*ref.clues} <= {*record.clues}
                for clue in clues
            ]
            return replace(record, clues=(*record.clues, *own)) if own else record
        case Dependency(contract=path) if path in contracts and _only_reads(contracts[path]):
            return Flow(
                source=record.source,
                target=record.target,
                mechanism=Mechanism.API,
                technology=record.technology,
                entities=contracts[path].entities,
                state=record.state,
                certainty=Certainty.LIKELY,
                reason=READS.format(path),
                evidence=record.evidence,
            )
        case _:
            return record


def _only_reads(contract: Interface) -> bool:
    """Return whether an OpenAPI contract has no operation that writes."""
    counted = contract.protocol.startswith(("openapi", "swagger"))
    return counted and "writes" not in {name for name, _ in contract.counts}
