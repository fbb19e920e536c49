"""Assess a landscape: questions, findings, roadmap, readiness, ledger and accuracy.

If one assessment fails, a finding reports it, and the other assessments are not affected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.accuracy import Accuracy, measure_accuracy
from seamscope.data_quality import find_flaws
from seamscope.debt import find_debt
from seamscope.faults import Net
from seamscope.ledger import Ledger, build_ledger, find_contract_ends
from seamscope.limits import find_limits
from seamscope.poc import Poc
from seamscope.questions import Kept, keep_most
from seamscope.readiness import ReadinessLine, evaluate_readiness
from seamscope.resolved import Finding, Question
from seamscope.roadmap import Roadmap, build_roadmap, weigh_by_date
from seamscope.rounds import Conclusion

NO_FINDINGS: tuple[Finding, ...] = ()
NO_LINES: tuple[ReadinessLine, ...] = ()
NO_ROADMAP: Roadmap | None = None
NO_LEDGER: Ledger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The assessments of a landscape. An assessment that failed is empty and has a finding."""

    accuracy: Accuracy
    roadmap: Roadmap | None
    readiness: tuple[ReadinessLine, ...]
    ledger: Ledger | None
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def assess(ended: Conclusion, poc: Poc | None, *, seed: int, dates: Sequence[str]) -> Assessment:
    """Assess the landscape of the last round.

    poc: the POC as written in poc.yaml.
    seed: seed of the simulation.
    dates: ISO dates of statements in the inputs.
    """
    net = Net()
    kept = net.catch(
        "The selection of questions",
        lambda: keep_most(ended.questions),
        Kept(questions=ended.questions, findings=()),
    )
    findings = _list_findings(ended, poc, net)
    roadmap = net.catch(
        "The roadmap to go-live",
        lambda: build_roadmap(
            ended.landscape,
            ended.surface,
            ended.estimates.estimates,
            ended.estimates.totals,
            ended.poc,
            seed=seed,
        ),
        NO_ROADMAP,
    )
    questions = _weigh_questions(ended, kept.questions, roadmap, net)
    contracts = net.catch(
        "Findings about contracts that end",
        lambda: find_contract_ends(ended.landscape, ended.poc, roadmap),
        NO_FINDINGS,
    )
    readiness, ledger = _assess_poc(ended, questions, roadmap, net)
    accuracy = net.catch("Accuracy", lambda: measure_accuracy(ended.resolved, dates), Accuracy())
    return Assessment(
        accuracy=accuracy,
        roadmap=roadmap,
        readiness=readiness,
        ledger=ledger,
        questions=questions,
        findings=(*findings, *contracts, *kept.findings, *net.findings),
    )


def _list_findings(ended: Conclusion, poc: Poc | None, net: Net) -> tuple[Finding, ...]:
    """Return the findings about technical debt, limits of APIs and the quality of data."""
    landscape = ended.landscape
    masters = poc.operation.masters if poc else {}
    mastered = [entity for entity, system in masters.items() if system]
    names = {system.id: system.name for system in landscape.systems}
    names |= {endpoint.id: endpoint.name for endpoint in ended.resolved.endpoints}
    touched = frozenset(ended.surface.touchpoints)
    return (
        *net.catch("Findings about debt", lambda: find_debt(landscape, mastered), NO_FINDINGS),
        *net.catch(
            "Findings about API limits", lambda: find_limits(landscape, ended.poc), NO_FINDINGS
        ),
        *net.catch(
            "Findings about the quality of data",
            lambda: find_flaws(landscape.datasets, names, touched),
            NO_FINDINGS,
        ),
    )


def _weigh_questions(
    ended: Conclusion, questions: tuple[Question, ...], roadmap: Roadmap | None, net: Net
) -> tuple[Question, ...]:
    """Return the questions, ranked by the effect of an answer on the go-live date."""
    estimates = ended.estimates
    return net.catch(
        "The questions that decide on the go-live",
        lambda: weigh_by_date(questions, estimates.effects, roadmap, estimates.totals, ended.poc),
        questions,
    )


def _assess_poc(
    ended: Conclusion, questions: tuple[Question, ...], roadmap: Roadmap | None, net: Net
) -> tuple[tuple[ReadinessLine, ...], Ledger | None]:
    """Return the readiness checklist and the production-risk ledger."""
    landscape, surface, totals = ended.landscape, ended.surface, ended.estimates.totals
    readiness = net.catch(
        "Readiness",
        lambda: evaluate_readiness(landscape, surface, totals, ended.poc, roadmap, told=ended.told),
        NO_LINES,
    )
    ledger = net.catch(
        "The production-risk ledger",
        lambda: build_ledger(
            landscape, surface, totals, ended.poc, readiness, questions=questions, roadmap=roadmap
        ),
        NO_LEDGER,
    )
    return readiness, ledger
