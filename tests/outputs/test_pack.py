"""The verdict, the cost drivers and the lists of the pack, worked by hand on the small survey."""

from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.estimate import Effort
from seamscope.outputs import FORMATS
from seamscope.outputs.views.breakdown import SETUP, parts
from seamscope.outputs.views.catalogue import interfaces, left_out
from seamscope.outputs.views.cost_drivers import cost_drivers, decisive
from seamscope.outputs.views.verdict import Advice, answerable, verdict
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.resolved import Finding, Severity

from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))


def spread(survey: Survey, p90: float) -> Survey:
    """Give the total a P50 of 100 h and this P90, and take questions and findings away."""
    assert survey.totals
    total = Effort(mean=110.0, p50=100.0, p80=120.0, p90=p90)
    totals = replace(survey.totals, production=total)
    return replace(survey, totals=totals, questions=(), findings=(), readiness=())


def test_nothing_to_build_is_said_as_such() -> None:
    """A survey without a total has no figure to plan with."""
    assert verdict(EMPTY).advice is Advice.NOTHING


def test_a_narrow_total_can_be_planned() -> None:
    """P90 of 1.4 times P50, nothing open: plan; 1.5 times: keep a reserve."""
    assert verdict(spread(small(), 140.0)).advice is Advice.PLAN
    found = verdict(spread(small(), 150.0))
    assert found.advice is Advice.RESERVE
    assert found.reasons == ("P90 is 1.5 times P50.",)


def test_questions_that_hold_much_of_the_spread_come_first() -> None:
    """The sample's four questions hold .4 + .3 + .2 of the variance: ask before planning."""
    assert answerable(small()) == pytest.approx(0.9)
    found = verdict(small())
    assert found.advice is Advice.ASK
    assert "3 open questions hold about 90 %" in found.reasons[0]


def test_grave_findings_and_contradictions_come_first_too() -> None:
    """A grave finding on what is to build, or a contradicted line, asks for an answer."""
    calm = spread(small(), 110.0)
    grave = Finding(severity=Severity.HIGH, what="two masters", where=("copilot--crm",))
    assert verdict(replace(calm, findings=(grave,))).reasons == (
        "1 finding of high severity concerns what is to build.",
    )
    line = ReadinessLine(
        id="data", line="Data is classified", state=ReadinessState.CONTRADICTED, source="x"
    )
    assert verdict(replace(calm, readiness=(line,))).advice is Advice.ASK


def test_a_factor_adds_what_the_mean_would_fall_by() -> None:
    """Stakeholders × 1.22 on 176 h and 22 h adds 198 · (1 − 1/1.22) h = 4.46 days of 8 h."""
    (driver,) = cost_drivers(small())
    assert driver.name == "stakeholders"
    assert driver.days == pytest.approx(198 * (1 - 1 / 1.22) / 8)
    assert driver.share == pytest.approx(1 - 1 / 1.22)
    assert driver.labels == ("I-001", "I-002")


def test_the_seams_that_decide_are_the_dearest_with_their_reasons() -> None:
    """I-001 is 176 of the 198 h: 22 days, 89 %; I-002 is 22 h; no other is counted."""
    first, second = decisive(small())
    assert (first.label, first.days) == ("I-001", 22.0)
    assert first.share == pytest.approx(176 / 198)
    assert (second.label, second.days) == ("I-002", 2.75)
    assert first.reasons[0].startswith("stakeholders × 1.22 (")
    assert [one.label for one in decisive(small(), at_most=1)] == ["I-001"]
    assert "22 days, 89 % of the mean" in first.sentence


def test_an_experts_figure_decides_by_its_own_reason() -> None:
    """Where an expert's hours stand, the reason is the expert's and no factor's."""
    sample = small()
    own = replace(sample.estimates[0], override="built it twice")
    (first, _) = decisive(replace(sample, estimates=(own, *sample.estimates[1:])))
    assert first.reasons == ("an expert's figure: built it twice",)


def test_an_integration_is_split_by_its_size_and_set_up() -> None:
    """Set-up of 40 h beside 12 CFP at 9.6 h: 40 of 155.2 parts are the set-up."""
    shares = {part.name: part.share for part in parts(small()) if part.label == "I-001"}
    assert shares[SETUP] == pytest.approx(40 / 155.2)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_what_goes_one_way_is_one_part_whatever_its_mechanism() -> None:
    """Two processes of one direction are one part of the work."""
    sample = small()
    sized = replace(sample.estimates[0].size[0], direction="A, Inc → B")
    named = (replace(sized, name="A, Inc → B, api: x"), replace(sized, name="A, Inc → B, db link"))
    changed = replace(sample, estimates=(replace(sample.estimates[0], size=named),))
    assert {part.name for part in parts(changed)} == {"A, Inc → B", SETUP}


def test_every_flow_and_every_uncounted_integration_is_listed() -> None:
    """Five flows under their integration's id; three integrations stand outside the total."""
    assert [line[0] for line in interfaces(small())] == [
        "I-001",
        "I-001",
        "I-002",
        "I-003",
        "I-004",
    ]
    assert [line[0] for line in left_out(small())] == ["I-003", "I-004", "I-005"]


def test_the_first_page_stands_alone() -> None:
    """Advice, low to high, what drives it and what to ask come before any table of rows."""
    text = FORMATS["markdown"].render(small()).decode()
    first = text[: text.index("## Effort")]
    for said in (
        "**Ask first, then plan.**",
        "| production, build | 22 | 33 | 44 |",
        "stakeholders",
    ):
        assert said in first
