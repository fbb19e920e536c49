"""The parts of the functional size, and the facts that are only noted."""

from dataclasses import replace

import pytest

from seamscope.estimate import Scope, estimate
from seamscope.estimate.base_hours import compute_base_hours, find_setup
from seamscope.estimate.constants import load_constants
from seamscope.estimate.gather import gather_contexts
from seamscope.estimate.group_sizes import (
    GroupSizes,
    combine_sizes,
    estimate_group_sizes,
    index_known_sizes,
)
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.process import list_processes
from seamscope.estimate.size import build_portions
from seamscope.poc import Poc, Touch
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import DatasetNode, DependencyEdge, End, FlowEdge, SystemNode
from seamscope.surface import Surface

from .fakes import build_everything, build_fake, flow

THREE = GroupSizes(counts=((3, 1.0),), reason="for the test")


def context(*flows: FlowEdge, key: str = "a--b") -> IntegrationContext:
    landscape = build_fake(*flows)
    return next(
        found
        for found in gather_contexts(landscape, build_everything(landscape), None)
        if found.integration.id == key
    )


def parts(found: IntegrationContext) -> dict[str, float]:
    return {portion.part.name: portion.part.cfp for portion in build_portions(found, THREE)}


def test_a_process_is_one_direction_and_one_mechanism() -> None:
    """Four flows with two mechanisms and two directions are three processes."""
    found = context(
        flow("a/x > b"), flow("a/y > b"), flow("a/z > b", Mechanism.FILE), flow("b/w > a")
    )
    names = [process.name for process in list_processes(found)]
    assert names == ["A → B, api", "A → B, file", "B → A, api"]
    assert list_processes(found)[0].groups == ("x", "y")


def test_the_same_data_group_counts_once_in_a_process() -> None:
    """Two flows into one table move a single data group; the second source counts as a lookup."""
    found = parts(context(flow("a/x > b/t"), flow("a/y > b/t")))
    assert found["A → B, api: data groups"] == 2
    assert found["A → B, api: lookups and joins"] == 1


def test_a_flow_of_rejected_rows_is_the_error_exit() -> None:
    """A flow of rejected rows is part of the error exit and adds no data group, unless it is the
    only flow.
    """
    usual, rejected = flow("a/x > b/t"), replace(flow("a/x > b/bad"), after_failure=True)
    alone, both, only = (
        parts(context(*flows)) for flows in ((usual,), (usual, rejected), (rejected,))
    )
    assert both == alone
    assert only["A → B, api: data groups"] == 2


def test_the_error_exit_says_what_happens_today() -> None:
    """The reason for the error exit names the error handling of the platform, with the flow as
    evidence.
    """
    known = replace(flow("a/x > b/t"), error_handling=("retried, up to 3 times",))
    portions = build_portions(context(known, flow("a/y > b/u")), THREE)
    part = next(one.part for one in portions if one.part.name.endswith("error exit"))
    assert part.reason == "one error exit for the process; today: retried, up to 3 times"
    assert part.evidence == known.evidence[:1]
    assert part.cfp == 1


def test_a_flow_without_data_beside_one_with_is_noted_and_not_counted() -> None:
    """A flow without data, such as "A feeds B", adds no size if another flow names a table of A,
    and is noted.
    """
    found = parts(context(flow("a > b", Mechanism.UNKNOWN), flow("a/x > b"), flow("a > b")))
    assert found["flows without data groups"] == 0
    assert sum(found.values()) == 4


def test_a_flow_of_another_mechanism_counts_even_without_data() -> None:
    """A flow without data is a process of unknown size if its mechanism differs from that of the
    other flow.
    """
    found = parts(context(flow("a > b", Mechanism.FILE), flow("a/x > b")))
    assert found["A → B, file: data groups"] == 6
    assert sum(found.values()) == 12


def test_consumers_are_followed_through_the_targets_own_steps() -> None:
    """The consumers of a flow are the systems that read data derived from it in the target, because
    they must be retested.
    """
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
    """If there is a direct flow, a derived one is noted but adds no size."""
    derived = replace(flow("a > b", entities=("E",)), id="derived", derived=True)
    found = context(flow("a/x > b"), derived)
    assert not found.end_to_end
    assert parts(found)["derived flows"] == 0


