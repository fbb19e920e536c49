"""Split a script into statements by its own grammar, without parsing it."""

from seamscope.lineage.split.plain import read_plain_statement
from seamscope.lineage.split.splitter import split
from seamscope.lineage.split.statement import Statement

__all__ = ["Statement", "read_plain_statement", "split"]
