"""The estimator with the landscape and the surface that a survey computes."""

from seamscope.estimate import Scope, estimate
from seamscope.landscape import Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import DatasetNode, End, FlowEdge, Resolved, SystemNode
from seamscope.surface import compute_surface

from .fakes import compute_totals

WISH = Touch(system="Vertrieb", fields=200, line=4)


def resolved() -> Resolved:
    evidence = (Evidence(file="poc.yaml", line=4, connector="poc"),)
    return Resolved(
        systems=(
            SystemNode(id="crm", name="CRM"),
            SystemNode(id="lake", name="Lake"),
            SystemNode(id="promise", name="Promise", kind="poc"),
        ),
        datasets=(DatasetNode(id="crm.order", system="crm", name="Order"),),
        flows=(
            FlowEdge(
                id="f1",
                source=End(system="crm", dataset="crm.order"),
                target=End(system="lake"),
                mechanism=Mechanism.ETL,
            ),
            FlowEdge(
                id="f2",
                source=End(system="crm", dataset="crm.order"),
                target=End(system="promise"),
                mechanism=Mechanism.API,
                state=State.PLANNED,
                evidence=evidence,
            ),
        ),
    )


def test_planned_flows_of_the_poc_are_built_and_todays_are_not() -> None:
    """Only the integration of the POC is in the total; the active one has an estimate outside of
    it.
    """
    poc = Poc(name="Promise", file="poc.yaml", reads=(WISH,))
    landscape = Landscape(resolved())
    found = estimate(landscape, compute_surface(landscape, poc), poc, draws=100)
    assert [(e.integration, e.scope, e.in_total) for e in found.estimates] == [
        ("crm--lake", Scope.PRODUCTION, False),
        ("crm--promise", Scope.POC, True),
        ("crm--promise", Scope.PRODUCTION, True),
    ]
    assert compute_totals(found).production.mean == found.estimates[2].effort_hours.mean


def test_an_entry_of_the_poc_is_found_by_the_line_of_its_flow() -> None:
    """The entry of poc.yaml for a flow is found by the line in the flow's evidence, even if it has
    another name for the system.
    """
    poc = Poc(name="Promise", file="poc.yaml", reads=(WISH,))
    landscape = Landscape(resolved())
    full = estimate(landscape, compute_surface(landscape, poc), poc, draws=100).estimates[2]
    (fields,) = (factor for factor in full.factors if factor.name == "fields")
    assert fields.rating == "very high"
    assert [str(place) for place in fields.evidence] == ["poc.yaml:4"]


def test_without_a_poc_the_active_landscape_is_the_total() -> None:
    """Without a POC, only active integrations are estimated, and planned ones are not."""
    landscape = Landscape(resolved())
    found = estimate(landscape, compute_surface(landscape, None), None, draws=100)
    assert [e.integration for e in found.estimates] == ["crm--lake"]
