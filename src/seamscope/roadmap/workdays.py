"""Count working days without public holidays, and skip the yearly change freeze."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from seamscope.roadmap.figures import load_figures

DAYS_PER_MONTH = 365.25 / 12
YEARS = 8  # years from the start for which holidays are listed
WEEKEND = 5  # Saturday
LAST_YEAR = 2099  # the last year whose holidays are known
MOST_DAYS = 5_200  # twenty years of working days: later dates are not computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """The working days from a start: Monday to Friday, except public holidays."""

    start: date
    holidays: frozenset[date] = frozenset()

    def add(self, days: float) -> date:
        """Return the date of a working day; the start of the plan is day 1.

        Raise OverflowError for a date more than twenty years later or beyond the calendar.
        """
        if days > MOST_DAYS:
            raise OverflowError("more than twenty years of working days")
        day = self.start
        while not self.is_workday(day):
            day += timedelta(days=1)
        for _ in range(max(ceil(days) - 1, 0)):
            day = self._find_next(day)
        return day

    def count(self, until: date) -> int:
        """Return the number of working days from the start to the day before a date, at least 0."""
        last = min((until - self.start).days, MOST_DAYS * 2)
        days = (self.start + timedelta(days=n) for n in range(last))
        return sum(self.is_workday(day) for day in days)

    def skip_freeze(self, day: date) -> date:
        """Return the day, or the next working day that is outside the change freeze."""
        while is_frozen(day) or not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def is_workday(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return day.weekday() < WEEKEND and day not in self.holidays

    def _find_next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day


def add_months(day: date, months: float) -> date:
    """Return the date a number of months later; a fraction of a month is converted to days.

    If the month is too short for the day, its last day is used: one month after 31 January is 28
    February. Raises OverflowError for a date beyond the calendar.
    """
    whole = int(months)
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    if year > date.max.year:
        raise OverflowError("the date is beyond the calendar")
    last = monthrange(year, month + 1)[1]
    moved = date(year, month + 1, min(day.day, last))
    return moved + timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def count_months(first: date, last: date) -> float:
    """Return the number of months between two dates."""
    return (last - first).days / DAYS_PER_MONTH


def convert_months(months: float | None) -> float | None:
    """Return the average number of working days in this many months; None for None."""
    return None if months is None else round(months * load_figures().workdays_per_month.value, 1)


def is_frozen(day: date) -> bool:
    """Return whether a day is in the yearly change freeze, from December to January."""
    freeze = load_figures().freeze
    return (day.month, day.day) >= freeze.first or (day.month, day.day) <= freeze.last


def list_holidays(country: str, region: str, start: date) -> tuple[frozenset[date], str]:
    """Return the public holidays of `YEARS` years from the start, and a note if none are known.

    country: ISO code such as DE.
    region: part of the country such as BY, "" for the whole country.
    """
    if not country.strip():
        return frozenset(), "no public holidays: set `team: country:` in poc.yaml"
    import holidays

    years = range(start.year, min(start.year + YEARS, LAST_YEAR))
    if not years:
        return frozenset(), f"no public holidays are known for {start.year}"
    try:
        found = holidays.country_holidays(
            country.strip().upper(), subdiv=region.strip().upper() or None, years=years
        )
    except NotImplementedError:
        return frozenset(), f"no public holidays are known for {country} {region}".rstrip()
    return frozenset(found), ""
