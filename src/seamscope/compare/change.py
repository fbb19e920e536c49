"""One change between two surveys, and helpers to compare figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from seamscope.document import Survey
from seamscope.estimate import Effort

Value = str | float | None  # None: the item is not in the survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The old and new value of one item, None where the survey does not have the item.

    reasons: causes, the most important first.
    is_different: whether the item changed although its two values are equal.
    precision: largest difference at which two figures are treated as equal.
    """

    kind: str
    subject: str
    previous: Value
    new: Value
    reasons: tuple[str, ...] = ()
    is_different: bool = False
    precision: float = 0.0

    @property
    def is_change(self) -> bool:
        """Whether the item changed; figures must differ by more than `precision`."""
        match self.previous, self.new:
            case float() | int() as was, float() | int() as now:
                return self.is_different or abs(now - was) > self.precision
            case was, now:
                return self.is_different or was != now

    @property
    def difference(self) -> float | str:
        """The new figure minus the old figure; for other values, "gained", "lost" or "changed"."""
        match self.previous, self.new:
            case float() | int() as was, float() | int() as now:
                return now - was
            case None, None:
                return ""
            case None, _:
                return "gained"
            case _, None:
                return "lost"
            case _:
                return "changed"


def convert_to_days(survey: Survey, effort: Effort | None) -> Effort | None:
    """Convert person-hours to person-days with the survey's hours per day; None remains None."""
    if effort is None:
        return None
    per_day = (survey.totals.hours_per_day if survey.totals else 0) or 8.0
    mean, p50, p80, p90 = (
        value / per_day for value in (effort.mean, effort.p50, effort.p80, effort.p90)
    )
    return Effort(mean=mean, p50=p50, p80=p80, p90=p90)


def pair_percentiles(was: Effort | None, now: Effort | None) -> Iterator[tuple[str, Value, Value]]:
    """Yield (name, old value, new value) for P50, P80 and P90."""
    for name in ("p50", "p80", "p90"):
        before: float | None = getattr(was, name) if was else None
        after: float | None = getattr(now, name) if now else None
        yield name.upper(), before, after
