"""Recognise lists of payments, persons, goods or journeys, which have two ends as interfaces do."""

import re
from collections.abc import Sequence

from seamscope.connector.grid import Line
from seamscope.connector.lists.ends import OF_INTERFACES, TIMES
from seamscope.connector.lists.evidence import is_platform
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.kinds import INTERFACES, SYSTEMS, Layout
from seamscope.connector.lists.values import HOST, is_transport, list_values
from seamscope.connector.lists.vocabulary import (
    Side,
    expand,
    load_cell_words,
    load_vocabulary,
    split_words,
)
from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.words import fold_words
from seamscope.records import Mechanism

ADDRESS = re.compile(r"(?:any|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?)", re.I)
PART = 0.2  # minimum share of cells that are labels of forms
OF_SOFTWARE = frozenset(
    {"vendor", "product", "hosts", "databases", "criticality", "classification", "aliases"}
)


# Columns that a list of servers does not have.
OWNING = frozenset({"vendor", "product", "criticality", "aliases"})
# The sides of letters and goods; a provider and a consumer are systems.
GENERAL = frozenset({Side.SOURCE, Side.TARGET})
# Columns that a list of letters or goods does not have.
OF_SOFTWARE_ONLY = frozenset(
    {"technology", "mechanism", "authentication", "dataset", "direction", "latency", "frequency",
     "volume", "environment", "name"}
)  # fmt: skip


def lists_other_things(layout: Layout, rows: Sequence[Line], title: str = "") -> bool:
    """Return whether a list is not about systems: "Amount", "Mitarbeiter", "Mail register".

    A list of systems or interfaces may have such a column too, such as the phone of a contact.
    Unlike lists of other things, it has a header for a system or an interface, transports in its
    cells, or columns about software.

    title: the text above the list.
    """
    if layout.kind == INTERFACES and _has_labels(layout, rows):
        return True
    if layout.kind == SYSTEMS and _lists_tasks(layout, rows):
        return True
    things = load_vocabulary().things
    read = [read_heading(heading.title) for heading in layout.headings.values()]
    if any(things.get((heading.thing,)) in {"system", "interface"} for heading in read):
        return False
    if layout.kind == INTERFACES and _is_unproven(layout, rows):
        return True
    strange = any(
        not load_vocabulary().others.isdisjoint(fold_words(heading.title))
        for heading in layout.headings.values()
        if heading.interfaces not in OF_INTERFACES
    )
    strange = strange or not load_vocabulary().others.isdisjoint(fold_words(title))
    if layout.kind == SYSTEMS:
        return strange and not OF_SOFTWARE & layout.columns.keys()
    return strange and layout.kind == INTERFACES and not _has_transport(layout, rows)


def _lists_tasks(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether each row is a task about a system: "Change | Requested by | System"."""
    first = min(layout.headings, default=0)
    words = fold_words(layout.headings[first].title) if layout.headings else ()
    bare = words[:-1] if words[-1:] in load_vocabulary().identity else words
    values = list_values(first, rows)
    return (
        first not in layout.columns.get("name", ())
        and bare in load_cell_words("tasks")
        and len({*values}) == len(values) > 0
    )


def _is_unproven(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether nothing shows that the ends are software: "Sender | Recipient | Way".

    Lists of mail, patients and goods have such headers too. A list of interfaces has a word for
    systems, a column that only interfaces need, or transports in its cells.
    """
    if layout.ends is None or layout.ends.first not in GENERAL or "pair" in layout.columns:
        return False
    ends = [
        layout.headings[at] for key in ("first", "second") for at in layout.columns.get(key, ())
    ]
    if ends and all((heading.thing,) in load_cell_words("services") for heading in ends):
        return not _mentions_transport(layout, rows)  # "Von Station | Nach Station"
    if not all(heading.rest or _is_postal(heading) for heading in ends):
        return False
    if any(_names_software(heading) for heading in layout.headings.values()):
        return False
    return not _mentions_transport(layout, rows)


def _is_postal(heading: Heading) -> bool:
    """Return whether a header is a word that is also used for letters and goods: "Recipient"."""
    words = [word for word in fold_words(heading.title) if word not in load_vocabulary().fillers]
    return len(words) == 1 and (words[0],) in load_cell_words("postal")


def _names_software(heading: Heading) -> bool:
    """Return whether a header has a word for systems or interfaces, or for a property of them."""
    known = load_vocabulary()
    words = [part for word, cut in split_words(heading.title) for part in expand(word, cut=cut)]
    if any(known.things.get((word,)) in {"system", "interface"} for word in words):
        return True
    vague = all(
        word in known.grammar.manner or word in known.grammar.kinds or word in known.fillers
        for word in words
    )
    timed = heading.interfaces in TIMES and any(map(known.find_side, words))  # "Heure arrivée"
    return heading.interfaces in OF_SOFTWARE_ONLY and not (vague or timed or heading.side)


def _mentions_transport(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether at least a third of the cells of a column are transports such as SFTP."""
    columns = [list_values(at, rows) for at in layout.headings]
    told = [sum(_moves_data(value) for value in values) for values in columns]
    titled = any(
        (word,) in load_cell_words("transports") - load_cell_words("posted")
        for heading in layout.headings.values() for word in fold_words(heading.title)
    )  # fmt: skip
    return titled or any(
        found * 3 >= len(values) > 0 for found, values in zip(told, columns, strict=True)
    )


def _moves_data(text: str) -> bool:
    posted = fold_words(text)[-1:] in load_cell_words("posted")
    return not posted and (is_transport(text) or parse_mechanism(text) is not Mechanism.UNKNOWN)


def lists_addresses(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether a table lists rules of a firewall: two columns of addresses, and no system."""
    things = load_vocabulary().things
    if any(things.get((h.thing,)) in {"system", "interface"} for h in layout.headings.values()):
        return False
    return has_addresses(rows)


def lists_machines(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether a table lists servers: names of hosts beside their platforms or addresses.

    A header such as "Application" shows that the names are those of software.
    """
    columns = layout.columns.get("name", ())[:1]
    named = any(layout.headings[at].thing for at in columns)
    if layout.kind != SYSTEMS or named or OWNING & layout.columns.keys():
        return False
    values = [value for at in columns for value in list_values(at, rows)]
    hosts = bool(values) and all(HOST.match(value) and " " not in value for value in values)
    return hosts and any(
        (found := list_values(at, rows))
        and (all(map(ADDRESS.fullmatch, found)) or all(map(is_platform, found)))
        for at in layout.headings
    )


def has_addresses(rows: Sequence[Line]) -> bool:
    """Return whether two columns contain IP addresses."""
    width = max((len(line.cells) for line in rows), default=0)
    columns = [list_values(at, rows) for at in range(width)]
    found = [values for values in columns if values and all(map(ADDRESS.fullmatch, values))]
    return len(found) > 1


def _has_labels(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether the names of the ends are labels of a form: "Émetteur :"."""
    columns = {*layout.columns.get("first", ()), *layout.columns.get("second", ())}
    values = [value for at in columns for value in list_values(at, rows)]
    return PART * len(values) <= sum(value.endswith(":") for value in values) and bool(values)


def _has_transport(layout: Layout, rows: Sequence[Line]) -> bool:
    """Return whether most cells of a column contain transports such as SFTP."""
    columns = [list_values(at, rows) for at in layout.headings]
    return any(values and 2 * sum(map(is_transport, values)) > len(values) for values in columns)
