"""Read which applications use which technical accounts."""

from collections.abc import Iterator

from seamscope.connector.entries import skip_entry
from seamscope.connector.lists.vocabulary import load_cell_words
from seamscope.connector.words import fold_words
from seamscope.records import Clue, ClueKind, Connection, Evidence, Record, Skipped
from seamscope_connectors.tables.names import split_values
from seamscope_connectors.tables.rows import Sheet, read_rows


def read_accounts(sheet: Sheet) -> Iterator[Record]:
    """Yield the accounts of a list of accounts, with the applications that use them."""
    for entry in read_rows(sheet):
        if isinstance(entry, Skipped):
            yield entry
            continue
        account, name = (entry.cells.get(key, "") for key in ("account", "name"))
        if not account or not name:
            problem = "the row has no account or application"
            yield skip_entry(problem, "fill in both", entry.evidence)
        elif fold_words(name) in load_cell_words("nobody"):
            yield skip_entry(
                f"'{name}' does not identify a system", "ask who uses it", entry.evidence
            )
        else:
            yield from build_accounts(account, name, entry.evidence)


def build_accounts(accounts: str, name: str, where: Evidence) -> Iterator[Connection]:
    """Yield each account in a cell, with the name of the application that uses it."""
    clues = (Clue(kind=ClueKind.ACCOUNT, value=name),)
    for account in split_values(accounts):
        yield Connection(name=account, clues=clues, evidence=where)
