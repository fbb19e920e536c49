"""The verdicts on twelve surveys are those that an architect would give; they were written down
beforehand.
"""

from dataclasses import dataclass, replace

import pytest

from seamscope.document import Survey
from seamscope.estimate import Effort, Totals
from seamscope.landscape import Direction
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Finding, Question, Severity
from seamscope.surface import Surface

from .survey_sample import small

ANSWERED = tuple(
    ReadinessLine(id=f"a{n}", line=f"Line {n}", state=ReadinessState.ANSWERED) for n in range(20)
)
OPEN = tuple(
    ReadinessLine(id=f"o{n}", line=f"Open line {n}", state=ReadinessState.OPEN) for n in range(18)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The expected verdict.
    advice: the kind of advice.
    names: a word of the issue that the headline must name.
    """

    advice: Advice
    names: str


def build(
    spread: float = 1.6,
    share: float = 0.1,
    readiness: tuple[ReadinessLine, ...] = ANSWERED,
    findings: tuple[Finding, ...] = (),
) -> Survey:
    """Return a survey with two questions.
    spread: P90 divided by P50.
    share: share of the variance that the first question has.
    """
    hours = Effort(mean=440, p50=400, p80=400 * (1 + spread) / 2, p90=400 * spread)
    none = Effort(mean=0, p50=0, p80=0, p90=0)
    question = Question(text="How well does the team know SAP?", variance_share=share)
    other = Question(text="Is there a sandbox?", variance_share=share / 4)
    return replace(
        small(),
        totals=Totals(poc=none, production=hours, management_hours=none),
        questions=(other, question),
        readiness=readiness,
        findings=findings,
    )


def contradict(answer: str) -> ReadinessLine:
    return ReadinessLine(id="x", line="Stated", state=ReadinessState.CONTRADICTED, answer=answer)


def find(what: str, where: str, severity: Severity = Severity.HIGH) -> Finding:
    return Finding(severity=severity, what=what, where=(where,), remedy="name a master")


def leave_direction_open(survey: Survey) -> Survey:
    """Return the survey with one integration to build that has no direction and therefore no
    estimate.
    """
    return replace(
        survey,
        integrations=tuple(
            replace(item, direction=Direction.UNKNOWN) if item.label == "I-002" else item
            for item in survey.integrations
        ),
        estimates=tuple(item for item in survey.estimates if item.integration != "copilot--erp"),
    )


CLASSES = contradict("the POC is classified as internal; Salesforce is personal data")
BUDGET = contradict("the budget is EUR 20,000 a year; run cost is EUR 67,000 at P50")
CASES: dict[str, tuple[Survey, Expected]] = {
    "all known, narrow": (build(), Expected(advice=Advice.PLAN, names="1.6 times")),
    "no POC": (
        replace(build(), surface=Surface(), totals=None),
        Expected(advice=Advice.NO_POC, names="two-way"),
    ),
    "POC touches nothing": (
        replace(build(), totals=None, estimates=()),
        Expected(advice=Advice.NOTHING, names="Service Copilot"),
    ),
    "data class contradicted": (
        build(readiness=(*ANSWERED, CLASSES)),
        Expected(advice=Advice.SETTLE, names="Salesforce is personal data"),
    ),
    "two contradictions": (
        build(readiness=(*ANSWERED, BUDGET, CLASSES)),
        Expected(advice=Advice.SETTLE, names="the budget is EUR 20,000"),
    ),
    "contradicted, wide and full of questions": (
        build(spread=2.8, share=0.5, readiness=(*OPEN, CLASSES)),
        Expected(advice=Advice.SETTLE, names="classified as internal"),
    ),
    "wide, one question holds most": (
        build(spread=2.4, share=0.5),
        Expected(advice=Advice.ASK, names="How well does the team know SAP?"),
    ),
    "wide, nobody can answer": (
        build(spread=2.4, share=0.02),
        Expected(advice=Advice.RESERVE, names="person-days"),
    ),
    "no master for what the POC writes": (
        build(findings=(find("Both systems write Case, no master is named", "copilot--crm"),)),
        Expected(advice=Advice.SETTLE, names="no master"),
    ),
    "a finding far from the POC": (
        build(findings=(find("Both systems write Invoice", "dwh--mes"),)),
        Expected(advice=Advice.PLAN, names="1.6 times"),
    ),
    "checklist nearly empty": (
        build(readiness=(*OPEN, *ANSWERED[:2])),
        Expected(advice=Advice.ASK, names="18 of 20"),
    ),
    "an integration to build is not in the total": (
        leave_direction_open(build()),
        Expected(advice=Advice.ASK, names="I-002"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_verdict_is_the_one_a_person_gave(name: str) -> None:
    """Each survey gets the expected advice, and its headline names the issue to settle."""
    survey, expected = CASES[name]
    found = give_verdict(survey)
    assert found.advice is expected.advice
    assert expected.names in found.headline


def test_the_verdicts_differ() -> None:
    """The twelve surveys together get every kind of advice."""
    given = {give_verdict(survey).advice for survey, _ in CASES.values()}
    assert given == set(Advice)


def test_the_sample_of_an_estimate_without_unknowns_is_ready() -> None:
    """With a P90 of 1.9 times P50, which an integration without unknowns has, the advice is to
    plan; with 1.95 times, to keep a reserve.
    """
    assert give_verdict(build(spread=1.9)).advice is Advice.PLAN
    assert give_verdict(build(spread=1.95, share=0.02)).advice is Advice.RESERVE


def test_further_contradictions_are_counted() -> None:
    """With two contradictions, the headline names one, and the reasons say "2 lines"."""
    found = give_verdict(build(readiness=(BUDGET, CLASSES)))
    assert found.headline.count("budget") == 1
    assert any("2 lines" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("connector", "kind", "advice"),
    [
        ("inventory", "file", Advice.SETTLE),
        ("inventory", "entry", Advice.PLAN),  # the rest of the inventory is read
        ("csv", "file", Advice.PLAN),  # its price is in the reserve
    ],
)
def test_an_inventory_that_cannot_be_read_is_settled_first(
    connector: str, kind: str, advice: Advice
) -> None:
    """An inventory file that cannot be read has to be settled first, because facts in it, such as
    personal data, could contradict the POC.
    """
    where = Evidence(file="inventory.yaml", line=3, connector=connector)
    lost = Skipped(reason="the YAML is damaged", evidence=where, kind=kind)
    verdict = give_verdict(replace(build(), skipped=(lost,)))
    assert verdict.advice is advice
    assert ("inventory.yaml" in verdict.about) is (advice is Advice.SETTLE)
