"""Find the SQL text of a row, and join SQL that is spread over several rows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from seamscope_connectors.query_history.engines import Engine
from seamscope_connectors.query_history.rows import HistoryRow

# MySQL's digests replace a list of values by an ellipsis: ``IN (...)``.
ELLIPSIS = re.compile(r"\(\s{0,4}\.\.\.\s{0,4}\)")
# A statement has at least two words, except those that control transactions and batches.
STATEMENT = re.compile(
    r"(?<!\w)[^\WA-Za-z]*+[A-Za-z]\w*+\W++\w"
    r"|\A\W*(?:COMMIT|ROLLBACK|BEGIN|END|BT|ET|GO|START|CHECKPOINT)\W*\Z",
    re.I,
)


def join_pieces(rows: Iterable[HistoryRow], engine: Engine) -> Iterator[HistoryRow]:
    """Yield the rows, with the pieces of a statement joined into one row.

    ``INSERT INTO a S`` and ``ELECT b FROM c`` → ``INSERT INTO a SELECT b FROM c``.
    """
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
    """Return the SQL text of a row, "" if the value is not SQL, such as a time or an account.

    MySQL's digests contain ``IN (...)``, which is not SQL and becomes ``IN (?)``.
    """
    text = row.first(*engine.texts)
    if not STATEMENT.search(text):
        return ""
    return ELLIPSIS.sub("(?)", text) if engine.dialect == "mysql" else text


def is_internal(row: HistoryRow, engine: Engine) -> bool:
    """Return whether the engine itself ran a query, for maintenance or monitoring."""
    owner = row.first(*engine.owners).casefold()
    return any(
        owner.startswith(name) if name.startswith("_") else owner == name
        for name in engine.internal
    )


def is_truncated(row: HistoryRow, engine: Engine) -> bool:
    """Return whether a view of the engine truncated the text of a row."""
    full = any(row.first(column) for column in engine.texts[:-1])
    cut = engine.cut and not full and len(row.first(engine.texts[-1])) == engine.cut
    return bool(cut) or (engine.dialect == "mysql" and row.first(*engine.texts).endswith("..."))
