"""`explain`: points that add up, and what each answer would really do."""

from dataclasses import replace
from pathlib import Path

import pytest

from seamscope.document import SCHEMA_VERSION, Meta, Survey
from seamscope.estimate import Estimate, Scope, estimate
from seamscope.landscape import Landscape
from seamscope.outputs.text.explain import explain
from seamscope.outputs.views.data_quality import reality_rows
from seamscope.outputs.views.sensitivity import answers, base_points, tornado
from seamscope.poc import Override, Poc, Team, Touch
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import End, FlowEdge, Resolved, SystemNode
from seamscope.surface import Forgotten, Surface

AT = (Evidence(file="list.csv", line=4), Evidence(file="list.csv", line=9))
CRM = SystemNode(id="crm", name="CRM", kind="crm", owner="Ann", criticality="high", evidence=AT)
OWN = SystemNode(id="poc", name="Promise", kind="poc")
WATCH = SystemNode(id="dyna", name="Dyna", kind="monitoring", evidence=AT)
FLOW = FlowEdge(
    id="f1",
    source=End(system="crm"),
    target=End(system="poc"),
    mechanism=Mechanism.API,
    entities=("Customer",),
    state=State.PLANNED,
    evidence=(Evidence(file="poc.yaml", line=3, connector="poc"),),
)
LANDSCAPE = Landscape(Resolved(systems=(CRM, OWN, WATCH), flows=(FLOW,)))
SURFACE = Surface(
    poc="poc", build=("crm--poc",), forgot=(Forgotten(system="dyna", reason="it must be watched"),)
)
# Much is known, so that the product of all multipliers stays inside its cap.
POC = Poc(
    name="Promise",
    file="poc.yaml",
    lines={"team.sites": 9},
    reads=(
        Touch(
            system="CRM", entities=("Customer",), mechanism="api", latency="hourly", fields=20,
            authentication="basic", volume="50,000 records a day", line=3,
        ),
    ),
    classification="internal",
    environments=3,
    team=Team(sites=1, capability="nominal"),
)  # fmt: skip


def made(poc: Poc = POC) -> Estimate:
    found = estimate(LANDSCAPE, SURFACE, poc, draws=10).estimates
    return next(one for one in found if one.scope is Scope.PRODUCTION)


def surveyed(poc: Poc = POC) -> Survey:
    found = estimate(LANDSCAPE, SURFACE, poc, draws=10)
    return Survey(
        meta=Meta(tool="seamscope", tool_version="0", schema_version=SCHEMA_VERSION),
        systems=LANDSCAPE.systems,
        flows=LANDSCAPE.flows,
        integrations=LANDSCAPE.integrations,
        surface=SURFACE,
        estimates=found.estimates,
        totals=found.totals,
    )


def test_points_add_up_to_the_score() -> None:
    """Size and setup alone and every factor together are the score, to the last point."""
    found = made()
    assert 0 < found.score < 100
    total = base_points(found) + sum(factor.points for factor in found.factors)
    assert total == pytest.approx(found.score, abs=0.001)
    assert f"{total:+6.1f} points  in all" in explain(surveyed(), "crm--poc")


@pytest.mark.parametrize("rating", ["very low", "low", "nominal", "high", "very high"])
@pytest.mark.parametrize("others", [{}, {"environments": 9, "classification": "payment data"}])
def test_an_answer_does_what_was_foretold(rating: str, others: dict[str, object]) -> None:
    """Give the answer, estimate anew: the score is the one that was shown, also at the cap."""
    poc = replace(POC, **others)  # type: ignore[arg-type]
    foretold = {answer.rating: answer for answer in answers(made(poc), "team experience")}
    given = made(replace(poc, team=replace(poc.team, experience=rating)))
    assert foretold[rating].score == pytest.approx(given.score, abs=0.01)
    assert foretold[rating].moves == pytest.approx(given.score - made(poc).score, abs=0.01)


def test_answers_rise_with_their_multiplier() -> None:
    """They are listed from the cheapest to the dearest."""
    scores = [answer.score for answer in answers(made(), "contract")]
    assert len(scores) == 5
    assert scores == sorted(scores)


def test_what_is_no_rating_has_no_answers_to_list() -> None:
    """The size, a known fact and an expert's figure cannot be moved by a rating."""
    assert answers(made(), "size") == ()
    assert answers(made(), "latency") == ()
    said = Override(system="CRM", hours=(10, 20, 40), reason="built before")
    assert answers(made(replace(POC, overrides=(said,))), "team experience") == ()


def test_an_experts_figure_stands_beside_the_models() -> None:
    """The reason, both figures and how they compare are shown."""
    said = Override(system="CRM", hours=(10, 20, 40), reason="built before")
    text = explain(surveyed(replace(POC, overrides=(said,))), "I-001")
    assert "an expert's figure (built before)" in text
    assert "  model   mean" in text
    assert "times the model's" in text


def test_the_tornado_shows_what_moves_most_first() -> None:
    """Bars are ordered by width; known factors stand against nominal, open ones over answers."""
    bars = tornado(made())
    widths = [bar.high - bar.low for bar in bars]
    assert widths == sorted(widths, reverse=True)
    known = {bar.name: bar.known for bar in bars}
    assert known["requirements"] is False
    assert known["reliability"] is True
    (bar,) = (bar for bar in bars if bar.name == "reliability")
    # criticality high is × 1.10: 100·ln(1.10)/ln(200) = 1.80 points
    assert bar.high - bar.low == pytest.approx(1.80, abs=0.01)
    assert bar.high == pytest.approx(made().score, abs=0.001)


def test_every_place_of_a_fact_is_shown() -> None:
    """Facts from lists and from poc.yaml alike say where they stand."""
    text = explain(surveyed(), "I-001")
    assert "at list.csv:4" in text
    assert "at poc.yaml:9 (team.sites)" in text


def test_the_reality_check_names_what_was_forgotten() -> None:
    """Each usual kind is named, forgotten with the reason, or not there at all."""
    rows = {str(row[0]): row[1:] for row in reality_rows(surveyed())}
    assert rows["crm"] == ("CRM", "", "")
    assert rows["monitoring"] == ("", "Dyna", "it must be watched")
    assert rows["erp"][2] == "no system of this kind was found at all"
    assert "Dyna: it must be watched" in explain(surveyed(), "I-001")


def test_nothing_of_a_machine_is_in_the_text() -> None:
    """Places are those of the inputs, never of the machine that read them."""
    assert str(Path.home()) not in explain(surveyed(), "I-001")
