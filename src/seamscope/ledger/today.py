"""Compare the POC's access to each system today with the access that production needs."""

from collections.abc import Iterator

from seamscope.estimate.integration_context import fold
from seamscope.ledger.facts import Facts
from seamscope.ledger.types import TouchToday
from seamscope.poc import Touch

BY_HAND = ("type", "hand", "slide", "manual", "review", "mail")
COPIED = ("extract", "csv", "excel", "export", "sample", "dump", "copy", "file")
SANDBOX = ("sandbox", "test", "trial", "personal", "notebook", "developer")


def compare_today(facts: Facts) -> Iterator[TouchToday]:
    """Yield the comparison for each access of the POC, reads first, in the order of poc.yaml."""
    for access, touches in (("reads", facts.poc.reads), ("writes", facts.poc.writes)):
        for touch in touches:
            yield TouchToday(
                system=touch.system,
                access=access,
                today=touch.poc_mechanism or "not specified: set `poc_mechanism:`",
                production=_describe_production(touch),
                between=tuple(_list_between(facts, touch, access)),
                evidence=facts.cite_line(touch.line) if touch.line else (),
            )


def _describe_production(touch: Touch) -> str:
    parts = (
        touch.mechanism or "mechanism not specified",
        touch.technology,
        touch.frequency or touch.latency,
        touch.volume,
        touch.authentication,
    )
    return ", ".join(part for part in parts if part)


def _list_between(facts: Facts, touch: Touch, access: str) -> Iterator[str]:
    """Yield phrases for the work that turns today's access into production access."""
    today = touch.poc_mechanism.casefold()
    if not today or today.startswith("none") or any(word in today for word in BY_HAND):
        problem = "write-back" if access == "writes" else "access"
        yield f"an automated {problem}: the POC does it by hand or not at all"
    elif any(word in today for word in COPIED):
        yield "a live connection that transfers changes and deletions, instead of a copy"
    if any(word in today for word in SANDBOX):
        yield "a technical account and production permissions instead of personal or test accounts"
    if not touch.authentication:
        yield "authentication: not specified in poc.yaml"
    if touch.stock:
        yield f"an initial load of {touch.stock}"
    if access == "writes":
        yield "idempotency, an error queue and reconciliation"
    yield from _list_lead_times(facts, touch)


def _list_lead_times(facts: Facts, touch: Touch) -> Iterator[str]:
    if facts.roadmap is None:
        return
    names = {s.id: {fold(n) for n in (s.id, s.name, *s.aliases)} for s in facts.touched}
    for leg in facts.roadmap.legs:
        if leg.system and fold(touch.system) in names.get(leg.system, set()):
            yield f"{leg.name}: {leg.days.p10:.0f} to {leg.days.p90:.0f} working days"
