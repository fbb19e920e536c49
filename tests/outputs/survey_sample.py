"""A small survey, written by hand, with at least one entry of every kind."""

from dataclasses import replace

from seamscope.document import InputFile, Meta, Survey
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
from seamscope.lineage import Coverage
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import Column, Evidence, Mechanism, Skipped
from seamscope.resolved import (
    DatasetNode,
    DependencyEdge,
    End,
    Finding,
    InterfaceNode,
    Question,
    Severity,
)
from seamscope.surface import Forgotten, Surface

from .landscape_sample import AT, FLOWS, INTEGRATIONS, SYSTEMS


def effort(p50: float) -> Effort:
    """Return an effort whose mean, P80 and P90 are 1.1, 1.5 and 2 times the median."""
    return Effort(mean=round(1.1 * p50, 3), p50=p50, p80=1.5 * p50, p90=2 * p50)


def size_class(mean: float) -> EffortClass:
    bands = ((30, EffortClass.S), (100, EffortClass.M), (300, EffortClass.L))
    return next((name for top, name in bands if mean < top), EffortClass.XL)


def estimate(integration: str, p50: float, scope: Scope = Scope.PRODUCTION) -> Estimate:
    result = effort(p50)
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
        effort_class=size_class(result.mean),
        effort_hours=result,
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


def small() -> Survey:
    """Return a survey of six systems and five integrations: two-way, one-way, one-way with the
    systems in the opposite order, of unknown direction, and retired.
    """
    return Survey(
        meta=Meta(
            tool="seamscope",
            tool_version="0.1.0",
            schema_version="2",
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
        systems=SYSTEMS,
        datasets=(
            DatasetNode(
                id="erp.orders",
                system="erp",
                name="orders",
                columns=(Column(name="id", type="int"),),
                evidence=AT,
            ),
        ),
        interfaces=(InterfaceNode(id="crm.rest", system="crm", name="REST", evidence=AT),),
        flows=FLOWS,
        dependencies=(
            DependencyEdge(
                id="d1",
                source=End(system="dwh"),
                target=End(system="mes"),
                reason="a linked server without a query",
                mechanism=Mechanism.DATABASE_LINK,
                evidence=AT,
            ),
        ),
        integrations=INTEGRATIONS,
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
            # Means add up, percentiles do not: large overruns seldom come together.
            production=replace(effort(176.0), mean=198.0),
            management_hours=effort(24.0),
            by_phase=(("analyse", 20.0), ("build", 178.0)),
            by_role=(("developer", 198.0),),
            classes=(("L", 1), ("S", 1)),
        ),
        readiness=(
            ReadinessLine(id="owner", line="Who is called at 2 am?", state=ReadinessState.OPEN),
            ReadinessLine(
                id="fallback",
                line="Fallback",
                state=ReadinessState.ANSWERED,
                answer="by phone",
                evidence=AT,
            ),
        ),
        findings=(
            Finding(
                severity=Severity.LOW, what="Two names for one system", where=("crm",), evidence=AT
            ),
            Finding(
                severity=Severity.HIGH,
                what="A linked server crosses systems",
                where=("dwh--mes",),
                remedy="read it through an interface",
                evidence=AT,
            ),
        ),
        questions=(
            Question(text="Is there a contract?", about=("copilot--crm",), variance_share=0.4),
            Question(text="How many fields?", about=("copilot--erp",), variance_share=0.2),
            Question(text="In which direction does data move?", about=("dwh--mes",), evidence=AT),
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
