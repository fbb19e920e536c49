"""The effort table for spreadsheets (CSV) and programs (JSON); figures have two decimals."""

from dataclasses import asdict

import msgspec

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.views.digest import (
    METHOD_NOTES,
    explain_totals,
    list_totals,
)
from seamscope.outputs.views.effort_rows import (
    Days,
    EffortRow,
    get_hours_per_day,
    list_effort_rows,
    name_days,
)
from seamscope.outputs.views.next_steps import list_first_questions
from seamscope.outputs.views.regression import explain_roles
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.views.total import compute_total, format_headline
from seamscope.outputs.writers.tabulate import Cell, clean_text, format_csv

# For other directions, a row lists its systems so that data moves from the first to the second.
DIRECTIONS = {Direction.BOTH: "both ways", Direction.UNKNOWN: "unknown"}
HEADERS = (
    "label",
    "integration",
    "systems",
    "direction",
    "role",
    "state",
    "mechanisms",
    "size, CFP",
    "score, 0-100",
    "class",
    "mean, person-days",
    "P50, person-days",
    "P80, person-days",
    "P90, person-days",
    "POC P50, person-days",
    "POC P80, person-days",
    "POC P90, person-days",
    "counted in total",
    "main reason",
    "missing facts",
    "written both ways",
    "certainty",
)


def render_csv(survey: Survey) -> bytes:
    """Return every integration as CSV, UTF-8, without a row for totals."""
    return format_csv(
        _list_headers(survey), [_build_cells(row) for row in list_effort_rows(survey)]
    ).encode()


def _list_headers(survey: Survey) -> tuple[str, ...]:
    """Return HEADERS; in a survey without totals, "person-days" becomes "days if built new"."""
    stem = "person-days"
    if survey.totals:
        return HEADERS
    return tuple(h if h.startswith("POC") else h.replace(stem, name_days(survey)) for h in HEADERS)


def render_json(survey: Survey) -> bytes:
    """Return rows, totals and questions as JSON; all efforts are person-days."""
    document = {
        "tool": survey.meta.tool,
        "tool_version": survey.meta.tool_version,
        "unit": "person-days" if survey.totals else name_days(survey),
        "hours_per_day": get_hours_per_day(survey),
        "rows": [_encode_row(row) for row in list_effort_rows(survey)],
        "headline": format_headline(survey),
        "price": _encode_price(survey),
        "totals": [{"name": item.name, **_encode_days(item.days)} for item in list_totals(survey)],
        "questions": [
            {
                "question": clean_text(item.text),
                "variance_share": _round_figure(item.variance_share),
            }
            for item in list_first_questions(survey)
        ],
        "notes": [note for note in _list_notes(survey) if note],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _list_notes(survey: Survey) -> tuple[str, ...]:
    roles = explain_roles(list_effort_rows(survey))
    return (explain_totals(survey), roles, *METHOD_NOTES)


def _build_cells(row: EffortRow) -> tuple[Cell, ...]:
    production = _encode_days(row.days) if row.days else {}
    poc = _encode_days(row.poc_days) if row.poc_days else {}
    return (
        row.label,
        row.integration,
        row.systems,
        DIRECTIONS.get(row.direction, "one way"),
        row.role.value,
        "active" if row.active else ", ".join(row.states) or "not active",
        ", ".join(row.mechanisms),
        _round_figure(row.cfp),
        _round_figure(row.score),
        row.effort_class,
        *(production.get(name) for name in ("mean", "p50", "p80", "p90")),
        *(poc.get(name) for name in ("p50", "p80", "p90")),
        "yes" if row.in_total else "no",
        row.reason,
        row.missing,
        ", ".join(row.both_ways),
        row.certainty,
    )


def _encode_row(row: EffortRow) -> dict[str, object]:
    texts = {"systems": clean_text(row.systems), "reason": clean_text(row.reason)}
    return {
        **asdict(row),
        **texts,
        "direction": DIRECTIONS.get(row.direction, "one way"),
        "both_ways": [clean_text(entity) for entity in row.both_ways],
        "cfp": _round_figure(row.cfp),
        "score": _round_figure(row.score),
        "days": _encode_days(row.days) if row.days else None,
        "if_built_new": _encode_days(row.if_built_new) if row.if_built_new else None,
        "poc_days": _encode_days(row.poc_days) if row.poc_days else None,
    }


def _encode_price(survey: Survey) -> dict[str, object] | None:
    """Return the price of the total with its day rates, None without a rate."""
    total, cost = compute_total(survey), get_run_cost(survey)
    if total is None or total.cost is None or cost is None:
        return None
    return {
        "currency": total.currency,
        **_encode_days(total.cost),
        "day_rate": round(total.rate, 2),
        "day_rate_source": clean_text(cost.day_rate_source),
        "day_rates_by_role": dict(cost.role_rates),
    }


def _encode_days(days: Days) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(days).items()}


def _round_figure(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
