"""The texts of a history: joined from their rows, and as the engine's dialect has them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from seamscope_connectors.query_history.engines import Engine
from seamscope_connectors.query_history.rows import HistoryRow

# What MySQL's digests put in the place of lists of values: ``IN (...)``.
ELLIPSIS = re.compile(r"\(\s{0,4}\.\.\.\s{0,4}\)")


def join_pieces(rows: Iterable[HistoryRow], engine: Engine) -> Iterator[HistoryRow]:
    """Yield the rows, those of one text as one: ``INSERT INTO a S`` and ``ELECT b FROM c``."""
    order, *keys = engine.pieces or ("",)
    found: dict[tuple[str, ...], list[tuple[int, HistoryRow]]] = defaultdict(list)
    for row in rows:
        number = row.cells.get(order, "").strip()
        key = tuple(row.cells.get(one, "") for one in keys)
        if not number.isdecimal() or len(number) > 9 or not any(key):
            yield row
        else:
            found[key].append((int(number), row))
    for pieces in found.values():
        pieces.sort(key=lambda piece: piece[0])
        first = pieces[0][1]
        column = next((one for one in engine.texts if first.raw.get(one)), "")
        text = "".join(piece.raw.get(column, "") for _, piece in pieces)
        yield replace(first, cells={**first.cells, **({column: text} if column else {})})


def find_text(row: HistoryRow, engine: Engine) -> str:
    """Return the text of a row, with the marks that stand for values in the form of a value."""
    text = row.first(*engine.texts)
    return ELLIPSIS.sub("(?)", text) if engine.dialect == "mysql" else text


def is_internal(row: HistoryRow, engine: Engine) -> bool:
    """Return whether the engine itself ran a query, to keep house or to watch itself."""
    owner = row.first(*engine.owners).casefold()
    return any(
        owner.startswith(name) if name.startswith("_") else owner == name
        for name in engine.internal
    )


def is_cut(row: HistoryRow, engine: Engine) -> bool:
    """Return whether a view cut the text of a row off."""
    full = any(row.first(column) for column in engine.texts[:-1])
    cut = engine.cut and not full and len(row.first(engine.texts[-1])) == engine.cut
    return bool(cut) or (engine.dialect == "mysql" and row.first(*engine.texts).endswith("..."))
