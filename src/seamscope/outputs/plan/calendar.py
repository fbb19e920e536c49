"""Convert working hours to dates: Monday to Friday without holidays, no lunch breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MORNING = 8  # hour at which work starts
WEEK = 5  # working days per week


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days and hours.

    start: first moment of work.
    holidays: days without work, sorted.
    """

    start: datetime
    minutes_per_day: int
    holidays: tuple[date, ...] = ()

    def begin(self, hours: float) -> datetime:
        """Return when a task begins that starts some working hours after the project's start.

        After a whole number of days, the task begins on the next morning, not in the evening.
        """
        day, minutes = divmod(round(hours * 60), self.minutes_per_day)
        return self._find_moment(day) + timedelta(minutes=minutes)

    def end(self, hours: float) -> datetime:
        """Return when a task ends that finishes some working hours after the project's start.

        After a whole number of days, the task ends in the evening, not on the next morning.
        """
        day, minutes = divmod(max(round(hours * 60), 1) - 1, self.minutes_per_day)
        return self._find_moment(day) + timedelta(minutes=minutes + 1)

    def _find_moment(self, day: int) -> datetime:
        weeks, rest = divmod(self.start.weekday() + day, WEEK)
        monday = self.start - timedelta(days=self.start.weekday())
        moment = monday + timedelta(days=7 * weeks + rest)
        for holiday in self.holidays:  # each holiday moves later dates by one working day
            if self.start.date() <= holiday <= moment.date() and holiday.weekday() < WEEK:
                moment = self._find_next_weekday(moment)
        return moment

    @staticmethod
    def _find_next_weekday(moment: datetime) -> datetime:
        moment += timedelta(days=1)
        while moment.weekday() >= WEEK:
            moment += timedelta(days=1)
        return moment


def build_calendar(
    first: datetime, hours_per_day: float, holidays: Iterable[date] = ()
) -> Calendar:
    """Return a calendar that starts on the first working day on or after `first`."""
    free = tuple(sorted(set(holidays)))
    while first.weekday() >= WEEK or first.date() in free:
        first += timedelta(days=1)
    minutes = min(max(round(hours_per_day * 60), 1), 15 * 60)  # so that work ends before midnight
    morning = datetime.combine(first.date(), time(hour=MORNING))
    return Calendar(start=morning, minutes_per_day=minutes, holidays=free)
