"""Sheets with formulas: summary with totals, effort by integration, and the breakdown."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.estimate import Effort, Estimate, Scope
from seamscope.estimate.one_total import SCOPE
from seamscope.outputs.plan.constants import load_constants as load_plan_constants
from seamscope.outputs.views.breakdown import (
    WorkPart,
    break_down,
    get_role_share,
    list_phases,
    list_roles,
)
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.digest import describe_counts, explain_totals
from seamscope.outputs.views.effort_rows import (
    EffortRow,
    get_hours_per_day,
    list_effort_rows,
    name_days,
)
from seamscope.outputs.views.provenance import describe_source_and_seed
from seamscope.outputs.views.total import format_headline
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.workbook.assumptions import (
    get_role_rate,
    list_assumptions,
    name_phase_share,
    name_role_rate,
    name_role_share,
)
from seamscope.outputs.workbook.sheet import (
    Cell,
    Formula,
    Share,
    Styles,
    quote,
    set_up_printing,
    write_cell,
    write_note,
    write_table,
)
from seamscope.wording import mark_each, mark_text, translate, translate_term

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EFFORT, WORK = "Effort", "Breakdown"
TOGETHER = "all"
IN_FULL = 500  # maximum number of integrations in the breakdown; each has about a dozen rows
WIDTHS = (70, 14, 14, 14, 14)  # characters in each column of the Summary sheet
FIGURES = ("mean", "P50", "P80", "P90")
DAYS = "person-days"
DAYS_HEADERS = mark_each("mean, person-days", "P50, person-days", "P80, person-days",
                         "P90, person-days")  # fmt: skip
EFFORT_HEADERS = mark_each(
    "id", "systems", "role", "mechanism", "class", "size, CFP", "score, 0–100", "in total, 1 or 0",
    "mean, estimated hours", "P50, estimated hours", "P80, estimated hours", "P90, estimated hours",
    *DAYS_HEADERS, "unknown facts", "certainty", "main reason",
)  # fmt: skip


def write_summary(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write the Summary sheet: source, advice, and totals as formulas that use the assumptions."""
    sheet = book.add_worksheet(translate("Summary"))
    verdict = give_verdict(survey)
    write_cell(sheet, (0, 0), survey.meta.title or translate("Integration landscape"), styles.title)
    write_cell(sheet, (1, 0), describe_source_and_seed(survey), styles.line)
    lines = [
        *([headline] if (headline := format_headline(survey)) else []),
        verdict.headline,
        verdict.sentence,
        *verdict.reasons,
        describe_counts(survey, list_effort_rows(survey)),
    ]
    for row, line in enumerate(lines, start=3):
        write_note(sheet, row, line, WIDTHS, styles)
    row = 4 + len(lines)
    if survey.totals is not None:
        row = _write_totals(sheet, row, survey, styles)
        row += 1
    write_note(sheet, row, explain_totals(survey), WIDTHS, styles)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    set_up_printing(sheet)


