"""The verdict, cost drivers and lists of the small survey are those that were worked out by
hand.
"""

from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.estimate import Effort
from seamscope.outputs import FORMATS
from seamscope.outputs.views.breakdown import SETUP, break_down
from seamscope.outputs.views.catalogue import list_excluded, list_interfaces
from seamscope.outputs.views.cost_drivers import rank_cost_drivers, rank_largest_integrations
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.views.verdict_reasons import Advice, sum_answerable_share
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.resolved import Finding, Severity

from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def spread(survey: Survey, p90: float) -> Survey:
    """Return the survey with a total of 100 h at P50 and this P90, and without questions, findings
    and readiness.
    """
    assert survey.totals
    total = Effort(mean=110.0, p50=100.0, p80=120.0, p90=p90)
    totals = replace(survey.totals, production=total)
    return replace(survey, totals=totals, questions=(), findings=(), readiness=())


def test_without_a_total_there_is_nothing_to_estimate() -> None:
    """For a survey without a total, the advice is "nothing to estimate yet"."""
    assert give_verdict(EMPTY).advice is Advice.NOTHING


def test_a_narrow_total_is_ready_to_plan() -> None:
    """If P90 is 1.7 times P50, the advice is to plan; if it is 2.2 times P50, the advice is to keep
    a reserve.
    """
    assert give_verdict(spread(small(), 170.0)).advice is Advice.PLAN
    found = give_verdict(spread(small(), 220.0))
    assert found.advice is Advice.RESERVE
    assert "in reserve" in found.headline


def test_important_questions_come_before_planning() -> None:
    """The questions of the sample account for 90 % of the variance, so the advice is to ask
    first.
    """
    assert sum_answerable_share(small()) == pytest.approx(0.9)
    found = give_verdict(replace(small(), findings=(), readiness=()))
    assert found.advice is Advice.ASK
    assert "3 open questions account for about 90 %" in found.reasons[0]


def test_findings_and_contradictions_come_before_planning() -> None:
    """A finding of high severity or a contradicted checklist line makes the advice "Not ready to
    plan".
    """
    calm = spread(small(), 110.0)
    grave = Finding(severity=Severity.HIGH, what="two masters", where=("copilot--crm",))
    assert give_verdict(replace(calm, findings=(grave,))).reasons == (
        "1 finding of high severity concerns integrations to build.",
    )
    line = ReadinessLine(
        id="data", line="Data is classified", state=ReadinessState.CONTRADICTED, source="x"
    )
    assert give_verdict(replace(calm, readiness=(line,))).advice is Advice.SETTLE


def test_a_cost_driver_is_what_the_mean_would_fall_by() -> None:
    """The days of a cost driver are the part of the mean that it causes: × 1.22 on 198 h is 198 ·
    (1 − 1/1.22) h = 4.46 days of 8 h.
    """
    (driver,) = rank_cost_drivers(small())
    assert driver.name == "stakeholders"
    assert driver.days == pytest.approx(198 * (1 - 1 / 1.22) / 8)
    assert driver.share == pytest.approx(1 - 1 / 1.22)
    assert driver.labels == ("I-001", "I-002")


def test_the_largest_integrations_are_ranked_with_reasons() -> None:
    """I-001 with 176 of 198 h (22 days, 89 %) comes before I-002 with 22 h, each with its
    reasons.
    """
    first, second = rank_largest_integrations(small())
    assert (first.label, first.days) == ("I-001", 22.0)
    assert first.share == pytest.approx(176 / 198)
    assert (second.label, second.days) == ("I-002", 2.75)
    assert first.reasons[0].startswith("stakeholders × 1.22: ")
    assert [one.label for one in rank_largest_integrations(small(), at_most=1)] == ["I-001"]
    assert "mean 22 person-days, 89 % of the total" in first.sentence


def test_an_experts_estimate_has_the_experts_reason() -> None:
    """The reason for an integration with an expert's estimate is that of the expert, not a
    factor.
    """
    sample = small()
    own = replace(sample.estimates[0], override="built it twice")
    (first, _) = rank_largest_integrations(replace(sample, estimates=(own, *sample.estimates[1:])))
    assert first.reasons == ("estimated by an expert: built it twice",)


def test_an_integration_is_split_into_setup_and_directions() -> None:
    """For a setup of 40 h and a size of 12 CFP at 9.6 h, the share of the setup is 40 / 155.2."""
    shares = {part.name: part.share for part in break_down(small()) if part.label == "I-001"}
    assert shares[SETUP] == pytest.approx(40 / 155.2)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_each_direction_is_one_part() -> None:
    """Two processes in the same direction are one part of the breakdown."""
    sample = small()
    sized = replace(sample.estimates[0].size[0], direction="A, Inc → B")
    named = (replace(sized, name="A, Inc → B, api: x"), replace(sized, name="A, Inc → B, db link"))
    changed = replace(sample, estimates=(replace(sample.estimates[0], size=named),))
    assert {part.name for part in break_down(changed)} == {"A, Inc → B", SETUP}


def test_flows_and_excluded_integrations_are_listed() -> None:
    """Five flows are listed with their integration's id, and three integrations as not in the
    total.
    """
    assert [line[0] for line in list_interfaces(small())] == [
        "I-001",
        "I-001",
        "I-002",
        "I-003",
        "I-004",
    ]
    assert [line[0] for line in list_excluded(small())] == ["I-004", "I-003", "I-005"]


def test_the_summary_can_be_read_alone() -> None:
    """Advice, totals, cost drivers and questions come before any table of rows."""
    text = FORMATS["markdown"].render(small()).decode()
    first = text[: text.index("## Effort")]
    for result in (
        "**Ask first, then plan: ",
        "| of which integrations | 22 | 33 | 44 |",
        "stakeholders",
    ):
        assert result in first
