"""Surveys built by hand: one small with every kind of thing in it, and one of any size."""

from seamscope.estimate import (
    Effort,
    EffortClass,
    Estimate,
    Factor,
    Missing,
    Scope,
    SizePart,
    Totals,
)
from seamscope.landscape import Direction, Integration
from seamscope.nodes import (
    DatasetNode,
    DependencyEdge,
    End,
    Finding,
    FlowEdge,
    InterfaceNode,
    KnownFrom,
    Merge,
    Question,
    Severity,
    SystemNode,
)
from seamscope.records import Certainty, Column, Evidence, Mechanism, Skipped, State
from seamscope.surface import Forgotten, Surface
from seamscope.survey import Coverage, InputFile, Meta, ReadinessLine, Survey

HOSTILE = (
    "<script>alert(1)</script>",
    'quote " back\\slash \\N \\',
    "&lt;b&gt; &amp; &#0; ]]>",
    "line\nbreak\r\tand | pipe `tick`",
    "\u202eright to left\u202c \u200f",
    "=HYPERLINK(1)",
    "[bold red]markup[/] {} %%{init}%%",
    "-->end; javascript:alert(1) onload=x",
    "nul\x00 bell\x07 esc\x1b[31m lone\ud800",
    "",
)


def effort(p50: float) -> Effort:
    """A plain spread: P80 is 1.5 times and P90 twice the median, the mean 1.1 times."""
    return Effort(mean=1.1 * p50, p50=p50, p80=1.5 * p50, p90=2 * p50)


def size_class(mean: float) -> EffortClass:
    bands = ((30, EffortClass.S), (100, EffortClass.M), (300, EffortClass.L))
    return next((name for top, name in bands if mean < top), EffortClass.XL)


def estimate(integration: str, p50: float, scope: Scope = Scope.PRODUCTION) -> Estimate:
    made = effort(p50)
    return Estimate(
        integration=integration,
        scope=scope,
        cfp=12.0,
        size=(
            SizePart(name="data groups", cfp=8.0, reason="4 flows, 2 each", source="COSMIC"),
            SizePart(name="lookups", cfp=4.0, reason="4 joins", source="COSMIC", assumed=True),
        ),
        setup_hours=40.0,
        rate=9.6,
        score=47.5,
        effort_class=size_class(made.mean),
        effort_hours=made,
        factors=(
            Factor(
                name="stakeholders",
                rating="low",
                multiplier=1.22,
                points=3.8,
                reason="two owners in two teams",
                source="COSYSMO",
                low=1.22,
                high=1.22,
            ),
            Factor(
                name="documentation",
                rating="unknown",
                multiplier=1.0,
                points=0.0,
                reason="nobody says whether a contract exists",
                source="COSYSMO",
                low=0.78,
                high=1.28,
            ),
        ),
        missing=(
            Missing(fact="documentation", question="Is there a contract?", variance_share=0.25),
        ),
        sigma=0.6,
    )


def _flow(
    name: str,
    source: str,
    target: str,
    mechanism: Mechanism,
    state: State = State.ACTIVE,
    certainty: Certainty = Certainty.CERTAIN,
) -> FlowEdge:
    return FlowEdge(
        id=name,
        source=End(system=source),
        target=End(system=target),
        mechanism=mechanism,
        state=state,
        certainty=certainty,
        evidence=(Evidence(file="flows.csv", line=2, connector="tables"),),
    )


