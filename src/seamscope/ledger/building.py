"""Build the ledger of a POC from the landscape, the estimates and the checklist."""

from seamscope.estimate import Totals
from seamscope.landscape import Landscape
from seamscope.ledger.contacts import list_contacts, list_duties
from seamscope.ledger.entries import list_entries
from seamscope.ledger.facts import Facts, load_figures
from seamscope.ledger.gate import list_scope, write_kill_test
from seamscope.ledger.today import compare_today
from seamscope.ledger.types import (
    Ledger,
    LedgerEntry,
)
from seamscope.poc import Poc
from seamscope.readiness import ReadinessLine
from seamscope.resolved import Question
from seamscope.roadmap import Roadmap
from seamscope.surface import Surface

CHEAPEST = 3


def build_ledger(
    landscape: Landscape,
    surface: Surface,
    totals: Totals | None,
    poc: Poc | None,
    readiness: tuple[ReadinessLine, ...],
    *,
    questions: tuple[Question, ...] = (),
    roadmap: Roadmap | None = None,
) -> Ledger | None:
    """Return the ledger of a POC; None without a POC."""
    if poc is None or totals is None:
        return None
    facts = Facts(
        landscape=landscape,
        surface=surface,
        totals=totals,
        poc=poc,
        readiness=readiness,
        questions=questions,
        roadmap=roadmap,
    )
    known = load_figures()
    entries = list_entries(facts)
    return Ledger(
        base_rate=known.base_rate.text,
        base_rate_label=known.base_rate.label,
        entries=entries,
        cheapest=_find_cheapest(entries),
        kill_test=write_kill_test(facts),
        outside_view=f"{known.outside_view.text}; {known.outside_view.meaning}",
        outside_source=known.outside_view.source,
        outside_signs=tuple(entry.what for entry in entries if entry.outside),
        scope=tuple(list_scope(facts)),
        today=tuple(compare_today(facts)),
        contacts=list_contacts(facts),
        duties=tuple(list_duties(facts)),
    )


def _find_cheapest(entries: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """Return the entries with the least effort; entries of equal effort keep their order."""
    ranked = sorted(enumerate(entries), key=lambda pair: (sum(pair[1].days), pair[0]))
    return tuple(entry for _, entry in ranked[:CHEAPEST])
