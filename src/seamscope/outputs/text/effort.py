"""The effort table for spreadsheets (CSV) and programs (JSON): numbers unrounded to a cent."""

from dataclasses import asdict

import msgspec

from seamscope.document import Survey
from seamscope.landscape import Direction
from seamscope.outputs.tabulate import Cell, csv_text, plain
from seamscope.outputs.views.digest import ASSUMPTIONS, first_questions, totals, totals_note
from seamscope.outputs.views.rows import Days, Row, hours_per_day, rows

# Rows are turned so that data goes from the first system to the second
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


def as_csv(survey: Survey) -> bytes:
    """Return every integration as CSV, UTF-8; totals are not rows, so that columns can be used."""
    return csv_text(HEADERS, [_cells(row) for row in rows(survey)]).encode()


def as_json(survey: Survey) -> bytes:
    """Return rows, totals and questions as JSON; days are person-days."""
    made = {
        "tool": survey.meta.tool,
        "tool_version": survey.meta.tool_version,
        "unit": "person-days",
        "hours_per_day": hours_per_day(survey),
        "rows": [_item(row) for row in rows(survey)],
        "totals": [{"name": item.name, **_figures(item.days)} for item in totals(survey)],
        "questions": [
            {"question": plain(item.text), "variance_share": _short(item.variance_share)}
            for item in first_questions(survey)
        ],
        "notes": [totals_note(survey), *ASSUMPTIONS],
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"


def _cells(row: Row) -> tuple[Cell, ...]:
    production = _figures(row.days) if row.days else {}
    poc = _figures(row.poc_days) if row.poc_days else {}
    return (
        row.label,
        row.integration,
        row.systems,
        DIRECTIONS.get(row.direction, "one way"),
        row.role.value,
        "active" if row.active else ", ".join(row.states) or "not active",
        ", ".join(row.mechanisms),
        _short(row.cfp),
        _short(row.score),
        row.effort_class,
        *(production.get(name) for name in ("mean", "p50", "p80", "p90")),
        *(poc.get(name) for name in ("p50", "p80", "p90")),
        "yes" if row.in_total else "no",
        row.reason,
        row.missing,
        ", ".join(row.both_ways),
        row.certainty,
    )


def _item(row: Row) -> dict[str, object]:
    texts = {"systems": plain(row.systems), "reason": plain(row.reason)}
    return {
        **asdict(row),
        **texts,
        "direction": DIRECTIONS.get(row.direction, "one way"),
        "both_ways": [plain(entity) for entity in row.both_ways],
        "cfp": _short(row.cfp),
        "score": _short(row.score),
        "days": _figures(row.days) if row.days else None,
        "poc_days": _figures(row.poc_days) if row.poc_days else None,
    }


def _figures(found: Days) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(found).items()}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
