"""Where one system meets another in SQL: links, foreign tables, stages, files, shares.

`define` learns what a name stands for, `shaped` turns statements the parser does not know into
ones it does, and `localised` marks every table of a statement that stands on another system.
"""

from seamscope.lineage.seams.define import define
from seamscope.lineage.seams.moved import elsewhere
from seamscope.lineage.seams.rewrite import localised
from seamscope.lineage.seams.shape import shaped

__all__ = ["define", "elsewhere", "localised", "shaped"]
