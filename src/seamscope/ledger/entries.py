"""List the risks of a POC, such as open checklist lines and systems without an owner."""

import re
from collections import defaultdict
from collections.abc import Iterator

from seamscope.connector.volumes import parse_records_per_day
from seamscope.estimate.integration_context import fold
from seamscope.ledger.contracts import list_contract_ends
from seamscope.ledger.facts import Facts, Remedy, build_entry, load_figures
from seamscope.ledger.types import LedgerEntry, RiskKind
from seamscope.readiness import Proof, ReadinessLine, ReadinessState
from seamscope.wording import format_count

FORGOTTEN = "forgotten"


def list_entries(facts: Facts) -> tuple[LedgerEntry, ...]:
    """Return all risks: decisive ones first, then contradictions, then others.

    Within each group, risks are sorted by effort, the smallest first.
    """
    found = [
        *_list_readiness(facts),
        *_list_unowned(facts),
        *_list_unpriced(facts),
        *_list_single_points(facts),
        *_list_approvals(facts),
        *_list_unknowns(facts),
        *_list_conditions(facts),
        *_list_ceilings(facts),
        *_list_contracts(facts),
        *_list_shared_writers(facts),
        *_list_hops(facts),
    ]
    return tuple(sorted(found, key=_rank))


def _rank(entry: LedgerEntry) -> tuple[bool, bool, float, str]:
    contradicted = entry.kind is RiskKind.CONTRADICTION
    return not entry.decisive, not contradicted, sum(entry.days), entry.what


