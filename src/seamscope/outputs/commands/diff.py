"""The output of `seamscope diff`: old value, new value, difference and reason of each change."""

from collections import Counter

from seamscope.compare import Change, Difference
from seamscope.compare.change import Value
from seamscope.estimate.one_total import SCOPE
from seamscope.outputs.writers.tabulate import (
    Cell,
    clean_text,
    escape_markdown_line,
    format_markdown_table,
    format_text_table,
    tabulate,
)
from seamscope.wording import (
    format_count,
    format_days,
    format_number,
    mark_each,
    mark_noun,
    mark_text,
    translate,
)

HEADERS = mark_each("kind", "subject", "previous", "new", "difference", "reason")
TITLES = {
    "input": mark_text("Inputs"),
    "system": mark_text("Systems"),
    "integration": mark_text("Integrations"),
    "estimate": mark_text("Estimates"),
    "readiness": mark_text("Readiness"),
    "finding": mark_text("Findings"),
    "question": mark_text("Questions"),
    "total": mark_text("Totals"),
}
TOTAL, LEADING_TOTAL = "total", f"{SCOPE}, P80"
# Kinds of changes that the summary counts, with the nouns to print.
COUNTED = {
    "input": mark_noun("input"),
    "system": mark_noun("system"),
    "integration": mark_noun("integration"),
    "estimate": mark_noun("estimate figure"),
    "readiness": mark_noun("checklist line"),
    "finding": mark_noun("finding"),
    "question": mark_noun("question"),
}
REASONS = 4  # reasons shown for one change; CSV and JSON have all of them


def format_difference(difference: Difference, shape: str) -> str:
    """Return the changes between two surveys as text, markdown, csv or json.

    Unchanged items are counted, not listed.
    """
    match shape:
        case "csv" | "json":
            rows = [
                (change.kind, *_build_cells(change, all_of=True)) for change in difference.changes
            ]
            rows += [
                (kind, "unchanged", count, count, 0, "") for kind, count in difference.unchanged
            ]
            return tabulate(HEADERS, rows, shape)
        case "markdown":
            return f"{escape_markdown_line(summarize_difference(difference))}\n\n" + "".join(
                _format_markdown_section(difference, kind, count)
                for kind, count in difference.unchanged
            )
        case _:
            return f"{summarize_difference(difference)}\n\n" + "\n".join(
                _format_text_section(difference, kind, count)
                for kind, count in difference.unchanged
            )


def summarize_difference(difference: Difference) -> str:
    """Return one line with the total before and after, and the number of changes of each kind."""
    counts = Counter(change.kind for change in difference.changes if change.kind != TOTAL)
    kinds = [format_count(counts[kind], COUNTED[kind]) for kind in COUNTED if counts.get(kind)]
    total = next(
        (change for change in difference.changes if change.subject.startswith(LEADING_TOTAL)), None
    )
    days = _describe_total(total) if total else translate("The total is unchanged")
    return (
        translate("{days}; {kinds} changed.", days=days, kinds=", ".join(kinds))
        if kinds
        else translate("{days}; nothing else changed.", days=days)
    )


def _describe_total(change: Change) -> str:
    signed = change.difference
    by = f" ({_format_signed(signed)})" if isinstance(signed, float | int) else ""
    was, now = (_format_value(value) for value in (change.previous, change.new))
    return translate(
        "{was} → {now} person-days{by} at P80: {scope}",
        was=was,
        now=now,
        by=by,
        scope=translate(SCOPE),
    )


def _format_text_section(difference: Difference, kind: str, unchanged: int) -> str:
    rows = [_build_cells(change) for change in difference.changes if change.kind == kind]
    heading = f"{translate(TITLES[kind])}: {_format_counts(len(rows), unchanged)}\n"
    return heading + (format_text_table(HEADERS[1:], rows) if rows else "")


def _format_markdown_section(difference: Difference, kind: str, unchanged: int) -> str:
    rows = [_build_cells(change) for change in difference.changes if change.kind == kind]
    counts = escape_markdown_line(_format_counts(len(rows), unchanged))
    heading = f"## {translate(TITLES[kind])}\n\n{counts}\n\n"
    return heading + (format_markdown_table(HEADERS[1:], rows) + "\n" if rows else "")


def _format_counts(changed: int, unchanged: int) -> str:
    return translate(
        "{changed} changed, {unchanged} unchanged", changed=changed, unchanged=unchanged
    )


def _build_cells(change: Change, *, all_of: bool = False) -> tuple[Cell, ...]:
    reasons = change.reasons if all_of else change.reasons[:REASONS]
    more = len(change.reasons) - len(reasons)
    why = "; ".join(reasons) + (translate("; and {more} more", more=more) if more else "")
    change_value = change.difference
    return (
        clean_text(change.subject),
        _format_value(change.previous),
        _format_value(change.new),
        _format_signed(change_value) if isinstance(change_value, float | int) else change_value,
        clean_text(why),
    )


def _format_value(value: Value) -> Cell:
    match value:
        case float() | int():
            return _format_figure(value)
        case None:
            return "–"
        case str():
            return value


def _format_signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{_format_figure(abs(value))}"


def _format_figure(value: float) -> str:
    return format_number(value, ",.0f") if value >= 1000 else format_days(value)