def test_the_only_mechanism_of_dependencies_counts() -> None:
    """The mechanism of a dependency counts if it is the only one; with two mechanisms, it is
    unknown.
    """
    ends = (End(system="a"), End(system="b"))
    api = DependencyEdge(
        id="1", source=ends[0], target=ends[1], reason="?", mechanism=Mechanism.API
    )
    file = replace(api, id="2", mechanism=Mechanism.FILE)
    for edges, mechanism in (((api,), Mechanism.API), ((api, file), Mechanism.UNKNOWN)):
        landscape = build_fake(dependencies=edges)
        (found,) = gather_contexts(landscape, build_everything(landscape), None)
        (process,) = list_processes(found)
        assert process.mechanism is mechanism
        assert process.either_way


CRM, ERP = SystemNode(id="a", name="A", kind="crm"), SystemNode(id="b", name="B", kind="erp")


def test_only_sizes_of_the_same_pattern_and_kinds_are_evidence() -> None:
    """The unknown size of a CRM to ERP file flow is estimated from a similar flow, not from loads
    of a warehouse or an API.
    """
    other_crm = SystemNode(id="c", name="C", kind="crm")
    lake = SystemNode(id="l", name="L", kind="data warehouse")
    landscape = build_fake(
        flow("a > b", Mechanism.FILE),
        *(flow(f"c/{name} > b", Mechanism.FILE) for name in ("p", "q", "r", "s")),
        *(flow(f"a/{number} > l", Mechanism.FILE) for number in range(200)),
        *(flow(f"c/{number} > a") for number in range(50)),
        systems=(CRM, ERP, other_crm, lake),
    )
    contexts = gather_contexts(landscape, build_everything(landscape), None)
    (asked,) = (found for found in contexts if found.integration.id == "a--b")
    sizes = estimate_group_sizes(asked, index_known_sizes(contexts))
    counts = dict(sizes.counts)
    # 4: 1 / (1 + 3); 1: 3 × .3 / 4; nothing else but the assumed numbers.
    assert counts[4] == pytest.approx(0.25)
    assert counts[1] == pytest.approx(0.225)
    assert set(counts) == {1, 2, 3, 4, 5, 10}
    assert sizes.reason == "as in C → B"


def test_without_known_sizes_the_assumed_distribution_applies() -> None:
    """Without known sizes, a flow has .3 + .5 + .6 + .75 + 1.0 = 3.15 data groups on average."""
    assert combine_sizes([]).mean == pytest.approx(3.15)


def test_unknowns_take_their_own_shares_of_the_variance() -> None:
    """If only the mechanism is unknown, it explains all of the variance; if the size is unknown,
    too, both together explain most of it.
    """
    one = context(flow("a > b", Mechanism.UNKNOWN, entities=("E",)))
    sizes = combine_sizes([])
    alone = compute_base_hours(build_portions(one, sizes), find_setup(one).hours, sizes)
    # Request and reply 40 + 4 × 7.5 = 70; a mapping 16 + 4 × 4 = 32: (ln 2.1875 / 2)² = .153178.
    assert alone.shares == {"mechanism": pytest.approx(0.153178, abs=1e-6)}
    assert alone.variance == pytest.approx(alone.shares["mechanism"])
    two = context(flow("a > b", Mechanism.UNKNOWN))
    both = compute_base_hours(build_portions(two, sizes), find_setup(two).hours, sizes)
    assert set(both.shares) == {"size", "mechanism"}
    assert sum(both.shares.values()) <= both.variance