def small() -> Survey:
    """Six systems and five integrations: both ways, one way, backwards, unknown and retired."""
    at = (Evidence(file="inventory.yaml", line=3, place="/systems/0", connector="inventory"),)
    systems = (
        SystemNode(id="copilot", name="Service Copilot", kind="poc", owner="Service", evidence=at),
        SystemNode(
            id="crm",
            name="Salesforce",
            kind="crm",
            product="Salesforce Sales Cloud",
            domain="Sales",
            owner="Sales IT",
            aliases=("SFDC",),
            merges=(Merge(name="SFDC", reason="declared alias", evidence=at),),
            evidence=at,
        ),
        SystemNode(
            id="dwh",
            name="Snowflake",
            kind="warehouse",
            domain="Analytics",
            owner="Data",
            known_from=KnownFrom.RECOGNISED,
            evidence=at,
        ),
        SystemNode(
            id="erp",
            name="SAP S/4HANA",
            kind="erp",
            domain="Finance",
            owner="ERP team",
            evidence=at,
        ),
        SystemNode(
            id="fax",
            name="Fax Gateway",
            kind="gateway",
            domain="Sales",
            lifecycle=State.RETIRED,
            evidence=at,
        ),
        SystemNode(
            id="mes",
            name="MES",
            kind="mes",
            domain="Finance",
            known_from=KnownFrom.INFERRED,
            evidence=at,
        ),
    )
    flows = (
        _flow("f1", "crm", "copilot", Mechanism.API),
        _flow("f2", "copilot", "crm", Mechanism.API, certainty=Certainty.LIKELY),
        _flow("f3", "erp", "copilot", Mechanism.ETL),
        _flow("f4", "erp", "crm", Mechanism.EVENTS),
        _flow("f5", "crm", "fax", Mechanism.FILE, state=State.RETIRED),
    )
    integrations = (
        Integration(
            id="copilot--crm",
            label="I-001",
            systems=("copilot", "crm"),
            direction=Direction.BOTH,
            flows=("f1", "f2"),
            entities_both_ways=("Case",),
            evidence=at,
        ),
        Integration(
            id="copilot--erp",
            label="I-002",
            systems=("copilot", "erp"),
            direction=Direction.B_TO_A,
            flows=("f3",),
            evidence=at,
        ),
        Integration(
            id="crm--erp",
            label="I-003",
            systems=("crm", "erp"),
            direction=Direction.B_TO_A,
            flows=("f4",),
            evidence=at,
        ),
        Integration(
            id="crm--fax",
            label="I-004",
            systems=("crm", "fax"),
            direction=Direction.A_TO_B,
            flows=("f5",),
            active=False,
            evidence=at,
        ),
        Integration(
            id="dwh--mes",
            label="I-005",
            systems=("dwh", "mes"),
            direction=Direction.UNKNOWN,
            dependencies=("d1",),
            evidence=at,
        ),
    )
    return Survey(
        meta=Meta(
            tool="seamscope",
            tool_version="0.1.0",
            schema_version="1",
            title="Service Copilot at Halden",
            inputs=(
                InputFile(path="flows.csv", sha256="b" * 64, connector="tables", records=5),
                InputFile(path="inventory.yaml", sha256="a" * 64, connector="inventory", records=6),
            ),
            coverage=(
                Coverage(file="load.sql", dialect="tsql", parsed=7, partly=2, not_understood=1),
            ),
            seed=7,
            options={"seed": "7"},
            method="COSMIC size and a simulation",
        ),
        systems=systems,
        datasets=(
            DatasetNode(
                id="erp.orders",
                system="erp",
                name="orders",
                columns=(Column(name="id", type="int"),),
                evidence=at,
            ),
        ),
        interfaces=(InterfaceNode(id="crm.rest", system="crm", name="REST", evidence=at),),
        flows=flows,
        dependencies=(
            DependencyEdge(
                id="d1",
                source=End(system="dwh"),
                target=End(system="mes"),
                reason="a linked server without a query",
                mechanism=Mechanism.DATABASE_LINK,
                evidence=at,
            ),
        ),
        integrations=integrations,
        surface=Surface(
            poc="copilot",
            build=("copilot--crm", "copilot--erp"),
            depends_on=("crm--erp",),
            affects=("crm--fax",),
            upstream=("erp",),
            forgot=(Forgotten(system="fax", reason="Cases written to Salesforce reach it"),),
        ),
        estimates=(
            estimate("copilot--crm", 160.0),
            estimate("copilot--crm", 40.0, Scope.POC),
            estimate("copilot--erp", 20.0),
        ),
        totals=Totals(
            poc=effort(40.0),
            production=effort(176.0),
            management_hours=effort(24.0),
            by_phase=(("analyse", 20.0), ("build", 156.0)),
            by_role=(("developer", 176.0),),
            classes=(("L", 1), ("S", 1)),
        ),
        readiness=(
            ReadinessLine(line="Who is called at 2 am?", state="open"),
            ReadinessLine(line="Fallback", state="answered", answer="by phone", evidence=at),
        ),
        findings=(
            Finding(
                severity=Severity.LOW, what="Two names for one system", where=("crm",), evidence=at
            ),
            Finding(
                severity=Severity.HIGH,
                what="A linked server crosses systems",
                where=("dwh--mes",),
                remedy="read it through an interface",
                evidence=at,
            ),
        ),
        questions=(
            Question(text="Is there a contract?", about=("copilot--crm",), variance_share=0.4),
            Question(text="How many fields?", about=("copilot--erp",), variance_share=0.2),
            Question(text="Which way does data go?", about=("dwh--mes",), evidence=at),
            Question(text="Who owns Case?", about=("copilot--crm",), variance_share=0.3),
        ),
        skipped=(
            Skipped(
                reason="not understood",
                evidence=Evidence(file="load.sql", line=12, connector="sql"),
                remedy="name the dialect",
                kind="statement",
            ),
            Skipped(reason="no connector claims it", evidence=Evidence(file="notes.xyz")),
        ),
    )


