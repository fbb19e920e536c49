"""What is counted, and what is only noted."""

from dataclasses import replace

import pytest

from seamscope.estimate import Scope, estimate
from seamscope.estimate.base_hours import (
    average_group_count,
    compute_base_hours,
    distribute_group_counts,
    find_setup,
)
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import list_processes
from seamscope.estimate.size import build_portions
from seamscope.records import Mechanism, State
from seamscope.resolved import DependencyEdge, End, FlowEdge, SystemNode
from seamscope.surface import Surface

from .fakes import everything, fake, flow


def context(*flows: FlowEdge, key: str = "a--b") -> IntegrationContext:
    landscape = fake(*flows)
    return next(
        found
        for found in gather_contexts(landscape, everything(landscape), None)
        if found.integration.id == key
    )


def parts(found: IntegrationContext) -> dict[str, float]:
    return {portion.part.name: portion.part.cfp for portion in build_portions(found, 3.0)}


def test_a_process_is_one_direction_and_one_mechanism() -> None:
    """Three flows of two mechanisms and two directions are three processes."""
    found = context(
        flow("a/x > b"), flow("a/y > b"), flow("a/z > b", Mechanism.FILE), flow("b/w > a")
    )
    names = [process.name for process in list_processes(found)]
    assert names == ["A → B, api", "A → B, file", "B → A, api"]
    assert list_processes(found)[0].groups == ("x", "y")


def test_the_same_data_group_counts_once_in_a_process() -> None:
    """Two flows that fill one table move one data group; the second source is a read."""
    found = parts(context(flow("a/x > b/t"), flow("a/y > b/t")))
    assert found["A → B, api: data groups"] == 2
    assert found["A → B, api: lookups and joins"] == 1


def test_a_flow_without_data_beside_one_with_is_noted_and_not_counted() -> None:
    """A flow "A feeds B" repeats a flow that names a table of A."""
    found = parts(context(flow("a > b", Mechanism.UNKNOWN), flow("a/x > b"), flow("a > b")))
    assert found["flows without data groups"] == 0
    assert sum(found.values()) == 4


def test_a_flow_of_another_mechanism_counts_even_without_data() -> None:
    """Another known mechanism is another process, of unknown size."""
    found = parts(context(flow("a > b", Mechanism.FILE), flow("a/x > b")))
    assert found["A → B, file: data groups"] == 6
    assert sum(found.values()) == 12


def test_consumers_are_followed_through_the_targets_own_steps() -> None:
    """Systems that read data derived from the flow must be retested, and no others."""
    found = context(
        flow("a/x > b/raw", Mechanism.ETL),
        flow("b/raw > b/mart", Mechanism.SQL),
        flow("b/mart > c", Mechanism.SQL),
        flow("b/else > d", Mechanism.SQL),
        flow("b > e", Mechanism.SQL),
        replace(flow("b/mart > f"), state=State.RETIRED),
    )
    (lane,) = found.lanes
    assert lane.consumers == ("C", "E")


def test_derived_flows_beside_direct_ones_are_noted() -> None:
    """The direct flow is counted, and the end-to-end flow is noted."""
    derived = replace(flow("a > b", entities=("E",)), id="derived", derived=True)
    found = context(flow("a/x > b"), derived)
    assert not found.end_to_end
    assert parts(found)["derived flows"] == 0


def test_the_only_mechanism_of_dependencies_counts() -> None:
    """With two mechanisms, it is unknown which one the data takes."""
    ends = (End(system="a"), End(system="b"))
    api = DependencyEdge(
        id="1", source=ends[0], target=ends[1], reason="?", mechanism=Mechanism.API
    )
    file = replace(api, id="2", mechanism=Mechanism.FILE)
    for edges, mechanism in (((api,), Mechanism.API), ((api, file), Mechanism.UNKNOWN)):
        landscape = fake(dependencies=edges)
        (found,) = gather_contexts(landscape, everything(landscape), None)
        (process,) = list_processes(found)
        assert process.mechanism is mechanism
        assert process.either_way


def test_known_sizes_are_combined_with_the_assumed_distribution() -> None:
    """Three processes of one, one and four groups weigh as much as the assumed distribution."""
    landscape = fake(
        flow("a/x > b"), flow("a/x > c"), *(flow(f"a/{t} > d") for t in ("p", "q", "r", "s"))
    )
    sizes = dict(distribute_group_counts(gather_contexts(landscape, everything(landscape), None)))
    # 1: (2 + 3 × .3) / 6; 4: 1 / 6; 10: 3 × .1 / 6.
    assert sizes[1] == pytest.approx(2.9 / 6)
    assert sizes[4] == pytest.approx(1 / 6)
    assert sizes[10] == pytest.approx(0.05)
    assert sum(sizes.values()) == pytest.approx(1)


def test_without_known_sizes_the_assumed_distribution_applies() -> None:
    """.3 + .5 + .6 + .75 + 1.0 = 3.15 data groups on average."""
    assert average_group_count(distribute_group_counts(())) == pytest.approx(3.15)


def test_unknowns_take_their_own_shares_of_the_variance() -> None:
    """An unknown mechanism alone explains all variance; with an unknown size, both explain most."""
    one = context(flow("a > b", Mechanism.UNKNOWN, entities=("E",)))
    alone = compute_base_hours(
        build_portions(one, 3.15), find_setup(one).hours, distribute_group_counts(())
    )
    # ln 78.4 and ln 56 lie ln 1.4 apart: (ln 1.4 / 2)² = .028303.
    assert alone.shares == {"mechanism": pytest.approx(0.028303, abs=1e-6)}
    assert alone.variance == pytest.approx(alone.shares["mechanism"])
    two = context(flow("a > b", Mechanism.UNKNOWN))
    both = compute_base_hours(
        build_portions(two, 3.15), find_setup(two).hours, distribute_group_counts(())
    )
    assert set(both.shares) == {"size", "mechanism"}
    assert sum(both.shares.values()) <= both.variance


@pytest.mark.parametrize(
    ("existing", "hours", "reason"),
    [
        (None, 40, "no platform that already moves data here is known"),
        (("z/q > b", Mechanism.ETL, "Airbyte", State.ACTIVE), 40, "no platform"),
        (
            ("z/q > b", Mechanism.ETL, "FiveTran ", State.ACTIVE),
            0,
            "Fivetran already moves data of B",
        ),
        (("z/q > b", Mechanism.ETL, "Fivetran", State.PLANNED), 40, "no platform"),
        (("b/q > a", Mechanism.ETL, "SSIS", State.ACTIVE), 0, "SSIS already connects A and B"),
    ],
)
def test_setup_is_free_only_on_a_platform_in_place(
    existing: tuple[str, Mechanism, str, State] | None, hours: float, reason: str
) -> None:
    """The technology must run at one of the two systems, or an ETL platform between them."""
    planned = flow("a/x > b", Mechanism.FILE)
    edges = [replace(planned, technology="Fivetran", state=State.PLANNED)]
    if existing:
        ends, mechanism, technology, state = existing
        edges.append(replace(flow(ends, mechanism), technology=technology, state=state))
    systems = (SystemNode(id="a", name="A"), SystemNode(id="b", name="B"))
    landscape = fake(*edges, systems=systems)
    surface = Surface(poc="a", build=("a--b",))
    every = estimate(landscape, surface, None, draws=10).estimates
    found = next(e for e in every if (e.integration, e.scope) == ("a--b", Scope.PRODUCTION))
    (part,) = (part for part in found.size if part.name == "setup")
    assert reason in part.reason
    assert found.setup_hours == (0 if hours == 0 else 40)
