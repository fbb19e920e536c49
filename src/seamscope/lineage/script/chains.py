"""Snowflake's `query ->> query FROM $1`: a statement reads what the one before it returned."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace

from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.dispatch import followed
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.split import Statement

ARROW = "->>"


def linked(reader: Execution, index: int, piece: Statement) -> Iterator[Out]:
    """Read a statement, and keep what it returns where an arrow leads to the next."""
    if ARROW not in piece.text and ("@1",) not in reader.frame.temps:
        yield from followed(reader, index, piece)
        return
    leads = reader.dialect == "snowflake" and piece.text.endswith(ARROW)
    before = len(reader.outcomes)
    plain = piece.text.removesuffix(ARROW).rstrip() if leads else piece.text
    yield from followed(reader, index, replace(piece, text=plain))
    returned = [outcome.read for outcome in reader.outcomes[before:] if outcome.read is not None]
    _keep(reader.frame.temps, returned[-1] if returned else QueryResult(), leads=leads)


def _keep(temps: MutableMapping[Name, QueryResult], result: QueryResult, *, leads: bool) -> None:
    """$1 is the result of the statement before, $2 that of the one before it."""
    results = [result]
    while (older := temps.pop((f"@{len(results)}",), None)) is not None:
        results.append(older)
    if leads:
        temps.update({(f"@{number}",): read for number, read in enumerate(results, start=1)})
