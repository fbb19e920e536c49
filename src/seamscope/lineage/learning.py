"""What a query defines: columns of tables and views, names of what is remote."""

from typing import TYPE_CHECKING

from seamscope.lineage.calls import is_routine_head
from seamscope.lineage.parse import FAILURES
from seamscope.lineage.seams import define
from seamscope.lineage.split import Piece

if TYPE_CHECKING:
    from seamscope.lineage.reader import Reader


def learn(reader: "Reader") -> bool:
    """Learn the tables and names a query defines; tell whether that is more than before."""
    before = reader.own.size()
    for index, piece in enumerate(reader.pieces):
        if not piece.fault and index not in reader.settled:
            reader.alive(index)
            define(piece.text, reader.context)
            if _learned(reader, index, piece):
                reader.settled.add(index)
    return reader.own.size() > before


def _learned(reader: "Reader", index: int, piece: Piece) -> bool:
    """Learn the columns of what a statement makes; tell whether there is no more to learn."""
    if piece.head != "CREATE" or is_routine_head(piece.text):
        return True
    try:
        trees, _ = reader.shapes(piece, index, keep=True)
        made = [item for tree in trees for item in reader.walk(tree)[0]]
    except FAILURES:  # told when its records are made
        return True
    for item in made:
        if item.columns:
            reader.context.learn(item.table, tuple(name for name, _ in item.columns))
    return all(item.columns for item in made)
