"""Checks of systems: owners, monitoring, contracts, lifecycle, forgotten systems, retirement."""

import re

from seamscope.estimate.integration_context import fold
from seamscope.poc import format_statement
from seamscope.readiness.content import read_content
from seamscope.readiness.fields import is_answer
from seamscope.readiness.types import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    list_evidence,
    list_names,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import State
from seamscope.resolved import SystemNode
from seamscope.wording import format_count

HOURS = re.compile(
    r"\b(\d{1,2})[:.](\d{2})\s*+(?:(?:h|uhr)\s*+)?(?:to|until|till|bis|-|–)\s*+(\d{1,2})[:.](\d{2})\b",
    re.IGNORECASE,
)
OWNER = "operation.owner_at_2am"
DAYTIME = ("office hours", "business hours", "working hours", "daytime", "9 to 5", "9x5", "8x5")


def check_owners(facts: Facts, _: Answer) -> Verdict:
    """Check that poc.yaml or the inventory lists someone on call at night for each system."""
    poc_owners = {
        fold(name): format_statement(who)
        for name, who in facts.poc.operation.owners.items()
        if format_statement(who)
    }
    owners, missing, differences = [], [], []
    for system in facts.touched:
        names = {fold(name) for name in list_names(system)}
        poc_owner = next((poc_owners[name] for name in sorted(names) if name in poc_owners), "")
        support = system.support
        if poc_owner and support and fold(poc_owner) != fold(support):
            differences.append(f"{system.name}: {poc_owner} in the POC, {support} in the inventory")
        who = poc_owner or support
        if who and not is_answer(OWNER, who):
            missing.append(f"{system.name} (“{who}” is not a person or team)")
        elif who and not excludes_night(who):
            owners.append(f"{system.name}: {who}")
        elif who:
            missing.append(f"{system.name} ({who} is not available at 2 am)")
        else:
            missing.append(f"{system.name}" + (f" (owner {system.owner})" if system.owner else ""))
    evidence = (*facts.cite_keys("operation.owners"), *list_evidence(facts.touched))
    if differences:
        return mark_contradicted(differences, evidence)
    if missing:
        return mark_open(f"no one on call is known for {', '.join(missing)}", evidence)
    return mark_answered("; ".join(owners), evidence)


def check_owner(_: Facts, poc_answer: Answer) -> Verdict:
    """Check that the person or team on call for the POC can be reached at night."""
    answered = poc_answer and poc_answer.state is ReadinessState.ANSWERED
    if poc_answer and answered and excludes_night(poc_answer.answer):
        text = f"{poc_answer.answer} is not available at 2 am"
        return mark_open(text, poc_answer.evidence)
    return poc_answer or mark_open("not specified in poc.yaml", ())


