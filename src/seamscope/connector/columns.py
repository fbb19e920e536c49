"""The meaning of a list's columns according to a mapping file."""

from collections.abc import Iterable
from dataclasses import dataclass

from seamscope.connector.tabular import fold_header


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a list, as a mapping file defines them.

    holds: the type of the list.
    names: the meaning of each normalised header, the preferred header first.
    sheet: a pattern for the names of the sheets that the mapping applies to.
    origin: file and line of the mapping, for messages.
    """

    holds: str
    names: dict[str, str]
    origin: str
    sheet: str = ""

    def list_missing(self, titles: Iterable[str]) -> list[str]:
        """Return the mapped headers that the list does not have."""
        return sorted(set(self.names) - {fold_header(title) for title in titles})