def write_effort(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write a row for each integration; its days are formulas with HoursPerDay and Calibration."""
    sheet = book.add_worksheet(EFFORT)
    estimates = {e.integration: e for e in survey.estimates if e.scope is Scope.PRODUCTION}
    per_day = get_hours_per_day(survey)
    lines = [
        _build_effort_row(row, estimates.get(row.integration), place, per_day)
        for place, row in enumerate(list_effort_rows(survey), start=2)
    ]
    headers = EFFORT_HEADERS
    if survey.totals is None:
        days = {header: header.replace(DAYS, name_days(survey)) for header in DAYS_HEADERS}
        headers = tuple(days.get(header, header) for header in headers)
    write_table(sheet, headers, lines, styles)


def write_breakdown(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write the breakdown: a row for each phase of each direction, and a column for each role.

    With more than IN_FULL integrations, there is only one row for each phase, for all integrations
    together.
    """
    sheet = book.add_worksheet(WORK)
    effort_rows = {row.label: place for place, row in enumerate(list_effort_rows(survey), start=2)}
    names = {row.label: row.systems for row in list_effort_rows(survey)}
    roles = (translate("{role}, mean hours", role=translate_term(role)) for role in list_roles())
    headers = (
        *mark_each("id", "systems", "direction or part", "phase", "share of the integration"),
        *(mark_text("mean, hours"), *roles, mark_text("mean cost")),
    )
    per_day = get_hours_per_day(survey)
    prices = {role: get_role_rate(survey, role) / per_day for role in list_roles()}  # of an hour
    last = len(survey.integrations) + 1
    sum_of_means = f"SUMPRODUCT({EFFORT}!$H$2:$H${last},{EFFORT}!$I$2:$I${last})"
    means = {label: f"{EFFORT}!$I${place}" for label, place in effort_rows.items()}
    lines = _build_breakdown_rows(
        _list_breakdown(survey), names, {TOGETHER: sum_of_means, **means}, prices
    )
    write_table(sheet, headers, lines, styles)


def _list_breakdown(survey: Survey) -> Sequence[WorkPart]:
    work_parts = break_down(survey)
    if len({part.label for part in work_parts}) <= IN_FULL:
        return work_parts
    hours = sum(part.hours for part in work_parts)
    return (
        WorkPart(label=TOGETHER, integration="", name="all integrations", share=1.0, hours=hours),
    )


def _build_effort_row(
    row: EffortRow, estimate: Estimate | None, place: int, per_day: float
) -> list[Cell]:
    hours = _list_figures(estimate.effort_hours) if estimate and row.days else (None,) * 4
    in_days: list[Cell] = [
        None if value is None else Formula(
            text=f"={column}{place}*Calibration/HoursPerDay", value=value / per_day
        )
        for column, value in zip("IJKL", hours, strict=True)
    ]  # fmt: skip
    return [
        row.label,
        row.systems,
        row.status,
        ", ".join(row.mechanisms),
        row.effort_class,
        row.cfp,
        row.score,
        int(estimate is not None and estimate.in_total),
        *hours,
        *in_days,
        row.missing,
        translate_term(row.certainty),
        row.reason,
    ]


def _build_breakdown_rows(
    work_parts: Sequence[WorkPart],
    names: dict[str, str],
    means: dict[str, str],
    prices: dict[str, float],
) -> Iterator[list[Cell]]:
    place = 1
    for part in work_parts:
        for phase, share in list_phases():
            place += 1
            hours = part.hours * share
            text = f"={means[part.label]}*Calibration*E{place}*{name_phase_share(phase)}"
            cells: list[Cell] = [
                part.label,
                names.get(part.label, ""),
                part.name,
                translate_term(phase),
                Share(value=part.share),
                Formula(text=text, value=hours),
            ]
            worked = {role: hours * get_role_share(phase, role) for role in list_roles()}
            for role, value in worked.items():
                cells.append(Formula(text=f"=F{place}*{name_role_share(phase, role)}", value=value))
            cost = sum(value * prices[role] for role, value in worked.items())
            yield [*cells, _build_cost_formula(place, cost)]


def _build_cost_formula(place: int, value: float) -> Formula:
    priced = [
        f"{chr(ord('G') + column)}{place}*{name_role_rate(role)}"
        for column, role in enumerate(list_roles())
    ]
    cost = f"({'+'.join(priced)})/HoursPerDay"
    return Formula(text=f'=IF({cost}=0,"",{cost})', value=value or "", money=True)


def _write_totals(sheet: "Worksheet", row: int, survey: Survey, styles: Styles) -> int:
    """Write build, management, reserve, their sum and the cost of the sum; return the last row."""
    for column, header in enumerate((translate("person-days"), translate("mean"), *FIGURES[1:])):
        write_cell(sheet, (row, column), header, styles.heading if column else styles.header)
    names = (
        translate("of which integrations"),
        translate("of which management"),
        translate("reserve"),
        translate(SCOPE),
        translate("cost of the total"),
    )
    for offset, name in enumerate(names, start=1):
        write_cell(sheet, (row + offset, 0), name, styles.line)
    for column, build in enumerate(_build_total_formulas(survey), start=1):
        letter = chr(ord("A") + column)
        for offset, cell in enumerate(_build_total_column(letter, row + 2, build, survey), start=1):
            style = styles.money if cell.money else styles.decimal
            write_cell(sheet, (row + offset, column), cell, style)
    return row + len(names)


def _build_total_formulas(survey: Survey) -> Iterator[Formula]:
    """Yield formulas for the days of the build: mean, P50, P80 and P90.

    The mean sums the means of the integrations. Percentiles do not add up, so each percentile is
    the simulated value times Calibration.
    """
    assert survey.totals is not None
    per_day, last = get_hours_per_day(survey), len(survey.integrations) + 1
    built = sum(estimate.effort_hours.mean for estimate in list_counted_estimates(survey)) / per_day
    columns = f"{EFFORT}!$H$2:$H${last},{EFFORT}!$M$2:$M${last}"
    yield Formula(text=f"=SUMPRODUCT({columns})", value=built)
    for value in _list_figures(survey.totals.production)[1:]:
        text = f"={value:.10g}*Calibration/HoursPerDay"
        yield Formula(text=text, value=value / per_day)


def _build_total_column(
    letter: str, first: int, build: Formula, survey: Survey
) -> tuple[Formula, ...]:
    """Return one column of the totals, such as P80.

    letter: letter of the column.
    first: row of `build`, counted from 1.
    build: formula for the days of the integrations.
    """
    days = build.value if isinstance(build.value, float) else 0.0
    share = next(
        assumption.value
        for assumption in list_assumptions(survey)
        if assumption.name == "Management"
    )
    work, priced = chr(ord("F")), chr(ord("G") + len(list_roles()))
    last = len(_list_breakdown(survey)) * len(list_phases()) + 1
    costs, hours = (f"SUM({WORK}!${c}$2:${c}${last})" for c in (priced, work))
    manager = get_role_rate(survey, load_plan_constants().manager)
    money = days * (_blend_rates(survey) + share * manager)
    managed = name_role_rate(load_plan_constants().manager)
    rate = f"({costs}/{hours}*HoursPerDay+Management*{managed})/(1+Management)"
    cost = f"IFERROR({letter}{first + 3}*{rate},0)"
    return (
        build,
        Formula(text=f"={letter}{first}*Management", value=days * share),
        Formula(text=f"=({letter}{first}+{letter}{first + 1})*Contingency", value=0.0),
        Formula(text=f"=SUM({letter}{first}:{letter}{first + 2})", value=days * (1 + share)),
        Formula(
            text=f"=IF({cost}=0,{quote(translate('set DayRate'))},"
            f"ROUND({cost},2-INT(LOG10({cost}))))",  # three significant digits
            value=float(f"{money:.3g}") or translate("set DayRate"),
            money=True,
        ),
    )


def _blend_rates(survey: Survey) -> float:
    """Return the average day rate of the build, weighted by the roles' shares of the hours."""
    return sum(
        share * get_role_share(phase, role) * get_role_rate(survey, role)
        for phase, share in list_phases()
        for role in list_roles()
    )


def _list_figures(effort: Effort) -> tuple[float, float, float, float]:
    return effort.mean, effort.p50, effort.p80, effort.p90
