"""The checklist: lines that the POC answers, lines that are open, and lines that the sources
contradict.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.case_files import load_yaml

from seamscope.decisions import Told
from seamscope.estimate import Effort, Totals
from seamscope.landscape import Landscape
from seamscope.poc import Involved, Operation, Phase, Poc, Statement, Targets, Team, Touch
from seamscope.readiness import Proof, ReadinessLine, ReadinessState, evaluate_readiness
from seamscope.readiness.checklist import load_checklist
from seamscope.readiness.systems import excludes_night
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import DatasetNode, End, FlowEdge, InterfaceNode, Resolved, SystemNode
from seamscope.surface import Forgotten, Surface

ANSWERED, OPEN, CONTRADICTED = ReadinessState
AT = (Evidence(file="inventory.yaml", line=4, connector="inventory"),)
ERP = SystemNode(
    id="erp",
    name="ERP",
    kind="erp",
    owner="Ann",
    support="ERP desk",
    documentation="wiki",
    evidence=AT,
)
DWH = SystemNode(id="dwh", name="Warehouse", kind="warehouse", support="Data desk", evidence=AT)
OWN = SystemNode(id="poc", name="Promise", kind="poc")
READ = FlowEdge(
    id="f1",
    source=End(system="dwh", dataset="dwh.orders"),
    target=End(system="poc"),
    state=State.PLANNED,
    evidence=(Evidence(file="poc.yaml", line=3, connector="poc"),),
)
WRITE = FlowEdge(
    id="f2",
    source=End(system="poc"),
    target=End(system="erp"),
    state=State.PLANNED,
    evidence=(Evidence(file="poc.yaml", line=4, connector="poc"),),
)
LOAD = FlowEdge(
    id="f3",
    source=End(system="erp"),
    target=End(system="dwh", dataset="dwh.raw"),
    mechanism=Mechanism.ETL,
    frequency="nightly",
    evidence=AT,
)
STEP = FlowEdge(
    id="f4",
    source=End(system="dwh", dataset="dwh.raw"),
    target=End(system="dwh", dataset="dwh.orders"),
    evidence=AT,
)
DATA = Resolved(
    systems=(ERP, DWH, OWN),
    datasets=(
        DatasetNode(id="dwh.orders", system="dwh", name="orders", evidence=AT),
        DatasetNode(id="dwh.raw", system="dwh", name="raw", evidence=AT),
    ),
    flows=(READ, WRITE, LOAD, STEP),
)
BACK = {"source": End(system="dwh"), "target": End(system="erp")}
# Lines that the sources answer, regardless of poc.yaml.
COMPUTED = {"owners", "freshness", "masters", "contracts", "directions", "lifecycle", "forgotten"}
POC = Poc(
    name="Promise",
    reads=(Touch(system="Warehouse", datasets=("orders",), latency="daily", line=3),),
    writes=(Touch(system="ERP", entities=("Order",), line=4),),
)


def effort(hours: float) -> Effort:
    return Effort(mean=hours, p50=hours, p80=hours, p90=hours)


TOTALS = Totals(poc=effort(0), production=effort(1120), management_hours=effort(280))


def check_readiness(
    poc: Poc = POC,
    data: Resolved = DATA,
    forgot: tuple[Forgotten, ...] = (),
    told: tuple[Told, ...] = (),
) -> dict[str, ReadinessLine]:
    landscape = Landscape(data)
    build = tuple(i.id for i in landscape.integrations if "poc" in i.systems)
    near = tuple(i.id for i in landscape.integrations if "poc" not in i.systems)
    surface = Surface(
        poc="poc", build=build, depends_on=near, touchpoints=("dwh.orders",), forgot=forgot
    )
    lines = evaluate_readiness(landscape, surface, TOTALS, poc, told=told)
    return {line.id: line for line in lines}


def running(**answers: str) -> Poc:
    return replace(POC, operation=replace(Operation(), **answers))  # type: ignore[arg-type]


def of_system(changed: SystemNode) -> Resolved:
    rest = tuple(s for s in DATA.systems if s.id != changed.id)
    return replace(DATA, systems=(*rest, changed))


def test_without_a_poc_there_is_no_checklist() -> None:
    """A survey without a POC has no readiness lines."""
    assert evaluate_readiness(Landscape(DATA), Surface(), TOTALS, None) == ()


def test_every_line_has_state_answer_and_source() -> None:
    """For a POC without answers, each line of the checklist says what is missing and has a
    source.
    """
    found = check_readiness()
    assert list(found) == [item.id for item in load_checklist().lines]
    for line in found.values():
        assert line.answer, line.id
        assert line.source, line.id


@pytest.mark.parametrize("text", ["", " ? ", "TBD", "n/a", "no", "Nobody.", "keine"])
def test_words_without_an_answer_leave_a_line_open(text: str) -> None:
    """Answers such as `tbd` and `nobody` leave a line of the checklist open."""
    assert check_readiness(running(fallback=text))["fallback"].state is OPEN


def test_an_answer_is_shown_with_its_evidence() -> None:
    """A line of the checklist has the answer of poc.yaml, with its file, line and key."""
    poc = replace(
        running(fallback="planners promise by hand"), file="p.yaml", lines={"operation.fallback": 9}
    )
    line = check_readiness(poc)["fallback"]
    assert (line.state, line.answer) == (ANSWERED, "planners promise by hand")
    assert [str(place) for place in line.evidence] == ["p.yaml:9 (operation.fallback)"]


def test_a_line_with_several_keys_lists_the_missing_ones() -> None:
    """If one of three keys of a line is answered, the checklist line is open and lists the other
    two.
    """
    poc = replace(POC, involved=Involved(operations_in_architecture="Bo"))
    line = check_readiness(poc)["operations"]
    assert line.state is OPEN
    assert "architecture" not in line.answer
    assert "operations_in_pipeline is empty" in line.answer


def test_one_of_two_keys_can_be_enough() -> None:
    """A budget in words or a figure in `targets: annual_run_cost:` answers the checklist line about
    the annual cost.
    """
    assert check_readiness(running(annual_cost="40 k of the works"))["budget"].state is ANSWERED
    poc = replace(POC, targets=Targets(annual_run_cost=40_000))
    assert (check_readiness(poc)["budget"].state, check_readiness(poc)["budget"].answer) == (
        ANSWERED,
        "40,000",
    )


def test_owners_come_from_the_inventory_and_the_poc() -> None:
    """The support in the inventory answers the checklist line about owners; a different name in
    poc.yaml contradicts it.
    """
    assert check_readiness()["owners"].state is ANSWERED
    bare = of_system(replace(ERP, support=""))
    assert "ERP (owner Ann)" in check_readiness(data=bare)["owners"].answer
    poc = replace(POC, operation=Operation(owners={"erp": "Bo"}))
    assert check_readiness(poc, bare)["owners"].answer == "Warehouse: Data desk; ERP: Bo"
    against = check_readiness(poc)["owners"]
    assert against.state is CONTRADICTED
    assert "Bo in the POC, ERP desk in the inventory" in against.answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ERP desk (06:00 to 20:00)", True),
        ("night shift 22:00-06:00", False),
        ("00:00 bis 23:59", False),
        ("business hours", True),
        ("duty phone", False),
        ("desk 08:00 to 16:00, then duty 16:00 to 08:00", False),
    ],
)
def test_support_that_is_closed_at_2_am_does_not_answer(text: str, expected: object) -> None:
    """Support hours such as 06:00 to 20:00 exclude 2 am; round-the-clock or unspecified hours do
    not.
    """
    assert excludes_night(text) is expected


def test_a_nightly_load_contradicts_real_time() -> None:
    """If the POC requires real time, but a nightly flow fills the table that it reads, the
    checklist line about freshness is contradicted.
    """
    assert check_readiness()["freshness"].state is ANSWERED
    fast = replace(POC, reads=(replace(POC.reads[0], latency="real time"),))
    line = check_readiness(fast)["freshness"]
    assert line.state is CONTRADICTED
    assert (
        line.answer
        == "the required freshness of Warehouse is real time, but ERP updates it nightly"
    )
    assert line.evidence == AT


def test_data_of_a_higher_class_contradicts_the_poc() -> None:
    """A dataset or system with personal data contradicts a POC that is classified as internal."""
    poc = replace(POC, classification="internal")
    assert check_readiness(poc)["classification"].state is ANSWERED
    orders = replace(DATA.datasets[0], classification="personal")
    data = replace(DATA, datasets=(orders, DATA.datasets[1]))
    line = check_readiness(poc, data)["classification"]
    assert line.state is CONTRADICTED
    system = next(node.name for node in data.systems if node.id == orders.system)
    assert f"dataset {orders.name} of {system} holds personal data" in line.answer
    covered = tuple(
        replace(node, classification="personal") if node.id == orders.system else node
        for node in data.systems
    )
    line = check_readiness(poc, replace(data, systems=covered))["classification"]
    assert line.answer.endswith(f"internal; {system} holds personal data")
    assert (
        check_readiness(replace(poc, classification="pii"), data)["classification"].state
        is ANSWERED
    )


def test_an_answer_classifies_the_data_of_its_system() -> None:
    """The checklist line is answered if there is an answer for the data of each system, and
    contradicted if an answer says "personal" and poc.yaml "internal".
    """
    place = Evidence(file="answers.yaml", line=9, connector="answers")
    about = {"about": ("dwh--poc",), "fact": "classification", "evidence": place}
    orders = Told(**about, names=("dwh", "Warehouse"), value="yes")  # type: ignore[arg-type]
    erp = replace(orders, about=("erp--poc",), names=("erp", "ERP"), value="internal")
    assert check_readiness(told=(orders,))["classification"].state is OPEN
    line = check_readiness(told=(orders, erp))["classification"]
    assert (line.state, line.answer) == (ANSWERED, "Warehouse: personal, ERP: internal")
    assert place in line.evidence
    line = check_readiness(replace(POC, classification="internal"), told=(orders,))[
        "classification"
    ]
    assert line.state is CONTRADICTED
    assert line.answer.endswith("Warehouse holds personal data")


def test_a_retirement_that_names_system_and_date_needs_no_list() -> None:
    """An answer that says which system is retired and when, or that none is, is enough without
    `replaces:`; a date alone is not.
    """
    for text in ("Access list, end of June 2027", "no system is replaced"):
        assert check_readiness(running(retirement=text))["retirement"].state is ANSWERED, text
    assert check_readiness(running(retirement="in May 2027"))["retirement"].state is OPEN


def test_an_unknown_lifecycle_leaves_the_line_open() -> None:
    """A system with an unknown or planned lifecycle leaves the checklist line open instead of
    contradicting it.
    """
    data = of_system(replace(ERP, lifecycle=State.UNKNOWN))
    line = check_readiness(data=data)["lifecycle"]
    assert (line.state, line.answer) == (OPEN, "the lifecycle of ERP is unknown")
    data = of_system(replace(ERP, lifecycle=State.PLANNED))
    assert check_readiness(data=data)["lifecycle"].answer == "ERP is planned"


def test_a_poc_on_extracts_leaves_production_data_open() -> None:
    """If the POC reads only extracts, the checklist line about production data is open, even though
    poc.yaml answers it.
    """
    poc = running(production_data="three months")
    assert check_readiness(poc)["production data"].state is ANSWERED
    copied = replace(poc, reads=(replace(poc.reads[0], poc_mechanism="csv extract"),))
    assert check_readiness(copied)["production data"].state is OPEN


def test_an_entity_with_two_writers_needs_a_master() -> None:
    """The checklist line is open until poc.yaml names a master for an entity with two writers; a
    master that no input contains contradicts the sources.
    """
    back = replace(WRITE, id="f5", source=WRITE.target, target=WRITE.source)
    flows = tuple(replace(f, entities=("Order",)) for f in (WRITE, back))
    data = replace(DATA, flows=(READ, *flows, LOAD, STEP))
    assert check_readiness(data=data)["masters"].answer == "no master is defined for Order"
    named = replace(POC, operation=Operation(masters={"order": "ERP"}))
    assert check_readiness(named, data)["masters"].state is ANSWERED
    wrong = replace(POC, operation=Operation(masters={"order": "CRM"}))
    assert check_readiness(wrong, data)["masters"].state is CONTRADICTED


def test_a_third_writer_of_an_entity_of_the_poc_is_named() -> None:
    """The checklist line names the shop, which writes the same orders into the ERP as the POC, but
    not a system that only reads orders.
    """
    shop = SystemNode(id="shop", name="Shop", evidence=AT)
    third = replace(LOAD, id="f6", source=End(system="shop"), target=WRITE.target)
    flows = (replace(WRITE, entities=("Order",)), replace(third, entities=("Sales orders",)))
    data = replace(DATA, systems=(*DATA.systems, shop), flows=(READ, *flows, LOAD, STEP))
    line = check_readiness(data=data)["masters"]
    assert line.answer == "no master is defined for Order (Shop writes it into ERP too)"
    assert line.evidence
    away = replace(third, source=WRITE.target, target=End(system="shop"), entities=("Order",))
    data = replace(data, flows=(READ, flows[0], away, LOAD, STEP))
    none = "no entity is known to be written by two systems"
    assert check_readiness(data=data)["masters"].answer == none


def test_a_master_in_the_poc_is_shown_without_a_second_writer() -> None:
    """A master in poc.yaml is shown even if only one writer of the entity is known."""
    named = replace(POC, operation=Operation(masters={"Order": "ERP", "Price": ""}))
    assert check_readiness(named)["masters"].answer == "Order: ERP"


def test_a_declared_master_must_exchange_its_entity() -> None:
    """A master in poc.yaml that neither sends nor receives the entity contradicts the flows."""
    flows = (READ, replace(WRITE, entities=("Order",)), LOAD, STEP)
    named = replace(POC, operation=Operation(masters={"Order": "Warehouse"}))
    line = check_readiness(named, replace(DATA, flows=flows))["masters"]
    assert line.state is CONTRADICTED
    assert "Warehouse is declared master of Order, but only ERP, Promise exchange it" in line.answer


def test_a_third_writer_beside_a_declared_master_needs_a_rule() -> None:
    """If the shop writes orders beside their master, the ERP, the checklist line is open until a
    rule in `also_writes:` names the shop.
    """
    shop = SystemNode(id="shop", name="Shop", evidence=AT)
    third = replace(LOAD, id="f6", source=End(system="shop"), target=WRITE.target)
    flows = (READ, replace(WRITE, entities=("Order",)), replace(third, entities=("Order",)), LOAD)
    data = replace(DATA, systems=(*DATA.systems, shop), flows=flows)
    poc = replace(POC, operation=Operation(masters={"Order": "ERP"}))
    line = check_readiness(poc, data)["masters"]
    assert line.state is OPEN
    assert "ERP is master of Order, but Shop writes it too" in line.answer
    ruled = replace(poc.operation, also_writes={"Order": "Shop creates, never changes"})
    assert check_readiness(replace(poc, operation=ruled), data)["masters"].state is ANSWERED


def test_a_value_that_comes_back_to_its_master_in_a_loop_is_named() -> None:
    """If orders go from their master ERP to Warehouse, Shop and back to the ERP, the checklist line
    names this loop until `also_writes:` has a rule for both systems.
    """
    shop = SystemNode(id="shop", name="Shop", evidence=AT)
    ends = (("erp", "dwh"), ("dwh", "shop"), ("shop", "erp"))
    ring = tuple(
        replace(LOAD, id=f"r{a}", source=End(system=a), target=End(system=b), entities=("Order",))
        for a, b in ends
    )
    data = replace(DATA, systems=(*DATA.systems, shop), flows=(READ, WRITE, *ring))
    rule = {"Order": "ERP; the Shop and the Warehouse"}
    poc = replace(POC, operation=Operation(masters={"Order": "ERP"}))
    line = check_readiness(poc, data)["masters"]
    assert line.state is OPEN
    assert "in a loop, ERP → Warehouse → Shop → ERP" in line.answer
    ruled = replace(poc.operation, also_writes=rule)
    assert check_readiness(replace(poc, operation=ruled), data)["masters"].state is ANSWERED
    two = replace(data, flows=(READ, WRITE, ring[0], replace(ring[0], id="b", **BACK)))  # type: ignore[arg-type]
    assert "loop" not in check_readiness(poc, two)["masters"].answer


def test_an_answer_with_a_file_is_proven_and_without_one_claimed() -> None:
    """An answer with `where:` is proven, an answer in plain text is claimed, and an open line has
    no proof.
    """
    text = "planners promise by hand"
    claimed = check_readiness(running(fallback=text))["fallback"]
    assert (claimed.state, claimed.proof, claimed.where) == (ANSWERED, Proof.CLAIMED, ())
    proven = replace(Operation(), fallback=Statement(answer=text, where="wiki/fallback.md"))
    line = check_readiness(replace(POC, operation=proven))["fallback"]
    assert (line.proof, line.where) == (Proof.PROVEN, ("wiki/fallback.md",))
    assert check_readiness(running(fallback="yes"))["fallback"].proof is Proof.NONE
    assert check_readiness()["owners"].proof is Proof.PROVEN  # the inventory says who


def test_the_date_to_stop_must_lie_inside_the_plan() -> None:
    """A date to stop that is before the start or after go-live contradicts the plan."""
    team, months = Team(start=date(2027, 3, 1)), Targets(months_to_production=6)
    for day, state in (
        ("2027-05-14", ANSWERED),
        ("2027-01-10", CONTRADICTED),
        ("1 May 2028", CONTRADICTED),
    ):
        stop = Operation(
            stop_authority="Head of planning", stop_evidence="P80 > 250 days", stop_date=day
        )
        poc = replace(POC, team=team, targets=months, operation=stop)
        assert check_readiness(poc)["stop"].state is state, day


@pytest.mark.parametrize("kind", ["empty", "serious"])
def test_a_whole_poc_of_each_kind(kind: str) -> None:
    """A POC whose answers have no content has at most four answered lines, and a POC with good
    answers has few open lines.

    These open lines depend on the sources: a contract, and production data.
    """
    samples = load_yaml(Path(__file__).parent / "answers.yaml")
    for index in range(10):
        text = {key: str(both[kind][index]) for key, both in samples.items()}
        poc = replace(
            POC,
            business_problem=text["business_problem"],
            sponsor_after_poc=text["sponsor_after_poc"],
            sla=text["sla"],
            availability=text["availability"],
            classification=text["classification"],
            success={"goal": text["success"]},
            phases=(Phase(name="POC"), Phase(name="Pilot", gate=text["phases.gate"])),
            involved=Involved(**part_of(text, "involved")),
            operation=Operation(**part_of(text, "operation")),  # type: ignore[arg-type]
        )
        lines = check_readiness(poc).values()
        # The retirement needs no `replaces:` if its answer names the system.
        free = {*COMPUTED, "retirement", "unit cost", "time", "maintenance"}
        answered = {line.id for line in lines if line.state is ANSWERED} - free
        written = {line.id for line in lines} - free
        assert answered == (set() if kind == "empty" else written), index


def part_of(text: dict[str, str], part: str) -> dict[str, str]:
    return {key.partition(".")[2]: result for key, result in text.items() if key.startswith(part)}


def test_contracts_lifecycle_and_monitoring_are_checked() -> None:
    """A system without a contract leaves its checklist line open; a retired system or a retired
    monitoring tool contradicts the POC.
    """
    assert "Warehouse" in check_readiness()["contracts"].answer
    offered = InterfaceNode(id="i1", system="dwh", name="SQL API", evidence=AT)
    assert check_readiness(data=replace(DATA, interfaces=(offered,)))["contracts"].state is ANSWERED
    old = of_system(replace(ERP, lifecycle=State.RETIRED))
    assert check_readiness(data=old)["lifecycle"].state is CONTRADICTED
    watch = SystemNode(id="dyna", name="Dyna", kind="monitoring", lifecycle=State.RETIRED)
    data = replace(DATA, systems=(*DATA.systems, watch))
    assert check_readiness(running(monitoring="by Dyna"), data)["monitoring"].state is CONTRADICTED
    assert "Dyna exists" in check_readiness(data=data)["monitoring"].answer


def test_forgotten_systems_leave_the_line_open() -> None:
    """The checklist line lists the systems that production needs and the POC does not mention."""
    line = check_readiness(forgot=(Forgotten(system="erp", reason="beside"),))["forgotten"]
    assert (line.state, line.answer) == (OPEN, "the POC does not mention ERP")
    assert check_readiness()["forgotten"].state is ANSWERED


def test_a_replaced_system_must_not_be_used() -> None:
    """A system in `replaces:` that the POC reads or writes contradicts it; if the system still
    supplies data to another one, the checklist line says so.
    """
    poc = replace(running(retirement="in May"), replaces=("ERP",))
    assert check_readiness(poc)["retirement"].state is CONTRADICTED
    sheet = SystemNode(id="sheet", name="Sheet", evidence=AT)
    feed = FlowEdge(id="f9", source=End(system="sheet"), target=End(system="erp"), evidence=AT)
    data = replace(DATA, systems=(*DATA.systems, sheet), flows=(*DATA.flows, feed))
    fed = replace(running(retirement="in May"), replaces=("Sheet",))
    assert "Sheet still supplies data to ERP" in check_readiness(fed, data)["retirement"].answer
    assert check_readiness(fed)["retirement"].state is ANSWERED


def test_the_target_months_must_be_enough_for_the_effort() -> None:
    """Four months are too few for 1,400 hours and two people, and six are enough. The 175 days take
    two people 87.5 days, but by COCOMO no team needs less than .75 × 3.67 × 9.21 ^ .28 = 5.12
    months.
    """
    team = Team(people=2)
    four = replace(POC, team=team, targets=Targets(months_to_production=4))
    line = check_readiness(four)["time"]
    assert line.state is CONTRADICTED
    assert "2 people need 5.1 months" in line.answer
    six = replace(POC, team=team, targets=Targets(months_to_production=6))
    assert check_readiness(six)["time"].state is ANSWERED
    assert (
        check_readiness(replace(POC, targets=Targets(months_to_production=1)))["time"].state
        is ANSWERED
    )


def test_a_single_phase_leaves_the_line_open() -> None:
    """The checklist line is answered only if a second phase follows the POC and has more than a
    name.
    """
    alone = replace(POC, phases=(Phase(name="POC"),))
    assert check_readiness(alone)["first phase"].state is OPEN
    both = replace(POC, phases=(Phase(name="POC"), Phase(name="Pilot")))
    assert check_readiness(both)["first phase"].state is OPEN
    text = replace(POC, phases=(Phase(name="POC"), Phase(name="Pilot", weeks=6)))
    assert check_readiness(text)["first phase"].state is ANSWERED
