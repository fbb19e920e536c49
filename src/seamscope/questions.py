"""Select the most important questions of a survey, as many as a review board can read."""

from collections.abc import Sequence
from dataclasses import dataclass

from seamscope.answers import rank_questions
from seamscope.errors import SeamscopeError
from seamscope.knowledge.asking import load_asking
from seamscope.records import Evidence
from seamscope.resolved import Finding, Question, QuestionKind, Severity
from seamscope.wording import format_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The selected questions, and a finding with the number of questions left out."""

    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def keep_most(questions: Sequence[Question]) -> Kept:
    """Return the most important questions, and a finding with the number of questions left out.

    Questions about the team are always selected, because they are asked only once. The same applies
    to a minimum number of questions about single integrations.
    """
    limits = load_asking()
    facts = [asked for asked in questions if asked.kind is QuestionKind.FACT]
    unread = rank_questions(asked for asked in questions if asked.kind is QuestionKind.UNREAD)
    rest = {QuestionKind.FACT, QuestionKind.UNREAD}
    others = [
        *unread[: limits.unread],
        *rank_questions(asked for asked in questions if asked.kind not in rest),
    ]
    room = max(limits.most - len(others), limits.facts, sum(not fact.about for fact in facts))
    chosen = {fact.id for fact in sorted(facts, key=lambda fact: bool(fact.about))[:room]}
    chosen |= {asked.id for asked in others[: limits.most - len(chosen)]}
    left = [asked for asked in questions if asked.id not in chosen]
    return Kept(
        questions=tuple(asked for asked in questions if asked.id in chosen),
        findings=_count_left(left),
    )


def build_finding(error: SeamscopeError) -> Finding:
    """Return an error in the description of the POC as a finding, which the report shows."""
    where = Evidence(file=error.file, line=error.line or 0, connector="poc")
    return Finding(severity=Severity.HIGH, what=error.what, remedy=error.remedy, evidence=(where,))


def _count_left(left: Sequence[Question]) -> tuple[Finding, ...]:
    if not left:
        return ()
    facts = sum(asked.kind is QuestionKind.FACT for asked in left)
    unread = sum(asked.kind is QuestionKind.UNREAD for asked in left)
    parts = [
        f"{format_count(count, 'question')} about {problem}"
        for count, problem in (
            (len(left) - facts - unread, "names, states and owners"),
            (unread, "unread files"),
            (facts, "single integrations"),
        )
        if count
    ]
    finding = Finding(
        severity=Severity.LOW,
        what=f"{' and '.join(parts)} are less important and not listed",
        remedy="answer the listed questions first; the next survey lists the others",
    )
    return (finding,)
