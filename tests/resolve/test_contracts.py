"""A catalog says who provides and who calls an API; the contract of the API says where it runs and
whether it reads or writes.
"""

from dataclasses import replace

import pytest

from seamscope.records import Certainty, ClueKind, Dependency, Interface, Record, SystemRef
from seamscope.resolve import resolve
from seamscope.resolved import Resolved

from .making import at, end, flow, list_unplaced, ref, system

PATH = "openapi/berths.yaml"


def build_contract(host: str, *, writes: int = 0, path: str = PATH) -> Interface:
    """Return the contract of an API at a host.
    writes: number of its operations that write.
    """
    counts = (("paths", 2), *((("writes", writes),) if writes else ()))
    return Interface(
        system=ref(host=host, source="Berth Lookup"), name="Berth Lookup", evidence=at(f"{path}:1"),
        protocol="openapi 3.0", operations=2, counts=counts,
    )  # fmt: skip


def build_entry(provider: str, path: str = PATH) -> Interface:
    """Return the entry of a catalog that says which system provides the API of a contract."""
    return Interface(
        system=SystemRef(name=provider), name="berth-lookup", evidence=at("catalog.yaml:9"),
        protocol="openapi", definition=path,
    )  # fmt: skip


CALL = Dependency(
    source=end("Quay"), target=end("Crewing"), reason="Crewing consumes berth-lookup",
    evidence=at("catalog.yaml:20"), contract=PATH,
)  # fmt: skip
SYSTEMS = [system("Quay", "catalog.yaml:2"), system("Crewing", "catalog.yaml:5")]


def list_moves(resolved: Resolved) -> list[tuple[str, str, Certainty]]:
    """Return source, target and certainty of each flow."""
    return [(f.source.system, f.target.system, f.certainty) for f in resolved.flows]


def test_who_calls_an_api_that_only_reads_receives_data() -> None:
    """If the contract of an API has no operation that writes, data goes from the provider to the
    caller.
    """
    resolved = resolve([*SYSTEMS, build_contract("a.example"), build_entry("Quay"), CALL])
    assert list_moves(resolved) == [("quay", "crewing", Certainty.LIKELY)]
    assert resolved.dependencies == ()


@pytest.mark.parametrize(
    "records",
    [
        [replace(build_contract("a.example"), protocol="odata v4"), build_entry("Quay"), CALL],
        [build_contract("a.example", path="other.yaml"), build_entry("Quay"), CALL],
    ],
)
def test_the_direction_stays_open_without_a_contract_that_tells_it(records: list[Record]) -> None:
    """Without a contract whose operations show reading and writing, a call is a dependency, because
    it may send or fetch data.
    """
    resolved = resolve([*SYSTEMS, *records])
    assert list_moves(resolved) == []
    assert len(resolved.dependencies) == 1


@pytest.mark.parametrize(
    ("writes", "ways"),
    [
        (2, [("crewing", "quay", Certainty.LIKELY)]),
        (1, [("crewing", "quay", Certainty.LIKELY), ("quay", "crewing", Certainty.LIKELY)]),
    ],
)
@pytest.mark.parametrize("key", [PATH, "Berth Lookup"])
def test_who_calls_an_api_that_writes_sends_data(
    writes: int, ways: list[tuple[str, str, Certainty]], key: str
) -> None:
    """If a contract only writes, data goes from the caller to the provider; if it also reads, data
    goes both ways. A call may refer to it by its path or its title.
    """
    contract = build_contract("a.example", writes=writes)
    call = replace(CALL, contract=key)
    resolved = resolve([*SYSTEMS, contract, build_entry("Quay"), call])
    assert list_moves(resolved) == ways
    assert resolved.dependencies == ()


def test_a_contract_that_names_its_callers_gives_the_directions() -> None:
    """If the contract says that Crewing only reads, data flows only from Quay to Crewing, although
    other operations of the contract write.
    """
    named = replace(flow("Quay", "Crewing"), evidence=at(f"{PATH}:7"), certainty=Certainty.LIKELY)
    contract = build_contract("a.example", writes=1)
    resolved = resolve([*SYSTEMS, contract, build_entry("Quay"), CALL, named])
    assert list_moves(resolved) == [("quay", "crewing", Certainty.LIKELY)]


def test_titles_of_two_contracts_tell_no_direction() -> None:
    """If two contracts have the title to which a call refers, neither gives the call a
    direction.
    """
    contracts = [build_contract("a.example", path=path) for path in ("a.yaml", "b.yaml")]
    resolved = resolve([*SYSTEMS, *contracts, replace(CALL, contract="Berth Lookup")])
    assert list_moves(resolved) == []


def test_the_host_of_a_contract_is_that_of_its_provider() -> None:
    """A flow to the host of a contract is a flow to the provider of the API."""
    moved = flow("Crewing", end(ref(host="api.berths.example"), "v2/berths"))
    resolved = resolve([*SYSTEMS, build_contract("api.berths.example"), build_entry("Quay"), moved])
    assert list_moves(resolved) == [("crewing", "quay", Certainty.CERTAIN)]


def test_a_gateway_that_serves_two_providers_belongs_to_none() -> None:
    """A host that is in the contracts of two providers belongs to neither."""
    moved = flow("Crewing", end(ref(host="api.port.example"), "v2/berths"))
    both = [
        build_contract("api.port.example"), build_entry("Quay"),
        build_contract("api.port.example", path="crews.yaml"), build_entry("Crewing", "crews.yaml"),
    ]  # fmt: skip
    resolved = resolve([*SYSTEMS, *both, moved])
    assert list_unplaced(resolved) == ["api.port.example"]
    assert ClueKind.HOST in {node.kind for node in resolved.endpoints}
