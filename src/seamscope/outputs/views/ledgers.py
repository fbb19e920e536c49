"""The ledger of production risks as sentences and as table rows, for terminal and reports."""

from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.ledger import Contact, Ledger, LedgerEntry
from seamscope.ledger.contacts import NOBODY
from seamscope.outputs.views.provenance import format_first_evidence
from seamscope.outputs.writers.tabulate import Cell
from seamscope.wording import format_figure, mark_each, translate, translate_term

HEADERS = mark_each("kind", "what", "remedy", "person-days", "reason", "decisive", "evidence")
TODAY = mark_each("system", "access", "POC today", "production", "between", "evidence")
CONTACTS = mark_each("who", "systems", "questions", "mail")


def list_ledger_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return rows for the next gate, risks, items of the scope, base rate and outside view."""
    ledger = survey.ledger
    if ledger is None:
        return []
    rate, label = translate_term(ledger.base_rate), translate_term(ledger.base_rate_label)
    rows: list[tuple[Cell, ...]] = [(translate("next gate"), ledger.kill_test, "", "", "", "", "")]
    rows += [_build_entry_row(entry) for entry in ledger.entries]
    for line in ledger.scope:
        counted = (
            translate("in the total")
            if line.included
            else translate("not in the total; add these days to it")
        )
        scope = translate("scope")
        rows.append((scope, line.name, counted, _format_days(line.days), line.source, "", ""))
    return [
        *rows,
        (translate("base rate"), rate, label, "", "", "", ""),
        (translate("outside view"), ledger.outside_view, "", "", "", "", ledger.outside_source),
    ]


def _build_entry_row(entry: LedgerEntry) -> tuple[Cell, ...]:
    return (
        translate_term(entry.kind.value),
        entry.what,
        translate_term(entry.remedy),
        _format_days(entry.days),
        format_effort_reason(entry),
        translate("yes") if entry.decisive else "",
        format_first_evidence(entry.evidence),
    )


def format_effort_reason(entry: LedgerEntry) -> str:
    """Return how the person-days of a remedy are calculated, such as "3 × 1 to 2: …"."""
    reason = translate_term(entry.reason)
    if entry.assumed:
        reason = translate("assumption: {text}", text=reason)
    if entry.count == 1:
        return reason
    low, high = entry.days
    each = _format_days((low / entry.count, high / entry.count))
    return f"{entry.count} × {each}: {reason}"


def list_today_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return a row for each system: how the POC accesses it today, and how production will."""
    today = survey.ledger.today if survey.ledger else ()
    return [
        (
            item.system,
            translate_term(item.access),
            item.today,
            item.production,
            "; ".join(item.between),
            format_first_evidence(item.evidence),
        )
        for item in today
    ]


def name_contact(contact: Contact) -> str:
    """Return the person or team to ask, or a phrase for an unknown contact."""
    return translate("no name given") if contact.who == NOBODY else contact.who


def list_contact_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return a row for each person or team to ask, with the text of a mail to them."""
    contacts = survey.ledger.contacts if survey.ledger else ()
    return [(name_contact(c), ", ".join(c.systems), len(c.questions), c.mail) for c in contacts]


def summarize_ledger(ledger: Ledger) -> Iterator[str]:
    """Yield sentences on base rate, number of risks, cheapest remedies, next gate, outside view."""
    rate, label = translate_term(ledger.base_rate), translate_term(ledger.base_rate_label)
    yield f"{rate[0].upper()}{rate[1:]} ({label})."
    decisive = sum(entry.decisive for entry in ledger.entries)
    yield translate(
        "This POC has {entries} open risks, {decisive} of them decisive.",
        entries=len(ledger.entries),
        decisive=decisive,
    )
    for number, entry in enumerate(ledger.cheapest, start=1):
        yield translate(
            "{number}. {what}: {remedy} ({days} person-days; {reason}).",
            number=number,
            what=entry.what,
            remedy=translate_term(entry.remedy),
            days=_format_days(entry.days),
            reason=format_effort_reason(entry),
        )
    yield translate("Next gate: {test}", test=ledger.kill_test)
    yield translate(
        "Outside view: {view} ({source}).",
        view=ledger.outside_view,
        source=ledger.outside_source,
    )
    if ledger.outside_signs:
        yield translate(
            "Risks of this POC that can lead to such an overrun: {signs}.",
            signs="; ".join(ledger.outside_signs),
        )


def _format_days(days: tuple[float, float]) -> str:
    low, high = (format_figure(value, 2) for value in days)
    return translate("{low} to {high}", low=low, high=high)
