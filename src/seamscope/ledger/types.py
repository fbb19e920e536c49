"""Result types of the production-risk ledger."""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Evidence


class RiskKind(StrEnum):
    """The kind of risk that an entry of the production-risk ledger describes."""

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
    """One risk on the way to production.

    days: person-days to close it (low, high).
    count: number of units of work in these days.
    reason: what one unit consists of, or its source.
    assumed: whether the days are an assumption without a published source.
    decisive: whether the POC will probably be stopped if this risk remains open.
    outside: whether projects with such a risk often end far above their estimate.
    """

    kind: RiskKind
    what: str
    remedy: str
    days: tuple[float, float]
    count: int = 1
    reason: str = ""
    assumed: bool = False
    decisive: bool = False
    outside: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """Work that plans often omit.

    included: whether the total effort contains it.
    """

    name: str
    days: tuple[float, float]
    included: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchToday:
    """One access of the POC: its form today and in production, and the work between the two."""

    system: str
    access: str
    today: str
    production: str
    between: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or team to ask: their systems, the questions, and the text of a mail."""

    who: str
    systems: tuple[str, ...]
    questions: tuple[str, ...]
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The people who build, run and approve an integration; "" for unknown people."""

    integration: str
    systems: str
    builds: str
    runs: str
    approves: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The risks of a POC on its way to production.

    base_rate, base_rate_label: a published rate, and its reliability.
    entries: the risks, most urgent first.
    cheapest: the three entries with the least effort.
    kill_test: the condition to stop, in one sentence.
    outside_view, outside_source: overruns of other projects.
    outside_signs: risks of this POC that are typical of projects that overran.
    scope: work that plans often omit.
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
