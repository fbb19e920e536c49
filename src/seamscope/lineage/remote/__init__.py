"""SQL that reaches another system: links, foreign tables, stages, files, shares, OPENQUERY.

Each such reference is a *cross-system reference*. These functions serve the other packages:

- `definitions.record_definition` records what a CREATE SERVER, CREATE STAGE or synonym defines;
- `rewrite_unparsed.rewrite_unparsed` turns unsupported statements into plain ones;
- `dynamic_names.resolve_dynamic_names` replaces names in strings, IDENTIFIER('s.t'), by plain ones;
- `mark_tables.mark_remote_tables` puts the remote system before a table's name: ``srv..d.t``;
- `table_functions.may_read_remote` returns whether a table function may read another system.
"""
