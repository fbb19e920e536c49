"""The sheet one edits: rates, reserves, phases and roles, each a defined name with its source."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seamscope.document import Survey
from seamscope.estimate.constants import constants
from seamscope.outputs.views.breakdown import phases, role_share, roles
from seamscope.outputs.views.rows import hours_per_day
from seamscope.outputs.views.run_costs import run_cost_of
from seamscope.outputs.workbook.sheet import Formula, Styles, on_paper, put

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME = "Assumptions"
FIRST = 2  # row of the first assumption, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One figure to edit: its defined name, its value, what it is, and whose figure it is."""

    name: str
    value: float
    what: str
    source: str


def given(survey: Survey) -> tuple[Given, ...]:
    """Return the single figures of the sheet, in order."""
    management = constants().management
    own = "yours: nothing that was read says it"
    cost = run_cost_of(survey)
    return (
        Given(
            name="DayRate",
            value=cost.day_rate.p50 if cost else 0.0,
            what=f"price of a person-day, {cost.currency if cost else 'your currency'}",
            source=cost.day_rate_source if cost else own,
        ),
        Given(
            name="HoursPerDay", value=hours_per_day(survey), what="working hours of a day",
            source="the POC's team, else 8",
        ),
        Given(name="Calibration", value=1.0, what="your hours for one of the model's", source=own),
        Given(name="Contingency", value=0.0, what="reserve on build and management", source=own),
        Given(
            name="Management", value=management.value, what="management on top of the build",
            source=management.source,
        ),
    )  # fmt: skip


def day_rate(survey: Survey) -> float:
    """Return the price of a person-day that the sheet starts from, 0 if nothing says it."""
    return given(survey)[0].value


def phase_name(phase: str) -> str:
    """Return the defined name of a phase's share: `design and mapping` is PhaseDesignAndMapping."""
    return "Phase" + _camel(phase)


def rate_name(role: str) -> str:
    """Return the defined name of a role's day rate."""
    return "Rate" + _camel(role)


def role_name(phase: str, role: str) -> str:
    """Return the defined name of a role's share of a phase."""
    return f"Share{_camel(phase)}{_camel(role)}"


def write_assumptions(book: "Workbook", survey: Survey, looks: Styles) -> None:
    """Fill the sheet and define its names."""
    sheet = book.add_worksheet(NAME)
    told = "Edit the yellow cells: every sheet follows."
    put(sheet, (0, 0), told, looks.title)
    row = FIRST
    for row, one in enumerate(given(survey), start=FIRST):
        _name(book, one.name, row, 1)
        put(sheet, (row, 0), one.name, looks.line)
        put(sheet, (row, 1), one.value, looks.given)
        put(sheet, (row, 2), f"{one.what}; {one.source}", looks.line)
    row = _phases(book, sheet, row + 2, looks)
    _rates(book, sheet, row + 2, looks, day_rate(survey))
    on_paper(sheet)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1 + len(roles()), 14)
    sheet.set_column(2 + len(roles()), 2 + len(roles()), 40)


def _phases(book: "Workbook", sheet: "Worksheet", row: int, looks: Styles) -> int:
    """Write the matrix of phases and roles; return its last row."""
    for column, header in enumerate(("phase", "share of the hours", *roles(), "check")):
        put(sheet, (row, column), header, looks.header)
    for place, (phase, share) in enumerate(phases(), start=row + 1):
        put(sheet, (place, 0), phase, looks.line)
        put(sheet, (place, 1), share, looks.given)
        _name(book, phase_name(phase), place, 1)
        for column, role in enumerate(roles(), start=2):
            put(sheet, (place, column), role_share(phase, role), looks.given)
            _name(book, role_name(phase, role), place, column)
        shares = "+".join(role_name(phase, role) for role in roles())
        text = f'=IF(ABS({shares}-1)<0.001,"adds up","roles of this phase do not add up to 1")'
        sheet.write_formula(place, 2 + len(roles()), text, looks.line, "adds up")
    last = row + len(phases())
    names = "+".join(phase_name(phase) for phase, _ in phases())
    text = f'=IF(ABS({names}-1)<0.001,"phases add up","phases do not add up to 1")'
    sheet.write_formula(last + 1, 1, text, looks.line, "phases add up")
    return last + 1


def _rates(book: "Workbook", sheet: "Worksheet", row: int, looks: Styles, rate: float) -> None:
    """Write a day rate for each role, the common one until somebody knows better."""
    put(sheet, (row, 0), "role", looks.header)
    put(sheet, (row, 1), "day rate", looks.header)
    for place, role in enumerate(roles(), start=row + 1):
        put(sheet, (place, 0), role, looks.line)
        put(sheet, (place, 1), Formula(text="=DayRate", value=rate), looks.given)
        _name(book, rate_name(role), place, 1)


def _name(book: "Workbook", name: str, row: int, column: int) -> None:
    cell = f"${chr(ord('A') + column)}${row + 1}"
    book.define_name(name, f"={NAME}!{cell}")


def _camel(words: str) -> str:
    return "".join(word.capitalize() for word in words.split())
