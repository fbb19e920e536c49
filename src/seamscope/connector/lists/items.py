"""Find the columns of a list of configuration items, which belong to applications of other rows."""

from collections.abc import Mapping

from seamscope.connector.lists.headings import Heading
from seamscope.connector.lists.vocabulary import load_cell_words, load_vocabulary

OF_ITEMS = frozenset({"ci", "asset"})  # things of any class


def find_items(headings: Mapping[int, Heading]) -> dict[str, tuple[int, ...]]:
    """Return the columns "item" and "belongs" of configuration items, {} for any other list.

    ``CI name | Class | Belongs to application``: a list of servers and databases contains a class
    and, next to the name of each item, the application that it belongs to.
    """
    if not any(heading.systems == "kind" for heading in headings.values()):
        return {}
    things = load_vocabulary().things
    named = [at for at, h in sorted(headings.items()) if h.systems == "name" and h.side is None]
    owners = [
        at for at, h in sorted(headings.items())
        if h.side is None and h.systems in {"", "unused", "name"} and h.part != "id"
        and not (h.relation or h.interfaces)
        and h.thing not in OF_ITEMS and things.get((h.thing,)) == "system"
    ]  # fmt: skip
    items = [at for at in named if at not in owners]
    if len(owners) != 1 or len(items) != 1:
        return {}
    return {"item": tuple(items), "belongs": tuple(owners)}


def is_host_class(words: tuple[str, ...]) -> bool:
    """Return whether a class means a machine: "Server", "virtuelle Maschine"."""
    return words in load_cell_words("item_hosts")


def is_database_class(words: tuple[str, ...]) -> bool:
    """Return whether a class means a database: "Datenbank", "database instance"."""
    return words in load_cell_words("item_databases")
