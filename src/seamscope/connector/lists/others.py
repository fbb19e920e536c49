"""Recognise lists of payments, persons, goods or journeys, which also have two ends."""

import re
from collections.abc import Sequence

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import OF_INTERFACES
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS, Layout
from seamscope.connector.lists.values import is_transport, list_values
from seamscope.connector.lists.vocabulary import load_vocabulary
from seamscope.connector.words import fold_words

ADDRESS = re.compile(r"(?:any|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?)", re.I)
PART = 0.2  # minimum share of cells that are labels of forms
OF_SOFTWARE = frozenset(
    {"vendor", "product", "hosts", "databases", "criticality", "classification", "aliases"}
)


def lists_other_things(layout: Layout, rows: Sequence[Line], title: str = "") -> bool:
    """Return whether a list is not about systems: "Amount", "Mitarbeiter", "Mail register".

    title: the text above the list.

    A list of systems or interfaces may have such a column too, such as the phone of a contact.
    Unlike lists of other things, it has a header for a system or an interface, a transport in its
    cells, or columns about software.
    """
    if layout.kind == INTERFACES and _has_labels(layout, rows):
        return True
    things = load_vocabulary().things
    if any(things.get((h.thing,)) in {"system", "interface"} for h in layout.headings.values()):
        return False
    strange = any(
        not load_vocabulary().others.isdisjoint(fold_words(heading.title))
        for heading in layout.headings.values()
        if heading.interfaces not in OF_INTERFACES
    )
    strange = strange or not load_vocabulary().others.isdisjoint(fold_words(title))
    if layout.kind == SYSTEMS:
        return strange and not OF_SOFTWARE & layout.columns.keys()
    return strange and layout.kind == INTERFACES and not _has_transport(layout, rows)


def lists_addresses(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether a table lists rules of a firewall: two columns of addresses, and no system."""
    things = load_vocabulary().things
    if any(things.get((h.thing,)) in {"system", "interface"} for h in layout.headings.values()):
        return False
    return has_addresses(rows)


def has_addresses(rows: Sequence[Line]) -> bool:
    """Return whether two columns contain IP addresses."""
    width = max((len(line.cells) for line in rows), default=0)
    columns = [list_values(at, rows) for at in range(width)]
    found = [values for values in columns if values and all(map(ADDRESS.fullmatch, values))]
    return len(found) > 1


def _has_labels(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether cells of the ends are labels of forms: "Émetteur :"."""
    columns = {*layout.columns.get("first", ()), *layout.columns.get("second", ())}
    values = [value for at in columns for value in list_values(at, rows)]
    return PART * len(values) <= sum(value.endswith(":") for value in values) and bool(values)


def _has_transport(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether most cells of a column contain transports such as SFTP."""
    columns = [list_values(at, rows) for at in layout.headings]
    return any(values and 2 * sum(map(is_transport, values)) > len(values) for values in columns)