def check_monitoring(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the monitoring system of the POC is not retired."""
    monitoring = [s for s in facts.landscape.systems if s.kind.casefold() == "monitoring"]
    mentioned = [
        s for s in monitoring if _is_mentioned(format_statement(facts.poc.operation.monitoring), s)
    ]
    retired = [s for s in mentioned if s.lifecycle is State.RETIRED]
    if retired:
        text = [f"the POC mentions {s.name}, which is {s.lifecycle.value}" for s in retired]
        return mark_contradicted(text, list_evidence(retired))
    if poc_answer and poc_answer.state is ReadinessState.OPEN and monitoring:
        names = ", ".join(s.name for s in monitoring)
        return mark_open(
            f"{poc_answer.answer}; {names} exists but is not mentioned", list_evidence(monitoring)
        )
    return poc_answer or mark_open("not specified in poc.yaml", ())


def check_contracts(facts: Facts, _: Answer) -> Verdict:
    """Check that every connected system has an interface contract or documentation."""
    undocumented = [
        s
        for s in facts.touched
        if not facts.landscape.list_interfaces(s.id) and not s.documentation
    ]
    if undocumented:
        names = ", ".join(s.name for s in undocumented)
        return mark_open(
            f"neither contract nor documentation is known for {names}", list_evidence(undocumented)
        )
    return mark_answered(
        f"for all {format_count(len(facts.touched), 'system')}", list_evidence(facts.touched)
    )


def check_lifecycle(facts: Facts, _: Answer) -> Verdict:
    """Check that every connected system is active."""
    open_states = {State.UNKNOWN, State.PLANNED}  # neither active nor about to be retired
    unknown = [s for s in facts.touched if s.lifecycle in open_states]
    inactive = [s for s in facts.touched if s.lifecycle not in {State.ACTIVE, *open_states}]
    if inactive:
        return mark_contradicted(
            [f"{s.name} is {s.lifecycle.value}" for s in inactive], list_evidence(inactive)
        )
    if unknown:
        planned = [f"{s.name} is planned" for s in unknown if s.lifecycle is State.PLANNED]
        names = ", ".join(s.name for s in unknown if s.lifecycle is State.UNKNOWN)
        stated = [*planned, *([f"the lifecycle of {names} is unknown"] if names else [])]
        return mark_open("; ".join(stated), list_evidence(unknown))
    return mark_answered(
        f"all {format_count(len(facts.touched), 'system')} are active", list_evidence(facts.touched)
    )


def check_forgotten(facts: Facts, _: Answer) -> Verdict:
    """Check that poc.yaml mentions every system that production needs."""
    forgotten_systems = facts.surface.forgot
    nodes = [facts.landscape.get_system(item.system) for item in forgotten_systems if item.system]
    if forgotten_systems:
        names = ", ".join(s.name for s in nodes) or forgotten_systems[0].reason
        return mark_open(
            f"the POC does not mention {names}" if nodes else names, list_evidence(nodes)
        )
    return mark_answered("no forgotten system was found", ())


def check_retirement(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that a system which the POC replaces is not used by the POC or by other systems."""
    replaced = {fold(name) for name in facts.poc.replaces}
    still_used = [s for s in facts.touched if replaced & {fold(n) for n in list_names(s)}]
    if still_used:
        text = [f"the POC replaces {s.name} but reads or writes it" for s in still_used]
        return mark_contradicted(text, (*facts.cite_keys("replaces"), *list_evidence(still_used)))
    systems = {
        s.id: s for s in facts.landscape.systems if replaced & {fold(n) for n in list_names(s)}
    }
    consumers = sorted(
        {
            facts.landscape.name(flow.target.system)
            for flow in facts.landscape.flows
            if flow.source.system in systems
            and flow.state is State.ACTIVE
            and flow.target.system not in systems
        }
    )
    if consumers and poc_answer:
        names = ", ".join(s.name for s in systems.values())
        more = f"{names} still supplies data to {', '.join(consumers)}"
        return mark_open(
            f"{poc_answer.answer}; {more}", (*poc_answer.evidence, *list_evidence(systems.values()))
        )
    if not replaced and (retired := _read_retirement(facts)):
        return mark_answered(retired, facts.cite_keys("operation.retirement"))
    return poc_answer or mark_open("not specified in poc.yaml", ())


def _read_retirement(facts: Facts) -> str:
    """Return `operation.retirement` if it says what is retired and when, or that nothing is."""
    text = format_statement(facts.poc.operation.retirement)
    content = read_content(text, "what is retired or replaced on which date after go-live")
    names_something = any(not word.isdecimal() for word in content.words)
    return text if content.denial or (names_something and content.date) else ""


def excludes_night(text: str) -> bool:
    """Return whether the hours in an answer exclude 2 am: "ERP desk (06:00 to 20:00)" → True."""
    spans = [
        (60 * int(h1) + int(m1), 60 * int(h2) + int(m2)) for h1, m1, h2, m2 in HOURS.findall(text)
    ]
    night = 2 * 60
    if spans:
        return not any(a <= night < b if a < b else night >= a or night < b for a, b in spans)
    return any(word in text.casefold() for word in DAYTIME)


def _is_mentioned(text: str, system: SystemNode) -> bool:
    folded = fold(text)
    return any(fold(name) in folded for name in (system.name, *system.aliases))
