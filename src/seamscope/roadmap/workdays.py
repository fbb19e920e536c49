"""Working days with public holidays, and the yearly change freeze."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from seamscope.roadmap.figures import load_figures

YEARS = 8  # of holidays after the start
WEEKEND = 5  # Saturday
LAST_YEAR = 2099  # of known holidays
MOST_DAYS = 5_200  # twenty years of working days: what lies behind is no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """The working days from a start: Monday to Friday without public holidays."""

    start: date
    holidays: frozenset[date] = frozenset()

    def add(self, days: float) -> date:
        """Return the day on which that many working days have passed since the start.

        Raise OverflowError for a day that lies beyond twenty years or the calendar.
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
        """Return the working days from the start up to a day, 0 if that is not later."""
        last = min((until - self.start).days, MOST_DAYS * 2)
        days = (self.start + timedelta(days=n) for n in range(last))
        return sum(self.is_workday(day) for day in days)

    def skip_freeze(self, day: date) -> date:
        """Return the first working day from a day on that is outside the change freeze."""
        while is_frozen(day) or not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def is_workday(self, day: date) -> bool:
        """Return whether a day is worked."""
        return day.weekday() < WEEKEND and day not in self.holidays

    def _find_next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day


def is_frozen(day: date) -> bool:
    """Return whether a day lies in the yearly change freeze, which spans the turn of the year."""
    freeze = load_figures().freeze
    return (day.month, day.day) >= freeze.first or (day.month, day.day) <= freeze.last


def list_holidays(country: str, region: str, start: date) -> tuple[frozenset[date], str]:
    """Return the public holidays of some years from the start, and a note if there are none.

    country: ISO code such as DE; region: its subdivision such as BY, "" for the whole country.
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
