"""What the columns of a list mean, where a person has said so in a mapping file."""

from dataclasses import dataclass, replace
from fnmatch import fnmatch

from seamscope.connector.tabular import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """holds: what kind of list it is; names: folded header -> the header connectors know for it.

    sheet: a pattern of the sheets it is about; origin: the mapping's file and line, for messages.
    """

    holds: str
    names: dict[str, str]
    origin: str
    sheet: str = ""

    def apply(self, table: Table) -> Table:
        """Return the table with its columns renamed; a column of a taken name steps aside."""
        if self.sheet and not fnmatch(table.name, self.sheet):
            return table
        taken = {self.names[header] for header in table.headers if header in self.names}
        renamed = {
            header: self.names.get(header, f"other_{header}" if header in taken else header)
            for header in table.headers
        }
        rows = tuple(_renamed(row, renamed) for row in table.rows)
        headers = tuple(renamed[header] for header in table.headers)
        return replace(table, headers=headers, rows=rows, holds=self.holds)

    def missing(self, tables: list[Table]) -> list[str]:
        """Return the headers it names that no table has."""
        found = {header for table in tables for header in table.headers}
        return sorted(set(self.names) - found)


def _renamed(row: Row, names: dict[str, str]) -> Row:
    return replace(row, cells={names[header]: cell for header, cell in row.cells.items()})
