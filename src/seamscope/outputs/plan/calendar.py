"""Convert working hours to dates: Monday to Friday, one block of hours a day, no holidays."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

MORNING = 8  # o'clock
WEEK = 5  # working days


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days. start: first moment of work."""

    start: datetime
    minutes_per_day: int

    def begin(self, hours: float) -> datetime:
        """Return the start after that many working hours: at a day's end, the next morning."""
        day, minutes = divmod(round(hours * 60), self.minutes_per_day)
        return self._on(day) + timedelta(minutes=minutes)

    def end(self, hours: float) -> datetime:
        """Return the end after that many working hours: at a day's end, that evening."""
        day, minutes = divmod(max(round(hours * 60), 1) - 1, self.minutes_per_day)
        return self._on(day) + timedelta(minutes=minutes + 1)

    def _on(self, day: int) -> datetime:
        weeks, rest = divmod(self.start.weekday() + day, WEEK)
        monday = self.start - timedelta(days=self.start.weekday())
        return monday + timedelta(days=7 * weeks + rest)


def build_calendar(first: datetime, hours_per_day: float) -> Calendar:
    """Return a calendar that starts on the first working day on or after `first`."""
    while first.weekday() >= WEEK:
        first += timedelta(days=1)
    minutes = min(max(round(hours_per_day * 60), 1), 15 * 60)  # work ends before midnight
    morning = datetime.combine(first.date(), time(hour=MORNING))
    return Calendar(start=morning, minutes_per_day=minutes)
