"""Where one system meets another in SQL: links, foreign tables, stages, files, shares.

`define` learns what a name stands for, `shaped` turns statements the parser does not know into
ones it does, `identified` puts names that are written as texts as plain ones, `localised` marks
every table of a statement that stands on another system, and `reaches` tells whether a function
may read one.
"""

from seamscope.lineage.remote.definitions import define
from seamscope.lineage.remote.dynamic_names import identified, notes, tells, varied
from seamscope.lineage.remote.functions import CATALOGS, reaches
from seamscope.lineage.remote.qualify import elsewhere
from seamscope.lineage.remote.rewrite import localised
from seamscope.lineage.remote.rewrite_unparsed import shaped

__all__ = [
    "CATALOGS",
    "define",
    "elsewhere",
    "identified",
    "localised",
    "notes",
    "reaches",
    "shaped",
    "tells",
    "varied",
]
