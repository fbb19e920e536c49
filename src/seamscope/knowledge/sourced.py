"""Types for figures of the knowledge files, with their sources."""

from dataclasses import dataclass

Range = tuple[float, float, float]  # P10, P50, P90


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A range (P10, P50, P90) with its source."""

    range: Range
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A number with its source."""

    value: float
    source: str
