"""Evaluate the readiness checklist: the answers in poc.yaml, compared with the sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from seamscope.decisions import Told
from seamscope.errors import locate_error
from seamscope.estimate import Totals
from seamscope.knowledge import load
from seamscope.landscape import Landscape
from seamscope.poc import Poc
from seamscope.readiness.checks import CHECKS
from seamscope.readiness.fields import Reply, describe_need, read_reply
from seamscope.readiness.types import Facts, Proof, ReadinessLine, ReadinessState, Verdict
from seamscope.roadmap import Roadmap
from seamscope.surface import CONNECTOR, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """One line of `knowledge/readiness.yaml`.

    fields: keys of poc.yaml that answer the line.
    any: whether one of these keys suffices.
    check: name of a check in CHECKS, "" for none.
    source: the reason why the line is in the checklist.
    """

    id: str
    line: str
    source: str
    fields: tuple[str, ...] = ()
    any: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The lines of `knowledge/readiness.yaml`."""

    lines: tuple[ChecklistLine, ...]


@cache
def load_checklist() -> Checklist:
    """Return the checklist, which is read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(Checklist).validate_python(load("readiness"))


def evaluate_readiness(
    landscape: Landscape,
    surface: Surface,
    totals: Totals | None,
    poc: Poc | None,
    roadmap: Roadmap | None = None,
    *,
    told: tuple[Told, ...] = (),
) -> tuple[ReadinessLine, ...]:
    """Return every checklist line with its state; empty without a POC.

    told: facts about the integrations that persons answered.
    """
    if poc is None or totals is None:
        return ()
    facts = Facts(
        landscape=landscape, surface=surface, totals=totals, poc=poc, roadmap=roadmap, told=told
    )
    return tuple(_guard_line(item, facts) for item in load_checklist().lines)


def _guard_line(item: ChecklistLine, facts: Facts) -> ReadinessLine:
    """Evaluate a line. If an error occurs, the line is open; other lines are not affected."""
    try:
        return _evaluate_line(item, facts)
    except Exception as error:  # noqa: BLE001 (one line must not cost the checklist)
        fault = f"not evaluated because of an error in seamscope ({locate_error(error)})"
        return ReadinessLine(
            id=item.id,
            line=item.line,
            state=ReadinessState.OPEN,
            answer=f"{fault}; report it with the version",
            source=item.source,
        )


def _evaluate_line(item: ChecklistLine, facts: Facts) -> ReadinessLine:
    replies = {field: read_reply(facts.poc, field) for field in item.fields}
    verdict = _evaluate_fields(item, facts, replies) if item.fields else None
    if item.check:
        verdict = CHECKS[item.check](facts, verdict)
    assert verdict is not None, f"checklist line {item.id} has neither fields nor a check"
    proofs = tuple(proof for reply in replies.values() for proof in reply.proofs)
    return ReadinessLine(
        id=item.id,
        line=item.line,
        state=verdict.state,
        answer=verdict.answer,
        source=item.source,
        evidence=verdict.evidence,
        proof=_judge_proof(verdict, replies),
        where=proofs if verdict.state is ReadinessState.ANSWERED else (),
    )


def _judge_proof(verdict: Verdict, replies: Mapping[str, Reply]) -> Proof:
    """Return whether an answer is proven or only claimed.

    An answer is proven if poc.yaml contains a proof for each accepted key, or if the sources or
    measurements confirm the answer.
    """
    if verdict.state is not ReadinessState.ANSWERED:
        return Proof.NONE
    if verdict.measured:
        return Proof.PROVEN
    accepted = [reply for reply in replies.values() if reply.accepted]
    if accepted:
        return Proof.PROVEN if all(reply.proofs for reply in accepted) else Proof.CLAIMED
    shown = any(place.connector not in {CONNECTOR, ""} for place in verdict.evidence)
    return Proof.PROVEN if shown else Proof.CLAIMED


def _evaluate_fields(item: ChecklistLine, facts: Facts, replies: Mapping[str, Reply]) -> Verdict:
    """Evaluate a line by its keys: all must be answered, or one if the line has `any: true`."""
    answered = [field for field, reply in replies.items() if reply.accepted]
    is_answered = bool(answered) if item.any else len(answered) == len(replies)
    evidence = facts.cite_keys(*(answered or replies))
    if is_answered:
        answer = "; ".join(replies[field].text for field in answered)
        return Verdict(state=ReadinessState.ANSWERED, answer=answer, evidence=evidence)
    missing = [
        _describe_gap(field, reply.text)
        for field, reply in replies.items()
        if field not in answered
    ]
    joined = (" or " if item.any else ", ").join(missing)
    return Verdict(state=ReadinessState.OPEN, answer=joined, evidence=evidence)


def _describe_gap(field: str, text: str) -> str:
    """Return the reason why a key is not answered: it is empty, or a required part is missing."""
    wants = describe_need(field)
    if not text:
        return f"{field} is empty"
    return f"{field}: “{text}” does not specify {wants}" if wants else f"{field}: “{text}”"
