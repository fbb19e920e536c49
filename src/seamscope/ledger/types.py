"""Result types of the production-risk ledger."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Evidence


class RiskKind(StrEnum):
    """What an entry of the ledger is."""

    READINESS = "readiness"
    PROOF = "proof"
    CONTRADICTION = "contradiction"
    UNOWNED = "unowned"
    UNPRICED = "unpriced"
    PARTNER = "partner"
    CUTOVER = "cutover"
    KNOWLEDGE = "knowledge"
    APPROVAL = "approval"
    UNKNOWN = "unknown"
    CONTRACT = "contract"
    SHARED_WRITER = "shared writer"
    HOPS = "hops"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One thing between the POC and production. days: person-days to close it, low and high.

    decisive: whether the POC most likely stops without it; outside: whether it is a sign by which
    projects end far above their estimate.
    """

    kind: RiskKind
    what: str
    remedy: str
    days: tuple[float, float]
    decisive: bool = False
    outside: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """Work beside the integrations that plans forget. included: whether the total counts it."""

    name: str
    days: tuple[float, float]
    included: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchToday:
    """How the POC reaches a system today, how production must, and what lies between."""

    system: str
    access: str
    today: str
    production: str
    between: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask: a person or team, what they answer for, and a text that can be mailed."""

    who: str
    systems: tuple[str, ...]
    questions: tuple[str, ...]
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Who builds, runs and approves one integration to build; "" if nobody is named."""

    integration: str
    systems: str
    builds: str
    runs: str
    approves: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What stands between the POC and production.

    base_rate, base_rate_label: what is published, and how far to trust it; entries: this POC's own
    list, sorted by what to do first; cheapest: the three cheapest entries; kill_test: the next
    gate's test as one sentence; outside_view, outside_source: what happened to other projects;
    outside_signs: what would put this project among them; scope: lines of work of their own.
    """

    base_rate: str
    base_rate_label: str
    entries: tuple[LedgerEntry, ...] = ()
    cheapest: tuple[LedgerEntry, ...] = ()
    kill_test: str = ""
    outside_view: str
    outside_source: str
    outside_signs: tuple[str, ...] = ()
    scope: tuple[ScopeLine, ...] = ()
    today: tuple[TouchToday, ...] = ()
    contacts: tuple[Contact, ...] = ()
    duties: tuple[Duties, ...] = ()
