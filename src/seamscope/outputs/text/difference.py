"""Two surveys side by side: previous, new, difference and why, kind by kind."""

from seamscope.compare import Change, Difference
from seamscope.compare.change import Value
from seamscope.outputs.tabulate import Cell, inert, markdown_table, plain, tabulate, text_table
from seamscope.outputs.views.digest import figure

HEADERS = ("kind", "what", "previous", "new", "difference", "why")
TITLES = {
    "input": "Inputs",
    "system": "Systems",
    "integration": "Integrations",
    "estimate": "Estimates",
    "readiness": "Readiness",
    "finding": "Findings",
    "question": "Questions",
    "total": "Totals",
}
REASONS = 4  # of one change; the JSON has all


def difference_text(found: Difference, shape: str) -> str:
    """Return the changes as text, markdown, csv or json; what is unchanged is only counted."""
    match shape:
        case "csv" | "json":
            rows = [(change.kind, *_cells(change, all_of=True)) for change in found.changes]
            rows += [(kind, "unchanged", count, count, 0, "") for kind, count in found.unchanged]
            return tabulate(HEADERS, rows, shape)
        case "markdown":
            return "".join(_markdown(found, kind, count) for kind, count in found.unchanged)
        case _:
            return "\n".join(_text(found, kind, count) for kind, count in found.unchanged)


def _text(found: Difference, kind: str, unchanged: int) -> str:
    rows = [_cells(change) for change in found.changes if change.kind == kind]
    head = f"{TITLES[kind]}: {_counted(len(rows), unchanged)}\n"
    return head + (text_table(HEADERS[1:], rows) if rows else "")


def _markdown(found: Difference, kind: str, unchanged: int) -> str:
    rows = [_cells(change) for change in found.changes if change.kind == kind]
    head = f"## {TITLES[kind]}\n\n{inert(_counted(len(rows), unchanged))}\n\n"
    return head + (markdown_table(HEADERS[1:], rows) + "\n" if rows else "")


def _counted(changed: int, unchanged: int) -> str:
    return f"{changed} changed, {unchanged} unchanged"


def _cells(change: Change, *, all_of: bool = False) -> tuple[Cell, ...]:
    reasons = change.why if all_of else change.why[:REASONS]
    more = len(change.why) - len(reasons)
    told = "; ".join(reasons) + (f"; and {more} more" if more else "")
    moved = change.difference
    return (
        plain(change.what),
        _value(change.previous),
        _value(change.new),
        _signed(moved) if isinstance(moved, float | int) else moved,
        plain(told),
    )


def _value(value: Value) -> Cell:
    match value:
        case float() | int():
            return _money(value)
        case None:
            return "–"
        case str():
            return value


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{_money(abs(value))}"


def _money(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else figure(value)