def test_a_pattern_in_poc_yaml_counts_the_tables_that_it_names() -> None:
    """The pattern `t*` in poc.yaml matches three known tables, so three data groups move."""
    tables = ("T1", "T2", "T3", "other")
    landscape = build_fake(flow("p > a"), systems=(CRM,))
    datasets = tuple(DatasetNode(id=f"a.{n}", system="a", name=n) for n in tables)
    read = replace(flow("a > p"), evidence=(Evidence(file="poc.yaml", line=3, connector="poc"),))
    resolved = replace(landscape.resolved, flows=(read,), datasets=datasets)
    touch = Touch(system="a", datasets=("t*",), line=3)
    poc = Poc(name="P", file="poc.yaml", reads=(touch,))
    (found,) = gather_contexts(replace(landscape, resolved=resolved), Surface(poc="p"), poc)
    (process,) = list_processes(found)
    assert process.groups == ("T1", "T2", "T3")


def test_naming_a_dataset_beside_entities_does_not_lower_the_size() -> None:
    """A flow with two entities has two data groups, even if one of their tables is named as
    well.
    """
    bare = context(flow("a > b", entities=("Order", "Item")))
    named = context(flow("a/x > b", entities=("Order", "Item")))
    assert parts(named) == parts(bare)


@pytest.mark.parametrize(
    ("kind", "mechanism", "technology", "pattern"),
    [
        ("erp", Mechanism.API, "REST", "write_back"),
        ("data warehouse", Mechanism.API, "REST", "request_reply"),
        ("data warehouse", Mechanism.ETL, "Fivetran", "replicate"),
        ("data warehouse", Mechanism.ETL, "SSIS", "transform"),
        ("data warehouse", Mechanism.CDC, "", "replicate"),
        ("report", Mechanism.SQL, "", "query"),
        ("erp", Mechanism.SQL, "", "query"),
        ("erp", Mechanism.EVENTS, "Kafka", "publish_subscribe"),
        ("erp", Mechanism.FILE, "SFTP", "file_exchange"),
    ],
)
def test_a_pattern_follows_from_mechanism_technology_and_target(
    kind: str, mechanism: Mechanism, technology: str, pattern: str
) -> None:
    """The pattern is a write-back if the target is a system of record, and replication if the
    technology is a replication tool.
    """
    target = SystemNode(id="b", name="B", kind=kind)
    edge = replace(flow("a > b", mechanism), technology=technology)
    landscape = build_fake(edge, systems=(SystemNode(id="a", name="A"), target))
    (found,) = gather_contexts(landscape, build_everything(landscape), None)
    (process,) = list_processes(found)
    assert process.pattern.names == (pattern,)


@pytest.mark.parametrize(
    ("mechanism", "technology", "lowest", "highest"),
    [
        (Mechanism.API, "REST", 1.7, 2.0),
        (Mechanism.API, "MuleSoft", 1.7, 2.0),
        (Mechanism.EVENTS, "Kafka", 1.7, 2.0),
        (Mechanism.ETL, "SSIS", 1.8, 2.0),
        (Mechanism.FILE, "SFTP", 1.8, 2.0),
        (Mechanism.SQL, "", 2.0, 2.2),
        (Mechanism.ETL, "Fivetran", 1.0, 1.0),
    ],
)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_a_write_costs_about_two_reads(
    mechanism: Mechanism, technology: str, lowest: float, highest: float, count: int
) -> None:
    """A write costs about two reads with any mechanism, except with a replication tool, which
    includes the controls of a write.
    """
    hours = []
    for kind in ("report", "erp"):
        target = SystemNode(id="b", name="B", kind=kind)
        edge = flow("a > b", mechanism, entities=tuple(f"E{n}" for n in range(count)))
        landscape = build_fake(replace(edge, technology=technology), systems=(CRM, target))
        (found,) = gather_contexts(landscape, build_everything(landscape), None)
        (process,) = list_processes(found)
        rules = load_constants().patterns
        new = {name: process.pattern.scale * rules[name].new_platform_setup for name in rules}
        hours.append(compute_base_hours(build_portions(found, THREE), new, THREE).mean)
    assert lowest <= round(hours[1] / hours[0], 2) <= highest


