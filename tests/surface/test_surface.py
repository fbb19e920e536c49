"""The surface of a POC: the integrations that it builds, depends on or affects, and the systems
that it does not mention.
"""

from dataclasses import replace

from seamscope.poc import Poc, Touch
from seamscope.records import Evidence, Flow, State, System
from seamscope.resolved import SystemNode
from seamscope.surface import KIND, build_poc_records, compute_surface, find_reached

from ..landscape.making import AT, dependency, flow, landscape


def poc(*, reads: tuple[Touch, ...] = (), writes: tuple[Touch, ...] = ()) -> Poc:
    return Poc(name="Helper", file="poc.yaml", sponsor="Head of sales", reads=reads, writes=writes)


def touch(system: str, *datasets: str, line: int = 3) -> Touch:
    return Touch(system=system, datasets=datasets, line=line, mechanism="rest")


OWN = SystemNode(id="helper", name="Helper", kind=KIND, evidence=AT)


def test_the_poc_becomes_a_system_with_planned_flows_to_and_from_it() -> None:
    """A read is a planned flow to the POC and a write is one from it; a pattern such as `VB*` is
    not the name of a dataset.
    """
    result = build_poc_records(poc(reads=(touch("erp", "VBAK", "VB*"),), writes=(touch("crm"),)))
    own, read, written = result
    assert isinstance(own, System)
    assert isinstance(read, Flow)
    assert isinstance(written, Flow)
    assert (own.name, own.owner) == ("Helper", "Head of sales")
    assert (read.source.system.name, read.source.dataset) == ("erp", "VBAK")
    assert read.target.system.name == "Helper"
    assert (written.source.system.name, written.target.system.name) == ("Helper", "crm")
    assert {read.state, written.state} == {State.PLANNED}
    assert str(read.evidence) == "poc.yaml:3"


def test_the_surface_separates_build_upstream_and_downstream() -> None:
    """A POC that reads crm and writes erp depends on the flow into crm and affects the flow out of
    erp.
    """
    drawn_landscape = landscape(
        [
            flow("crm/lead", "helper", state=State.PLANNED),
            flow("helper", "erp/order", state=State.PLANNED),
            flow("web", "crm/lead"),
            flow("erp/order", "ledger"),
            flow("hr", "payroll"),
        ],
        systems=[OWN],
    )
    found = compute_surface(
        drawn_landscape, poc(reads=(touch("crm", "lead"),), writes=(touch("erp", "order"),))
    )
    assert found.poc == "helper"
    assert found.build == ("crm--helper", "erp--helper")
    assert found.depends_on == ("crm--web",)
    assert found.affects == ("erp--ledger",)
    assert found.touchpoints == ("crm/lead", "erp/order")
    assert found.upstream == ("web",)
    assert found.downstream == ("ledger",)


def test_systems_that_the_poc_replaces_are_not_affected() -> None:
    """A system in `replaces:` is not affected, because it is not tested again. The ERP, which the
    POC writes, cannot be replaced.
    """
    drawn_landscape = landscape(
        [
            flow("helper", "erp/order", state=State.PLANNED),
            flow("erp/order", "sheet"),
            flow("sheet", "board"),
            flow("erp/order", "ledger"),
        ],
        systems=[OWN],
    )
    plan = replace(poc(writes=(touch("erp", "order"),)), replaces=("Sheet", "erp", "typing"))
    found = compute_surface(drawn_landscape, plan)
    assert found.replaced == ("sheet",)
    assert found.affects == ("erp--ledger",)
    assert found.downstream == ("ledger",)


def test_a_read_dataset_does_not_depend_on_the_feeds_of_others() -> None:
    """A POC that reads the table of orders depends on its source erp, but not on the source of the
    weather table.
    """
    drawn_landscape = landscape(
        [
            flow("dwh/mart", "helper", state=State.PLANNED),
            flow("erp/order", "dwh/raw"),
            flow("dwh/raw", "dwh/mart"),
            flow("weather", "dwh/sky"),
        ],
        systems=[OWN],
    )
    assert compute_surface(drawn_landscape, poc(reads=(touch("dwh", "mart"),))).depends_on == (
        "dwh--erp",
    )


def test_patterns_touch_every_dataset_of_that_system_they_match() -> None:
    """The pattern `vb*` for erp matches VBAK and VBAP of erp, but not VBAK of the archive."""
    drawn_landscape = landscape(
        [
            flow("erp", "helper", state=State.PLANNED, evidence=(poc_evidence(),)),
            flow("erp/sap.vbak", "dwh/x"),
            flow("erp/sap.vbap", "dwh/y"),
            flow("archive/vbak", "dwh/z"),
        ],
        systems=[OWN],
    )
    found = compute_surface(drawn_landscape, poc(reads=(touch("erp", "vb*"),)))
    assert found.touchpoints == ("erp/sap.vbak", "erp/sap.vbap")


def test_forgotten_systems_are_named_with_their_reason() -> None:
    """Systems that the POC does not mention, such as a neighbouring warehouse or monitoring, are
    listed with a reason; retired ones are not.
    """
    kinds = {"dwh": "warehouse", "watch": "monitoring", "desk": "ITSM", "old": "monitoring"}
    systems = [
        SystemNode(
            id=key,
            name=key.title(),
            kind=kind,
            lifecycle=State.RETIRED if key == "old" else State.ACTIVE,
            evidence=AT,
        )
        for key, kind in kinds.items()
    ]
    drawn_landscape = landscape(
        [flow("crm", "helper", state=State.PLANNED), flow("crm", "dwh"), flow("dwh", "shop")],
        systems=[OWN, *systems],
    )
    found = {
        item.system: item.reason
        for item in compute_surface(drawn_landscape, poc(reads=(touch("crm"),))).forgot
    }
    assert sorted(found) == ["desk", "dwh", "watch"]
    assert found["dwh"] == "it exchanges data with crm, which the POC uses"
    assert "monitored" in found["watch"]


def test_a_landscape_without_monitoring_says_so() -> None:
    """If no monitoring system is known, the list of forgotten systems has an entry that says so."""
    drawn_landscape = landscape([flow("crm", "helper", state=State.PLANNED)], systems=[OWN])
    (missing,) = compute_surface(drawn_landscape, poc(reads=(touch("crm"),))).forgot
    assert missing.system == ""
    assert "no monitoring system is known" in missing.reason


def test_writes_reach_flows_by_entity() -> None:
    """If the POC writes orders, it reaches flows of orders and flows without an entity, but not
    flows of leads.
    """
    drawn_landscape = landscape(
        [
            flow("poc", "crm", entities=("Order",), state=State.PLANNED),
            flow("crm", "ledger", entities=("Order",)),
            flow("crm", "mailer", entities=("Lead",)),
            flow("crm", "lake"),
            flow("mailer", "fax"),
        ]
    )
    write = next(item for item in drawn_landscape.flows if item.state is State.PLANNED)
    reached = {item.target.system for item in find_reached(drawn_landscape, [write])}
    assert reached == {"ledger", "lake"}


def test_without_a_poc_nothing_is_to_build() -> None:
    """Without a POC, the surface has touchpoints of existing flows and no integration to build."""
    drawn_landscape = landscape(
        [flow("erp/vbak", "crm"), flow("erp", "fax", state=State.RETIRED)],
        [dependency("crm", "web")],
    )
    found = compute_surface(drawn_landscape, None)
    assert found.poc == ""
    assert found.build == ()
    assert found.touchpoints == ("erp/vbak",)


def poc_evidence() -> Evidence:
    return Evidence(file="poc.yaml", line=3, connector="poc")
