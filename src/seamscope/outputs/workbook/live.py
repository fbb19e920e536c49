"""Sheets that reckon: effort by integration, the breakdown, and the totals they give."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.estimate import Effort, Estimate, Scope
from seamscope.outputs.views.breakdown import Part, parts, phases, role_share, roles
from seamscope.outputs.views.cost_drivers import counted_estimates
from seamscope.outputs.views.digest import counted, totals_note
from seamscope.outputs.views.provenance import source_line
from seamscope.outputs.views.rows import Row, hours_per_day, rows
from seamscope.outputs.views.verdict import verdict
from seamscope.outputs.workbook.assumptions import day_rate, given, phase_name, rate_name, role_name
from seamscope.outputs.workbook.sheet import Cell, Formula, Styles, fill, on_paper, put

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EFFORT, WORK = "Effort", "Breakdown"
TOGETHER = "all"
IN_FULL = 500  # integrations in the breakdown, each in about a dozen rows of formulas
FIGURES = ("mean", "P50", "P80", "P90")
EFFORT_HEADERS = (
    "id", "systems", "role", "how", "class", "CFP", "score", "counted",
    *(f"{name}, hours of the model" for name in FIGURES),
    *(f"{name}, person-days" for name in FIGURES),
    "unknown facts", "certainty", "why",
)  # fmt: skip


def write_summary(book: "Workbook", survey: Survey, looks: Styles) -> None:
    """Write the first sheet: verdict, totals that follow the assumptions, and where from."""
    sheet = book.add_worksheet("Summary")
    found = verdict(survey)
    put(sheet, (0, 0), survey.meta.title or "Integration landscape", looks.title)
    put(sheet, (1, 0), source_line(survey), looks.line)
    told = [found.advice.value, found.sentence, *found.reasons, counted(survey, rows(survey))]
    for row, line in enumerate(told, start=3):
        put(sheet, (row, 0), line, looks.line)
    row = 4 + len(told)
    if survey.totals is not None:
        row = _totals(sheet, row, survey, looks)
        put(sheet, (row + 1, 0), totals_note(survey), looks.line)
    sheet.set_column(0, 0, 70)
    sheet.set_column(1, 4, 14)
    on_paper(sheet)


def write_effort(book: "Workbook", survey: Survey, looks: Styles) -> None:
    """Write one row for each integration; its days follow calibration and working hours."""
    sheet = book.add_worksheet(EFFORT)
    found = {e.integration: e for e in survey.estimates if e.scope is Scope.PRODUCTION}
    per_day = hours_per_day(survey)
    lines = [
        _effort(row, found.get(row.integration), place, per_day)
        for place, row in enumerate(rows(survey), start=2)
    ]
    fill(sheet, EFFORT_HEADERS, lines, looks)


def write_work(book: "Workbook", survey: Survey, looks: Styles) -> None:
    """Write the breakdown: a row for each phase of each direction, a column for each role.

    Of more integrations than anybody plans in one sheet, the phases of all together.
    """
    sheet = book.add_worksheet(WORK)
    effort_rows = {row.label: place for place, row in enumerate(rows(survey), start=2)}
    names = {row.label: row.systems for row in rows(survey)}
    headers = (
        "id", "systems", "direction or part", "phase", "share of the integration",
        "mean, hours", *(f"{role}, hours" for role in roles()), "cost",
    )  # fmt: skip
    price = day_rate(survey) / hours_per_day(survey)  # of an hour
    last = len(survey.integrations) + 1
    every = f"SUMPRODUCT({EFFORT}!$H$2:$H${last},{EFFORT}!$I$2:$I${last})"
    means = {label: f"{EFFORT}!$I${place}" for label, place in effort_rows.items()}
    lines = _work(_broken_down(survey), names, {TOGETHER: every, **means}, price)
    fill(sheet, headers, lines, looks)


def _broken_down(survey: Survey) -> Sequence[Part]:
    found = parts(survey)
    if len({part.label for part in found}) <= IN_FULL:
        return found
    hours = sum(part.hours for part in found)
    return (Part(label=TOGETHER, integration="", name="all integrations", share=1.0, hours=hours),)


def _effort(row: Row, estimate: Estimate | None, place: int, per_day: float) -> list[Cell]:
    hours = _hours(estimate.effort_hours) if estimate else (None,) * 4
    in_days: list[Cell] = [
        None if value is None else Formula(
            text=f"={column}{place}*Calibration/HoursPerDay", value=value / per_day
        )
        for column, value in zip("IJKL", hours, strict=True)
    ]  # fmt: skip
    return [
        row.label,
        row.systems,
        row.standing,
        ", ".join(row.mechanisms),
        row.effort_class,
        row.cfp,
        row.score,
        int(estimate is not None and estimate.in_total),
        *hours,
        *in_days,
        row.missing,
        row.certainty,
        row.reason,
    ]


def _work(
    found: Sequence[Part], names: dict[str, str], means: dict[str, str], price: float
) -> Iterator[list[Cell]]:
    place = 1
    for part in found:
        for phase, share in phases():
            place += 1
            hours = part.hours * share
            text = f"={means[part.label]}*Calibration*E{place}*{phase_name(phase)}"
            cells: list[Cell] = [
                part.label, names.get(part.label, ""), part.name, phase, part.share,
                Formula(text=text, value=hours),
            ]  # fmt: skip
            for role in roles():
                value = hours * role_share(phase, role)
                cells.append(Formula(text=f"=F{place}*{role_name(phase, role)}", value=value))
            yield [*cells, _cost(place, hours * price)]


def _cost(place: int, value: float) -> Formula:
    priced = [
        f"{chr(ord('G') + column)}{place}*{rate_name(role)}" for column, role in enumerate(roles())
    ]
    cost = f"({'+'.join(priced)})/HoursPerDay"
    return Formula(text=f'=IF({cost}=0,"",{cost})', value=value or "")


def _totals(sheet: "Worksheet", row: int, survey: Survey, looks: Styles) -> int:
    """Write build, management, reserve, their sum and its cost; return the last row."""
    for column, header in enumerate(("person-days", *FIGURES)):
        put(sheet, (row, column), header, looks.header)
    names = ("build for production", "management", "reserve", "together", "cost")
    for offset, name in enumerate(names, start=1):
        put(sheet, (row + offset, 0), name, looks.line)
    for column, build in enumerate(_builds(survey), start=1):
        letter = chr(ord("A") + column)
        for offset, cell in enumerate(_column(letter, row + 2, build, survey), start=1):
            put(sheet, (row + offset, column), cell, looks.tenth)
    return row + len(names)


def _builds(survey: Survey) -> Iterator[Formula]:
    """Yield the total's mean, which is a sum, and its percentiles, which only scale."""
    assert survey.totals is not None
    per_day, last = hours_per_day(survey), len(survey.integrations) + 1
    built = sum(estimate.effort_hours.mean for estimate in counted_estimates(survey)) / per_day
    columns = f"{EFFORT}!$H$2:$H${last},{EFFORT}!$M$2:$M${last}"
    yield Formula(text=f"=SUMPRODUCT({columns})", value=built)
    for value in _hours(survey.totals.production)[1:]:
        text = f"={value:.10g}*Calibration/HoursPerDay"
        yield Formula(text=text, value=value / per_day)


def _column(letter: str, first: int, build: Formula, survey: Survey) -> tuple[Formula, ...]:
    """Return one column of the totals; `first` is the row of the build, from 1."""
    days = build.value if isinstance(build.value, float) else 0.0
    share = next(one.value for one in given(survey) if one.name == "Management")
    work, priced = chr(ord("F")), chr(ord("G") + len(roles()))
    last = len(_broken_down(survey)) * len(phases()) + 1
    costs, hours = (f"SUM({WORK}!${c}$2:${c}${last})" for c in (priced, work))
    money = days * (1 + share) * day_rate(survey)
    cost = f"IFERROR({letter}{first + 3}*{costs}/{hours}*HoursPerDay,0)"
    return (
        build,
        Formula(text=f"={letter}{first}*Management", value=days * share),
        Formula(text=f"=({letter}{first}+{letter}{first + 1})*Contingency", value=0.0),
        Formula(text=f"=SUM({letter}{first}:{letter}{first + 2})", value=days * (1 + share)),
        Formula(text=f'=IF({cost}=0,"set DayRate",{cost})', value=money or "set DayRate"),
    )


def _hours(effort: Effort) -> tuple[float, float, float, float]:
    return effort.mean, effort.p50, effort.p80, effort.p90