@pytest.mark.parametrize(
    ("kind", "controls"), [("", 5), ("erp", 5), ("commerce", 5), ("warehouse", 0), ("broker", 0)]
)
def test_a_poc_needs_no_controls_to_write_where_any_data_is_stored(
    kind: str, controls: float
) -> None:
    """A write of the POC into a warehouse needs no controls, but one into a system of unknown kind
    does.
    """
    systems = (SystemNode(id="a", name="A", kind=kind), SystemNode(id="p", name="P"))
    landscape = build_fake(replace(flow("p/x > a"), state=State.PLANNED), systems=systems)
    poc = Poc(name="P", writes=(Touch(system="a", datasets=("x",)),))
    (found,) = gather_contexts(landscape, build_everything(landscape, "p"), poc)
    by_part = {name.rpartition(": ")[2]: cfp for name, cfp in parts(found).items()}
    assert by_part.get("controls of a write", 0) == controls
    assert by_part["data groups"] == (4 if controls else 2)


def test_replication_costs_the_square_root_of_its_tables() -> None:
    """Replication of a hundred tables costs ten times the tables of one; mappings of them cost a
    hundred times as much.
    """
    hours = {}
    for technology in ("Fivetran", "SSIS"):
        edges = [
            replace(flow(f"a/{number} > b", Mechanism.ETL), technology=technology)
            for number in range(100)
        ]
        many, one = context(*edges), context(edges[0])
        hours[technology] = [
            compute_base_hours(build_portions(c, THREE), find_setup(c).hours, THREE).mean
            for c in (one, many)
        ]
    # 8 + 4 × (2 + 2) = 24 and 8 + 4 × (2 · 10 + 2) = 96; 4 × 4 = 16 and 4 × 202 = 808.
    assert hours == {"Fivetran": pytest.approx([24, 96]), "SSIS": pytest.approx([16, 808])}


def test_a_second_integration_with_the_same_api_costs_less_setup() -> None:
    """The setup is 24 h instead of 40 h if the API is already in use, and the reason names the
    system that uses it.
    """
    planned = replace(flow("a/x > p"), state=State.PLANNED, technology="OData")
    used = replace(flow("a/y > z"), technology="OData")
    first = build_fake(planned)
    second = build_fake(planned, used)
    surface = Surface(poc="p", build=("a--p",))
    setups = []
    for landscape in (first, second):
        every = gather_contexts(landscape, surface, None)
        (found,) = (c for c in every if c.integration.id == "a--p")
        setups.append(find_setup(found))
    assert [setup.hours for setup in setups] == [{"request_reply": 40}, {"request_reply": 24}]
    assert setups[1].reason == "OData of A is already in use with Z"


@pytest.mark.parametrize(
    ("existing", "hours", "reason"),
    [
        (None, 16, "no platform or interface is known to be in use"),
        (("z/q > b", Mechanism.ETL, "Airbyte", State.ACTIVE), 16, "no platform"),
        (
            ("z/q > b", Mechanism.ETL, "FiveTran ", State.ACTIVE),
            4,
            "Fivetran already moves data of B",
        ),
        (("z/q > b", Mechanism.ETL, "Fivetran", State.PLANNED), 16, "no platform"),
        (("b/q > a", Mechanism.ETL, "SSIS", State.ACTIVE), 4, "SSIS already connects A and B"),
    ],
)
def test_setup_is_small_only_on_a_platform_in_place(
    existing: tuple[str, Mechanism, str, State] | None, hours: float, reason: str
) -> None:
    """The setup is small only if one of the systems already uses the technology, or an ETL platform
    connects both.
    """
    planned = flow("a/x > b", Mechanism.FILE)
    edges = [replace(planned, technology="Fivetran", state=State.PLANNED)]
    if existing:
        ends, mechanism, technology, state = existing
        edges.append(replace(flow(ends, mechanism), technology=technology, state=state))
    systems = (SystemNode(id="a", name="A"), SystemNode(id="b", name="B"))
    landscape = build_fake(*edges, systems=systems)
    surface = Surface(poc="a", build=("a--b",))
    every = estimate(landscape, surface, None, draws=10).estimates
    found = next(e for e in every if (e.integration, e.scope) == ("a--b", Scope.PRODUCTION))
    (part,) = (part for part in found.size if part.name == "setup")
    assert reason in part.reason
    assert found.setup_hours == hours
