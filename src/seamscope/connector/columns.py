"""What the columns of a list mean, where a person has said so in a mapping file."""

from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.connector.tabular import fold_header


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """holds: what kind of list it is; names: folded header -> meaning, the first of several first.

    sheet: a pattern of the sheets it is about; origin: the mapping's file and line, for messages.
    """

    holds: str
    names: dict[str, str]
    origin: str
    sheet: str = ""

    def missing(self, titles: Iterable[str]) -> list[str]:
        """Return the folded headers it names that no list has."""
        return sorted(set(self.names) - {fold_header(title) for title in titles})
