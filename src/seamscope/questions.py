"""The questions of a survey: those of names and those of effort, the ones that matter first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seamscope.knowledge.asking import asking
from seamscope.resolve.names import slug
from seamscope.resolved import Finding, Question, QuestionKind, Severity
from seamscope.wording import format_count

Ranked = tuple[str, tuple[str, ...], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions that are kept, and a finding that counts the others."""

    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def assemble(estimated: Iterable[Ranked], resolved: Sequence[Question]) -> Asked:
    """Return what the estimate asks, by its share of the variance, then the rest by its weight.

    estimated: text, ids and share of variance of each. Two questions are the same if one begins
    with the other: the longer says how to answer. A board is asked no more than it can read.
    """
    facts = {
        text: Question(
            text=text,
            kind=QuestionKind.FACT,
            id=f"{QuestionKind.FACT.value}:{slug(text)}",
            effect="makes the estimate surer",
            weight=share,
            about=about,
            variance_share=share,
        )
        for text, about, share in estimated
    }
    others: list[Question] = []
    for asked in resolved:
        short = asked.text.partition("?")[0] + "?"
        if known := facts.get(short):
            about = tuple(sorted({*known.about, *asked.about}))
            facts[short] = replace(asked, about=about, variance_share=known.variance_share)
        else:
            others.append(asked)
    return _kept(list(facts.values()), others)


def _kept(facts: Sequence[Question], others: Sequence[Question]) -> Asked:
    """Keep the questions that matter most, of both sorts, and count the rest."""
    limits = asking()
    # Of the team is asked once, whatever it is worth; the rest of the facts is about integrations.
    room = max(limits.most - len(others), limits.facts, sum(not fact.about for fact in facts))
    ranked = sorted(facts, key=lambda fact: bool(fact.about))[:room]
    chosen = {fact.id for fact in ranked}
    first = tuple(fact for fact in facts if fact.id in chosen)
    rest = tuple(others)[: limits.most - len(first)]
    left = (len(facts) - len(first), len(others) - len(rest))
    return Asked(questions=(*first, *rest), findings=_left_out(*left))


def _left_out(facts: int, others: int) -> tuple[Finding, ...]:
    if not facts + others:
        return ()
    parts = [
        f"{format_count(count, 'question')} about {what}"
        for count, what in ((others, "names, states and owners"), (facts, "single integrations"))
        if count
    ]
    finding = Finding(
        severity=Severity.LOW,
        what=f"{' and '.join(parts)} matter less and are not listed",
        remedy="answer those that are listed; the next survey asks the rest",
    )
    return (finding,)