def _list_readiness(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each checklist line that is open, contradicted, or only claimed."""
    for line in facts.readiness:
        if line.id == FORGOTTEN and facts.surface.forgot:
            continue  # each of these systems has a separate entry
        decisive = line.id in load_figures().decisive
        text = f"{line.line}: {line.answer}"
        if line.state is ReadinessState.CONTRADICTED:
            kind = RiskKind.CONTRADICTION
        elif line.state is ReadinessState.OPEN:
            kind = RiskKind.READINESS
        elif line.proof is Proof.CLAIMED and decisive:
            kind, text = RiskKind.PROOF, f"{line.line}: claimed without proof ({line.answer})"
        else:
            continue
        yield build_entry(
            kind,
            text,
            known=_find_remedy(facts, line, kind),
            count=_count_units(facts, line) if kind is RiskKind.READINESS else 1,
            decisive=decisive and kind is not RiskKind.PROOF,
            evidence=line.evidence,
        )


def _find_remedy(facts: Facts, line: ReadinessLine, kind: RiskKind) -> Remedy | None:
    """Return the remedy of a checklist line, None if the general remedy for its kind applies."""
    figures = load_figures()
    target = figures.limits.get(line.id, "")
    if kind is not RiskKind.PROOF and target and getattr(facts.poc.targets, target) is not None:
        return figures.limit
    return figures.lines.get(line.id) if kind is RiskKind.READINESS else None


def _count_units(facts: Facts, line: ReadinessLine) -> int:
    """Return how many systems, entities or integrations the remedy of an open line concerns.

    These are the ones that the answer names, or all if it names none.
    """
    remedy = load_figures().lines.get(line.id)
    shared = {item.entity for i in facts.build for item in i.entities_both_ways}
    names = {
        "system": {system.name for system in facts.touched},
        "entity": shared,
        "integration": {integration.id for integration in facts.build},
    }.get(remedy.per if remedy else "", set())
    named = {n for n in names if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", line.answer, re.I)}
    return max(len(named or names), 1)


def _list_unowned(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each system without an owner and without support.

    Only systems on integrations that the POC builds, depends on or affects are considered.
    """
    named = {fold(name) for name in facts.poc.operation.owners}
    for system in facts.near:
        names = {fold(name) for name in (system.id, system.name, *system.aliases)}
        if not system.owner and not system.support and not names & named:
            problem = f"{system.name} has no owner and no support"
            yield build_entry(RiskKind.UNOWNED, problem, outside=True, evidence=system.evidence)


def _list_unpriced(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each system that poc.yaml does not mention although production needs it."""
    for item in facts.surface.forgot:
        name = facts.landscape.name(item.system) if item.system else "a system"
        yield build_entry(RiskKind.UNPRICED, f"{name} is not in the scope: {item.reason}")


def _list_single_points(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each person who alone owns several systems or alone knows a system.

    Only the owner knows a system that has neither documentation nor a contract.
    """
    owned: dict[str, list[str]] = defaultdict(list)
    for system in facts.touched:
        if system.owner:
            owned[system.owner].append(system.name)
    for owner, systems in sorted(owned.items()):
        if len(systems) > 1:
            problem = (
                f"{owner} alone owns {format_count(len(systems), 'system')}: {', '.join(systems)}"
            )
            yield build_entry(RiskKind.KNOWLEDGE, problem)
    for system in facts.touched:
        written = system.documentation or facts.landscape.list_interfaces(system.id)
        if system.owner and not written:
            problem = f"{system.name} is known to {system.owner} only: no contract or documentation"
            yield build_entry(RiskKind.KNOWLEDGE, problem, evidence=system.evidence)


def _list_approvals(facts: Facts) -> Iterator[LedgerEntry]:
    for approval in facts.poc.approvals:
        if approval.signed is None:
            who = f" by {approval.who}" if approval.who else ", and no signer is named"
            when = f", expected on {approval.expected}" if approval.expected else ""
            problem = f"{approval.what} is not signed{who}{when}"
            yield build_entry(RiskKind.APPROVAL, problem, evidence=facts.cite_line(approval.line))


def _list_unknowns(facts: Facts) -> Iterator[LedgerEntry]:
    for index, text in enumerate(facts.poc.unknowns):
        line = facts.poc.lines.get(f"unknowns.{index}", facts.poc.lines.get("unknowns", 0))
        yield build_entry(RiskKind.UNKNOWN, f"unknown: {text}", evidence=facts.cite_line(line))


def _list_conditions(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each unknown condition of operation: hosting, data residency, sign-in."""
    hosting = facts.poc.hosting
    for key, text, problem in (
        ("where", hosting.where, "where it is hosted"),
        ("residency", hosting.residency, "where its data may be"),
        ("sign_in", hosting.sign_in, "how its users sign in"),
    ):
        if not text.strip():
            remedy = f"specify it in poc.yaml (`hosting: {key}:`)"
            yield build_entry(RiskKind.UNKNOWN, f"unknown: {problem}", remedy=remedy)


def _list_ceilings(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each read or write whose volume exceeds the system's limit in poc.yaml."""
    for touch in (*facts.poc.reads, *facts.poc.writes):
        volume, ceiling = parse_records_per_day(touch.volume), parse_records_per_day(touch.ceiling)
        if volume is not None and ceiling is not None and volume > ceiling:
            problem = f"{touch.system}: {touch.volume} is above its limit, {touch.ceiling}"
            yield build_entry(
                RiskKind.CONTRADICTION,
                problem,
                remedy="move less, move it in bulk, or ask for a higher limit",
                evidence=facts.cite_line(touch.line),
            )


def _list_contracts(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each contract that ends before go-live or less than a year after it."""
    for end in list_contract_ends(facts.poc, facts.roadmap):
        yield build_entry(RiskKind.CONTRACT, end.problem, evidence=facts.cite_line(end.line))


def _list_shared_writers(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk for each entity of an integration to build that several systems write."""
    told: set[str] = set()
    for integration in facts.build:
        for shared in integration.entities_both_ways:
            key = fold(shared.entity)
            if key in told:
                continue
            told.add(key)
            writers = ", ".join(sorted(facts.landscape.name(w) for w in shared.writers))
            master = f"; master: {shared.master}" if shared.master else "; no master is defined"
            problem = f"{shared.entity} is written by {writers or 'both sides'}{master}"
            yield build_entry(
                RiskKind.SHARED_WRITER, problem, outside=True, evidence=shared.evidence
            )


def _list_hops(facts: Facts) -> Iterator[LedgerEntry]:
    """Yield a risk if data reaches the POC through several systems, any of which may fail."""
    upstream = [facts.landscape.name(key) for key in facts.surface.upstream]
    if len(upstream) >= load_figures().far:
        problem = (
            f"the POC reads data that comes, in one or more hops, from {len(upstream)} other "
            f"systems: {', '.join(sorted(upstream))}"
        )
        yield build_entry(RiskKind.HOPS, problem, count=len(upstream), outside=True)
