"""`explain`: the points of the factors add up to the score, and the effect of an answer is
predicted correctly.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from seamscope.document import SCHEMA_VERSION, Meta, Survey
from seamscope.estimate import Estimate, Scope, estimate
from seamscope.landscape import Landscape
from seamscope.outputs.commands.explain import explain_integration
from seamscope.outputs.views.reality_check import list_reality_check
from seamscope.outputs.views.sensitivity import build_tornado, compute_base_points, list_answers
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
# Many facts are known, so that the product of all multipliers is below its cap.
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


def estimate_poc(poc: Poc = POC) -> Estimate:
    found = estimate(LANDSCAPE, SURFACE, poc, draws=10).estimates
    return next(one for one in found if one.scope is Scope.PRODUCTION)


def build_survey(poc: Poc = POC) -> Survey:
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
    """The points of size, setup and all factors add up to the score."""
    found = estimate_poc()
    assert 0 < found.score < 100
    total = compute_base_points(found) + sum(factor.points for factor in found.factors)
    assert total == pytest.approx(found.score, abs=0.001)
    assert f"{total:+6.1f} points  total" in explain_integration(build_survey(), "crm--poc")


@pytest.mark.parametrize("rating", ["very low", "low", "nominal", "high", "very high"])
@pytest.mark.parametrize("others", [{}, {"environments": 9, "classification": "payment data"}])
def test_an_answer_has_the_predicted_effect(rating: str, others: dict[str, object]) -> None:
    """The score shown for a possible answer is the score of the estimate after this answer, even at
    the maximum score.
    """
    poc = replace(POC, **others)  # type: ignore[arg-type]
    foretold = {
        answer.rating: answer for answer in list_answers(estimate_poc(poc), "team experience")
    }
    given = estimate_poc(replace(poc, team=replace(poc.team, experience=rating)))
    assert foretold[rating].score == pytest.approx(given.score, abs=0.01)
    assert foretold[rating].change == pytest.approx(given.score - estimate_poc(poc).score, abs=0.01)


def test_answers_are_sorted_by_multiplier() -> None:
    """Answers are listed from the lowest to the highest multiplier."""
    scores = [answer.score for answer in list_answers(estimate_poc(), "contract")]
    assert len(scores) == 5
    assert scores == sorted(scores)


def test_facts_without_a_rating_have_no_answers() -> None:
    """There are no answers to choose from for the size, for a known fact, and for an integration
    with an expert's estimate.
    """
    assert list_answers(estimate_poc(), "size") == ()
    assert list_answers(estimate_poc(), "latency") == ()
    text = Override(system="CRM", hours=(10, 20, 40), reason="built before")
    assert list_answers(estimate_poc(replace(POC, overrides=(text,))), "team experience") == ()


def test_an_experts_estimate_is_shown_beside_the_models() -> None:
    """The explanation shows the expert's estimate with its reason, the estimate of the model, and
    their ratio.
    """
    result = Override(system="CRM", hours=(10, 20, 40), reason="built before")
    text = explain_integration(build_survey(replace(POC, overrides=(result,))), "crm--poc")
    assert "estimated by an expert (built before)" in text
    assert "  model   mean" in text
    assert "times the mean of the model" in text


def test_tornado_bars_are_sorted_by_width() -> None:
    """Bars are sorted by width. A known factor has a bar from the nominal score to the actual
    score; an unknown factor has a bar over the scores of all answers.
    """
    bars = build_tornado(estimate_poc())
    widths = [bar.high - bar.low for bar in bars]
    assert widths == sorted(widths, reverse=True)
    known = {bar.name: bar.known for bar in bars}
    assert known["requirements"] is False
    assert known["reliability"] is True
    (bar,) = (bar for bar in bars if bar.name == "reliability")
    # criticality high is × 1.10: 100·ln(1.10)/ln(200) = 1.80 points
    assert bar.high - bar.low == pytest.approx(1.80, abs=0.01)
    assert bar.high == pytest.approx(estimate_poc().score, abs=0.001)


def test_every_fact_shows_its_evidence() -> None:
    """Facts from lists and from poc.yaml are shown with their file and line."""
    text = explain_integration(build_survey(), "crm--poc")
    assert "from list.csv:4" in text
    assert "from poc.yaml:9 (team.sites)" in text


def test_the_reality_check_lists_forgotten_systems() -> None:
    """For each usual kind of system, the reality check shows the system in scope, the forgotten
    system with the reason, or that none was found.
    """
    rows = {str(row[0]): row[1:] for row in list_reality_check(build_survey())}
    assert rows["crm"] == ("CRM", "", "")
    assert rows["monitoring"] == ("", "Dyna", "it must be watched")
    assert rows["erp"][2] == "no system of this kind was found"
    assert "Dyna: it must be watched" in explain_integration(build_survey(), "crm--poc")


def test_the_explanation_contains_no_machine_path() -> None:
    """The explanation does not contain the path of the home folder."""
    assert str(Path.home()) not in explain_integration(build_survey(), "crm--poc")
