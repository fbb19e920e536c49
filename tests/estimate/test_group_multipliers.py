"""A fact about one data group changes only the effort of this group and never lowers the total."""

from dataclasses import replace
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamscope.estimate import Estimate, Estimates, estimate
from seamscope.records import Mechanism
from seamscope.resolved import DatasetNode, FlowEdge

from .fakes import Fake, build_everything, build_fake, flow

few = settings(max_examples=min(25, settings().max_examples), deadline=None)
LABELS = ("public", "personal", "health")
MULTIPLIERS = {"public": 1.0, "personal": 1.27, "health": 1.57}


def tables(*labels: str, mechanism: Mechanism = Mechanism.API, ends: str = "a/{} > b") -> Fake:
    """Return an integration that moves one table for each classification in `labels`."""
    names = [ends.format(f"t{number}") for number in range(len(labels))]
    fake = build_fake(*(flow(name, mechanism) for name in names))
    nodes = [
        DatasetNode(id=key, system="a", name=key, classification=label)
        for key, label in zip((f.source.dataset for f in fake.resolved.flows), labels, strict=True)
    ]
    return replace(fake, resolved=replace(fake.resolved, datasets=tuple(nodes)))


def run(fake: Fake) -> Estimates:
    return estimate(fake, build_everything(fake), None, draws=50)


def estimate_tables(*labels: str, mechanism: Mechanism = Mechanism.API) -> Estimate:
    (found,) = run(tables(*labels, mechanism=mechanism)).estimates
    return found


def get_multiplier(found: Estimate, name: str = "classification") -> float:
    (factor,) = (factor for factor in found.factors if factor.name == name)
    return factor.multiplier


def test_personal_data_in_one_table_does_not_raise_the_effort_of_others() -> None:
    """Personal data in one of two tables gives (1.27 × 1 + 1 × .8661) / 1.8661 = 1.1447, because
    two tables cost 2^.9 = 1.8661 times one.
    """
    found = estimate_tables("personal", "public")
    assert get_multiplier(found) == pytest.approx(1.1447, abs=1e-4)
    (reason,) = (f.reason for f in found.factors if f.name == "classification")
    assert "× 1.27 for 1 of 2 data groups" in reason


@pytest.mark.parametrize("label", LABELS)
def test_equal_tables_have_the_multiplier_of_each(label: str) -> None:
    """Three tables with the same classification have the multiplier of this classification."""
    found = estimate_tables(label, label, label)
    assert get_multiplier(found) == pytest.approx(MULTIPLIERS[label])


@few
@given(
    st.lists(st.sampled_from(LABELS), min_size=1, max_size=6),
    st.sampled_from(LABELS),
    st.sampled_from([Mechanism.API, Mechanism.CDC, Mechanism.SQL, Mechanism.FILE]),
)
def test_a_further_table_never_costs_less(
    labels: list[str], further: str, mechanism: Mechanism
) -> None:
    """A further table with any classification never lowers the median."""
    before = estimate_tables(*labels, mechanism=mechanism).effort_hours.p50
    after = estimate_tables(*labels, further, mechanism=mechanism).effort_hours.p50
    assert after >= before - 0.01


@few
@given(st.lists(st.sampled_from(LABELS[:2]), min_size=1, max_size=5), st.data())
def test_a_higher_class_of_one_table_costs_more(labels: list[str], data: st.DataObject) -> None:
    """A stricter classification of any table raises the median."""
    index = data.draw(st.integers(0, len(labels) - 1))
    higher = LABELS[LABELS.index(labels[index]) + 1]
    raised = [*labels[:index], higher, *labels[index + 1 :]]
    before, after = estimate_tables(*labels), estimate_tables(*raised)
    assert after.effort_hours.p50 > before.effort_hours.p50
    assert sum(factor.points for factor in after.factors) == pytest.approx(
        100
        * log(after.effort_hours.mean / (after.setup_hours + after.rate * after.cfp))
        / log(200),
        abs=1e-2,
    )


def share(entity: str, *writers: str) -> Estimate:
    """Return the estimate of an integration between A and B with an entity that several systems
    write.

    writers: ids of these systems.
    """
    fake = build_fake(flow("a > b", entities=(entity,)))
    (found,) = run(replace(fake, both_ways=(("a--b", (entity,)),), writers=writers)).estimates
    return found


def test_the_size_of_an_entity_depends_on_the_systems_that_write_it() -> None:
    """An entity that both systems write adds 2 CFP; one that one of them and a third system write
    adds 1 CFP.
    """
    both, third = share("Order", "a", "b"), share("Order", "a", "c")
    assert both.cfp - third.cfp == pytest.approx(1)
    assert {p.name for p in third.size} - {p.name for p in both.size} == {"also written elsewhere"}


def moved(product: str, edge: FlowEdge) -> Estimate:
    fake = build_fake(edge)
    systems = tuple(
        replace(s, product=product) if s.id == "b" else s for s in fake.resolved.systems
    )
    (found,) = run(replace(fake, resolved=replace(fake.resolved, systems=systems))).estimates
    return found


@pytest.mark.parametrize(
    "product", ["Salesforce Sales Cloud", "Microsoft Dynamics 365", "NetSuite"]
)
def test_a_standard_api_saves_the_work_on_its_side(product: str) -> None:
    """A product with an API for all of its objects costs .85 of another product if the flow uses
    the API, and the same for files.
    """
    api, copied = (flow("a/t > b", mechanism) for mechanism in (Mechanism.API, Mechanism.FILE))
    known, other = moved(product, api), moved("Home-grown", api)
    assert known.effort_hours.p50 == pytest.approx(0.85 * other.effort_hours.p50, rel=1e-3)
    assert moved(product, copied).effort_hours == moved("Home-grown", copied).effort_hours
