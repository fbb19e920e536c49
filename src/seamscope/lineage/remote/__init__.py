"""SQL that reaches another system: links, foreign tables, stages, files, shares, OPENQUERY.

Each such reference is a *cross-system reference*. These functions serve the other packages:

- `record_definition` records what a CREATE SERVER, a CREATE STAGE or a synonym defines;
- `rewrite_unparsed` turns statements the parser does not know into plain ones;
- `resolve_dynamic_names` replaces names given as strings, IDENTIFIER('s.t'), by plain ones;
- `mark_remote_tables` gives every table on another system a name with that system first;
- `may_read_remote` says whether a table function may read another system.
"""

from seamscope.lineage.remote.definitions import record_definition
from seamscope.lineage.remote.dynamic_names import (
    get_notes,
    has_dynamic_names,
    may_name_tables,
    resolve_dynamic_names,
)
from seamscope.lineage.remote.mark_tables import mark_remote_tables
from seamscope.lineage.remote.qualify import move_to_remote
from seamscope.lineage.remote.rewrite_unparsed import rewrite_unparsed
from seamscope.lineage.remote.table_functions import CATALOG_DIALECTS, may_read_remote

__all__ = [
    "CATALOG_DIALECTS",
    "get_notes",
    "has_dynamic_names",
    "mark_remote_tables",
    "may_name_tables",
    "may_read_remote",
    "move_to_remote",
    "record_definition",
    "resolve_dynamic_names",
    "rewrite_unparsed",
]
