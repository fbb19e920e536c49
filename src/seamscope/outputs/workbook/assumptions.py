"""The Assumptions sheet, which readers edit: rates, reserve, phases and roles with sources.

Each figure has a defined name, which the formulas of other sheets use.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.estimate.constants import load_constants
from seamscope.outputs.plan.constants import load_constants as load_plan_constants
from seamscope.outputs.views.breakdown import get_role_share, list_phases, list_roles
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.run_costs import get_run_cost
from seamscope.outputs.workbook.sheet import (
    Formula,
    Styles,
    quote,
    set_up_printing,
    write_cell,
    write_header,
)
from seamscope.wording import mark_each, mark_text, translate, translate_term

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME = "Assumptions"
FIRST = 2  # row of the first assumption, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One editable figure on the sheet.

    name: the defined name of the figure in the workbook.
    source: the origin of its initial value.
    share: whether the figure is shown in percent.
    """

    name: str
    value: float
    description: str
    source: str
    share: bool = False


def list_assumptions(survey: Survey) -> tuple[Assumption, ...]:
    """Return the editable figures other than phases and role rates, in the order of the sheet."""
    management = load_constants().management
    own = translate("not set; no source specifies it")
    cost = get_run_cost(survey)
    return (
        Assumption(
            name="DayRate",
            value=cost.day_rate.p50 if cost else 0.0,
            description=translate(
                "rate per person-day, {currency}",
                currency=cost.currency if cost else translate("your currency"),
            ),
            source=cost.day_rate_source if cost else own,
        ),
        Assumption(
            name="HoursPerDay",
            value=get_hours_per_day(survey),
            description=translate("working hours per day"),
            source=translate("`team: hours_per_day:` in poc.yaml, 8 if not specified"),
        ),
        Assumption(
            name="Calibration",
            value=1.0,
            description=translate("actual hours per estimated hour"),
            source=own,
        ),
        Assumption(
            name="Contingency",
            value=0.0,
            description=translate("reserve as a share of build and management"),
            source=own,
            share=True,
        ),
        Assumption(
            name="Management",
            value=management.value,
            description=translate("management as a share of the build"),
            source=management.source,
            share=True,
        ),
    )


def get_day_rate(survey: Survey) -> float:
    """Return the initial cost of a person-day, 0 if unknown."""
    return list_assumptions(survey)[0].value


def get_role_rate(survey: Survey, role: str) -> float:
    """Return the initial cost of a person-day of a role, 0 if unknown."""
    return _list_stated_rates(survey).get(role, get_day_rate(survey))


def _list_stated_rates(survey: Survey) -> dict[str, float]:
    cost = get_run_cost(survey)
    return dict(cost.role_rates) if cost else {}


def name_phase_share(phase: str) -> str:
    """Return the defined name of a phase's share: `design and mapping` → PhaseDesignAndMapping."""
    return "Phase" + _convert_to_camel_case(phase)


def name_role_rate(role: str) -> str:
    """Return the defined name of a role's day rate: `developer` → RateDeveloper."""
    return "Rate" + _convert_to_camel_case(role)


def name_role_share(phase: str, role: str) -> str:
    """Return the defined name of a role's share of a phase."""
    return f"Share{_convert_to_camel_case(phase)}{_convert_to_camel_case(role)}"


def write_assumptions(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write the Assumptions sheet and define the names of its figures."""
    sheet = book.add_worksheet(NAME)
    heading = translate("Edit the yellow cells; all sheets recalculate.")
    write_cell(sheet, (0, 0), heading, styles.title)
    row = FIRST
    for row, assumption in enumerate(list_assumptions(survey), start=FIRST):
        _define_name(book, assumption.name, row, 1)
        write_cell(sheet, (row, 0), assumption.name, styles.line)
        style = styles.editable_share if assumption.share else styles.editable
        style = styles.editable_money if assumption.name == "DayRate" else style
        write_cell(sheet, (row, 1), assumption.value, style)
        source = translate_term(assumption.source)
        write_cell(sheet, (row, 2), f"{assumption.description}; {source}", styles.line)
    row = _write_phases(book, sheet, row + 2, styles)
    _write_rates(book, sheet, row + 2, styles, survey)
    set_up_printing(sheet)
    for column, width in enumerate(_list_widths()):
        sheet.set_column(column, column, width)


def _list_widths() -> tuple[int, ...]:
    """Return the widths of the columns: phase, share, one column for each role, check."""
    return (24, *(14 for _ in ("share", *list_roles())), 40)


def _write_phases(book: "Workbook", sheet: "Worksheet", row: int, styles: Styles) -> int:
    """Write the matrix of phases and roles; return the row below it, which has the check sums."""
    headers = (*mark_each("phase", "share of the hours"), *list_roles(), mark_text("check"))
    write_header(sheet, row, tuple(map(translate_term, headers)), _list_widths(), styles)
    for place, (phase, share) in enumerate(list_phases(), start=row + 1):
        write_cell(sheet, (place, 0), translate_term(phase), styles.line)
        write_cell(sheet, (place, 1), share, styles.editable_share)
        _define_name(book, name_phase_share(phase), place, 1)
        for column, role in enumerate(list_roles(), start=2):
            write_cell(sheet, (place, column), get_role_share(phase, role), styles.editable_share)
            _define_name(book, name_role_share(phase, role), place, column)
        shares = "+".join(name_role_share(phase, role) for role in list_roles())
        good, bad = translate("adds up"), translate("shares of this phase do not add up to 1")
        text = f"=IF(ABS({shares}-1)<0.001,{quote(good)},{quote(bad)})"
        sheet.write_formula(place, 2 + len(list_roles()), text, styles.line, good)
    last = row + len(list_phases())
    names = "+".join(name_phase_share(phase) for phase, _ in list_phases())
    good, bad = translate("phases add up"), translate("phases do not add up to 1")
    text = f"=IF(ABS({names}-1)<0.001,{quote(good)},{quote(bad)})"
    sheet.write_formula(last + 1, 1, text, styles.line, good)
    return last + 1


def _write_rates(
    book: "Workbook", sheet: "Worksheet", row: int, styles: Styles, survey: Survey
) -> None:
    """Write the day rate of each role: that of poc.yaml, else a reference to the cell DayRate."""
    stated = _list_stated_rates(survey)
    shared = Formula(text="=DayRate", value=get_day_rate(survey))
    write_cell(sheet, (row, 0), translate("role"), styles.header)
    write_cell(sheet, (row, 1), translate("day rate"), styles.heading)
    roles = (*list_roles(), load_plan_constants().manager)
    for place, role in enumerate(roles, start=row + 1):
        write_cell(sheet, (place, 0), translate_term(role), styles.line)
        write_cell(sheet, (place, 1), stated.get(role, shared), styles.editable_money)
        _define_name(book, name_role_rate(role), place, 1)


def _define_name(book: "Workbook", name: str, row: int, column: int) -> None:
    cell = f"${chr(ord('A') + column)}${row + 1}"
    book.define_name(name, f"={NAME}!{cell}")


def _convert_to_camel_case(words: str) -> str:
    return "".join(word.capitalize() for word in words.split())
