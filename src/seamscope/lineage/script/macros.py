"""DuckDB's CREATE MACRO … AS TABLE: a query under a name, read where that name is called."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from seamscope.lineage.remote.text_readers import CREATE, DOTTED, IF_NOT
from seamscope.lineage.script.execution import Execution
from seamscope.lineage.script.flows import Out
from seamscope.lineage.split import Statement

MACRO = re.compile(
    rf"{CREATE}(?:TEMP(?:ORARY)?\s+)?(?:MACRO|FUNCTION){IF_NOT}\s+(?P<name>{DOTTED})\s*\([^)]*\)\s*AS\s+"
    r"TABLE\s+(?=\(*\s*(?:SELECT|WITH|FROM)\b)",
    re.I,
)

_OTHER = re.compile(r",\s*\([^()]*\)\s*AS\s+TABLE\b", re.I)  # for other arguments


def defined(reader: Execution, piece: Statement, found: re.Match[str]) -> Iterator[Out]:
    """Read the query of a macro as what the macro returns."""
    inner = replace(piece, routine=found["name"])
    for text in _OTHER.split(piece.text[found.end() :]):
        tree = reader.tree(text)
        if isinstance(tree, exp.Query):
            yield from reader.emit(tree, inner)
        else:
            yield reader.fault(inner, "it is not understood")
