"""Read configuration items: a server or database belongs to an application and is not a system."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from seamscope.connector import fold_header
from seamscope.connector.entries import note_reading, report_unread_columns
from seamscope.connector.lists.items import is_database_class, is_host_class
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_environment
from seamscope.connector.words import fold_words
from seamscope.records import Clue, ClueKind, Record, Skipped, State, System
from seamscope_connectors.tables.names import split_values
from seamscope_connectors.tables.rows import Entry, Sheet

Hosts = Mapping[str, frozenset[str]]


def report_items(sheet: Sheet) -> Iterator[Skipped]:
    """Report the servers and databases without an application, or the application column if it is
    unused.
    """
    if "belongs" not in sheet.layout.columns:
        return
    if not _find_owners(sheet):
        yield from report_unread_columns((fold_header(sheet.title("belongs")),), (), sheet.whole)
        return
    names = [item for item, _, owner, _ in _list_items(sheet) if not owner]
    if names:
        shown = quote(", ".join(names), 120)
        problem = (
            f"servers and databases without an application are not read: {len(names)} ({shown})"
        )
        yield note_reading(problem, "fill in the application if only one uses it", sheet.evidence)


def read_item(entry: Entry, sheet: Sheet, state: State) -> Iterator[Record] | None:
    """Return the records of a row about a server or database, None for any other row.

    The row adds a host or a database to the application that it belongs to. A host with databases
    of several applications belongs to none of them.
    """
    kind = fold_words(entry.cells.get("kind", ""))
    is_database = is_database_class(kind)
    if not (is_database or is_host_class(kind)) or not _find_owners(sheet):
        return None
    return _build_places(entry, sheet, state, is_database=is_database)


def _build_places(
    entry: Entry, sheet: Sheet, state: State, *, is_database: bool
) -> Iterator[Record]:
    item, owners = (_get(entry, sheet, key) for key in ("item", "belongs"))
    if not owners:
        return  # see `report_items`
    if state is not State.ACTIVE:
        problem = f"'{quote(item, 60)}' of {quote(owners, 60)} is not in use and is not read"
        yield note_reading(problem, "nothing to do, unless its state is wrong", entry.evidence)
        return
    clues = [Clue(kind=ClueKind.DATABASE if is_database else ClueKind.HOST, value=item)]
    host = entry.cells.get("hosts", "")
    names = split_values(owners)
    if is_database and host and len(_find_owners(sheet).get(host.casefold(), ())) == 1:
        clues.append(Clue(kind=ClueKind.HOST, value=host))
    for name in names:
        yield System(
            name=name,
            evidence=entry.evidence,
            environment=parse_environment(entry.cells.get("environment", "")),
            clues=tuple(clues) if len(names) == 1 else (),
            listing=False,
        )


@lru_cache(maxsize=8)
def _find_owners(sheet: Sheet) -> Hosts:
    """Return the applications of servers and databases, by host; {} if no row is a server or
    database.

    The host "" has the items without a host.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for _, _, owner, host in _list_items(sheet):
        if owner:
            found[host.casefold()] |= set(split_values(owner))
    return {host: frozenset(names) for host, names in found.items()}


def _list_items(sheet: Sheet) -> Iterator[tuple[str, str, str, str]]:
    """Yield the name, class, application and host of each server and database."""
    columns = [sheet.layout.columns.get(key, ()) for key in ("item", "kind", "belongs", "hosts")]
    for line in sheet.found.entries if all(columns[:3]) else ():
        item, kind, owner, host = (
            next((line.cells[at].strip() for at in places if at < len(line.cells)), "")
            for places in columns
        )
        words = fold_words(kind)
        if is_database_class(words) or is_host_class(words):
            yield item, kind, owner, host


def _get(entry: Entry, sheet: Sheet, key: str) -> str:
    return next((entry.columns.get(at, "") for at in sheet.layout.columns.get(key, ())), "")
