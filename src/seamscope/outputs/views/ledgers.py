"""The production-risk ledger as sentences and as rows, for the terminal and the reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.ledger import Ledger, LedgerEntry
from seamscope.outputs.views.provenance import format_first_evidence
from seamscope.outputs.writers.tabulate import Cell
from seamscope.wording import format_figure

HEADERS = ("kind", "what", "remedy", "person-days", "decisive", "evidence")
TODAY = ("system", "access", "POC today", "production", "between", "evidence")
CONTACTS = ("who", "systems", "questions", "mail")


def list_ledger_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return the test of the next gate, the entries, work of its own, and the outside view."""
    ledger = survey.ledger
    if ledger is None:
        return []
    rows: list[tuple[Cell, ...]] = [("next gate", ledger.kill_test, "", "", "", "")]
    rows += [_build_entry_row(entry) for entry in ledger.entries]
    for line in ledger.scope:
        counted = "in the total" if line.included else "not in the total: add it"
        rows.append(("scope", line.name, counted, _format_days(line.days), "", line.source))
    rows.append(("base rate", ledger.base_rate, ledger.base_rate_label, "", "", ""))
    return [*rows, ("outside view", ledger.outside_view, "", "", "", ledger.outside_source)]


def _build_entry_row(entry: LedgerEntry) -> tuple[Cell, ...]:
    return (
        entry.kind.value,
        entry.what,
        entry.remedy,
        _format_days(entry.days),
        "yes" if entry.decisive else "",
        format_first_evidence(entry.evidence),
    )


def list_today_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return how the POC reaches each system today, beside production."""
    today = survey.ledger.today if survey.ledger else ()
    return [
        (
            item.system,
            item.access,
            item.today,
            item.production,
            "; ".join(item.between),
            format_first_evidence(item.evidence),
        )
        for item in today
    ]


def list_contact_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return whom to ask, with the text of a mail."""
    contacts = survey.ledger.contacts if survey.ledger else ()
    return [(c.who, ", ".join(c.systems), len(c.questions), c.mail) for c in contacts]


def summarize_ledger(ledger: Ledger) -> Iterator[str]:
    """Yield base rate, own list, cheapest actions, the next gate and the outside view."""
    yield f"{ledger.base_rate[0].upper()}{ledger.base_rate[1:]} ({ledger.base_rate_label})."
    decisive = sum(entry.decisive for entry in ledger.entries)
    yield f"This POC has {len(ledger.entries)} open risks, {decisive} of them decisive."
    for number, entry in enumerate(ledger.cheapest, start=1):
        yield f"{number}. {entry.what}: {entry.remedy} ({_format_days(entry.days)} person-days)."
    yield f"Next gate: {ledger.kill_test}"
    yield f"Outside view: {ledger.outside_view} ({ledger.outside_source})."
    if ledger.outside_signs:
        yield f"What would put this project there: {'; '.join(ledger.outside_signs)}."


def _format_days(days: tuple[float, float]) -> str:
    low, high = (format_figure(value, 2) for value in days)
    return f"{low} to {high}"
