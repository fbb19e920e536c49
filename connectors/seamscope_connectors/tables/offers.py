"""Derive the direction of data between a provider and a consumer from what the list says."""

from functools import lru_cache

from seamscope.connector.lists.vocabulary import load_cell_words, load_vocabulary, split_words
from seamscope.connector.relations import Direction
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words
from seamscope_connectors.tables.rows import Cells, Sheet
from seamscope_connectors.tables.verbs import FIELDS as METHOD_COLUMNS
from seamscope_connectors.tables.verbs import read_methods

UNTOLD = "the list has provider and consumer, but not the direction of the data"
CONTENTS = ("entities", "dataset")
SHORT = 3  # letters of a word that counts only as a whole: "get", "sub"
# Beginnings of words for who calls whom.
CALLING = (
    "call", "invok", "appel", "aufruf", "aufgeruf", "chiam", "llam", "aanroep", "aangeroep",
    "chama", "wywol", "initiat",
)  # fmt: skip
FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def derive_by_offer(cells: Cells, sheet: Sheet) -> tuple[Direction | None, str]:
    """Return the likely direction from the provider to the consumer, None if unknown, and why.

    A method, what the consumer does, or the words for the two ends tell it.
    """
    acts = {way for text in cells.get("acts", "").split("\n") if (way := _read_access(text))}
    if len(acts) == 1:
        reads = f"'{quote(sheet.title('second'))}' reads or writes, according to the row"
        return acts.pop(), reads
    way, methods = read_methods(cells)
    if way is not None:
        return way, f"inferred from the method {methods}"
    if _hands_over(sheet) and not _lists_methods(sheet):
        return FORWARD, f"'{sheet.title('first')}' is read as the system that provides the data"
    return None, UNTOLD


@lru_cache(maxsize=8)
def _lists_methods(sheet: Sheet) -> bool:
    """Return whether some rows have HTTP methods, so that a row without a method has no
    direction.
    """
    columns = [at for key in METHOD_COLUMNS for at in sheet.layout.columns.get(key, ())]
    return any(
        read_methods({"technology": line.cells[at]})[0] is not None
        for line in sheet.found.entries for at in columns if at in line.filled
    )  # fmt: skip


@lru_cache(maxsize=8)
def _hands_over(sheet: Sheet) -> bool:
    """Return whether the words of the list show that data goes from the provider to the consumer.

    A supplier supplies its data, and a publisher publishes its messages. "Data returned" or a
    service ``consultaProductos`` is what the consumer reads. A provider of an API, however, may
    also receive data.
    """
    ends = f"{sheet.title('first')} {sheet.title('second')}"
    if any(word.startswith(CALLING) for word in fold_words(ends)):
        return False
    contents = [at for key in CONTENTS for at in sheet.layout.columns.get(key, ())]
    headings = sheet.layout.headings
    names = [at for at in sheet.layout.columns.get("name", ()) if headings[at].part != "id"]
    carried = [at for at in (*contents, *names) if not _begins(headings[at].title, "offered")]
    told = _begins(ends, "suppliers") or _provide_in_turn(sheet)
    served = fold_words(sheet.title("first"))
    told = told and not any((word,) in load_cell_words("servers") for word in served)
    titles = [h.title for h in headings.values() if h.side is None]
    if _begins(ends, "subscribers") or (carried and told) or _names_data(ends):
        return True
    if any(_begins(title, "returned") for title in titles):
        return True
    columns = [*contents, *names]
    columns += [
        at for at, h in headings.items()
        if at not in columns and h.side is None and _begins(h.title.partition(" ")[0], "offered")
    ]  # fmt: skip
    cells = [line.cells[at] for line in sheet.found.entries for at in columns if at in line.filled]
    reading = any(_begins(cell, "looked_up") for cell in cells)
    return reading and not any(_begins(cell, "sent_in") for cell in cells)


def _begins(text: str, name: str) -> bool:
    """Return whether a word of a text is a word of a vocabulary or begins with one.

    name: name of the vocabulary. "returned" may contain ``consulta``, with which
    ``consultaResidenza`` begins.
    """
    known = {begin for (begin,) in load_cell_words(name)}
    begins = tuple(begin for begin in known if len(begin) > SHORT)
    return any(word in known or word.startswith(begins) for word, _ in split_words(text))


def _names_data(ends: str) -> bool:
    """Return whether the headers of the two system columns contain a word for data: "Data provided
    by".
    """
    return not load_vocabulary().data.isdisjoint(fold_words(ends))


def _provide_in_turn(sheet: Sheet) -> bool:
    """Return whether a system is the provider in one row and the consumer in another row."""
    names = [
        {line.cells[at].strip().casefold() for line in sheet.found.entries if at in line.filled}
        for at in (*sheet.layout.columns["first"][:1], *sheet.layout.columns["second"][:1])
    ]
    return len(names) > 1 and not names[0].isdisjoint(names[1])


def _read_access(text: str) -> Direction | None:
    """Return the direction between provider and consumer from what the consumer does: "reads"."""
    reads, writes = load_cell_words("reads"), load_cell_words("writes")
    words = fold_words(text)
    if words in reads:
        return FORWARD
    return BACKWARD if words in writes else None
