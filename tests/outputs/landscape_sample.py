"""A sample of six systems and five integrations: two-way, one-way, one-way with the systems in the
opposite order, of unknown direction, and retired.
"""

from seamscope.landscape import Direction, Integration, SharedEntity
from seamscope.records import Certainty, Evidence, Mechanism, State
from seamscope.resolved import End, FlowEdge, KnownFrom, Merge, SystemNode


def flow(
    name: str,
    ends: tuple[str, str],
    mechanism: Mechanism,
    *,
    state: State = State.ACTIVE,
    certainty: Certainty = Certainty.CERTAIN,
) -> FlowEdge:
    return FlowEdge(
        id=name,
        source=End(system=ends[0]),
        target=End(system=ends[1]),
        mechanism=mechanism,
        state=state,
        certainty=certainty,
        evidence=(Evidence(file="flows.csv", line=2, connector="tables"),),
    )


AT = (Evidence(file="inventory.yaml", line=3, place="/systems/0", connector="inventory"),)
SYSTEMS = (
    SystemNode(id="copilot", name="Service Copilot", kind="poc", owner="Service", evidence=AT),
    SystemNode(
        id="crm",
        name="Salesforce",
        kind="crm",
        product="Salesforce Sales Cloud",
        domain="Sales",
        owner="Sales IT",
        aliases=("SFDC",),
        merges=(Merge(name="SFDC", reason="declared alias", evidence=AT),),
        evidence=AT,
    ),
    SystemNode(
        id="dwh",
        name="Snowflake",
        kind="warehouse",
        domain="Analytics",
        owner="Data",
        known_from=KnownFrom.RECOGNISED,
        evidence=AT,
    ),
    SystemNode(
        id="erp",
        name="SAP S/4HANA",
        kind="erp",
        domain="Finance",
        owner="ERP team",
        evidence=AT,
    ),
    SystemNode(
        id="fax",
        name="Fax Gateway",
        kind="gateway",
        domain="Sales",
        lifecycle=State.RETIRED,
        evidence=AT,
    ),
    SystemNode(
        id="mes",
        name="MES",
        kind="mes",
        domain="Finance",
        known_from=KnownFrom.INFERRED,
        evidence=AT,
    ),
)
FLOWS = (
    flow("f1", ("crm", "copilot"), Mechanism.API),
    flow("f2", ("copilot", "crm"), Mechanism.API, certainty=Certainty.LIKELY),
    flow("f3", ("erp", "copilot"), Mechanism.ETL),
    flow("f4", ("erp", "crm"), Mechanism.EVENTS),
    flow("f5", ("crm", "fax"), Mechanism.FILE, state=State.RETIRED),
)
INTEGRATIONS = (
    Integration(
        id="copilot--crm",
        label="I-001",
        systems=("copilot", "crm"),
        direction=Direction.BOTH,
        flows=("f1", "f2"),
        entities_both_ways=(SharedEntity(entity="Case"),),
        evidence=AT,
    ),
    Integration(
        id="copilot--erp",
        label="I-002",
        systems=("copilot", "erp"),
        direction=Direction.B_TO_A,
        flows=("f3",),
        evidence=AT,
    ),
    Integration(
        id="crm--erp",
        label="I-003",
        systems=("crm", "erp"),
        direction=Direction.B_TO_A,
        flows=("f4",),
        evidence=AT,
    ),
    Integration(
        id="crm--fax",
        label="I-004",
        systems=("crm", "fax"),
        direction=Direction.A_TO_B,
        flows=("f5",),
        active=False,
        evidence=AT,
    ),
    Integration(
        id="dwh--mes",
        label="I-005",
        systems=("dwh", "mes"),
        direction=Direction.UNKNOWN,
        dependencies=("d1",),
        evidence=AT,
    ),
)