DOMAINS = ("Sales", "Finance", "Supply chain", "Service", "People", "Analytics")
KINDS = ("erp", "crm", "warehouse", "app", "broker")
MECHANISMS = (Mechanism.API, Mechanism.ETL, Mechanism.EVENTS, Mechanism.FILE, Mechanism.CDC)
NAMES = ("Salesforce", "SAP S/4HANA", "Snowflake", "Workday", "MuleSoft", "Zendesk", "Coupa")


def large(count: int, *, poc: bool) -> Survey:
    """`count` systems in a hub-and-spoke landscape of about 1.5 integrations a system."""
    ids = [f"s{number:03}" for number in range(count)]
    pairs = {tuple(sorted((ids[n], ids[(n * 7 + 1) % (n + 1) // 2]))) for n in range(1, count)}
    pairs |= {tuple(sorted((ids[n], ids[(n * 3) % count]))) for n in range(0, count, 2)}
    pairs = {pair for pair in pairs if pair[0] != pair[1]}
    flows, integrations, estimates = [], [], []
    directions = (Direction.A_TO_B, Direction.B_TO_A, Direction.BOTH)
    for number, (a, b) in enumerate(sorted(pairs)):
        key = f"{a}--{b}"
        flows.append(_flow(f"f{number:03}", a, b, MECHANISMS[number % 5]))
        integrations.append(
            Integration(
                id=key,
                label=f"I-{number + 1:03}",
                systems=(a, b),
                direction=directions[number % 3],
                flows=(f"f{number:03}",),
            )
        )
        estimates.append(estimate(key, (12.0, 60.0, 160.0, 400.0)[number % 4]))
    build = tuple(i.id for i in integrations if ids[0] in i.systems)
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0.1.0", schema_version="1", title=f"{count}"),
        systems=tuple(
            SystemNode(
                id=key,
                name=f"{NAMES[n % 7]} {n // 7 + 1}",
                kind=KINDS[n % 5],
                domain=DOMAINS[n % 6],
                owner=f"Team {n % 4}",
            )
            for n, key in enumerate(ids)
        ),
        flows=tuple(flows),
        integrations=tuple(integrations),
        surface=Surface(
            poc=ids[0] if poc else "",
            build=build if poc else tuple(i.id for i in integrations),
            affects=tuple(i.id for i in integrations if ids[1] in i.systems and i.id not in build)
            if poc
            else (),
        ),
        estimates=tuple(estimates),
    )


def hostile() -> Survey:
    """As many systems as there are hostile texts, each text in every place a text can stand."""
    systems = tuple(
        SystemNode(
            id=f"h{number}",
            name=text,
            kind=text,
            product=text,
            domain=text,
            owner=text,
            aliases=(text,),
            evidence=(Evidence(file=f"{text}.csv", line=1),),
        )
        for number, text in enumerate(HOSTILE)
    )
    integrations = tuple(
        Integration(
            id=f"h0--h{number}",
            label=f"I-{number:03}",
            systems=("h0", f"h{number}"),
            direction=Direction.A_TO_B,
            entities_both_ways=(HOSTILE[number],),
        )
        for number in range(1, len(HOSTILE))
    )
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0", schema_version="1", title=HOSTILE[0]),
        systems=systems,
        integrations=integrations,
        surface=Surface(
            build=tuple(item.id for item in integrations),
            forgot=tuple(Forgotten(system=f"h{n}", reason=t) for n, t in enumerate(HOSTILE)),
        ),
        findings=tuple(Finding(severity=Severity.HIGH, what=t, remedy=t) for t in HOSTILE),
        questions=tuple(Question(text=text) for text in HOSTILE),
        skipped=tuple(Skipped(reason=t, evidence=Evidence(file=t)) for t in HOSTILE),
    )
