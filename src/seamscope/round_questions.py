"""Questions about facts of the estimate, masters and unread files. `resolve` asks all others."""

from collections import defaultdict
from dataclasses import replace

from seamscope.answers import load_rules
from seamscope.estimate import AnswerEffect, Estimates, Totals
from seamscope.estimate.unread_parts import InputGaps
from seamscope.knowledge.asking import load_asking
from seamscope.knowledge.formats import IN_PART
from seamscope.knowledge.ratings import list_offers, load_table
from seamscope.landscape import Landscape
from seamscope.records import Evidence
from seamscope.resolve.interfaces import list_ways
from seamscope.resolve.names import build_slug, join_words
from seamscope.resolve.question_weights import weigh
from seamscope.resolved import Question, QuestionKind, Resolved
from seamscope.user_values import MECHANISMS
from seamscope.wording import format_figure


def list_questions(
    estimates: Estimates, resolved: Resolved, landscape: Landscape
) -> tuple[Question, ...]:
    """Return the ranked questions about facts, then the questions about names, without duplicates.

    Two questions are duplicates if their texts are equal up to the question mark. Of these, the
    question about names is kept, because its text also explains how to answer.
    """
    changes = {effect.question: effect for effect in estimates.effects}
    facts = {missing.question: missing.fact for e in estimates.estimates for missing in e.missing}
    ranked = {
        text: _complete_question(
            Question(
                text=text,
                kind=QuestionKind.FACT,
                about=about,
                subject=facts.get(text, ""),
                variance_share=share,
            ),
            changes.get(text),
            landscape,
        )
        for text, about, share in estimates.questions
    }
    others: list[Question] = []
    for asked in resolved.questions:
        short = asked.text.partition("?")[0] + "?"
        if known := ranked.get(short):
            about = tuple(dict.fromkeys((*asked.about, *known.about)))
            ranked[short] = replace(
                asked,
                about=about,
                variance_share=known.variance_share,
                key=known.key,
                decision=known.decision,
            )
        else:
            others.append(asked)
    return (*ranked.values(), *others)


def _complete_question(
    asked: Question, change: AnswerEffect | None, landscape: Landscape
) -> Question:
    """Return a question about a fact, with possible answers and their effect.

    If the fact is a direction, the question has the same form as the questions of `resolve` about
    directions.
    """
    fact = asked.subject
    driver = load_rules().facts.get(fact, {}).get("rated", "")
    asked = replace(
        asked,
        candidates=MECHANISMS if fact == "mechanism" else list_offers(driver) if driver else (),
        effect=_describe_effect(change, asked.variance_share or 0.0, driver),
        key=change.key if change else "",
        decision=change.decision if change else 0.0,
    )
    pair = next((one for one in landscape.integrations if one.id in asked.about), None)
    if fact != "direction" or pair is None:
        return asked
    return replace(
        asked,
        kind=QuestionKind.DIRECTION,
        subject="",
        about=(*pair.systems, *pair.flows, *pair.dependencies, pair.id),
        candidates=list_ways(*(landscape.get_system(key).name for key in pair.systems)),
    )


def _describe_effect(change: AnswerEffect | None, share: float, driver: str) -> str:
    """Describe how an answer changes the uncertainty, the total and the fit to the budget.

    driver: the driver that rates the answer, "" for none.
    """
    parts = [f"removes {100 * share:.1f} % of the uncertainty"] if share else []
    if change and change.days:
        words = load_table(driver).offers if driver else {}
        days = ", ".join(f"{words.get(r, r)} {format_figure(value)}" for r, value in change.days)
        parts.append(f"total at P80 in person-days if {days}")
    if change and change.decision:
        chance = f"{100 * change.decision:.0f} % chance"
        parts.append(f"{chance} that the answer changes whether the total fits the budget")
    return "; ".join(parts)


def raise_master_questions(resolved: Resolved, landscape: Landscape) -> tuple[Question, ...]:
    """Return a question about the master of each entity that several systems write.

    The questions are weighted by the same rules as the questions of `resolve`.
    """
    writers: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, set[Evidence]] = defaultdict(set)
    for integration in landscape.integrations:
        for shared in integration.entities_both_ways if integration.active else ():
            if not shared.master:
                writers[shared.entity] |= {*shared.writers}
                evidence[shared.entity] |= {*shared.evidence}
    questions = [
        _build_master_question(entity, writers[entity], evidence[entity], landscape)
        for entity in writers
    ]
    placeless = frozenset(node.id for node in resolved.endpoints)
    return weigh(questions, (*resolved.flows, *resolved.dependencies), placeless)


def _build_master_question(
    entity: str, writers: set[str], evidence: set[Evidence], landscape: Landscape
) -> Question:
    names = [landscape.get_system(key).name for key in sorted(writers)]
    return Question(
        text=f"Which system is the master of {entity}: {join_words(names, 'or')}? "
        "All of them write it",
        kind=QuestionKind.MASTER,
        id=f"{QuestionKind.MASTER.value}:{build_slug(entity)}",
        candidates=tuple(names),
        effect="decides whose value is right if two systems differ",
        about=tuple(sorted(writers)),
        subject=entity,
        evidence=tuple(sorted(evidence)),
    )


def ask_about_unread_files(totals: Totals | None, gaps: InputGaps) -> tuple[Question, ...]:
    """Return a question for each file that was not read, if unread inputs are in the total.

    The weight of a question is proportional to the file's share of the reserve for unread inputs.
    """
    reserve = totals.not_readable if totals else None
    if totals is None or reserve is None:
        return ()
    files = {item.evidence.file: item for item in gaps.skipped if item.kind == "file"}
    shares = {
        place.file: part.expected / part.count / reserve.expected
        for part in reserve.parts
        for place in part.evidence
        if place.file in files
    }
    days = format_figure(reserve.added_hours / totals.hours_per_day)
    base = load_asking().weights[QuestionKind.UNREAD.value].base
    return tuple(
        Question(
            text=_ask_about_file(file, files[file].reason),
            kind=QuestionKind.UNREAD,
            id=f"{QuestionKind.UNREAD.value}:{build_slug(file)}",
            subject=file,
            effect=f"takes the file out of the reserve of {days} person-days for unread inputs",
            weight=round(base * min(share, 1.0), 6),
            evidence=(files[file].evidence,),
        )
        for file, share in sorted(shares.items())
    )


def _ask_about_file(file: str, reason: str) -> str:
    how = "was read in part" if reason.startswith(IN_PART) else "was not read"
    return f"Does {file} contain an integration that no other input has? It {how}: {reason}"
